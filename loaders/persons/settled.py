"""Persons as they were settled, written: authorships that change hands, the persons themselves, and what is in doubt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph import derive, model, schema
from graph.store import Transaction
from loaders.change import needs_review, person_fields
from loaders.normalize.decision import Decision
from loaders.persons.events import event, write_events
from loaders.persons.mentioned import keys_of
from loaders.persons.neighbourhood import Known, Memory
from loaders.persons.rows import author, keys_under, sweep_keys
from loaders.resolve.component import Doubt
from loaders.resolve.keys import ResolvedPerson
from loaders.ties import CHANGED, COLLECTED, NEW, WRITE_ROWS, delete_many, write_many

_MOVE = (
    "UNWIND $rows AS row MATCH (a:Author {key: row.start}) MATCH (b:Work {key: row.end}) "
    "CREATE (a)-[r:AUTHORED]->(b) SET r = row.fields"
)
_REDECIDE = (
    "UNWIND $rows AS row MATCH (a:Author {key: row.author})-[r:AUTHORED {key: row.key}]->(w:Work {key: row.work}) "
    "SET r.person_state = row.person_state, r.person_rule = row.person_rule, "
    "r.person_confidence = row.person_confidence, r.review = row.review"
)


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A person that was marked, as the store has it."""

    stale: str | None
    names: tuple[str, ...]
    orcid: str | None

    @property
    def is_new(self) -> bool:
        """Whether it was nobody's before."""
        return self.stale == NEW


class Settled:
    """Persons between which mentions moved, and what of it must be written."""

    def __init__(
        self,
        persons: Sequence[ResolvedPerson],
        members: Mapping[str, Known],
        decisions: Mapping[str, Decision],
        doubts: Mapping[str, Sequence[Doubt]],
        unresolved: Mapping[str, Unresolved],
        at: str,
    ) -> None:
        """persons: as they are now. members: their authorships by mention, as they were. decisions: whose each mention is.
        doubts: by their first mention. unresolved: persons that were
        marked. at: when the run began."""
        self._persons = persons
        self._known = {mention: members[mention] for person in persons for mention in person.mentions}
        self._decisions = {mention: decisions[mention] for mention in self._known}
        self._at = at
        self._unresolved = unresolved
        self._before = {known.item.author or "" for known in self._known.values()}
        self._tentative = {key for key in self._before if key in unresolved and unresolved[key].is_new}
        now = {person.key for person in persons}
        self._gone = self._before - now
        self._moving = {
            mention
            for mention, known in self._known.items()
            if known.item.author != self._decisions[mention].value
        }
        self._redecided = {
            mention
            for mention, known in self._known.items()
            if mention not in self._moving and known.given != self._decisions[mention]
        }
        touched = {
            key
            for mention in self._moving | self._redecided
            for key in (self._decisions[mention].value, self._known[mention].item.author)
        }
        self._changed = [
            person for person in persons if person.key in touched or person.key in unresolved or person.merged
        ]
        self._doubts = [
            (
                doubt,
                self._decisions[doubt.mentions[0]].value or "",
                self._decisions[doubt.mentions[1]].value or "",
            )
            for mention in sorted(self._known)
            for doubt in doubts.get(mention, ())
        ]

    def write(self, tx: Transaction) -> None:
        """All of it, or nothing."""
        settled = sorted(self._before - self._tentative)
        former = self._former_keys(tx)
        swept = keys_under(tx, settled)
        moved = self._moved(tx)
        delete_many(tx, "MATCH (a:Author {key: row})-[r:MAY_BE]-()", settled)
        self._write_authors(tx, former)
        write_many(tx, _MOVE, moved)
        write_many(tx, _REDECIDE, [self._row(mention) for mention in sorted(self._redecided)])
        write_many(tx, "UNWIND $rows AS row MATCH (a:Author {key: row}) DETACH DELETE a", sorted(self._gone))
        self._write_keys(tx)
        sweep_keys(tx, swept)
        write_many(
            tx,
            schema.create_relationships(model.MayBe),
            [
                schema.edge_of(
                    model.MayBe(
                        probability=doubt.probability,
                        rule=doubt.rule,
                        mentions=doubt.mentions if one < other else doubt.mentions[::-1],
                    ),
                    *sorted((one, other)),
                )
                for doubt, one, other in self._doubts
            ],
        )
        write_events(tx, self._events())

    def remember(self, memory: Memory) -> None:
        """Tell the memory of a run what was written."""
        for mention in self._moving | self._redecided:
            memory.put(self._known[mention].given_to(self._decisions[mention]))

    def _former_keys(self, tx: Transaction) -> dict[str, set[str]]:
        """Aliases of every changed person: those that it has, and those of the persons merged into it."""
        owners = {
            key: person.key
            for person in self._changed
            for key in (person.key, *person.merged)
            if key in self._before and key not in self._tentative
        }
        found: dict[str, set[str]] = {person.key: set(person.merged) for person in self._changed}
        keys = sorted(owners)
        for start in range(0, len(keys), WRITE_ROWS):
            for row in tx.run(
                "MATCH (a:Author) WHERE a.key IN $keys RETURN a.key AS key, a.former_keys AS former",
                {"keys": keys[start : start + WRITE_ROWS]},
            ):
                found[owners[row["key"]]].update(row["former"] or ())
        return found

    def _moved(self, tx: Transaction) -> list[dict[str, Any]]:
        """Authorships that go to another person, whole, as the store has them: they are deleted, and made again."""
        by_key = {self._known[mention].item.key: self._decisions[mention] for mention in self._moving}
        keys = sorted(by_key)
        rows = []
        for start in range(0, len(keys), WRITE_ROWS):
            some = keys[start : start + WRITE_ROWS]
            for row in tx.run(
                "MATCH ()-[r:AUTHORED]->() WHERE r.key IN $keys WITH r, endNode(r) AS w "
                "RETURN r.key AS key, properties(r) AS fields, w.key AS work",
                {"keys": some},
            ):
                decision = by_key[row["key"]]
                fields = dict(row["fields"]) | person_fields(decision)
                countries = derive.claims(
                    fields["ev_kind"],
                    fields["ev_value"],
                    fields["ev_state"],
                    fields["ev_confidence"],
                    "country",
                )
                fields["review"] = needs_review(decision, fields["aligned"], countries)
                rows.append({"start": decision.value, "end": row["work"], "fields": fields})
            tx.run(f"MATCH ()-[r:AUTHORED]->() WHERE r.key IN $keys {COLLECTED}", {"keys": some})
        return rows

    def _row(self, mention: str) -> dict[str, Any]:
        known, decision = self._known[mention], self._decisions[mention]
        review = needs_review(decision, known.aligned, known.fact.countries)
        item = known.item
        return {"key": item.key, "author": item.author, "work": item.work, "review": review} | person_fields(
            decision
        )

    def _write_authors(self, tx: Transaction, former: Mapping[str, set[str]]) -> None:
        new: list[dict[str, Any]] = []
        there: list[dict[str, Any]] = []
        same: list[str] = []
        for person in self._changed:
            is_new = person.key not in self._before
            items = [self._known[mention].item for mention in person.mentions]
            node = author(
                person.key,
                (item.printed for item in items),
                (item.orcid for item in items),
                former[person.key],
                stale=NEW if is_new or person.key in self._tentative else CHANGED,
            )
            stored = Unresolved(node.stale, node.names, node.orcid)
            if not person.merged and self._unresolved.get(person.key) == stored:
                same.append(person.key)
            else:
                (new if is_new else there).append(schema.row_of(node))
        write_many(tx, schema.create_nodes(model.Author), new)
        write_many(tx, schema.merge_nodes(model.Author), there)
        write_many(tx, "UNWIND $rows AS row MATCH (a:Author {key: row}) SET a.unresolved = null", same)

    def _write_keys(self, tx: Transaction) -> None:
        """The keys of all printed names of the persons that changed, anew."""
        under = {
            person.key: {key for mention in person.mentions for key in keys_of(self._known[mention].item)}
            for person in self._changed
        }
        old = sorted(key for key in under if key in self._before and key not in self._tentative)
        delete_many(tx, "MATCH (a:Author {key: row})-[r:UNDER]->()", old)
        keys = sorted(set().union(*under.values()))
        write_many(tx, "UNWIND $rows AS row MERGE (:NameKey {key: row})", keys)
        write_many(
            tx,
            schema.create_relationships(model.Under),
            [
                schema.edge_of(model.Under(), person, key)
                for person, held in sorted(under.items())
                for key in sorted(held)
            ],
        )

    def _events(self) -> Iterator[model.PersonEvent]:
        """What changed of persons that were somebody before."""
        hands: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        now = {person.key: person for person in self._persons}
        of_old: dict[str, list[str]] = defaultdict(list)
        for mention, known in sorted(self._known.items()):
            of_old[known.item.author or ""].append(mention)
        for old, mentions in sorted(of_old.items()):
            if old in self._tentative:
                continue
            into = old if old in now else next(key for key, person in now.items() if old in person.merged)
            for mention in mentions:
                key = self._decisions[mention].value or ""
                if key == old:
                    continue
                if key == into:
                    hands["merged", into, old].append(mention)
                else:
                    hands["split" if key not in self._before else "moved", old, key].append(mention)
        for person in self._persons:
            fresh = [m for m in person.mentions if self._known[m].item.author in self._tentative]
            if fresh and person.key in self._before and person.key not in self._tentative:
                hands["grew", person.key, ""] = fresh
        for (kind, whose, other), mentions in sorted(hands.items()):
            members = now[whose].mentions if whose in now else of_old[whose]
            name = max((self._known[mention].item.printed for mention in members), key=len)
            yield event(self._at, kind, whose, name, (other,) if other else (), mentions)
