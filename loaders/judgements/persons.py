"""Judgements on mentions, as the resolution of persons takes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from loaders.judgements.entry import Mention, OfMentions
from loaders.judgements.standing import Standing
from loaders.resolve.partition import Judged


def spoken_of(standing: Standing) -> frozenset[str]:
    """The mentions that some judgement speaks of which counts, or would count if another had lapsed."""
    return frozenset(end for entry in _counting(standing) for end in entry.ends)


def judged(standing: Standing, stands_for: Mapping[str, str]) -> Judged:
    """What people said of these mentions.

    stands_for: of each mention that there is the one that stands for it where records of one work print one author (the
    first of AUTHORED.mentions; mostly itself). A judgement on a mention that is not among them has lapsed and does nothing;
    what contradicts each other is settled among the rest, as in Standing.
    """
    words = []
    for entry in _counting(standing):
        a, b = (_standing_in(one, stands_for) for one in (entry.a, entry.b))
        if a is not None and b is not None and a.mention != b.mention:
            words.append(msgspec.structs.replace(entry, a=a, b=b))
    found = Standing(words)
    return Judged(found.same_mentions, found.different_mentions)


def _counting(standing: Standing) -> Iterator[OfMentions]:
    for entry in standing.entries:
        if isinstance(entry, OfMentions) and standing.state(entry) in ("in force", "contradicted"):
            yield entry


def _standing_in(one: Mention, stands_for: Mapping[str, str]) -> Mention | None:
    mention = stands_for.get(one.mention)
    return None if mention is None else msgspec.structs.replace(one, mention=mention)
