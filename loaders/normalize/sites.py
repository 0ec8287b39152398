"""The places that one printed string holds: which pieces of it belong together, and what says where each
is."""

from __future__ import annotations

from typing import NamedTuple

from loaders.normalize.cues import cues, find_cues
from loaders.normalize.gazetteer import TABLE_PEOPLE, Gazetteer
from loaders.normalize.institutions import Match
from loaders.normalize.places import ALONE, INSIDE, Mention, Segment, printed_small
from loaders.normalize.postcodes import PostSign
from loaders.normalize.reading import CJK, COMMA, DIGIT, INITIAL, TITLE, UPPER, Reading, fold_words
from loaders.normalize.words import ACADEMY, COLLEGE, HOSPITAL, INSTITUTE, UNIVERSITY, words

# how far each rule alone is to be believed; measured against hand-labelled strings, see benchmarks/
CONFIDENCE = {
    "printed-country": 0.98,
    "country-after-name": 0.9,
    "country-after-words": 0.7,
    "country-code": 0.85,
    "state-body": 0.8,
    "known-institution": 0.9,
    "known-homonym": 0.6,
    "us-state-zip": 0.95,
    "us-state-city": 0.9,
    "ca-province-city": 0.9,
    "uk-postcode": 0.9,
    "ca-postcode": 0.9,
    "postcode-999093": 0.8,
    "postcode-prefix": 0.75,
    "region": 0.85,
    "city": 0.85,
    "city-small": 0.65,
    "city-after-name": 0.75,
    "city-in-name": 0.6,
    "email-domain": 0.7,
    "email-country": 0.4,
    "region-in-name": 0.6,
    "country-in-university": 0.6,
    "body-of-state": 0.55,
    "people-in-name": 0.55,
    "city-by-language": 0.5,
    "country-in-name": 0.4,
    "ambiguous-city": 0.3,
    "ambiguous-region": 0.3,
    "code-or-state": 0.3,
    "homonym": 0.4,
}
_CERTAIN_PEOPLE = 100_000
# a city inside an organisation's name, or after a word that may be a person's name (`Universidad Andrés
# Bello`)
_LENDING_PEOPLE = 200_000
_NAMED_PEOPLE = 15_000
_SMALL_SHORTEST = 5
_KNOWN_PEOPLE = 1_000_000
# a city that may contradict a printed country; smaller ones have unlisted namesakes everywhere
CONTRADICTING_PEOPLE = 500_000


class Sign(NamedTuple):
    """One reason to think of one country: by which rule, resting on which characters."""

    code: str
    rule: str
    span: tuple[int, int]


class Open(NamedTuple):
    """A name that leaves several countries open: their codes, likeliest first."""

    codes: tuple[str, ...]
    rule: str
    span: tuple[int, int]


class Site:
    """The pieces of one place. printed, sure, weak: signs by strength; bare, unsure: names with several
    readings.

    readings: span of a city or region -> every country it may lie in. possible: every country that some
    city or region printed here may lie in. cities: folded names printed here.
    names: cities that organisations are named after, with several readings.
    listed: spans of cities of facts/places.tsv. contradicting: spans of cities large enough to cast doubt on a printed country.
    """

    __slots__ = (
        "bare", "cities", "contradicting", "first", "has_kind", "hosts", "last", "listed", "located", "matches",
        "names", "possible", "printed", "readings",
        "segments", "sure", "unsure", "weak",
    )  # fmt: skip

    def __init__(self) -> None:
        self.segments: list[Segment] = []
        self.matches: list[Match] = []
        self.hosts: list[tuple[str, int, int]] = []
        self.printed: list[Sign] = []
        self.sure: list[Sign] = []
        self.weak: list[Sign] = []
        self.bare: list[Open] = []
        self.unsure: list[Open] = []
        self.names: list[Open] = []
        self.possible: set[str] = set()
        self.readings: dict[tuple[int, int], set[str]] = {}
        self.cities: set[str] = set()
        self.contradicting: set[tuple[int, int]] = set()
        self.listed: set[tuple[int, int]] = set()
        self.has_kind = False  # an organisation or a part of one is named
        self.located = 0  # 2: a country is printed; 1: a city that leaves no doubt
        self.first = self.last = 0


def build_sites(segments: list[Segment]) -> list[Site]:
    """Group pieces into places: (department, institution, city, country), then the next.

    A semicolon ends a place; so does an institution after a country, or after a city that left no doubt. A
    piece that
    names only places belongs to what stood before it, semicolon or not, unless that has its country already.
    """
    sites: list[Site] = []
    site: Site | None = None
    for segment in segments:
        kind = segment.rank > 0 or segment.part or segment.known
        located = _located(segment)
        new = site is None or segment.split
        if site is not None and not new and kind and site.has_kind:
            new = site.located == 2 or (site.located == 1 and (segment.known or segment.rank >= INSTITUTE))
        if new and site is not None and not kind and site.located < 2 and segment.split:
            new = False
        if new:
            site = Site()
            site.first = segment.first
            sites.append(site)
        assert site is not None
        site.segments.append(segment)
        site.last = segment.last
        site.has_kind = site.has_kind or kind
        site.located = max(site.located, located)
    return sites


def _located(segment: Segment) -> int:
    found = 0
    for mention in segment.mentions:
        if mention.position == INSIDE:
            continue
        if mention.place.codes:
            return 2
        if mention.place.sure and mention.position == ALONE:
            found = 1
    return found


def weigh_mentions(site: Site, reading: Reading) -> None:
    """Turn the site's place names into signs."""
    before: Mention | None = None
    for segment in site.segments:
        named = segment.rank > 0 or segment.known or segment.part
        for mention in segment.mentions:
            place, position = mention.place, mention.position
            span = (mention.start, mention.end)
            if position == INSIDE:
                if named:
                    _weigh_inside(site, reading, segment, mention, span)
                continue
            if place.codes and not (position == ALONE and printed_small(reading, mention) and place.cities):
                _weigh_country(site, mention, span, named)
            if not place.codes or len(place.codes) > 1:
                _weigh_location(site, reading, segment, mention, span)
            elif place.cities:  # Lebanon and Armenia are cities too
                here = {city.country for city in place.cities}
                site.possible.update(here)
                site.readings.setdefault(span, set()).update(here)
            _weigh_state(site, reading, before, mention)
            _weigh_campus(site, reading, segment, mention)
            before = mention


_STATES_OF = frozenset({"US", "CA", "AU"})


def _weigh_campus(site: Site, reading: Reading, segment: Segment, mention: Mention) -> None:
    """`State University of New York at Potsdam`: the town is in the state that the name holds."""
    if mention.first == segment.first or reading.words[mention.first - 1] != "at" or not mention.place.cities:
        return
    states = {m.place.regions for m in segment.mentions if m.position == INSIDE and m.last <= mention.first}
    if states == {("US",)}:
        town_of(site, mention, "US")


def _weigh_state(site: Site, reading: Reading, before: Mention | None, mention: Mention) -> None:
    """A state written out: with a ZIP behind it, or after the name of a town."""
    place = mention.place
    last = mention.last
    zipped = last < len(reading.words) and reading.words[last].isdigit() and len(reading.words[last]) == 5
    if zipped and (place.regions == ("US",) or (place.rule == "bare-georgia" and place.codes)):
        site.sure.append(Sign("US", "us-state-zip", (mention.start, reading.ends[last])))
    if before is None or before.last != mention.first or place.weak or place.codes or not place.regions:
        return
    code = place.regions[0]
    if code in _STATES_OF and len(set(place.regions)) == 1 and not before.place.regions:
        if len(before.place.codes) == 1 and (before.place.codes[0] == code or code == "AU"):
            return
        town_of(site, before, code)


def _weigh_country(site: Site, mention: Mention, span: tuple[int, int], named: bool) -> None:
    codes = mention.place.codes
    if len(codes) > 1:
        site.bare.append(Open(codes, mention.place.rule, span))
    else:
        # after a name of an organisation, or after any other words: `Nea Chili` is in Greece
        after = "country-after-name" if named else "country-after-words"
        rule = "printed-country" if mention.position == ALONE else after
        site.printed.append(Sign(codes[0], rule, span))


def _weigh_location(
    site: Site, reading: Reading, segment: Segment, mention: Mention, span: tuple[int, int]
) -> None:
    place = mention.place
    alone = mention.position == ALONE
    if place.regions:
        site.possible.update(place.regions)
        site.readings.setdefault(span, set()).update(place.regions)
        if place.weak or len(set(place.regions)) > 1:
            site.unsure.append(Open(tuple(dict.fromkeys(place.regions)), "ambiguous-region", span))
        else:
            site.sure.append(Sign(place.regions[0], "region", span))
    if not place.cities:
        return
    if alone and reading.flags[mention.first] & UPPER and _bracketed(reading, mention.first):
        return  # `Kenya Medical Research Institute (KEMRI)`
    if (
        mention.last - mention.first == 1
        and printed_small(reading, mention)
        and not (alone and mention.segment > 0)
    ):
        return
    countries = place.city_countries()
    site.possible.update(countries)
    site.readings.setdefault(span, set()).update(countries)
    if "XK" in countries:
        site.readings[span].add("RS")  # by what is printed: no country printed beside it is against it
    site.cities.add("".join(reading.words[mention.first : mention.last]))
    if place.regions:
        return
    if place.sure is None:
        site.unsure.append(Open(tuple(countries)[:3], "ambiguous-city", span))
    elif countries[place.sure] >= _needed(reading, segment, mention, alone):
        if countries[place.sure] >= CONTRADICTING_PEOPLE:
            site.contradicting.add(span)
        if countries[place.sure] >= TABLE_PEOPLE and reading.words[mention.first] not in _SAINTS:
            site.listed.add(span)
        site.sure.append(Sign(place.sure, "city" if alone else "city-after-name", span))
    elif alone and mention.segment > 0 and mention.end - mention.start >= _SMALL_SHORTEST:
        site.weak.append(Sign(place.sure, "city-small", span))
    else:
        site.unsure.append(Open((place.sure,), "ambiguous-city", span))


def _needed(reading: Reading, segment: Segment, mention: Mention, alone: bool) -> int:
    """How many people a city must have for its name to be certain where it stands."""
    if alone:
        return _CERTAIN_PEOPLE
    if segment.rank <= 0 and not segment.known:
        return TABLE_PEOPLE + 1
    before = mention.first - 1
    kind = reading.words[before] in words().ranks or reading.flags[before] & DIGIT
    if reading.words[mention.first] in _SAINTS and reading.words[before] in _NAMED_AFTER_SAINTS:
        return TABLE_PEOPLE + 1  # `Universidad San Sebastián`
    if kind or not reading.flags[before] & TITLE:
        return _CERTAIN_PEOPLE
    # `Hospital Paul Brousse`: an old name of Bursa
    own = any(
        fold_words(city.name) == tuple(reading.words[mention.first : mention.last])
        for city in mention.place.cities
    )
    return _KNOWN_PEOPLE if own else TABLE_PEOPLE + 1


def _weigh_inside(
    site: Site, reading: Reading, segment: Segment, mention: Mention, span: tuple[int, int]
) -> None:
    place = mention.place
    if place.codes:
        if len(place.codes) == 1:
            site.weak.append(Sign(place.codes[0], _named_after_country(reading, segment, mention), span))
        return
    if place.regions:
        if not place.weak and not place.lends and len(set(place.regions)) == 1:
            site.weak.append(Sign(place.regions[0], "region-in-name", span))
    elif place.cities:
        countries = place.city_countries()
        site.readings.setdefault(span, set()).update(countries)
        known = segment.rank > 0 or segment.known or max(countries.values()) >= _KNOWN_PEOPLE
        if not known:  # `Memphis Team`
            return
        if place.sure is not None and countries[place.sure] >= _lending(reading, segment, mention):
            site.weak.append(Sign(place.sure, "city-in-name", span))
        elif mention.of and segment.rank >= UNIVERSITY:
            site.names.append(Open(tuple(countries), "ambiguous-city", span))


def _named_after_country(reading: Reading, segment: Segment, mention: Mention) -> str:
    """How much a country in a name says. `Ministry of Health of the Republic of Kazakhstan` is a state's own body,
    `University of Latvia` and `Kuwait University` stand there; `Bank of Korea` may be a branch abroad."""
    lexicon = words()
    here = reading.words[segment.first : segment.last]
    if any(word in lexicon.abroad for word in here) or mention.place.nothing:
        return "country-in-name"
    if mention.place.formal and mention.of:
        return "state-body"
    after = reading.words[mention.last] if mention.last < segment.last else ""
    alone = sum(bool(other.place.codes) for other in segment.mentions) == 1
    if not alone or after in lexicon.subjects or reading.text[mention.end : mention.end + 1] == "-":
        return "country-in-name"
    if segment.rank >= ACADEMY and (mention.of or mention.first == segment.first):
        return "country-in-university"
    if mention.of and segment.rank in (HOSPITAL, COLLEGE, INSTITUTE) and mention.last == segment.last:
        return "country-in-university"
    return "country-in-name"


def _lending(reading: Reading, segment: Segment, mention: Mention) -> int:
    """How many people a city in a name must have to say where the organisation is."""
    lexicon = words()
    first, last = mention.first, mention.last
    before = reading.words[first - 1] if first > segment.first else ""
    after = reading.words[last] if last < segment.last else ""

    def ordinary(at: int, word: str) -> bool:
        return (
            not word
            or word in lexicon.ranks
            or word in lexicon.of_words
            or word in lexicon.ordinary
            or not reading.flags[at] & (TITLE | UPPER)
        )

    # `Universidad Andrés Bello`, `Université de Montréal & Mila`: the word before may make it another name
    if not ordinary(first - 1, before) or before in lexicon.splitters:
        return _KNOWN_PEOPLE
    kinds = lexicon.ranks
    follows = mention.of or kinds.get(before, 0) > 0
    # `Serra Húnter Fellow Programme`; but `University of Miami Miller School`
    if not ordinary(last, after):
        return _LENDING_PEOPLE if follows else _KNOWN_PEOPLE
    if reading.words[first] in _SAINTS:
        return _LENDING_PEOPLE if mention.of else _KNOWN_PEOPLE
    if segment.rank >= HOSPITAL:
        if mention.of or kinds.get(before, 0) >= HOSPITAL:
            return _NAMED_PEOPLE
        if kinds.get(after, 0) >= HOSPITAL:
            return 3 * _NAMED_PEOPLE
    return _LENDING_PEOPLE


_NAMED_AFTER_SAINTS = frozenset({
    "universidad", "universidade", "universita", "universitat", "colegio", "college", "hospital", "ospedale", "hopital",
    "instituto", "istituto", "institute", "fundacion", "fondazione", "policlinico", "clinic", "school", "academy",
})  # fmt: skip
_SAINTS = frozenset({"san", "santa", "santo", "saint", "sankt", "st", "sao", "sainte"})


def weigh_cues(site: Site, reading: Reading) -> None:
    """Add what words in names say of the country, and let the language of the names decide between cities.

    A language alone never says a country: it takes certainty from a city of a country where nobody names
    organisations in it (`Universidad CEU San Pablo`, and a San Pablo in the Philippines is no reading).
    """
    languages: frozenset[str] | None = None
    for segment in site.segments:
        if segment.known or not (segment.rank > 0 or segment.part):
            continue
        for found in find_cues(reading, segment, cues(), words()):
            if found.rule is not None:
                site.weak.append(Sign(next(iter(found.codes)), found.rule, found.span))
            elif languages is None:
                languages = found.codes
            else:
                languages = languages & found.codes or languages
    if languages is None:
        return
    for sign in [s for s in site.sure if s.rule.startswith("city")]:
        large = sign.rule == "city" and sign.span in site.contradicting
        if not large and sign.span not in site.listed and sign.code not in languages:
            site.sure.remove(sign)
            site.unsure.append(Open((sign.code,), "ambiguous-city", sign.span))
    site.weak = [
        sign for sign in site.weak
        if not sign.rule.startswith("city") or sign.code in languages
    ]  # fmt: skip
    for name in [*site.unsure, *site.names]:
        left = site.readings.get(name.span, set()) & languages
        if name.rule == "ambiguous-city" and len(left) == 1 and len(site.readings[name.span]) > 1:
            site.weak.append(Sign(next(iter(left)), "city-by-language", name.span))


def weigh_posts(
    site: Site, reading: Reading, posts: list[PostSign], by_last: dict[int, Mention], gaz: Gazetteer
) -> None:
    """Turn postcodes, postal codes of states and country codes into signs."""
    for post in posts:
        if not site.first <= post.token < site.last:
            continue
        mention = by_last.get(post.token)
        sign = Sign(post.code, post.rule, post.span)
        if post.rule == "postal":
            found = _postal_sign(site, reading, post, mention, gaz)
            if found is None:
                continue
            sign = found
        site.sure.append(sign)
        if mention is not None and sign.rule in _OF_STATES:
            town_of(site, mention, sign.code)
    weigh_code(site, reading, by_last, gaz)


_OF_STATES = frozenset({"us-state-zip", "us-state-city", "ca-province-city"})


def _postal_sign(
    site: Site, reading: Reading, post: PostSign, mention: Mention | None, gaz: Gazetteer
) -> Sign | None:
    """What two capitals say that may be a state: only where the place before them, or the country after, allows it."""
    us = Sign(gaz.us.get(post.code, "US"), "us-state-city", post.span)
    ca = Sign("CA", "ca-province-city", post.span)
    cities = mention.place.cities if mention is not None else ()
    if any(city.country == "US" and city.region == post.code for city in cities):
        return us
    if post.code in gaz.ca and any(city.country == "CA" for city in cities):
        return ca
    if post.code in gaz.us and any(city.country == us.code and not city.region for city in cities):
        return us
    if post.code in gaz.us and any(sign.code == us.code for sign in site.printed):
        return us
    if not _ends_address(reading, post.token):
        return None
    organisation = any(s.last == post.token and (s.rank > 0 or s.known) for s in site.segments)
    sign = us if post.code in gaz.us else ca
    if mention is None:  # a town that no list has: `Annandale, NY`; but `Annandale, IN` may be India
        known = post.code in gaz.us or not organisation
        return sign if known and post.code not in gaz.iso2 and reading.seps[post.token] == COMMA else None
    if mention.position == INSIDE:
        return None
    place = mention.place
    if gaz.iso2.get(post.code) in place.regions:
        return None  # `Bayern, DE`
    if len(place.codes) == 1 and not place.cities:
        return sign if place.codes[0] not in (post.code, sign.code) else None  # `Jordan, MN`
    homes = {*place.city_countries(), *place.codes, *place.regions}
    lent = homes <= _LENDERS or (len(place.codes) == 1 and post.code not in homes)
    fits = post.code not in homes and not homes & _TWO_LETTERS
    return sign if fits and (lent or post.code not in gaz.iso2) else None


# countries whose towns gave their names to towns of the United States and Canada: `London, KY`, `Moscow, ID`
_LENDERS = frozenset({
    "GB", "IE", "FR", "DE", "NL", "ES", "PT", "IT", "GR", "DK", "SE", "NO", "PL", "RU", "EG", "LB", "US", "CA", "JE",
})  # fmt: skip
# countries that write their own states and provinces with two letters: `Milano, MI`, `Curitiba, PR`
_TWO_LETTERS = frozenset({"IT", "BR", "AU", "IN", "CH", "MX", "AR"})


def _ends_address(reading: Reading, token: int) -> bool:
    """Whether nothing but a postcode or the end of the piece follows."""
    after = token + 1
    if after >= len(reading.words) or reading.seps[after] >= COMMA:
        return True
    word = reading.words[after]
    return bool(reading.flags[after] & DIGIT) and (len(word) == 5 or not word.isdigit())


def town_of(site: Site, mention: Mention, code: str) -> None:
    """Let a name that stands before a state be a town of that state: `Lebanon, NH`, `Paris, Ontario`."""
    if mention.position == INSIDE:
        return
    span = (mention.start, mention.end)
    site.readings.setdefault(span, set()).add(code)
    site.possible.add(code)
    site.contradicting.discard(span)
    site.printed = [sign for sign in site.printed if sign.span != span or sign.code == code]
    site.sure = [sign._replace(code=code) if sign.span == span else sign for sign in site.sure]


def weigh_code(site: Site, reading: Reading, by_last: dict[int, Mention], gaz: Gazetteer) -> None:
    """An ISO code that stands alone at the end of a place (`..., Pyongyang, KP`)."""
    if not site.segments:
        return
    segment = site.segments[-1]
    at = segment.first
    rest = range(at + 1, segment.last)
    if segment.last <= at or any(not reading.flags[i] & DIGIT for i in rest) or segment.mentions:
        return
    if not reading.flags[at] & UPPER or reading.flags[at] & CJK or _bracketed(reading, at):
        return
    word = reading.text[reading.starts[at] : reading.ends[at]]
    if reading.flags[at] & INITIAL:
        word = reading.words[at].upper()
    code = gaz.iso2.get(word) or gaz.iso3.get(word)
    if code is None:
        return
    span = (reading.starts[at], reading.ends[at])
    before = by_last.get(at)
    readings = {*before.place.city_countries(), *before.place.regions} if before is not None else set()
    if code in readings:
        site.printed.append(Sign(code, "country-code", span))
    elif word in gaz.us or word in gaz.ca:
        state_of = gaz.us.get(word, "CA")
        if not any(sign.code == state_of for sign in site.sure):
            site.unsure.append(Open((code, state_of) if code != state_of else (code,), "code-or-state", span))
    elif not rest and (len(reading.words) == 1 or (len(site.segments) > 1 and _placed(site.segments[-2]))):
        site.printed.append(Sign(code, "country-code", span))


def _bracketed(reading: Reading, at: int) -> bool:
    """Whether it is printed in brackets: the letters of the name before it, as in `Institute of Technology (ETH)`."""
    start = reading.starts[at]
    return reading.text[max(start - 1, 0) : start] in ("(", "[")


def _placed(segment: Segment) -> bool:
    """Whether a piece before a code ends with a place or is a known institution: else the code is some
    acronym."""
    return segment.known or any(mention.position != INSIDE for mention in segment.mentions)


def inherit(site: Site, following: Site) -> None:
    """Let a city that may lie in the next place's country lie there: `Guadalajara, University of Alcalá,
    Spain`."""
    if site.printed or site.bare or following.segments[0].split or len(following.printed) != 1:
        return
    code = following.printed[0].code
    site.sure = [
        sign._replace(code=code) if code in site.readings.get(sign.span, ()) else sign for sign in site.sure
    ]
