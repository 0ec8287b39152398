"""`coauth network` as a person types it."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from coauth.main import run
from graph.prepare import prepare
from graph.settings import load_settings
from graph.store import Store, open_store
from tests.graph.test_network import join, properties, two_groups
from tests.servers.targets import ROOT


def asked(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = run(["network", *arguments])
    out, err = capsys.readouterr()
    return status, out, err


def rows(text: str) -> list[dict[str, Any]]:
    found = json.loads(text)
    assert isinstance(found, list)
    return found


@pytest.fixture
def filled(store: Store) -> Store:
    join(store, [("a", "m"), ("b", "m"), ("c", "m")], {"a": "KP", "b": "US", "c": "US", "m": "CN"})
    return store


def test_by_country(filled: Store, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = asked(capsys, "centrality", "--json")
    assert status == 0, err
    assert [(row["country"], row["persons"], row["share_of_betweenness"]) for row in rows(out)] == [
        ("CN", 1, 1.0), ("KP", 1, 0.0), ("US", 2, 0.0),
    ]  # fmt: skip
    assert rows(out)[0]["between_countries"] == 1
    assert rows(out)[0]["highest_normalised"] == 1.0
    assert "Name" not in out
    assert "caution: betweenness: of each pair" in err
    assert "note: 4 persons with a co-author, 3 pairs" in err
    status, out, err = asked(capsys, "centrality", "--country", "kp,cn", "--csv")
    assert status == 0, err
    assert [row["country"] for row in csv.DictReader(io.StringIO(out))] == ["CN", "KP"]


def test_by_person(filled: Store, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = asked(capsys, "centrality", "--names", "--limit", "2", "--json")
    assert status == 0, err
    first, second = rows(out)
    assert (first["person"], first["betweenness"], first["normalised"]) == ("Name m", 3.0, 1.0)
    assert (first["co_authors"], first["co_author_countries"]) == (3, ["KP", "US"])
    assert (first["dois"], first["affiliations"]) == (["10.1/of-m"], ["Institute, CN"])
    assert second["author"] == "a"
    assert "note: the first 2 of 4 persons (--limit)" in err
    assert "note: only shortest paths" not in err
    err = asked(capsys, "centrality", "--cutoff", "1", "--json")[2]
    assert "note: only shortest paths of at most 1 steps are counted (--cutoff)" in err


def test_written_and_forgotten(filled: Store, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = asked(capsys, "centrality", "--write", "--json")
    assert status == 0, err
    assert "note: written to 4 persons, " in err
    found = properties(filled, ["betweenness", "centrality_network", "centrality_computed"])["m"]
    assert (found["betweenness"], found["centrality_network"]) == (1.0, "all persons, confidence from 0.5")
    assert found["centrality_computed"].year >= 2026
    assert asked(capsys, "communities", "--write", "--country", "KP", "--country", "CN", "--json")[0] == 0
    found = properties(filled, ["community", "community_network"])
    assert (
        found["a"]
        == found["m"]
        == {
            "community": 1,
            "community_network": "persons with an address in CN KP, confidence from 0.5, modularity, resolution 1, seed 1",
        }
    )
    assert found["b"] == {}
    status, out, err = asked(capsys, "forget")
    assert (status, out, err) == (0, "", "forgotten of 4 persons\n")
    assert properties(filled, ["betweenness", "community"])["m"] == {}


def test_communities(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    based = {person: "KP" if person[0] == "0" else "CN" for pair in two_groups() for person in pair}
    join(store, [*two_groups(), ("k", "l")], based)
    status, out, err = asked(capsys, "communities", "--json")
    assert status == 0, err
    first, second = rows(out)
    assert (first["community"], first["persons"], first["pairs"], first["countries"]) == (1, 5, 10, ["KP: 5"])
    assert (second["countries"], second["without_country"], second["names"]) == (["CN: 5"], 0, [])
    assert (
        "note: 3 communities, 2 of 3 persons or more; their modularity is 0.497; by modularity, resolution 1, seed 1"
        in err
    )
    named = rows(asked(capsys, "communities", "--names", "--min-size", "2", "--json")[1])
    assert [row["names"] for row in named][2] == ["Name k (k)", "Name l (l)"]
    assert len(rows(asked(capsys, "communities", "--limit", "1", "--json")[1])) == 1
    assert asked(capsys, "communities", "--json", "--seed", "1")[1] == out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["centrality", "--country", "UK"], "GB (United Kingdom)"),
        (["centrality", "--from", "2020", "--to", "2010"], "later than"),
        (["centrality", "--cutoff", "-1"], "--cutoff"),
        (["communities", "--objective", "louvain"], "modularity"),
        (["communities", "--resolution", "0"], "--resolution"),
        (["communities", "--resolution", "nan"], "nan is no number"),
        (["communities", "--resolution", "inf"], "inf is no number"),
        (["centrality", "--min-confidence", "nan"], "nan is no number"),
        # what an unset variable of a shell gives is not the whole network
        (["centrality", "--country", ""], "no country has this code"),
        (["communities", "--country", "KP", "--country", " , "], "no country has this code"),
        (["communities", "--seed", "x"], "--seed"),
        (["nothing"], "No such command"),
    ],
)
def test_wrong_usage(capsys: pytest.CaptureFixture[str], arguments: list[str], said: str) -> None:
    status, out, err = asked(capsys, *arguments)
    assert (status, out) == (2, "")
    assert said in err


@pytest.mark.parametrize("command", ["centrality", "communities", "forget"])
def test_nothing_is_loaded(store: Store, capsys: pytest.CaptureFixture[str], command: str) -> None:
    prepare(store)
    status, out, err = asked(capsys, command)
    assert (status, out) == (1, "")
    assert "nothing is loaded yet" in err


def test_nobody_is_there(filled: Store, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = asked(capsys, "centrality", "--country", "DE")
    assert (status, out) == (1, "")
    assert "nobody in this network has a co-author" in err


def test_on_loaded_works(stores_env: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """The shipped works, from their file to the numbers."""
    assert run(["load", str(ROOT / "loaders/demo/works.jsonl")]) == 0
    capsys.readouterr()
    countries = ("--country", "KP", "--country", "CN", "--country", "US")
    status, out, err = asked(capsys, "centrality", *countries, "--write", "--json")
    assert status == 0, err
    persons = {row["country"]: row["persons"] for row in rows(out)}
    assert min(persons["KP"], persons["CN"]) > 10
    status, again, err = asked(capsys, "communities", *countries, "--json")
    assert status == 0, err
    assert sum(row["persons"] for row in rows(again)) > 10
    assert rows(again)[0]["dois"]
    with open_store(load_settings()) as store:
        written = store.read("MATCH (a:Author) WHERE a.betweenness IS NOT NULL RETURN count(a) AS n")[0]["n"]
    assert written > 20
    assert run(["paths", "--from-country", "KP", "--to-country", "DE", "--json"]) == 0
    (first, *_) = rows(capsys.readouterr().out)
    assert first["hops"] == 1
    assert first["affiliations"][0].startswith("1. ")
