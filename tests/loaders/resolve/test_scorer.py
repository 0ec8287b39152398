"""What a score rests on, and what it means."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest

from loaders.resolve.compared import Compared
from loaders.resolve.evidence import MOST_AROUND, evidence
from loaders.resolve.explaining import explain_pair
from loaders.resolve.mention import PersonMention, read_mentions
from loaders.resolve.scorer import Scorer, from_json, probability, shipped

OSLO = "Department of Botany, University of Oslo, Oslo, Norway"
LIMA = "Instituto de Medicina Tropical, Universidad Cayetano Heredia, Lima, Peru"


def likely(one: dict[str, Any], other: dict[str, Any], name: str = "Anna Brekke") -> float:
    first = PersonMention(**({"mention": "1", "work": "1", "name": name} | one))
    second = PersonMention(**({"mention": "2", "work": "2", "name": name} | other))
    return explain_pair(first, second).probability


def test_addresses_of_the_others_stand_in_for_one_that_is_missing() -> None:
    near = likely({"around": (OSLO,)}, {"affiliations": (OSLO,)})
    assert near > likely({}, {"affiliations": (OSLO,)})
    assert near > likely({"around": (LIMA,)}, {"affiliations": (OSLO,)})


def test_an_own_address_counts_alone() -> None:
    alone = likely({"affiliations": (LIMA,)}, {"affiliations": (OSLO,)})
    assert likely({"affiliations": (LIMA,), "around": (OSLO,)}, {"affiliations": (OSLO,)}) == alone


def test_where_many_addresses_are_printed_none_of_them_stands_in() -> None:
    many = tuple(f"{OSLO} {number}" for number in range(MOST_AROUND + 1))
    assert likely({"around": many}, {"affiliations": (OSLO,)}) == likely({}, {"affiliations": (OSLO,)})


def test_addresses_around_are_read_from_a_line() -> None:
    found = list(
        read_mentions(io.BytesIO(b'{"mention": "1", "name": "Brekke A", "around": ["Oslo", null, " "]}\n'))
    )
    assert [one.around for one in found if isinstance(one, PersonMention)] == [("Oslo",)]


def test_a_rare_family_name_says_more_than_a_common_one() -> None:
    told = {"title": "Growth of mosses"}, {"title": "Mosses of the north"}
    assert likely(*told, name="A Brekkestad") > likely(*told, name="A Zhang")


def made(slope: float, shift: float) -> Scorer:
    return Scorer(
        feature=np.zeros((1, 3), np.intp),
        threshold=np.zeros((1, 3)),
        unknown_left=np.zeros((1, 3), np.bool_),
        leaves=np.zeros((1, 4)),
        start=0.0,
        merge_above=0.0,
        slope=slope,
        shift=shift,
    )


@pytest.mark.parametrize(
    ("slope", "shift", "score", "expected"),
    [
        (1.0, 0.0, 0.0, 0.5),
        (2.0, 0.0, 1.0, 0.881),
        (1.0, 1.0, 0.0, 0.731),
        (1.5, 0.0, 1e9, 1.0),
        (1.5, 0.0, -1e9, 0.0),
    ],
)
def test_a_score_means_a_probability(slope: float, shift: float, score: float, expected: float) -> None:
    assert round(float(probability(score, made(slope, shift))), 3) == expected


def test_the_higher_score_means_the_higher_probability() -> None:
    found = probability(np.linspace(-20, 20, 401))
    assert (np.diff(found) > 0).all()


def test_a_probability_that_falls_with_the_score_is_refused() -> None:
    by = shipped()
    tree = {"feature": [0, 0, 0], "threshold": [0, 0, 0], "unknown_left": [True] * 3, "leaves": [0.0] * 4}
    from loaders.resolve.features import NAMES

    given = {"features": list(NAMES), "trees": [tree], "start": 0, "merge_above": by.merge_above, "shift": 0}
    with pytest.raises(ValueError, match="rise"):
        from_json(given | {"slope": -1})


@pytest.mark.parametrize(
    ("name", "near"),
    [("A Brekkestadmoen", True), ("A Zhang", False), ("Zhang Anna", False), ("Jong Un Gi", False)],
)
def test_a_rare_name_is_enough_to_be_looked_at(name: str, near: bool) -> None:
    told = {"title": "Growth of mosses"}, {"title": "Surgery of the knee"}
    items = [
        evidence(PersonMention(str(at), str(at), name, title=said["title"])) for at, said in enumerate(told)
    ]
    assert Compared.of(items).near[0, 1] == near
