"""`coauth terms` as a person uses it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from loaders.terms.library import shipped_names
from tests.servers.targets import Cli

pytest.importorskip("spacy")

OWN = """format = 1
name = "own"
title = "Our own"
version = "3"
about = "A test."
[[group]]
key = "net"
name = "Nets"
strong.en = ["neural network", "absent"]
hint.en = ["data"]
[[group.term]]
language = "en"
forms = ["fusion"]
strength = "weak"
near = ["plasma"]
"""
WORKS = [
    {"id": "a", "title": "Neural networks for ships", "abstract": "Data and \u001b[31m neural networks."},
    {"id": "b", "title": "Fusion of data"},
]


def _folder(coauth: Cli) -> Cli:
    (coauth.folder / "own.toml").write_text(OWN)
    (coauth.folder / "works.jsonl").write_text("".join(json.dumps(work) + "\n" for work in WORKS))
    return coauth


def test_lists_are_listed_and_shown(coauth_alone: Callable[..., Cli]) -> None:
    coauth = _folder(coauth_alone())
    listed = json.loads(coauth("terms", "list", "--terms", "own.toml", "--json").stdout)
    assert [row["list"] for row in listed] == sorted([*shipped_names(), "own"])
    assert next(row for row in listed if row["list"] == "own")["version"] == "3"
    # a folder, of which each file is a list
    assert json.loads(coauth("terms", "list", "--terms", ".", "--json").stdout) == listed
    shown = json.loads(coauth("terms", "show", "own.toml", "--json").stdout)
    assert [row["term"] for row in shown] == ["neural network", "absent", "data", "fusion"]
    assert shown[-1] | {"near": "plasma", "within": "sentence", "weight": 0.5} == shown[-1]
    assert coauth("terms", "show", "own.toml", "--toml").stdout == OWN
    # a shipped list can be copied, and is then a list like any other
    (coauth.folder / "copy.toml").write_text(coauth("terms", "show", "ai-technical", "--toml").stdout)
    assert "ai-technical" in coauth("terms", "check", "copy.toml").stdout


def test_every_fault_is_told_with_its_place(coauth_alone: Callable[..., Cli]) -> None:
    coauth = _folder(coauth_alone())
    (coauth.folder / "bad.toml").write_text(OWN.replace('"absent"', '"neural networks", "\\u001b[31m.. x"'))
    done = coauth("terms", "check", "own.toml", "bad.toml", "absent.toml")
    assert done.returncode == 1
    assert done.stdout.splitlines()[0] == "own.toml: own 3: terms 4, in 1 group"
    assert done.stdout.splitlines()[1:] == [
        "bad.toml: line 9: group net, strong.en, term 2: 'neural networks' is already a form of group net, strong.en, "
        "term 1",
        done.stdout.splitlines()[2],
    ]
    assert "\x1b" not in done.stdout
    assert "absent.toml: No such file" in done.stderr
    # any other command names the first, and this one
    used = coauth("classify", "--terms", "bad.toml", "--json", "works.jsonl")
    assert used.returncode == 1
    assert "bad.toml: 2 faults; the first: line 9" in used.stderr
    assert "try: coauth terms check bad.toml" in used.stderr


def test_a_key_of_a_thousand_parts_is_refused_soon(coauth_alone: Callable[..., Cli]) -> None:
    coauth = coauth_alone()
    (coauth.folder / "long.toml").write_text("# a list\n" + ".".join(["a", '"b"'] * 100_000) + " = 1\n")
    done = coauth("terms", "check", "long.toml")
    assert (done.returncode, done.stdout) == (1, "long.toml: line 2: a key has more than 40 parts\n")


def test_a_list_is_tried_on_works(coauth_alone: Callable[..., Cli]) -> None:
    coauth = _folder(coauth_alone())
    done = coauth("terms", "test", "own.toml", "--on", "works.jsonl", "--json")
    rows = json.loads(done.stdout)
    assert [(row["term"], row["works"], row["places"], row["why_not"]) for row in rows] == [
        ("neural network", 1, 2, ""),
        ("data", 1, 1, "nothing-stronger 1"),
        ("fusion", 0, 0, "nothing-near 1"),
        ("absent", 0, 0, ""),
    ]
    assert (rows[0]["example"], rows[0]["of_work"]) == ("[Neural networks] for ships", "a")
    assert "works 2: yes 1, review 0, no 1" in done.stderr
    assert "terms 4, of which 2 never count" in done.stderr
    each = json.loads(coauth("terms", "test", "own.toml", "--on", "works.jsonl", "--each", "--json").stdout)
    assert [(row["work"], row["term"], row["place"], row["why_not"]) for row in each] == [
        ("a", "neural network", "title", ""),
        ("a", "data", "abstract", ""),
        ("a", "neural network", "abstract", ""),
        ("b", "fusion", "title", "nothing-near"),
        ("b", "data", "title", "nothing-stronger"),
    ]
    table = coauth("terms", "test", "own.toml", "--on", "works.jsonl", "--table")
    assert "\x1b" not in table.stdout
    # any file that can be loaded is read, too
    (coauth.folder / "a.ris").write_text(
        "TY  - JOUR\nTI  - A neural network\nAU  - Roe, Jane\nPY  - 2018\nER  - \n"
    )
    assert "works 1: yes 1" in coauth("terms", "test", "own.toml", "--on", "a.ris").stderr


@pytest.mark.parametrize(
    ("arguments", "said", "status"),
    [
        (("show", "absent"), "there is no term list 'absent', and no such file", 2),
        (("show", "absent.toml"), "absent.toml: No such file", 1),
        (("test", "own.toml", "--on", "absent.jsonl"), "absent.jsonl: No such file", 1),
        (("test", "own.toml", "--on", "own.toml"), "own.toml", 1),
        (("list", "--terms", "empty"), "the folder has no .toml files", 1),
        (("list", "--terms", "own.toml", "--terms", "own.toml"), "another file has the list 'own'", 1),
    ],
)
def test_wrong_usage_is_said(
    coauth_alone: Callable[..., Cli], arguments: tuple[str, ...], said: str, status: int
) -> None:
    coauth = _folder(coauth_alone())
    (coauth.folder / "empty").mkdir()
    done = coauth("terms", *arguments)
    assert (done.returncode, said in done.stderr) == (status, True), done.stderr
