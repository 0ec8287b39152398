"""From the model: constraints, indexes, the writers' statements, docs/model.md."""

from __future__ import annotations

import inspect
from functools import cache
from operator import attrgetter
from typing import Any

from graph import model


def constraints() -> tuple[str, ...]:
    """One statement for each unique key, of nodes and of relationships."""
    made = []
    for kind in model.NODES:
        name = model.label(kind)
        made.append(
            f"CREATE CONSTRAINT {name.lower()}_key IF NOT EXISTS FOR (n:{name}) REQUIRE n.{model.key_of(kind)} IS UNIQUE"
        )
    for kind in model.RELATIONSHIPS:
        key = model.key_of(kind)
        if key:
            name = model.label(kind)
            made.append(
                f"CREATE CONSTRAINT {name.lower()}_key IF NOT EXISTS FOR ()-[r:{name}]-() REQUIRE r.{key} IS UNIQUE"
            )
    return tuple(dict.fromkeys(made))  # one type may lead to several labels


def indexes() -> tuple[str, ...]:
    """One statement for each further indexed property."""
    made = []
    for kind in model.NODES + model.RELATIONSHIPS:
        name = model.label(kind)
        pattern = f"(n:{name})" if kind in model.NODES else f"()-[n:{name}]-()"
        made += [
            f"CREATE INDEX {name.lower()}_{p.name} IF NOT EXISTS FOR {pattern} ON (n.{p.name})"
            for p in model.properties(kind)
            if p.index
        ]
    return tuple(made)


@cache
def merge_nodes(kind: type) -> str:
    """Statement that writes `$rows` (see row_of) as nodes: found by their key, else made; all properties set."""
    name, key = model.label(kind), model.key_of(kind)
    return f"UNWIND $rows AS row MERGE (n:{name} {{{key}: row.{key}}}) SET n += row"


@cache
def create_nodes(kind: type) -> str:
    """As merge_nodes, for nodes that are known not to be there yet."""
    return f"UNWIND $rows AS row CREATE (n:{model.label(kind)}) SET n = row"


@cache
def merge_relationships(kind: type) -> str:
    """Statement that writes `$rows` as relationships; each row also has `start` and `end`, the nodes' keys."""
    key = model.key_of(kind)
    inner = f" {{{key}: row.{key}}}" if key else ""
    return f"{_ends(kind)} MERGE (a)-[r:{model.label(kind)}{inner}]->(b) {_set(kind, key)}".rstrip()


@cache
def create_relationships(kind: type) -> str:
    """As merge_relationships, for relationships that are known not to be there yet."""
    names = [p.name for p in model.properties(kind)]
    inner = " {" + ", ".join(f"{name}: row.{name}" for name in names) + "}" if names else ""
    return f"{_ends(kind)} CREATE (a)-[r:{model.label(kind)}{inner}]->(b)"


def row_of(item: Any) -> dict[str, Any]:
    """A node of the model as a row for the writers' statements."""
    kind: type = type(item)
    names, get = _getter(kind)
    return dict(zip(names, get(item), strict=True))


def edge_of(item: Any, start: str, end: str) -> dict[str, Any]:
    """A relationship of the model, with the keys of the nodes that it joins, as a row for the writers."""
    kind: type = type(item)
    names, get = _getter(kind)
    row = dict(zip(names, get(item), strict=True)) if names else {}
    row["start"], row["end"] = start, end
    return row


@cache
def _getter(kind: type) -> tuple[tuple[str, ...], Any]:
    names = tuple(p.name for p in model.properties(kind))
    if not names:
        return (), None
    if len(names) == 1:
        single = attrgetter(names[0])
        return names, lambda item: (single(item),)
    return names, attrgetter(*names)


def _set(kind: type, key: str | None) -> str:
    names = [p.name for p in model.properties(kind) if p.name != key]
    return ("SET " + ", ".join(f"r.{name} = row.{name}" for name in names)) if names else ""


def _ends(kind: type) -> str:
    start: type = kind.start  # type: ignore[attr-defined]
    end: type = kind.end  # type: ignore[attr-defined]
    return (
        f"UNWIND $rows AS row MATCH (a:{model.label(start)} {{{model.key_of(start)}: row.start}}) "
        f"MATCH (b:{model.label(end)} {{{model.key_of(end)}: row.end}})"
    )


def model_page() -> str:
    """docs/model.md, written from the model."""
    lines = [
        "# The model",
        "",
        f"Written by `python -m graph.schema` from `graph/model.py` (version {model.MODEL_VERSION}); "
        "a test fails when it is stale.",
        "",
        "![Labels and relationships](model.svg)",
        "",
        "Evidence is a set of equally long lists, `ev_…`, one entry a finding: the store takes neither null in a "
        "list nor lists of lists, and one affiliation can give no, one or two countries.",
        "",
        "## Nodes",
    ]
    for kind in model.NODES:
        lines += ["", f"### {model.label(kind)}", "", _about(kind), "", *_table(kind)]
    lines += ["", "## Relationships"]
    for kind in model.RELATIONSHIPS:
        start, end = model.label(kind.start), model.label(kind.end)  # type: ignore[attr-defined]
        lines += ["", f"### ({start})-[:{model.label(kind)}]->({end})", "", _about(kind)]
        if model.properties(kind):
            lines += ["", *_table(kind)]
    return "\n".join(lines) + "\n"


def _about(kind: type) -> str:
    return inspect.cleandoc(kind.__doc__ or "")


def _table(kind: type) -> list[str]:
    rows = ["| property | type | what it holds |", "|---|---|---|"]
    for p in model.properties(kind):
        mark = " (unique key)" if p.key else " (indexed)" if p.index else ""
        rows.append(f"| `{p.name}` | {p.type}{mark} | {p.about} |")
    return rows


if __name__ == "__main__":
    print(model_page(), end="")
