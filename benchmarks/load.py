"""How fast a load is, beside writing the same finished rows: `python -m benchmarks.load`.

Each size and store is measured in a process of its own, so that the memory is that of one load and nothing is
remembered from the one before. End to end: hashing the file, reading, deciding, writing, deriving. The plain write
takes the finished graph, derived rows included, in batches of 5,000 rows a transaction, with the writers' own CREATE
statements, into an empty store with the same constraints and indexes.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks import finished, generator, triads
from benchmarks.fresh import KINDS, SIZES, fresh
from graph.errors import CoauthError
from loaders.deciding import Decider
from loaders.pipeline import Quiet, load

GOAL = 1.5


@dataclass(frozen=True, slots=True)
class Measured:
    """One size on one store. Seconds; memory of the loading process in MB; the direct triad in the loaded store."""

    store: str
    works: int
    rows: int
    load_seconds: float
    plain_seconds: float
    memory_mb: int
    triads_seconds: float

    @property
    def ratio(self) -> float:
        """Load over plain write; the goal is at most GOAL."""
        return self.load_seconds / self.plain_seconds


def measure(kind: str, size: int, folder: Path) -> Measured:
    """Load made works into a fresh store, then write the same rows plainly into another."""
    made = generator.write(folder / f"works-{size}.jsonl", size)
    spooled = folder / "rows.pickle"
    with fresh(kind) as (store, settings):
        started = time.perf_counter()
        outcome = load(store, settings, [made], version="benchmark", decider=Decider(), progress=Quiet())
        seconds = time.perf_counter() - started
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        if outcome.works != size or outcome.quarantined:
            raise CoauthError(
                f"{outcome.works} of {size} works were loaded, {outcome.quarantined} were quarantined"
            )
        question = triads.measure(store, size)
        rows = finished.spool(store, spooled)
    with fresh(kind) as (store, _):
        written = finished.write(store, spooled)
    if written.rows != rows:
        raise CoauthError(f"{written.rows} of {rows} rows were written")
    return Measured(
        kind, size, rows, round(seconds, 2), round(written.seconds, 2), memory, round(question.seconds, 4)
    )


def _apart(kind: str, size: int) -> Measured:
    """Measure in a new process."""
    context = multiprocessing.get_context("spawn")
    with (
        tempfile.TemporaryDirectory(prefix="coauth-benchmark-") as folder,
        ProcessPoolExecutor(1, mp_context=context) as pool,
    ):
        return pool.submit(measure, kind, size, Path(folder)).result()


def _line(found: Measured) -> str:
    return (
        f"{found.store:6} {found.works:7,} {found.rows:10,} {found.load_seconds:8.1f} "
        f"{found.works / found.load_seconds:8,.0f} {found.rows / found.load_seconds:9,.0f} "
        f"{found.plain_seconds:8.1f} {found.rows / found.plain_seconds:9,.0f} {found.ratio:6.2f} {found.memory_mb:7,} "
        f"{found.triads_seconds:8.4f}"
    )


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", default=SIZES, help=f"numbers of works ({SIZES})")
    parser.add_argument("--stores", default=",".join(KINDS), help="local, neo4j")
    parser.add_argument("--json", action="store_true", help="one array of objects")
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    stores = options.stores.split(",")
    if unknown := set(stores) - set(KINDS):
        parser.error(f"no such store: {', '.join(sorted(unknown))}")
    found = []
    if not options.json:
        print(
            "                               load       works/s    rows/s    plain    rows/s  ratio     MB   triads"
        )
    for kind in stores:
        for size in sizes:
            one = _apart(kind, size)
            found.append(asdict(one) | {"ratio": round(one.ratio, 2)})
            if not options.json:
                print(_line(one), flush=True)
    if options.json:
        json.dump(found, sys.stdout, indent=1)
        print()
    else:
        print(
            f"store, works, rows, seconds; ratio: load over plain write of the same rows, goal at most {GOAL}; "
            f"triads: the direct triad, goal under {triads.GOAL}"
        )


if __name__ == "__main__":
    main()
