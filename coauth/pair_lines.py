"""Two mentions side by side, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from coauth.judgement_lines import as_judged, by_whom
from graph.views.text import one_line, shorten
from loaders.persons.laid_pairs import LaidPair
from loaders.persons.stored import StoredMention
from loaders.resolve.mention import PersonMention
from loaders.resolve.reasons import APART, RULES, Reason, how_strongly

LONGEST = 300
"""Columns of a printed text that are shown to people; --json has all of it."""
LISTED = 8
"""Affiliations or names that are shown to people."""
_KEPT = 500
"""Characters of a text that are kept with a judgement."""


def as_object(pair: LaidPair) -> dict[str, Any]:
    """The pair for programs."""
    names = pair.explained.names
    return {
        "a": mention_object(pair.a, pair.stored[0] if pair.stored else None),
        "b": mention_object(pair.b, pair.stored[1] if pair.stored else None),
        "one_person": pair.one_person,
        "joined_alone": pair.joined_alone,
        "kept_apart": pair.kept_apart,
        "rule": pair.rule,
        "probability": pair.probability,
        "evidence": [_evidence(reason) for reason in pair.reasons],
        "coauthors_in_common": list(pair.in_common),
        "wrote_with_both": list(pair.together),
        "names": {"state": names.state, "reason": names.reason, "why": names.words, "score": names.score},
        "judged": as_judged(pair.judged) if pair.judged is not None else None,
    }


def mention_object(one: PersonMention, stored: StoredMention | None = None) -> dict[str, Any]:
    """What is printed of a mention."""
    found: dict[str, Any] = {
        "mention": one.mention,
        "name": one.name,
        "work": one.work,
        "doi": stored.doi if stored else None,
        "title": one.title or None,
        "year": one.year,
        "venue": one.venue or None,
        "affiliations": list(stored.affiliations if stored else one.affiliations),
        "coauthors": list(one.coauthors),
        "orcid": one.orcid,
        "source_id": one.source_id,
    }
    if stored is not None:
        found |= {
            "mentions": list(stored.mentions),
            "person": stored.person,
            "person_name": stored.person_name,
        }
    return found


def _evidence(reason: Reason) -> dict[str, Any]:
    return {"about": reason.about, "words": reason.words, "moves": reason.moves}


def as_shown(pair: LaidPair) -> dict[str, Any]:
    """What is kept of it with a judgement: what was decided until then, on what."""
    return {
        "one_person": pair.one_person,
        "rule": pair.rule,
        "probability": pair.probability,
        "evidence": [_evidence(reason) | {"words": reason.words[:_KEPT]} for reason in pair.reasons],
        "mentions": [
            {
                "mention": one.mention,
                "person": stored.person if stored else None,
                "name": one.name[:_KEPT],
                "title": one.title[:_KEPT],
                "year": one.year,
                "affiliations": [text[:_KEPT] for text in one.affiliations[:LISTED]],
            }
            for one, stored in zip((pair.a, pair.b), pair.stored or (None, None), strict=True)
        ],
    }


def lines(pair: LaidPair, works: Sequence[Sequence[str]] = ((), ())) -> Iterator[str]:
    """The pair for people, a line each; nothing of the data can move a cursor. works: what else each person wrote."""
    for mark, one, stored, others in zip(
        "AB", (pair.a, pair.b), pair.stored or (None, None), works, strict=True
    ):
        yield from mention_lines(mark, one, stored)
        yield from (f"     also: {cut(title)}" for title in others)
    if pair.in_common:
        yield f"  printed beside both: {cut(listed(pair.in_common))}"
    if pair.together:
        yield f"  wrote with both persons: {cut(listed(pair.together))}"
    yield f"  {verdict(pair)}"
    yield from (f"    {line}" for line in reason_lines(pair.reasons))
    if pair.judged is not None:
        yield f"  {pair.judged.judgement!s}: {by_whom(pair.judged)}"


def mention_lines(
    mark: str, one: PersonMention, stored: StoredMention | None, *, with_person: bool = True
) -> Iterator[str]:
    """What is printed of one mention. with_person: also whose it is in the store."""
    yield f"  {mark}. {one_line(one.name)}" + (f"  (ORCID {one_line(one.orcid)})" if one.orcid else "")
    work = [
        one.title or "no title",
        str(one.year or "no year"),
        one.venue,
        (stored.doi if stored else None) or one.work,
    ]
    yield f"     {cut('; '.join(part for part in work if part))}"
    affiliations = stored.affiliations if stored else one.affiliations
    for text in affiliations[:LISTED]:
        yield f"     printed: {cut(text)}"
    if len(affiliations) > LISTED:
        yield f"     and {len(affiliations) - LISTED:,} more affiliations"
    if not affiliations:
        yield "     no affiliation is printed with this author"
    for text in stored.unmapped[:LISTED] if stored and not affiliations else ():
        yield f"     printed on the work, of no author: {cut(text)}"
    if one.coauthors:
        yield f"     beside: {cut(listed(one.coauthors))}"
    whose = f", person {stored.person}" if stored and with_person else ""
    yield f"     mention {one_line(one.mention)}{whose}"


def verdict(pair: LaidPair) -> str:
    """One person or two, by which rule, how probable."""
    if pair.rule == "one-authorship":
        return RULES["one-authorship"]
    enough = "enough" if pair.joined_alone else "not enough"
    if pair.kept_apart is not None:
        enough = f"{APART[pair.kept_apart]}: not enough"
    held = {True: "one person in the store; ", False: "two persons in the store; ", None: ""}[pair.one_person]
    weighed = f"probability that the two alone are one: {pair.probability:.2f}, {enough} to join them"
    beyond = ""
    if pair.one_person and pair.stored and not pair.joined_alone and pair.rule == "scored":
        beyond = f"; further mentions hold them together: coauth explain author {pair.stored[0].person}"
    return f"{held}{weighed} ({pair.rule}: {RULES[pair.rule]}){beyond}"


def reason_lines(found: Sequence[Reason]) -> Iterator[str]:
    """The evidence, a line a piece, the strongest first."""
    for reason in found:
        yield f"{reason.moves:+.2f}  {reason.about}: {cut(reason.words)} ({how_strongly(reason.moves)})"


def listed(names: Sequence[str]) -> str:
    """Names, the first of them where they are many."""
    more = f" and {len(names) - LISTED:,} more" if len(names) > LISTED else ""
    return ", ".join(names[:LISTED]) + more


def cut(text: str) -> str:
    """A printed text for a terminal."""
    return shorten(one_line(text), LONGEST)
