"""A work as its source printed it. No decision is made here: unknown stays unknown."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Any

import msgspec

DATE_KINDS = ("published", "submitted", "accepted", "online")
_DATE = re.compile(r"\A(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z")


# None of these structs can hold itself, so that the garbage collector need not look for cycles (gc=False).


class PrintedDate(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A date as precise as it was printed.

    value: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. kind: one of DATE_KINDS.
    """

    kind: str
    value: str

    @property
    def precision(self) -> str:
        return {4: "year", 7: "month"}.get(len(self.value), "day")


class Statement(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """What a record says elsewhere than in an address line about where its authors stand.

    kind: one of STATEMENT_KINDS. text: as printed, whole (of an e-mail address only the domain). place: where it
    stands in the record, in the source's own words (`RP`, `Correspondence Address`, `author-notes/fn`). author:
    position of the author of whom it speaks, None where the source does not say. `interests`: what the authors
    declare, or not, to have received; `names`: names of which it cannot be known where one ends.
    """

    kind: str
    text: str
    place: str
    author: int | None = None


STATEMENT_KINDS = (
    "present-address", "on-leave", "visiting", "corresponding", "email-domain", "biography", "note",
    "acknowledgement", "funding", "interests", "names",
)  # fmt: skip


class PrintedAuthor(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One author as printed.

    affiliations: indexes into Record.affiliations. labels: countries (ISO alpha-2) that the source itself
    attached to this author; they are the source's opinion, not print. source_id: the source's own id of the
    person, such as `openalex:A5087575504`. position counts from 0. collective: a group signs, no person.
    """

    name: str
    position: int
    name_native: str | None = None
    orcid: str | None = None
    source_id: str | None = None
    affiliations: tuple[int, ...] = ()
    labels: tuple[str, ...] = ()
    corresponding: bool | None = None
    email_domain: str | None = None
    collective: bool = False


class Seen(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Where a person saw what a record prints, for one that was added by hand.

    url: the page. by, on: who added the record, and the day (`YYYY-MM-DD`). file_name, file_sha256: of the file in
    which they kept what they saw; the file itself is nowhere in here.
    """

    url: str
    by: str | None = None
    on: str | None = None
    file_name: str | None = None
    file_sha256: str | None = None


class Record(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """What one record of one source says of one work.

    source: the reader's name; source_id: the record's id there, None where it has none.
    doi, pmid, openalex, arxiv: normalised (`10.…` in lower case, digits, `W…`, `2203.05726`).
    affiliations: the printed strings, each once, in order of appearance, unchanged.
    unmapped: indexes of those that the source gave to no author.
    authors_complete: False where the source itself says that its list was cut.
    updated: the source's own date of this version of the record, where it has one.
    seen: where a person saw it, for a record that was added by hand.
    """

    source: str
    source_id: str | None = None
    doi: str | None = None
    pmid: str | None = None
    openalex: str | None = None
    arxiv: str | None = None
    title: str | None = None
    year: int | None = None
    dates: tuple[PrintedDate, ...] = ()
    type: str | None = None
    venue: str | None = None
    language: str | None = None
    abstract: str | None = None
    keywords: tuple[str, ...] = ()
    funders: tuple[str, ...] = ()
    authors: tuple[PrintedAuthor, ...] = ()
    affiliations: tuple[str, ...] = ()
    unmapped: tuple[int, ...] = ()
    authors_complete: bool = True
    statements: tuple[Statement, ...] = ()
    updated: str | None = None
    seen: Seen | None = None

    @property
    def key(self) -> str:
        """Source and its id, else the hash of what was printed."""
        if self.source_id:
            return f"{self.source}:{self.source_id}"
        return f"{self.source}:sha256-{self.sha256[:32]}"

    @property
    def statement(self) -> str:
        """The record as one JSON string: what the store keeps, and all that a work is computed from."""
        return _ENCODER.encode(self).decode()

    @property
    def sha256(self) -> str:
        return hashlib.sha256(_ENCODER.encode(self)).hexdigest()

    @property
    def ids(self) -> tuple[str, ...]:
        """Its identifiers with their kinds, strongest first: `doi:…`, `pmid:…`, `openalex:…`, `arxiv:…`."""
        pairs = (
            ("doi", self.doi), ("pmid", self.pmid), ("openalex", self.openalex), ("arxiv", self.arxiv)
        )  # fmt: skip
        return tuple(f"{kind}:{value}" for kind, value in pairs if value)


class Located(msgspec.Struct, frozen=True, gc=False):
    """A record and its place in a file (line or index, from 1)."""

    record: Record
    line: int


class Rejected(msgspec.Struct, frozen=True, gc=False):
    """What could not be read: why, where, and its bytes (cut at MAX_REJECTED_BYTES).

    above: what has to stand before the bytes so that they can be read on their own: the headings of a table. same: so
    many with these bytes stood before it in the same line.
    """

    reason: str
    line: int
    raw: bytes
    above: bytes = b""
    same: int = 0


MAX_REJECTED_BYTES = 65_536

FILE_ENDS = "the file ends within"
"""How the reason begins where the rest of a record is missing: its own bytes do not show that."""

MAX_KEY = 4_000
"""Bytes of an identifier or a name: no real one is near it, and Neo4j can index no more than about 8,000."""

_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Record)


def from_statement(statement: str) -> Record:
    """The record that a store's `statement` holds. Raises msgspec.DecodeError where it is damaged."""
    return _DECODER.decode(statement)


def checked(record: Record) -> Record:
    """The record, if its identifiers and names can stand in an index. Raises ValueError that names what cannot."""
    for what, value in (
        ("id", record.source_id), ("DOI", record.doi), ("pmid", record.pmid), ("arxiv", record.arxiv)
    ):  # fmt: skip
        if value and len(value) > _MAY_BE_LONG:
            _check(what, value)
    for author in record.authors:
        if len(author.name) > _MAY_BE_LONG:
            _check(f"the name of author {author.position + 1}", author.name)
        if author.source_id and len(author.source_id) > _MAY_BE_LONG:
            _check(f"the id of author {author.position + 1}", author.source_id)
    return record


_MAY_BE_LONG = MAX_KEY // 18
"""Characters that can never be more than MAX_KEY bytes, however they are folded."""


def _check(what: str, value: str) -> None:
    if len(unicodedata.normalize("NFKD", value).encode()) > MAX_KEY:
        raise ValueError(f"{what} is longer than {MAX_KEY:,} bytes")


def printed_date(kind: str, value: Any) -> PrintedDate | None:
    """A date in ISO form with the precision it has; None for anything that is no date."""
    if not isinstance(value, str):
        return None
    match = _DATE.match(value.strip()[:10])
    if not match:
        return None
    _, month, day = match.groups()
    if (month and not 1 <= int(month) <= 12) or (day and not 1 <= int(day) <= 31):
        return None
    return PrintedDate(kind, value.strip()[:10])
