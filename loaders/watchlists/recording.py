"""Lists in the graph: (:ListEntry)-[:ENTRY_OF]->(:Watchlist), and (:Institution)-[:LISTED_ON]->(:Watchlist).

Entries stay in the store with what they may name, so that institutions which come later find them: match_lists runs
wherever institutions are derived. A copy is what its file's bytes say: loaded again it is the same, and a newer copy
stands beside the older one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from graph import model, schema
from graph.errors import WrongUsage
from graph.lock import DeriveLock
from graph.prepare import prepare
from graph.store import Store, Transaction
from loaders.deciding import Decider
from loaders.ties import COLLECTED, WRITE_ROWS, write_many
from loaders.timestamps import timestamp
from loaders.watchlists.entry import Copy, Day, Entry
from loaders.watchlists.kinds import Kind, mostly_in
from loaders.watchlists.matching import RULES, Match, match

BATCH = 500
"""Entries in one transaction."""

_FOUND = "MATCH (k:Watchlist {key: $key}) RETURN properties(k) AS held"
_LISTS = "MATCH (k:Watchlist) WHERE k.decided_by IS NOT NULL RETURN k.key AS key, k.kind AS kind, k.decided_by AS by ORDER BY key"
_ENTRIES = """
MATCH (e:ListEntry)-[:ENTRY_OF]->(k:Watchlist {key: $key})
RETURN e {.key, .name, .aliases, .countries, .since, .since_precision, .until, .until_precision, .source, .may_name,
          .may_name_matched, .may_name_state, .may_name_rule, .may_name_confidence} AS entry
ORDER BY e.key
"""
_THERE = "MATCH (i:Institution) WHERE i.key IN $keys RETURN i.key AS key"
_HELD = "MATCH (:Institution)-[r:LISTED_ON]->(:Watchlist {key: $key}) RETURN r.key AS key"
_UNLIST = f"MATCH (:Institution)-[r:LISTED_ON]->(:Watchlist {{key: $key}}) WHERE r.key IN $gone {COLLECTED}"

Reached = Callable[[str, int, int], None]
Matched = Callable[[Entry], Sequence[Match]]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A list in the store. new: it was not there before. entries_yes, entries_review: entries that name an institution of
    the store for certain, and those of which that is for review only. institutions: listed for certain."""

    key: str
    new: bool
    organisations: int
    entries_yes: int
    entries_review: int
    institutions: int
    dated: date | None
    latest: date | None


def list_key(kind: Kind, sha256: str) -> str:
    """The key of a copy of a list."""
    return f"{kind.key}:{sha256[:12]}"


def record(
    store: Store,
    copy: Copy,
    kind: Kind,
    sha256: str,
    file: str,
    *,
    decider: Decider,
    name: str | None = None,
    dated: date | None = None,
    reached: Reached | None = None,
    waiting: Callable[[str], None] | None = None,
) -> Recorded:
    """Write a copy of a list, and what of the store's institutions it names. Killed, it goes on when it is run again.

    name, dated: what who loads it says, where the file says nothing. Raises WrongUsage where the file says another date,
    and what the store raises.
    """
    if dated is not None and copy.dated is not None and dated != copy.dated:
        raise WrongUsage(f"--dated {dated}: the file itself says {copy.dated}", hint="leave --dated away")
    key = list_key(kind, sha256)
    prepare(store)
    with DeriveLock(store, waiting=waiting) as lock:
        held = [dict(row["held"]) for row in store.read(_FOUND, {"key": key})]
        before = held[0] if held else {}
        whole = before.get("decided_by") is not None
        node = _node(copy, kind, sha256, file, key, name, dated, before)
        entries = {_entry_key(key, entry): entry for entry in copy.entries}
        lock.step(
            partial(write_many, statement=schema.merge_nodes(model.Watchlist), rows=[schema.row_of(node)])
        )
        if not whole:
            _write_entries(lock, key, entries, partial(match, decider=decider, perhaps=kind.mostly), reached)
            # not before all entries are there: what is cut short is not matched elsewhere
            _decided(lock, key, _identity(decider))
        match_lists(store, lock, decider, reached=reached)
    return _recorded(store, key, new=not whole)


def match_lists(store: Store, lock: DeriveLock, decider: Decider, *, reached: Reached | None = None) -> None:
    """Say anew which institutions of the store each list names. Quick where there is no list, and where nothing but the
    institutions has changed; where affiliations are decided otherwise by now, entries are, too."""
    lists = store.read(_LISTS)
    if not lists:
        return
    identity = _identity(decider)
    for one in lists:
        key = one["key"]
        entries = [dict(row["entry"]) for row in store.read(_ENTRIES, {"key": key})]
        if one["by"] != identity:
            _match_anew(
                lock,
                key,
                entries,
                partial(match, decider=decider, perhaps=mostly_in(one["kind"])),
                reached,
            )
            _decided(lock, key, identity)
        _relist(store, lock, key, entries)


def _identity(decider: Decider) -> str:
    return f"{decider.identity} matching:{RULES}"


def _decided(lock: DeriveLock, key: str, identity: str) -> None:
    def work(tx: Transaction) -> None:
        tx.run("MATCH (k:Watchlist {key: $key}) SET k.decided_by = $by", {"key": key, "by": identity})

    lock.step(work)


def _node(
    copy: Copy,
    kind: Kind,
    sha256: str,
    file: str,
    key: str,
    name: str | None,
    dated: date | None,
    before: Mapping[str, Any],
) -> model.Watchlist:
    # a first day that is to come says nothing of the copy's age
    today = date.today()
    begun = [
        entry.since.day for entry in copy.entries if entry.since is not None and entry.since.day <= today
    ]
    return model.Watchlist(
        key=key,
        name=name or copy.name or before.get("name") or kind.name,
        kind=kind.key,
        publisher=copy.publisher or kind.publisher,
        dated=copy.dated or dated or before.get("dated"),
        latest=before.get("latest") or max(begun, default=None),
        sha256=sha256,
        file=file,
        loaded=before.get("loaded") or timestamp(),
        organisations=len({_entry_key(key, entry) for entry in copy.entries}),
        persons=copy.persons,
        others=copy.others,
        left_out=copy.left_out,
        decided_by=before.get("decided_by"),
    )


def _entry_key(watchlist: str, entry: Entry) -> str:
    said = "\n".join(
        (
            entry.name, *entry.aliases, ",".join(entry.countries), entry.since.text if entry.since else "",
            entry.until.text if entry.until else "", entry.source, entry.printed,
        )
    )  # fmt: skip
    return f"{watchlist}/{hashlib.sha256(said.encode('utf-8', 'replace')).hexdigest()[:16]}"


def _write_entries(
    lock: DeriveLock, key: str, entries: Mapping[str, Entry], matched: Matched, reached: Reached | None
) -> None:
    keys = sorted(entries)
    for start in range(0, len(keys), BATCH):
        some = keys[start : start + BATCH]
        lock.keep()
        nodes = [schema.row_of(_entry_node(one, entries[one], matched(entries[one]))) for one in some]
        lock.step(partial(_put_entries, watchlist=key, nodes=nodes))
        if reached is not None:
            reached("matching entries", start + len(some), len(keys))


def _put_entries(tx: Transaction, watchlist: str, nodes: Sequence[dict[str, Any]]) -> None:
    write_many(tx, schema.merge_nodes(model.ListEntry), nodes)
    edges = [schema.edge_of(model.EntryOf(), node["key"], watchlist) for node in nodes]
    write_many(tx, schema.merge_relationships(model.EntryOf), edges)


def _entry_node(key: str, entry: Entry, found: Sequence[Match]) -> model.ListEntry:
    return model.ListEntry(
        key=key,
        name=entry.name,
        aliases=entry.aliases,
        countries=entry.countries,
        since=entry.since.day if entry.since else None,
        since_precision=entry.since.precision if entry.since else None,
        until=entry.until.day if entry.until else None,
        until_precision=entry.until.precision if entry.until else None,
        printed=entry.printed,
        source=entry.source or None,
        line=entry.line,
        **_may_name(found),
    )


def _may_name(found: Sequence[Match]) -> dict[str, Any]:
    return {
        "may_name": tuple(one.key for one in found),
        "may_name_matched": tuple(one.name for one in found),
        "may_name_state": tuple(one.state for one in found),
        "may_name_rule": tuple(one.rule for one in found),
        "may_name_confidence": tuple(one.confidence for one in found),
    }


def entry_of(held: Mapping[str, Any]) -> Entry:
    """An entry as the store has it."""
    return Entry(
        name=held["name"],
        aliases=tuple(held.get("aliases") or ()),
        countries=tuple(held.get("countries") or ()),
        since=_day(held, "since"),
        until=_day(held, "until"),
        printed=held.get("printed") or "",
        source=held.get("source") or "",
        line=held.get("line") or 0,
    )


def _day(held: Mapping[str, Any], name: str) -> Day | None:
    day = held.get(name)
    if day is None:
        return None
    return Day(day.to_native() if hasattr(day, "to_native") else day, held.get(f"{name}_precision") or "day")


def _match_anew(
    lock: DeriveLock, key: str, entries: Sequence[dict[str, Any]], matched: Matched, reached: Reached | None
) -> None:
    for start in range(0, len(entries), BATCH):
        some = entries[start : start + BATCH]
        lock.keep()
        for held in some:
            held |= {name: list(value) for name, value in _may_name(matched(entry_of(held))).items()}
        nodes = [{name: held[name] for name in ("key", *_MAY_NAME)} for held in some]
        lock.step(
            lambda tx, nodes=nodes: write_many(  # type: ignore[misc]
                tx, "UNWIND $rows AS row MATCH (e:ListEntry {key: row.key}) SET e += row", nodes
            )
        )
        if reached is not None:
            reached(f"matching {key}", start + len(some), len(entries))


_MAY_NAME = tuple(_may_name(()))


def _relist(store: Store, lock: DeriveLock, key: str, entries: Iterable[Mapping[str, Any]]) -> None:
    """Write the difference between the LISTED_ON that are there and those that should be."""
    found = [(entry, at) for entry in entries for at in range(len(entry.get("may_name") or ()))]
    there = _there(store, {entry["may_name"][at] for entry, at in found})
    wanted = {row["key"]: row for entry, at in found if (row := _edge(key, entry, at))["start"] in there}
    held = {row["key"] for row in store.read(_HELD, {"key": key})}
    gone, new = sorted(held - wanted.keys()), [wanted[one] for one in sorted(wanted.keys() - held)]
    if not gone and not new:
        return

    def work(tx: Transaction) -> None:
        for start in range(0, len(gone), WRITE_ROWS):
            tx.run(_UNLIST, {"key": key, "gone": gone[start : start + WRITE_ROWS]})
        write_many(tx, schema.create_relationships(model.ListedOn), new)

    lock.step(work)


def _there(store: Store, keys: set[str]) -> set[str]:
    listed = sorted(keys)
    return {
        row["key"]
        for start in range(0, len(listed), WRITE_ROWS)
        for row in store.read(_THERE, {"keys": listed[start : start + WRITE_ROWS]})
    }


def _edge(watchlist: str, entry: Mapping[str, Any], at: int) -> dict[str, Any]:
    institution, matched = entry["may_name"][at], entry["may_name_matched"][at]
    state, rule = entry["may_name_state"][at], entry["may_name_rule"][at]
    confidence = entry["may_name_confidence"][at]
    said = "\n".join((entry["key"], institution, matched, state, rule, f"{confidence:.3f}"))
    edge = model.ListedOn(
        key=hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:24],
        entry=entry["name"],
        matched=matched,
        list_entry=entry["key"],
        since=entry.get("since"),
        since_precision=entry.get("since_precision"),
        until=entry.get("until"),
        until_precision=entry.get("until_precision"),
        source=entry.get("source"),
        review=state != "yes",
        rule=rule,
        confidence=confidence,
    )
    return schema.edge_of(edge, institution, watchlist)


NAMED_BY_ENTRIES = """
OPTIONAL MATCH (i:Institution)-[r:LISTED_ON]->(k)
WITH k, r.list_entry AS entry, max(CASE WHEN r.review = false THEN 1 ELSE 0 END) AS sure,
     collect(DISTINCT CASE WHEN r.review = false THEN i.key END) AS keys
WITH k, count(CASE WHEN entry IS NOT NULL AND sure = 1 THEN 1 END) AS yes,
     count(CASE WHEN entry IS NOT NULL AND sure = 0 THEN 1 END) AS review, collect(keys) AS keys
"""
"""Of a list k: how many entries name an institution of the store for certain (yes), and for review only; keys: those that
are certain, in lists."""

_COUNTED = f"""
MATCH (k:Watchlist {{key: $key}}){NAMED_BY_ENTRIES}
RETURN k.organisations AS organisations, k.dated AS dated, k.latest AS latest, yes, review, keys
"""


def _recorded(store: Store, key: str, *, new: bool) -> Recorded:
    row = store.read(_COUNTED, {"key": key})[0]
    return Recorded(
        key=key,
        new=new,
        organisations=row["organisations"],
        entries_yes=row["yes"],
        entries_review=row["review"],
        institutions=len({one for keys in row["keys"] for one in keys}),
        dated=_native(row["dated"]),
        latest=_native(row["latest"]),
    )


def _native(day: Any) -> date | None:
    found: date | None = day.to_native() if hasattr(day, "to_native") else day
    return found
