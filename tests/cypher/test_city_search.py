"""What a search for a city misses: worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from graph.queries import ask
from graph.store import Store
from tests.cypher.made import Ev, at, by, review, said, work, write

WORKS = [
    work("a", 2018, by("k", at("Univ A, PYONGYANG, DPR Korea", "KP"))),
    work("b", 2018, by("k", at("Hamhung, DPR Korea", "KP")), by("c", at("Beijing", "CN"))),
    work("c", 2018, by("k", at("Univ Sci, Pyongsong, DPR Korea", "KP")), by("l", at("Pyongyang", "KP"))),
    work("d", 2018, by("k", at("Korea", review("KP", "bare-korea"), review("KR", "bare-korea")))),
    work("e", 2018, by("c", at("Pyongyang Road, Beijing", "CN"))),
    work("f", 2018, by("k"), loose=[at("Phenian, North Korea", "KP")]),
    work("g", 2019, by("k", at("Pyongyang", "KP"))),
    work("h", 2019, by("k"), loose=[said("corresponding", "RP", "Pyongyang", "KP")]),
    work("openalex:W1", None, by("k", at("Wonsan", Ev("KP", confidence=0.4)))),
]  # fmt: skip


@pytest.fixture
def filled(store: Store) -> Store:
    write(store, WORKS)
    return store


def found(store: Store, **given: Any) -> list[tuple[Any, ...]]:
    columns = ("year", "works", "found", "missed", "share", "for_review")
    return [tuple(row[name] for name in columns) for row in ask(store, "city-search", given).rows]


def test_counts(filled: Store) -> None:
    assert found(filled) == [(2018, 4, 2, 2, 0.5, 1), (2019, 1, 1, 0, 0.0, 1)]
    assert found(filled, city="pyongyang; PHENIAN ;")[0] == (2018, 4, 3, 1, 0.25, 1)
    assert found(filled, min_confidence=0)[-1] == (None, 1, 0, 1, 1.0, 0)
    assert found(filled, review="only")[0] == (2018, 4, 2, 2, 0.5, 1)
    assert found(filled, country="CN", city="Beijing") == [(2018, 2, 2, 0, 0.0, 0)]


def test_evidence(filled: Store) -> None:
    first, second = ask(filled, "city-search").rows
    assert first["work_keys"] == ["doi:10.1/b", "doi:10.1/f", "doi:10.1/a", "doi:10.1/c"]
    assert first["affiliations"] == ["Hamhung, DPR Korea"]
    assert first["rules"] == ["country-name, 0.9"]
    assert (first["share_low"], first["share_high"]) == (0.15, 0.85)
    assert (first["readable"], first["all_works"]) == (6, 6)
    assert second["affiliations"] == ["Pyongyang"]
    notes = ask(filled, "city-search", {"from": 2018}).notes
    assert "2 more for review: --review include" in notes
