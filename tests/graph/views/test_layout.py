"""Positions: nothing on anything else, the same every time."""

import random

import pytest

from graph.views.colours import OTHER, PALETTE, country_colours
from graph.views.layout import Box, positions


def made(count: int, islands: int) -> tuple[list[Box], list[tuple[int, int]]]:
    chance = random.Random(count)
    boxes = [Box(200, 80) if i % 4 == 0 else Box(60 + chance.random() * 60, 55) for i in range(count)]
    edges = [(i, chance.randrange(i % islands, i, islands)) for i in range(islands, count)]
    return boxes, edges


@pytest.mark.parametrize(("count", "islands"), [(1, 1), (2, 1), (30, 1), (90, 9), (200, 1), (400, 40)])
def test_no_box_lies_on_another(count: int, islands: int) -> None:
    boxes, edges = made(count, islands)
    places = positions(boxes, edges)
    for a in range(count):
        for b in range(a):
            apart_x = abs(places[a][0] - places[b][0]) - (boxes[a].width + boxes[b].width) / 2
            apart_y = abs(places[a][1] - places[b][1]) - (boxes[a].height + boxes[b].height) / 2
            assert apart_x > 0 or apart_y > 0, (a, b)


def test_the_same_every_time_and_no_one_elses_chance_is_touched() -> None:
    boxes, edges = made(300, 3)
    random.seed(1)
    before = random.getstate()
    first = positions(boxes, edges)
    assert random.getstate() == before
    random.seed(2)
    assert positions(boxes, edges) == first


def test_a_large_picture_is_placed_in_seconds() -> None:
    boxes, edges = made(3000, 2)
    assert len(set(positions(boxes, edges))) == 3000


def test_colours_go_to_the_countries_asked_for_then_by_number_then_by_code() -> None:
    borne = [("KP",), ("US",), ("DE", "FR"), ("FR",), ("DE",), ("US",)]
    assert list(country_colours(("KP", "CN"), borne).items()) == list(
        zip(("KP", "DE", "FR", "US"), PALETTE, strict=False)
    )
    many = [(f"{a}{b}",) for a in "AB" for b in "ABCDEFG"]
    assert list(country_colours((), many).values()) == [*PALETTE, *[OTHER] * (14 - len(PALETTE))]
