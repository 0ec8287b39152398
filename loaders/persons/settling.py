"""Who is whom among all that a store holds: everything that a load touched is resolved anew, and persons follow.

A person whose authorships changed is marked (`unresolved`) in the transaction that changes them; the mark goes in the one
that settles it. Only the blocks of marked persons are looked at, and since persons are a function of whom they are near
to, the same comes out as if all had been resolved at once.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from graph.lock import DeriveLock
from graph.store import Store
from loaders.judgements.persons import judged as judged_of
from loaders.judgements.persons import spoken_of
from loaders.judgements.standing import Standing
from loaders.persons.closure import Together, close_over
from loaders.persons.neighbourhood import ASKED, READ_SECONDS, Authorships, Memory, Read
from loaders.persons.settled import Settled, Unresolved
from loaders.persons.stored import read_holders
from loaders.resolve.component import Doubt
from loaders.resolve.decisions import decisions_of
from loaders.resolve.gather import Groups
from loaders.resolve.keys import ResolvedPerson
from loaders.resolve.partition import Judged, Partition, partition
from loaders.resolve.running import Runner
from loaders.timestamps import timestamp

log = logging.getLogger(__name__)

MOST_WRITTEN = 10_000
"""Authorships whose persons are written in one transaction."""

_UNRESOLVED = (
    "MATCH (a:Author) WHERE a.unresolved = true "
    "RETURN a.key AS key, a.stale AS stale, a.names AS names, a.orcid AS orcid ORDER BY key"
)


def settle(
    store: Store,
    lock: DeriveLock,
    memory: Memory,
    standing: Standing,
    run: Runner,
    progress: Callable[[int, int], None],
    *,
    portion: float = 1.0,
) -> None:
    """Resolve every unresolved person with all that it may be one with, and write what changes.

    standing: what people judged of mentions; what speaks of one that the store does not have does nothing.
    progress: called with mentions done, and how many there are. portion: of the usual size of a transaction.
    """
    read: Read = partial(store.read, timeout=READ_SECONDS)
    rows = read(_UNRESOLVED, {})
    if not rows:
        return
    at = timestamp()
    unresolved = {
        row["key"]: Unresolved(row["stale"], tuple(row["names"] or ()), row["orcid"]) for row in rows
    }
    held = read_holders(read, spoken_of(standing))
    judged = judged_of(standing, {mention: first for mention, (first, _) in held.items()})
    authorships = Authorships(read, memory)
    keep = keeping(lock, run)
    where = dict(held.values())
    together = close_over(authorships, unresolved, judged, where, run=keep, reached=progress)
    found = _partition(read, together, judged, unresolved, keep)
    lock.keep()
    portions = list(_portions(together, found, max(int(MOST_WRITTEN * portion), 1)))
    decisions = decisions_of(found)
    doubts: dict[str, list[Doubt]] = defaultdict(list)
    for doubt in found.doubts:
        doubts[doubt.mentions[0]].append(doubt)
    done = 0
    for persons in portions:
        one = Settled(persons, together.members, decisions, doubts, unresolved, at)
        lock.step(one.write)
        one.remember(memory)
        done += sum(len(person.mentions) for person in persons)
        progress(done, len(together.members))
        log.info("%d of %d mentions settled", done, len(together.members))
    memory.tidy()


def taken(read: Read, keys: Iterable[str]) -> set[str]:
    """Those of these keys that a person has."""
    ordered = sorted(keys)
    return {
        row["key"]
        for start in range(0, len(ordered), ASKED)
        for row in read(
            "MATCH (a:Author) WHERE a.key IN $keys RETURN a.key AS key",
            {"keys": ordered[start : start + ASKED]},
        )
    }


def keeping(lock: DeriveLock, run: Runner) -> Runner:
    """A Runner that keeps the lock meanwhile."""

    def keep(function: Callable[[Any], Any], tasks: Sequence[Any]) -> Iterator[Any]:
        for answer in run(function, tasks):
            lock.keep()
            yield answer

    return keep


def _partition(
    read: Read, together: Together, judged: Judged, unresolved: Mapping[str, Unresolved], run: Runner
) -> Partition:
    """Persons of everything that was touched, under keys that are nobody else's and never were."""
    previous = {mention: known.item.author or "" for mention, known in together.members.items()}
    tentative = frozenset(key for key, marked in unresolved.items() if marked.is_new)
    collective = [mention for mention in together.members if mention not in together.mentions]
    reserved: frozenset[str] = frozenset()
    while True:
        found = partition(
            together.mentions,
            together.groups,
            judged,
            previous,
            run=run,
            reserved=reserved,
            tentative=tentative,
            alone_besides=collective,
        )
        fresh = {person.key for person in found.persons} - set(previous.values())
        clash = taken(read, fresh) | _aliases(read, fresh) if fresh else set()
        if not clash:
            return found
        reserved |= clash


def _aliases(read: Read, keys: set[str]) -> set[str]:
    """Those of these keys that somebody had once."""
    rows = read(
        "MATCH (a:Author) WHERE size(a.former_keys) > 0 UNWIND a.former_keys AS key "
        "WITH key WHERE key IN $keys RETURN DISTINCT key",
        {"keys": sorted(keys)},
    )
    return {row["key"] for row in rows}


def _portions(together: Together, found: Partition, most: int) -> Iterator[list[ResolvedPerson]]:
    """Persons that must be written in one transaction side by side: between which mentions move, or a doubt stands."""
    person_of = found.person_of()
    before = {mention: together.members[mention].item.author or key for mention, key in person_of.items()}
    groups: Groups[str] = Groups()
    for mention, key in person_of.items():
        groups.join(key, before[mention], None)
    for doubt in found.doubts:
        one, other = doubt.mentions
        groups.join(person_of[one], person_of[other], None)
    bundles: dict[str, list[ResolvedPerson]] = defaultdict(list)
    for person in found.persons:
        bundles[groups.find(person.key)].append(person)
    some: list[ResolvedPerson] = []
    held = 0
    for bundle in bundles.values():
        size = sum(len(person.mentions) for person in bundle)
        if some and held + size > most:
            yield some
            some, held = [], 0
        some += bundle
        held += size
    if some:
        yield some
