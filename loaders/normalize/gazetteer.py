"""Names of countries, regions and cities as one dictionary: folded words -> what they may mean."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import pycountry

from loaders.facts import rows_of
from loaders.normalize.cities import CityReading, named_cities
from loaders.normalize.reading import fold_words
from loaders.normalize.words import words

# a city's country is taken for certain from the name alone where it has this many people, and this many times those
# of all its namesakes abroad
SURE_PEOPLE = 100_000
SURE_RATIO = 8
# or fewer people, but no namesake in the list at all
ALONE_PEOPLE = 15_000
# a city of facts/places.tsv: known from affiliations
TABLE_PEOPLE = 50_000_000

# territories that have their own code; with the sovereign's name beside them they stay themselves
SOVEREIGN = {
    "HK": "CN", "MO": "CN", "TW": "CN", "PR": "US", "GU": "US", "VI": "US", "RE": "FR", "GP": "FR", "MQ": "FR",
    "GF": "FR", "NC": "FR", "PF": "FR", "YT": "FR", "GL": "DK", "FO": "DK", "JE": "GB", "GG": "GB", "IM": "GB",
    "GI": "GB", "BM": "GB", "FK": "GB", "CW": "NL", "AW": "NL", "SX": "NL",
}  # fmt: skip


class Place:
    """What a name may mean.

    codes: countries it names (several: it is a bare name that a place must decide between); formal: a state's own full
    form. regions: countries of regions of this name; weak where it is printed for other things too. cities: readings.
    nothing: the name holds a country's name and is none.
    """

    __slots__ = ("capitals", "cities", "codes", "formal", "inverted", "nothing", "regions", "rule", "sure", "weak")

    def __init__(self) -> None:
        self.codes: tuple[str, ...] = ()
        self.rule = "printed-country"
        self.formal = False
        self.capitals = False
        self.inverted = False
        self.nothing = False
        self.regions: tuple[str, ...] = ()
        self.weak = False
        self.cities: tuple[CityReading, ...] = ()
        self.sure: str | None = None

    def city_countries(self) -> dict[str, int]:
        """Countries of the city readings with the most people of each, most first."""
        most: dict[str, int] = {}
        for reading in self.cities:
            most[reading.country] = max(most.get(reading.country, 0), reading.people)
        return dict(sorted(most.items(), key=lambda pair: -pair[1]))


class Gazetteer:
    """All names. lengths: first word -> lengths of the names it starts, longest first. cjk_lengths: the same by first
    character, for names written without spaces. us, ca: postal codes. iso2, iso3: codes -> alpha-2.
    vocabulary: single words of country names and organisations.
    """

    def __init__(self, builder: _Builder) -> None:
        self._places = builder.places
        self._cities = builder.cities
        self.lengths = _lengths((*builder.places, *builder.cities))
        self.cjk_lengths = _cjk_lengths((*builder.places, *builder.cities))
        self.us, self.ca = frozenset(builder.postal["us-postal"]), frozenset(builder.postal["ca-postal"])
        self.iso2 = {country.alpha_2: country.alpha_2 for country in pycountry.countries}
        self.iso3 = {country.alpha_3: country.alpha_2 for country in pycountry.countries}
        self.vocabulary = frozenset(builder.vocabulary | {word for word in words().ranks if len(word) >= 5})

    def place(self, key: str) -> Place | None:
        """What folded words joined by a space (or a run of CJK characters) may mean; None for nothing."""
        cities = self._cities.pop(key, None)
        if cities is None:
            return self._places.get(key)
        # the readings of a name are weighed when it is first met: most are never met
        place = self._places.get(key) or Place()
        place.cities += tuple(cities)
        place.sure = _sure(place)
        self._places[key] = place
        return place


class _Builder:
    def __init__(self) -> None:
        self.places: dict[str, Place] = {}
        self.cities: dict[str, list[CityReading]] = {}
        self.postal: dict[str, set[str]] = {"us-postal": set(), "ca-postal": set()}
        for row in rows_of("countries.tsv"):
            codes = tuple(row["code"].split())
            for form in row["forms"].split("|"):
                self._country(codes, row["kind"], form)
        self._iso()
        self.vocabulary = {word for key in self.places for word in key.split(" ") if len(word) >= 4}
        self._regions()
        self._table_cities()
        self._listed_cities()

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
            return
        place.codes = codes
        place.formal = kind == "formal"
        place.inverted = kind == "inverted"
        place.capitals = kind == "short" or (form.isupper() and len(form) <= 3 and form.isascii())
        if bare:
            place.rule = "bare-korea" if kind in ("bare", "bare-cjk", "bare-choson") else kind

    def _iso(self) -> None:
        for country in pycountry.countries:
            for attribute in ("name", "common_name", "official_name"):
                form = getattr(country, attribute, None)
                if form is not None:
                    kind = "formal" if attribute == "official_name" else "inverted" if ", " in form else "name"
                    self._country((country.alpha_2,), kind, form)

    def _regions(self) -> None:
        for row in rows_of("regions.tsv"):
            kind = row["kind"]
            forms = row["forms"].split("|")
            if kind in self.postal:
                self.postal[kind].update(forms)
                continue
            for form in forms:
                place = self._place(form, kind == "cjk")
                place.regions += tuple(row["code"].split())
                place.weak = place.weak or kind == "state-weak"
                place.capitals = place.capitals or kind == "state-short"

    def _table_cities(self) -> None:
        for row in rows_of("places.tsv"):
            for form in row["forms"].split("|"):
                place = self._place(form, row["kind"] == "cjk")
                place.cities += (CityReading(row["code"], TABLE_PEOPLE, ""),)
                place.sure = _sure(place)

    def _listed_cities(self) -> None:
        others: dict[str, list[CityReading]] = {}
        for key, reading, own in named_cities():
            names = self.cities if own else others
            found = names.get(key)
            if found is None:
                names[key] = [reading]
            else:
                found.append(reading)
        # a name that another city bears by right says nothing of the one it is a by-name of
        for key, readings in others.items():
            self.cities.setdefault(key, readings)
        self.cities.pop("", None)
        self.places.pop("", None)


def _sure(place: Place) -> str | None:
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
    found: dict[str, tuple[int, ...]] = {}
    for key in keys:
        first, _, rest = key.partition(" ")
        length = rest.count(" ") + 2 if rest else 1
        known = found.get(first)
        if known is None:
            found[first] = (length,)
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
