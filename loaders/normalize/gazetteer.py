"""Names of countries, regions and cities as one dictionary: folded words -> what they may mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

import pycountry

from loaders.facts import rows_of
from loaders.normalize.cities import City, cities_by_name
from loaders.normalize.reading import fold_words
from loaders.normalize.translated import iso_names, translated_names
from loaders.normalize.words import words

# a city's country is taken for certain from the name alone where it has this many people, and this many
# times those
# of all its namesakes abroad
SURE_PEOPLE = 100_000
SURE_RATIO = 8
KNOWN_PEOPLE = 500_000
# or fewer people, but no namesake in the list at all
ALONE_PEOPLE = 15_000
# the first character that is written without spaces, and how short a name in it may be anything
CJK_FIRST = "\u3040"
WHOLE_LONGEST = 2
# a city of facts/places.tsv: known from affiliations
TABLE_PEOPLE = 50_000_000
# one that shares its name with a city of the list, which must stay a reading too
ALSO_PEOPLE = 300_000

# territories that have their own code; with the sovereign's name beside them they stay themselves
SOVEREIGN = {
    "HK": "CN", "MO": "CN", "TW": "CN", "PR": "US", "GU": "US", "VI": "US", "RE": "FR", "GP": "FR",
    "MQ": "FR",
    "GF": "FR", "NC": "FR", "PF": "FR", "YT": "FR", "GL": "DK", "FO": "DK", "JE": "GB", "GG": "GB",
    "IM": "GB",
    "GI": "GB", "BM": "GB", "FK": "GB", "CW": "NL", "AW": "NL", "SX": "NL",
}  # fmt: skip


# `Republic of X` after a word such as People's is the other state of that name, however the word is misspelt
PEOPLES = {"KR": "KP", "CG": "CD", "TW": "CN"}
PEOPLES_WORDS = frozenset(
    {"democratic", "dem", "democr", "peoples", "people", "popular", "democractic", "demokratic"}
)
REPUBLIC_WORDS = frozenset({"republic", "rep", "r", "republ"})


class Place:
    """What a name may mean.

    codes: countries it names (several: it is a bare name that a place must decide between); formal: a
    state's own full
    form. regions: countries of regions of this name; weak where it is printed for other things too,
    lends where organisations abroad are named after it. cities: readings.
    nothing: the name holds a country's name and is none. whole: written without spaces and so short that it counts
    only where nothing is written beside it.
    """

    __slots__ = (
        "_countries",
        "capitals",
        "cities",
        "codes",
        "formal",
        "inverted",
        "lends",
        "nothing",
        "regions",
        "rule",
        "sure",
        "waiting",
        "weak",
        "whole",
    )

    def __init__(self) -> None:
        self.codes: tuple[str, ...] = ()
        self.rule = "printed-country"
        self.formal = False
        self.capitals = False
        self.inverted = False
        self.nothing = False
        self.regions: tuple[str, ...] = ()
        self.weak = False
        self.whole = False
        self.lends = False
        self.cities: tuple[City, ...] = ()
        self._countries: dict[str, int] | None = None
        self.sure: str | None = None
        self.waiting: Sequence[City] = ()

    def may_lie_in(self, code: str) -> bool:
        """Whether any reading is this country or lies in it."""
        return code in self.codes or code in self.regions or any(city.country == code for city in self.cities)

    def well_known(self) -> bool:
        """Whether it is a city that nobody takes for another."""
        return self.sure is not None and self.city_countries()[self.sure] >= KNOWN_PEOPLE

    def city_countries(self) -> dict[str, int]:
        """Countries of the city readings with the most people of each, most first."""
        if self._countries is None:
            self._countries = self._weighed()
        return self._countries

    def _weighed(self) -> dict[str, int]:
        most: dict[str, int] = {}
        for reading in self.cities:
            most[reading.country] = max(most.get(reading.country, 0), reading.people)
        return dict(sorted(most.items(), key=lambda pair: -pair[1]))


class Gazetteer:
    """All names. known: every key. lengths: first word -> lengths of the names it starts, longest first, where any has
    several words.
    cjk_lengths: the same by first character, for names written without spaces. us, ca: postal codes of states and provinces -> country;
    postal: both in small letters. iso2,
    iso3: codes -> alpha-2.
    vocabulary: single words of country names and organisations.
    """

    def __init__(self, builder: _Builder) -> None:
        # a name's cities wait as a list until the name is first met: most are never met
        self._names: dict[str, Place | list[City]] = {}
        self._names |= builder.cities
        for key, place in builder.places.items():
            place.waiting = builder.cities.get(key, ())
            self._names[key] = place
        self.known = self._names.keys()
        self.lengths = _lengths(self._names)
        self.cjk_lengths = _cjk_lengths(self._names)
        self.us, self.ca = builder.postal["us-postal"], builder.postal["ca-postal"]
        self.postal = frozenset(code.lower() for code in (*self.us, *self.ca))
        self.iso2 = {country.alpha_2: country.alpha_2 for country in pycountry.countries}
        self.iso2["XK"] = "XK"
        self.iso3 = {country.alpha_3: country.alpha_2 for country in pycountry.countries}
        self.vocabulary = frozenset(builder.vocabulary | {word for word in words().ranks if len(word) >= 5})

    def peoples(self, place: Place) -> Place:
        """The place of the other state where `Republic of X` follows `People's`; the same place where there
        is none."""
        code = PEOPLES.get(place.codes[0]) if len(place.codes) == 1 else None
        if code is None:
            return place
        other = Place()
        other.codes, other.formal = (code,), True
        return other

    def place(self, key: str) -> Place | None:
        """What folded words joined by a space (or a run of CJK characters) may mean; None for nothing."""
        found = self._names.get(key)
        if found is None:
            return None
        if isinstance(found, list):
            place = Place()
            place.waiting = found
        elif not found.waiting:
            return found
        else:
            place = found
        place.cities += tuple(place.waiting)
        place.waiting = ()
        place._countries = None
        place.sure = _sure(place)
        self._names[key] = place
        return place


# city-also shares its name with a city of the list, city-as-well is as likely meant as that
_PEOPLE = {"city-also": ALSO_PEOPLE, "city-as-well": KNOWN_PEOPLE * 2}


class _Builder:
    def __init__(self) -> None:
        self.places: dict[str, Place] = {}
        self.postal: dict[str, dict[str, str]] = {"us-postal": {}, "ca-postal": {}}
        for row in rows_of("countries.tsv"):
            codes = tuple(row["code"].split())
            for form in row["forms"].split("|"):
                self._country(codes, row["kind"], form)
        self._iso()
        self.vocabulary = {word for key in self.places for word in key.split(" ") if len(word) >= 4}
        self._regions()
        self._table_cities()
        self.cities = cities_by_name()
        for word in words().never_places:
            self.cities.pop(word, None)
        self._translated()
        self.places.pop("", None)

    def _place(self, form: str, together: bool) -> Place:
        key = form.replace(" ", "") if together else " ".join(fold_words(form))
        return self.places.setdefault(key, Place())

    def _country(self, codes: tuple[str, ...], kind: str, form: str) -> None:
        place = self._place(form, kind.endswith("cjk"))
        if kind == "not":
            place.nothing = True
            return
        bare = kind.startswith("bare")
        if place.codes and not bare:
            place.inverted = place.inverted or (kind == "inverted" and place.codes == codes)
            return
        place.codes = codes
        place.formal = kind == "formal"
        place.inverted = kind.startswith("inverted")
        place.capitals = kind == "short" or (form.isupper() and len(form) <= 3 and form.isascii())
        if bare:
            place.rule = (
                "bare-korea" if kind in ("bare", "bare-cjk", "bare-choson") else kind.removesuffix("-cjk")
            )

    def _iso(self) -> None:
        for code, attribute, form in iso_names():
            kind = "formal" if attribute == "official_name" else "inverted" if ", " in form else "name"
            self._country((code,), kind, form)

    def _translated(self) -> None:
        """Last of all: a name that is known as anything else stays that."""
        ordinary = words().never_places | words().noise | words().not_translated
        for form, code in translated_names().items():
            together = form[0] >= CJK_FIRST
            key = form.replace(" ", "") if together else " ".join(fold_words(form))
            if not key or key in self.places or key in self.cities or key in ordinary:
                continue
            self._country((code,), ("inverted" if ", " in form else "name") + "-cjk" * together, form)
            self.places[key].whole = together and len(key) <= WHOLE_LONGEST

    def _regions(self) -> None:
        for row in rows_of("regions.tsv"):
            kind = row["kind"]
            forms = row["forms"].split("|")
            if kind in self.postal:
                self.postal[kind].update(dict.fromkeys(forms, row["code"]))
                continue
            for form in forms:
                place = self._place(form, kind == "cjk")
                place.regions += tuple(row["code"].split())
                place.weak = place.weak or kind == "state-weak"
                place.capitals = place.capitals or kind == "state-short"
                place.lends = place.lends or kind == "state-alone"

    def _table_cities(self) -> None:
        for row in rows_of("places.tsv"):
            for form in row["forms"].split("|"):
                place = self._place(form, row["kind"] == "cjk")
                people = _PEOPLE.get(row["kind"], TABLE_PEOPLE)
                place.cities += (City(form, row["code"], people, ""),)
                place.sure = _sure(place)


def _sure(place: Place) -> str | None:
    """The country that a city's name alone leaves no doubt about, or None."""
    if len(place.cities) == 1:
        only = place.cities[0]
        return only.country if only.people >= ALONE_PEOPLE else None
    countries = place.city_countries()
    if not countries:
        return None
    (first, people), *rest = countries.items()
    if not rest:
        return first
    return first if people >= SURE_PEOPLE and people >= SURE_RATIO * rest[0][1] else None


def _lengths(keys: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Of names of several words only: first word -> lengths, longest first, and 1 last."""
    found: dict[str, tuple[int, ...]] = {}
    for key in keys:
        if " " not in key:
            continue
        first = key.partition(" ")[0]
        length = key.count(" ") + 1
        known = found.get(first)
        if known is None:
            found[first] = (length, 1)
        elif length not in known:
            found[first] = tuple(sorted((*known, length), reverse=True))
    return found


def _cjk_lengths(keys: Iterable[str]) -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = {}
    for key in keys:
        if key[0] >= "\u3040":
            found.setdefault(key[0], set()).add(len(key))
    return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in found.items()}


@cache
def gazetteer() -> Gazetteer:
    """Every name, read once (about a quarter of a second)."""
    return Gazetteer(_Builder())
