"""A person's word on two mentions decides who is one in the graph, outlives it, and can be taken back; on both stores."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.settings import Settings
from graph.store import Store
from loaders.deciding import open_decider
from loaders.judgements.file import NAME
from loaders.pipeline import Quiet, load
from tests.printed import fact, write_lines
from tests.servers.targets import Cli, Target, empty
from tests.snapshots import snapshot

KISU = "Faculty of Physics, Kim Il Sung University, Pyongyang"
WHY = ("--why", "seen on their page", "--by", "Ann")
RI, NAM = ("Ri Chol Su", [KISU]), ("Kim Yong Nam", [KISU])
WORKS = [
    fact("a1", title="On the melting of lead films", authors=[RI, NAM]),
    fact("a2", title="More on the melting of lead films", authors=[RI, NAM]),
    fact(
        "a3",
        title="Kimchi",
        authors=[("Chol-Su Ri", ["Chosun University, Gwangju"]), ("Jane Roe", ["Boston"])],
    ),
]


@pytest.fixture
def loaded(store: Store, target: Target, tmp_path: Path) -> Iterator[Store]:
    """Three works of one name, of which two are one person's; no judgement of another test."""
    _load(store, target, tmp_path)
    yield store
    (target.home / NAME).unlink(missing_ok=True)


def _load(store: Store, target: Target, folder: Path) -> None:
    path = write_lines(folder / "works.jsonl", WORKS)
    load(store, Settings(), [path], version="test", decider=open_decider(target.home), progress=Quiet())


def persons(store: Store) -> list[list[str]]:
    """The works of everybody of this name, a list a person."""
    rows = store.read(
        "MATCH (a:Author)-[x:AUTHORED]->(w:Work) WHERE x.printed IN ['Ri Chol Su', 'Chol-Su Ri'] "
        "RETURN a.key AS key, w.title AS title ORDER BY key, title"
    )
    by_person: dict[str, list[str]] = {}
    for row in rows:
        by_person.setdefault(row["key"], []).append(row["title"].split()[0])
    return sorted(by_person.values())


def first_author(store: Store, title: str) -> str:
    """Record and position of a work's first author."""
    rows = store.read(
        "MATCH (:Author)-[x:AUTHORED]->(w:Work) WHERE x.position = 0 AND w.title STARTS WITH $title "
        "RETURN x.mentions[0] AS mention",
        {"title": title},
    )
    return str(rows[0]["mention"]).rpartition("-")[0]


def test_two_persons_become_one_and_two_again(
    loaded: Store, coauth: Cli, target: Target, tmp_path: Path
) -> None:
    before = snapshot(loaded, rename_authors=True)
    assert persons(loaded) == [["Kimchi"], ["More", "On"]]
    keys = {row["k"] for row in loaded.read("MATCH (a:Author) RETURN a.key AS k")}
    done = coauth("judge", first_author(loaded, "On "), first_author(loaded, "Kimchi"), "--same", *WHY)
    assert (done.returncode, done.stderr) == (0, "")
    assert "“Ri Chol Su” on “On the melting of lead films”" in done.stdout
    assert "in the store: 2 persons decided anew" in done.stdout
    assert persons(loaded) == [["Kimchi", "More", "On"]]
    assert loaded.read("MATCH (a:Author) WHERE a.unresolved = true RETURN a.key AS key") == []
    (gone,) = keys - {row["k"] for row in loaded.read("MATCH (a:Author) RETURN a.key AS k")}
    told = json.loads(coauth("explain", "author", "--json", gone).stdout)
    assert told["former"] == gone
    assert "judged" in {one["rule"] for one in told["mentions"]}
    (entry,) = told["judgements"]
    # the store is emptied: what was judged is there when the works come again
    empty(loaded)
    _load(loaded, target, tmp_path)
    assert persons(loaded) == [["Kimchi", "More", "On"]]
    undone = coauth("judge", "undo", entry["id"])
    assert "in the store: 1 person decided anew" in undone.stdout
    assert persons(loaded) == [["Kimchi"], ["More", "On"]]
    after = snapshot(loaded, rename_authors=True)
    assert after["COAUTHORED"] == before["COAUTHORED"]
    assert after["BASED_IN"] == before["BASED_IN"]


def test_one_person_becomes_two_when_it_is_brought_to_the_store_later(loaded: Store, coauth: Cli) -> None:
    done = coauth(
        "judge", first_author(loaded, "On "), first_author(loaded, "More"), "--different", *WHY, "--no-apply"
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert persons(loaded) == [["Kimchi"], ["More", "On"]]
    later = json.loads(coauth("renormalise", "--judged", "--json").stdout)
    assert later == {"works": 0, "records": 0, "persons": 1}
    assert persons(loaded) == [["Kimchi"], ["More"], ["On"]]
    asked = [{row["work_a"], row["work_b"]} for row in json.loads(coauth("review", "--json").stdout)]
    assert {WORKS[0]["title"], WORKS[1]["title"]} not in asked
