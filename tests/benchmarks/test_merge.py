"""The measure of joining by title: identifiers hidden, and true ones to compare with."""

from __future__ import annotations

import pytest

from benchmarks.merge import DATA, alone, compare, read
from loaders.records import PrintedAuthor, Record


def record(ident: str, title: str, *, doi: str | None = None, year: int = 2018) -> Record:
    authors = (PrintedAuthor("Ri Chol Su", 0), PrintedAuthor("Wang Wei", 1))
    return Record(source="s", source_id=ident, doi=doi, title=title, year=year, authors=authors)


SORPTION = "Sorption of caesium on bentonite from the Taedong river basin"
LATTICE = "Lattice dynamics of two-dimensional boron nitride under strain"


def test_joined_missed_asked_and_wrong_are_counted() -> None:
    shown = [
        record("a", SORPTION, doi="10.1000/a"),
        record("b", LATTICE, doi="10.1000/b"),
        record("c", "Another work altogether, about porous media", doi="10.1000/c"),
    ]
    others = [
        record("1", SORPTION.upper(), doi="10.1000/a"),
        record("2", LATTICE, doi="10.1000/b", year=2020),
        record("3", "Another work altogether, about porous media", doi="10.1000/d"),
        record("4", SORPTION),
    ]
    found, said = compare("made", shown, others)
    assert (found.records, found.pairs, found.joined, found.asked, found.wrong) == (6, 2, 1, 1, 1)
    assert (found.precision, found.recall) == (0.5, 0.5)
    assert [line.split(":")[0].strip() for line in said] == ["wrong", "missed"]
    single, _ = alone("made", shown)
    assert (single.records, single.pairs, single.wrong) == (3, 0, 0)


@pytest.mark.shared
def test_two_databases_agree_on_real_works() -> None:
    names = ("bib/wos_plaintext_500.txt.gz", "bib/scopus_3658.csv.gz")
    found, _ = compare("WoS and Scopus", *(read(DATA / name) for name in names))
    assert found.pairs > 400
    assert (found.precision or 0) >= 0.995
    assert (found.recall or 0) >= 0.95
