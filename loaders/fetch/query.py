"""What is asked of a service, and what comes back: the same for every service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

FIRST = "*"
"""The cursor with which OpenAlex and Crossref begin."""


@dataclass(frozen=True, slots=True)
class Query:
    """One list to be read to its end.

    way: how it looks for works (`label`, `search`, `affiliation`, `filter`, `doi`). url: of its first page, without
    cursor and without anything secret. filter: what narrows it, for the log. terms: the phrases or ids looked for.
    params: what the source needs to ask for it.
    """

    way: str
    url: str
    filter: str
    terms: tuple[str, ...] = ()
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """One work of an answer. id: what makes it one work. raw: its JSON object. cut: not all its authors are there."""

    id: str
    raw: bytes
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One answer. hits: how many works the whole list has. after: the next cursor, None after the last page. missing:
    what was asked for by its id and is not there."""

    hits: int
    works: tuple[Found, ...]
    after: str | None
    missing: tuple[str, ...] = ()


class Source(Protocol):
    """A service that lists works."""

    name: str
    """As the readers of `coauth load` call it."""

    def page(self, query: Query, cursor: str) -> Page:
        """One page of a list, from a cursor (FIRST for the first one). Raises CoauthError."""

    def cursor_lives(self, query: Query) -> float | None:
        """Seconds after which a cursor of this list is no longer good; None where it stays good."""

    def whole(self, work: Found) -> Found:
        """The work with all its authors, by a call of its own; the same one where that is not to be had."""

    def close(self) -> None:
        """Give up the connections."""
