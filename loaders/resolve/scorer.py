"""The trained scorer: small trees of two questions each, kept as JSON, so that it runs with numpy alone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from loaders.resolve.features import NAMES
from loaders.resolve.state import Numbers

TABLE = "scorer.json"
_AT_ONCE = 256


@dataclass(frozen=True)
class Scorer:
    """Trees of three questions and four answers; a tree's first question picks which of the other two is asked.

    feature, threshold, unknown_left: (trees, 3). A question is `feature > threshold`; unknown_left: what an unknown value
    answers. leaves: (trees, 4), to be summed. threshold to merge two clusters: `merge_above`, in the same logits. slope,
    shift: make of a score the logit of a probability, as measured on names that the trees were not trained on.
    """

    feature: NDArray[np.intp]
    threshold: Numbers
    unknown_left: NDArray[np.bool_]
    leaves: Numbers
    start: float
    merge_above: float
    slope: float = 1.0
    shift: float = 0.0

    def score(self, rows: Numbers) -> Numbers:
        """The logit that two clusters are one person, for each row of features."""
        found = np.empty(len(rows))
        for begin in range(0, len(rows), _AT_ONCE):
            first, left, other = self._right(rows[begin : begin + _AT_ONCE])
            leaf = np.where(first, other + np.int8(2), left) + self._first_leaf
            found[begin : begin + _AT_ONCE] = self.leaves.ravel().take(leaf).sum(axis=0)
        return found + self.start

    @cached_property
    def _first_leaf(self) -> NDArray[np.intp]:
        return 4 * np.arange(len(self.leaves))[:, None]

    @cached_property
    def _asked(self) -> tuple[NDArray[np.intp], Numbers]:
        """The questions, all first ones before all second ones: the place of what is asked for among the features and, after
        them, the features once more; and the thresholds."""
        feature = self.feature + len(NAMES) * ~self.unknown_left
        return feature.T.ravel(), self.threshold.T.reshape(-1, 1)

    def _right(self, rows: Numbers) -> NDArray[np.bool_]:
        """Of the shape (3, trees, rows): whether a tree's question is answered with yes."""
        unknown = np.isnan(rows)
        # what is unknown is below every threshold for some questions, above it for others
        both = np.concatenate((np.where(unknown, -np.inf, rows), np.where(unknown, np.inf, rows)), axis=1)
        feature, threshold = self._asked
        answers: NDArray[np.bool_] = np.ascontiguousarray(both.T)[feature] > threshold
        return answers.reshape(3, len(self.leaves), len(rows))

    def contributions(self, row: Numbers) -> dict[str, float]:
        """How much each feature raises or lowers what the score of one row means; with `start` they sum to the logit of its
        probability.

        Each tree's answer is shared out along its path: what a question changes of the mean answer below it is its
        feature's.
        """
        right = self._right(row[None, :])[:, :, 0].T
        found = dict.fromkeys(NAMES, 0.0)
        base = self.start
        for tree, (first, left, other) in enumerate(right):
            leaves = self.leaves[tree]
            middle = leaves[2:] if first else leaves[:2]
            second = 2 if first else 1
            answer = middle[int(other if first else left)]
            base += leaves.mean()
            found[NAMES[self.feature[tree, 0]]] += middle.mean() - leaves.mean()
            found[NAMES[self.feature[tree, second]]] += answer - middle.mean()
        start = {"start": float(self.slope * base + self.shift)}
        return start | {name: float(self.slope * value) for name, value in found.items()}


def from_json(found: dict[str, Any]) -> Scorer:
    """The scorer that training wrote. Raises ValueError where it was trained on other features."""
    if found["features"] != list(NAMES):
        raise ValueError("the scorer was trained on other features: python -m benchmarks.train_authors")
    trees = found["trees"]
    return Scorer(
        feature=np.array([tree["feature"] for tree in trees], np.intp),
        threshold=np.array([tree["threshold"] for tree in trees], np.float64),
        unknown_left=np.array([tree["unknown_left"] for tree in trees], np.bool_),
        leaves=np.array([tree["leaves"] for tree in trees], np.float64),
        start=float(found["start"]),
        merge_above=float(found["merge_above"]),
        slope=_rising(float(found["slope"])),
        shift=float(found["shift"]),
    )


def _rising(slope: float) -> float:
    if not slope > 0:
        raise ValueError(f"a probability must rise with the score, and its slope is {slope}")
    return slope


@cache
def shipped() -> Scorer:
    """The scorer in this package."""
    return from_json(
        json.loads(files("loaders.resolve").joinpath("tables", TABLE).read_text(encoding="ascii"))
    )


def probability(score: Numbers | float, scorer: Scorer | None = None) -> Any:
    """The probability that a score of this scorer (None: the shipped one) means; of two scores the higher has the higher."""
    by = scorer or shipped()
    return 1.0 / (1.0 + np.exp(-np.clip(by.slope * np.asarray(score) + by.shift, -40.0, 40.0)))
