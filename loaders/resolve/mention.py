"""A mention of a person as a file gives it: one printed author of one work, and what is printed around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

import msgspec

MAX_LINE = 2**20
"""Bytes of a line; a longer one is refused."""
MOST_LISTED = 200
"""So many affiliations, co-authors and words of a mention are looked at."""
MOST_LETTERS = 4_000
"""So many characters of a text are looked at."""

Texts = list[str | None] | str | None


class _Line(msgspec.Struct):
    """One line as it may come: what is not known may be null, empty or left out."""

    mention: str | int
    name: str
    work: str | int | None = None
    affiliations: Texts = None
    coauthors: Texts = None
    title: str | None = None
    venue: str | None = None
    year: int | float | str | None = None
    orcid: str | None = None
    email: Texts = None
    source_id: str | None = None
    around: Texts = None


class PersonMention(msgspec.Struct, frozen=True, gc=False):
    """One printed author of one work.

    mention: its id. work: two mentions of one work are two people; where it is unknown, the mention's id stands here.
    coauthors: the printed names of the others. source_id: the source's own id of the person, which is evidence and no
    proof. email: addresses. around: the affiliations printed for the others on the work, which stand in where none is
    printed for this author.
    """

    mention: str
    work: str
    name: str
    affiliations: tuple[str, ...] = ()
    coauthors: tuple[str, ...] = ()
    title: str = ""
    venue: str = ""
    year: int | None = None
    orcid: str | None = None
    email: tuple[str, ...] = ()
    source_id: str | None = None
    around: tuple[str, ...] = ()


class Unread(msgspec.Struct, frozen=True):
    """A line that is no mention: which, and why."""

    line: int
    reason: str


_DECODER = msgspec.json.Decoder(_Line)
_ENCODER = msgspec.json.Encoder()


def read_mentions(stream: BinaryIO) -> Iterator[PersonMention | Unread]:
    """The mentions of JSON Lines, in order, in bounded memory; empty lines are passed over.

    A line ends at a newline and nowhere else. What is no mention comes as Unread, and reading goes on.
    """
    number = 0
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE and not line.endswith(b"\n"):
            while (rest := stream.readline(MAX_LINE)) and not rest.endswith(b"\n"):
                pass
            yield Unread(number, f"longer than {MAX_LINE:,} bytes")
            continue
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if line.strip():
            yield _mention(line, number)


def _mention(line: bytes, number: int) -> PersonMention | Unread:
    try:
        found = _DECODER.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Unread(number, str(error))
    key = str(found.mention)
    if not key or not found.name.strip():
        return Unread(number, "without a name" if key else "without an id")
    return PersonMention(
        mention=key,
        work=key if found.work is None or found.work == "" else str(found.work),
        name=found.name[:MOST_LETTERS],
        affiliations=_texts(found.affiliations),
        coauthors=_texts(found.coauthors),
        title=(found.title or "")[:MOST_LETTERS],
        venue=(found.venue or "")[:MOST_LETTERS],
        year=_year(found.year),
        orcid=_orcid(found.orcid),
        email=_texts(found.email),
        source_id=found.source_id or None,
        around=_texts(found.around),
    )


def _texts(given: Texts) -> tuple[str, ...]:
    listed = [given] if isinstance(given, str) else given or []
    return tuple(text[:MOST_LETTERS] for text in listed[:MOST_LISTED] if text and text.strip())


def _year(given: float | str | None) -> int | None:
    """A year from 1500 to 2200; None for everything else."""
    if isinstance(given, str):
        given = int(given[:4]) if given[:4].isascii() and given[:4].isdigit() else None
    return int(given) if given is not None and 1500 <= given <= 2200 else None


def _orcid(given: str | None) -> str | None:
    """The sixteen characters of an ORCID, however it is written; None for what is none."""
    if given is None:
        return None
    letters = "".join(c for c in given.rsplit("/", 1)[-1].upper() if c.isascii() and c.isalnum())
    return letters if len(letters) == 16 and letters[:15].isdigit() else None


def each_once(mentions: Iterable[PersonMention]) -> list[PersonMention]:
    """The mentions sorted by id, each id once: of two that share it the one that prints more, whatever came first."""
    found: dict[str, PersonMention] = {}
    for one in mentions:
        other = found.get(one.mention)
        if other is None or _weight(one) > _weight(other):
            found[one.mention] = one
    return [found[key] for key in sorted(found)]


def _weight(mention: PersonMention) -> tuple[int, bytes]:
    encoded = _ENCODER.encode(mention)
    return len(encoded), encoded
