"""A printed affiliation to its countries and institutions, found together since each helps the other."""

from __future__ import annotations

from dataclasses import dataclass

from loaders.normalize.cjk import NO_RUNS, find_in_runs
from loaders.normalize.claims import Considered, claim, printed_name, similar_name
from loaders.normalize.countries import decide_countries, host_sign, merge_countries
from loaders.normalize.decision import Decision, sureness
from loaders.normalize.gazetteer import gazetteer
from loaders.normalize.institutions import (
    InstitutionDecision,
    Match,
    PrintedName,
    find_matches,
    names,
    printed_names,
)
from loaders.normalize.named_after import weigh_cues
from loaders.normalize.places import Segment, cut_segments, find_mentions
from loaders.normalize.postcodes import find_posts
from loaders.normalize.reading import Reading, read
from loaders.normalize.registered import Registered
from loaders.normalize.sites import Sign, Site, build_sites, inherit
from loaders.normalize.states import weigh_posts
from loaders.normalize.weighing import weigh_mentions
from loaders.normalize.words import words

__all__ = ["AffiliationFindings", "Considered", "Decision", "InstitutionDecision", "decide"]


@dataclass(frozen=True, slots=True)
class AffiliationFindings:
    """What a printed affiliation says.

    countries: Decision.value is an ISO 3166-1 alpha-2 code; several `yes` where the string holds several
    places; a
    conflict or a bare name gives one `review` decision a reading. institutions: in order of appearance.
    """

    countries: tuple[Decision, ...]
    institutions: tuple[InstitutionDecision, ...]


_NOTHING = AffiliationFindings((), ())


def decide(
    text: str, registered: Registered | None = None, trace: list[Considered] | None = None
) -> AffiliationFindings:
    """The countries and institutions of one printed affiliation; registered: a loaded registry beside the
    table; trace: takes down which institutions were considered.

    Pure: the same string gives the same findings, whoever printed it; a personal name in it says nothing.
    Spans are
    offsets into `text`. Never raises for any string; time grows with its length only.
    """
    gaz, lexicon = gazetteer(), words()
    table = names() if registered is None else registered.table
    reading = read(text, gaz.vocabulary, lexicon.abbreviations)
    if not reading.words and not reading.hosts:
        return _NOTHING
    mentions = find_mentions(reading, gaz)
    matches = find_matches(reading, table, lexicon, {mention.first: mention for mention in mentions})
    runs = NO_RUNS
    if not text.isascii():
        runs = find_in_runs(reading, gaz, table, lexicon)
        if runs.mentions or runs.matches:
            mentions = sorted((*mentions, *runs.mentions), key=lambda mention: mention.start)
            matches = sorted((*matches, *runs.matches), key=lambda match: match.start)
    segments = cut_segments(reading, mentions, lexicon, gaz.postal)
    _mark(segments, matches, runs.printed)
    sites = build_sites(segments) or [Site()]
    posts = find_posts(reading, gaz)
    by_last = {mention.last: mention for mention in mentions}
    countries: list[Decision] = []
    found: list[InstitutionDecision] = []
    for site in sites:
        weigh_mentions(site, reading)
        weigh_posts(site, reading, posts, by_last, gaz)
        if not site.printed:
            weigh_cues(site, reading)
    for number, site in enumerate(sites):
        site.weak += _host_signs(reading, sites, number)
        if number + 1 < len(sites):
            inherit(site, sites[number + 1])
        claimed = claim(
            [match for match in matches if site.first <= match.first < site.last], site, registered, trace
        )
        here = decide_countries(site, claimed.signs)
        countries += here
        found += claimed.decisions
        certain = [decision.value for decision in here if decision.state == "yes"]
        country = certain[0] if len(certain) == 1 else None
        for segment in site.segments:
            segment.known = bool(claimed.tokens) and any(
                segment.first < last and first < segment.last for first, last in claimed.tokens
            )
        printed = printed_names(reading, site.segments, claimed.facts, lexicon)
        printed += [
            name
            for token, name in runs.printed
            if site.first <= token < site.last
            and not any(first <= token < last for first, last in claimed.tokens)
        ]
        for name in printed:
            like = None if registered is None else similar_name(name, site, claimed, registered, trace)
            found.append(like or printed_name(name, country))
    return AffiliationFindings(merge_countries(countries), _one_each(found))


def _mark(segments: list[Segment], matches: list[Match], printed: list[tuple[int, PrintedName]]) -> None:
    """Note which pieces hold a name of the table, and take the place names inside such names for parts of
    them."""
    if not matches and not printed:
        return
    for segment in segments:
        here = [match for match in matches if match.first < segment.last and segment.first < match.last]
        if here:
            segment.known = True
            segment.mentions = [
                mention
                for mention in segment.mentions
                if not any(match.start <= mention.start and mention.end <= match.end for match in here)
            ]
        if any(segment.first <= token < segment.last for token, _ in printed):
            segment.part = True


def _host_signs(reading: Reading, sites: list[Site], number: int) -> list[Sign]:
    """The countries of mail and web hosts printed in a place: after its first word, before the next
    place's."""
    if not reading.hosts:
        return []
    start = reading.starts[sites[number].first] if number else 0
    end = reading.starts[sites[number + 1].first] if number + 1 < len(sites) else len(reading.text)
    signs = [
        host_sign(host, (first, last), gazetteer(), words())
        for host, first, last in reading.hosts
        if start <= first < end
    ]
    return [sign for sign in signs if sign is not None]


def _one_each(found: list[InstitutionDecision]) -> tuple[InstitutionDecision, ...]:
    """One decision an institution: certain before review, surer before less sure, in order of appearance."""
    best: dict[str, InstitutionDecision] = {}
    for decision in found:
        known = best.get(decision.key)
        if known is None or sureness(decision) > sureness(known):
            best[decision.key] = decision
    return tuple(best.values())
