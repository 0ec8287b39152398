"""Clusters of one block side by side: for every two of them what they have in common, kept while clusters are merged.

Everything is held for pairs of clusters and grows together when two are merged, so that a merge costs one row: sums of the
products of all pairs of mentions (of which the mean and the cosine of the pooled evidence follow) and the largest weight
that any pair shares.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from loaders.resolve.compared import Compared
from loaders.resolve.laid import Numbers, Places, Truths
from loaders.resolve.naming import NO

__all__ = ("Numbers", "Places", "State")


class State:
    """The clusters of a block.

    groups: the members of each cluster, as places in what was compared. products[k, i, j]: the sum over the pairs of their
    mentions of the cosine of evidence k; most[k, i, j]: the largest; known[k, i]: how many mentions of i say anything of k.
    agree, common: of the names; apart: they must not be merged; near: they are worth a score; held: they may be one, but
    nothing that speaks of persons says so (compared.py). first, last: years (NaN unknown). family: how common the family
    name is (the largest).
    """

    def __init__(self, compared: Compared, groups: Sequence[Sequence[int]], apart: Truths) -> None:
        """apart: of the groups, which may not be one person for other reasons than names."""
        self.members: list[list[int]] = [list(group) for group in groups]
        self.size = np.array([len(group) for group in groups], np.float64)
        if all(len(group) == 1 for group in groups):
            of = compared.only([group[0] for group in groups])
            self.products, self.most, self.known = of.products.copy(), of.most.copy(), of.known.copy()
            self.first, self.last, self.others = of.years.copy(), of.years.copy(), of.others.copy()
            self.agree, self.common = of.agree.copy(), of.common.copy()
            self.family = of.family.copy()
            self._set_apart(apart, of.near.copy(), of.held.copy())
            return
        of = compared
        order = np.array([at for group in groups for at in group], np.intp)
        starts = np.cumsum([0, *(len(group) for group in groups)])[:-1]

        def both(ufunc: np.ufunc, matrix: NDArray[np.generic]) -> NDArray[np.generic]:
            inner = ufunc.reduceat(matrix[..., order, :], starts, axis=-2)
            found: NDArray[np.generic] = ufunc.reduceat(inner[..., order], starts, axis=-1)
            return found

        self.products = np.asarray(both(np.add, of.products), np.float64)
        self.most = np.asarray(both(np.maximum, of.most), np.float64)
        self.known = np.add.reduceat(of.known[:, order], starts, axis=1)
        self.agree = np.asarray(both(np.minimum, of.agree), np.float64)
        self.common = np.asarray(both(np.minimum, of.common), np.float64)
        self.first = np.fmin.reduceat(of.years[order], starts)
        self.last = np.fmax.reduceat(of.years[order], starts)
        self.others = np.add.reduceat(of.others[order], starts)
        self.family = np.maximum.reduceat(of.family[order], starts)
        self._set_apart(
            apart,
            np.asarray(both(np.logical_or, of.near), np.bool_),
            np.asarray(both(np.logical_and, of.held), np.bool_),
        )

    def _set_apart(self, apart: Truths, near: Truths, held: Truths) -> None:
        self.held = held
        self.apart = apart | (self.agree == NO)
        np.fill_diagonal(self.apart, False)
        self.near = near

    @property
    def mergeable(self) -> Truths:
        """Which clusters are worth a score, and may be merged if it is high."""
        found: Truths = self.near & ~self.apart & ~self.held
        return found

    def merge(self, into: int, gone: int) -> None:
        """Make two clusters one. What stands at `gone` means nothing any more."""
        for matrix in (self.products, self.most):
            join = np.add if matrix is self.products else np.maximum
            join(matrix[:, into, :], matrix[:, gone, :], out=matrix[:, into, :])
            if join is np.add:
                matrix[:, :, into] += matrix[:, :, gone]
            else:
                matrix[:, :, into] = matrix[:, into, :]
        self.known[:, into] += self.known[:, gone]
        self.size[into] += self.size[gone]
        self.others[into] += self.others[gone]
        self.family[into] = max(self.family[into], self.family[gone])
        self.first[into] = np.fmin(self.first[into], self.first[gone])
        self.last[into] = np.fmax(self.last[into], self.last[gone])
        for matrix in (self.agree, self.common):
            np.minimum(matrix[into], matrix[gone], out=matrix[into])
            matrix[:, into] = matrix[into]
        self.apart[into] |= self.apart[gone]
        self.apart[:, into] = self.apart[into]
        self.apart[into, into] = False
        self.near[into] |= self.near[gone]
        self.near[:, into] = self.near[into]
        self.held[into] &= self.held[gone]
        self.held[:, into] = self.held[into]
        self.members[into] += self.members[gone]
        self.members[gone] = []
