"""The works of the benchmarks: always the same, in the shape of the API, like the measured ones."""

from __future__ import annotations

import json
from pathlib import Path
from statistics import mean
from typing import Any

import pytest

from benchmarks import generator
from benchmarks.measure import measure
from benchmarks.people import orcid_check
from loaders.records import Located
from loaders.sources import open_file

NUMBER = 600


@pytest.fixture(scope="module")
def made() -> list[dict[str, Any]]:
    """Works as a program would read them."""
    return [json.loads(line) for line in generator.works(NUMBER)]


def test_the_same_seed_makes_the_same_works() -> None:
    first = list(generator.works(50))
    assert first == list(generator.works(50))
    assert first != list(generator.works(50, seed=2))


def test_a_smaller_file_is_the_beginning_of_a_larger_one() -> None:
    assert list(generator.works(20)) == list(generator.works(60))[:20]


def test_every_work_is_read(tmp_path: Path) -> None:
    opened = open_file(generator.write(tmp_path / "works.jsonl", NUMBER))
    items = list(opened.items)
    assert opened.format == "openalex"
    assert len(items) == NUMBER
    assert all(isinstance(item, Located) for item in items)
    assert len({item.record.key for item in items if isinstance(item, Located)}) == NUMBER


def test_authors_stand_once_on_a_work(made: list[dict[str, Any]]) -> None:
    for work in made:
        persons = [a["author"]["id"] for a in work["authorships"] if a["author"]["id"]]
        assert len(persons) == len(set(persons))


def test_orcids_are_those_of_one_person_each(made: list[dict[str, Any]]) -> None:
    owners: dict[str, set[str]] = {}
    for work in made:
        for authorship in work["authorships"]:
            orcid = authorship["author"]["orcid"]
            if orcid:
                digits = orcid.removeprefix("https://orcid.org/").replace("-", "")
                assert orcid_check(digits[:15]) == digits[15]
                owners.setdefault(orcid, set()).add(authorship["author"]["id"])
    assert owners
    assert all(len(ids) == 1 for ids in owners.values())


@pytest.mark.parametrize("digits,check", [("000000021825009", "7"), ("000000021694233", "X")])
def test_an_orcid_ends_in_its_check_character(digits: str, check: str) -> None:
    assert orcid_check(digits) == check


def test_made_works_are_like_the_measured_ones(made: list[dict[str, Any]]) -> None:
    wanted = json.loads(Path(generator.__file__).with_name("measured.json").read_text(encoding="ascii"))
    found = measure(made)
    for name, slack in {
        "authorships": 0.35,  # one work of a hundred authors more or less is felt in so few
        "works_without_affiliation": 0.2,
        "affiliation_uses_distinct_in_work": 0.3,
        "works_with_doi": 0.1,
        "works_with_abstract": 0.1,
        "persons": 0.35,
    }.items():
        assert found[name] / NUMBER == pytest.approx(wanted[name] / wanted["works"], rel=slack), name
    assert mean(found["abstract_words"]) == pytest.approx(mean(wanted["abstract_words"]), rel=0.3)


def test_half_of_the_works_are_international_and_some_are_triads(made: list[dict[str, Any]]) -> None:
    countries = [{code for a in work["authorships"] for code in a["countries"]} for work in made]
    assert sum(len(codes) > 1 for codes in countries) / NUMBER == pytest.approx(0.5, abs=0.1)
    assert sum({"KP", "CN", "US"} <= codes for codes in countries) / NUMBER == pytest.approx(0.02, abs=0.015)
