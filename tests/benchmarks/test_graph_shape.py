"""The graph on which questions are timed hangs together as a loaded one does."""

from __future__ import annotations

from benchmarks import graph_shape
from graph import prepare
from graph.queries import ask
from graph.store import Store


def test_what_is_derived_follows_from_the_authorships(store: Store) -> None:
    prepare.prepare(store)
    written = graph_shape.write(store, 120)
    assert written.nodes["Work"] == 120
    (wrong,) = store.read(
        "MATCH (w:Work)<-[r:AUTHORED]-() UNWIND r.countries AS code "
        "WITH DISTINCT w, code "
        "OPTIONAL MATCH (w)-[i:INVOLVES]->(c:Country) WHERE c.code = code AND NOT i.review "
        "WITH w, code, count(i) AS found WHERE found <> 1 RETURN count(*) AS n"
    )
    assert wrong["n"] == 0
    (marked,) = store.read("MATCH (w:Work {unsettled: true}) RETURN count(w) AS n")
    (bare,) = store.read("MATCH (w:Work) WHERE NOT w.readable RETURN count(w) AS n")
    assert marked["n"] >= bare["n"] > 0
    (pairs,) = store.read("MATCH ()-[r:COAUTHORED]->() RETURN count(r) AS n")
    assert pairs["n"] == written.relationships["COAUTHORED"] > 0
    for name, values in (
        ("restricted-fields", {}),
        ("topic-rank", {"list": "ai-technical"}),
        ("listed-partners", {}),
    ):
        found = ask(
            store, name, {"country": "US" if name != "topic-rank" else None, "review": "include", **values}
        )
        assert found.rows, name
