"""The rows of a finished graph: read out to a file, and written as fast as plain batches go."""

from __future__ import annotations

import pickle
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph import model, schema
from graph.prepare import prepare
from graph.store import Store, Transaction

BATCH = 5000
READ_AT_ONCE = 1000
"""Nodes whose properties or relationships are read by one statement."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Written:
    """What the plain write took."""

    rows: int
    seconds: float


def kinds() -> Iterator[tuple[type, str]]:
    """Every kind of the model but the bookkeeping, with the statement that writes it: nodes first."""
    for kind in model.NODES:
        if kind is not model.Store:
            yield kind, schema.create_nodes(kind)
    for kind in model.RELATIONSHIPS:
        yield kind, schema.create_relationships(kind)


def spool(store: Store, path: Path) -> int:
    """Read all rows of a graph into a file, in batches of BATCH; how many there are."""
    number = 0
    with path.open("wb") as stream:
        for kind, statement in kinds():
            batch: list[Row] = []
            for row in _rows(store, kind):
                batch.append(row)
                if len(batch) == BATCH:
                    pickle.dump((statement, batch), stream)
                    number, batch = number + BATCH, []
            if batch:
                pickle.dump((statement, batch), stream)
                number += len(batch)
    return number


def write(store: Store, path: Path) -> Written:
    """Write spooled rows into an empty store, prepared as a load prepares it. Only the writing is timed."""
    prepare(store)
    rows, seconds = 0, 0.0
    with path.open("rb") as stream:
        while True:
            try:
                statement, batch = pickle.load(stream)
            except EOFError:
                return Written(rows, seconds)

            def work(tx: Transaction, statement: str = statement, batch: list[Row] = batch) -> None:
                tx.run(statement, {"rows": batch})

            started = time.perf_counter()
            store.write(work)
            seconds += time.perf_counter() - started
            rows += len(batch)


def _rows(store: Store, kind: type) -> Iterator[Row]:
    name = model.label(kind)
    if kind in model.NODES:
        found, key = kind, model.key_of(kind)
        statement = f"MATCH (n:{name}) WHERE n.{key} IN $keys RETURN properties(n) AS fields"
    else:
        found, other = _ends(kind)
        key = model.key_of(found)
        statement = (
            f"MATCH (a:{model.label(found)})-[r:{name}]->(b:{model.label(other)}) WHERE a.{key} IN $keys "
            f"RETURN properties(r) AS fields, a.{key} AS start, b.{model.key_of(other)} AS end"
        )
    every = [p.name for p in model.properties(kind)]
    keys = [
        row["key"] for row in store.read(f"MATCH (n:{model.label(found)}) RETURN n.{key} AS key ORDER BY key")
    ]
    for start in range(0, len(keys), READ_AT_ONCE):
        for row in store.read(statement, {"keys": keys[start : start + READ_AT_ONCE]}):
            made = {field: _plain(row["fields"].get(field)) for field in every}
            if "start" in row:
                made |= {"start": row["start"], "end": row["end"]}
            yield made


def _ends(kind: Any) -> Sequence[type]:
    return kind.start, kind.end


def _plain(value: Any) -> Any:
    """Dates as Python has them, which can be pickled and sent again."""
    return value.to_native() if hasattr(value, "to_native") else value
