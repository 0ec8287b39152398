"""How well each mention fits the rest of its cluster."""

from __future__ import annotations

import numpy as np

from loaders.resolve.compared import Compared
from loaders.resolve.features import rows
from loaders.resolve.laid import Numbers
from loaders.resolve.scorer import Scorer


def fits(compared: Compared, scorer: Scorer) -> Numbers:
    """For each mention of one cluster (two at least) the logit that it and all the others are one person."""
    return scorer.score(fit_rows(compared))


def fit_rows(state: Compared) -> Numbers:
    """The features of each mention beside all the others of its cluster."""
    number = len(state.years)
    others = ~np.eye(number, dtype=np.bool_)
    own = state.products[:, range(number), range(number)]
    sums = state.products.sum(axis=2)
    shared = sums - own
    rest = number - 1.0
    common = np.where(others, state.common, np.inf).min(axis=1)
    agree = np.where(others, state.agree, np.inf).min(axis=1)
    all_others = (state.others.sum() - state.others) / rest
    return rows(
        shared=shared,
        own=own,
        owns=np.maximum(sums.sum(axis=1)[:, None] - 2 * shared - own, 0.0),
        most=np.where(others, state.most, -np.inf).max(axis=2),
        known=state.known,
        knowns=state.known.sum(axis=1)[:, None] - state.known,
        size=np.ones(number),
        sizes=np.full(number, rest),
        years=(
            state.years,
            state.years,
            _but_own(state.years, np.fmin),
            _but_own(state.years, np.fmax),
        ),
        agree=agree,
        common=common,
        family=np.full(number, state.family.max()),
        coauthors=np.log1p(state.others) + np.log1p(all_others),
    )


def _but_own(years: Numbers, of: np.ufunc) -> Numbers:
    """For each mention the first or the last year of all others."""
    return np.array([of.reduce(np.delete(years, at)) for at in range(len(years))], np.float64)
