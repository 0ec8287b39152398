"""A file is written whole or not at all."""

import os
import stat
from pathlib import Path

import pytest

from graph.errors import CoauthError
from graph.views.atomic import write_file


def test_it_replaces_what_was_there_and_keeps_its_mode(tmp_path: Path) -> None:
    file = tmp_path / "answer.csv"
    file.write_text("old")
    file.chmod(0o640)
    write_file(file, b"new")
    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert [one.name for one in tmp_path.iterdir()] == ["answer.csv"]


def test_a_link_goes_on_pointing(tmp_path: Path) -> None:
    file = tmp_path / "real.csv"
    file.write_text("old")
    link = tmp_path / "link.csv"
    link.symlink_to(file)
    write_file(link, b"new")
    assert link.is_symlink()
    assert file.read_bytes() == b"new"


def test_a_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "answer.csv"
    file.write_text("old")

    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CoauthError, match=r"cannot write .*answer\.csv: No space left on device"):
        write_file(file, b"new")
    assert file.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["answer.csv"]


@pytest.mark.parametrize(
    ("place", "reason"), [(".", "it is a folder"), ("missing/x.csv", "there is no folder")]
)
def test_places_that_are_none(tmp_path: Path, place: str, reason: str) -> None:
    with pytest.raises(CoauthError, match=reason):
        write_file(tmp_path / place, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_device() -> None:
    with pytest.raises(CoauthError, match="No space left"):
        write_file(Path("/dev/full"), b"x")
