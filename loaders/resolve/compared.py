"""Mentions of one block side by side: for every two of them what they have in common."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from loaders.resolve.evidence import ALL_KINDS, KINDS, Evidence, Weights
from loaders.resolve.naming import (
    NO,
    Form,
    agreement,
    commonness,
    family_commonness,
    in_syllables,
    is_spelt_otherwise,
    speaks_alone,
)

Numbers = NDArray[np.float64]
Places = NDArray[np.intp]
Truths = NDArray[np.bool_]
_BY_WEIGHT = frozenset({"coauthor", "coauthor_initial", "words", "phrases", "place", "email"})
"""Of these the largest shared weight is kept, of the others the largest cosine."""
_NEAR = {
    "coauthor_initial": 0,
    "phrases": 0,
    "venue": 0.2,
    "email": 0,
    "place": 4.5,
    "words": 6.5,
    "topic": 0.6,
}
_OF_PERSONS = ("coauthor_initial", "email", "place")
"""Of these something must be shared by two whose names are one only in two spellings (Ri Chol Su, Lee Cheol-su): what they
write about does not make them one. The same holds for names made of the syllables that all Korean and Chinese names share,
where both print an address: a name, a field and a venue do not make one person of two institutions. Such two are held
apart, and in doubt."""
_FEW = 6
_RARE, _RARE_SHORT = -11.0, -13.0
"""Two clusters are near, and scored at all, if two of their mentions share more than this, or so rare a name, in full or
with an initial: the scorer joins hardly any others (measured on the labelled sets), and they are most of the pairs of a
large block."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Mentions laid side by side; nothing in it is ever changed.

    products, most: of the shape (kinds, mentions, mentions), the cosine of each kind of evidence, and the weight shared or
    again the cosine. known: (kinds, mentions), 1 where a mention says anything of the kind. agree, common: of the names.
    near: they are worth a score; held: they may be one, but nothing of _OF_PERSONS says so. years: NaN unknown. others:
    numbers of co-authors. family: how common the family name is.
    """

    products: Numbers
    most: Numbers
    known: Numbers
    agree: Numbers
    common: Numbers
    near: Truths
    held: Truths
    years: Numbers
    others: Numbers
    family: Numbers

    @classmethod
    def of(cls, items: Sequence[Evidence]) -> Compared:
        """items: sorted by mention."""
        number = len(items)
        products = np.zeros((len(ALL_KINDS), number, number), np.float64)
        most = np.zeros_like(products)
        known = np.zeros((len(ALL_KINDS), number))
        for kind, name in enumerate(KINDS):
            products[kind], most[kind], known[kind] = _compared(
                [item.tokens[kind] for item in items], by_weight=name in _BY_WEIGHT
            )
        topics = np.array([item.topic for item in items], np.float64).reshape(number, -1)
        products[-1] = topics @ topics.T
        most[-1] = products[-1]
        known[-1] = np.abs(topics).sum(axis=1) > 0
        agree, common, alone, spelt, syllables = _names([item.name for item in items])
        return cls(
            products,
            most,
            known,
            agree,
            common,
            _near(most, (common < _RARE) & alone | (common < _RARE_SHORT) & ~syllables, spelt),
            _held(most, known, syllables),
            np.array([item.mention.year or np.nan for item in items], np.float64),
            np.array([item.others for item in items], np.float64),
            np.array([family_commonness(item.name) for item in items], np.float64),
        )

    def only(self, places: Sequence[int]) -> Compared:
        """Some of the mentions, in this order."""
        order = np.array(places, np.intp)
        if np.array_equal(order, np.arange(len(self.years))):
            return self
        square = np.ix_(order, order)
        cube = np.ix_(np.arange(len(ALL_KINDS)), order, order)
        return Compared(
            self.products[cube],
            self.most[cube],
            self.known[:, order],
            self.agree[square],
            self.common[square],
            self.near[square],
            self.held[square],
            self.years[order],
            self.others[order],
            self.family[order],
        )


def _near(most: Numbers, rare: NDArray[np.bool_], spelt: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which mentions have enough in common to be scored. rare: of the pairs that share a rare name; spelt: of those
    whose names are one only in two spellings."""
    found = rare & ~spelt
    for kind, least in _NEAR.items():
        shared = most[ALL_KINDS.index(kind)] > least
        found |= shared if kind in _OF_PERSONS else shared & ~spelt
    return found


def _held(most: Numbers, known: Numbers, syllables: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which mentions must not be merged for want of anything but a name and a field in common (see _OF_PERSONS)."""
    placed: NDArray[np.bool_] = known[ALL_KINDS.index("place")] > 0
    found: NDArray[np.bool_] = syllables & placed[:, None] & placed[None, :]
    for kind in _OF_PERSONS:
        found &= ~(most[ALL_KINDS.index(kind)] > _NEAR[kind])
    np.fill_diagonal(found, False)
    return found


def _compared(tokens: Sequence[Weights], *, by_weight: bool) -> tuple[Numbers, Numbers, Numbers]:
    """Cosines of all pairs, the weights or cosines of which the largest is kept, and who says anything."""
    number = len(tokens)
    squares = np.array([math.fsum([w * w for w in own.values()]) for own in tokens], np.float64)
    known = (squares > 0).astype(np.float64)
    if number <= _FEW:
        return *_few(tokens, squares, by_weight=by_weight), known
    seen = Counter(token for own in tokens for token in own)
    shared = {token: at for at, token in enumerate(sorted(t for t, count in seen.items() if count > 1))}
    if not shared:
        none = np.zeros((number, number))
        return np.diag(known), none, known
    matrix = np.zeros((number, len(shared)), np.float32)
    for row, own in enumerate(tokens):
        for token, weight in own.items():
            at = shared.get(token)
            if at is not None:
                matrix[row, at] = weight
    raw = (matrix @ matrix.T).astype(np.float64)
    norms = np.sqrt(np.where(squares > 0, squares, 1.0))
    cosines = raw / norms[:, None] / norms[None, :]
    np.fill_diagonal(cosines, known)
    return cosines, np.sqrt(raw) if by_weight else cosines, known


def _few(tokens: Sequence[Weights], squares: Numbers, *, by_weight: bool) -> tuple[Numbers, Numbers]:
    """The same for a few mentions, without matrices."""
    number = len(tokens)
    cosines = np.diag((squares > 0).astype(np.float64))
    kept = np.diag(np.sqrt(squares)) if by_weight else cosines.copy()
    for i, one in enumerate(tokens):
        for j in range(i + 1, number) if one else ():
            shared = one.keys() & tokens[j].keys()
            if shared:
                raw = math.fsum([one[token] ** 2 for token in shared])
                cosine = raw / math.sqrt(squares[i] * squares[j])
                cosines[i, j] = cosines[j, i] = cosine
                kept[i, j] = kept[j, i] = math.sqrt(raw) if by_weight else cosine
    return cosines, kept


def _names(
    names: Sequence[Form],
) -> tuple[Numbers, Numbers, NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """Of all pairs: agreement, commonness, whether their name may speak alone, whether they are one only in two spellings,
    whether one is made of Korean or Chinese syllables; each two different names are compared once."""
    distinct = sorted(set(names))
    place = {name: at for at, name in enumerate(distinct)}
    agree = np.zeros((len(distinct), len(distinct)))
    common = np.zeros_like(agree)
    alone = np.zeros_like(agree, np.bool_)
    spelt = np.zeros_like(alone)
    each = np.array([in_syllables(name) for name in distinct], np.bool_)
    for i, one in enumerate(distinct):
        for j in range(i, len(distinct)):
            other = distinct[j]
            agree[i, j] = agree[j, i] = level = agreement(one, other)
            if level != NO:
                common[i, j] = common[j, i] = commonness(one, other)
                alone[i, j] = alone[j, i] = speaks_alone(one, other)
                spelt[i, j] = spelt[j, i] = is_spelt_otherwise(one, other)
    at = np.array([place[name] for name in names], np.intp)
    square = np.ix_(at, at)
    syllables = (each[:, None] | each[None, :])[square]
    return agree[square], common[square], alone[square], spelt[square], syllables
