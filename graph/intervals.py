"""How far small numbers can be trusted: 95 % intervals of counts and of shares.

Pure functions of numbers. An interval holds for works that appear independently of each other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

LEVEL = 0.95
_TAIL = (1 - LEVEL) / 2


def poisson(count: int) -> tuple[float, float]:
    """The exact (Garwood) interval of the mean of a Poisson distribution of which `count` was seen."""
    # scipy takes a while to load, and most commands need none of it
    from scipy import special

    low = float(special.gammaincinv(count, _TAIL)) if count > 0 else 0.0
    return low, float(special.gammainccinv(count + 1, _TAIL))


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Wilson's interval of the share `part` of `whole`, without correction for continuity.

    Raises ValueError where the part is larger than the whole, or the whole is none.
    """
    if not 0 <= part <= whole or whole == 0:
        raise ValueError(f"{part} of {whole} is no share")
    from scipy import special

    z = float(special.ndtri(1 - _TAIL))
    centre = part + z * z / 2
    spread = z * (part * (whole - part) / whole + z * z / 4) ** 0.5
    # at the ends it is exact; what is left there by rounding is no share
    low = 0.0 if part == 0 else (centre - spread) / (whole + z * z)
    high = 1.0 if part == whole else (centre + spread) / (whole + z * z)
    return low, high


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule for a computed column: how many columns it takes, and what it makes of their values."""

    takes: int
    value: Callable[..., float | None]


def _count(end: int) -> Rule:
    return Rule(1, lambda count: None if count is None else round(poisson(count)[end], 2))


def _share(end: int) -> Rule:
    return Rule(
        2, lambda part, whole: round(wilson(part, whole)[end], 4) if whole and part is not None else None
    )


RULES = {
    "poisson low": _count(0),
    "poisson high": _count(1),
    "wilson low": _share(0),
    "wilson high": _share(1),
}
"""By name, as the front matter of a question has them; None where there is nothing to compute from."""
