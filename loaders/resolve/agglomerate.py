"""Clusters of one block, merged while the scorer says that two are one person, never against a contradiction.

In rounds: each two clusters that score highest with each other of all are made one, and the new clusters are scored anew
against all others on everything that their mentions say together: one false likeness of two mentions does not join two
persons whose works have nothing in common.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from loaders.resolve.features import features
from loaders.resolve.laid import Places, Truths
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
    merges: list[Merge] = []
    while True:
        best = scores.argmax(axis=1)
        value = scores[everyone, best]
        ones = np.flatnonzero((value > least) & (best[best] == everyone) & (everyone < best))
        if not len(ones):
            return Agglomerated(merges, value, best)
        grown = []
        for into in ones[np.argsort(-value[ones], kind="stable")].tolist():
            gone = int(best[into])
            if chosen is not None and not chosen(state, into, gone, scores):
                state.apart[into, gone] = state.apart[gone, into] = True
                scores[into, gone] = scores[gone, into] = NEVER
                continue
            merges.append(Merge(float(value[into]), into, gone))
            state.merge(into, gone)
            alive[gone] = False
            scores[[into, gone]] = NEVER
            scores[:, [into, gone]] = NEVER
            grown.append(into)
        _score_again(state, scorer, scores, np.array(grown, np.intp), alive)


def _score_again(state: State, scorer: Scorer, scores: Numbers, grown: Places, alive: Truths) -> None:
    """Score clusters that grew with all others."""
    worth = state.mergeable[grown] & alive
    worth[np.arange(len(grown)), grown] = False
    # two that both grew are scored once
    worth[:, grown] &= np.triu(np.ones((len(grown), len(grown)), np.bool_))
    at, others = np.nonzero(worth)
    _score_pairs(state, scorer, scores, grown[at], others)


def first_scores(state: State, scorer: Scorer) -> Numbers:
    """The scores of all pairs of clusters; NEVER for one with itself and for those that must stay apart."""
    return _scored(state, scorer, state.mergeable)


def held_scores(state: State, scorer: Scorer) -> Numbers:
    """The scores of those that are held apart; NEVER for all others. Places without a cluster mean nothing."""
    return _scored(state, scorer, state.near & ~state.apart & state.held)


def all_scores(state: State, scorer: Scorer) -> Numbers:
    """The scores of both: of all that must not stay apart for good."""
    return _scored(state, scorer, state.near & ~state.apart)


def _scored(state: State, scorer: Scorer, which: NDArray[np.bool_]) -> Numbers:
    number = len(state.members)
    scores = np.full((number, number), NEVER)
    _score_pairs(state, scorer, scores, *np.nonzero(np.triu(which, 1)))
    return scores


def _score_pairs(state: State, scorer: Scorer, scores: Numbers, ones: Places, others: Places) -> None:
    for begin in range(0, len(ones), AT_ONCE):
        one, other = ones[begin : begin + AT_ONCE], others[begin : begin + AT_ONCE]
        scores[one, other] = scores[other, one] = scorer.score(features(state, one, other))
