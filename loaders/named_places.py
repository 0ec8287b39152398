"""Institutions and countries in the store: the rows that write them, and those that nothing names any more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from graph import model, schema
from graph.store import Transaction
from loaders.deciding import Decider
from loaders.normalize.affiliations import InstitutionDecision
from loaders.registry import InstitutionFact
from loaders.ties import write_many


def sweep(
    tx: Transaction, institutions: Iterable[str], countries: Iterable[str]
) -> tuple[set[str], set[str]]:
    """Delete those of these institutions and countries that neither a work nor a document names, and what they were
    parts of. Returns the keys and codes that are gone."""
    gone: set[str] = set()
    places, codes = set(institutions), set(countries)
    while places:
        rows = tx.run(
            "MATCH (i:Institution) WHERE i.key IN $keys AND NOT EXISTS { (i)<-[:NAMES]-(:Work) } "
            "AND NOT EXISTS { (i)<-[:PART_OF]-(:Institution) } AND NOT EXISTS { (i)<-[:MENTIONS]-(:Document) } "
            "OPTIONAL MATCH (i)-[:PART_OF]->(parent:Institution) "
            "OPTIONAL MATCH (i)-[:LOCATED_IN|CONTROLLED_FROM]->(c:Country) "
            "RETURN i.key AS key, collect(DISTINCT parent.key) AS parents, collect(DISTINCT c.code) AS codes",
            {"keys": sorted(places)},
        )
        write_many(
            tx,
            "UNWIND $rows AS row MATCH (i:Institution {key: row}) DETACH DELETE i",
            [row["key"] for row in rows],
        )
        gone |= {row["key"] for row in rows}
        codes |= {code for row in rows for code in row["codes"]}
        # what a part kept may go with it
        places = {parent for row in rows for parent in row["parents"]}
    if not codes:
        return gone, set()
    rows = tx.run(
        "MATCH (c:Country) WHERE c.code IN $codes "
        "AND NOT EXISTS { (c)<-[:INVOLVES|LOCATED_IN|CONTROLLED_FROM|MENTIONS]-() } "
        "WITH c, c.code AS code DETACH DELETE c RETURN code",
        {"codes": sorted(codes)},
    )
    return gone, {row["code"] for row in rows}


def leave_wholes(tx: Transaction, keys: Iterable[str], parts: Iterable[dict[str, Any]]) -> set[str]:
    """Delete every PART_OF of these institutions that is not among the rows to be written: another registry may have
    said it. Returns the keys of what they were parts of, which nothing may name any more."""
    now = {(row["start"], row["end"]) for row in parts}
    gone = [
        row
        for row in tx.run(
            "MATCH (i:Institution)-[:PART_OF]->(whole:Institution) WHERE i.key IN $keys "
            "RETURN i.key AS start, whole.key AS end ORDER BY start, end",
            {"keys": sorted(keys)},
        )
        if (row["start"], row["end"]) not in now
    ]
    write_many(
        tx,
        "UNWIND $rows AS row MATCH (:Institution {key: row.start})-[r:PART_OF]->(:Institution {key: row.end}) DELETE r",
        gone,
    )
    return {row["end"] for row in gone}


def facts_with_parents(found: Iterable[str], decider: Decider) -> dict[str, InstitutionFact]:
    """What is known of the institutions with these keys, and of those that they are parts of: key -> fact."""
    facts: dict[str, InstitutionFact] = {}
    pending = list(found)
    while pending:
        key = pending.pop()
        fact = decider.fact(key)
        if fact is not None and key not in facts:
            facts[key] = fact
            pending += decider.wholes(key)
    return facts


def institution_rows(
    found: dict[str, list[InstitutionDecision]],
    facts: dict[str, InstitutionFact],
    known: dict[str, Sequence[str]],
    decider: Decider,
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows for Institution, LOCATED_IN, CONTROLLED_FROM and PART_OF.

    found: key -> how it was printed; facts: what is known of some of these keys; known: names that the store has.
    """
    nodes, located, controlled, parts = [], [], [], []
    for key in sorted(found.keys() | facts.keys()):
        fact = facts.get(key)
        if fact is None:
            # one key can be printed in several ways: which comes first must not matter
            decision = found[key][0]
            names = sorted({same.name for same in found[key]} | set(known.get(key, ())))
            fullest = max(names, key=lambda name: (len(name), name))
            nodes.append(
                schema.row_of(
                    model.Institution(
                        key=key,
                        name=fullest,
                        names=tuple(names),
                        former_keys=decider.former_keys(key),
                        status="printed",
                    )
                )
            )
            if decision.country:
                located.append(schema.edge_of(model.LocatedIn(source=decision.rule), key, decision.country))
            continue
        nodes.append(
            schema.row_of(
                model.Institution(
                    key=key,
                    name=fact.name,
                    names=tuple(fact.names),
                    former_keys=decider.former_keys(key),
                    type=fact.type,
                    city=fact.city,
                )
            )
        )
        if fact.country:
            located.append(schema.edge_of(model.LocatedIn(source=fact.source), key, fact.country))
        if fact.controlled_from:
            controlled.append(
                schema.edge_of(model.ControlledFrom(source=fact.source), key, fact.controlled_from)
            )
        parts += [
            schema.edge_of(model.PartOf(source=source), key, whole)
            for whole, source in decider.wholes(key).items()
            if whole in facts
        ]
    return nodes, located, controlled, parts
