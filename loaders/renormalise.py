"""Works decided anew from the records that the store holds: by better rules, another registry, or a person's word."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from graph.country_codes import names as country_names
from graph.lock import DeriveLock
from graph.prepare import model_version, require_current
from graph.settings import Settings
from graph.store import Store, Transaction
from loaders.deciding import Decider
from loaders.judgements.entry import Entry, Named, OfAffiliation, OfInstitutions, OfMentions, blanks_folded
from loaders.judgements.standing import Standing
from loaders.persons.neighbourhood import READ_SECONDS
from loaders.persons.stored import read_holders
from loaders.pipeline import Progress, work_out
from loaders.registry import institution_key
from loaders.ties import mark_persons

log = logging.getLogger(__name__)

MARKED = 5_000
"""Records that are marked in one transaction."""

ASKED = 1_000
"""Strings, or keys, that one statement asks for."""

BLANKS = (
    "  ", "\t", "\n", "\v", "\f", "\r", "\x1c", "\x1d", "\x1e", "\x1f", "\x85", "\xa0", "\u1680",
    *map(chr, range(0x2000, 0x200B)), "\u2028", "\u2029", "\u202f", "\u205f", "\u3000",
)  # fmt: skip
"""What stands in a string whose blanks are not single spaces: two spaces, or another blank (str.isspace)."""

# there is no index in a list: every authorship is looked at once. A chain of OR is five times as fast in the local
# store as any(), ten times as fast as an expression; a map is looked into at once, a list from its beginning
_WANTED = "$wanted[text] = true OR text STARTS WITH ' ' OR text ENDS WITH ' ' OR " + " OR ".join(
    f"text CONTAINS $blank{number}" for number in range(len(BLANKS))
)
_PRINTING = (
    "MATCH (:Author)-[r:AUTHORED]->(w:Work) UNWIND r.affiliations AS text WITH w, text "
    f"WHERE {_WANTED} RETURN DISTINCT w.key AS work, text",
    "MATCH (w:Work) WHERE size(w.affiliations) > 0 UNWIND w.affiliations AS text WITH w, text "
    f"WHERE {_WANTED} RETURN DISTINCT w.key AS work, text",
)
_NAMING = "MATCH (i:Institution) WHERE i.key IN $keys WITH i MATCH (w:Work)-[:NAMES]->(i) RETURN DISTINCT w.key AS work"


@dataclass(frozen=True, slots=True)
class Affected:
    """What is to be decided anew. everything: whatever the store holds; else works that print one of the texts (their
    blanks folded) or name one of the institutions."""

    texts: frozenset[str] = frozenset()
    institutions: frozenset[str] = frozenset()
    everything: bool = False
    mentions: frozenset[str] = frozenset()

    @classmethod
    def by(cls, entries: Iterable[Entry], *standings: Standing) -> Affected:
        """What these judgements speak of, whether they are in force or not any more. standings: what was in force
        before and after them, which says with whom an institution is one."""
        texts: set[str] = set()
        institutions: set[str] = set()
        mentions: set[str] = set()
        for entry in entries:
            if isinstance(entry, OfAffiliation):
                texts.add(blanks_folded(entry.text))
            elif isinstance(entry, OfInstitutions):
                for one in (entry.a, entry.b):
                    for standing in standings:
                        institutions.update(_keys_of(one, standing))
            elif isinstance(entry, OfMentions):
                mentions.update(entry.ends)
                for standing in standings:
                    for end in entry.ends:
                        mentions |= standing.one_with(end)
        return cls(frozenset(texts), frozenset(institutions), mentions=frozenset(mentions))


def _keys_of(one: Named, standing: Standing) -> Iterator[str]:
    """Every key under which the store may hold an institution, or those that are one with it."""
    yield one.key
    first = standing.same[one.key].key if one.key in standing.same else one.key
    yield first
    yield from standing.aliases.get(first, ())
    if one.anywhere:
        yield from (institution_key(one.name, code) for code in country_names())


@dataclass(slots=True)
class Renormalised:
    """works: that were to be decided anew; of them None where it was everything. records: worked out in all. persons:
    that were marked, so that it is decided anew whose their mentions are."""

    works: int | None = 0
    records: int = 0
    persons: int = 0


def renormalise(
    store: Store, settings: Settings, what: Affected, *, decider: Decider, progress: Progress
) -> Renormalised:
    """Decide works anew, and whatever an interrupted run left. May be killed at any moment and repeated.

    Finding the works that print a string reads every authorship once (no index holds lists). Raises CoauthError where
    the store fails or holds another version of the model.
    """
    done = Renormalised()
    if model_version(store) is None:
        return done
    require_current(store)

    def mark(lock: DeriveLock) -> None:
        if what.everything:
            done.works = None
            _mark(store, lock, _all_records(store), progress)
            return
        progress.stage("looking for the works", 0)
        works = sorted(_works(store, what))
        done.works = len(works)
        _mark(store, lock, _records_of(store, works), progress)
        done.persons = mark_mentions(store, lock, what.mentions)

    done.records = work_out(store, settings, decider, progress, mark)
    if what.everything:
        store.execute("MATCH (l:Load) SET l.decided_by = $identity", {"identity": decider.identity})
    return done


def _works(store: Store, what: Affected) -> set[str]:
    found: set[str] = set()
    blanks = {f"blank{number}": blank for number, blank in enumerate(BLANKS)}
    for some in _parts(sorted(what.texts)):
        for statement in _PRINTING:
            rows = store.read(
                statement, {"wanted": dict.fromkeys(some, True), **blanks}, timeout=READ_SECONDS
            )
            found.update(row["work"] for row in rows if blanks_folded(row["text"]) in what.texts)
    for some in _parts(sorted(what.institutions)):
        rows = store.read(_NAMING, {"keys": some}, timeout=READ_SECONDS)
        found.update(row["work"] for row in rows)
    return found


def _all_records(store: Store) -> list[str]:
    rows = store.read("MATCH (r:Record) RETURN r.key AS key ORDER BY key", timeout=READ_SECONDS)
    return [row["key"] for row in rows]


def _records_of(store: Store, works: Sequence[str]) -> list[str]:
    found: set[str] = set()
    for some in _parts(works):
        rows = store.read(
            "MATCH (r:Record)-[:REPORTS]->(w:Work) WHERE w.key IN $keys RETURN r.key AS key",
            {"keys": some},
            timeout=READ_SECONDS,
        )
        found.update(row["key"] for row in rows)
    return sorted(found)


def _mark(store: Store, lock: DeriveLock, keys: Sequence[str], progress: Progress) -> None:
    progress.stage("marking", len(keys))
    for start in range(0, len(keys), MARKED):
        some = list(keys[start : start + MARKED])

        def write(tx: Transaction, some: list[str] = some) -> None:
            tx.run("MATCH (r:Record) WHERE r.key IN $keys SET r.stale = true", {"keys": some})

        lock.step(write)
        progress.reached(start + len(some))
        log.info("%d of %d records marked", start + len(some), len(keys))


def mark_mentions(store: Store, lock: DeriveLock, mentions: Iterable[str]) -> int:
    """Mark the persons that hold one of these mentions as unresolved, so that it is decided anew whose they are; how
    many persons that are. A mention that is not in the store is passed over.

    Raises LostLock, and what the store raises.
    """
    wanted = set(mentions)
    held = read_holders(partial(store.read, timeout=READ_SECONDS), wanted)
    found = sorted({person for _, person in held.values()})
    mark_persons(lock, found)
    log.info("%d persons of %d mentions marked", len(found), len(wanted))
    return len(found)


def _parts(items: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(items), ASKED):
        yield list(items[start : start + ASKED])
