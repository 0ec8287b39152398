"""The fuzzing of the readers: reproducible, each record accounted for, in every format and encoding."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from benchmarks import encodings, fuzz, printers
from benchmarks.shapes import NAMES, shape
from loaders.records import Located


@pytest.fixture(autouse=True)
def shipped_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same with and without development data."""
    monkeypatch.setattr("benchmarks.at_hand.DATA", Path("/nowhere"))
    shape.cache_clear()


@pytest.mark.parametrize("name", NAMES)
def test_every_damaged_record_is_accounted_for(name: str) -> None:
    if name == "openalex-parquet":
        pytest.importorskip("pyarrow")
    number = 10 if name in ("openalex-parquet", "table-xlsx") else 60
    result = fuzz.run(name, number, 7)
    assert (result.tried, result.adds_up) == (number, True)
    assert (result.crashes, result.lost) == ([], 0)


def test_the_same_seed_makes_the_same_damage() -> None:
    form = shape("ris")
    first = [fuzz.damaged(form, 3, index) for index in range(30)]
    assert first == [fuzz.damaged(form, 3, index) for index in range(30)]
    assert first != [fuzz.damaged(form, 4, index) for index in range(30)]


def test_a_crash_is_counted_and_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def read(raw: bytes) -> None:
        raise IndexError("out of range")

    form = shape("wos-tab")
    monkeypatch.setattr(fuzz, "shape", lambda name: _Reading(form, read))
    assert fuzz.main(["--format", "wos-tab", "--records", "5"]) == 1
    assert "IndexError: out of range at test_fuzz.py" in capsys.readouterr().out
    assert fuzz.main(["--format", "wos-tab", "--records", "5", "--json"]) == 1
    assert [row["crashed"] for row in json.loads(capsys.readouterr().out)] == [5, 5]


class _Reading:
    """A format with another reader."""

    def __init__(self, form: object, read: object) -> None:
        self._form, self.read = form, read

    def __getattr__(self, name: str) -> object:
        return getattr(self._form, name)


def test_an_unsound_record_is_a_crash() -> None:
    (item,) = shape("ris").read(printers.ris(printers.shipped()[0]).encode())
    assert isinstance(item, Located)
    fuzz.sound(item.record)
    for changed in ({"unmapped": (99,)}, {"doi": "10.1/UPPER"}, {"year": 3_000}, {"authors": ()}):
        with pytest.raises(fuzz.Unsound):
            fuzz.sound(msgspec.structs.replace(item.record, **changed))


@pytest.mark.parametrize("name", ["facts", "wos", "scopus", "pubmed"])
@pytest.mark.parametrize("encoding", ["UTF-16 LE", "UTF-16 BE with mark", "CP949", "GB18030", "Windows-1252"])
def test_other_encodings_give_the_same_records(name: str, encoding: str, tmp_path: Path) -> None:
    found = encodings.compare(shape(name), encoding, tmp_path / "file")
    assert found is None or (found.same == found.records > 100)
    assert (found is None) == (name == "facts" and not encoding.startswith("UTF"))
