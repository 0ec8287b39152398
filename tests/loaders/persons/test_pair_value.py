"""Which doubtful pairs are asked first: those whose answer would change most."""

from __future__ import annotations

import pytest

from loaders.persons.pair_value import Side, side, value


def of(works: int, *codes: str) -> Side:
    return Side(works, frozenset(codes))


KP, CN, US, BOTH = of(1, "KP"), of(1, "CN"), of(1, "US"), of(1, "KP", "CN")


@pytest.mark.parametrize(
    ("one", "other", "paths"),
    [
        (KP, US, [("KP", "US")]),
        (KP, KP, []),
        (KP, of(1), []),  # of the other nothing certain is printed
        (BOTH, CN, []),  # one of them joins KP and CN by itself
        (BOTH, US, [("CN", "US"), ("KP", "US")]),
        (BOTH, of(1, "CN", "US"), [("KP", "US")]),
        (CN, US, [("CN", "US")]),
    ],
)
def test_the_paths_that_rest_on_one_person(one: Side, other: Side, paths: list[tuple[str, str]]) -> None:
    assert list(value(one, other, 0.5).paths) == paths
    assert list(value(other, one, 0.5).paths) == paths


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ((KP, US, 0.5), (CN, US, 0.5)),  # a path with the country that is looked at
        ((CN, US, 0.5), (KP, KP, 0.5)),  # any path before none
        ((KP, US, 0.5), (KP, US, 0.9)),  # the more doubtful
        ((KP, US, 0.6), (KP, US, 0.1)),
        ((KP, of(9, "US"), 0.5), (KP, US, 0.5)),  # the more works
        ((KP, US, 0.9), (KP, of(30, "KP"), 0.5)),  # a path with it, though less doubtful and of fewer works
    ],
)
def test_what_is_worth_more(more: tuple[Side, Side, float], less: tuple[Side, Side, float]) -> None:
    assert value(*more).weight > value(*less).weight
    one, other, probability = more
    assert value(other, one, probability) == value(one, other, probability)


@pytest.mark.parametrize("probability", [0.0, 1.0, -3.0, 7.0])
def test_what_seems_certain_is_worth_little_and_never_nothing(probability: float) -> None:
    assert 0 < value(KP, US, probability).weight < value(KP, US, 0.5).weight / 10


def test_another_country_may_be_looked_at() -> None:
    assert value(CN, US, 0.5, focus="CN").weight == value(KP, US, 0.5).weight
    assert value(KP, US, 0.5, focus="CN").weight == value(CN, US, 0.5).weight


def test_a_side_is_of_works_each_once() -> None:
    assert side([("w1", ["KP"]), ("w2", ["KP", "CN"]), ("w2", ["KP", "CN"]), ("w3", [])]) == of(3, "KP", "CN")
