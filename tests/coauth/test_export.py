"""`coauth export`: from records to a picture, on both stores."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from coauth.main import run
from graph.views.answer import Answer
from graph.views.drawn import works_of
from graph.views.text import one_line
from tests.graph.views.graphs import HOSTILE
from tests.servers.targets import Cli

KISU = "Kim Il Sung University, Pyongyang, DPR Korea"
BEIJING = "Peking University, Beijing, China"
CAMBRIDGE = "University of Cambridge, Cambridge, United Kingdom"


def record(number: int, title: str, *affiliations: str) -> dict[str, Any]:
    authors = [
        {"name": f"Author {number}{place}", "affiliations": [text]} for place, text in enumerate(affiliations)
    ]
    return {
        "id": f"r{number}",
        "doi": f"10.1234/{number}",
        "title": title,
        "year": 2010 + number,
        "authors": authors,
    }


RECORDS = [
    record(1, HOSTILE, KISU, BEIJING, CAMBRIDGE),
    record(2, "김일성종합대학 金日成综合大学", KISU, BEIJING),
    record(3, "Without the North", BEIJING, CAMBRIDGE),
]
TRIADS = ("--query", "triads", "--country", "KP", "--country", "CN", "--country", "GB")


def load(coauth: Cli) -> None:
    text = "\n".join(json.dumps(one, ensure_ascii=False) for one in RECORDS)
    (coauth.folder / "records.jsonl").write_text(text + "\n", encoding="utf-8")
    done = coauth("load", "records.jsonl")
    assert done.returncode == 0, done.stderr


def data_of(file: Path) -> dict[str, Any]:
    found = re.search(
        r'<script type="application/json" id="data">(.*?)</script>', file.read_text(encoding="utf-8")
    )
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_the_works_behind_an_answer_are_drawn(coauth: Cli) -> None:
    load(coauth)
    done = coauth("export", "-o", "triads.html", *TRIADS)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert done.stderr.splitlines()[0] == "picture of 1 work, 3 persons written to triads.html"
    assert "caution: " in done.stderr
    data = data_of(coauth.folder / "triads.html")
    titles = [told["title"] for told in data["panel"]]
    assert one_line(HOSTILE) in titles
    assert "Without the North" not in titles
    persons = [told for told in data["panel"] if told["kind"] == "person"]
    assert sorted(told["codes"] for told in persons) == [["CN"], ["GB"], ["KP"]]
    printed = {text for told in persons for name, text in told["details"] if name == "affiliation as printed"}
    assert printed == {KISU, BEIJING, CAMBRIDGE}
    assert [entry.get("code") for entry in data["legend"]][:3] == ["KP", "CN", "GB"]
    first = (coauth.folder / "triads.html").read_bytes()
    assert coauth("export", *TRIADS, "-o", "again.html").returncode == 0
    assert (coauth.folder / "again.html").read_bytes() == first

    done = coauth("export", "-o", "partners.html", "--query=partners", "--institutions", "--max-works", "1")
    assert done.returncode == 0, done.stderr
    assert "institutions written to partners.html" in done.stderr
    assert "note: 1 of 2 works are drawn" in done.stderr

    done = coauth("export", "-o", "none.html", *TRIADS, "--from", "2020")
    assert done.returncode == 1
    assert "there is nothing to draw" in done.stderr
    assert not (coauth.folder / "none.html").exists()


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("-o", "x.gexf", *TRIADS), 2, "a picture is written as .html"),
        (("-o", "x.html", "--query", "triad"), 2, "there is no question 'triad'"),
        (("-o", "x.html", "--query", "triads", "--country", "KP"), 2, "--country is needed 3 times"),
        (("-o", "x.html", "--query", "partners", "--institution"), 2, "--institution"),
        (("-o", "no/x.html", *TRIADS), 1, "there is no folder no"),
        (("-o", "x.html"), 2, "--query"),
        (TRIADS, 2, "--output"),
    ],
)
def test_what_cannot_be_is_said_before_a_store_is_started(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    status: int,
    said: str,
) -> None:
    monkeypatch.setenv("COAUTH_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    assert run(["export", *arguments]) == status
    assert said in capsys.readouterr().err
    assert not (tmp_path / "home").exists()


def test_help_shows_the_options_of_the_question_that_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", "--help"]) == 0
    assert "--min-confidence" not in capsys.readouterr().out
    assert run(["export", "--query", "triads", "--help"]) == 0
    assert "--min-confidence" in capsys.readouterr().out


def test_works_of_takes_every_key_once_in_order() -> None:
    rows: list[dict[str, Any]] = [
        {"work": "b", "other_work": "a", "title": "t"},
        {"work": "b", "other_work": None},
        {"work_keys": ["c", "a"], "works": 7},
    ]
    assert works_of(Answer(("work",), rows)) == ["b", "a", "c"]
