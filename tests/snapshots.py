"""A graph as plain values, for comparing two of them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from graph import model
from graph.store import Store

VOLATILE = {"started", "finished", "lock_owner", "lock_until", "lock_step"}


def snapshot(store: Store, *, without: tuple[type, ...] = (), rename_authors: bool = False) -> dict[str, Any]:
    """Nodes and relationships of the model with all their properties, but for times and locks, and what changed when.

    rename_authors: persons are named by their smallest mention, since their keys depend on the order of loading.
    """
    names = _names(store) if rename_authors else {}
    skip = {model.label(kind) for kind in without}
    found: dict[str, Any] = defaultdict(list)
    for kind in model.NODES:
        label = model.label(kind)
        if label in skip or kind is model.PersonEvent:
            continue
        for row in store.read(f"MATCH (n:{label}) RETURN properties(n) AS fields"):
            fields = _plain(row["fields"])
            if kind is model.Author and rename_authors:
                fields["key"] = names[fields["key"]]
                fields.pop("former_keys")
            found[label].append(fields)
    for kind in model.RELATIONSHIPS:
        label = model.label(kind)
        start, end = model.key_of(kind.start), model.key_of(kind.end)  # type: ignore[attr-defined]
        # one type may lead to several labels
        of = model.label(kind.end)  # type: ignore[attr-defined]
        for row in store.read(
            f"MATCH (a)-[r:{label}]->(b:{of}) RETURN a.{start} AS a, b.{end} AS b, properties(r) AS fields"
        ):
            ends = [names.get(row["a"], row["a"]), names.get(row["b"], row["b"])]
            fields = _plain(row["fields"])
            if kind in (model.Coauthored, model.MayBe):
                ends.sort()
            if kind is model.MayBe:
                fields["mentions"] = sorted(fields["mentions"])
            found[label].append({"ends": ends, **fields})
    return {label: sorted(rows, key=repr) for label, rows in found.items()}


def _names(store: Store) -> dict[str, str]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in store.read("MATCH (a:Author)-[r:AUTHORED]->() RETURN a.key AS key, r.mentions AS mentions"):
        found[row["key"]] += row["mentions"]
    return {key: min(mentions) for key, mentions in found.items()}


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    return {
        name: str(value) if hasattr(value, "iso_format") else value
        for name, value in sorted(fields.items())
        if name not in VOLATILE
    }
