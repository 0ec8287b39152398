"""CSV and JSON: what is written can be read again, is UTF-8, and starts no formula."""

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.views.answer import Answer
from graph.views.delimited import cell
from graph.views.forms import Form, write_answer

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()))
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), ANY_TEXT
)
JSON_VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3)
)
COLUMNS = st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=4, unique=True)


@st.composite
def answers(draw: st.DrawFn, values: st.SearchStrategy[Any]) -> Answer:
    columns = draw(COLUMNS)
    rows = draw(st.lists(st.fixed_dictionaries(dict.fromkeys(columns, values)), max_size=4))
    return Answer(tuple(columns), rows)


def written(answer: Answer, form: Form) -> str:
    stream = io.StringIO(newline="")
    write_answer(answer, form, stream)
    return stream.getvalue()


def paired(value: Any) -> Any:
    """Two halves of a surrogate pair that met in a text are one character after JSON."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    if isinstance(value, list):
        return [paired(one) for one in value]
    if isinstance(value, dict):
        return {paired(key): paired(one) for key, one in value.items()}
    return value


@given(answers(JSON_VALUES))
def test_json_can_be_read_again(answer: Answer) -> None:
    text = written(answer, "json").encode("utf-8").decode("utf-8")
    assert json.loads(text) == paired(answer.rows)
    assert [list(row) for row in json.loads(text)] == [list(answer.columns)] * len(answer.rows)
    assert len(text.splitlines()) == (len(answer.rows) + 2 if answer.rows else 1)


@given(answers(JSON_VALUES))
def test_csv_can_be_read_again(answer: Answer) -> None:
    text = written(answer, "csv").encode("utf-8").decode("utf-8")
    read = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert read[0] == [cell(column) for column in answer.columns]
    assert read[1:] == [[cell(row[column]) for column in answer.columns] for row in answer.rows]
    assert text.endswith("\r\n")


@given(ANY_TEXT)
def test_text_comes_back_as_it_was(text: str) -> None:
    """All but control characters, and the apostrophe before what would be a formula."""
    shown = cell(text).removeprefix("'") if text[:1] != "'" else cell(text)
    if all(char in "\t\r\n" or ord(char) > 159 or 31 < ord(char) < 127 for char in text):
        assert shown.encode("utf-8", "surrogatepass") == text.encode("utf-8", "backslashreplace")


@given(answers(ANY_TEXT | st.lists(ANY_TEXT, max_size=3)))
def test_no_cell_starts_a_formula(answer: Answer) -> None:
    for row in csv.reader(io.StringIO(written(answer, "csv"), newline="")):
        for text in row:
            if text[:1] in set("=+-@\t\r\n"):
                float(text)  # a number is no formula


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2+3", "'-2+3"),
        ("+49 30 1234", "'+49 30 1234"),
        ("\t=1", "'\t=1"),
        ("＝1", "'＝1"),
        ("-5", "-5"),
        ("+1.5e3", "+1.5e3"),
        (-5, "-5"),
        (0.95, "0.95"),
        (True, "true"),
        (None, ""),
        ([], ""),
        (["a", None, "b"], "a; ; b"),
        (["=1", "x"], "'=1; x"),
        ({"a": ["é"]}, '{"a": ["é"]}'),
        ([["a", 1]], '["a", 1]'),
        ("\x1b[31m", "\\x1b[31m"),
    ],
)
def test_cell(value: Any, expected: str) -> None:
    assert cell(value) == expected


def test_csv_after_rfc_4180() -> None:
    answer = Answer(("a", "b"), [{"a": 'say "x", y', "b": "1\n2"}, {"a": "김", "b": None}])
    assert written(answer, "csv") == 'a,b\r\n"say ""x"", y","1\n2"\r\n김,\r\n'
    assert written(Answer(("a",), [{"a": None}]), "csv") == 'a\r\n""\r\n'


def test_json_of_nothing_is_an_empty_array() -> None:
    assert written(Answer(("a",), []), "json") == "[]\n"


def test_json_escapes_what_is_no_utf8_and_nothing_readable() -> None:
    answer = Answer(("t",), [{"t": "김 \ud800 \x9b"}])
    assert written(answer, "json") == '[\n{"t": "김 \\ud800 \\u009b"}\n]\n'
