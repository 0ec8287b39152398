"""How long a registry takes to be read and opened, and what it needs: `python -m benchmarks.registry [--records N]`.

The partial registry at hand, and one of N records (default 120,000, about the size of the whole) made of it by giving
each record again under another id with another word in its names. Seconds and megabytes, each in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from benchmarks.at_hand import DATA, content
from benchmarks.normalise_rows import peak_megabytes
from loaders.registry import library

NAME = "registry/ror_records_2026-06_partial.jsonl.gz"
_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"


def _read(dump: str, home: str) -> tuple[int, float, float]:
    began = time.perf_counter()
    found = library.imported(Path(dump), Path(home))
    seconds = time.perf_counter() - began
    library.use(Path(home), found, dump)
    return found.count, seconds, peak_megabytes()


def _open(home: str) -> tuple[float, float]:
    from loaders.normalize.affiliations import decide

    decide("Kim Il Sung University, Pyongyang")  # what is loaded without a registry, too
    before = peak_megabytes()
    began = time.perf_counter()
    registry = library.current(Path(home))
    seconds = time.perf_counter() - began
    assert registry is not None
    return seconds, peak_megabytes() - before


def larger(raw: bytes, count: int) -> Iterator[bytes]:
    """That many records in lines: those at hand, then the same again, renamed."""
    lines = raw.split(b"\n")
    lines = [line for line in lines if line.strip()]
    for number in range(count):
        turn, at = divmod(number, len(lines))
        if not turn:
            yield lines[at] + b"\n"
            continue
        record = json.loads(lines[at])
        ident = "".join(_LETTERS[(number // 32**power) % 32] for power in range(6))
        record["id"] = f"https://ror.org/0{ident}{turn:02d}"
        for name in record.get("names", ()):
            name["value"] = f"{name['value']} Branch{number}"
        if record.get("name"):
            record["name"] = f"{record['name']} Branch{number}"
        yield json.dumps(record, ensure_ascii=False).encode() + b"\n"


def main(arguments: list[str] | None = None) -> int:
    """The command. 1 where the registry is not at hand."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--records", type=int, default=120_000)
    options = parser.parse_args(arguments)
    raw = content(NAME)
    if raw is None:
        print(f"benchmarks.registry: {DATA / NAME} is not at hand", file=sys.stderr)
        return 1
    print(
        f"{'records':>10}{'read, s':>10}{'peak, MB':>10}{'index, MB':>11}{'opened, s':>11}{'more memory, MB':>17}"
    )
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "larger.jsonl"
        with made.open("wb") as file:
            file.writelines(larger(raw, options.records))
        for dump in (DATA / NAME, made):
            home = str(Path(folder) / f"home-{dump.name}")
            context = get_context("spawn")
            with ProcessPoolExecutor(1, mp_context=context) as pool:
                count, seconds, peak = pool.submit(_read, str(dump), home).result()
            with ProcessPoolExecutor(1, mp_context=context) as pool:
                opened, memory = pool.submit(_open, home).result()
            now = library.status(Path(home))
            size = now.size / 1e6 if now is not None else 0.0
            print(
                f"{count:10,}{seconds:10.1f}{peak:10,.0f}{size:11,.0f}{opened:11.2f}{memory:17,.0f}",
                flush=True,
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
