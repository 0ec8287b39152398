"""How much memory it takes to read a large file: `python -m benchmarks.memory --gigabytes 2`.

A file is made of real records whose ids are changed, as large as was asked (JSON Lines) or a quarter of it (the
others), and read record by record through `open_file` in a process of its own. What is printed is the peak of that
process's memory (VmHWM of Linux, elsewhere getrusage), interpreter and libraries included. The goal is 1 GB whatever
the size. The files are made in the folder of --folder, one at a time, and deleted.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path

from benchmarks.shapes import shape
from loaders.records import Located
from loaders.sources import open_file

GOAL = 1_000
"""MB of memory."""


@dataclass(frozen=True, slots=True)
class Read:
    """One file: MB of it, its records, those refused, seconds, MB of memory at the peak, and before reading."""

    format: str
    megabytes: int
    records: int
    refused: int
    seconds: float
    peak: int
    before: int


_IDS = {
    "openalex": (rb'"(?:id|openalex)": ?"https://openalex\.org/W\d+"', b'"id": "https://openalex.org/W%d"'),
    "facts": (rb'"id": ?"[^"]*"', b'"id": "made-%d"'),
    "pubmed": (rb'<PMID Version="1">\d+', b'<PMID Version="1">%d'),
    "openalex-csv": (rb"https://openalex\.org/W\d+", b"https://openalex.org/W%d"),
    "scopus": (rb"2-s2\.0-\d+", b"2-s2.0-%d"),
    "ris": (rb"DO  - [^\n]*", b"DO  - 10.1000/made.%d"),
    "wos": (rb"UT WOS:\w+", b"UT WOS:%015d"),
    "medline": (rb"PMID- \d+", b"PMID- %d"),
    "bibtex": (rb"@(\w+)\{[^,]*,", rb"@\1{made%d,"),
    "jats": (rb'<article-id pub-id-type="doi">[^<]*', b'<article-id pub-id-type="doi">10.1000/made.%d'),
}
"""What becomes of the first id of a record."""
ARRAY = "JSON array"
FORMATS = (*_IDS, ARRAY)
MOST_OF_ARRAY = 500
"""MB: an array is one document, and a document may have 512 MiB."""


def made(name: str) -> Iterator[bytes]:
    """Records of a format without end, each with an id of its own."""
    pattern, new = _IDS[name]
    records = [record.replace(b"%", b"%%") for record in shape(name).records]
    templates = [_template(re.compile(pattern), new, record) for record in records]
    for number in count(100_000_000):
        template = templates[number % len(templates)]
        yield (
            template % number if b"%d" in template or b"%015d" in template else template.replace(b"%%", b"%")
        )


def _template(pattern: re.Pattern[bytes], new: bytes, record: bytes) -> bytes:
    return pattern.sub(new, record, count=1)


def write(name: str, path: Path, megabytes: float) -> None:
    """A file of this size."""
    form = shape("openalex" if name == ARRAY else name)
    head, foot = (b"[\n", b"]\n") if name == ARRAY else (form.head, form.foot)
    size, wanted = 0, megabytes * 1e6
    with path.open("wb") as file:
        file.write(head)
        for number, record in enumerate(made("openalex" if name == ARRAY else name)):
            if name == ARRAY:
                record = (b"," if number else b"") + record
            size += file.write(record)
            if size >= wanted:
                break
        file.write(foot)


def read(path: Path) -> dict[str, float]:
    """In the process that is measured: what was read, and the peak of its memory."""
    before = _peak()
    began = time.perf_counter()
    records = refused = 0
    for item in open_file(path).items:
        if isinstance(item, Located):
            records += 1
        else:
            refused += 1
    return {
        "records": records,
        "refused": refused,
        "seconds": round(time.perf_counter() - began, 1),
        "peak": _peak(),
        "before": before,
    }


def _peak() -> int:
    """MB. getrusage would count the memory of the process that started this one."""
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s*(\d+) kB", status.read_text()) if status.exists() else None
    kilobytes = int(found[1]) if found else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kilobytes // 1000


def measure(name: str, megabytes: float, folder: Path) -> Read:
    """Make a file, read it in another process, delete it."""
    path = folder / "large"
    write(name, path, megabytes)
    size = path.stat().st_size
    try:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.memory", "--read", str(path)],
            check=True,
            capture_output=True,
            text=True,
        )
    finally:
        path.unlink()
    found = json.loads(done.stdout)
    return Read(name, round(size / 1e6), **found)


def main(arguments: list[str] | None = None) -> int:
    """The command. 1 where a file took more than the goal."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--gigabytes", type=float, default=0.2, help="size of the file of JSON Lines (0.2)")
    parser.add_argument(
        "--format", action="append", choices=FORMATS, help="only this one; may be given again"
    )
    parser.add_argument("--folder", type=Path, help="where the files are made")
    parser.add_argument("--json", action="store_true", help="one array of objects")
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.read:
        print(json.dumps(read(options.read)))
        return 0
    found = []
    if not options.json:
        print(
            f"{'format':14}{'file, MB':>10}{'records':>12}{'refused':>9}{'seconds':>9}{'MB/s':>7}{'peak, MB':>10}"
        )
    with tempfile.TemporaryDirectory(prefix="coauth-memory-", dir=options.folder) as folder:
        for name in options.format or FORMATS:
            size = options.gigabytes * 1000 / (1 if name == "openalex" else 4)
            one = measure(name, min(size, MOST_OF_ARRAY) if name == ARRAY else size, Path(folder))
            found.append(one)
            if not options.json:
                print(
                    f"{one.format:14}{one.megabytes:10,}{one.records:12,}{one.refused:9,}{one.seconds:9,.1f}"
                    f"{one.megabytes / max(one.seconds, 0.1):7,.0f}{one.peak:10,}"
                    f"{'' if one.peak < GOAL else '  MORE THAN THE GOAL'}",
                    flush=True,
                )
    if options.json:
        json.dump([asdict(one) for one in found], sys.stdout, indent=1)
        print()
    else:
        print(
            f"peak: of the reading process, which has {min(one.before for one in found)} MB before it reads; goal {GOAL:,}"
        )
    return 0 if all(one.peak < GOAL for one in found) else 1


if __name__ == "__main__":
    sys.exit(main())
