"""Why two mentions are one person, or are not: the score of the two by themselves, feature by feature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from loaders.normalize.personal import Verdict, compare
from loaders.resolve.compared import Compared
from loaders.resolve.evidence import KINDS, Evidence, evidence
from loaders.resolve.features import NAMES, features
from loaders.resolve.mention import PersonMention
from loaders.resolve.naming import NO, agreement, read
from loaders.resolve.scorer import Scorer, probability, shipped
from loaders.resolve.state import State

Rule = Literal["one-work", "two-orcids", "names", "one-orcid", "one-email", "scored"]
_MOST_SHARED = 8


@dataclass(frozen=True, slots=True)
class PairExplained:
    """Two mentions laid side by side.

    rule: what decides: `scored`, or what stands above every score: one work or two ORCIDs or names that cannot be one
    person's (two persons), one ORCID or one e-mail address (one). probability: that the two alone, without the rest of
    their persons, are one. parts: how much each feature moves the logit of the probability, `start` among them; they sum to it.
    values: the features themselves, NaN unknown. shared: what both say, the most telling first. names: what was found of
    the names alone.
    """

    rule: Rule
    probability: float
    parts: Mapping[str, float]
    values: Mapping[str, float]
    shared: Mapping[str, tuple[str, ...]]
    names: Verdict


def explain_pair(one: PersonMention, other: PersonMention, scorer: Scorer | None = None) -> PairExplained:
    """Why these two are or are not one person. The same for both orders."""
    scorer = scorer or shipped()
    items = [evidence(mention) for mention in sorted((one, other), key=lambda mention: mention.mention)]
    state = State(Compared.of(items), [[0], [1]], np.zeros((2, 2), np.bool_))
    row = features(state, 0, np.array([1], np.intp))[0]
    score = float(scorer.score(row[None, :])[0])
    rule = _rule(*items)
    said = {"scored": float(probability(score, scorer)), "one-orcid": 1.0, "one-email": 1.0}.get(rule, 0.0)
    return PairExplained(
        rule,
        round(said, 3),
        scorer.contributions(row),
        dict(zip(NAMES, map(float, row), strict=True)),
        {kind: found for at, kind in enumerate(KINDS) if (found := _shared(items, at))},
        compare(read(items[0].mention.name), read(items[1].mention.name)),
    )


def _rule(a: Evidence, b: Evidence) -> Rule:
    one, other = a.mention, b.mention
    if one.work == other.work:
        return "one-work"
    if one.orcid and other.orcid and one.orcid != other.orcid:
        return "two-orcids"
    level = agreement(a.name, b.name)
    if level == NO:
        return "names"
    if level > 0 and one.orcid and one.orcid == other.orcid:
        return "one-orcid"
    at = KINDS.index("email")
    return "one-email" if level > 0 and a.tokens[at].keys() & b.tokens[at].keys() else "scored"


def _shared(items: list[Evidence], at: int) -> tuple[str, ...]:
    a, b = (item.tokens[at] for item in items)
    return tuple(sorted(a.keys() & b.keys(), key=lambda token: (-a[token], token))[:_MOST_SHARED])
