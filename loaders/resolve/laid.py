"""Mentions as numbers, so that many of them can be laid side by side at once: what any two of them share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from loaders.resolve.evidence import ALL_KINDS, KINDS, Evidence
from loaders.resolve.naming import NO, Form, Likeness, in_syllables, likeness

Numbers = NDArray[np.float64]
Places = NDArray[np.intp]
Truths = NDArray[np.bool_]
_KINDS = len(KINDS)
_BY_WEIGHT = [at for at, kind in enumerate(KINDS) if kind != "venue"]
"""Of these the largest shared weight is kept, of the others the largest cosine."""
_COMMON = 16
"""A token that more mentions share is multiplied out as a column of a matrix, a rarer one pair by pair."""

_MOST_TRIED = 12_000
"""Among more mentions it is not remembered which pairs were tried: so many make a table of 144 MB."""


class Laid:
    """Mentions laid out as numbers. Their weights are multiples of a power of two (background.exact), so every sum of products is
    exact, and what two mentions share is the same number whatever else is beside them."""

    def __init__(self, items: Sequence[Evidence]) -> None:
        """items: sorted by mention."""
        self.items = items
        self.names = Names([item.name for item in items])
        self._works = _numbered([item.mention.work for item in items])
        self._orcids = _numbered([item.mention.orcid for item in items])
        self._tried: Truths | None = None
        self._topics = np.array([item.topic for item in items], np.float64).reshape(len(items), -1)
        # the tokens of a mention stand in a row, from its start to the next one's
        numbers: list[dict[str, int]] = [{} for _ in KINDS]
        token: list[int] = []
        weight: list[float] = []
        lengths = []
        for item in items:
            for kind, own in enumerate(item.tokens):
                number = numbers[kind]
                token += [number.setdefault(one, len(number)) * _KINDS + kind for one in own]
                weight += own.values()
                lengths.append(len(own))
        self._token = np.array(token, np.intp)
        self._weight = np.array(weight, np.float64)
        length = np.array(lengths, np.intp).reshape(len(items), _KINDS)
        self._length = length.sum(axis=1)
        self._start = np.cumsum(self._length) - self._length
        of = np.repeat(np.arange(length.size), length.ravel())
        self._squares = np.bincount(of, self._weight**2, length.size).reshape(len(items), _KINDS)
        self._known = np.hstack((self._squares > 0, (np.abs(self._topics).sum(axis=1) > 0)[:, None])) * 1.0
        self._norm = np.sqrt(np.where(self._squares > 0, self._squares, 1.0))

    def untried(self, places: Places) -> Truths:
        """Which pairs of some mentions this has not been asked for before."""
        if len(self.items) > _MOST_TRIED:
            return np.ones((len(places), len(places)), np.bool_)
        if self._tried is None:
            self._tried = np.zeros((len(self.items), len(self.items)), np.bool_)
        square = np.ix_(places, places)
        found: Truths = ~self._tried[square]
        self._tried[square] = True
        return found

    def of_one_work(self, places: Places) -> Truths:
        """Whether two of some mentions are on one work."""
        own = self._works[places]
        one: Truths = own[:, None] == own[None, :]
        return one

    def of_two_orcids(self, places: Places) -> Truths:
        """Whether two of some mentions print two ORCIDs."""
        own = self._orcids[places]
        two: Truths = (own[:, None] != own[None, :]) & ((own >= 0)[:, None] & (own >= 0)[None, :])
        return two

    def side_by_side(self, places: Places) -> tuple[Numbers, Numbers, Numbers]:
        """Some of the mentions: products and most of the shape (kinds, mentions, mentions), known of (kinds, mentions);
        see Compared."""
        number = len(places)
        raw = self._shared(places)
        norm = self._norm[places].T
        products = np.empty((len(ALL_KINDS), number, number), np.float64)
        np.divide(raw, norm[:, :, None] * norm[:, None, :], out=products[:-1])
        topics = self._topics[places]
        products[-1] = topics @ topics.T
        known = np.ascontiguousarray(self._known[places].T)
        everyone = np.arange(number)
        products[:-1, everyone, everyone] = known[:-1]
        most = products.copy()
        most[_BY_WEIGHT] = np.sqrt(raw[_BY_WEIGHT])
        return products, most, known

    def _shared(self, places: Places) -> Numbers:
        """The sum of the products of the weights of what two mentions share, of the shape (kinds of tokens, mentions,
        mentions)."""
        size = len(places)
        at, row = _slices(self._start[places], self._length[places])
        token, weight = self._token[at], self._weight[at]
        order = np.argsort(token, kind="stable")
        token, weight, row = token[order], weight[order], row[order]
        fresh = np.flatnonzero(np.diff(token, prepend=-1))
        count = np.diff(fresh, append=len(token))
        group = np.repeat(np.arange(len(fresh)), count)
        of_group = count[group]
        rare = np.flatnonzero((of_group > 1) & (of_group <= _COMMON))
        right, left = _slices(fresh[group[rare]], of_group[rare])
        left = rare[left]
        raw: Numbers = (
            np.bincount(
                (token[left] % _KINDS * size + row[left]) * size + row[right],
                weight[left] * weight[right],
                _KINDS * size * size,
            )
            .astype(np.float64, copy=False)
            .reshape(_KINDS, size, size)
        )
        common = np.flatnonzero(count > _COMMON)
        for kind in np.unique(token[fresh[common]] % _KINDS).tolist():
            of_kind = common[token[fresh[common]] % _KINDS == kind]
            at, column = _slices(fresh[of_kind], count[of_kind])
            matrix = np.zeros((size, len(of_kind)))
            matrix[row[at], column] = weight[at]
            raw[kind] += matrix @ matrix.T
        everyone = np.arange(size)
        raw[:, everyone, everyone] = self._squares[places].T
        return raw


def _numbered(values: Sequence[str | None]) -> Places:
    """A number for each different text, -1 for none."""
    numbers: dict[str, int] = {}
    return np.array([-1 if one is None else numbers.setdefault(one, len(numbers)) for one in values], np.intp)


def _slices(start: Places, length: Places) -> tuple[Places, Places]:
    """The places of slices one after the other, and for each place which slice it is of."""
    of = np.repeat(np.arange(len(start)), length)
    end = np.cumsum(length)
    return np.arange(len(of)) + np.repeat(start - end + length, length), of


class Names:
    """The names of mentions, each two different ones compared once at most."""

    def __init__(self, names: Sequence[Form]) -> None:
        self._distinct = sorted(set(names))
        place = {name: at for at, name in enumerate(self._distinct)}
        self._place = np.array([place[name] for name in names], np.intp)
        self._syllables = np.array([in_syllables(name) for name in self._distinct], np.bool_)
        self._known: dict[int, Likeness] = {}

    def syllables(self, places: Places) -> Truths:
        """Whether one of two names is made of Korean or Chinese syllables, for all pairs of some mentions."""
        own = self._syllables[self._place[places]]
        both: Truths = own[:, None] | own[None, :]
        return both

    def likenesses(self, places: Places, needed: Truths) -> tuple[Numbers, Numbers, Truths, Truths]:
        """Of the pairs of some mentions that are needed (a symmetric matrix): agreement (NO for the others), commonness,
        whether the name may speak alone, whether the two are one only in two spellings."""
        number = len(places)
        agree, common = np.full((number, number), float(NO)), np.zeros((number, number))
        alone, spelt = np.zeros((number, number), np.bool_), np.zeros((number, number), np.bool_)
        ones, others = np.nonzero(np.triu(needed))
        if not len(ones):
            return agree, common, alone, spelt
        a, b = self._place[places[ones]], self._place[places[others]]
        codes, back = np.unique(
            np.minimum(a, b) * len(self._distinct) + np.maximum(a, b), return_inverse=True
        )
        found = np.array([self._likeness(code) for code in codes.tolist()], np.float64)[back]
        for matrix, column in zip((agree, common, alone, spelt), found.T, strict=True):
            matrix[ones, others] = matrix[others, ones] = column
        return agree, common, alone, spelt

    def _likeness(self, code: int) -> Likeness:
        found = self._known.get(code)
        if found is None:
            one, other = divmod(code, len(self._distinct))
            found = self._known[code] = likeness(self._distinct[one], self._distinct[other])
        return found
