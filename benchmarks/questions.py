"""How long each question takes on a large graph: `python -m benchmarks.questions`.

Each question with its default parameters over ten years, as `coauth query` asks it, on a tenth of the graph and on the
whole of it (benchmarks/graph_shape.py: 505,000 nodes), on each store. What has no default and must be given is CN.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from benchmarks import graph_shape
from benchmarks.fresh import KINDS, fresh
from graph import prepare
from graph.errors import CoauthError
from graph.front_matter import Query
from graph.queries import ask, catalogue, question
from graph.store import Store

GOAL, GOALS = 1.0, {"triads": 0.1, "country-matrix": 6.0, "audit": 6.0}
"""Seconds; of some questions others: the matrix and the audit are tables of the whole store."""

RUNS = 5
YEARS = {"from": 2016, "to": 2025}


@dataclass(frozen=True, slots=True)
class Measured:
    """One question on one store at one size; seconds: the median of RUNS after one that warms up."""

    store: str
    works: int
    question: str
    rows: int
    seconds: float
    seconds_with_notes: float
    error: str = ""


def values(query: Query) -> dict[str, Any]:
    """What the question is asked with beside its defaults."""
    given: dict[str, Any] = {
        name: value for name, value in YEARS.items() if (one := query.parameter(name)) and one.kind == "year"
    }
    return given | {one.name: "CN" for one in query.parameters if one.required}


def measure(store: Store, query: Query, works: int, runs: int = RUNS) -> Measured:
    """Ask one question of a filled store."""
    seconds: dict[bool, float] = {}
    rows = 0
    for with_notes in (False, True):
        taken = []
        for turn in range(runs + 1):
            started = time.perf_counter()
            try:
                rows = len(ask(store, query, values(query), with_notes=with_notes).rows)
            except CoauthError as error:
                return Measured(store.kind, works, query.name, 0, 0.0, 0.0, str(error.message)[:100])
            taken.append(time.perf_counter() - started)
            if turn and sum(taken) > 20:
                break
        seconds[with_notes] = median(taken[1:])
    return Measured(store.kind, works, query.name, rows, round(seconds[False], 4), round(seconds[True], 4))


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--works", type=int, default=graph_shape.WORKS, help="works of the whole graph")
    parser.add_argument("--stores", default=",".join(KINDS), help="local, neo4j")
    parser.add_argument("--questions", default="", help="only these, by name, between commas")
    parser.add_argument("--whole-only", action="store_true", help="without the tenth")
    parser.add_argument("--json", action="store_true", help="one array of objects")
    options = parser.parse_args(arguments)
    names = [one for one in options.questions.split(",") if one]
    asked = [question(name) for name in names] or list(catalogue())
    sizes = [options.works] if options.whole_only else [options.works // 10, options.works]
    found: list[Measured] = []
    for kind in options.stores.split(","):
        for works in sizes:
            with fresh(kind) as (store, _):
                prepare.prepare(store)
                started = time.perf_counter()
                written = graph_shape.write(store, works)
                nodes, relationships = written.total
                print(
                    f"{kind}: {works:,} works, {nodes:,} nodes, {relationships:,} relationships, written in "
                    f"{time.perf_counter() - started:.0f} s",
                    file=sys.stderr,
                    flush=True,
                )
                for query in asked:
                    found.append(measure(store, query, works))
                    if not options.json:
                        print(_line(found), flush=True)
    if options.json:
        json.dump([asdict(one) for one in found], sys.stdout, indent=1)
        print()


def _line(found: list[Measured]) -> str:
    one = found[-1]
    name = f"{one.store:6} {one.works:8,} works {one.question:22}"
    if one.error:
        return f"{name} FAILED: {one.error}"
    goal = GOALS.get(one.question, GOAL)
    text = (
        f"{name} {one.rows:6,} rows {one.seconds:8.3f} s {one.seconds_with_notes:8.3f} s with notes  "
        f"{'met' if one.seconds < goal else 'MISSED'} (goal {goal} s)"
    )
    before = [
        other
        for other in found[:-1]
        if (other.store, other.question) == (one.store, one.question) and not other.error
    ]
    if before and before[-1].seconds:
        text += (
            f"  x{one.seconds / before[-1].seconds:.1f} for x{one.works / before[-1].works:.0f} of the works"
        )
    return text


if __name__ == "__main__":
    main()
