"""The measures by which persons are told apart, and what a score is made to mean."""

from __future__ import annotations

import math
import random

from benchmarks.author_sets import Labelled, alone
from benchmarks.authors import weakest
from benchmarks.train_authors import meaning
from loaders.resolve.mention import PersonMention
from loaders.resolve.scorer import shipped


def test_scores_are_made_to_mean_what_they_turned_out_to_be() -> None:
    chance = random.Random(1)
    said = []
    for _ in range(20_000):
        score = chance.gauss(0, 2)
        said.append((score, chance.random() < 1 / (1 + math.exp(-(1.5 * score - 0.5))), 1.0))
    found = meaning(said)
    assert abs(found["slope"] - 1.5) < 0.1
    assert abs(found["shift"] + 0.5) < 0.1


def test_the_weakest_link_names_what_is_shared() -> None:
    mentions = [
        PersonMention(str(at), str(at), "Anna Brekke", coauthors=("Ola Nordmann",), title=title)
        for at, title in enumerate(("Mosses of Oslo", "Mosses of Bergen", "Surgery of the knee"))
    ]
    said = weakest(mentions, shipped())
    assert "1 + 2" in said or "2 + 1" in said
    assert "coauthor" in said
    assert weakest(mentions[:1], shipped()) == "one mention"


def test_alone_leaves_out_what_is_printed_for_others() -> None:
    one = PersonMention("1", "1", "Anna Brekke", ("Oslo",), around=("Lima",))
    (found,) = alone([Labelled("Anna Brekke", (one,), ("a",))])
    assert found.mentions[0].around == ()
    assert found.mentions[0].affiliations == ("Oslo",)
