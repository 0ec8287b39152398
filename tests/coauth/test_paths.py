"""`coauth paths` as a person types it."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from coauth.main import run
from graph import model, schema
from graph.prepare import prepare
from graph.store import Store
from loaders.resolve.naming import blocking_keys, own_form
from tests.cypher.made import Places, at, by, inst, work, write

A, B, C = ("a" * 32, "b" * 32, "c" * 32)


@pytest.fixture
def filled(store: Store) -> Store:
    prepare(store)
    places = Places()
    places.add("ror:kut", "KP", name="Kim Chaek University of Technology")
    places.add("coauth:one", "CN", name="Institute of Physics")
    places.add("coauth:two", "CN", name="Institute of Chemistry")
    kut = at("KUT, Pyongyang", "KP", inst("ror:kut"))
    write(
        store,
        [
            work("k", 2018, by(A, kut), by(B, "CN")),
            work("u", 2019, by(B, "CN"), by(C, "US")),
            work("other", 2019, by("x", "DE")),
        ],
        places,
    )
    # two namesakes, and somebody with a name alone
    for key, name in ((A, "Ri Chol Su"), (B, "Wang Wei"), (C, "Wang Wei")):
        store.execute(
            "MATCH (a:Author {key: $key}) SET a.name = $name, a.names = [$name]", {"key": key, "name": name}
        )
    return store


def asked(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = run(["paths", *arguments])
    out, err = capsys.readouterr()
    return status, out, err


def rows(text: str) -> list[dict[str, Any]]:
    found = json.loads(text)
    assert isinstance(found, list)
    return found


def test_between_countries(filled: Store, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = asked(
        capsys, "--from-country", "kp", "--to-country", "US", "--via", "CN", "--max-hops", "3", "--json"
    )
    assert status == 0, err
    (row,) = rows(out)
    assert (row["hops"], row["work_keys"]) == (2, ["doi:10.1/k", "doi:10.1/u"])
    assert row["authors"] == [A, B, C]
    assert "caution: A path is a sequence of works" in err
    assert "note: of 3 works, 3 have a readable affiliation" in err
    # KP and US where no end is told
    assert asked(capsys, "--via", "CN", "--json")[1] == out
    status, out, _ = asked(capsys, "--csv")
    assert [row["hops"] for row in csv.DictReader(io.StringIO(out))] == ["2"]
    assert asked(capsys, "--table")[0] == 0
    status, out, err = asked(capsys, "--to-country", "DE", "--json")
    assert (status, rows(out)) == (0, [])
    assert "note: no path of up to 3 works answers this" in err


def test_persons_and_institutions(filled: Store, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = asked(capsys, "--from-author", A, "--to-author", C, "--json")
    assert status == 0, err
    assert [row["work_keys"] for row in rows(out)] == [["doi:10.1/k", "doi:10.1/u"]]
    for meant in ("ror:kut", "https://ror.org/kut", "kim chaek university of technology", "Kim Chaek"):
        status, out, err = asked(capsys, "--from-institution", meant, "--json")
        assert status == 0, err
        assert rows(out)[0]["from_persons"] == [f"Name {A}"]
    status, out, err = asked(capsys, "--from-institution", "institute of")
    assert (status, out) == (1, "")
    assert "more than one institution may be meant" in err
    assert "coauth:one Institute of Physics (0 works)" in err
    status, out, err = asked(capsys, "--from-institution", "Nowhere")
    assert (status, out) == (1, "")
    assert "no institution in the store has the key or the name Nowhere" in err
    status, out, err = asked(capsys, "--from-author", "0" * 32)
    assert (status, out) == (1, "")
    assert "--from-author: no person in the store has the key" in err
    status, out, err = asked(capsys, "--from-author", A, "--to-author", A)
    assert (status, out) == (2, "")
    assert "both ends are the same" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--from-country", "UK"], "GB (United Kingdom)"),
        (["--from-country", "US"], "must be different"),
        (["--via", "KP"], "must be different"),
        (["--via", "CN", "--via", "cn"], "must be different"),
        (["--via", "Nowhere"], "no country has this code"),
        (["--from-country", "KP", "--from-author", "x"], "one end of each kind alone"),
        (["--to-author", " "], "--to-author is empty"),
        (["--max-hops", "6"], "--max-hops"),
        (["--from", "2020", "--to", "2010"], "later than"),
        (["--min-confidence", "2"], "--min-confidence"),
        (["--min-confidence", "nan"], "nan is no number"),
        (["--via", ""], "no country has this code"),
        (["--review", "maybe"], "leave-out"),
    ],
)
def test_wrong_usage(capsys: pytest.CaptureFixture[str], arguments: list[str], said: str) -> None:
    status, out, err = asked(capsys, *arguments)
    assert (status, out) == (2, "")
    assert said in err


def test_nothing_is_loaded(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(capsys)[0] == 1


def test_a_name(filled: Store, capsys: pytest.CaptureFixture[str]) -> None:
    for key, name in ((A, "Ri Chol Su"), (B, "Wang Wei"), (C, "Wang Wei")):
        under(filled, key, name)
    status, out, err = asked(capsys, "--from-author", "Ri Chol Su", "--json")
    assert status == 0, err
    assert [row["authors"][0] for row in rows(out)] == [A]
    status, out, err = asked(capsys, "--from-author", "Wang Wei")
    assert (status, out) == (1, "")
    assert "more than one person may be meant" in err
    assert f"{B} Wang Wei (2 works, 2018–2019)" in err
    assert f"{C} Wang Wei (1 work" in err
    status, out, err = asked(capsys, "--from-author", "Zzz Qqq")
    assert (status, out) == (1, "")
    assert "no person in the store prints the name Zzz Qqq" in err


def under(store: Store, person: str, name: str) -> None:
    """The keys under which a load puts a person."""
    keys = sorted(blocking_keys(own_form(name)))
    store.execute(schema.merge_nodes(model.NameKey), {"rows": [{"key": key} for key in keys]})
    store.execute(
        schema.merge_relationships(model.Under), {"rows": [{"start": person, "end": key} for key in keys]}
    )
