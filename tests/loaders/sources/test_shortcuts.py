"""What is read by a shortcut is what it would be without: each is held against the plain way to the same result."""

from __future__ import annotations

import io
import re
from typing import BinaryIO, cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from loaders.sources import medline, openalex, printed, text

WORDS = st.text(alphabet="ab-é. ", max_size=3)


def by_sorting(inverted: dict[str, list[int]]) -> str | None:
    placed = sorted((place, word) for word, places in inverted.items() for place in places)
    return " ".join(word for _, word in placed) or None


@given(st.dictionaries(WORDS, st.lists(st.integers(0, 12), max_size=5), max_size=6))
@example({"a": [0, 2], "b": [1]})
@example({"a": [0], "b": [2]})
@example({"a": [0], "b": [0]})
@example({"a": [0], "": [1]})
@example({"a": [0, 0], "b": [1]})
@example({"a": [10**15]})
@example({"a": list(range(12))})
def test_an_abstract_has_its_words_in_the_order_of_their_positions(inverted: dict[str, list[int]]) -> None:
    assert openalex._abstract(inverted) == by_sorting(inverted)


@pytest.mark.parametrize(
    "inverted",
    [
        {"a": list(range(openalex.MAX_ABSTRACT_WORDS + 1))},
        {str(place): [place] for place in range(openalex.MAX_ABSTRACT_WORDS + 1)},
    ],
)
def test_an_abstract_has_its_bound_whatever_its_words_are(inverted: dict[str, list[int]]) -> None:
    with pytest.raises(ValueError, match="more than 100000 words"):
        openalex._abstract(inverted)


LINES = st.one_of(
    st.builds(
        lambda head, value: head + value,
        st.sampled_from(("AU  - ", "AB  - ", "AD  - ", "OWN - ", "PMID- ", "XX  - ", "TI - ", "AB-  ", "      ", " ", "\t")),
        st.text(alphabet="aÉ -\t\xa0", max_size=6),
    ),
    st.text(alphabet="ABT -x", min_size=1, max_size=8),
)  # fmt: skip


@given(st.lists(LINES.filter(lambda line: not line.isspace()), min_size=1, max_size=8))
def test_fields_of_medline_are_the_same_cut_at_once_or_line_by_line(block: list[str]) -> None:
    assert medline._fields(block) == medline._fields_line_by_line(block)


@given(st.text(alphabet="aZ9é_ÀǅⅣ²,.- ;'\t\xa0", max_size=12))
def test_words_of_a_name_are_the_runs_of_letters_and_digits(name: str) -> None:
    assert printed._words(name) == re.sub(r"[\W_]+", " ", name).split()


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp949", "gb18030"])
def test_lines_are_the_same_however_many_bytes_are_decoded_at_once(
    codec: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = (
        "김책공업종합대학\r\n\r\nplain\r\r\n평양 \n延边 2\n".encode(codec, "replace") + b"\xff\xfe\n\xe4\xb8"
    )
    whole = text.Text(cast(BinaryIO, io.BytesIO(raw)))
    expected = list(whole)
    for size in (1, 2, 3, 5, 7):
        monkeypatch.setattr(text, "_AT_ONCE", size)
        cut = text.Text(cast(BinaryIO, io.BytesIO(raw)))
        assert (list(cut), cut.undecodable) == (expected, whole.undecodable)
