"""Documents in the graph, on both stores."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from graph.errors import CoauthError
from graph.settings import Settings
from graph.store import Store
from loaders.deciding import Decider
from loaders.mentions.document import Document, read_document
from loaders.mentions.finder import Finder
from loaders.mentions.recording import Recorded, forget, listed, record
from loaders.mentions.vocabulary import Name
from loaders.pipeline import Quiet, load
from loaders.unload import unload
from tests.printed import fact, write_lines
from tests.snapshots import snapshot

pytest.importorskip("spacy")

STORY = """Ri Chol Su of Kim Il Sung University published jointly with researchers of Harvard University.
Pak Yong, a professor at Kim Il Sung University, was in Korea. Ri Chol Su of Tsinghua University was not.
He left the Riverside Institute of Optics and joined Unknown Little University. It is in Georgia, and in China."""
KISU, TSINGHUA = "coauth:9dbe00c2f8abd6d8dffa", "ror:03cve4549"
MENTIONS = """
MATCH (d:Document)-[r:MENTIONS]->(n)
RETURN labels(n)[0] AS label, coalesce(n.key, n.code) AS name, r.printed AS printed, r.state AS state, r.rule AS rule,
       r.joint_work AS joint, r.span AS span
ORDER BY span, label, name
"""


@cache
def finder() -> Finder:
    return Finder(Decider(), [Name("ror:1", "Riverside Institute of Optics", "US")])


def story() -> Document:
    return read_document(io.BytesIO(STORY.encode()), "story.txt")


def put(store: Store) -> Recorded:
    return record(
        store,
        story(),
        finder().find(STORY),
        decider=Decider(),
        url="https://example.org/story",
        date="2019-03",
    )


def works(store: Store, folder: Path) -> str:
    kisu = "Kim Il Sung University, Pyongyang, DPR Korea"
    path = write_lines(
        folder / "works.jsonl",
        [fact("a1", doi="10.1000/one", authors=[("RI Chol-Su", [kisu]), ("Kim Un", [kisu])])],
    )
    key = load(store, Settings(), [path], version="test", decider=Decider(), progress=Quiet()).key
    assert key is not None
    return key


def mentions(store: Store) -> list[dict[str, Any]]:
    return store.read(MENTIONS)


def authors(store: Store) -> list[tuple[str, str, str]]:
    return [
        (row["printed"], row["state"], row["rule"]) for row in mentions(store) if row["label"] == "Author"
    ]


def test_a_document_names_places_and_the_authors_on_whom_name_and_institution_agree(
    store: Store, tmp_path: Path
) -> None:
    works(store, tmp_path)
    before = snapshot(store)
    done = put(store)
    assert (done.authors, done.review) == (1, 2)
    rows = mentions(store)
    assert [STORY[row["span"][0] : row["span"][1]] for row in rows] == [row["printed"] for row in rows]
    assert authors(store) == [("Ri Chol Su", "yes", "name-and-institution")]
    named = {(row["name"], row["state"]) for row in rows if row["label"] == "Institution"}
    assert {(KISU, "yes"), (TSINGHUA, "yes"), ("ror:03vek6s52", "yes"), ("ror:1", "yes")} == named
    codes = {(row["name"], row["state"]) for row in rows if row["label"] == "Country"}
    assert codes == {("KP", "review"), ("KR", "review"), ("GE", "review"), ("US", "review"), ("CN", "yes")}
    assert [row["joint"] for row in rows][:3] == [True, True, True]
    # a name of its own print makes no institution, a mention no affiliation
    assert not store.read("MATCH (i:Institution {status: 'printed'}) RETURN i")
    assert store.read("MATCH (w:Work)-[:INVOLVES]->(c) RETURN c.code AS code") == [{"code": "KP"}]
    held = snapshot(store)
    put(store)
    assert snapshot(store) == held
    assert listed(store)[0]["url"] == "https://example.org/story"
    gone = forget(store, done.key[:16])
    assert (gone.file, gone.mentions) == ("story.txt", len(rows))
    assert snapshot(store) == before
    with pytest.raises(CoauthError, match="no document has a key"):
        forget(store, done.key)


def test_it_does_not_matter_whether_the_document_or_the_works_came_first(
    store: Store, tmp_path: Path
) -> None:
    put(store)
    assert authors(store) == []
    alone = snapshot(store)
    key = works(store, tmp_path)
    assert authors(store) == [("Ri Chol Su", "yes", "name-and-institution")]
    unload(store, Settings(), key, decider=Decider(), progress=Quiet())
    assert snapshot(store) == alone
