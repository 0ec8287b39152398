"""How well a partition agrees with the true one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Measure(NamedTuple):
    """Precision, recall, and their harmonic mean."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def b_cubed(true: Sequence[str], found: Sequence[str]) -> Measure:
    """B³: over the mentions, the share of its found cluster that is its person's, and of its person that is found."""
    persons, clusters = Counter(true), Counter(found)
    both = Counter(zip(true, found, strict=True))
    number = len(true)
    return Measure(
        sum(count * count / clusters[cluster] for (_, cluster), count in both.items()) / number,
        sum(count * count / persons[person] for (person, _), count in both.items()) / number,
    )


def pairwise(true: Sequence[str], found: Sequence[str]) -> Measure:
    """Of the pairs of mentions that were found to be one person, and that are."""
    right = _pairs(zip(true, found, strict=True))
    said, wanted = _pairs(found), _pairs(true)
    return Measure(right / said if said else 1.0, right / wanted if wanted else 1.0)


def _pairs(of: Iterable[object]) -> int:
    return sum(count * (count - 1) // 2 for count in Counter(of).values())


def reliability(
    probabilities: Sequence[float], true: Sequence[bool]
) -> list[tuple[float, int, float, float]]:
    """For each tenth from 0: where it begins, how many, what was said on average, and what share is true."""
    rows = []
    for tenth in range(10):
        held = [(p, t) for p, t in zip(probabilities, true, strict=True) if tenth == min(9, int(p * 10))]
        if held:
            rows.append(
                (
                    tenth / 10,
                    len(held),
                    sum(p for p, _ in held) / len(held),
                    sum(t for _, t in held) / len(held),
                )
            )
    return rows
