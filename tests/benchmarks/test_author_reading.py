"""The hand reading of the repeated names: well-formed, of the shipped works, and never contradicted by a merge."""

from __future__ import annotations

import hashlib
import re
from itertools import groupby

import pytest

from benchmarks.author_reading import (
    Compared,
    Printed,
    Row,
    Verdict,
    compared,
    lines,
    pairs,
    printed,
    reading,
    verdict,
)
from loaders.resolve.component import Doubt
from loaders.resolve.keys import ResolvedPerson
from loaders.resolve.mention import PersonMention
from loaders.resolve.partition import Partition, resolve


@pytest.fixture(scope="module")
def at_hand() -> Printed:
    return printed()


@pytest.fixture(scope="module")
def answered(at_hand: Printed) -> Compared:
    return compared(reading(), at_hand, resolve(at_hand.mentions.values(), processes=1))


def test_every_row_has_a_group_a_mention_a_person_and_a_reason() -> None:
    rows = reading()
    assert [row.group for row in rows] == sorted(row.group for row in rows)
    assert len({row.mention for row in rows}) == len(rows)
    for row in rows:
        assert re.fullmatch(r"p[1-9]|\?[a-z]?", row.person), row
        assert row.reason.strip() and row.name.strip()
        assert row.mention.endswith("-" + hashlib.sha256(row.name.encode()).hexdigest()[:8])


def test_every_group_has_pairs_and_counts_its_persons_from_one() -> None:
    for name, held in groupby(reading(), key=lambda row: row.group):
        labels = [row.person for row in held]
        persons = sorted({label for label in labels if label.startswith("p")})
        assert len(labels) > 1, name
        assert persons == [f"p{number}" for number in range(1, len(persons) + 1)], name
        assert all(labels.count(label) > 1 for label in labels if re.fullmatch(r"\?[a-z]", label)), name


def test_every_mention_that_was_read_is_of_a_shipped_work(at_hand: Printed) -> None:
    for row in reading():
        assert at_hand.mentions[at_hand.stands_for[row.mention]].name == row.name


def test_no_two_mentions_read_as_one_person_are_of_one_work(at_hand: Printed) -> None:
    for pair in pairs(reading()):
        if pair.verdict == "one":
            one, other = (at_hand.stands_for[row.mention] for row in (pair.one, pair.other))
            assert one == other or at_hand.mentions[one].work != at_hand.mentions[other].work


def test_nobody_read_as_two_persons_is_made_one(answered: Compared) -> None:
    assert not answered.falsely_merged()


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("p1", "p1", "one"),
        ("p1", "p2", "two"),
        ("?a", "?a", "one"),
        ("?", "?", "unsure"),
        ("p1", "?", "unsure"),
        ("?a", "p1", "unsure"),
        ("?a", "?", "unsure"),
        ("?a", "?b", "unsure"),
    ],
)
def test_what_two_labels_say(one: str, other: str, said: Verdict) -> None:
    assert verdict(one, other) == verdict(other, one) == said


@pytest.mark.parametrize(
    ("persons", "doubts", "said"),
    [
        ("abc", (), "0 found, 1 missed (0 said"),
        ("abc", (Doubt(("m1", "m2"), "scored", 0.4),), "0 found, 1 missed (1 said"),
        ("aac", (), "1 found, 0 missed"),
        ("abb", (), "1 kept apart, 1 falsely merged"),
    ],
)
def test_the_answer_is_laid_beside_the_reading(persons: str, doubts: tuple[Doubt, ...], said: str) -> None:
    ids = ["m1", "m2", "m3"]
    rows = [
        Row("g01", one, "Ri Chol", label, "so") for one, label in zip(ids, ("p1", "p1", "p2"), strict=True)
    ]
    mentions = {one: PersonMention(mention=one, work=one, name="Ri Chol") for one in ids}
    found = {
        key: tuple(one for one, of in zip(ids, persons, strict=True) if of == key)
        for key in sorted(set(persons))
    }
    answer = Partition(
        tuple(ResolvedPerson(key, (), members) for key, members in found.items()),
        dict.fromkeys(ids, 0.9),
        dict.fromkeys(ids, "scored"),
        doubts=doubts,
    )
    at_hand = Printed(mentions, {one: one for one in ids})
    shown = "\n".join(lines(rows, at_hand, compared(rows, at_hand, answer)))
    assert said in shown
