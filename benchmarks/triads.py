"""How long the direct triad takes: `python -m benchmarks.triads`.

The question `triads` for KP, CN and US with its defaults, as `coauth query` asks it, notes included and without. The
store grows from size to size: a smaller file of made works is the beginning of a larger one. Two works in a hundred
are such triads, so that the answer grows with the store.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from benchmarks import generator
from benchmarks.fresh import KINDS, SIZES, fresh
from graph.queries import ask
from graph.store import Store
from loaders.deciding import Decider
from loaders.pipeline import Quiet, load

GOAL = 0.1
RUNS = 9


@dataclass(frozen=True, slots=True)
class Measured:
    """One size on one store: rows of the answer; seconds, the median of RUNS after one that warms up."""

    store: str
    works: int
    rows: int
    seconds: float
    seconds_with_notes: float


def measure(store: Store, size: int) -> Measured:
    """Ask the question of a loaded store."""
    seconds = {}
    rows = 0
    for with_notes in (False, True):
        taken = []
        for _ in range(RUNS + 1):
            started = time.perf_counter()
            answer = ask(store, "triads", with_notes=with_notes)
            taken.append(time.perf_counter() - started)
            rows = len(answer.rows)
        seconds[with_notes] = median(taken[1:])
    return Measured(store.kind, size, rows, round(seconds[False], 4), round(seconds[True], 4))


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", default=SIZES, help=f"numbers of works, ascending ({SIZES})")
    parser.add_argument("--stores", default=",".join(KINDS), help="local, neo4j")
    parser.add_argument(
        "--triads", type=float, default=generator.TRIADS, help="share of works that join KP, CN and US"
    )
    parser.add_argument("--json", action="store_true", help="one array of objects")
    options = parser.parse_args()
    sizes = sorted(int(size) for size in options.sizes.split(","))
    stores = options.stores.split(",")
    if unknown := set(stores) - set(KINDS):
        parser.error(f"no such store: {', '.join(sorted(unknown))}")
    found: list[Measured] = []
    with tempfile.TemporaryDirectory(prefix="coauth-benchmark-") as folder:
        for kind in stores:
            with fresh(kind) as (store, settings):
                for size in sizes:
                    made = generator.write(Path(folder) / f"works-{size}.jsonl", size, triads=options.triads)
                    load(store, settings, [made], version="benchmark", decider=Decider(), progress=Quiet())
                    found.append(measure(store, size))
                    if not options.json:
                        print(_line(found), flush=True)
    if options.json:
        json.dump([asdict(one) for one in found], sys.stdout, indent=1)
        print()
    else:
        print(
            f"seconds: median of {RUNS}, goal under {GOAL} at 50,000 works; growth beside that of the works"
        )


def _line(found: list[Measured]) -> str:
    one = found[-1]
    text = (
        f"{one.store:6} {one.works:7,} works {one.rows:6,} rows {one.seconds:8.4f} s "
        f"{one.seconds_with_notes:8.4f} s with notes"
    )
    if len(found) > 1 and found[-2].store == one.store:
        before = found[-2]
        text += f"   x{one.seconds / before.seconds:.1f} for x{one.works / before.works:.1f} works"
    return text


if __name__ == "__main__":
    main()
