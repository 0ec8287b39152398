"""The places that one printed string holds: which pieces of it belong together, and what says where each
is."""

from __future__ import annotations

from typing import NamedTuple

from loaders.normalize.gazetteer import TABLE_PEOPLE, Gazetteer
from loaders.normalize.institutions import Match
from loaders.normalize.places import ALONE, INSIDE, Mention, Segment, printed_small
from loaders.normalize.postcodes import PostSign
from loaders.normalize.reading import CJK, COMMA, DIGIT, INITIAL, TITLE, UPPER, Reading
from loaders.normalize.words import INSTITUTE, words

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
    contradicting: spans of cities large enough to cast doubt on a printed country.
    """

    __slots__ = (
        "bare", "cities", "contradicting", "first", "has_kind", "hosts", "last", "located", "matches",
        "possible", "printed", "readings",
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
        self.possible: set[str] = set()
        self.readings: dict[tuple[int, int], set[str]] = {}
        self.cities: set[str] = set()
        self.contradicting: set[tuple[int, int]] = set()
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
                    _weigh_inside(site, mention, span)
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
            before = mention


_STATES_OF = frozenset({"US", "CA", "AU"})


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
    return _CERTAIN_PEOPLE if kind or not reading.flags[before] & TITLE else _KNOWN_PEOPLE


def _weigh_inside(site: Site, mention: Mention, span: tuple[int, int]) -> None:
    place = mention.place
    if place.codes:
        if len(place.codes) == 1:
            # `Ministry of Health of the Republic of Kazakhstan` is a state's own body; `Bank of Korea`
            # borrows a word
            site.weak.append(
                Sign(place.codes[0], "state-body" if place.formal and mention.of else "country-in-name", span)
            )
        return
    if place.regions:
        if not place.weak and not place.lends and len(set(place.regions)) == 1:
            site.weak.append(Sign(place.regions[0], "region-in-name", span))
    elif place.sure is not None and place.city_countries()[place.sure] >= _LENDING_PEOPLE:
        site.weak.append(Sign(place.sure, "city-in-name", span))


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
    sign = us if post.code in gaz.us else ca
    if mention is None:  # a town that no list has: `Annandale, NY`; but `Annandale, IN` may be India
        return sign if post.code not in gaz.iso2 and reading.seps[post.token] == COMMA else None
    if mention.position == INSIDE:
        return None
    place = mention.place
    if len(place.codes) == 1 and not place.cities:
        return sign if place.codes[0] not in (post.code, sign.code) else None  # `Jordan, MN`
    homes = set(place.city_countries()) | set(place.codes)
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
    return after >= len(reading.words) or reading.seps[after] >= COMMA or bool(reading.flags[after] & DIGIT)


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
    readings = before.place.city_countries() if before is not None else {}
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
