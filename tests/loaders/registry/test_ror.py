"""Dumps of the registry: both schemas, every packing, and what is no dump."""

from __future__ import annotations

import gzip
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

from graph.errors import CoauthError
from loaders.registry import library
from loaders.registry.index import opened
from loaders.registry.ror import Dump, organisation
from tests.registries import RECORDS, address, ident, lines, record

FIRST_SCHEMA: dict[str, Any] = {
    "id": address(1),
    "name": "University of Karlstein",
    "established": 1700,
    "types": ["Education"],
    "status": "active",
    "relationships": [
        {"type": "Parent", "label": "x", "id": address(4)},
        {"type": "Successor", "id": address(5)},
    ],
    "addresses": [{"city": "Karlstein", "state": "Bavaria", "lat": 1.0}],
    "links": ["https://www.uni-karlstein.de/start"],
    "aliases": ["Karlstein University"],
    "acronyms": ["UKA"],
    "labels": [{"label": "Universität Karlstein", "iso639": "de"}],
    "country": {"country_name": "Germany", "country_code": "DE"},
    "external_ids": {},
}


def test_the_first_schema() -> None:
    found = organisation(json.dumps(FIRST_SCHEMA).encode())
    assert (found.id, found.name, found.status, found.established) == (
        ident(1),
        "University of Karlstein",
        "active",
        1700,
    )
    assert found.places == (("DE", "Karlstein", "Bavaria"),)
    assert (found.parents, found.successors) == ((ident(4),), (ident(5),))
    assert found.hosts == ("uni-karlstein.de",)
    assert set(found.names) == {
        ("University of Karlstein", "label"), ("Karlstein University", "alias"), ("UKA", "acronym"),
        ("Universität Karlstein", "label"),
    }  # fmt: skip


def test_the_second_schema() -> None:
    found = organisation(json.dumps(RECORDS[1]).encode())
    assert (found.id, found.name, found.types) == (ident(2), "Karlstein University Hospital", ("healthcare",))
    assert found.places == (("DE", "Karlstein", ""),)
    assert found.parents == (ident(1),)


@pytest.mark.parametrize(
    "raw",
    [
        b"[]", b"{}", b"null", b'{"id": 5}', b'{"id": "https://example.org/1", "names": []}', b"{" * 5000,
        b'{"id": "https://ror.org/000001011", "name": ""}', b'{"id": "https://ror.org/000001011", "names": [{"value": 3}]}',
    ],
)  # fmt: skip
def test_what_is_no_record(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r"record|id|name"):
        organisation(raw)


@pytest.mark.parametrize(
    "change",
    [
        {"established": 2**70},
        {"locations": [{"geonames_details": {"country_code": "FR", "name": "C " * 200_000}}]},
        {"types": [f"kind {number}" for number in range(100_000)]},
        {"domains": ["x" * 1_000_000]},
        {"status": "x" * 1_000_000},
        {"names": [{"value": f"Karlstein Zorb {number}", "types": ["label"]} for number in range(100_000)]},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_no_real_record_has_makes_no_index_large_or_slow(change: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "dump.jsonl"
    path.write_bytes(lines([record(1, "University of Karlstein", "DE", "Karlstein") | change]))
    found = library.imported(path, tmp_path / "home")
    assert (found.count, found.count_refused) == (1, 0)
    assert found.path.stat().st_size < 500_000


def packed(folder: Path, how: str) -> Path:
    path = folder / f"dump.{how}"
    array = json.dumps([*RECORDS]).encode()
    if how == "jsonl":
        path.write_bytes(lines())
    elif how == "jsonl.gz":
        path.write_bytes(gzip.compress(lines()))
    elif how == "json":
        path.write_bytes(array)
    else:
        with zipfile.ZipFile(path, "w") as file:
            older = [FIRST_SCHEMA | {"name": "Older name"}]
            file.writestr("v1.63-ror-data.json", json.dumps(older))
            file.writestr("v1.63-ror-data.csv", "id,name\n")
            file.writestr("v1.63-ror-data_schema_v2.json", array)
    return path


@pytest.mark.parametrize("how", ["jsonl", "jsonl.gz", "json", "zip"])
def test_every_packing(how: str, tmp_path: Path) -> None:
    found = list(Dump(packed(tmp_path, how)))
    assert [one.name for one in found] == [one["names"][0]["value"] for one in RECORDS]


def test_what_is_damaged_is_left_out_and_named(tmp_path: Path) -> None:
    path = tmp_path / "dump.jsonl"
    path.write_bytes(lines(RECORDS[:2]) + b'{"id": "nothing"}\n{"broken\n' + lines(RECORDS[:1]))
    reading = Dump(path)
    assert [one.id for one in reading] == [ident(1), ident(2)]
    assert reading.count_refused == 3
    assert "twice" in reading.refused[-1]


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"id,name\n1,2\n", b"\x00\x01\x02", b"PK\x03\x04 no archive"]
)
def test_what_is_no_dump(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "dump"
    path.write_bytes(content)
    with pytest.raises(CoauthError) as told:
        list(Dump(path))
    assert str(path) in told.value.message


def test_half_a_dump_is_no_dump(tmp_path: Path) -> None:
    path = tmp_path / "dump.jsonl.gz"
    whole = gzip.compress(
        lines([record(number, f"Academy {number} of Lumen", "FR", "Lyon") for number in range(500)])
    )
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CoauthError, match="cut short"):
        library.imported(path, tmp_path / "home")


def test_a_pipe_is_no_dump(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(CoauthError, match="no regular file"):
        library.imported(tmp_path / "pipe", tmp_path / "home")


def test_a_load_mends_what_says_which_is_in_use(tmp_path: Path) -> None:
    path, home = packed(tmp_path, "jsonl"), tmp_path / "home"
    current = home / library.FOLDER / library.CURRENT
    current.parent.mkdir(parents=True)
    current.write_text("{")
    with pytest.raises(CoauthError, match="cannot be read"):
        library.current(home)
    library.use(home, library.imported(path, home), str(path))
    assert library.current(home) is not None


def test_a_damaged_record_of_an_index_is_told(tmp_path: Path) -> None:
    found = library.imported(packed(tmp_path, "jsonl"), tmp_path / "home")
    content = found.path.read_bytes()
    first = RECORDS[0]["names"][0]["value"].encode()
    at = content.rindex(first, 0, content.rindex(first) + len(first))
    found.path.write_bytes(content[: at - 12] + b"\xc1" * 12 + content[at:])
    index = opened(found.path)
    with pytest.raises(CoauthError, match="is damaged") as told:
        for number in range(len(index)):
            index.organisation(number)
    assert "coauth registry load" in (told.value.hint or "")


def test_an_index_is_made_once_and_again_when_it_is_damaged(tmp_path: Path) -> None:
    path, home = packed(tmp_path, "jsonl"), tmp_path / "home"
    first = library.imported(path, home)
    assert (first.new, first.count) == (True, len(RECORDS))
    again = library.imported(path, home)
    assert (again.new, again.path) == (False, first.path)
    first.path.write_bytes(first.path.read_bytes()[:-100])
    with pytest.raises(CoauthError, match="is no index of a registry"):
        opened(first.path)
    assert library.imported(path, home).new is True
    assert len(opened(first.path)) == len(RECORDS)


def test_the_one_in_use(tmp_path: Path) -> None:
    path, home = packed(tmp_path, "jsonl"), tmp_path / "home"
    assert library.status(home) is None
    assert library.current(home) is None
    library.use(home, library.imported(path, home), str(path))
    registry = library.current(home)
    assert registry is not None
    assert registry.by_key(f"ror:{ident(1)}") is not None
    other = tmp_path / "other.jsonl"
    other.write_bytes(lines([record(77, "Another Academy of Lumen", "FR", "Lyon")]))
    assert len(library.of_dump(other, home).index) == 1
    now = library.status(home)
    assert now is not None
    assert now.source == str(path)  # asked for once, the other is not in use
    now.path.unlink()
    with pytest.raises(CoauthError, match="is gone, or was made by another version") as told:
        library.current(home)
    assert "coauth registry load" in (told.value.hint or "")
    assert library.forget(home) is True
    assert library.forget(home) is False
    assert library.current(home) is None
