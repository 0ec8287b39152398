"""Backup and restore of the local store: nothing lost, nothing trusted."""

from __future__ import annotations

import json
import shutil
import stat
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import neo4j
import pytest

from graph import embedded, embedded_archive
from graph.embedded_archive import MANIFEST, unpack
from graph.embedded_files import Layout
from graph.errors import CoauthError
from graph.settings import Settings, load_settings

GOOD = {
    "configuration.json": b"{}",
    "schema.json": b'{"types": {}}',
    MANIFEST: json.dumps({"format": 1}).encode(),
    "Thing_0.1.65536.v0.bucket": b"\0" * 65536,
}


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """Settings with a data folder of their own; its store is stopped at the end."""
    monkeypatch.setenv("COAUTH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COAUTH_STORE_HEAP", "512m")
    loaded = load_settings()
    yield loaded
    embedded.stop(loaded)


def _things(settings: Settings) -> list[int]:
    address = embedded.ensure_running(settings)
    with neo4j.GraphDatabase.driver(address.uri, auth=(address.user, address.password)) as driver:
        rows = driver.execute_query(
            "MATCH (n:Thing) RETURN n.key AS key ORDER BY key", database_=address.database
        )
    return [row["key"] for row in rows.records]


def test_there_and_back_while_it_is_written(settings: Settings, tmp_path: Path) -> None:
    address = embedded.ensure_running(settings)
    stop, before = threading.Event(), threading.Event()
    written = 0

    with neo4j.GraphDatabase.driver(address.uri, auth=(address.user, address.password)) as driver:
        driver.execute_query(
            "CREATE CONSTRAINT thing FOR (n:Thing) REQUIRE n.key IS UNIQUE", database_=address.database
        )

        def write() -> None:
            nonlocal written
            while not stop.is_set():
                rows = "UNWIND range($first, $first + 99) AS key MERGE (:Thing {key: key})"
                driver.execute_query(rows, first=written, database_=address.database)
                written += 100
                before.set()

        writer = threading.Thread(target=write)
        writer.start()
        try:
            assert before.wait(60)
            at_least = written
            embedded.backup(settings, tmp_path / "copy.zip")
        finally:
            stop.set()
            writer.join()
        at_most = written

    assert stat.S_IMODE((tmp_path / "copy.zip").stat().st_mode) == 0o600
    with zipfile.ZipFile(tmp_path / "copy.zip") as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
    assert address.password.encode() not in content
    assert not list((Layout.of(settings.home).backups / "graph").iterdir())

    assert len(_things(settings)) == at_most
    embedded.restore(settings, tmp_path / "copy.zip")
    restored = _things(settings)
    assert restored == list(range(len(restored)))
    assert at_least <= len(restored) <= at_most
    assert len(restored) % 100 == 0  # whole transactions only
    # the constraint came back too
    address = embedded.ensure_running(settings)
    with (
        neo4j.GraphDatabase.driver(address.uri, auth=(address.user, address.password)) as driver,
        pytest.raises(neo4j.exceptions.Neo4jError),
    ):
        driver.execute_query("CREATE (:Thing {key: 0})", database_=address.database)
    left = {path.name for path in Layout.of(settings.home).folder.iterdir()}
    assert not [name for name in left if name.startswith(("incoming", "removed", "previous"))]


def test_a_copy_that_cannot_be_opened_changes_nothing(settings: Settings, tmp_path: Path) -> None:
    address = embedded.ensure_running(settings)
    with neo4j.GraphDatabase.driver(address.uri, auth=(address.user, address.password)) as driver:
        driver.execute_query("CREATE (:Thing {key: 1})", database_=address.database)
        broken = _archive(tmp_path / "broken.zip", GOOD)
        with pytest.raises(CoauthError, match="no data that can be opened"):
            embedded.restore(settings, broken)
        # not even this connection was lost
        assert (
            driver.execute_query("MATCH (n:Thing) RETURN count(n) AS n", database_="graph").records[0][0] == 1
        )
    with pytest.raises(CoauthError, match="exists already"):
        embedded.backup(settings, broken)
    with pytest.raises(CoauthError, match="is no folder"):
        embedded.backup(settings, tmp_path / "nowhere" / "copy.zip")
    layout = Layout.of(settings.home)
    assert not list(layout.folder.glob("incoming-*"))

    # killed between the two renamings of a restore: the next start puts the data back
    embedded.stop(settings)
    layout.database.rename(layout.previous)
    assert _things(settings) == [1]
    # killed after them: what was replaced goes
    embedded.stop(settings)
    shutil.copytree(layout.database, layout.previous)
    assert _things(settings) == [1]
    assert not layout.previous.exists()
    assert not list(layout.folder.glob("removed-*"))


def _archive(path: Path, members: dict[str, bytes], **changed: bytes | None) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (members | changed).items():
            if content is not None:
                archive.writestr(name, content)
    return path


def _cut_short(path: Path) -> None:
    content = _archive(path, GOOD).read_bytes()
    path.write_bytes(content[: len(content) // 2])


def _bit_flipped(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, content in GOOD.items():
            archive.writestr(name, content)
    path.write_bytes(path.read_bytes().replace(b"\0" * 1000, b"\1" * 1000, 1))


def _with_link(path: Path) -> None:
    _archive(path, GOOD)
    member = zipfile.ZipInfo("link.bucket")
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(member, "/etc/passwd")


def _twice(path: Path) -> None:
    _archive(path, GOOD)
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("schema.json", "{}")


def _renamed(name: str) -> Callable[[Path], object]:
    return lambda path: _archive(path, {**GOOD, name: b"x"})


HOSTILE: dict[str, tuple[Callable[[Path], object], str]] = {
    "no zip": (lambda path: path.write_bytes(b"hello"), "no backup"),
    "empty": (lambda path: path.write_bytes(b""), "no backup"),
    "cut short": (_cut_short, "no backup"),
    "bit flipped": (_bit_flipped, "damaged"),
    "some zip": (lambda path: _archive(path, {"a.txt": b"x"}), "part of it is missing"),
    "no manifest": (lambda path: _archive(path, GOOD, **{MANIFEST: None}), "part of it is missing"),
    "manifest is no JSON": (lambda path: _archive(path, GOOD, **{MANIFEST: b"{"}), "damaged"),
    "other format": (lambda path: _archive(path, GOOD, **{MANIFEST: b'{"format": 2}'}), "another version"),
    "upwards": (_renamed("../../outside"), "unexpected file name"),
    "absolute": (_renamed("/tmp/outside"), "unexpected file name"),
    "backslash": (_renamed("..\\outside"), "unexpected file name"),
    "folder": (_renamed("folder/"), "unexpected file name"),
    "in a folder": (_renamed("folder/file"), "unexpected file name"),
    "hidden": (_renamed(".hidden"), "unexpected file name"),
    "line break": (_renamed("a\nb"), "unexpected file name"),
    "link": (_with_link, "not a plain file"),
    "twice": (_twice, "in it twice"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_archives_are_refused(case: str, tmp_path: Path) -> None:
    make, reason = HOSTILE[case]
    file, folder = tmp_path / "file.zip", tmp_path / "into"
    folder.mkdir()
    make(file)
    with pytest.raises(CoauthError, match=reason):
        unpack(file, folder, 10**9)
    assert {path.name for path in tmp_path.iterdir()} == {"file.zip", "into"}
    assert not any(path.is_symlink() for path in folder.iterdir())


def test_no_more_than_there_is_room_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = _archive(tmp_path / "bomb.zip", {**GOOD, "bomb.bucket": b"\0" * 50_000_000})
    assert bomb.stat().st_size < 100_000
    (tmp_path / "into").mkdir()
    with pytest.raises(CoauthError, match="needs 47 MiB, and 19 MiB are free"):
        unpack(bomb, tmp_path / "into", 20_000_000)
    monkeypatch.setattr(embedded_archive, "MOST_FILES", 3)
    with pytest.raises(CoauthError, match="files in it"):
        unpack(bomb, tmp_path / "into", 10**9)
    assert not list((tmp_path / "into").iterdir())
