"""Funders in the store: (:Work)-[:FUNDED_BY]->(:Funder), and those that no work names any more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graph import model, schema
from graph.store import Transaction
from loaders.deciding import Decider
from loaders.funders import Funding, read_funder
from loaders.ties import write_many
from loaders.works import WorkState


def write_funders(tx: Transaction, states: Sequence[WorkState], decider: Decider) -> None:
    """Write the funders of these works, which have no FUNDED_BY yet. A funder keeps the printed texts that it has."""
    found: dict[str, list[Funding]] = {}
    for state in states:
        for key, one in state.funded_by.items():
            found.setdefault(key, []).append(one)
    if not found:
        return
    there = {
        row["key"]: row["names"]
        for row in tx.run(
            "MATCH (f:Funder) WHERE f.key IN $keys RETURN f.key AS key, f.names AS names",
            {"keys": sorted(found)},
        )
    }
    nodes = [
        schema.row_of(
            _node(
                decider, key, {text for one in found[key] for text in one.printed} | set(there.get(key, ()))
            )
        )
        for key in sorted(found)
    ]
    write_many(tx, schema.merge_nodes(model.Funder), nodes)
    edges = [
        schema.edge_of(_edge(state.funded_by[key]), state.work.key, key)
        for state in states
        for key in sorted(state.funded_by)
    ]
    write_many(tx, schema.create_relationships(model.FundedBy), edges)


def _node(decider: Decider, key: str, names: set[str]) -> model.Funder:
    """The node of a funder that is printed so: the same in whatever order the works came."""
    read = [
        funder for text in names if (funder := read_funder(text, decider)) is not None and funder.key == key
    ]
    # one that is known has one name; of the prints of another the fullest
    best = max(read, key=lambda one: (one.known, len(one.name), one.name))
    return model.Funder(
        key=key,
        name=best.name,
        names=tuple(sorted(names)),
        country=max((one.country for one in read if one.country), default=None),
        status="known" if best.known else "printed",
    )


def _edge(one: Funding) -> model.FundedBy:
    return model.FundedBy(
        confidence=max(
            confidence
            for state, confidence in zip(one.states, one.confidences, strict=True)
            if one.review or state == "yes"
        ),
        review=one.review,
        grants=tuple(sorted(one.grants)),
        ev_printed=tuple(one.printed),
        ev_state=tuple(one.states),
        ev_rule=tuple(one.rules),
        ev_confidence=tuple(one.confidences),
        ev_record=tuple(one.records),
    )


def funders_of(tx: Transaction, works: Iterable[str]) -> set[str]:
    """Keys of the funders that these works name."""
    rows = tx.run(
        "MATCH (w:Work)-[:FUNDED_BY]->(f:Funder) WHERE w.key IN $works RETURN DISTINCT f.key AS key",
        {"works": sorted(works)},
    )
    return {row["key"] for row in rows}


def sweep_funders(tx: Transaction, keys: Iterable[str], decider: Decider) -> None:
    """Delete those of these funders that no work names any more; the others keep only the texts that works print."""
    rows = [{"key": key} for key in sorted(keys)]
    write_many(
        tx,
        "UNWIND $rows AS row MATCH (f:Funder {key: row.key}) WHERE NOT EXISTS { (f)<-[:FUNDED_BY]-(:Work) } DELETE f",
        rows,
    )
    left = tx.run(
        "MATCH (f:Funder)<-[r:FUNDED_BY]-(:Work) WHERE f.key IN $keys "
        "RETURN f.key AS key, f.names AS names, collect(r.ev_printed) AS printed",
        {"keys": [row["key"] for row in rows]},
    )
    changed = [
        schema.row_of(_node(decider, row["key"], names))
        for row in left
        if (names := {text for texts in row["printed"] for text in texts}) != set(row["names"])
    ]
    write_many(tx, schema.merge_nodes(model.Funder), changed)
