"""Hostile text is shown, not obeyed; lines are cut between characters."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from graph.views.text import characters, one_line, shorten, without_controls, wrap

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("plain", "plain"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("\x9b31m", "\\x9b31m"),
        ("two\r\nlines\tand a tab", "two lines and a tab"),
        ("bell\x07 nul\x00", "bell\\x07 nul\\x00"),
        ("half \ud83d", "half \\ud83d"),
        ("turned \u202eback", "turned \\u202eback"),
        ("김일성종합대학 金日成综合大学", "김일성종합대학 金日成综合大学"),
    ],
)
def test_one_line(printed: str, shown: str) -> None:
    assert one_line(printed) == shown


@given(ANY_TEXT)
def test_nothing_is_left_that_a_terminal_obeys(text: str) -> None:
    shown = one_line(text)
    shown.encode("utf-8")
    assert not any(ord(char) < 32 or 127 <= ord(char) < 160 for char in shown)
    without_controls(text).encode("utf-8")


@pytest.mark.parametrize(
    ("text", "cells", "short"),
    [
        ("fits", 4, "fits"),
        ("does not", 5, "does…"),
        ("金日成综合大学", 7, "金日成…"),
        ("e\u0301tude e\u0301tude", 6, "étude…"),
        ("👩‍🔬👩‍🔬👩‍🔬", 3, "👩‍🔬…"),
    ],
)
def test_shorten(text: str, cells: int, short: str) -> None:
    assert shorten(text, cells) == short


@given(ANY_TEXT, st.integers(2, 40), st.integers(1, 4))
def test_wrapped_text_keeps_its_limits(text: str, cells: int, lines: int) -> None:
    wrapped = wrap(text, cells, lines).split("\n")
    assert len(wrapped) <= lines
    assert all(cell_len(line) <= cells for line in wrapped)


@given(st.text(alphabet=st.characters(codec="utf-8", categories=["L", "N", "Zs"]), max_size=40))
@example("\U0002f800")
def test_nothing_is_lost_where_there_is_room(text: str) -> None:
    wanted = "".join("".join(characters(one_line(text))).split())
    assert "".join(wrap(text, 20, 50).split()) == wanted


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Evidence for partial melt in the crust", ["Evidence for", "partial melt…"]),
        ("조선민주주의인민공화국 과학원", ["조선민주주의", "인민공화국…"]),
        ("金日成综合大学数学系", ["金日成综合大", "学数学系"]),
    ],
)
def test_wrap(text: str, lines: list[str]) -> None:
    assert wrap(text, 13, 2).split("\n") == lines
