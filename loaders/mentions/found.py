"""What is found in a text, as values: each with the characters that it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Span = tuple[int, int]
State = Literal["yes", "review"]


def inside(span: Span, others: Iterable[Span]) -> bool:
    """Whether a span lies within one of others."""
    return any(start <= span[0] and span[1] <= end for start, end in others)


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans have a character in common."""
    return one[0] < other[1] and other[0] < one[1]


@dataclass(frozen=True, slots=True)
class InstitutionMention:
    """An institution that a text names. key: None for one that is known by its printed name only (state `review`).
    country: where it stands, None where that is not certain. sentence: number of its sentence, from 0."""

    key: str | None
    name: str
    country: str | None
    state: State
    rule: str
    confidence: float
    span: Span
    sentence: int
    controlled_from: str | None = None


@dataclass(frozen=True, slots=True)
class CountryMention:
    """A country that a text names: a mention, and nobody's affiliation. One span with several codes is `review`."""

    code: str
    state: State
    rule: str
    confidence: float
    span: Span
    sentence: int


@dataclass(frozen=True, slots=True)
class PersonMention:
    """A personal name printed beside an institution: for `review` until name and institution agree with an author of
    the graph. institution: the span of that institution's mention; key: its key."""

    name: str
    institution: Span
    key: str | None
    rule: str
    span: Span
    sentence: int


@dataclass(frozen=True, slots=True)
class JointWork:
    """A sentence with a wording of joint work: one to read. wordings: (rule, span) of each."""

    sentence: int
    wordings: tuple[tuple[str, Span], ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """What a text names, each list in the order of the text. sentences: span of each sentence that is referred to."""

    institutions: tuple[InstitutionMention, ...]
    countries: tuple[CountryMention, ...]
    persons: tuple[PersonMention, ...]
    joint_work: tuple[JointWork, ...]
    sentences: dict[int, Span]
