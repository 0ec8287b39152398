"""A printed affiliation to its countries and institutions, found together since each helps the other."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate

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
from loaders.normalize.mending import Mended, mended, without_commas
from loaders.normalize.named_after import weigh_cues
from loaders.normalize.places import Mention, Segment, cut_segments, find_mentions
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

AT_ONCE = 10_000
"""Characters that are read together: some steps look at every pair of names. The longest affiliation of the PubMed
records at hand has 1,731."""
_ENDS = (";|\n", ",", " ")
"""Where a longer text is cut, the first choice first."""


def decide(
    text: str, registered: Registered | None = None, trace: list[Considered] | None = None
) -> AffiliationFindings:
    """The countries and institutions of one printed affiliation; registered: a loaded registry beside the
    table; trace: takes down which institutions were considered.

    Pure: the same string gives the same findings, whoever printed it; a personal name in it says nothing.
    Spans are
    offsets into `text`. Never raises for any string; time grows with its length only: more than AT_ONCE
    characters are read piece by piece.
    """
    if len(text) <= AT_ONCE:
        return _decide_piece(text, registered, trace)
    countries: list[Decision] = []
    institutions: list[InstitutionDecision] = []
    for start, piece in _pieces(text):
        considered: list[Considered] | None = None if trace is None else []
        found = _decide_piece(piece, registered, considered)
        countries += [replace(one, span=_shifted(one.span, start)) for one in found.countries]
        institutions += [replace(one, span=_shifted(one.span, start)) for one in found.institutions]
        if trace is not None and considered is not None:
            trace += [one._replace(span=(one.span[0] + start, one.span[1] + start)) for one in considered]
    return AffiliationFindings(merge_countries(countries), _one_each(institutions))


def _shifted(span: tuple[int, int] | None, by: int) -> tuple[int, int] | None:
    return None if span is None else (span[0] + by, span[1] + by)


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """A long text in pieces, each with where it starts: cut after a mark in the later half, if there is one."""
    start = 0
    while len(text) - start > AT_ONCE:
        end = start + AT_ONCE
        for marks in _ENDS:
            at = max(text.rfind(mark, start + AT_ONCE // 2, end) for mark in marks)
            if at >= 0:
                end = at + 1
                break
        yield start, text[start:end]
        start = end
    yield start, text[start:]


def _decide_piece(
    text: str, registered: Registered | None, trace: list[Considered] | None
) -> AffiliationFindings:
    """One piece of text; where it names nothing known, also what it was meant to be."""
    findings, reading, mentions = _decide_once(text, registered, trace)
    if reading is None or any(decision.state == "yes" for decision in findings.institutions):
        return findings
    return _second_reading(reading, mentions, findings, registered, trace)


def _decide_once(
    text: str, registered: Registered | None, trace: list[Considered] | None
) -> tuple[AffiliationFindings, Reading | None, list[Mention]]:
    gaz, lexicon = gazetteer(), words()
    table = names() if registered is None else registered.table
    reading = read(text, gaz.vocabulary, lexicon.abbreviations)
    if not reading.words and not reading.hosts:
        return _NOTHING, None, []
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
        taken = {token for first, last in claimed.tokens for token in range(first, last)}
        for segment in site.segments:
            segment.known = not taken.isdisjoint(range(segment.first, segment.last))
        printed = printed_names(reading, site.segments, claimed.facts, lexicon)
        printed += [
            name for token, name in runs.printed if site.first <= token < site.last and token not in taken
        ]
        for name in printed:
            like = None if registered is None else similar_name(name, site, claimed, registered, trace)
            found.append(like or printed_name(name, country))
    return AffiliationFindings(merge_countries(countries), _one_each(found)), reading, mentions


MENDED = 0.8
"""What is left of a decision's confidence where its name had to be mended."""
_MENDED_CLAIMS = frozenset({
    "known-institution", "known-unless-elsewhere", "registry-name", "registry-likely-name", "registry-name-with-place",
    "registry-university-with-campuses", "registry-campus-by-city",
})  # fmt: skip


def _second_reading(
    reading: Reading,
    mentions: list[Mention],
    findings: AffiliationFindings,
    registered: Registered | None,
    trace: list[Considered] | None,
) -> AffiliationFindings:
    """The findings of a string that names nothing known, read as it was meant: words run together taken apart, a letter
    put right, a comma inside a name left out."""
    lexicon = words()
    table = names() if registered is None else registered.table
    if registered is None:
        meant = mended(reading, lexicon, _in_table, _nothing)
    else:
        meant = mended(reading, lexicon, registered.misprints.knows, registered.misprints.nearest)
    meant = meant or without_commas(reading, table, lexicon, {mention.first: mention for mention in mentions})
    if meant is None:
        return findings
    considered: list[Considered] | None = None if trace is None else []
    again, _, _ = _decide_once(meant.text, registered, considered)
    if trace is not None and considered is not None:
        trace += [one._replace(span=meant.span(*one.span)) for one in considered]
    certain = {decision.value for decision in findings.countries if decision.state == "yes"}
    found = []
    for decision in again.institutions:
        if decision.state != "yes" or decision.rule not in _MENDED_CLAIMS or decision.span is None:
            continue
        span = meant.span(*decision.span)
        fits = decision.country in certain or not (certain or meant.placed)
        if fits and meant.covers_edit(*span):
            confidence = round(MENDED * decision.confidence, 2)
            found.append(replace(decision, rule="mended-name", confidence=confidence, span=span))
    if not found:
        return findings
    kept = [
        decision
        for decision in findings.institutions
        if decision.span is None or not any(_overlap(decision.span, one.span) for one in found)
    ]
    countries = findings.countries
    if not certain:
        countries = tuple(
            replace(
                one,
                rule="mended-name",
                confidence=round(MENDED * one.confidence, 2),
                span=_printed(one.span, meant),
            )
            for one in again.countries
        )
    return AffiliationFindings(countries, _one_each([*kept, *found]))


def _printed(span: tuple[int, int] | None, meant: Mended) -> tuple[int, int] | None:
    return None if span is None else meant.span(*span)


def _overlap(span: tuple[int, int], other: tuple[int, int] | None) -> bool:
    return other is not None and span[0] < other[1] and other[0] < span[1]


def _nothing(_: str) -> None:
    """The table has too few names to say of which word another is a misprint."""


@cache
def _words_of_table() -> frozenset[str]:
    return frozenset(word for form in names().known for word in form.split(" "))


def _in_table(word: str) -> bool:
    return word in _words_of_table()


def _mark(segments: list[Segment], matches: list[Match], printed: list[tuple[int, PrintedName]]) -> None:
    """Note which pieces hold a name of the table, and take the place names inside such names for parts of
    them."""
    if not matches and not printed:
        return
    firsts = [match.first for match in matches]
    lasts = list(accumulate((match.last for match in matches), max))
    starts = [match.start for match in matches]
    ends = list(accumulate((match.end for match in matches), max))
    tokens = [token for token, _ in printed]

    def named(mention: Mention) -> bool:
        before = bisect_right(starts, mention.start)
        return before > 0 and ends[before - 1] >= mention.end

    for segment in segments:
        here = range(bisect_right(lasts, segment.first), bisect_left(firsts, segment.last))
        if any(matches[at].last > segment.first for at in here):
            segment.known = True
            segment.mentions = [mention for mention in segment.mentions if not named(mention)]
        at = bisect_left(tokens, segment.first)
        if at < len(tokens) and tokens[at] < segment.last:
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
    if len(found) < 2:
        return tuple(found)
    best: dict[str, InstitutionDecision] = {}
    for decision in found:
        known = best.get(decision.key)
        if known is None or sureness(decision) > sureness(known):
            best[decision.key] = decision
    return tuple(sorted(best.values(), key=lambda decision: decision.span or (0, 0)))
