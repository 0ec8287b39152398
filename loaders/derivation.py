"""From stale records to works, persons and what is derived: one batch is one transaction.

A batch computes its works anew from all their records, resolves the persons of everything that a link may join with
them, and writes the difference; while the store writes it, the next is worked out. Run under the derive lock until no
record is stale, it also heals whatever a killed load left behind.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from graph import model, schema
from graph.lock import DeriveLock
from graph.store import Store, Transaction
from loaders import registry
from loaders.behind import Behind
from loaders.change import Change, mentioned, person_fields
from loaders.identity import Group, group
from loaders.neighbourhood import READ_SECONDS, Authorships, Memory, RecordsAround, records_around
from loaders.normalize.affiliations import InstitutionDecision
from loaders.normalize.decision import Decision
from loaders.normalize.iso import country_name
from loaders.resolve.block import Mentioned
from loaders.resolve.cluster import Person, resolve
from loaders.ties import CHANGED, NEW, WRITE_ROWS, write_many, write_ties
from loaders.works import Authorship, WorkState, compute, evidence_lists

log = logging.getLogger(__name__)


BATCHES = 4
"""So many batches of records are worked out in one transaction: persons whom several of them name, once for all."""


@dataclass(slots=True)
class Written:
    """Institutions and countries that this process knows to be in the store, and persons that it made.

    persons: their former keys.
    """

    institutions: set[tuple[str, str]] = field(default_factory=set)  # key and one of its names
    countries: set[str] = field(default_factory=set)
    persons: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def copy(self) -> Written:
        return Written(set(self.institutions), set(self.countries), dict(self.persons))


def derive_stale(
    store: Store,
    *,
    batch_size: int,
    max_coauthors: int,
    progress: Callable[[str, int, int], None] | None = None,
    waiting: Callable[[str], None] | None = None,
) -> int:
    """Compute everything that hangs on stale records, until none is stale. Returns the number of records handled.

    progress: called with what is done, how many of them, and how many there are.
    """
    done = 0

    def reached(done: int, total: int) -> None:
        log.info("worked out %d of %d records", done, total)
        if progress is not None:
            progress("working out", min(done, total), total)

    with DeriveLock(store, waiting=waiting) as lock, Behind() as behind:
        memory = Memory(whole=not store.execute("MATCH ()-[r:AUTHORED]->() RETURN 1 AS one LIMIT 1"))
        thinker = _Thinker(store, behind, memory, max_coauthors)
        writer = _Writer(lock)
        while True:
            keys = [
                row["key"]
                for row in store.read(
                    "MATCH (r:Record) WHERE r.stale = true RETURN r.key AS key ORDER BY key",
                    timeout=READ_SECONDS,
                )
            ]
            if not keys:
                tell = (lambda n, of: progress("joining co-authors", n, of)) if progress is not None else None
                write_ties(store, lock, memory, behind, tell)
                return done
            total = done + len(keys)
            thinker.begin()
            for some in _chunks(keys, batch_size):
                batch = thinker.work_out(some)
                behind.wait()
                reached(done, total)
                if batch is not None:
                    behind.start(partial(writer.write, batch))
                    done += len(batch.around.stale)
            behind.wait()
            reached(done, total)


def _chunks(keys: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """BATCHES times the size each, the first one only, so that the store has something to write soon."""
    start = 0
    while start < len(keys):
        end = start + size * (BATCHES if start else 1)
        yield keys[start:end]
        start = end


@dataclass(frozen=True, slots=True)
class Batch:
    """What is decided about some stale records, before anything of it is written."""

    around: RecordsAround
    groups: Sequence[Group]
    states: Sequence[WorkState]
    change: Change


class _Thinker:
    """Decides what the next batch changes, while the one before it is being written."""

    def __init__(self, store: Store, behind: Behind, memory: Memory, max_coauthors: int) -> None:
        self._store = store
        self._behind = behind
        self._memory = memory
        self._max_coauthors = max_coauthors
        self._handled: set[str] = set()
        self._works: set[str] = set()

    def begin(self) -> None:
        """The stale records have been read anew, and nothing is being written."""
        self._handled = set()
        self._works = set()

    def work_out(self, keys: Sequence[str]) -> Batch | None:
        """What these records change; None where they were handled with others."""
        keys = [key for key in keys if key not in self._handled]
        around = records_around(self._read, keys)
        if not (self._handled.isdisjoint(around.records) and self._works.isdisjoint(around.works)):
            # they share records or a work with a batch that may still be in writing: another process has joined them,
            # or a record has another identifier than before
            self._behind.wait()
            around = records_around(self._read, keys)
        if not around.records:
            return None
        self._handled |= around.records.keys()
        groups = group(around.records.values())
        states = [compute(one, max_coauthors=self._max_coauthors) for one in groups]
        rewritten = around.works | {state.work.key for state in states}
        self._works |= rewritten
        store = Authorships(self._read_settled, self._memory, without_works=rewritten)
        if around.works:
            store.of_works(around.works)
        fresh = mentioned(states)
        joined = store.close_over([*fresh.values(), *(known.item for known in store.replaced.values())])
        # an authorship that is written anew keeps its person where its mention is the same
        before = {known.item.mention: known.item.author for known in store.replaced.values()}
        items = [
            replace(item, author=before[item.mention]) if item.mention in before else item
            for item in fresh.values()
        ]
        persons, decisions = self._resolve([*items, *joined])
        change = Change(states, persons, decisions, store, fresh)
        # the next batch is worked out as if this one were written: it will be, or the run ends
        change.remember(self._memory)
        self._memory.tidy()
        return Batch(around, groups, states, change)

    def _read(self, cypher: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        return self._store.read(cypher, parameters, timeout=READ_SECONDS)

    def _read_settled(self, cypher: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        """Read what the batch before has written, too."""
        self._behind.wait()
        return self._read(cypher, parameters)

    def _resolve(self, items: list[Mentioned]) -> tuple[list[Person], dict[str, Decision]]:
        """A mention that comes back may have founded a person that others hold by now: its key is not free."""
        held = {item.author for item in items}
        reserved: frozenset[str] = frozenset()
        while True:
            persons, decisions = resolve(items, reserved=reserved)
            taken = self._taken({person.key for person in persons} - held)
            if not taken:
                return persons, decisions
            reserved |= taken

    def _taken(self, keys: set[str]) -> set[str]:
        if self._memory.whole:
            return {key for key in keys if self._memory.of("author", [key])}
        rows = self._read_settled(
            "MATCH (a:Author) WHERE a.key IN $keys RETURN a.key AS key", {"keys": sorted(keys)}
        )
        return {row["key"] for row in rows}


class _Writer:
    """Writes batches, each in one transaction."""

    def __init__(self, lock: DeriveLock) -> None:
        self._lock = lock
        self._written = Written()

    def write(self, batch: Batch) -> None:
        """All of a batch, or nothing."""

        attempts: list[Written] = []

        def work(tx: Transaction) -> None:
            one = _Writing(tx, batch, self._written.copy())
            one.run()
            attempts.append(one.written)

        self._lock.step(work)
        self._written = attempts[-1]


class _Writing:
    """One batch in its transaction."""

    def __init__(self, tx: Transaction, batch: Batch, written: Written) -> None:
        self.tx = tx
        self.batch = batch
        self.change = batch.change
        self.written = written
        self.moved = batch.change.moved(tx)
        self.old_institutions: set[str] = set()
        self.old_countries: set[str] = set()

    def run(self) -> None:
        """Write the difference."""
        self._clear(self.batch.around.works)
        self._write_works()
        self._write_persons()
        self._sweep()
        # only what is still as it was read: another process may have put a newer version there meanwhile
        self._many(
            "UNWIND $rows AS row MATCH (r:Record {key: row.key}) SET r.sha256 = r.sha256 "
            "WITH r, row WHERE r.sha256 = row.sha256 SET r.stale = null",
            [
                {"key": key, "sha256": record.sha256}
                for key, record in sorted(self.batch.around.records.items())
            ],
        )

    def _many(self, statement: str, rows: Sequence[Any]) -> None:
        write_many(self.tx, statement, rows)

    def _clear(self, old_works: set[str]) -> None:
        """Take away what will be written anew: nothing is moved, since a unique relationship cannot be."""
        if old_works:
            self.old_institutions, self.old_countries = self._places_of(old_works)
            self._many("UNWIND $rows AS row MATCH (w:Work {key: row})-[r]-() DELETE r", sorted(old_works))
            gone = sorted(old_works - {state.work.key for state in self.batch.states})
            self._many("UNWIND $rows AS row MATCH (w:Work {key: row}) DELETE w", gone)
        moved = sorted(self.moved)
        for start in range(0, len(moved), WRITE_ROWS):
            keys = moved[start : start + WRITE_ROWS]
            self.tx.run("MATCH ()-[r:AUTHORED]->() WHERE r.key IN $keys DELETE r", {"keys": keys})

    def _places_of(self, works: set[str]) -> tuple[set[str], set[str]]:
        found = self.tx.run(
            "MATCH (w:Work)-[:NAMES]->(i:Institution) WHERE w.key IN $works RETURN DISTINCT i.key AS key",
            {"works": sorted(works)},
        )
        involved = self.tx.run(
            "MATCH (w:Work)-[:INVOLVES]->(c:Country) WHERE w.key IN $works RETURN DISTINCT c.code AS code",
            {"works": sorted(works)},
        )
        return {row["key"] for row in found}, {row["code"] for row in involved}

    def _write_works(self) -> None:
        states, groups = self.batch.states, self.batch.groups
        self._write_places(states)
        self._many(schema.merge_nodes(model.Work), [schema.row_of(state.work) for state in states])
        reports = [
            schema.edge_of(model.Reports(), record.key, one.key) for one in groups for record in one.records
        ]
        self._many(schema.create_relationships(model.Reports), reports)
        for kind, attribute in ((model.Involves, "involves"), (model.Names, "names")):
            rows = [
                schema.edge_of(
                    kind(confidence=found.confidence, review=found.review, mentions=found.mentions),
                    state.work.key,
                    value,
                )
                for state in states
                for value, found in sorted(getattr(state, attribute).items())
            ]
            self._many(schema.create_relationships(kind), rows)

    def _write_places(self, states: Sequence[WorkState]) -> None:
        """Countries and institutions that this process has not seen in the store yet."""
        found: dict[str, list[InstitutionDecision]] = {}
        codes: set[str] = set()
        for state in states:
            codes |= state.involves.keys()
            for key, decision in state.institutions.items():
                if (key, decision.name) not in self.written.institutions:
                    found.setdefault(key, []).append(decision)
        facts = _facts_with_parents(found)
        codes |= {fact.country for fact in facts.values() if fact.country}
        codes |= {fact.controlled_from for fact in facts.values() if fact.controlled_from}
        codes |= {decision.country for same in found.values() for decision in same if decision.country}
        new = sorted(codes - self.written.countries)
        self._many(
            schema.merge_nodes(model.Country),
            [schema.row_of(model.Country(code=code, name=country_name(code))) for code in new],
        )
        known = {
            row["key"]: row["names"]
            for row in self.tx.run(
                "MATCH (i:Institution) WHERE i.key IN $keys RETURN i.key AS key, i.names AS names",
                {"keys": sorted(found.keys() - facts.keys())},
            )
        }
        nodes, located, controlled, parts = _institution_rows(found, facts, known)
        self._many(schema.merge_nodes(model.Institution), nodes)
        self._many(schema.merge_relationships(model.LocatedIn), located)
        self._many(schema.merge_relationships(model.ControlledFrom), controlled)
        self._many(schema.merge_relationships(model.PartOf), parts)
        self.written.countries |= codes
        self.written.institutions |= {
            (key, decision.name) for key, same in found.items() for decision in same
        }

    def _write_persons(self) -> None:
        change = self.change
        former = self._former_keys()
        created: list[dict[str, Any]] = []
        merged: list[dict[str, Any]] = []
        for person in change.touched:
            there = person.key in change.in_store
            stale = CHANGED
            if not there or person.key in self.written.persons:
                stale = NEW
                self.written.persons[person.key] = former[person.key]
            author = _author(person, change, former[person.key], stale)
            (merged if there else created).append(schema.row_of(author))
        self._many(schema.create_nodes(model.Author), created)
        self._many(schema.merge_nodes(model.Author), merged)
        rows = []
        for state in change.states:
            for authorship in state.authorships:
                decision = change.decisions[authorship.key]
                rows.append(
                    schema.edge_of(_authored(authorship, decision), decision.value or "", state.work.key)
                )
        self._many(schema.create_relationships(model.Authored), rows)
        self._many(
            f"{_ENDS_OF_MOVED} CREATE (a)-[r:AUTHORED]->(b) SET r = row.fields",
            [self.moved[key] for key in sorted(self.moved)],
        )
        self._many(
            "UNWIND $rows AS row MATCH (a:Author {key: row.author})-[r:AUTHORED {key: row.key}]->(w:Work {key: row.work}) "
            "SET r.person_state = row.state, r.person_rule = row.rule, r.person_confidence = row.confidence, "
            "r.review = row.review",
            change.redecided,
        )
        gone = sorted(change.gone)
        self._many("UNWIND $rows AS row MATCH (a:Author {key: row}) DETACH DELETE a", gone)

    def _former_keys(self) -> dict[str, tuple[str, ...]]:
        """Aliases of every touched person: those that it has, and those of the persons merged into it."""
        change = self.change
        owners: dict[str, str] = {}
        found: dict[str, set[str]] = {person.key: set(person.merged) for person in change.touched}
        for person in change.touched:
            for key in (person.key, *person.merged):
                if key in change.in_store:
                    owners[key] = person.key
        for key in owners.keys() & self.written.persons.keys():
            found[owners.pop(key)].update(self.written.persons[key])
        if owners:
            for row in self.tx.run(
                "MATCH (a:Author) WHERE a.key IN $keys RETURN a.key AS key, a.former_keys AS former",
                {"keys": sorted(owners)},
            ):
                found[owners[row["key"]]].update(row["former"] or ())
        return {key: tuple(sorted(aliases)) for key, aliases in found.items()}

    def _sweep(self) -> None:
        """Institutions and countries that no work names any more go, so that a work stays a function of its records."""
        gone: set[str] = set()
        places = set(self.old_institutions)
        countries = set(self.old_countries)
        while places:
            rows = self.tx.run(
                "MATCH (i:Institution) WHERE i.key IN $keys AND NOT EXISTS { (i)<-[:NAMES]-(:Work) } "
                "AND NOT EXISTS { (i)<-[:PART_OF]-(:Institution) } "
                "OPTIONAL MATCH (i)-[:PART_OF]->(parent:Institution) "
                "OPTIONAL MATCH (i)-[:LOCATED_IN|CONTROLLED_FROM]->(c:Country) "
                "RETURN i.key AS key, collect(DISTINCT parent.key) AS parents, collect(DISTINCT c.code) AS codes",
                {"keys": sorted(places)},
            )
            self._many(
                "UNWIND $rows AS row MATCH (i:Institution {key: row}) DETACH DELETE i",
                [row["key"] for row in rows],
            )
            gone |= {row["key"] for row in rows}
            countries |= {code for row in rows for code in row["codes"]}
            # what a part kept may go with it
            places = {parent for row in rows for parent in row["parents"]}
        self.written.institutions = {pair for pair in self.written.institutions if pair[0] not in gone}
        if countries:
            rows = self.tx.run(
                "MATCH (c:Country) WHERE c.code IN $codes "
                "AND NOT EXISTS { (c)<-[:INVOLVES|LOCATED_IN|CONTROLLED_FROM]-() } "
                "WITH c, c.code AS code DETACH DELETE c RETURN code",
                {"codes": sorted(countries)},
            )
            self.written.countries -= {row["code"] for row in rows}


_ENDS_OF_MOVED = "UNWIND $rows AS row MATCH (a:Author {key: row.start}) MATCH (b:Work {key: row.end})"


def _authored(a: Authorship, decision: Decision) -> model.Authored:
    doubtful = decision.state == "review" or a.country_review or a.aligned.state == "review"
    columns: Any = evidence_lists(a.findings)
    return model.Authored(
        key=a.key,
        mentions=a.mentions,
        aligned=a.aligned.rule,
        position=a.position,
        corresponding=a.corresponding,
        printed=a.printed,
        name_key=a.name_key,
        orcid=a.orcid,
        source_id=a.source_id,
        affiliations=a.affiliations,
        countries=a.countries,
        institutions=a.institutions,
        review=doubtful,
        **person_fields(decision),
        **columns,
    )


def _author(person: Person, change: Change, former: tuple[str, ...], stale: str) -> model.Author:
    names, orcids = set(), set()
    for member in person.members:
        if member.key in change.authorships:
            names.add(change.authorships[member.key][1].printed)
        else:
            names.add(change.store.known[member.key].printed)
        if member.orcid:
            orcids.add(member.orcid)
    ordered = sorted(names, key=lambda name: (-len(name), name))
    return model.Author(
        key=person.key,
        name=ordered[0],
        names=tuple(sorted(names)),
        orcid=min(orcids) if orcids else None,
        former_keys=former,
        stale=stale,
    )


def _facts_with_parents(found: Iterable[str]) -> dict[str, registry.InstitutionFact]:
    facts: dict[str, registry.InstitutionFact] = {}
    pending = list(found)
    while pending:
        key = pending.pop()
        fact = registry.by_key(key)
        if fact is not None and key not in facts:
            facts[key] = fact
            if fact.part_of:
                pending.append(fact.part_of)
    return facts


def _institution_rows(
    found: dict[str, list[InstitutionDecision]],
    facts: dict[str, registry.InstitutionFact],
    known: dict[str, Sequence[str]],
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    nodes, located, controlled, parts = [], [], [], []
    for key in sorted(found.keys() | facts.keys()):
        fact = facts.get(key)
        if fact is None:
            # one key can be printed in several ways: which comes first must not matter
            decision = found[key][0]
            names = sorted({same.name for same in found[key]} | set(known.get(key, ())))
            fullest = max(names, key=lambda name: (len(name), name))
            nodes.append(
                schema.row_of(model.Institution(key=key, name=fullest, names=tuple(names), status="printed"))
            )
            if decision.country:
                located.append(schema.edge_of(model.LocatedIn(source=decision.rule), key, decision.country))
            continue
        nodes.append(
            schema.row_of(
                model.Institution(
                    key=key, name=fact.name, names=tuple(fact.names), type=fact.type, city=fact.city
                )
            )
        )
        if fact.country:
            located.append(schema.edge_of(model.LocatedIn(source=fact.source), key, fact.country))
        if fact.controlled_from:
            controlled.append(
                schema.edge_of(model.ControlledFrom(source=fact.source), key, fact.controlled_from)
            )
        if fact.part_of:
            parts.append(schema.edge_of(model.PartOf(source=fact.source), key, fact.part_of))
    return nodes, located, controlled, parts
