"""What a batch changes, as statements with their rows: one batch in one transaction, or in two where its works are new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graph import model, schema
from graph.lock import DeriveLock
from graph.store import Transaction
from loaders.change import Change, Worked, person_fields
from loaders.classified import still_classified
from loaders.deciding import Decider
from loaders.findings import evidence_lists
from loaders.funders_written import funders_of, sweep_funders, write_funders
from loaders.merging.identity import RESEMBLES, VERSION_OF, Group, WorkLink
from loaders.named_places import facts_with_parents, institution_rows, leave_wholes, sweep
from loaders.normalize.affiliations import InstitutionDecision
from loaders.normalize.decision import Decision
from loaders.normalize.iso import country_name
from loaders.persons.events import event, write_events
from loaders.persons.rows import author, leave
from loaders.ties import NEW, delete_many, mark_unresolved, write_many
from loaders.timestamps import timestamp
from loaders.works import Authorship, WorkState, statement_lists


@dataclass(slots=True)
class Written:
    """Institutions and countries that this process knows to be in the store."""

    institutions: set[tuple[str, str]] = field(default_factory=set)  # key and one of its names
    countries: set[str] = field(default_factory=set)

    def copy(self) -> Written:
        return Written(set(self.institutions), set(self.countries))


class Writer:
    """Writes batches."""

    def __init__(self, lock: DeriveLock, decider: Decider) -> None:
        self._lock = lock
        self._decider = decider
        self._written = Written()
        self._at = timestamp()

    def write_works(self, worked: Worked) -> None:
        """Works that were not there before, without their authors: all of a batch, or nothing. Its records stay stale, and
        it keeps only what write_authorships needs."""
        self._step(worked, works=True, change=None)
        worked.lighten()

    def write_authorships(self, change: Change) -> None:
        """The authors of works that are written: all of a batch, or nothing."""
        self._step(change.worked, works=False, change=change)

    def write(self, change: Change) -> None:
        """All of a batch, or nothing."""
        self._step(change.worked, works=True, change=change)

    def _step(self, worked: Worked, *, works: bool, change: Change | None) -> None:
        attempts: list[Written] = []

        def work(tx: Transaction) -> None:
            one = _Writing(
                tx, worked, self._decider, self._written.copy(), self._at, works=works, change=change
            )
            one.run()
            attempts.append(one.written)

        self._lock.step(work)
        self._written = attempts[-1]


class _Writing:
    """What one transaction writes of a batch: its works, what change says of their authors, or both."""

    def __init__(
        self,
        tx: Transaction,
        worked: Worked,
        decider: Decider,
        written: Written,
        at: str,
        *,
        works: bool,
        change: Change | None,
    ) -> None:
        self.tx = tx
        self.worked = worked
        self.decider = decider
        self.works = works
        self.change = change
        self.written = written
        self.at = at
        self.old_institutions: set[str] = set()
        self.old_countries: set[str] = set()
        self.old_funders: set[str] = set()
        self.classified: dict[str, tuple[str, ...]] = {}

    def run(self) -> None:
        """Write the difference."""
        if self.works:
            self._clear(self.worked.around.works)
            self._write_works()
        if self.change is not None:
            self._write_persons(self.change)
        if self.works:
            self._sweep()
        if self.change is not None:
            self._settle_records()

    def _settle_records(self) -> None:
        # only what is still as it was read: another process may have put a newer version there meanwhile
        self._many(
            "UNWIND $rows AS row MATCH (r:Record {key: row.key}) SET r.sha256 = r.sha256 "
            "WITH r, row WHERE r.sha256 = row.sha256 SET r.stale = null",
            [{"key": key, "sha256": sha256} for key, sha256 in sorted(self.worked.versions.items())],
        )
        # unless another load has brought it again since
        self._many(
            "UNWIND $rows AS row MATCH (r:Record {key: row}) SET r.sha256 = r.sha256 "
            "WITH r WHERE size(r.loads) = 0 DETACH DELETE r",
            sorted(self.worked.around.gone),
        )

    def _many(self, statement: str, rows: Sequence[Any]) -> None:
        write_many(self.tx, statement, rows)

    def _clear(self, old_works: set[str]) -> None:
        """Take away what will be written anew: nothing is moved, since a unique relationship cannot be."""
        if old_works:
            self.old_institutions, self.old_countries = self._places_of(old_works)
            self.old_funders = funders_of(self.tx, old_works)
            self.classified = still_classified(
                self.tx, [state.work for state in self.worked.states], old_works
            )
            changed = sorted(old_works - self.classified.keys())
            delete_many(self.tx, "MATCH (w:Work {key: row})-[r]-()", changed)
            same = "MATCH (w:Work {key: row})-[r]-() WHERE type(r) <> 'ABOUT'"
            delete_many(self.tx, same, sorted(self.classified))
            gone = sorted(old_works - {state.work.key for state in self.worked.states})
            self._many("UNWIND $rows AS row MATCH (w:Work {key: row}) DELETE w", gone)

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
        states, groups = self.worked.states, self.worked.groups
        self._write_places(states)
        rows = [schema.row_of(state.work) for state in states]
        for row in rows:
            row["classified"] = self.classified.get(row["key"], ())
        self._many(schema.merge_nodes(model.Work), rows)
        reports = [_report(one, record.key) for one in groups for record in one.records]
        self._many(schema.create_relationships(model.Reports), reports)
        self._write_links([link for one in groups for link in one.links])
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

        write_funders(self.tx, states, self.decider)

    def _write_links(self, links: Sequence[WorkLink]) -> None:
        resembles = [
            schema.edge_of(model.Resembles(score=link.score, rule=link.rule), link.start, link.end)
            for link in links
            if link.kind == RESEMBLES
        ]
        versions = [
            schema.edge_of(
                model.VersionOf(rule=link.rule, confidence=link.score, state=link.state), link.start, link.end
            )
            for link in links
            if link.kind == VERSION_OF
        ]
        for kind, rows in ((model.Resembles, resembles), (model.VersionOf, versions)):
            if rows:
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
        facts = facts_with_parents(found, self.decider)
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
        nodes, located, controlled, parts = institution_rows(found, facts, known, self.decider)
        self._many(schema.merge_nodes(model.Institution), nodes)
        self._many(schema.merge_relationships(model.LocatedIn), located)
        self._many(schema.merge_relationships(model.ControlledFrom), controlled)
        self.old_institutions |= leave_wholes(self.tx, found.keys() | facts.keys(), parts)
        self._many(schema.merge_relationships(model.PartOf), parts)
        self.written.countries |= codes
        self.written.institutions |= {
            (key, decision.name) for key, same in found.items() for decision in same
        }

    def _write_persons(self, change: Change) -> None:
        made = [
            schema.row_of(
                author(
                    key,
                    (a.printed for a in members),
                    (a.orcid for a in members),
                    (),
                    unresolved=True,
                    stale=NEW,
                )
            )
            for key, members in sorted(change.founded.items())
        ]
        self._many(schema.create_nodes(model.Author), made)
        rows = []
        for state in self.worked.states:
            for authorship in state.authorships:
                decision = change.decisions[authorship.key]
                rows.append(
                    schema.edge_of(_authored(authorship, decision), decision.value or "", state.work.key)
                )
        self._many(schema.create_relationships(model.Authored), rows)
        touched = sorted(change.touched)
        mark_unresolved(self.tx, touched)
        self._note_gone(leave(self.tx, touched))

    def _note_gone(self, names: Mapping[str, str]) -> None:
        """Persons that lost their last mention, into the log."""
        if not names:
            return
        mentions: dict[str, list[str]] = {key: [] for key in names}
        for known in self.worked.replaced.values():
            if known.item.author in mentions:
                mentions[known.item.author].append(known.item.mention)
        write_events(
            self.tx,
            (
                event(self.at, "gone", key, names[key], (), sorted(held))
                for key, held in sorted(mentions.items())
            ),
        )

    def _sweep(self) -> None:
        """Institutions and countries that nothing names any more go, so that a work stays a function of its records."""
        institutions, countries = sweep(self.tx, self.old_institutions, self.old_countries)
        self.written.institutions = {
            pair for pair in self.written.institutions if pair[0] not in institutions
        }
        self.written.countries -= countries
        sweep_funders(self.tx, self.old_funders, self.decider)


def _report(one: Group, record: str) -> dict[str, Any]:
    joined = one.joined.get(record)
    edge = model.Reports(rule=joined.rule, confidence=joined.confidence) if joined else model.Reports()
    return schema.edge_of(edge, record, one.key)


def _authored(a: Authorship, decision: Decision) -> model.Authored:
    doubtful = decision.state == "review" or a.country_review or a.aligned.state == "review"
    columns: Any = statement_lists(a.statements) | evidence_lists(a.findings)
    return model.Authored(
        key=a.key,
        mentions=a.mentions,
        aligned=a.aligned.rule,
        position=a.position,
        corresponding=a.corresponding,
        collective=a.collective,
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
