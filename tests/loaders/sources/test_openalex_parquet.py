"""OpenAlex in Parquet: flat and nested rows become the same records as from JSON."""

from __future__ import annotations

import io
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import CoauthError
from loaders.records import Located, Record, Rejected
from loaders.sources import openalex, openalex_parquet
from tests.printed import openalex as made

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

ROW = {
    "work_id": "W2794734225", "doi": "10.1371/JOURNAL.pone.1", "title": "Footprints", "abstract": "Little is known.",
    "year": 2018.0, "date": "2018-03-28", "type": "article", "language": "en", "venue": "PLoS ONE", "n_authors": 2,
    "author_ids": "A1|A2", "author_names": "Ann Lee|Bo Kim", "institution_names": "MIT", "countries": "US",
    "grant_funders": "NSF|NSF|KISU",
}  # fmt: skip


def packed(rows: list[dict[str, Any]], **options: Any) -> io.BytesIO:
    file = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), file, **options)
    file.seek(0)
    return file


def read(file: io.BytesIO) -> list[Located | Rejected]:
    return list(openalex_parquet.read(file))


def one(**more: object) -> Record:
    [item] = read(packed([ROW | more]))
    assert isinstance(item, Located), item
    return item.record


def test_a_flat_row() -> None:
    record = one()
    assert (record.source, record.source_id, record.openalex) == (
        "openalex-parquet",
        "W2794734225",
        "W2794734225",
    )
    assert (record.doi, record.title, record.year) == ("10.1371/journal.pone.1", "Footprints", 2018)
    assert [(d.kind, d.value) for d in record.dates] == [("published", "2018-03-28")]
    assert [(a.name, a.source_id, a.affiliations, a.labels) for a in record.authors] == [
        ("Ann Lee", "openalex:A1", (), ()),
        ("Bo Kim", "openalex:A2", (), ()),
    ]
    assert (record.funders, record.affiliations, record.authors_complete) == (("NSF", "KISU"), (), True)
    assert record.abstract == "Little is known."


def test_institutions_that_openalex_attached_are_not_print() -> None:
    assert one(institution_names="Kim Il Sung University", countries="KP") == one()


def test_lists_may_be_lists() -> None:
    assert (
        one(author_ids=["A1", "A2"], author_names=["Ann Lee", "Bo Kim"], grant_funders=["NSF", "KISU"])
        == one()
    )


def test_ids_that_are_not_as_many_as_names_are_nobodys() -> None:
    assert [a.source_id for a in one(author_ids="A1").authors] == [None, None]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"date": date(2018, 3, 28)}, "2018-03-28"),
        ({"date": None}, "2018"),
        ({"date": "", "year": float("nan")}, None),
        ({"date": "2019-01-01"}, "2018"),
        ({"date": None, "year": 2018}, "2018"),
    ],
)
def test_dates(more: dict[str, Any], expected: str | None) -> None:
    record = one(**more)
    assert [d.value for d in record.dates] == ([expected] if expected else [])
    assert record.year == (2018 if expected else None)


def test_a_list_that_was_cut_says_so() -> None:
    assert one(n_authors=150).authors_complete is False


def test_rows_without_an_identity_are_rejected_and_the_next_read() -> None:
    first, second = read(packed([{**ROW, "work_id": "", "doi": None, "title": ""}, ROW]))
    assert isinstance(first, Rejected)
    assert first.reason == "no identity: neither id nor DOI nor title"
    assert (first.line, json.loads(first.raw)["names"]) == (1, "Ann Lee|Bo Kim")
    assert isinstance(second, Located)
    assert second.line == 2


WORK = made("W1", authors=[("Ann Lee", ["MIT, USA", "HIT, China"])], ids_of={"Ann Lee": "A1"}, doi="10.1000/X",
            publication_date="2018-01-02", primary_location={"source": {"display_name": "J"}},
            abstract_inverted_index={"a": [0, 2], "b": [1]})  # fmt: skip


@pytest.mark.parametrize("form", ["nested", "map", "JSON"])
def test_nested_rows_are_the_works_of_the_api(form: str) -> None:
    expected = openalex.read(json.dumps(WORK).encode())
    row = dict(WORK)
    table = pa.Table.from_pylist([row])
    if form == "JSON":
        names = ("authorships", "primary_location", "abstract_inverted_index")
        table = pa.Table.from_pylist([row | {name: json.dumps(row[name]) for name in names}])
    elif form == "map":
        column = pa.array(
            [list(row["abstract_inverted_index"].items())], pa.map_(pa.string(), pa.list_(pa.int64()))
        )
        place = table.column_names.index("abstract_inverted_index")
        table = table.set_column(place, "abstract_inverted_index", column)
    file = io.BytesIO()
    pq.write_table(table, file)
    [item] = read(file)
    assert isinstance(item, Located), item
    assert item.record.affiliations == ("MIT, USA", "HIT, China")
    assert item.record.key == "openalex-parquet:W1"
    for name in set(Record.__struct_fields__) - {"source"}:
        assert getattr(item.record, name) == getattr(expected, name)


def test_a_row_over_the_bound_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openalex_parquet, "MAX_ROW", 10_000)
    first, second = read(packed([ROW | {"abstract": "x" * 20_000}, ROW]))
    assert isinstance(first, Rejected)
    assert "longer than" in first.reason
    assert isinstance(second, Located)


def test_many_row_groups_keep_their_order() -> None:
    rows = [ROW | {"work_id": f"W{n}"} for n in range(1, 2_501)]
    found = read(packed(rows, row_group_size=700))
    assert [(item.line, item.record.openalex) for item in found if isinstance(item, Located)] == [
        (n, f"W{n}") for n in range(1, 2_501)
    ]


def test_other_columns_are_refused_with_what_is_needed() -> None:
    with pytest.raises(CoauthError, match="author_names"):
        read(packed([{"a": 1}]))


def test_without_pyarrow_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(CoauthError, match=r"pip install 'coauthgraph\[parquet\]'"):
        read(packed([ROW]))


def test_recognised_by_its_first_bytes() -> None:
    assert openalex_parquet.recognises(packed([ROW]).read(4))
    assert not openalex_parquet.recognises(b'{"PAR1"')


@given(st.integers(0, 3_000), st.binary(min_size=1, max_size=8), st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_damaged_file_is_said(place: int, junk: bytes, cut: bool) -> None:
    raw = packed([ROW] * 3).getvalue()
    place %= len(raw)
    damaged = raw[:place] if cut else raw[:place] + junk + raw[place + len(junk) :]
    try:
        found = read(io.BytesIO(damaged))
    except CoauthError:
        return
    assert found


def test_places_that_a_dictionary_does_not_have_are_damage() -> None:
    """A flipped bit of a file makes them; pyarrow itself does not look."""
    places = pa.array([0, 5], pa.int32())
    column = pa.DictionaryArray.from_arrays(places, pa.array(["a"]), safe=False)
    with pytest.raises(pa.ArrowInvalid):
        openalex_parquet._values(column)


@pytest.mark.shared
def test_the_real_sample(shared_folder: Path) -> None:
    with (shared_folder / "data/openalex/works_snapshot_sample.parquet").open("rb") as file:
        records = [item.record for item in openalex_parquet.read(file) if isinstance(item, Located)]
    assert len({record.openalex for record in records}) == 1684
    assert sum(len(record.authors) for record in records) == 13_470
    assert sum(record.doi is not None for record in records) == 1577
    assert sum(record.year is None for record in records) == 7


def test_what_grows_without_measure_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openalex_parquet, "RATIO_FROM", 2**20)
    items = read(packed([ROW | {"title": "x" * 2**22}], compression="zstd"))
    assert [item.reason for item in items if isinstance(item, Rejected)] == [
        "the Parquet file grows more than 200-fold when unpacked"
    ]
