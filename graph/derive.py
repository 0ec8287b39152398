"""AFFILIATED_WITH, BASED_IN and COAUTHORED from authorships, and whether evidence is settled: pure functions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph import model, schema

Claim = tuple[str, float, bool]
"""A country's code or an institution's key, the confidence, and whether it is for review only."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One authorship of a person, as far as derived relationships need it.

    paired: False where the work's author list is too long for co-author pairs, or a group signs and no person.
    """

    work: str
    year: int | None
    countries: tuple[Claim, ...]
    institutions: tuple[Claim, ...]
    confidence: float
    review: bool
    paired: bool


def claims(
    kinds: Sequence[str],
    values: Sequence[str],
    states: Sequence[str],
    confidences: Sequence[float],
    kind: str,
) -> tuple[Claim, ...]:
    """The claims of one kind out of evidence lists: the best of each value, certain before for review."""
    best: dict[str, tuple[bool, float]] = {}
    for found, value, state, confidence in zip(kinds, values, states, confidences, strict=True):
        if found == kind:
            mine = (state == "yes", confidence)
            if value not in best or mine > best[value]:
                best[value] = mine
    return tuple((value, confidence, not certain) for value, (certain, confidence) in sorted(best.items()))


def unsettled(affiliations: int, findings: Iterable[tuple[str, str, int, int]]) -> bool:
    """Whether evidence must be looked at: what the question `audit` can have to say anything of.

    affiliations: how many are printed; findings: kind, state, index into them (or -1) and into the statements (or -1).
    """
    read: set[int] = set()
    for kind, state, affiliation, statement in findings:
        if kind == "label" or (kind == "country" and state != "yes" and (affiliation >= 0 or statement >= 0)):
            return True
        if kind == "country" and affiliation >= 0:
            read.add(affiliation)
    return len(read) < affiliations


class _Tie:
    """What adds up over the works of one relationship."""

    __slots__ = ("confidence", "review", "works", "years")

    def __init__(self) -> None:
        self.works: set[str] = set()
        self.years: set[int] = set()
        self.confidence = 0.0
        self.review = True

    def add(self, work: str, year: int | None, confidence: float, review: bool) -> None:
        self.works.add(work)
        if year is not None:
            self.years.add(year)
        if (not review, confidence) > (not self.review, self.confidence):
            self.review, self.confidence = review, confidence

    def fields(self) -> dict[str, Any]:
        return {
            "years": tuple(sorted(self.years)),
            "works": len(self.works),
            "confidence": self.confidence,
            "review": self.review,
        }


def places(author: str, facts: Iterable[Fact]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows of AFFILIATED_WITH and of BASED_IN for one person, given all of the person's authorships."""
    at: dict[str, _Tie] = defaultdict(_Tie)
    based: dict[str, _Tie] = defaultdict(_Tie)
    for fact in facts:
        for ties, found in ((at, fact.institutions), (based, fact.countries)):
            for value, confidence, review in found:
                ties[value].add(fact.work, fact.year, min(confidence, fact.confidence), review or fact.review)
    return (
        [
            schema.edge_of(model.AffiliatedWith(**tie.fields()), author, value)
            for value, tie in sorted(at.items())
        ],
        [
            schema.edge_of(model.BasedIn(**tie.fields()), author, value)
            for value, tie in sorted(based.items())
        ],
    )


def pair(a: str, b: str, facts: Mapping[str, Mapping[str, Fact]]) -> dict[str, Any] | None:
    """The row of COAUTHORED between two persons (a before b); None where they have no work in common.

    facts: the authorships of each person by work, all of them.
    """
    mine, theirs = facts.get(a), facts.get(b)
    if not mine or not theirs:
        return None
    tie: _Tie | None = None
    for work in mine.keys() & theirs.keys():
        one, other = mine[work], theirs[work]
        if one.paired and other.paired:
            tie = tie or _Tie()
            tie.add(work, one.year, min(one.confidence, other.confidence), one.review or other.review)
    return schema.edge_of(model.Coauthored(**tie.fields()), a, b) if tie else None
