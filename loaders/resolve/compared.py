"""Mentions of one block side by side: for every two of them what they have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from loaders.resolve.evidence import ALL_KINDS, Evidence
from loaders.resolve.laid import Laid, Numbers, Places, Truths
from loaders.resolve.naming import family_commonness

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
        everyone = np.arange(len(items))
        laid = Laid(items)
        return cls._among(laid, everyone, laid.side_by_side(everyone), np.ones((len(items),) * 2, np.bool_))

    @classmethod
    def near_among(cls, laid: Laid, places: Places, which: Truths) -> Compared:
        """Some of the mentions, as far as it matters who is near. which: pairs of them (a symmetric matrix); of the others,
        and where neither what two say nor how rare their name is can make them near, the names are not compared, and do
        not agree."""
        found = laid.side_by_side(places)
        _, most, _ = found
        needed = ~laid.names.syllables(places)
        for kind, least in _NEAR.items():
            needed |= most[ALL_KINDS.index(kind)] > least
        return cls._among(laid, places, found, needed & which)

    @classmethod
    def _among(
        cls, laid: Laid, places: Places, found: tuple[Numbers, Numbers, Numbers], needed: Truths
    ) -> Compared:
        """found: of side_by_side; needed: of which pairs the names are compared."""
        items = [laid.items[at] for at in places.tolist()]
        products, most, known = found
        syllables = laid.names.syllables(places)
        agree, common, alone, spelt = laid.names.likenesses(places, needed)
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
