"""Institutions of a loaded registry in printed strings: which is meant, and which is not."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.normalize.affiliations import Considered, decide
from loaders.registry import by_key, facts
from loaders.registry.build import build
from loaders.registry.index import Index
from loaders.registry.ror import organisation
from tests.registries import RECORDS, key, record, registered, small

CASES = Path(__file__).resolve().parents[2] / "cases" / "registry_names.tsv"


def cases() -> list[tuple[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return [
            (row["input"], row["expect"])
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]


@pytest.mark.parametrize(("text", "expect"), cases())
def test_names_of_the_registry(text: str, expect: str) -> None:
    found = decide(text, small())
    certain = [one for one in found.institutions if one.state == "yes"]
    named = [one.name if one.name != "Ministry of Health" else f"{one.name} {one.country}" for one in certain]
    assert named == ([] if expect == "-" else [expect])
    for one in found.institutions:
        assert one.span is not None
        assert text[one.span[0] : one.span[1]].strip()


def test_a_part_stands_for_its_whole() -> None:
    (hospital,) = decide("Karlstein University Hospital, University of Karlstein", small()).institutions
    assert hospital.key == key(2)
    assert small().wholes(key(2)) == {key(1): "registry"}


def test_everything_that_one_is_a_part_of_counts_by_what_it_is_now() -> None:
    laboratory = record(30, "Laboratory of Tides", "AT", "Altenau", parents=[1, 9, 10, 30])
    table_child = record(31, "Zoological Institute", "KP", "Pyongyang", ror="00ybseg45", parents=[4])
    known = registered((*RECORDS, laboratory, table_child))
    assert known.wholes(key(30)) == {key(1): "registry", key(10): "registry"}
    zoology = by_key("ror:00ybseg45")
    assert zoology is not None
    assert known.wholes(zoology.key) == {zoology.part_of: zoology.source, key(4): "registry"}


def test_a_name_in_korean_letters_joins_table_and_registry_with_and_without_its_blanks() -> None:
    mathematics = facts_named("Institute of Mathematics, State Academy of Sciences")
    for printed in ("국가과학원 수학연구소", "국가과학원수학연구소"):
        known = registered((*RECORDS, record(32, "Suhak", "KP", "Pyongyang", labels=[printed])))
        found = known.by_key(mathematics)
        assert found is not None
        assert found.key == key(32)


def test_a_registry_says_the_country_where_none_is_printed() -> None:
    ((country,), _) = (decide("Dept. of Physics, University of Karlstein", small()).countries, None)
    assert (country.value, country.state, country.rule) == ("DE", "yes", "known-institution")
    assert decide("Dept. of Physics, University of Karlstein").countries == ()


def test_without_a_registry_nothing_of_it_is_known() -> None:
    assert {one.rule for one in decide("University of Karlstein, Germany").institutions} == {"printed-name"}


def facts_named(name: str) -> str:
    return next(fact.key for fact in facts() if fact.name == name)


def test_why_one_won_can_be_told() -> None:
    told: list[Considered] = []
    decide("Ministry of Health, Lima, Peru; University Hospital Karlstein, Germany", small(), told)
    told_of_the_table = [
        (facts_named("Ministry of Public Health (DPRK)"), False, "another place is printed", "generic")
    ]
    assert [(one.fact.key, one.won, one.fits, one.how) for one in told] == [
        *told_of_the_table,
        (key(7), False, "another place is printed", "weak"),
        (key(8), True, "its city is printed", "weak"),
        (key(2), True, "its country is printed", "similar"),
    ]
    assert told[-1].score is not None
    assert 0.5 < told[-1].score <= 1


WORDS = st.sampled_from([
    "University", "of", "Karlstein", "Karlsteim", "Hospital", "Westmark", "Oakport", ",", ";", "(", ")", "MPITP", "Ministry",
    "Health", "Kenya", "Institute", "北海理工大学", "Zoltek", "Inc", "1", "Affiliated", "First", "-", "USA", "and", "Germany",
])  # fmt: skip


@given(st.lists(st.tuples(WORDS, st.sampled_from([" ", "", ", ", "  "])), max_size=20))
def test_any_words_in_any_order(pieces: list[tuple[str, str]]) -> None:
    text = "".join(word + gap for word, gap in pieces)
    told: list[Considered] = []
    found = decide(text, small(), told)
    for one in found.institutions:
        assert one.span is not None
        assert 0 <= one.span[0] < one.span[1] <= len(text)
        assert 0 < one.confidence <= 1
    for considered in told:
        assert 0 <= considered.span[0] < considered.span[1] <= len(text)
    assert decide(text, small()) == found


def test_an_index_is_the_same_whatever_the_order() -> None:
    one = [organisation(json.dumps(record).encode()) for record in RECORDS]
    there = build(one, source="a", sha256="b", built="c")
    assert build(reversed(one), source="a", sha256="b", built="c") == there
    assert len(Index(there)) == len(RECORDS)
    for broken in (
        b"",
        there[:100],
        there[:-8],
        b"x" + there,
        there.replace(b"registry index", b"registry xndex", 1),
    ):
        with pytest.raises(ValueError, match=r".*"):
            Index(broken)


@pytest.mark.parametrize("place", ["", ", Pyongyang", ", DPR Korea", ", Korea"])
def test_no_name_of_the_dprk_gets_another_country_from_a_registry(place: str) -> None:
    for fact in facts():
        if fact.country != "KP":
            continue
        for form in (fact.name, *fact.names, *fact.plain, *fact.generic):
            text = form + place
            assert decide(text, small()).countries == decide(text).countries, text


def test_a_university_of_ordinary_words_needs_its_place_where_others_are_called_so_with_theirs() -> None:
    known = registered(
        (
            *RECORDS,
            record(40, "University of Technology", "SD", "Khartoum"),
            record(41, "University of Technology Sydney", "AU", "Sydney"),
            record(42, "University of Technology Nuremberg", "DE", "Nuremberg"),
        )
    )
    cases = {
        "University of Technology": [],
        "University of Technology, Khartoum": ["University of Technology"],
        "University of Technology, Sydney": ["University of Technology Sydney"],
        "Kim Chaek, University of Technology": ["Kim Chaek University of Technology"],
    }
    for text, expect in cases.items():
        found = [one.name for one in decide(text, known).institutions if one.state == "yes"]
        assert found == expect, text


def test_whoever_stands_beside_a_name_that_others_bear_says_whether_it_is_meant() -> None:
    known = registered(
        (
            *RECORDS,
            record(44, "National Cancer Institute", "LT", "Vilnius", kind="facility"),
            record(45, "National Institute of Tidal Health", "CZ", "Klecany", kind="facility"),
        )
    )
    cases = {
        "National Cancer Institute": [],
        "National Cancer Institute, NIH": ["National Cancer Institute US"],
        "National Cancer Institute, University of Karlstein": ["University of Karlstein DE"],
        "National Cancer Institute, Vilnius, Lithuania": ["National Cancer Institute LT"],
        "National Institute of Tidal Health, NIH": ["National Institutes of Health US"],
    }
    for text, expect in cases.items():
        found = decide(text, known).institutions
        assert [f"{one.name} {one.country}" for one in found if one.state == "yes"] == expect, text


def test_letters_that_come_again_and_again_are_read_in_time_that_grows_with_the_string() -> None:
    (found,) = decide("MIT, " * 1_990).institutions
    assert found.span == (0, 3)
