"""Which mentions must be looked at together: those that share a blocking key, whose names agree, and that are near.

What is near is a matter of two mentions and nothing else, so the groups that nearness joins are a function of the set of
mentions: whether they came at once or one after the other changes nothing, and a mention that is added changes nothing for
those that it is not near to, directly or over others. Only in a block of more than BOUND mentions, which is cut so that
not everyone is laid beside everyone, can two that are near miss each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from loaders.resolve.agglomerate import first_scores, held_scores
from loaders.resolve.compared import Compared
from loaders.resolve.evidence import ALL_KINDS, Evidence
from loaders.resolve.gather import SIGNS, Groups, by_order, by_sign
from loaders.resolve.naming import NO, agreement, blocking_keys, own_form
from loaders.resolve.scorer import Scorer
from loaders.resolve.state import State

BOUND = 400
"""So many mentions of a block are laid each beside each; a larger block is cut (gather.py)."""
LEAST = -1.1
"""Two mentions are near that alone are one person with a score of so much (a logit): what scores less is not
joined by what else their persons say (measured on the labelled sets)."""
GROUP = 128
"""The groups of a block that was cut have so many mentions at most."""

_EMAIL = ALL_KINDS.index("email")

Place = TypeVar("Place", bound=Hashable)


def blocks(
    names: Mapping[str, Sequence[Place]], *, of: frozenset[str] | None = None
) -> dict[str, list[Place]]:
    """Mentions by blocking key, those of a key that stands for no more than another key passed over.

    names: the mentions of each printed name. of: only blocks of these keys. A key whose names all share another key is
    needless, unless that one's block is too large to lay everyone beside everyone.
    """
    sharing: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        for key in blocking_keys(own_form(name)):
            sharing[key].append(name)
    sizes = {key: sum(len(names[name]) for name in found) for key, found in sharing.items()}
    kept: dict[str, list[Place]] = {}
    seen: set[tuple[str, ...]] = set()
    for key in sorted(sharing):
        own = sharing[key]
        if sizes[key] < 2 or (of is not None and key not in of) or tuple(own) in seen:
            continue
        within = frozenset(own)
        if any(
            other != key
            and sizes[other] <= BOUND
            and len(sharing[other]) > len(own)
            and within < set(sharing[other])
            for other in blocking_keys(own_form(own[0]))
            if of is None or other in of
        ):
            continue
        seen.add(tuple(own))
        kept[key] = [place for name in own for place in names[name]]
    return kept


def of_orcids(
    mentions: Iterable[tuple[Place, str | None]], *, of: frozenset[str] | None = None
) -> list[list[Place]]:
    """Mentions that print one ORCID, whatever their names: they must be looked at together, too.

    mentions: with their ORCIDs. of: only of these keys (see orcid_key).
    """
    holding: dict[str, list[Place]] = defaultdict(list)
    for place, orcid in mentions:
        if orcid and (of is None or orcid_key(orcid) in of):
            holding[orcid].append(place)
    return [held for _, held in sorted(holding.items()) if len(held) > 1]


def orcid_key(orcid: str) -> str:
    """The blocking key of an ORCID."""
    return f"orcid/{orcid}"


def near_groups(
    items: Sequence[Evidence], within: Iterable[Sequence[int]], scorer: Scorer
) -> list[list[int]]:
    """Groups (places in items, sorted) that nearness joins inside blocks, directly or over others; of two at least.

    items: sorted by mention. within: the blocks, as places in items.
    """
    groups: Groups[int] = Groups(dict.fromkeys(range(len(items)), 1))
    for block in within:
        ordered = sorted(block)
        for group in _in_block([items[at] for at in ordered], scorer):
            for other in group[1:]:
                groups.join(ordered[group[0]], ordered[other], None)
    return [sorted(group) for group in groups.groups()]


def _in_block(items: Sequence[Evidence], scorer: Scorer) -> Iterator[Sequence[int]]:
    """Groups of a block (places in items) that must be looked at together; some may have mentions in common.

    One id of a source counts as near.
    """
    if len(items) <= BOUND:
        yield from _connected(items, scorer)
    else:
        alone = [[item] for item in items]
        signs = (by_sign(alone, kinds, GROUP) for kinds in SIGNS)
        for cut in chain(
            *signs, *(by_order(alone, GROUP, turn=turn, less=turn * GROUP // 2) for turn in range(2))
        ):
            for group in _connected([items[at] for at in cut], scorer):
                yield [cut[at] for at in group]
    yield from _of_one_source(items)


def _connected(items: Sequence[Evidence], scorer: Scorer) -> Iterator[list[int]]:
    """Groups that are near, each member to another. Two of one work, and two ORCIDs, are no reason to look."""
    number = len(items)
    apart = _same(item.mention.work for item in items)
    if any(item.mention.orcid for item in items):
        has = np.array([item.mention.orcid is not None for item in items])
        apart |= np.outer(has, has) & ~_same(item.mention.orcid or "" for item in items)
    state = State(Compared.of(items), [[at] for at in range(number)], apart)
    near = np.maximum(first_scores(state, scorer), held_scores(state, scorer)) > LEAST
    # one e-mail address is one person whatever else they print
    near |= (state.most[_EMAIL] > 0) & ~state.apart
    np.fill_diagonal(near, False)
    left = near.any(axis=1)
    while left.any():
        group = np.zeros(number, np.bool_)
        group[int(left.argmax())] = True
        size = 0
        while (more := int(group.sum())) > size:
            size = more
            group |= near[group].any(axis=0)
        left &= ~group
        yield [int(at) for at in np.flatnonzero(group)]


def _same(values: Iterable[str]) -> NDArray[np.bool_]:
    """Which of these are equal, for all pairs."""
    _, number = np.unique(np.array(list(values), object).astype(str), return_inverse=True)
    found: NDArray[np.bool_] = number[:, None] == number[None, :]
    return found


def _of_one_source(items: Sequence[Evidence]) -> Iterator[tuple[int, int]]:
    holders: dict[str, list[int]] = defaultdict(list)
    for at, item in enumerate(items):
        if item.mention.source_id:
            holders[item.mention.source_id].append(at)
    for _, held in sorted(holders.items()):
        for one, other in combinations(held[:BOUND], 2):
            here, there = items[one], items[other]
            if here.mention.work != there.mention.work and agreement(here.name, there.name) > NO:
                yield one, other
