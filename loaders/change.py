"""What works change among authorships: which are new, which were replaced, whom it touches.

An authorship that was there before stays with its person; new ones are given to persons of those that are worked out
together alone. Who is whom among all that the store holds is settled once the works are written
(loaders/persons/settling).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graph import derive
from graph.derive import Fact
from loaders.findings import evidence_lists
from loaders.merging.alignment import DOUBTFUL
from loaders.merging.identity import Group
from loaders.normalize.decision import Decision
from loaders.persons.mentioned import Around, Mentioned, around_of, mentioned
from loaders.persons.neighbourhood import Authorships, Known, Memory
from loaders.resolve.keys import ResolvedPerson
from loaders.same_records import RecordsAround
from loaders.works import Authorship, WorkState


@dataclass(slots=True)
class Worked:
    """Works that some stale records report, before it is decided whose their new authorships are. versions: sha256 by
    record; fresh: their authorships by key; beside: what each work prints around them; replaced: what the store holds of
    them by now."""

    around: RecordsAround
    versions: Mapping[str, str]
    groups: Sequence[Group]
    states: Sequence[WorkState]
    fresh: Mapping[str, Mentioned]
    beside: Mapping[str, Around]
    replaced: Mapping[str, Known]

    @classmethod
    def of(
        cls,
        around: RecordsAround,
        groups: Sequence[Group],
        states: Sequence[WorkState],
        store: Authorships,
    ) -> Worked:
        """store: what it replaced."""
        beside = {state.work.key: around_of(state) for state in states}
        versions = {key: record.sha256 for key, record in around.records.items()}
        return cls(around, versions, groups, states, mentioned(states), beside, store.replaced)

    def lighten(self) -> None:
        """Let go of what was needed to write the works."""
        self.around.records = {}
        self.groups = ()
        self.states = [replace(state, involves={}, names={}, institutions={}) for state in self.states]

    @property
    def kept(self) -> dict[str, Decision]:
        """By what the mentions that are about to be written anew are their person's."""
        return {known.item.mention: known.given for known in self.replaced.values()}


@dataclass(slots=True)
class Change:
    """What a batch changes. decisions: for each authorship of its works whose it is, for now. founded: persons that it
    makes, with their authorships, of later batches too. touched: persons that were there and have other authorships than
    before, or none."""

    worked: Worked
    decisions: Mapping[str, Decision]
    founded: Mapping[str, Sequence[Authorship]]
    touched: frozenset[str]

    def remember(self, memory: Memory) -> None:
        """Tell the memory of a run what this batch writes."""
        worked = self.worked
        for key, known in worked.replaced.items():
            memory.drop(key)
            memory.around.pop(known.item.work, None)
        memory.around |= worked.beside
        for state in worked.states:
            for a in state.authorships:
                decision = self.decisions[a.key]
                item = replace(worked.fresh[a.key], author=decision.value)
                memory.put(Known(item, _fact(state, a, decision), a.aligned.rule, decision))


def changes(
    batches: Sequence[Worked], persons: Sequence[ResolvedPerson], decided: Mapping[str, Decision]
) -> list[Change]:
    """What these batches change, which are written one after the other: the first that has an authorship of a new person
    makes it. persons, decided: of the mentions that are new in any of them."""
    by_mention = {a.mentions[0]: a for one in batches for state in one.states for a in state.authorships}
    founder = {mention: person for person in persons for mention in person.mentions}
    made: set[str] = set()
    found = []
    for one in batches:
        kept = one.kept
        decisions = {
            key: kept[item.mention] if item.mention in kept else decided[item.mention]
            for key, item in one.fresh.items()
        }
        founded: dict[str, Sequence[Authorship]] = {}
        for item in one.fresh.values():
            person = founder.get(item.mention)
            if person is not None and person.key not in made:
                made.add(person.key)
                founded[person.key] = [by_mention[mention] for mention in person.mentions]
        touched = {known.item.author for known in one.replaced.values()}
        found.append(
            Change(one, decisions, founded, frozenset(author for author in touched if author is not None))
        )
    return found


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
    """How an authorship was given to its person, as its properties."""
    return {
        "person_state": decision.state,
        "person_rule": decision.rule,
        "person_confidence": decision.confidence,
    }


def needs_review(decision: Decision, aligned: str, countries: Iterable[derive.Claim]) -> bool:
    """Does an authorship need a person's look: for its person, for its alignment, or for a country?"""
    return decision.state == "review" or aligned in DOUBTFUL or any(review for _, _, review in countries)
