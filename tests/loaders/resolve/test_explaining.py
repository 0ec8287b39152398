"""Why two mentions are one person, or are not."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from benchmarks.author_stress import stress
from loaders.resolve.explaining import explain_pair
from loaders.resolve.features import DIRECTIONS, NAMES
from loaders.resolve.mention import PersonMention
from loaders.resolve.scorer import from_json, shipped


def test_the_parts_sum_to_the_score_and_the_order_plays_no_part() -> None:
    made = stress(300)[0]
    chance = random.Random(3)
    for _ in range(60):
        one, other = chance.sample(made, 2)
        found = explain_pair(one, other)
        assert (found.parts, found.rule, found.shared) == (
            (again := explain_pair(other, one)).parts,
            again.rule,
            again.shared,
        )
        if found.rule == "scored":
            assert 1 / (1 + math.exp(-sum(found.parts.values()))) == pytest.approx(
                found.probability, abs=0.001
            )


def test_what_both_say_is_shown() -> None:
    one = PersonMention(
        "1", "1", "Kim Yong Chol", ("Kim Il Sung University",), ("Pak Un Hyok",), "Zinc oxide films"
    )
    other = PersonMention(
        "2", "2", "Y C Kim", ("Kim Il Sung Univ, Pyongyang",), ("Pak Un Hyok",), "Films of zinc"
    )
    found = explain_pair(one, other)
    assert found.shared["coauthor"] == ("hyok pak un",)
    assert set(found.shared["words"]) == {"zinc", "film"}
    assert found.names.state == "review"


@pytest.mark.parametrize(
    ("one", "other", "rule"),
    [
        ({}, {"work": "1"}, "one-work"),
        ({"orcid": "0" * 16}, {"orcid": "1" * 16}, "two-orcids"),
        ({"orcid": "0" * 16}, {"orcid": "0" * 16}, "one-orcid"),
        ({"email": ("a@b.example",)}, {"email": ("A@b.example",)}, "one-email"),
        ({}, {"name": "Wen Wang"}, "names"),
        ({}, {}, "scored"),
    ],
)
def test_what_stands_above_the_score(one: dict[str, str], other: dict[str, str], rule: str) -> None:
    first = PersonMention(**({"mention": "1", "work": "1", "name": "Wei Wang"} | one))  # type: ignore[arg-type]
    second = PersonMention(**({"mention": "2", "work": "2", "name": "Wei Wang"} | other))  # type: ignore[arg-type]
    assert explain_pair(first, second).rule == rule


def test_more_in_common_never_lowers_a_score() -> None:
    scorer, chance = shipped(), np.random.default_rng(1)
    rows = chance.random((50, len(NAMES))) * 4
    for at, direction in enumerate(DIRECTIONS):
        if direction:
            more = rows.copy()
            more[:, at] += 1.5
            assert (direction * (scorer.score(more) - scorer.score(rows)) >= -1e-9).all(), NAMES[at]


def test_a_scorer_of_other_features_is_refused() -> None:
    with pytest.raises(ValueError, match="trained on other features"):
        from_json({"features": ["luck"], "trees": [], "start": 0.0, "merge_above": 0.0})
