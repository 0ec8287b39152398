"""What a batch changes among persons: whom it touches, which authorships move, who goes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from graph import derive
from graph.derive import Fact
from graph.store import Transaction
from loaders.neighbourhood import Authorships
from loaders.normalize.decision import Decision
from loaders.resolve.block import Mentioned
from loaders.resolve.cluster import Person
from loaders.works import DOUBTFUL, Authorship, WorkState, evidence_lists, full_name


class Change:
    """What a batch changes among persons: which are touched, which authorships move, which persons go."""

    def __init__(
        self,
        tx: Transaction,
        states: Sequence[WorkState],
        persons: Sequence[Person],
        decisions: dict[str, Decision],
        store: Authorships,
        fresh: set[str],
    ) -> None:
        self.states = states
        self.decisions = decisions
        self.store = store
        self.fresh = fresh
        self.old_institutions: set[str] = set()
        self.old_countries: set[str] = set()
        self.authorships = {a.key: (state, a) for state in states for a in state.authorships}
        self._tx = tx
        moving = {k for k, known in store.known.items() if decisions[k].value != known.item.author}
        self.redecided = self._redecided(moving)
        changed = moving | {row["key"] for row in self.redecided}
        self.moved: dict[str, dict[str, Any]] = self._moved(moving) if moving else {}
        in_store = {known.item.author for known in (*store.known.values(), *store.replaced.values())}
        touched = {decisions[key].value for key in fresh | changed}
        touched |= {store.known[key].item.author for key in changed}
        touched |= {known.item.author for known in store.replaced.values()}
        touched |= {key for person in persons for key in person.merged}
        # everybody on a work of which an authorship changes gets new co-author relationships
        beside = {store.known[key].item.work for key in changed}
        store.of_works(beside)
        self.neighbours = {known.item.author for known in store.known.values() if known.item.work in beside}
        store.of_authors(author for author in self.neighbours if author)
        self.persons = {person.key: person for person in persons}
        self.touched = [person for person in persons if person.key in touched]
        # all authorships of a touched person were resolved: where no person has its key now, it is gone
        self.gone = {key for key in touched if key and key in in_store and key not in self.persons}
        self.existing = {
            key for key in in_store | self.neighbours if key and (key in touched or key in self.neighbours)
        }

    def _moved(self, moving: set[str]) -> dict[str, dict[str, Any]]:
        """Authorships that go to another person, whole: they are deleted and made again."""
        moved = {}
        for row in self._tx.run(
            "MATCH ()-[r:AUTHORED]->() WHERE r.key IN $keys WITH r, endNode(r) AS w "
            "RETURN r.key AS key, properties(r) AS fields, w.key AS work",
            {"keys": sorted(moving)},
        ):
            decision = self.decisions[row["key"]]
            fields = dict(row["fields"]) | person_fields(decision)
            fields["review"] = decision.state == "review" or _doubtful(fields)
            moved[row["key"]] = {"start": decision.value, "end": row["work"], "fields": fields}
        return moved

    def _redecided(self, moving: set[str]) -> list[dict[str, Any]]:
        """Authorships that stay with their person, but under another rule than before."""
        rows = []
        for key, known in sorted(self.store.known.items()):
            decision = self.decisions[key]
            if key in moving:
                continue
            if (known.person_state, known.person_rule, known.person_confidence) != (
                decision.state, decision.rule, decision.confidence,
            ):  # fmt: skip
                doubtful = known.aligned in DOUBTFUL or any(review for _, _, review in known.fact.countries)
                rows.append(
                    {
                        "key": key, "author": known.item.author, "work": known.item.work, "state": decision.state,
                        "rule": decision.rule, "confidence": decision.confidence,
                        "review": decision.state == "review" or doubtful,
                    }
                )  # fmt: skip
        return rows

    def facts(self) -> dict[str, list[Fact]]:
        """All authorships of every touched person and of those who share a work with a moved authorship."""
        wanted = {person.key for person in self.touched} | self.neighbours
        found: dict[str, list[Fact]] = defaultdict(list)
        for key, (state, authorship) in self.authorships.items():
            decision = self.decisions[key]
            if decision.value in wanted:
                found[decision.value or ""].append(_fact(state, authorship, decision))
        for key, known in self.store.known.items():
            decision_known = self.decisions.get(key)
            owner = decision_known.value if decision_known else known.item.author
            if owner in wanted:
                fact = known.fact
                if decision_known:
                    fact = Fact(
                        fact.work, fact.year, fact.countries, fact.institutions, decision_known.confidence,
                        decision_known.state == "review", fact.paired,
                    )  # fmt: skip
                found[owner or ""].append(fact)
        return found


def with_author(item: Mentioned, author: str | None) -> Mentioned:
    fields = {name: getattr(item, name) for name in Mentioned.__slots__} | {"author": author}
    return Mentioned(**fields)


def mentioned(states: Iterable[WorkState]) -> dict[str, Mentioned]:
    made = {}
    for state in states:
        paired = not state.work.pairs_left_out
        names = (
            frozenset(a.name_key for a in state.authorships if a.name_key and full_name(a.printed))
            if paired
            else frozenset()
        )
        for a in state.authorships:
            institutions = frozenset(f.value for f in a.findings if f.kind == "institution")
            made[a.key] = Mentioned(
                key=a.key,
                work=state.work.key,
                mention=a.mentions[0],
                name_key=a.name_key,
                full_name=full_name(a.printed),
                orcid=a.orcid,
                source_id=a.source_id,
                countries=frozenset(a.countries),
                institutions=institutions,
                certain_institutions=frozenset(a.institutions),
                coauthors=names,
            )
    return made


def _fact(state: WorkState, a: Authorship, decision: Decision) -> Fact:
    columns = evidence_lists(a.findings)
    evidence: tuple[Any, Any, Any, Any] = (
        columns["ev_kind"],
        columns["ev_value"],
        columns["ev_state"],
        columns["ev_confidence"],
    )
    return Fact(
        work=state.work.key,
        year=state.work.year,
        countries=derive.claims(*evidence, "country"),
        institutions=derive.claims(*evidence, "institution"),
        confidence=decision.confidence,
        review=decision.state == "review",
        paired=not state.work.pairs_left_out,
    )


def person_fields(decision: Decision) -> dict[str, Any]:
    return {
        "person_state": decision.state,
        "person_rule": decision.rule,
        "person_confidence": decision.confidence,
    }


def _doubtful(fields: dict[str, Any]) -> bool:
    found = derive.claims(
        fields["ev_kind"], fields["ev_value"], fields["ev_state"], fields["ev_confidence"], "country"
    )
    return fields["aligned"] in DOUBTFUL or any(review for _, _, review in found)
