"""`coauth add`: one record by hand, as a line of a file and in the store."""

from __future__ import annotations

import hashlib
import json
import os
import resource
from pathlib import Path
from typing import Any

import pytest

from coauth.main import run
from graph.store import Store
from loaders import by_hand
from loaders.records import Record, from_statement
from loaders.sources import facts
from tests.servers.targets import Cli

PAGE = "https://example.org/story?id=7"
KISU = "Kim Il Sung University, Pyongyang"
HIT = "Harbin Institute of Technology, Harbin, China"
AUTHOR = ("--author", "Ri Chol Su", "--affiliation", KISU)
LEAST = ("--title", "On melt", *AUTHOR, "--seen-at", PAGE)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder that holds nothing, and a user name."""
    monkeypatch.setenv("COAUTH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LOGNAME", "someone")
    return tmp_path / "home"


def add(*arguments: str | Path, load: bool = False) -> int:
    return run(["add", *map(str, arguments), *(() if load else ("--no-load",))])


def written(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def record_in(file: Path) -> Record:
    return facts.read(file.read_bytes().splitlines()[-1])


def test_everything_that_can_be_said(home: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.png"
    page.write_bytes(b"what was seen")
    status = add(
        "--affiliation", "Yanbian University, Yanji", "--title", " On  melt ", "--doi", "https://doi.org/10.1234/ABC.",
        "--arxiv", "arXiv:2203.05726v2", "--pmid", "27152344", "--year", "2017", "--date", "submitted=2016-11",
        "--date", "published=2017-05-04", "--venue", "Some Journal", "--type", "preprint", "--language", "ko",
        "--author", "Ri Chol Su", "--affiliation", KISU, "--affiliation", HIT, "--orcid", "0000-0002-1825-0097",
        "--author", "Wang Wei", "--author", "김철수", "--corresponding", "--affiliation", KISU, "--funder", "A fund",
        "--note", "found by chance", "--seen-at", PAGE, "--file", page, "--by", "An Analyst",
    )  # fmt: skip
    assert status == 0
    (line,) = written(home / "added.jsonl")
    assert (line["note"], line["evidence"], line["added_by"]) == ("found by chance", [PAGE], "An Analyst")
    record = record_in(home / "added.jsonl")
    assert (record.title, record.doi, record.arxiv, record.pmid) == (
        " On  melt ", "10.1234/abc", "2203.05726", "27152344",
    )  # fmt: skip
    assert (record.year, record.venue, record.type, record.language) == (
        2017,
        "Some Journal",
        "preprint",
        "ko",
    )
    assert {date.kind: date.value for date in record.dates} == {
        "submitted": "2016-11",
        "published": "2017-05-04",
    }
    assert record.funders == ("A fund",)
    told = [
        (a.name, [record.affiliations[i] for i in a.affiliations], a.corresponding, a.orcid)
        for a in record.authors
    ]
    assert told == [
        ("Ri Chol Su", [KISU, HIT], None, "0000-0002-1825-0097"),
        ("Wang Wei", [], None, None),
        ("김철수", [KISU], True, None),
    ]
    assert [record.affiliations[i] for i in record.unmapped] == ["Yanbian University, Yanji"]
    assert record.seen is not None
    assert (record.seen.url, record.seen.by, record.seen.file_name) == (PAGE, "An Analyst", "page.png")
    assert record.seen.file_sha256 == hashlib.sha256(b"what was seen").hexdigest()
    assert from_statement(record.statement) == record


def test_it_is_the_shape_of_the_shipped_works(home: Path) -> None:
    add(*LEAST)
    shipped = json.loads(Path(by_hand.__file__).with_name("demo").joinpath("works.jsonl").open().readline())
    (line,) = written(home / "added.jsonl")
    beside = {"seen_at", "added_by", "added_on", "updated", "file_name", "file_sha256"}
    assert set(line) - set(shipped) == beside
    assert set(line["authors"][0]) - set(shipped["authors"][0]) == {"orcid"}
    assert set(line["dates"]) == set(shipped["dates"])


WRONG = {
    "nothing names the work": (*AUTHOR, "--seen-at", PAGE),
    "without author and affiliation": ("--title", "T", "--seen-at", PAGE),
    "--doi 10.12/x: it is none": (*LEAST, "--doi", "10.12/x"),
    "--arxiv 22.1: it is none": (*LEAST, "--arxiv", "22.1"),
    "--pmid x1: it is none": (*LEAST, "--pmid", "x1"),
    "--title is empty": (*LEAST, "--title", "  "),
    "--author is empty": (*LEAST, "--author", ""),
    "--affiliation is empty": (*LEAST, "--affiliation", ""),
    "--by is empty": (*LEAST, "--by", " "),
    "--orcid stands before any --author": ("--orcid", "0000-0002-1825-0097", *LEAST),
    "--corresponding stands before any": ("--corresponding", *LEAST),
    "check digit is wrong": (*LEAST, "--orcid", "0000-0002-1825-0098"),
    "two ORCIDs for Ri Chol Su": (*LEAST, *("--orcid", "0000-0002-1825-0097") * 2),
    "--year 1066: a paper is of a year": (*LEAST, "--year", "1066"),
    "--year 2999: a paper is of a year": (*LEAST, "--year", "2999"),
    "--date published=1066": (*LEAST, "--date", "published=1066"),
    "there is no such day": (*LEAST, "--date", "published=2017-02-30"),
    "--date 2017-05: it is not KIND=": (*LEAST, "--date", "2017-05"),
    "--date seen=2017: it is not": (*LEAST, "--date", "seen=2017"),
    "--date online=2017-05-04T10:00: it is not": (*LEAST, "--date", "online=2017-05-04T10:00"),
    "--date online is given twice": (*LEAST, *("--date", "online=2017") * 2),
    "Missing option '--seen-at'": ("--title", "T", *AUTHOR),
    "it is no address of a web page": ("--title", "T", *AUTHOR, "--seen-at", "ftp://example.org/x"),
    "--seen-at http://[: it is no address": ("--title", "T", *AUTHOR, "--seen-at", "http://["),
    "--seen-at http://a b/: it is no": ("--title", "T", *AUTHOR, "--seen-at", "http://a b/"),
    "leave user and password out": ("--title", "T", *AUTHOR, "--seen-at", "https://a:b@example.org/"),
    "is longer than 4,000 bytes": (*LEAST, "--author", "x" * 5_000),
}


@pytest.mark.parametrize("said", WRONG)
def test_wrong_usage_says_what_to_do(said: str, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert add(*WRONG[said]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert "  try: " in error
    assert not (home / "added.jsonl").exists()


def test_a_file_that_cannot_be_read(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(tmp_path / "pipe")
    for kept in (tmp_path / "none.png", tmp_path, tmp_path / "pipe"):
        assert add(*LEAST, "--file", kept) == 1
        assert "  try: " in capsys.readouterr().err
    assert not (home / "added.jsonl").exists()


def test_a_file_that_is_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(by_hand, "MAX_KEPT_FILE", 9)
    (tmp_path / "page").write_bytes(b"0123456789")
    assert add(*LEAST, "--file", tmp_path / "page") == 1
    assert "larger than 9 bytes" in capsys.readouterr().err


def test_who_adds_is_said(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    add(*LEAST)
    assert "by someone (the system's user name; --by says another)" in capsys.readouterr().out
    monkeypatch.setenv("COAUTH_ANALYST", "the team")
    add(*LEAST, "--year", "2017")
    assert "by the team (as the settings say)" in capsys.readouterr().out
    assert [line["added_by"] for line in written(home / "added.jsonl")] == ["someone", "the team"]


def test_the_same_command_again_adds_nothing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for by in ("one", "another"):
        assert add(*LEAST, "--by", by) == 0
    assert len(written(home / "added.jsonl")) == 1
    assert "says the same already: nothing was added" in capsys.readouterr().out


def test_other_words_replace_and_both_stay(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = home / "added.jsonl"
    for venue in ("A", "B", "A"):
        add(*LEAST, "--venue", venue)
    assert "replaces what was said" in capsys.readouterr().out
    assert [line["venue"] for line in written(file)] == ["A", "B", "A"]
    records = [facts.read(line) for line in file.read_bytes().splitlines()]
    assert len({record.key for record in records}) == 1
    times = [record.updated for record in records if record.updated]
    assert times == sorted(set(times))
    assert len(times) == 3


def test_a_clock_that_was_set_back(home: Path) -> None:
    add(*LEAST)
    file = home / "added.jsonl"
    (line,) = written(file)
    line["updated"] = "9000-01-01T00:00:00.000000Z"
    file.write_text(json.dumps(line))  # and no end of line
    assert add(*LEAST, "--venue", "B") == 0
    assert [one["updated"] for one in written(file)] == [line["updated"], "9000-01-01T00:00:00.000001Z"]


def test_another_page_or_work_is_another_record(tmp_path: Path) -> None:
    file = tmp_path / "mine.jsonl"
    for more in ((), ("--seen-at", PAGE + "8"), ("--title", "On ice"), ("--doi", "10.1234/x")):
        assert add(*LEAST, *more, "-o", file) == 0
    assert len({facts.read(line).key for line in file.read_bytes().splitlines()}) == 4


@pytest.mark.parametrize("content", ["[\n]\n", '{"title": "x",\n "authors": []}\n', "id,title\n", "\0\n"])
def test_a_file_of_another_shape_is_left_alone(
    content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "other"
    file.write_text(content)
    assert add(*LEAST, "-o", file) == 1
    assert "line 1: it is no JSON object" in capsys.readouterr().err
    assert file.read_text() == content


def test_a_folder_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert add(*LEAST, "-o", tmp_path / "none" / "mine.jsonl") == 1
    assert "there is no folder" in capsys.readouterr().err


def test_a_line_that_finds_no_room_leaves_the_file_as_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.jsonl"
    add(*LEAST, "-o", file)
    before = file.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 300, hard))
    try:
        assert add(*LEAST, "--year", "2017", "-o", file) == 1
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "cannot add to" in capsys.readouterr().err
    assert file.read_bytes() == before


def test_a_dry_run_prints_the_line_and_writes_nothing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert add(*LEAST, "--dry-run") == 0
    out, error = capsys.readouterr()
    assert facts.read(out.encode()).title == "On melt"
    assert "nothing was written" in error
    assert not home.exists()


def test_json_is_one_object(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for state in ("added", "unchanged"):
        add(*LEAST, "--json")
        told = json.loads(capsys.readouterr().out)
        assert (told["state"], told["line"], told["load"]) == (state, 1, None)
        assert told["record"] == record_in(home / "added.jsonl").key


def test_nothing_of_what_was_typed_moves_the_cursor(capsys: pytest.CaptureFixture[str]) -> None:
    add(*LEAST, "--by", "a\x1b[31m", "--author", "\x1b]0;x\x07")
    assert "\x1b" not in capsys.readouterr().out


def test_it_is_loaded_and_replaced_in_the_store(coauth: Cli, store: Store) -> None:
    first = coauth("add", *LEAST, "--by", "A. Lee")
    assert first.returncode == 0, first.stderr
    assert "added.jsonl (facts): 1 record: 1 loaded" in first.stdout
    file = Path(coauth.environment["COAUTH_HOME"]) / "added.jsonl"
    try:
        again = coauth("add", *LEAST)
        assert "1 unchanged" in again.stdout
        other = coauth("add", *LEAST, "--affiliation", HIT, "--by", "B. Kim", "--json")
        load = json.loads(other.stdout)["load"]
        assert (load["files"][0]["changed"], load["files"][0]["unchanged"], load["works"]) == (1, 1, 1)
    finally:
        file.unlink()
    (row,) = store.read(
        "MATCH (r:Record)-[:REPORTS]->(w:Work)-[:INVOLVES]->(c:Country) "
        "RETURN r.statement AS statement, collect(c.code) AS codes"
    )
    assert sorted(row["codes"]) == ["CN", "KP"]
    seen = from_statement(row["statement"]).seen
    assert seen is not None
    assert (seen.url, seen.by) == (PAGE, "B. Kim")
