"""`coauth mentions` as a person uses it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest

from tests.servers.targets import Cli

pytest.importorskip("spacy")

PAGE = """<html><head><title>A story</title></head><body><nav>Russia</nav><p>Ri Chol of Kim Il Sung University,
Pyongyang, co-authored it with colleagues at <b>Tsinghua</b> University.\x1b[31m</p></body></html>"""


def test_a_page_as_json_with_the_text_that_its_spans_count_in(coauth_alone: Callable[..., Cli]) -> None:
    coauth = coauth_alone()
    (coauth.folder / "story.html").write_text(PAGE, encoding="utf-8")
    (coauth.folder / "other.txt").write_text("She left China.", encoding="utf-8")
    done = coauth("mentions", "story.html", "other.txt")
    assert done.returncode == 0, done.stderr
    page, other = json.loads(done.stdout)
    assert (page["title"], page["title_from"], page["text_from"]) == ("A story", "title", "body")
    assert "Russia" not in page["text"]
    for kind in ("institutions", "countries", "persons", "sentences"):
        for found in page[kind]:
            assert page["text"][slice(*found["span"])] == found["printed"]
    assert [found["name"] for found in page["institutions"]] == [
        "Kim Il Sung University",
        "Tsinghua University",
    ]
    assert [(found["name"], found["state"]) for found in page["persons"]] == [("Ri Chol", "review")]
    assert page["joint_work"][0]["institutions"] == [found["key"] for found in page["institutions"]]
    assert [found["code"] for found in other["countries"]] == ["CN"]


def test_as_a_table_and_as_csv(coauth_alone: Callable[..., Cli]) -> None:
    coauth = coauth_alone()
    (coauth.folder / "story.html").write_text(PAGE, encoding="utf-8")
    table = coauth("mentions", "--table", "story.html")
    assert "known-institution" in table.stdout
    assert "\x1b" not in table.stdout
    shown = coauth("mentions", "--csv", "-", input=PAGE).stdout
    rows = list(csv.DictReader(io.StringIO(shown, newline="")))
    assert {row["file"] for row in rows} == {"standard input"}
    assert [row["what"] for row in rows][:2] == ["person", "institution"]


@pytest.mark.parametrize(
    ("arguments", "said", "status"),
    [
        ((), "no file is named", 2),
        (("--csv", "--json", "a.txt"), "only one of --csv, --json", 2),
        (("--loaded", "--unload", "x"), "--loaded and --unload at once", 2),
        (("--url", "javascript:x", "a.txt"), "no address of the web", 2),
        (("--date", "soon", "a.txt"), "this is no date", 2),
        (("-o", "found.xml", "a.txt"), "its ending does not say", 2),
        (("absent.txt",), "absent.txt: No such file", 1),
    ],
)
def test_wrong_usage_is_said(
    coauth_alone: Callable[..., Cli], arguments: tuple[str, ...], said: str, status: int
) -> None:
    done = coauth_alone()("mentions", *arguments)
    assert (done.returncode, said in done.stderr) == (status, True), done.stderr


def test_without_spacy_the_extra_is_named(coauth_alone: Callable[..., Cli]) -> None:
    coauth = coauth_alone()
    (coauth.folder / "hidden").mkdir()
    (coauth.folder / "hidden" / "spacy.py").write_text("raise ImportError('absent')\n")
    (coauth.folder / "a.txt").write_text("China")
    paths = f"{coauth.folder / 'hidden'}:{coauth.environment['PYTHONPATH']}"
    done = coauth("mentions", "a.txt", environment={"PYTHONPATH": paths})
    assert done.returncode == 1
    assert "pip install 'coauthgraph[text]'" in done.stderr


def test_into_the_graph_and_back(coauth: Cli) -> None:
    (coauth.folder / "story.html").write_text(PAGE, encoding="utf-8")
    done = coauth("mentions", "--load", "--url", "https://example.org/a", "-o", "found.json", "story.html")
    assert done.returncode == 0, done.stderr
    assert "mentions of institutions 2, of countries 1" in done.stderr
    (document,) = json.loads(coauth("mentions", "--loaded", "--json").stdout)
    assert (document["title"], document["url"], document["mentions"]) == (
        "A story",
        "https://example.org/a",
        3,
    )
    assert "taken back, with 3 mentions" in coauth("mentions", "--unload", document["document"]).stdout
    assert coauth("mentions", "--loaded").stdout == "document,file,title,date,url,mentions\n"
