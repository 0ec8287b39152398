"""Which mentions must be looked at together: those that share a blocking key, whose names agree, and that are near.

What is near is a matter of two mentions and nothing else, so the groups that nearness joins are a function of the set of
mentions: whether they came at once or one after the other changes nothing, and a mention that is added changes nothing for
those that it is not near to, directly or over others. Only in a block of more than BOUND mentions, which is cut so that
not everyone is laid beside everyone, can two that are near miss each other.

Nearness is told as links, each with how near the two are. Of all links as few are kept as join the same mentions, the
nearest ones (a maximum spanning forest): whoever is joined by links above a nearness is joined so by those that are kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations, pairwise
from typing import TypeVar

import numpy as np

from loaders.resolve.agglomerate import NEVER, all_scores
from loaders.resolve.compared import Compared
from loaders.resolve.evidence import ALL_KINDS, Evidence
from loaders.resolve.gather import SIGNS, Groups, by_order, by_sign
from loaders.resolve.laid import Laid, Numbers
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

SURE = 100.0
"""How near two are that share an ORCID or an e-mail address: nearer than any score makes them."""

Link = tuple[int, int, float]
"""Two mentions, the smaller place first, and how near they are: a score (a logit) above LEAST, or SURE, or LEAST where a
source has them under one id."""

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
    keys_of = {name: blocking_keys(own_form(name)) for name in sorted(names)}
    for name, keys in keys_of.items():
        for key in keys:
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
            for other in keys_of[own[0]]
            if of is None or other in of
        ):
            continue
        seen.add(tuple(own))
        kept[key] = [place for name in own for place in names[name]]
    return kept


def of_orcids(
    mentions: Iterable[tuple[Place, str | None]], *, of: frozenset[str] | None = None
) -> list[tuple[Place, Place, float]]:
    """Links of mentions that print one ORCID, whatever their names: they must be looked at together, too.

    mentions: with their ORCIDs. of: only of these keys (see orcid_key).
    """
    holding: dict[str, list[Place]] = defaultdict(list)
    for place, orcid in mentions:
        if orcid and (of is None or orcid_key(orcid) in of):
            holding[orcid].append(place)
    return [(one, other, SURE) for _, held in sorted(holding.items()) for one, other in pairwise(held)]


def orcid_key(orcid: str) -> str:
    """The blocking key of an ORCID."""
    return f"orcid/{orcid}"


def near_links(items: Sequence[Evidence], within: Iterable[Sequence[int]], scorer: Scorer) -> list[Link]:
    """The links (of places in items) of what is near inside blocks, the nearest first.

    items: sorted by mention. within: the blocks, as places in items.
    """
    laid = Laid(items)
    links: list[Link] = []
    for block in within:
        ordered = sorted(block)
        links += _in_block(laid, ordered, scorer)
    return forest(links)


def forest(links: Iterable[tuple[Place, Place, float]]) -> list[tuple[Place, Place, float]]:
    """As few links as join the same mentions, the nearest ones, the nearest first; of equal ones the first by place."""
    groups: Groups[Place] = Groups()
    return [link for link in sorted(links, key=nearest_first) if groups.join(link[0], link[1], None)]


def nearest_first(link: tuple[Place, Place, float]) -> tuple[float, Place, Place]:
    """By which links are ordered."""
    return -link[2], link[0], link[1]


def _in_block(laid: Laid, block: Sequence[int], scorer: Scorer) -> Iterator[Link]:
    """Links of a block (places in items, sorted)."""
    if len(block) <= BOUND:
        yield from _links(laid, block, scorer)
    else:
        alone = [[laid.items[at]] for at in block]
        signs = (by_sign(alone, kinds, GROUP) for kinds in SIGNS)
        for cut in chain(
            *signs, *(by_order(alone, GROUP, turn=turn, less=turn * GROUP // 2) for turn in range(2))
        ):
            yield from _links(laid, sorted(block[at] for at in cut), scorer)
    yield from _of_one_source(laid.items, block)


def _links(laid: Laid, block: Sequence[int], scorer: Scorer) -> Iterator[Link]:
    """Links of everyone with everyone whose links were not told before. Two of one work, and two ORCIDs, are no reason to
    look."""
    places = np.array(block, np.intp)
    apart = laid.of_one_work(places) | laid.of_two_orcids(places)
    which = laid.untried(places) & ~apart
    if not which.any():
        return
    state = State(Compared.near_among(laid, places, which), [[at] for at in range(len(places))], apart)
    scores = all_scores(state, scorer)
    # one e-mail address is one person whatever else they print
    scores[(state.most[_EMAIL] > 0) & ~state.apart] = SURE
    scores[scores <= LEAST] = NEVER
    linked = np.flatnonzero((scores > NEVER).any(axis=1))
    for one, other, how in _spanned(scores[np.ix_(linked, linked)]):
        yield block[linked[one]], block[linked[other]], how


def _spanned(scores: Numbers) -> Iterator[Link]:
    """A maximum spanning forest of those that have a score with each other (Prim's way, a row at a time)."""
    number = len(scores)
    left = np.ones(number, np.bool_)
    nearest, best = np.zeros(number, np.intp), np.full(number, NEVER)
    for _ in range(number):
        at = int(np.where(left, best, NEVER).argmax())
        if best[at] == NEVER or not left[at]:
            at = int(left.argmax())
        else:
            yield min(at, int(nearest[at])), max(at, int(nearest[at])), float(best[at])
        left[at] = False
        nearer = scores[at] > best
        best[nearer], nearest[nearer] = scores[at][nearer], at


def _of_one_source(items: Sequence[Evidence], block: Sequence[int]) -> Iterator[Link]:
    """One id of a source counts as near, if only just."""
    holders: dict[str, list[int]] = defaultdict(list)
    for at in block:
        if (source := items[at].mention.source_id) is not None:
            holders[source].append(at)
    for _, held in sorted(holders.items()):
        for one, other in combinations(held[:BOUND], 2):
            here, there = items[one], items[other]
            if here.mention.work != there.mention.work and agreement(here.name, there.name) > NO:
                yield one, other, LEAST
