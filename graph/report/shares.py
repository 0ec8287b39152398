"""Shares, and whether a printed percentage agrees with the counts beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.intervals import poisson, wilson

LEAST_WHOLE = 20
"""A share of fewer works than that is given as the two counts, without a percentage: one work more or less would move
it by five points and more."""

_PERCENT = re.compile(r"\A\s*(\d{1,3}(?:\.\d{1,4})?)\s*%?\s*\Z")


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`. sample: whether the whole stands for more than itself, so that an interval means something.
    Raises ValueError where that is no share."""

    part: int
    whole: int
    sample: bool = True

    def __post_init__(self) -> None:
        if not 0 <= self.part <= self.whole:
            raise ValueError(f"{self.part} of {self.whole} is no share")

    @property
    def told(self) -> bool:
        """Whether the whole is large enough for a percentage (LEAST_WHOLE)."""
        return self.whole >= LEAST_WHOLE

    @property
    def percent(self) -> float | None:
        """0..100 with one decimal; None where the whole is too small."""
        return round(100 * self.part / self.whole, 1) if self.told else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Its 95 % Wilson interval in per cent, one decimal; None where the whole is too small."""
        if not (self.told and self.sample):
            return None
        low, high = wilson(self.part, self.whole)
        return round(100 * low, 1), round(100 * high, 1)

    def __str__(self) -> str:
        counts = f"{self.part:,} of {self.whole:,}"
        if not self.told:
            return counts
        if (ends := self.interval) is None:
            return f"{counts}, {self.percent} %"
        return f"{counts}, {self.percent} % (95 % interval {ends[0]} to {ends[1]} %)"


def count_interval(count: int) -> tuple[float, float]:
    """The exact 95 % Poisson interval of a count, one decimal (Garwood 1936)."""
    low, high = poisson(count)
    return round(low, 1), round(high, 1)


def agrees(part: int, whole: int, printed: str) -> bool:
    """Whether a percentage, as printed, is that of `part` of `whole`, rounded to as many places as it has.

    printed: `61 %`, `61%` or `85.5`. Raises ValueError for anything else, and where the whole is none.
    """
    match = _PERCENT.match(printed)
    if match is None or whole <= 0:
        raise ValueError(f"{printed!r} of {whole} is no percentage")
    places = len(match[1].partition(".")[2])
    # twice the distance, in whole numbers: a half may have been rounded either way
    scale: int = 10**places
    return abs(200 * scale * part - 2 * round(float(match[1]) * scale) * whole) <= whole
