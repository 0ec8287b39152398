"""Constraints, indexes, writers and docs all come from the model."""

from __future__ import annotations

from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from graph import model, prepare, schema
from graph.errors import StoreRefused
from graph.store import Store

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_about_the_model_is_current() -> None:
    page = (ROOT / "docs/model.md").read_text(encoding="utf-8")
    assert page == schema.model_page(), "python -m graph.schema > docs/model.md"


def test_no_label_is_also_a_relationship_type() -> None:
    labels = {model.label(kind).casefold() for kind in model.NODES}
    types = {model.label(kind).casefold() for kind in model.RELATIONSHIPS}
    assert not labels & types


def test_only_the_model_gives_identifiers() -> None:
    with pytest.raises(ValueError, match="not part of the model"):
        model.label(str)


def test_preparing_twice_changes_nothing_and_keys_are_unique(store: Store) -> None:
    prepare.prepare(store)
    prepare.prepare(store)
    assert prepare.model_version(store) == model.MODEL_VERSION
    rows = [schema.row_of(model.Author(key="a", name="A")), schema.row_of(model.Author(key="b", name="B"))]
    store.execute(schema.create_nodes(model.Author), {"rows": rows})
    with pytest.raises(StoreRefused):
        store.execute(schema.create_nodes(model.Author), {"rows": rows[:1]})
    assert store.read("MATCH (a:Author) RETURN count(a) AS n") == [{"n": 2}]


def test_another_version_of_the_model_is_refused(store: Store) -> None:
    store.execute("CREATE (:Store {key: 'coauthgraph', model_version: 99})")
    with pytest.raises(StoreRefused, match="version 99"):
        prepare.prepare(store)


def test_a_database_in_which_others_use_our_labels_is_refused(store: Store) -> None:
    store.execute("CREATE (:Country {name: 'Elbonia'})")
    with pytest.raises(StoreRefused, match=":Country nodes"):
        prepare.prepare(store)


@pytest.mark.parametrize("answers", [1, 2, 3])
def test_a_store_that_another_process_prepares_meanwhile_is_ours(
    store: Store, monkeypatch: pytest.MonkeyPatch, answers: int
) -> None:
    read = store.read
    given = count(1)

    def slow(*asked: Any) -> list[dict[str, Any]]:
        """The other process comes after so many answers, before all that follow."""
        found = read(*asked)
        if next(given) == answers:
            monkeypatch.undo()
            prepare.prepare(store)
            store.execute("CREATE (:Record {key: 'k'})")
        return found

    monkeypatch.setattr(store, "read", slow)
    prepare.prepare(store)
    assert prepare.model_version(store) == model.MODEL_VERSION


def test_a_database_with_other_data_is_left_alone(store: Store) -> None:
    store.execute("CREATE (:TestFilm {title: 'The Matrix'})-[:TEST_SHOWN]->(:TestCinema {name: 'Roxy'})")
    try:
        prepare.prepare(store)
        assert store.read("MATCH (m:TestFilm)-[:TEST_SHOWN]->(c) RETURN m.title AS t, c.name AS n") == [
            {"t": "The Matrix", "n": "Roxy"}
        ]
    finally:
        store.execute("MATCH (n) WHERE n:TestFilm OR n:TestCinema DETACH DELETE n")


def test_every_relationship_can_be_written_created_and_found_again(store: Store) -> None:
    prepare.prepare(store)
    makers = {
        model.Record: model.Record(
            key="k", source="s", file="f", line=1, sha256="", statement="{}", first_load="l"
        ),
        model.Work: model.Work(key="k"),
        model.Author: model.Author(key="k", name="A"),
        model.NameKey: model.NameKey(key="k"),
        model.Institution: model.Institution(key="k", name="I"),
        model.Country: model.Country(code="k", name="C"),
        model.Funder: model.Funder(key="k", name="F"),
        model.Topic: model.Topic(key="k", list="l", name="T"),
        model.Watchlist: model.Watchlist(key="k", name="L", kind="l", sha256=""),
        model.ListEntry: model.ListEntry(key="k", name="E", printed="E"),
        model.Document: model.Document(
            key="k", file="f", sha256="", format="text", encoding="UTF-8", characters=1, joint_work=0
        ),
    }
    for kind, node in makers.items():
        store.execute(schema.merge_nodes(kind), {"rows": [schema.row_of(node)]})
    edges: dict[type, Any] = {
        model.Reports: model.Reports(),
        model.Resembles: model.Resembles(score=0.9, rule="title-similar"),
        model.VersionOf: model.VersionOf(rule="title-same", confidence=1.0, state="yes"),
        model.Authored: model.Authored(key="x", position=0, printed="A", aligned="one-record"),
        model.LocatedIn: model.LocatedIn(source="table"),
        model.ControlledFrom: model.ControlledFrom(source="table"),
        model.PartOf: model.PartOf(source="table"),
        model.EntryOf: model.EntryOf(),
        model.Involves: model.Involves(confidence=0.9, review=False, mentions=1),
        model.Names: model.Names(confidence=0.9, review=True, mentions=1),
        model.AffiliatedWith: model.AffiliatedWith(years=(2001, 2002), works=2, confidence=0.5, review=False),
        model.BasedIn: model.BasedIn(years=(), works=1, confidence=0.5, review=False),
        model.Coauthored: model.Coauthored(years=(2001,), works=1, confidence=0.5, review=True),
        model.Under: model.Under(),
        model.MayBe: model.MayBe(probability=0.4, rule="scored", mentions=("k#0-1", "k#0-2")),
        model.FundedBy: model.FundedBy(confidence=0.9, review=False, grants=("1",), ev_printed=("F [1]",)),
        model.About: model.About(
            key="x", version="1", current=True, score=0.9, review=False, rule="r", terms=("t",)
        ),
        model.ListedOn: model.ListedOn(
            key="x", entry="E", since=date(2020, 1, 2), review=False, rule="r", confidence=0.9
        ),
    }
    for mentioned in (model.MentionsInstitution, model.MentionsCountry, model.MentionsAuthor):
        edges[mentioned] = mentioned(
            key="x",
            span=(1, 2),
            printed="I",
            sentence="I.",
            joint_work=True,
            state="yes",
            rule="r",
            confidence=0.9,
        )
    assert set(edges) == set(model.RELATIONSHIPS)
    for kind, edge in edges.items():
        row = schema.edge_of(edge, "k", "k")
        for _ in range(2):
            store.execute(schema.merge_relationships(kind), {"rows": [row]})
        found = store.read(f"MATCH ()-[r:{model.label(kind)}]->() RETURN properties(r) AS fields")
        expected = {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in row.items()
            if name not in ("start", "end") and value is not None
        }
        assert [dict(row["fields"]) for row in found] == [expected], kind
        store.execute(f"MATCH ()-[r:{model.label(kind)}]->() DELETE r")
        store.execute(schema.create_relationships(kind), {"rows": [row]})
        again = store.read(f"MATCH ()-[r:{model.label(kind)}]->() RETURN properties(r) AS fields")
        assert [dict(row["fields"]) for row in again] == [expected], kind
        store.execute(f"MATCH ()-[r:{model.label(kind)}]->() DELETE r")
