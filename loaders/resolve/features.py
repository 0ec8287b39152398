"""Numbers on which a score rests: what two clusters (of one mention each, to begin with) have in common."""

from __future__ import annotations

import numpy as np

from loaders.resolve.evidence import ALL_KINDS
from loaders.resolve.state import Numbers, Places, State

NAMES = (
    *(f"{kind}_{way}" for way in ("mean", "pooled", "most") for kind in ALL_KINDS),
    "places_unknown", "coauthors_unknown", "smaller", "larger", "gap", "span", "name_agrees", "name_common", "family_common",
    "others",
)  # fmt: skip
DIRECTIONS = (*(1 for _ in range(3 * len(ALL_KINDS))), 0, 0, 0, 0, 0, 0, 1, -1, -1, 0)
"""1: more of it can only raise a score, -1: only lower it, 0: either."""
_PLACE, _COAUTHOR = ALL_KINDS.index("place"), ALL_KINDS.index("coauthor_initial")


def features(state: State, one: int | Places, others: Places) -> Numbers:
    """One row of NAMES for each two clusters, `one` of each pair (or of all) and `others`; NaN: not known."""
    if isinstance(one, int):
        one = np.full(1, one, np.intp)
    return rows(
        shared=state.products[:, one, others],
        own=state.products[:, one, one],
        owns=state.products[:, others, others],
        most=state.most[:, one, others],
        known=state.known[:, one],
        knowns=state.known[:, others],
        size=state.size[one],
        sizes=state.size[others],
        years=(state.first[one], state.last[one], state.first[others], state.last[others]),
        agree=state.agree[one, others],
        common=state.common[one, others],
        family=np.maximum(state.family[one], state.family[others]),
        coauthors=np.log1p(state.others[one] / state.size[one])
        + np.log1p(state.others[others] / state.size[others]),
    )


def rows(
    *,
    shared: Numbers,
    own: Numbers,
    owns: Numbers,
    most: Numbers,
    known: Numbers,
    knowns: Numbers,
    size: Numbers,
    sizes: Numbers,
    years: tuple[Numbers, Numbers, Numbers, Numbers],
    agree: Numbers,
    common: Numbers,
    family: Numbers,
    coauthors: Numbers,
) -> Numbers:
    """Rows of NAMES for so many pairs, whose sides come as `own` and `owns`, `known` and `knowns`, `size` and `sizes`.

    Evidence has the shape (kinds, pairs), or (kinds, 1) for a side that is the same in all pairs. years: first and last of
    one side, then of the other.
    """
    pairs = known * knowns
    weighed = own * owns
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(pairs > 0, shared / pairs, np.nan)
        pooled = np.where((pairs > 0) & (weighed > 0), shared / np.sqrt(np.maximum(weighed, 1e-12)), np.nan)
    largest = np.where(pairs > 0, most, np.nan)
    first, last, firsts, lasts = years
    gap = np.maximum(firsts - last, first - lasts)
    rest = (
        (known[_PLACE] == 0) + 1.0 * (knowns[_PLACE] == 0),
        (known[_COAUTHOR] == 0) + 1.0 * (knowns[_COAUTHOR] == 0),
        np.log(np.minimum(size, sizes)),
        np.log(np.maximum(size, sizes)),
        np.maximum(gap, 0.0),
        np.fmax(last, lasts) - np.fmin(first, firsts),
        agree,
        common,
        family,
        coauthors,
    )
    kinds = len(mean)
    found = np.empty((agree.shape[0], len(NAMES)))
    found[:, :kinds], found[:, kinds : 2 * kinds], found[:, 2 * kinds : 3 * kinds] = (
        mean.T,
        pooled.T,
        largest.T,
    )
    for at, column in enumerate(rest, 3 * kinds):
        found[:, at] = column
    return found
