"""What is known of one work, as a report counts and shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["yes", "review"]


@dataclass(frozen=True, slots=True)
class Grade:
    """How sure something is: review where a person must look at it, whatever its confidence (0..1)."""

    review: bool
    confidence: float

    def state(self, least: float) -> State | None:
        """yes or review; None where it is certain, and less so than `least`. As the questions have it."""
        return "review" if self.review else "yes" if self.confidence >= least else None

    def both(self, other: Grade) -> Grade:
        """How sure it is that this and the other hold."""
        return Grade(self.review or other.review, min(self.confidence, other.confidence))


CERTAIN = Grade(False, 1.0)


@dataclass(frozen=True, slots=True)
class Tie:
    """A country or an institution that a work prints. key: code or key. countries: where an institution stands."""

    key: str
    name: str
    review: bool
    confidence: float
    countries: tuple[str, ...] = ()

    @property
    def grade(self) -> Grade:
        return Grade(self.review, self.confidence)


@dataclass(frozen=True, slots=True)
class Hit:
    """A topic of a term list that a work was found to be about."""

    key: str
    list: str
    name: str
    review: bool
    score: float
    rule: str
    version: str
    terms: tuple[str, ...] = ()
    printed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a rule read out of something printed. value: a country's code, or an institution's name."""

    kind: str
    value: str
    state: str
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Printed:
    """An affiliation as printed, or what stands elsewhere (`kind`, not an affiliation then), and what was read."""

    text: str
    readings: tuple[Reading, ...]
    kind: str = "affiliation"


@dataclass(frozen=True, slots=True)
class WorkFacts:
    """One work. dates: kind and day, as precise as they are known. looked_for: term lists that it was matched with.
    persons: names as printed, only where asked for."""

    key: str
    doi: str | None
    title: str | None
    year: int | None
    dates: tuple[tuple[str, str], ...]
    readable: bool
    has_abstract: bool
    countries: tuple[Tie, ...]
    institutions: tuple[Tie, ...]
    topics: tuple[Hit, ...]
    printed: tuple[Printed, ...]
    review_reasons: tuple[str, ...] = ()
    looked_for: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()

    def country(self, code: str) -> Grade | None:
        """How sure it is that an address lies in the country; None where none does."""
        return next((one.grade for one in self.countries if one.key == code), None)

    def about(self, of_list: str) -> Grade | None:
        """How sure it is that it is about the list: its surest topic decides, as in the question topic-rank."""
        hits = sorted(
            (hit for hit in self.topics if hit.list == of_list),
            key=lambda hit: (hit.review, -hit.score, hit.key),
        )
        return Grade(hits[0].review, hits[0].score) if hits else None

    def partners(self, code: str) -> dict[str, Grade]:
        """The other countries of its addresses, each together with `code`."""
        own = self.country(code)
        if own is None:
            return {}
        return {one.key: own.both(one.grade) for one in self.countries if one.key != code}
