"""Two mentions laid side by side: what is printed of each, what the score makes of it, what people said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from loaders.judgements.entry import OfMentions
from loaders.judgements.standing import Standing
from loaders.persons.neighbourhood import Read
from loaders.persons.stored import StoredMention
from loaders.resolve.explaining import PairExplained, explain_pair
from loaders.resolve.holding import kept_apart
from loaders.resolve.mention import PersonMention
from loaders.resolve.partition import resolve
from loaders.resolve.reasons import Reason, coauthors_in_common, reasons

MOST_TOGETHER = 20
"""Persons who wrote with both that are looked up."""

_TOGETHER = """
MATCH (a:Author)-[:COAUTHORED]-(x:Author) WHERE a.key = $a WITH collect(DISTINCT x.key) AS keys
MATCH (b:Author)-[:COAUTHORED]-(y:Author) WHERE b.key = $b AND y.key IN keys
RETURN DISTINCT y.name AS name, y.key AS key ORDER BY name, key LIMIT $most
"""


@dataclass(frozen=True, slots=True)
class LaidPair:
    """Two mentions. stored: their authorships, None for mentions of a file. reasons: none where a rule decides without a
    score. in_common: names of co-authors that are printed beside both. joined_alone: whether the two would be joined if
    there were no other mention, and no judgement; kept_apart: why not, whatever their score. together: persons of the store who wrote with
    both persons, where these are two. judged: what people said of the two."""

    a: PersonMention
    b: PersonMention
    explained: PairExplained
    reasons: tuple[Reason, ...]
    in_common: tuple[str, ...]
    joined_alone: bool
    kept_apart: Literal["far", "held"] | None = None
    stored: tuple[StoredMention, StoredMention] | None = None
    together: tuple[str, ...] = ()
    judged: OfMentions | None = None

    @property
    def rule(self) -> str:
        """What decides, of loaders.resolve.reasons.RULES."""
        if self.stored is not None and self.stored[0].key == self.stored[1].key:
            return "one-authorship"
        return "judged" if self.judged is not None else self.explained.rule

    @property
    def probability(self) -> float:
        """That the two alone are one person, whatever people said."""
        return 1.0 if self.rule == "one-authorship" else self.explained.probability

    @property
    def one_person(self) -> bool | None:
        """Whether the store holds them as one person; None for mentions of a file."""
        return self.stored[0].person == self.stored[1].person if self.stored is not None else None


def lay(a: PersonMention, b: PersonMention, standing: Standing) -> LaidPair:
    """Two mentions of a file."""
    return _laid(a, b, standing, (a.mention,), (b.mention,))


def lay_stored(a: StoredMention, b: StoredMention, standing: Standing, read: Read | None = None) -> LaidPair:
    """Two authorships of a store. read: looks up who wrote with both persons."""
    together: tuple[str, ...] = ()
    if read is not None and a.person != b.person:
        rows = read(_TOGETHER, {"a": a.person, "b": b.person, "most": MOST_TOGETHER})
        together = tuple(row["name"] for row in rows)
    return _laid(a.one, b.one, standing, a.mentions, b.mentions, (a, b), together)


def _laid(
    a: PersonMention,
    b: PersonMention,
    standing: Standing,
    mentions: Sequence[str],
    others: Sequence[str],
    stored: tuple[StoredMention, StoredMention] | None = None,
    together: tuple[str, ...] = (),
) -> LaidPair:
    explained = explain_pair(a, b)
    same = stored is not None and stored[0].key == stored[1].key
    found = () if same or explained.rule == "one-work" else tuple(reasons(a, b, explained))
    in_common = () if same else tuple(coauthors_in_common(a, b))
    judged = standing.word_on(mentions, others) if not same else None
    joined = same or len(resolve((a, b), processes=1).persons) == 1
    apart = None if joined or explained.rule != "scored" else kept_apart(a, b)
    return LaidPair(a, b, explained, found, in_common, joined, apart, stored, together, judged)
