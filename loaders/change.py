"""What a batch changes among persons: whom it touches, which authorships move, who goes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

from graph import derive, model
from graph.derive import Claim, Fact
from graph.store import Transaction
from loaders.neighbourhood import Authorships
from loaders.normalize.decision import Decision
from loaders.resolve.block import Mentioned
from loaders.resolve.cluster import Person
from loaders.works import DOUBTFUL, Authorship, WorkState, evidence_lists, full_name

Facts = dict[str, dict[str, Fact]]
"""Authorships by person and work."""


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
        # everybody on a work of which an authorship changes may get new co-author relationships
        beside = {store.known[key].item.work for key in changed}
        store.of_works(beside, resolving=False)
        neighbours = {known.item.author for known in store.known.values() if known.item.work in beside}
        store.of_authors((author for author in neighbours if author), resolving=False)
        self._changed = changed
        self.persons = {person.key: person for person in persons}
        self.touched = [person for person in persons if person.key in touched]
        # all authorships of a touched person were resolved: where no person has its key now, it is gone
        self.gone = {key for key in touched if key and key in in_store and key not in self.persons}
        self.before = self._facts_before()
        self.after = self._facts_after()
        self._places = {key for key in touched if key}

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
            decision = self.decisions[key]
            if key in moving:
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

    def _facts_before(self) -> Facts:
        """By person and work, as the store has it: every person that is touched or stands beside a change."""
        found: Facts = defaultdict(dict)
        for known in (*self.store.known.values(), *self.store.replaced.values()):
            if known.item.author:
                found[known.item.author][known.item.work] = known.fact
        return found

    def _facts_after(self) -> Facts:
        """By person and work, as it will be."""
        found: Facts = defaultdict(dict)
        for key, (state, authorship) in self.authorships.items():
            decision = self.decisions[key]
            found[decision.value or ""][state.work.key] = _fact(state, authorship, decision)
        for key, known in self.store.known.items():
            resolved = self.decisions.get(key)
            if resolved is None:
                found[known.item.author or ""][known.item.work] = known.fact
            elif resolved.value:
                doubtful = resolved.state == "review"
                found[resolved.value][known.item.work] = replace(
                    known.fact, confidence=resolved.confidence, review=doubtful
                )
        return found

    def places(self) -> list[tuple[type, Diff]]:
        """What changes in AFFILIATED_WITH and BASED_IN."""
        at, based = Diff(), Diff()
        for key in sorted(self._places):
            new = key not in self.before
            old_at, old_based = derive.places(key, self.before[key].values()) if not new else ([], [])
            now_at, now_based = (
                derive.places(key, self.after[key].values()) if key in self.after else ([], [])
            )
            at.compare(old_at, now_at, new=new)
            based.compare(old_based, now_based, new=new)
        return [(model.AffiliatedWith, at), (model.BasedIn, based)]

    def pairs(self) -> Diff:
        """What changes in COAUTHORED: only pairs on a work that is written anew or of which an authorship changes."""
        diff = Diff()
        for a, b in sorted(self._changed_pairs()):
            old, now = derive.pair(a, b, self.before), derive.pair(a, b, self.after)
            if old != now:
                new = a not in self.before or b not in self.before
                diff.compare([old] if old else [], [now] if now else [], new=new)
        return diff

    def _changed_pairs(self) -> set[tuple[str, str]]:
        made: set[tuple[str, str]] = set()
        after: dict[str, set[str]] = defaultdict(set)
        for key, (state, _) in self.authorships.items():
            if not state.work.pairs_left_out:
                after[state.work.key].add(self.decisions[key].value or "")
        before: dict[str, set[str]] = defaultdict(set)
        for known in self.store.replaced.values():
            if known.fact.paired and known.item.author:
                before[known.item.work].add(known.item.author)
        for present in (*after.values(), *before.values()):
            made.update(combinations(sorted(present), 2))
        others: dict[str, list[tuple[str, str]]] = defaultdict(list)
        works = {self.store.known[key].item.work for key in self._changed}
        for key, known in self.store.known.items():
            if known.item.work in works and known.fact.paired and known.item.author:
                resolved = self.decisions.get(key)
                now = resolved.value if resolved else known.item.author
                others[known.item.work].append((known.item.author, now or ""))
        for key in self._changed:
            item = self.store.known[key].item
            mine, now = item.author or "", self.decisions[key].value or ""
            for their_old, their_new in others[item.work]:
                for a, b in ((mine, their_old), (now, their_new)):
                    if a != b:
                        made.add((a, b) if a < b else (b, a))
        return made


@dataclass(slots=True)
class Diff:
    """Rows of one relationship: to create (one end is new), to set (found or made), to take away."""

    create: list[dict[str, Any]] = field(default_factory=list)
    put: list[dict[str, Any]] = field(default_factory=list)
    drop: list[dict[str, Any]] = field(default_factory=list)

    def compare(self, old: Sequence[dict[str, Any]], now: Sequence[dict[str, Any]], *, new: bool) -> None:
        """Add what leads from the old rows to those of now; new: none of them can be in the store yet."""
        if new:
            self.create += now
            return
        known = {(row["start"], row["end"]): row for row in old}
        kept = set()
        for row in now:
            ends = (row["start"], row["end"])
            kept.add(ends)
            if known.get(ends) != row:
                self.put.append(row)
        self.drop += [{"start": start, "end": end} for start, end in known if (start, end) not in kept]


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


def _needs_review(decision: Decision, aligned: str, countries: Iterable[Claim]) -> bool:
    """Does an authorship need a person's look: for its person, for its alignment, or for a country?"""
    return decision.state == "review" or aligned in DOUBTFUL or any(review for _, _, review in countries)
