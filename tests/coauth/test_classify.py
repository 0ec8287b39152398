"""`coauth classify` as a person uses it: of a file without a store, and of works in both stores."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable

import pytest

from graph.store import Store
from tests.printed import fact, write_lines
from tests.servers.targets import Cli

pytest.importorskip("spacy")

OWN = """format = 1
name = "own"
title = "Our own"
version = "1"
about = "A test."
[[group]]
key = "net"
name = "Nets"
strong.en = ["neural network"]
"""


def test_works_of_a_store_are_classified_and_a_load_says_which_are_not(coauth: Cli, store: Store) -> None:
    work = fact("a1", doi="10.1000/one", title="A neural network for ships", authors=[("Ann Example", [])])
    own = coauth.folder / "own.toml"
    own.write_text(OWN)
    before = coauth("load", write_lines(coauth.folder / "one.jsonl", [work]))
    assert "not classified" not in before.stderr  # nobody uses topics yet
    done = coauth("classify", "--list", "own", "--terms", own, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "works": 1, "classified": 1, "skipped": 0,
        "lists": [{"list": "own", "version": "1", "yes": 1, "review": 0, "no": 0}],
    }  # fmt: skip
    again = coauth("classify", "--list", "own", "--terms", own)
    assert "works 1: 0 classified; 1 skipped" in again.stdout
    other = fact("a2", doi="10.1000/two", title="Boats", authors=[("Ann Example", [])])
    later = coauth("load", write_lines(coauth.folder / "two.jsonl", [other]))
    assert "note: 1 work is not classified (coauth classify)" in later.stderr
    assert store.read("MATCH (w:Work)-[:ABOUT]->(t:Topic) RETURN w.doi AS doi, t.key AS topic") == [
        {"doi": "10.1000/one", "topic": "own/net"}
    ]


def test_a_file_is_answered_line_by_line_without_a_store(coauth_alone: Callable[..., Cli]) -> None:
    coauth = coauth_alone(NEO4J_URI="bolt://127.0.0.1:9")
    lines = [
        '{"id": "a", "title": "Character recognition by a neural network", "abstract": null}',
        "",
        '{"id": 7, "title": "Ships", "abstract": "No term stands here.", "more": 1}',
        '{"id": "c", "title": 5}',
        "no JSON",
        '{"id": "e", "keywords": ["Deep learning", "Deep learning\\u001b[31m"]}',
    ]
    done = coauth("classify", "--list", "ai-technical", "--json", "-", input="\n".join(lines))
    assert done.returncode == 1
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["a", 7, "c", None, "e"]
    assert answers[0]["topics"] == [
        {"list": "ai-technical", "state": "yes", "score": answers[0]["topics"][0]["score"],
         "terms": answers[0]["topics"][0]["terms"]}
    ]  # fmt: skip
    assert 0.9 < answers[0]["topics"][0]["score"] <= 1
    assert answers[0]["topics"][0]["terms"][:2] == ["neural network", "character recognition"]
    assert answers[1] == {"id": 7, "topics": []}
    assert answers[2]["error"].startswith("line 4 is no work: Expected `str | null`")
    assert answers[3]["error"].startswith("line 5 is no work")
    assert answers[4]["topics"][0]["state"] == "yes"
    assert [line.split(": ")[2] for line in done.stderr.splitlines()] == [
        "line 4 is no work",
        "line 5 is no work",
    ]
    (coauth.folder / "lines.jsonl").write_text(lines[0])
    good = coauth("classify", "--json", "lines.jsonl")
    assert (good.returncode, json.loads(good.stdout)["id"]) == (0, "a"), good.stderr


def test_a_reader_that_goes_away_is_no_fault_of_the_file(coauth_alone: Callable[..., Cli]) -> None:
    coauth = coauth_alone()
    line = json.dumps({"id": "a", "title": "Machine learning", "keywords": None})
    (coauth.folder / "lines.jsonl").write_text(f"{line}\n" * 3_000)
    piped = "import subprocess, sys; p = subprocess.Popen(sys.argv[1:], stdout=-1); p.stdout.readline(); " \
        "p.stdout.close(); sys.exit(p.wait())"  # fmt: skip
    command = coauth.command("classify", "--list", "ai-technical", "--json", "lines.jsonl")
    done = subprocess.run(
        [sys.executable, "-c", piped, *command], cwd=coauth.folder, env=coauth.environment,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode in (0, 1), done.stderr) == (True, "")


@pytest.mark.parametrize(
    ("arguments", "said", "status"),
    [
        (("a.jsonl",), "a file is answered as JSON Lines", 2),
        (("--all", "--json", "a.jsonl"), "--all speaks of the store", 2),
        (("--list", "absent", "--json", "a.jsonl"), "there is no term list 'absent'", 2),
        (("--terms", "absent.toml", "--json", "a.jsonl"), "absent.toml: No such file", 1),
        (("--json", "absent.jsonl"), "absent.jsonl: No such file", 1),
    ],
)
def test_wrong_usage_is_said(
    coauth_alone: Callable[..., Cli], arguments: tuple[str, ...], said: str, status: int
) -> None:
    done = coauth_alone()("classify", *arguments)
    assert (done.returncode, said in done.stderr) == (status, True), done.stderr


def test_without_spacy_the_extra_is_named(coauth_alone: Callable[..., Cli]) -> None:
    coauth = coauth_alone()
    (coauth.folder / "hidden").mkdir()
    (coauth.folder / "hidden" / "spacy.py").write_text("raise ImportError('absent')\n")
    paths = f"{coauth.folder / 'hidden'}:{coauth.environment['PYTHONPATH']}"
    done = coauth("classify", "--json", "-", input="{}", environment={"PYTHONPATH": paths})
    assert done.returncode == 1
    assert "pip install 'coauthgraph[text]'" in done.stderr
