"""Persons of a store: the same whatever comes when, under keys that stay."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from benchmarks.author_stress import stress
from graph.settings import Settings
from graph.store import Store
from loaders import derivation
from loaders.accounting import Outcome
from loaders.deciding import Decider
from loaders.persons import settled, settling
from loaders.persons.resolving import log_of, resolve_store
from loaders.pipeline import Quiet, load
from tests.printed import openalex, write_lines
from tests.servers.targets import Cli, empty
from tests.snapshots import snapshot

KISU = "Department of Physics, Kim Il Sung University, Pyongyang, DPR Korea"
HIT = "School of Astronautics, Harbin Institute of Technology, Harbin 150001, China"


def run(store: Store, path: Path, **more: Any) -> Outcome:
    return load(store, Settings(**more), [path], decider=Decider(), progress=Quiet(), version="1")


def persons(store: Store) -> set[frozenset[str]]:
    """Authorships, by work and printed name, as persons hold them."""
    rows = store.read(
        "MATCH (a:Author)-[r:AUTHORED]->(w:Work) RETURN a.key AS key, w.key + ' ' + r.printed AS authorship"
    )
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        found[row["key"]].add(row["authorship"])
    return {frozenset(held) for held in found.values()}


def made_works(number: int) -> list[dict[str, Any]]:
    """Works of a made set whose names are those of many."""
    by_work: dict[str, list[Any]] = defaultdict(list)
    for mention in stress(number)[0]:
        by_work[mention.work].append(mention)
    return [
        openalex(
            f"W{at}",
            title=mentions[0].title,
            publication_year=mentions[0].year,
            authors=[(one.name, list(one.affiliations)) for one in mentions],
        )
        for at, (_, mentions) in enumerate(sorted(by_work.items()))
    ]


def test_parts_in_any_order_give_the_persons_of_all_at_once(store: Store, tmp_path: Path) -> None:
    works = made_works(80)
    run(store, write_lines(tmp_path / "all.jsonl", works))
    expected = persons(store)
    assert any(len(held) > 2 for held in expected)
    assert len(expected) > 5
    random.Random(3).shuffle(works)
    empty(store)
    for at in range(3):
        run(store, write_lines(tmp_path / f"{at}.jsonl", works[at::3]), batch_size=7)
    assert persons(store) == expected
    # what a store holds is what a file of the same mentions gives
    resolve_store(store, Settings(), decider=Decider(), progress=Quiet(), everything=True)
    assert persons(store) == expected


def at_kisu(ident: str, name: str, title: str = "Zinc oxide films", **more: Any) -> dict[str, Any]:
    return openalex(ident, authors=[(name, [KISU]), ("Pak Un Hyok", [KISU])], title=title, **more)


def key_of(store: Store, name: str, work: str) -> str:
    (row,) = store.read(
        "MATCH (a:Author)-[r:AUTHORED]->(w:Work) WHERE w.key = $work AND r.printed = $name RETURN a.key AS key",
        {"work": f"openalex:{work}", "name": name},
    )
    return str(row["key"])


def test_a_key_stays_and_the_log_says_what_came_to_a_person(store: Store, tmp_path: Path) -> None:
    assert run(store, write_lines(tmp_path / "1.jsonl", [at_kisu("W1", "Ri Chol Su")])).persons == {}
    before = key_of(store, "Ri Chol Su", "W1")
    assert log_of(store) == []
    done = run(store, write_lines(tmp_path / "2.jsonl", [at_kisu("W0", "Chol-Su Ri", "Zinc oxide layers")]))
    assert done.persons == {"grew": 2}
    assert key_of(store, "Chol-Su Ri", "W0") == before == key_of(store, "Ri Chol Su", "W1")
    grown = {row["person"]: row for row in log_of(store)}
    assert grown[before]["kind"] == "grew"
    assert grown[before]["count"] == 1
    assert grown[before]["mentions"][0].startswith("openalex:W0#0-")


def test_a_person_that_loses_its_last_mention_is_in_the_log(store: Store, tmp_path: Path) -> None:
    run(store, write_lines(tmp_path / "1.jsonl", [at_kisu("W1", "Ri Chol Su")]))
    key = key_of(store, "Ri Chol Su", "W1")
    without = openalex("W1", authors=[("Pak Un Hyok", [KISU])], title="Zinc oxide films")
    done = run(store, write_lines(tmp_path / "2.jsonl", [without]))
    (gone,) = [event for event in log_of(store) if event["person"] == key]
    assert (gone["kind"], gone["name"], gone["count"]) == ("gone", "Ri Chol Su", 1)
    assert gone["mentions"][0].startswith("openalex:W1#0-")
    assert done.persons["gone"] == sum(event["kind"] == "gone" for event in log_of(store))


def test_a_load_tells_what_became_of_persons_that_were_there(coauth: Cli, store: Store) -> None:
    for name, work in (("1", at_kisu("W1", "Ri Chol Su")), ("2", at_kisu("W2", "Ri Chol Su", "Zinc films"))):
        write_lines(coauth.folder / f"{name}.jsonl", [work])
    first = coauth("load", "1.jsonl")
    assert first.returncode == 0, first.stderr
    assert "that were there before" not in first.stdout
    second = coauth("load", "2.jsonl")
    assert "persons that were there before: 2 grew (coauth resolve --log shows them)" in second.stdout
    again = coauth("load", "2.jsonl", "--json")
    assert json.loads(again.stdout)["persons_changed"] == {}


def test_persons_that_become_one_keep_every_key(store: Store, tmp_path: Path) -> None:
    """Two that nothing joins, until a work that is near to both."""
    one = openalex("W1", authors=[("Kim Yong Chol", [KISU])], title="Zinc oxide films")
    other = openalex("W2", authors=[("Kim Yong Chol", [HIT]), ("Olsson Maria", [HIT])], title="Rice genetics")
    run(store, write_lines(tmp_path / "1.jsonl", [one, other]))
    keys = {key_of(store, "Kim Yong Chol", work) for work in ("W1", "W2")}
    assert len(keys) == 2
    between = openalex(
        "W3",
        authors=[("Kim Yong Chol", [KISU, HIT]), ("Olsson Maria", [HIT])],
        title="Zinc oxide films and rice genetics",
    )
    run(store, write_lines(tmp_path / "2.jsonl", [between]))
    (row,) = store.read(
        "MATCH (a:Author) WHERE a.name = 'Kim Yong Chol' RETURN a.key AS key, a.former_keys AS former, a.unresolved AS left"
    )
    assert {row["key"], *row["former"]} == keys
    assert row["left"] is None
    merged = [found for found in log_of(store) if found["kind"] == "merged"]
    assert [(found["person"], found["others"]) for found in merged] == [(row["key"], row["former"])]
    # the work that joined them is taken away: they are two again, and no key that led to one leads to another
    run(store, write_lines(tmp_path / "2.jsonl", [between | {"authorships": []}]))
    found = {
        row["key"]: row["former"]
        for row in store.read(
            "MATCH (a:Author) WHERE a.name = 'Kim Yong Chol' RETURN a.key AS key, a.former_keys AS former"
        )
    }
    assert row["key"] in found
    assert len(found) == 2
    assert all(key not in former for key in found for former in found.values())
    assert "split" in {event["kind"] for event in log_of(store)}


def test_a_run_that_dies_while_persons_are_settled_is_finished_by_the_next(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    works = made_works(80)
    run(store, write_lines(tmp_path / "all.jsonl", works))
    expected = persons(store)
    empty(store)
    run(store, write_lines(tmp_path / "1.jsonl", works[::2]))
    write = settled.Settled.write
    monkeypatch.setattr(settling, "MOST_WRITTEN", 10)
    calls: list[int] = []

    def dies(self: Any, tx: Any) -> None:
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        write(self, tx)

    monkeypatch.setattr(settled.Settled, "write", dies)
    with pytest.raises(KeyboardInterrupt):
        run(store, write_lines(tmp_path / "2.jsonl", works[1::2]))
    assert store.read("MATCH (a:Author) WHERE a.unresolved = true RETURN a.key AS key LIMIT 1")
    resolve_store(store, Settings(), decider=Decider(), progress=Quiet())
    assert persons(store) == expected
    assert not store.read("MATCH (a:Author) WHERE a.unresolved = true RETURN a.key AS key LIMIT 1")


def test_a_run_that_dies_before_co_authors_are_joined_is_finished_by_resolving_everything(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Persons that were settled are not taken for new ones, though they still wait for their relationships."""
    path = write_lines(tmp_path / "all.jsonl", made_works(40))
    run(store, path)
    expected = snapshot(store, rename_authors=True)
    empty(store)

    def dies(*arguments: Any, **more: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(derivation, "write_ties", dies)
        with pytest.raises(KeyboardInterrupt):
            run(store, path)
    resolve_store(store, Settings(), decider=Decider(), progress=Quiet(), everything=True)
    found = snapshot(store, rename_authors=True)
    for kind in ("Author", "UNDER", "MAY_BE", "COAUTHORED"):
        assert found.get(kind) == expected.get(kind), kind
