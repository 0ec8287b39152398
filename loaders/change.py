"""What a batch of works changes among authorships: which are new, which were replaced, whom it touches.

An authorship that was there before stays with its person; new ones are given to persons of this batch alone. Who is whom
among all that the store holds is settled once the works are written (loaders/persons/settling).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graph import derive
from graph.derive import Fact
from loaders.findings import evidence_lists
from loaders.merging.alignment import DOUBTFUL
from loaders.normalize.decision import Decision
from loaders.persons.mentioned import Mentioned, around_of, mentioned
from loaders.persons.neighbourhood import Authorships, Known, Memory
from loaders.resolve.keys import ResolvedPerson
from loaders.works import Authorship, WorkState


@dataclass(slots=True)
class Change:
    """What a batch changes. decisions: for each authorship of its works whose it is, for now. founded: persons that it
    makes, with their authorships. touched: persons that were there and have other authorships than before, or none."""

    states: Sequence[WorkState]
    fresh: Mapping[str, Mentioned]
    decisions: Mapping[str, Decision]
    founded: Mapping[str, Sequence[Authorship]]
    touched: frozenset[str]
    replaced: Mapping[str, Known]

    def remember(self, memory: Memory) -> None:
        """Tell the memory of a run what this batch writes."""
        for key, known in self.replaced.items():
            memory.drop(key)
            memory.around.pop(known.item.work, None)
        for state in self.states:
            memory.around[state.work.key] = around_of(state)
            for a in state.authorships:
                decision = self.decisions[a.key]
                item = replace(self.fresh[a.key], author=decision.value)
                memory.put(Known(item, _fact(state, a, decision), a.aligned.rule, decision))


def change(
    states: Sequence[WorkState],
    store: Authorships,
    persons: Sequence[ResolvedPerson],
    decided: Mapping[str, Decision],
) -> Change:
    """What these works change. store: what it replaced. persons, decided: of the mentions that are new."""
    fresh = mentioned(states)
    kept = kept_by_mention(store)
    decisions = {
        key: kept[item.mention] if item.mention in kept else decided[item.mention]
        for key, item in fresh.items()
    }
    by_mention = {a.mentions[0]: a for state in states for a in state.authorships}
    founded = {person.key: [by_mention[mention] for mention in person.mentions] for person in persons}
    touched = {known.item.author for known in store.replaced.values()}
    return Change(
        states,
        fresh,
        decisions,
        founded,
        frozenset(author for author in touched if author is not None),
        store.replaced,
    )


def kept_by_mention(store: Authorships) -> dict[str, Decision]:
    """By what the mentions that are about to be written anew are their person's."""
    return {known.item.mention: known.given for known in store.replaced.values()}


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
