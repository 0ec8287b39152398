"""The wrong labels of the sets of authors: few, each with its reason, and of rows that the sets hold."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from benchmarks.at_hand import DATA
from benchmarks.author_labels import KINDS, PAIRS, labels_at_hand, lines, wrong_labels

MOST = 30


def test_wrong_labels_are_few_and_each_says_why() -> None:
    wrong = wrong_labels()
    assert all(0 < number <= MOST for number in Counter(one.set for one in wrong).values())
    assert len({(one.set, one.id) for one in wrong}) == len(wrong)
    for one in wrong:
        assert one.kind in KINDS[one.set], one
        assert one.reason.strip() and one.instead != one.label


def test_the_table_holds_no_name() -> None:
    for one in wrong_labels():
        assert re.fullmatch(r"\d{4}" if one.set == PAIRS else "[0-9a-f]{16}", one.id)
        assert re.fullmatch(r"YES|NO" if one.set == PAIRS else r"\d+", one.label)
        assert one.instead == "-" or re.fullmatch(r"YES|NO" if one.set == PAIRS else r"\d+", one.instead)


@pytest.mark.shared
def test_wrong_labels_are_what_the_sets_say_and_are_shown_with_what_is_printed() -> None:
    at_hand = labels_at_hand(DATA)
    wrong = wrong_labels()
    assert [one for one in wrong if at_hand[one.set, one.id].label != one.label] == []
    shown = list(lines(wrong, at_hand))
    assert len(shown) >= 2 * len(wrong)
    assert all(any(one.reason in line for line in shown) for one in wrong)
