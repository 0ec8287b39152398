"""What was read by eye of lists and their matches."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.at_hand import DATA
from benchmarks.watchlists import LISTS, labels
from loaders.deciding import Decider
from loaders.watchlists.kinds import kind_of, read_list
from loaders.watchlists.matching import match


def test_the_labels_are_whole() -> None:
    read = labels()
    assert len(read) == len({(one.list, one.entry, one.key, one.state) for one in read})
    assert {one.list for one in read} == set(LISTS)
    assert {one.right for one in read} <= {"yes", "no", "unsure"}
    states = Counter(one.state for one in read)
    assert len(read) >= 100
    assert min(states[state] for state in ("yes", "review", "none")) >= 50
    assert all(one.reason for one in read)


@pytest.mark.shared
def test_the_built_in_table_alone_matches_nothing_wrongly() -> None:
    right = {(one.list, one.entry, one.key) for one in labels() if one.right == "yes"}
    decider = Decider()
    found = 0
    for kind, file in LISTS.items():
        copy, _ = read_list(DATA / "watchlists" / file, kind_of(kind))
        assert copy.left_out == 0
        for entry in copy.entries:
            for one in match(entry, decider):
                if one.state == "yes":
                    found += 1
                    assert (kind, entry.name, one.key) in right
    assert found >= 20
