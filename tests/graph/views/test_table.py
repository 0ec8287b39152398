"""The table for people."""

import io
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from graph.views.answer import Answer
from graph.views.forms import write_answer

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=60)


def table(answer: Answer, **how: Any) -> str:
    stream = io.StringIO(newline="")
    write_answer(answer, "table", stream, **how)
    return stream.getvalue()


ANSWER = Answer(
    ("work", "title", "year", "affiliations"),
    [
        {
            "work": "doi:10.1234/x",
            "title": "A title that is rather long, so that it has to be broken at forty columns or so",
            "year": 2016,
            "affiliations": ["Kim Il Sung University, Pyongyang", "金日成综合大学"],
        },
        {"work": "title:2", "title": "[bold]no markup[/bold] :smile:", "year": None, "affiliations": []},
    ],
    title="Triads",
    caveats=("An address is a fact about a paper.",),
    notes=("1 work has no year",),
)


def test_it_holds_title_rows_count_caveats_and_notes() -> None:
    text = table(ANSWER, width=100)
    lines = text.splitlines()
    assert lines[0] == "Triads"
    assert lines[-3:] == [
        "2 rows",
        "Caution: An address is a fact about a paper.",
        "Note: 1 work has no year",
    ]
    assert max(cell_len(line) for line in lines) <= 100
    assert "[bold]no markup[/bold] :smile:" in text
    assert "\x1b" not in text


def test_list_values_stand_one_a_line() -> None:
    lines = table(ANSWER, width=130).splitlines()
    first = next(i for i, line in enumerate(lines) if "• Kim Il Sung University" in line)
    assert "• 金日成综合大学" in lines[first + 1]


def test_columns_that_do_not_fit_become_blocks() -> None:
    columns = tuple(f"column {i}" for i in range(12))
    text = table(Answer(columns, [{name: f"a value of {name}" for name in columns}]), width=60)
    assert "1 of 1" in text
    assert all(f"a value of {name}" in text for name in columns)


def test_colour_only_on_demand() -> None:
    assert "\x1b[" in table(ANSWER, colour=True)
    assert "\x1b[" not in table(ANSWER)


def test_an_answer_without_rows_says_so() -> None:
    assert table(Answer(("a",), [], "Nothing")) == "Nothing\nno rows\n"


@given(ANY_TEXT, st.lists(ANY_TEXT, max_size=3), st.integers(20, 120))
def test_hostile_text_stays_in_its_cell(text: str, items: list[str], width: int) -> None:
    shown = table(Answer((text or "x", "list"), [{text or "x": text, "list": items}]), width=width)
    shown.encode("utf-8")
    assert not any((ord(char) < 32 and char != "\n") or 127 <= ord(char) < 160 for char in shown)


def test_first_says_how_many_there_are() -> None:
    short = ANSWER.first(1)
    assert len(short.rows) == 1
    assert short.notes[-1] == "the first 1 of 2 rows (--limit)"
    assert ANSWER.first(2) is ANSWER
    assert ANSWER.first(None) is ANSWER
