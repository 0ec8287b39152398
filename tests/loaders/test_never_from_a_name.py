"""No personal name is evidence for a country."""

from __future__ import annotations

import random
from importlib import resources
from pathlib import Path

import msgspec

from loaders.deciding import Decider
from loaders.merging.identity import group
from loaders.records import Located, Record
from loaders.sources import open_file
from loaders.works import compute


def countries(record: Record) -> tuple[dict[str, bool], list[tuple[str, ...]]]:
    """The work's countries (True: for review), and those of each author in order."""
    (one,) = group([record])
    state = compute(one, Decider())
    return (
        {code: found.review for code, found in state.involves.items()},
        [authorship.countries for authorship in state.authorships],
    )


def renamed(record: Record, names: list[str]) -> Record:
    authors = tuple(
        msgspec.structs.replace(author, name=name, name_native=None)
        for name, author in zip(names, record.authors, strict=True)
    )
    return msgspec.structs.replace(record, authors=authors)


def test_all_names_of_a_set_are_swapped_and_the_countries_stay() -> None:
    with resources.as_file(resources.files("loaders.demo") / "works.jsonl") as path:
        records = [item.record for item in open_file(Path(path)).items if isinstance(item, Located)]
    names = sorted({author.name for record in records for author in record.authors})
    random.Random(5).shuffle(names)
    compared = 0
    for record in records:
        given = [author.name for author in record.authors]
        others = [names[(names.index(name) + 7) % len(names)] for name in given]
        if not given or len(set(others)) != len(others) or len(set(given)) != len(given):
            continue
        assert countries(renamed(record, others)) == countries(renamed(record, given)), record.title
        compared += 1
    assert compared > 50
