"""The account of a work as it is told: each of its parts with the records that say it. See loaders/who_says.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from loaders.records import Seen

Verdict = Literal["agrees", "review", "print-decides", "label-only"]
"""A source's label beside what is printed: the print says the same; says so for review only; says something else, and
decides; says nothing, so that the label is all there is, for review."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a field: which records print it, and whether the work took it."""

    value: Any
    taken: bool
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the work: what the work took (None: nothing, or it keeps no such field), and what each record says."""

    name: str
    taken: Any
    differ: bool
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """What a rule read. value: a country's code or an institution's key. span: start and end in the printed string,
    where today's rules read the same from it. record: the record that was asked."""

    kind: str
    value: str
    name: str
    state: str
    rule: str
    confidence: float
    span: tuple[int, int] | None
    record: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A person's word that wins over the rules: its id, who, when, why."""

    id: str
    by: str
    at: str
    why: str


@dataclass(frozen=True, slots=True)
class Address:
    """A printed affiliation: its index in the work's evidence, the records that print it here, what was read, and
    the judgements by which that was decided."""

    index: int
    printed: str
    records: tuple[str, ...]
    read: tuple[Read, ...]
    judged: tuple[Judged, ...] = ()


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What was read from a statement and not from an address. text, place: of the statement, where they are known."""

    text: str | None
    place: str | None
    read: Read


@dataclass(frozen=True, slots=True)
class Label:
    """A country that a source attached to an author, beside what is printed."""

    code: str
    name: str
    records: tuple[str, ...]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Mention:
    """One record's words about an author. position from 0."""

    mention: str
    record: str
    name: str | None
    name_native: str | None
    position: int | None
    corresponding: bool | None
    orcid: str | None
    source_id: str | None
    labels: tuple[str, ...]
    affiliations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class How:
    """How something was decided. confidence: None where it is not known any more."""

    state: str | None
    rule: str
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Byline:
    """One author of the work. aligned: how the mentions were joined; person: who it is, how it was decided."""

    position: int
    printed: str
    person: str
    person_name: str
    person_by: How
    aligned: How
    review: bool
    mentions: tuple[Mention, ...]
    addresses: tuple[Address, ...]
    labels: tuple[Label, ...]
    elsewhere: tuple[Elsewhere, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A statement of a record elsewhere than in an address. author: the name of whom it speaks, where it says so."""

    record: str
    kind: str
    text: str
    place: str
    author: str | None


@dataclass(frozen=True, slots=True)
class Country:
    """A country that the work involves."""

    code: str
    name: str
    state: str
    confidence: float
    mentions: int


@dataclass(frozen=True, slots=True)
class Paid:
    """A text that names a funder: whole, as printed, what was decided on it, and the record that prints it."""

    printed: str
    state: str
    rule: str
    confidence: float
    record: str


@dataclass(frozen=True, slots=True)
class FunderOf:
    """A funder that records of the work name. country: where it stands, None where that is not certain; it says
    nothing about where the authors stand. grants: numbers as printed."""

    key: str
    name: str
    country: str | None
    state: str
    grants: tuple[str, ...]
    evidence: tuple[Paid, ...]


@dataclass(frozen=True, slots=True)
class OtherWork:
    """Another work, and what joins it to this one: a relationship's type, or an identifier that both have.

    towards: does the relationship lead to the other one; None for an identifier. fields: of the relationship.
    """

    work: str
    doi: str | None
    title: str | None
    year: int | None
    by: str
    towards: bool | None
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the work needs a person's look; the other works that it is about."""

    reason: str
    meaning: str
    works: tuple[OtherWork, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A record of the work and where it came from.

    joined: the rule that joined it with the others where no identifier did. stale: the work was not worked out anew
    from it yet.
    """

    record: str
    source: str
    file: str
    line: int
    first_load: str
    loads: tuple[str, ...]
    updated: str | None
    seen: Seen | None
    joined: How | None
    stale: bool


@dataclass(frozen=True, slots=True)
class WhoSays:
    """The whole account of a work."""

    work: str
    doi: str | None
    title: str | None
    year: int | None
    ids: tuple[str, ...]
    review: tuple[Reason, ...]
    records: tuple[Source, ...]
    fields: tuple[Field, ...]
    countries: tuple[Country, ...]
    authors: tuple[Byline, ...]
    unmapped: tuple[Address, ...]
    elsewhere: tuple[Elsewhere, ...]
    statements: tuple[Said, ...]
    funders: tuple[FunderOf, ...]
    related: tuple[OtherWork, ...]
