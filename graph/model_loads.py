"""The nodes that a load leaves: what was read, from where, and what could not be."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


def prop(about: str, *, key: bool = False, index: bool = False, default: Any = None) -> Any:
    """A property: what it holds, whether it is the unique key, whether it is indexed."""
    metadata = {"about": about, "key": key, "index": index}
    if isinstance(default, tuple):
        return field(default=default, metadata=metadata)
    return field(default=default, metadata=metadata) if not key else field(metadata=metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """Bookkeeping of this graph: the model's version, and the lock under which derived data is made."""

    key: str = prop("always `coauthgraph`", key=True)
    model_version: int = prop("version of the model that the store holds")
    lock_owner: str | None = prop("who derives at the moment; absent when nobody does")
    lock_until: int | None = prop("milliseconds since 1970 after which the lock may be taken over")
    lock_step: int | None = prop("how many steps its holder has written under it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """One load: the same files with the same settings are the same load."""

    key: str = prop("hash of the files' bytes and the settings", key=True)
    state: str = prop(
        "running, done, interrupted, failed, or unloading (it is being taken back); running too where it was killed"
    )
    reason: str | None = prop("why it failed")
    version: str = prop("version of coauthgraph that ran it")
    decided_by: str | None = prop(
        "what decided its affiliations (hashes of rules and registry): when it was started, or of the last "
        "`coauth renormalise --all`"
    )
    started: datetime | None = prop("when it was first started")
    finished: datetime | None = prop("when it was last finished")
    files: tuple[str, ...] = prop("names of the files, without folders", default=())
    formats: tuple[str, ...] = prop("format of each file, as told from its content", default=())
    encodings: tuple[str, ...] = prop(
        "encoding of each file; empty where its format tells its own", default=()
    )
    mapping: str | None = prop("TOML by which tables of no known format were read")
    file_index: int = prop("checkpoint: the file that is being read, from 0", default=0)
    position: int = prop("checkpoint: records of that file that are in the store", default=0)
    records: tuple[int, ...] = prop("records read, a file", default=())
    added: tuple[int, ...] = prop("records that were new, a file", default=())
    changed: tuple[int, ...] = prop("records that replaced an older statement, a file", default=())
    unchanged: tuple[int, ...] = prop("records that were there already, a file", default=())
    quarantined: tuple[int, ...] = prop("records that could not be read, a file", default=())
    loaded: tuple[int, ...] = prop(
        "records that made or changed a work when the load was finished, a file", default=()
    )
    merged: tuple[int, ...] = prop("new records that joined a work of other records, a file", default=())
    authors: tuple[int, ...] = prop("authors printed, a file", default=())
    affiliations: tuple[int, ...] = prop("affiliations printed, a file", default=())
    with_affiliations: tuple[int, ...] = prop("records that print an affiliation, a file", default=())
    with_mapping: tuple[int, ...] = prop("records that say whose an affiliation is, a file", default=())
    with_dates: tuple[int, ...] = prop("records with a date beside the year, a file", default=())
    with_funders: tuple[int, ...] = prop("records that name funders, a file", default=())
    with_statements: tuple[int, ...] = prop(
        "records that say elsewhere where their authors stand, a file", default=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """What could not be read: its reason, its place, its bytes."""

    key: str = prop("hash of file, place and bytes", key=True)
    file: str = prop("name of the file")
    line: int = prop("line or index in the file, from 1")
    reason: str = prop("why it could not be read")
    format: str = prop("format of the file")
    raw: str = prop("its bytes (cut at 64 KiB) as text, or in base64 where they are none: see encoded")
    encoded: bool = prop("true where raw is base64")
    above: str | None = prop("what must stand before it to be read on its own: the headings of a table")
    loads: tuple[str, ...] = prop("keys of the loads that met it", default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What one record of one source printed."""

    key: str = prop("source and its id there, else source and hash of its content", key=True)
    source: str = prop("the reader that read it")
    file: str = prop("name of the file that it was first read from")
    line: int = prop("line or index in that file, from 1")
    sha256: str = prop("hash of the statement")
    statement: str = prop("all that the source printed, as one JSON string")
    doi: str | None = prop("normalised DOI", index=True)
    pmid: str | None = prop("PubMed id", index=True)
    openalex: str | None = prop("OpenAlex work id", index=True)
    arxiv: str | None = prop("arXiv id without version", index=True)
    title_start: str | None = prop(
        "first 32 letters of the title, folded: records that share them are compared; absent where the title tells "
        "nothing (`Editorial`)",
        index=True,
    )
    title_end: str | None = prop("last 32 letters of a longer title, folded", index=True)
    loads: tuple[str, ...] = prop(
        "keys of the loads that brought it; empty while it is being taken back", default=()
    )
    said: tuple[str, ...] = prop("hash of the statement that each of these loads brought", default=())
    files: tuple[str, ...] = prop("name of the file in each of these loads", default=())
    lines: tuple[int, ...] = prop("line or index in each of these files", default=())
    older: tuple[str, ...] = prop("statements of these loads that a newer one replaced", default=())
    first_load: str = prop("key of the load that brought it first", index=True)
    stale: bool | None = prop("true until the work has been computed anew from it", index=True)
