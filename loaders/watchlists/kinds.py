"""Which kinds of lists are known, and the file of one read by the reader of its kind."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from graph.errors import CoauthError, WrongUsage
from loaders.facts import words_of
from loaders.watchlists import entity_list, eu_2017_1509, plain, section_1260h, section_1286, un_consolidated
from loaders.watchlists.entry import Copy, TooManyError
from loaders.watchlists.rows import bytes_of


class Reader(Protocol):
    """A module that reads one shape. data: the file's bytes, unpacked. read raises ValueError where it is no such file."""

    def recognises(self, data: bytes) -> bool: ...

    def read(self, data: bytes) -> Copy: ...


READERS: dict[str, Reader] = {
    "1286": section_1286,
    "1260h": section_1260h,
    "entity-list": entity_list,
    "eu-2017-1509": eu_2017_1509,
    "un": un_consolidated,
    "plain": plain,
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of list. shape: what its file looks like. says: what its copies say of dates. source: of the facts here.
    mostly: countries where its entries stand that say none, mostly: where to look for them, for review."""

    key: str
    name: str
    publisher: str | None
    shape: str
    says: str
    source: str
    mostly: tuple[str, ...] = ()


@cache
def kinds() -> tuple[Kind, ...]:
    """Every kind that is known."""
    table = words_of("watchlists.toml")
    return tuple(
        Kind(
            key, said["name"], said.get("publisher"), said["shape"], said["says"], said["source"],
            tuple(said.get("mostly", ())),
        )
        for key, said in table.items()
    )  # fmt: skip


def kind_of(key: str) -> Kind:
    """The kind of this key. Raises WrongUsage that names all."""
    for kind in kinds():
        if kind.key == key:
            return kind
    raise WrongUsage(
        f"--kind {key}: it is one of {', '.join(kind.key for kind in kinds())}", hint="coauth watchlist kinds"
    )


def mostly_in(key: str) -> tuple[str, ...]:
    """Kind.mostly of the kind of this key; nowhere for one that is not known."""
    return next((kind.mostly for kind in kinds() if kind.key == key), ())


def read_list(path: Path, kind: Kind) -> tuple[Copy, str]:
    """The copy of a list in a file, and the hash of its bytes.

    Raises CoauthError where it cannot be read, or is the file of another kind.
    """
    data, sha256 = bytes_of(path)
    reader = READERS[kind.key]
    if not reader.recognises(data):
        if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            raise CoauthError(f"{path}: it is text in UTF-16", hint="save it as UTF-8")
        others = [key for key, other in READERS.items() if other.recognises(data)]
        raise CoauthError(
            f"{path} is no list of the kind {kind.key} ({kind.shape})",
            hint=f"its shape is that of --kind {others[0]}" if others else "coauth watchlist kinds",
        )
    try:
        copy = reader.read(data)
    except (ValueError, TooManyError) as error:
        raise CoauthError(f"{path}: {error}", hint="coauth watchlist kinds says what its shape is") from None
    if not copy.entries:
        found = f"{copy.persons:,} persons, {copy.others:,} others, {copy.left_out:,} left out"
        because = f"; {copy.faults[0]}" if copy.faults else ""
        raise CoauthError(f"{path}: no organisation in it ({found}{because})", hint="coauth watchlist kinds")
    return copy, sha256
