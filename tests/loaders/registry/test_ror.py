"""Dumps of the registry: both schemas, every packing, and what is no dump."""

from __future__ import annotations

import gzip
import json
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
    assert registry.index.find(ident(1)) is not None
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
