"""`coauth watchlist` as a person uses it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.loaders.watchlists.lists import table, written
from tests.printed import fact, write_lines
from tests.servers.targets import Cli

SANS = "Second Academy of Natural Sciences, Pyongyang, DPR Korea"


def test_a_list_from_its_file_to_an_answer(coauth: Cli) -> None:
    works = [
        fact(
            "a1", doi="10.1000/one", dates={"submitted": "2014-02-03"},
            authors=[("Ri A", [SANS]), ("Wang B", ["Harbin Institute of Technology, Harbin, China"])],
        )
    ]  # fmt: skip
    loaded = coauth("load", write_lines(coauth.folder / "works.jsonl", works))
    assert loaded.returncode == 0, loaded.stderr
    done = coauth("watchlist", "load", written(coauth.folder, "un", zipped=True), "--kind", "un")
    assert done.returncode == 0, done.stderr
    assert "1 organisations; 1 of them name institutions of the graph, 0 for review" in done.stdout
    assert "neither kept nor matched: 1; others: 0" in done.stdout
    assert done.stderr == "note: it is a copy of 2026-02-27; what changed since is not known\n"
    (coauth.folder / "later.csv").write_text("# dated: 2099-01-01\nname,country\nNowhere Works,KP\n")
    later = coauth("watchlist", "load", "later.csv", "--kind", "plain")
    assert later.returncode == 1
    assert "it says that it holds as of 2099-01-01, a day that is to come" in later.stderr
    undated = coauth(
        "watchlist", "load", written(coauth.folder, "eu-2017-1509"), "--kind", "eu-2017-1509", "--json"
    )
    told = json.loads(undated.stdout)
    assert (told["dated"], told["not_older_than"], told["persons"], told["others"]) == (
        None,
        "2009-04-24",
        1,
        1,
    )

    listed = {row["kind"]: row for row in json.loads(coauth("watchlist", "list", "--json").stdout)}
    assert listed["un"]["dated"] == "2026-02-27"
    assert (listed["un"]["entries_yes"], listed["un"]["state"]) == (1, "done")
    shown = coauth("watchlist", "show", "un", "--matched", "--printed", "--json")
    (row,) = json.loads(shown.stdout)
    assert (row["entry"], row["institution"], row["state"], row["rule"]) == (
        "SECOND ACADEMY OF NATURAL SCIENCES", "Second Academy of Natural Sciences", "yes", "name",
    )  # fmt: skip
    assert row["printed"].startswith(
        "FIRST_NAME: SECOND ACADEMY OF NATURAL SCIENCES ; SANS WORKS; REFERENCE_NUMBER: KPe.018"
    )
    assert "a copy of 2026-02-27" in shown.stderr
    assert "never the list of today" in shown.stderr

    asked = coauth("query", "listed-partners", "--country", "CN", "--list", "un", "--json")
    (row,) = json.loads(asked.stdout)
    assert (row["listed"], row["paragraph_11"], row["since"], row["list_dated"]) == (
        "yes", "before", "2013-03-07", "2026-02-27",
    )  # fmt: skip
    wrong = coauth("query", "listed-partners", "--list", "nope", "--json")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "--list nope: the store has no watch-list of this name; it has eu-2017-1509, un" in wrong.stderr
    gone = coauth("watchlist", "forget", "un")
    assert "is out of the store, with 1 entries" in gone.stdout
    again = coauth("watchlist", "forget", "un:")
    assert (again.returncode, again.stderr.count("\n")) == (1, 2)


@pytest.mark.parametrize(
    ("arguments", "said", "status"),
    [
        (("load", "list.csv"), "--kind", 2),
        (("load", "list.csv", "--kind", "nope"), "--kind nope: it is one of 1286, 1260h", 2),
        (("load", "list.csv", "--kind", "un"), "its shape is that of --kind plain", 1),
        (("load", "list.csv", "--kind", "plain", "--dated", "2026"), "--dated 2026: this is no day", 2),
        (("load", "list.csv", "--kind", "plain", "--dated", "31.12.2024"), "this is no day", 2),
        (("load", "list.csv", "--kind", "plain", "--dated", "2099-01-01"), "a day that is to come", 2),
        (("load", "list.csv", "--kind", "plain", "--name", " "), "--name is empty", 2),
        (("load", "gone.csv", "--kind", "plain"), "No such file", 1),
    ],
)
def test_what_cannot_be(
    coauth_alone: Callable[..., Cli], arguments: tuple[str, ...], said: str, status: int
) -> None:
    coauth = coauth_alone()
    table(coauth.folder, ["University of Karlstein,,DE,,,"])
    done = coauth("watchlist", *arguments)
    assert (done.returncode, said in done.stderr) == (status, True), done.stderr
    assert "Traceback" not in done.stderr


def test_hostile_entries_are_shown_as_text(coauth: Cli) -> None:
    assert json.loads(coauth("watchlist", "list", "--json").stdout or "[]") == []
    path = table(
        coauth.folder,
        ["=HYPERLINK(1),<script>x</script>,KP,,,", "\x1b[31mRed\x1b[0m,,KP,,,", "Bad,,KP,2020,2019,"],
    )
    done = coauth("watchlist", "load", path, "--kind", "plain", "--name", "Bad \x1b[31mname")
    assert (done.returncode, "\x1b" in done.stdout + done.stderr) == (0, False), done.stderr
    assert "left out: line 4: it ends (2019) before it begins (2020)" in done.stderr
    table_ = coauth("watchlist", "show", "plain", "--table").stdout
    assert "\x1b" not in table_
    csv_ = coauth("watchlist", "show", "plain", "--csv").stdout
    assert "\n=HYPERLINK" not in csv_


def test_kinds_need_no_store(coauth_alone: Callable[..., Cli]) -> None:
    rows = json.loads(coauth_alone()("watchlist", "kinds", "--json").stdout)
    assert [row["kind"] for row in rows] == ["1286", "1260h", "entity-list", "eu-2017-1509", "un", "plain"]
    assert all(row["shape"] and row["says"] and row["source"] for row in rows)
