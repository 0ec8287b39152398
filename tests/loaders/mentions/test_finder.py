"""What texts name."""

from __future__ import annotations

import csv
import time
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.deciding import Decider
from loaders.mentions.finder import Finder
from loaders.mentions.found import Findings
from loaders.mentions.vocabulary import Name

pytest.importorskip("spacy")

CASES = Path(__file__).resolve().parents[2] / "cases" / "mentions.tsv"


@cache
def finder() -> Finder:
    return Finder(Decider(), [
        Name("ror:1", "Riverside Institute of Optics", "US"),
        Name("ror:2", "Saint Anna College", "DE"),
        Name("ror:3", "Saint Anna College", "BE"),
        Name("ror:4", "Optica", "FR"),
        Name("ror:5", "Institute", "FR"),
    ])  # fmt: skip


def finds(text: str, found: Findings) -> list[str]:
    """All findings in the order of the text, in the words of the table of cases."""
    said: list[tuple[tuple[int, int], str]] = []
    for i in found.institutions:
        mark = "" if i.state == "yes" else "?"
        said.append((i.span, f"{mark}{i.name}" + (f"={i.country}" if i.country else "")))
    said += [(c.span, ("" if c.state == "yes" else "?") + f"@{c.code}") for c in found.countries]
    said += [(p.span, f"{p.name}~{text[slice(*p.institution)]}") for p in found.persons]
    for j in found.joint_work:
        said += [(span, f"+{rule}") for rule, span in j.wordings]
    return [what for _, what in sorted(said)]


def rows() -> list[dict[str, str]]:
    lines = [line for line in CASES.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["text"][:40])
def test_what_a_text_names(row: dict[str, str]) -> None:
    found = " ".join(finds(row["text"], finder().find(row["text"])))
    assert found == row["finds"], row["reason"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Riverside Institute of Optics grew.", ["Riverside Institute of Optics=US"]),
        ("The Greater Riverside Institute of Optics grew.", ["?Riverside Institute of Optics"]),
        (
            "The Riverside Institute of Optics and Lasers grew.",
            ["?Riverside Institute of Optics and Lasers=US"],
        ),
        ("The Riverside Institute of Optics in France.", ["?Riverside Institute of Optics", "@FR"]),
        ("She left Saint Anna College, Germany.", ["Saint Anna College=DE", "@DE"]),
        ("She left Saint Anna College.", ["?Saint Anna College", "?Saint Anna College"]),
        ("She left Optica.", ["?Optica"]),
        ("the optica in it", []),
    ],
)
def test_names_that_a_registry_gives(text: str, expected: list[str]) -> None:
    assert finds(text, finder().find(text)) == expected


def test_spans_count_in_the_text_over_line_ends_and_paragraphs() -> None:
    text = "A  title\n\n\nKim Chol,  professor at Kim  Il\nSung University. Dr. Ri left.\n\nHe saw China."
    found = finder().find(text)
    assert [text[slice(*i.span)] for i in found.institutions] == ["Kim  Il\nSung University"]
    assert [text[slice(*p.span)] for p in found.persons] == ["Kim Chol"]
    assert [text[slice(*c.span)] for c in found.countries] == ["China"]
    assert [text[slice(*span)] for span in found.sentences.values()] == [
        "Kim Chol,  professor at Kim  Il\nSung University.",
        "He saw China.",
    ]


def test_other_names_of_persons_change_no_country() -> None:
    one = "{} and {} of Tsinghua University in Beijing saw {} at Harvard University, Korea."
    told = [
        finder().find(one.format(*names))
        for names in (("Kim Chol", "Ri Yong", "Pak Su"), ("John Smith", "Eva Braun", "Wang Wei"))
    ]
    assert len({tuple((c.code, c.state) for c in found.countries) for found in told}) == 1
    assert len({tuple((i.country, i.state) for i in found.institutions) for found in told}) == 1


@pytest.mark.parametrize(
    "piece",
    [
        "(",
        "a",
        "中",
        "Kim ",
        "University of ",
        "Korea, ",
        "Kim Il Sung University and ",
        "김일성종합대학",
        "J. ",
        "\n",
        "-",
    ],
)
def test_a_text_without_an_end_takes_no_longer_for_each_letter(piece: str) -> None:
    text = piece * (60_000 // len(piece))
    finder().find(text[:1000])
    started = time.process_time()
    finder().find(text)
    assert time.process_time() - started < 10


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            ["Kim Il Sung University", "Korea", "of", "and", ",", ".", "(", ")", "'s", "\n", "\n\n", "大学", "清华大学", "와", " ",
             "Prof.", "Wang Wei", "in", "joint study", "\u0301", "\ufffd", "\u200b", "Ⅳ", "ß", "İ", "-"]
        ),
        max_size=25,
    ),
    st.sampled_from(["", " "]),
)  # fmt: skip
def test_every_span_lies_in_the_text_and_its_sentence(words: list[str], between: str) -> None:
    text = between.join(words)
    found = finder().find(text)
    named = [(one.span, one.sentence) for one in found.institutions]
    named += [(one.span, one.sentence) for one in found.countries]
    named += [(one.span, one.sentence) for one in found.persons]
    for (start, end), sentence in named:
        first, last = found.sentences[sentence]
        assert 0 <= first <= start < end <= last <= len(text)
    assert finder().find(text) == found
