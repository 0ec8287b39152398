"""Clusters of one block, merged best first while the scorer says that two are one person, never against a contradiction.

After each merge the new cluster is scored anew against all others on everything that its mentions say together: one
false likeness of two mentions does not join two persons whose works have nothing in common.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from loaders.resolve.features import features
from loaders.resolve.scorer import Scorer
from loaders.resolve.state import Numbers, State

NEVER = -np.inf
AT_ONCE = 4_096
"""So many pairs are scored together."""


@dataclass(frozen=True, slots=True)
class Merge:
    """Two clusters that were made one, by their places, and the score that they had."""

    score: float
    into: int
    gone: int


@dataclass(frozen=True, slots=True)
class Agglomerated:
    """What was merged, and what is left: for each place the best score with another, NEVER where it has no cluster, and
    which other that is."""

    merges: list[Merge]
    best: Numbers
    partner: NDArray[np.intp]


Chosen = Callable[[State, int, int, Numbers], bool]
"""Called before each merge with the state, the two places, and all scores; False keeps the two apart for good."""


def agglomerate(
    state: State, scorer: Scorer, *, above: float | None = None, chosen: Chosen | None = None
) -> Agglomerated:
    """Merge the clusters of a state until no two score above the threshold. Of equal scores the first in order wins."""
    least = scorer.merge_above if above is None else above
    number = len(state.members)
    if number < 2:
        return Agglomerated([], np.full(number, NEVER), np.zeros(number, np.intp))
    scores = first_scores(state, scorer)
    everyone = np.arange(number)
    alive = np.ones(number, np.bool_)
    best = scores.argmax(axis=1)
    value = scores[everyone, best]
    merges: list[Merge] = []
    while True:
        one = int(value.argmax())
        if not value[one] > least:
            return Agglomerated(merges, value, best)
        two = int(best[one])
        into, gone = min(one, two), max(one, two)
        if chosen is not None and not chosen(state, into, gone, scores):
            state.apart[into, gone] = state.apart[gone, into] = True
            scores[into, gone] = scores[gone, into] = NEVER
            stale = np.array([into, gone])
        else:
            merges.append(Merge(float(value[one]), into, gone))
            state.merge(into, gone)
            alive[gone] = False
            scores[[into, gone]] = NEVER
            scores[:, [into, gone]] = NEVER
            value[gone] = NEVER
            others = np.flatnonzero(alive & state.near[into] & ~state.apart[into] & ~state.held[into])
            others = others[others != into]
            if len(others):
                scores[into, others] = scores[others, into] = scorer.score(features(state, into, others))
            better = np.flatnonzero(alive & (scores[:, into] > value))
            best[better], value[better] = into, scores[better, into]
            stale = np.flatnonzero(alive & ((best == gone) | (best == into)))
            stale = np.union1d(stale, [into])
        best[stale] = scores[stale].argmax(axis=1)
        value[stale] = scores[stale, best[stale]]


def first_scores(state: State, scorer: Scorer) -> Numbers:
    """The scores of all pairs of clusters; NEVER for one with itself and for those that must stay apart."""
    return _scored(state, scorer, state.near & ~state.apart & ~state.held)


def held_scores(state: State, scorer: Scorer) -> Numbers:
    """The scores of those that are held apart; NEVER for all others. Places without a cluster mean nothing."""
    return _scored(state, scorer, state.near & ~state.apart & state.held)


def _scored(state: State, scorer: Scorer, which: NDArray[np.bool_]) -> Numbers:
    number = len(state.members)
    scores = np.full((number, number), NEVER)
    ones, others = np.nonzero(np.triu(which, 1))
    for begin in range(0, len(ones), AT_ONCE):
        one, other = ones[begin : begin + AT_ONCE], others[begin : begin + AT_ONCE]
        scores[one, other] = scores[other, one] = scorer.score(features(state, one, other))
    return scores
