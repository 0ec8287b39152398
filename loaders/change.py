"""What a batch changes among persons: whom it touches, which authorships move, who goes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from graph import derive
from graph.derive import Claim, Fact
from graph.store import Transaction
from loaders.findings import evidence_lists
from loaders.merging.alignment import DOUBTFUL
from loaders.neighbourhood import Authorships, Known, Memory
from loaders.normalize.decision import Decision
from loaders.resolve.block import Mentioned
from loaders.resolve.cluster import Person
from loaders.works import Authorship, WorkState, full_name


class Change:
    """What a batch changes among persons: which are touched, which authorships move, which persons go."""

    def __init__(
        self,
        states: Sequence[WorkState],
        persons: Sequence[Person],
        decisions: dict[str, Decision],
        store: Authorships,
        fresh: dict[str, Mentioned],
    ) -> None:
        self.states = states
        self.fresh = fresh
        self.decisions = decisions
        self.store = store
        self.authorships = {a.key: (state, a) for state in states for a in state.authorships}
        self._moving = {
            k
            for k, known in store.known.items()
            if k in decisions and decisions[k].value != known.item.author
        }
        self.redecided = self._redecided(self._moving)
        changed = self._moving | {row["key"] for row in self.redecided}
        self.in_store = {known.item.author for known in (*store.known.values(), *store.replaced.values())}
        touched = {decisions[key].value for key in fresh.keys() | changed}
        touched |= {store.known[key].item.author for key in changed}
        touched |= {known.item.author for known in store.replaced.values()}
        touched |= {key for person in persons for key in person.merged}
        self._changed = changed
        self.persons = {person.key: person for person in persons}
        self.touched = [person for person in persons if person.key in touched]
        # all authorships of a touched person were resolved: where no person has its key now, it is gone
        self.gone = {key for key in touched if key and key in self.in_store and key not in self.persons}

    def moved(self, tx: Transaction) -> dict[str, dict[str, Any]]:
        """Authorships that go to another person, whole, as the store has them: they are deleted and made again."""
        moved: dict[str, dict[str, Any]] = {}
        if not self._moving:
            return moved
        for row in tx.run(
            "MATCH ()-[r:AUTHORED]->() WHERE r.key IN $keys WITH r, endNode(r) AS w "
            "RETURN r.key AS key, properties(r) AS fields, w.key AS work",
            {"keys": sorted(self._moving)},
        ):
            decision = self.decisions[row["key"]]
            fields = dict(row["fields"]) | person_fields(decision)
            countries = derive.claims(
                fields["ev_kind"], fields["ev_value"], fields["ev_state"], fields["ev_confidence"], "country"
            )
            fields["review"] = _needs_review(decision, fields["aligned"], countries)
            moved[row["key"]] = {"start": decision.value, "end": row["work"], "fields": fields}
        return moved

    def _redecided(self, moving: set[str]) -> list[dict[str, Any]]:
        """Authorships that stay with their person, but under another rule than before."""
        rows = []
        for key, known in sorted(self.store.known.items()):
            decision = self.decisions.get(key)
            if decision is None or key in moving:
                continue
            if (known.person_state, known.person_rule, known.person_confidence) != (
                decision.state, decision.rule, decision.confidence,
            ):  # fmt: skip
                rows.append(
                    {
                        "key": key, "author": known.item.author, "work": known.item.work, "state": decision.state,
                        "rule": decision.rule, "confidence": decision.confidence,
                        "review": _needs_review(decision, known.aligned, known.fact.countries),
                    }
                )  # fmt: skip
        return rows

    def remember(self, memory: Memory) -> None:
        """Tell the memory of a run what this batch writes."""
        for key in self.store.replaced:
            memory.drop(key)
        for key in self._changed:
            memory.put(self.store.known[key].given_to(self.decisions[key]))
        for key, (state, a) in self.authorships.items():
            decision = self.decisions[key]
            item = replace(self.fresh[key], author=decision.value)
            known = Known(
                item,
                _fact(state, a, decision),
                a.printed,
                a.aligned.rule,
                decision.state,
                decision.rule,
                decision.confidence,
            )
            memory.put(known)
        for known in self.store.replaced.values():
            memory.names.pop(known.item.work, None)
        for state in self.states:
            memory.names[state.work.key] = coauthors_of(state)


def coauthors_of(state: WorkState) -> frozenset[str]:
    """Normalised full names on a work; none where they are too many to say anything."""
    if state.work.pairs_left_out:
        return frozenset()
    return frozenset(a.name_key for a in state.authorships if a.name_key and full_name(a.printed))


def mentioned(states: Iterable[WorkState]) -> dict[str, Mentioned]:
    made = {}
    for state in states:
        names = coauthors_of(state)
        for a in state.authorships:
            # a statement joins nobody: it may speak of another time, or of where somebody studied
            institutions = frozenset(
                f.value for f in a.findings if f.kind == "institution" and f.statement < 0
            )
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
        paired=not state.work.pairs_left_out and not a.collective,
    )


def person_fields(decision: Decision) -> dict[str, Any]:
    return {
        "person_state": decision.state,
        "person_rule": decision.rule,
        "person_confidence": decision.confidence,
    }


def _needs_review(decision: Decision, aligned: str, countries: Iterable[Claim]) -> bool:
    """Does an authorship need a person's look: for its person, for its alignment, or for a country?"""
    return decision.state == "review" or aligned in DOUBTFUL or any(review for _, _, review in countries)
