"""A printed affiliation to its countries and institutions, found together since each helps the other."""

from __future__ import annotations

from dataclasses import dataclass

from loaders.normalize.cjk import find_in_runs
from loaders.normalize.countries import decide_countries, host_sign, merge_countries
from loaders.normalize.decision import Decision
from loaders.normalize.gazetteer import gazetteer
from loaders.normalize.institutions import (
    GENERIC, NAME, PLAIN, Claim, InstitutionDecision, Match, PrintedName, find_matches, names, printed_names,
)  # fmt: skip
from loaders.normalize.places import AFTER, ALONE, INSIDE, Mention, cut_segments, find_mentions
from loaders.normalize.postcodes import find_posts
from loaders.normalize.reading import Reading, fold_words, read
from loaders.normalize.sites import Sign, Site, build_sites, weigh_mentions, weigh_posts
from loaders.normalize.words import UNIVERSITY, words
from loaders.registry import InstitutionFact, institution_key

__all__ = ["AffiliationFindings", "Decision", "InstitutionDecision", "decide"]

PRINTED_NAME_CONFIDENCE = {UNIVERSITY: 0.5}
PRINTED_NAME_OTHERWISE = 0.4


@dataclass(frozen=True, slots=True)
class AffiliationFindings:
    """What a printed affiliation says.

    countries: Decision.value is an ISO 3166-1 alpha-2 code; several `yes` where the string holds several places; a
    conflict or a bare name gives one `review` decision a reading. institutions: in order of appearance.
    """

    countries: tuple[Decision, ...]
    institutions: tuple[InstitutionDecision, ...]


_NOTHING = AffiliationFindings((), ())


def decide(text: str) -> AffiliationFindings:
    """The countries and institutions of one printed affiliation.

    Pure: the same string gives the same findings, whoever printed it; a personal name in it says nothing. Spans are
    offsets into `text`. Never raises for any string; time grows with its length only.
    """
    gaz, table, lexicon = gazetteer(), names(), words()
    reading = read(text, gaz.vocabulary, lexicon.abbreviations)
    if not reading.words and not reading.hosts:
        return _NOTHING
    mentions = find_mentions(reading, gaz)
    matches = find_matches(reading, table, lexicon, {mention.first: mention for mention in mentions})
    printed: list[tuple[int, PrintedName]] = []
    if not text.isascii():
        runs = find_in_runs(reading, gaz, table, lexicon)
        if runs.mentions or runs.matches or runs.printed:
            mentions = sorted((*mentions, *runs.mentions), key=lambda mention: mention.start)
            matches = sorted((*matches, *runs.matches), key=lambda match: match.start)
            printed = runs.printed
    segments = cut_segments(reading, mentions, lexicon)
    _settle_inside(segments, matches, runs_printed=printed)
    sites = build_sites(segments) or [Site()]
    posts = find_posts(reading, gaz)
    by_last = {mention.last: mention for mention in mentions}
    countries: list[Decision] = []
    found: list[InstitutionDecision] = []
    for number, site in enumerate(sites):
        if site.segments:
            weigh_mentions(site, reading, gaz)
            weigh_posts(site, reading, posts, by_last, gaz)
        start = reading.starts[site.first] if site.segments else 0
        following = sites[number + 1] if number + 1 < len(sites) else None
        end = reading.starts[following.first] if following is not None else len(text) + 1
        for host, first, last in reading.hosts:
            if (start if number else 0) <= first < end:
                sign = host_sign(host, (first, last), gaz, lexicon)
                if sign is not None:
                    site.weak.append(sign)
        site.matches = [match for match in matches if site.first <= match.first < site.last]
        known, signs = _claim(site)
        here = decide_countries(site, signs)
        countries += here
        found += known
        certain = {decision.value for decision in here if decision.state == "yes"}
        facts = [fact for fact in (_fact(decision, site) for decision in known) if fact is not None]
        names_here = printed_names(reading, site.segments, facts, lexicon)
        names_here += [name for token, name in printed if site.first <= token < site.last]
        country = certain.pop() if len(certain) == 1 else None
        found += [_printed(name, country) for name in names_here]
    return AffiliationFindings(merge_countries(countries), _one_each(found))


def _settle_inside(segments: list[object], matches: list[Match], runs_printed: object) -> None:
    raise NotImplementedError
