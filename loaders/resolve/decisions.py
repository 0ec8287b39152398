"""Persons of a partition as a Decision for each mention: whose it is, by what, how sure."""

from __future__ import annotations

from loaders.normalize.decision import Decision, State
from loaders.resolve.keys import ResolvedPerson
from loaders.resolve.partition import Partition

FOUNDING = "founding-mention"
"""The first mention of a person is that person by definition; of the others a rule says so."""

SURE = 0.8
"""A mention that is less sure to be of its person is for review."""


def decisions_of(found: Partition) -> dict[str, Decision]:
    """For each mention the Decision that gives it to its person (value: the person's key)."""
    return {
        mention: _decision(person, at, mention, found)
        for person in found.persons
        for at, mention in enumerate(person.mentions)
    }


def _decision(person: ResolvedPerson, at: int, mention: str, found: Partition) -> Decision:
    if at == 0:
        return Decision(person.key, "yes", FOUNDING, 1.0)
    confidence = found.confidence[mention]
    state: State = "yes" if confidence >= SURE else "review"
    return Decision(person.key, state, found.rules.get(mention, "scored"), confidence)
