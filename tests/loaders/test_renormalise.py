"""A registry that comes later decides the works that are there, as if it had been known when they were loaded."""

from __future__ import annotations

from pathlib import Path

from graph import model
from graph.settings import Settings
from graph.store import Store
from loaders.deciding import Decider
from loaders.pipeline import Quiet, load
from loaders.renormalise import Affected, renormalise
from tests.printed import fact, write_lines
from tests.registries import RECORDS, key, record, registered, small
from tests.snapshots import snapshot

HOSPITAL = "Karlstein University Hospital, University of Karlstein"


def _load(store: Store, folder: Path, decider: Decider) -> None:
    path = write_lines(
        folder / "works.jsonl",
        [
            fact(
                "a1", doi="10.1000/one", authors=[("A. Weber", [HOSPITAL]), ("B. Klein", ["Kyiv, Ukraine"])]
            ),
            fact(
                "a2", doi="10.1000/two", authors=[("A. Weber", ["Dept. of Physics, University of Karlstein"])]
            ),
        ],
    )
    load(store, Settings(), [path], version="test", decider=decider, progress=Quiet())


def test_a_registry_that_was_loaded_later(store: Store, tmp_path: Path) -> None:
    known = Decider(registry=small())
    _load(store, tmp_path, Decider())
    assert store.read("MATCH (w:Work)-[:INVOLVES]->(c:Country) RETURN c.code AS code") == [{"code": "UA"}]

    renormalise(store, Settings(), Affected(everything=True), decider=known, progress=Quiet())
    rows = store.read(
        "MATCH (w:Work)-[:NAMES]->(i:Institution) OPTIONAL MATCH (i)-[:PART_OF]->(whole:Institution) "
        "RETURN w.doi AS doi, i.key AS key, whole.key AS whole ORDER BY doi, key"
    )
    assert rows == [
        {"doi": "10.1000/one", "key": key(2), "whole": key(1)},
        {"doi": "10.1000/two", "key": key(1), "whole": None},
    ]
    codes = store.read(
        "MATCH (w:Work)-[r:INVOLVES]->(c:Country) RETURN w.doi AS doi, c.code AS code, r.review AS review "
        "ORDER BY doi, code"
    )
    assert codes == [
        {"doi": "10.1000/one", "code": "DE", "review": False},
        {"doi": "10.1000/one", "code": "UA", "review": False},
        {"doi": "10.1000/two", "code": "DE", "review": False},
    ]
    later = snapshot(store, without=(model.Load,), rename_authors=True)

    renormalise(store, Settings(), Affected(everything=True), decider=Decider(), progress=Quiet())
    assert store.read("MATCH (i:Institution) WHERE i.key STARTS WITH 'ror:' RETURN i.key AS key") == []
    renormalise(store, Settings(), Affected(everything=True), decider=known, progress=Quiet())
    assert snapshot(store, without=(model.Load,), rename_authors=True) == later

    holding = record(22, "Karlstein Health Holding", "DE", "Karlstein", kind="company")
    hospital = record(
        2, "Karlstein University Hospital", "DE", "Karlstein", kind="healthcare", parents=[1, 22]
    )
    other = registered((*(one for one in RECORDS if one["id"] != hospital["id"]), holding, hospital))
    renormalise(
        store, Settings(), Affected(everything=True), decider=Decider(registry=other), progress=Quiet()
    )
    wholes = "MATCH (i:Institution)-[:PART_OF]->(whole:Institution) RETURN i.key AS key, whole.key AS whole ORDER BY whole"
    assert store.read(wholes) == [{"key": key(2), "whole": key(1)}, {"key": key(2), "whole": key(22)}]
    renormalise(store, Settings(), Affected(everything=True), decider=known, progress=Quiet())
    assert snapshot(store, without=(model.Load,), rename_authors=True) == later
