"""How many works there are in all, from two ways of looking for them and how much they overlap."""

from __future__ import annotations

import math
from dataclasses import dataclass

Z_95 = 1.959964
"""Standard errors on either side that hold 95% of a normal distribution."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """total: of works, found or not. error: its standard error. low, high: a 95% interval."""

    total: float
    error: float
    low: float
    high: float

    def recall(self, found: int) -> float:
        """The share of all works that were found: from 0 to 1."""
        return min(found / self.total, 1.0) if self.total > 0 else 1.0


def chapman(first: int, second: int, both: int) -> Estimate:
    """Chapman's estimate from `first` works found one way, `second` another way, and `both` by either.

    N = (n1 + 1)(n2 + 1) / (m + 1) - 1: D. G. Chapman, Some properties of the hypergeometric distribution with
    applications to zoological sample censuses, University of California Publications in Statistics 1 (1951), 131-160.
    Its variance, (n1 + 1)(n2 + 1)(n1 - m)(n2 - m) / ((m + 1)^2 (m + 2)): G. A. F. Seber, The effects of trap response
    on tag recapture estimates, Biometrics 26 (1970), 13-22. The interval is that of the logarithm of what was not
    found, so that it never goes below what was: A. Chao, Estimating the population size for capture-recapture data
    with unequal catchability, Biometrics 43 (1987), 783-791.

    It holds where the two ways are independent and every work is as likely to be found as any other. Where works that
    one way finds are more likely to be found by the other one too, it is too low. Raises ValueError for counts that
    cannot be.
    """
    if not 0 <= both <= min(first, second):
        raise ValueError(f"{first} and {second} works cannot have {both} in common")
    total = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    found = first + second - both
    unseen = total - found
    if unseen <= 0 or variance == 0:
        return Estimate(total, math.sqrt(variance), float(found), total)
    factor = math.exp(Z_95 * math.sqrt(math.log1p(variance / unseen**2)))
    return Estimate(total, math.sqrt(variance), found + unseen / factor, found + unseen * factor)
