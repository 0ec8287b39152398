"""What a reader of one format says of itself, and what it is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Literal

from loaders.records import Located, Record, Rejected

Carries = frozenset[Literal["affiliations", "author mapping", "dates", "funders", "statements"]]
"""What a format can say at all; what it cannot is no finding when it is missing."""

Lines = Iterable[tuple[int, str]]
"""Lines of a text without their ends, each with its number from 1."""


@dataclass(frozen=True, slots=True)
class JsonFormat:
    """One record a JSON object. recognises: looks at its names, each with the first characters of its value. read:
    one object, as bytes; raises msgspec.DecodeError or ValueError that says what does not fit and where."""

    name: str
    title: str
    carries: Carries
    recognises: Callable[[dict[str, object]], bool]
    read: Callable[[bytes], Record]


@dataclass(frozen=True, slots=True)
class TextFormat:
    """Records in lines of text. recognises: looks at the first lines, joined by \\n (at least 4,096 characters where
    there are so many). read: yields every record in order, and what cannot be read as Rejected."""

    name: str
    title: str
    carries: Carries
    recognises: Callable[[str], bool]
    read: Callable[[Lines], Iterator[Located | Rejected]]


@dataclass(frozen=True, slots=True)
class XmlFormat:
    """Records in XML, which tells its own encoding. recognises: looks at the first bytes as text."""

    name: str
    title: str
    carries: Carries
    recognises: Callable[[str], bool]
    read: Callable[[BinaryIO], Iterator[Located | Rejected]]


@dataclass(frozen=True, slots=True)
class TableFormat:
    """One record a row. recognises: looks at the headings, stripped. read: one row, by heading; raises ValueError
    that says what does not fit."""

    name: str
    title: str
    carries: Carries
    recognises: Callable[[frozenset[str]], bool]
    read: Callable[[dict[str, str]], Record]
