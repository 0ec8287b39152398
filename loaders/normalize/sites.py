"""The places that one printed string holds: which pieces of it belong together, and what says where each
is."""

from __future__ import annotations

from typing import NamedTuple

from loaders.normalize.institutions import Match
from loaders.normalize.places import ALONE, INSIDE, Mention, Segment
from loaders.normalize.words import INSTITUTE

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


def inherit(site: Site, following: Site) -> None:
    """Let a city that may lie in the next place's country lie there: `Guadalajara, University of Alcalá,
    Spain`."""
    if site.printed or site.bare or following.segments[0].split or len(following.printed) != 1:
        return
    code = following.printed[0].code
    site.sure = [
        sign._replace(code=code) if code in site.readings.get(sign.span, ()) else sign for sign in site.sure
    ]
