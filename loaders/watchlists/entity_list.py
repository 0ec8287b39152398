"""Entries of the US Entity List as JSON: a name, and the entry as printed with its aliases and addresses."""

from __future__ import annotations

import re

import msgspec

from loaders.watchlists.entry import Copy, Entry, countries_in, day_of, tidy

_ALIASES = re.compile(
    r"[,\s]*(?:a\.k\.a\.?|and|also known as)?[,\s]*the following [\w-]+ alias(?:es)?:\s*", re.I
)
_ITEM = re.compile(r"\s*[—–]\s*")
_END = re.compile(r"[;,.\s]+(?:and)?[;,\s]*\Z")
_SENTENCE = re.compile(r"\.\s+(?=[A-Z0-9])|\.\Z")


class _Entry(msgspec.Struct):
    name: str
    raw: str = ""


class _List(msgspec.Struct, rename={"generated": "generatedAt"}):
    generated: str
    entries: list[_Entry]


def recognises(data: bytes) -> bool:
    """Whether this is such a list."""
    head = data[:4_096]
    return (
        head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{") and b'"generatedAt"' in head and b'"raw"' in head
    )


def read(data: bytes) -> Copy:
    """Its entries. When each was listed is not said there; the copy's date is that of its making."""
    try:
        found = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=_List)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise ValueError(str(error)) from None
    made = day_of(found.generated)
    copy = Copy(dated=made.day if made is not None and made.precision == "day" else None)
    for number, one in enumerate(found.entries, 1):
        copy.add(number, lambda one=one, number=number: _entry(one, number))  # type: ignore[misc]
    return copy


def _entry(one: _Entry, number: int) -> Entry:
    raw, name = tidy(one.raw), tidy(one.name)
    cut = _ALIASES.search(name)
    name = name[: cut.start()] if cut else name
    aliases: list[str] = []
    rest = raw.removeprefix(name)
    if begin := _ALIASES.search(raw):
        parts = _ITEM.split(raw[begin.end() :].lstrip("—– "))
        # the last one ends where the addresses begin
        last = _SENTENCE.split(parts[-1], maxsplit=1)
        aliases = [_END.sub("", part) for part in (*parts[:-1], last[0])]
        rest = last[1] if len(last) > 1 else parts[-1]
    return Entry(
        name=name, aliases=tuple(aliases), countries=countries_in(rest), printed=raw or name, source="US Entity List",
        line=number,
    )  # fmt: skip
