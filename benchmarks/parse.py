"""How fast files are read, beside others that read them: `python -m benchmarks.parse [--rivals DIR]`.

Both sides read the same file from its path (uncompressed, but that of PubMed: pubmed_parser takes gzip alone), in one
process, in turns; the figure is the median of the turns, in seconds of CPU (so that other programs on the machine
count little), and the ratio is our rate by that of the fastest other one: 1 and above is the goal, for OpenAlex 0.95.
benchmarks/rivals.py says how the others are installed, and what each yields.

What ours yields is always the same: whole `Record`s, each with its place in the file, through `open_file`: the
encoding and the format told from the content, ids in their normal form, dates with kind and precision, authors with
the affiliations that are theirs, what else the record says of places, funders, keywords and the abstract, checked
against the bounds of the store. The others yield texts by tag or column: they do not part authors from one another
(bibtexparser, pybibx), do not say whose an address is (rispy, Biopython, pybibx, metaknowledge), and read no dates.
The bare decode of OpenAlex leaves the abstract as an index from words to positions and checks nothing.

Files: ../shared/data where it is at hand, else the shipped works as benchmarks/printers.py prints them.
"""

from __future__ import annotations

import argparse
import gc
import gzip
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from benchmarks import rivals
from benchmarks.at_hand import content
from benchmarks.rivals import Missing, Read
from benchmarks.shapes import shape
from loaders.records import Located
from loaders.sources import open_file

GOAL, GOAL_OPENALEX = 1.0, 0.95
AT_LEAST = 250_000
"""Bytes of a file; a smaller one is repeated."""


@dataclass(frozen=True, slots=True)
class Contest:
    """A file, and who else reads it. repeats: can it be put together with itself?"""

    format: str
    file: str
    suffix: str
    others: dict[str, Callable[[], Read]]
    repeats: bool = True


CONTESTS = (
    Contest("openalex", "openalex/works.jsonl.gz", ".jsonl", {"bare decode": rivals.bare_decode}),
    Contest("ris", "bib/example.ris.gz", ".ris", {"rispy": rivals.rispy}),
    Contest("bibtex", "bib/scopus_236.bib.gz", ".bib",
            {"bibtexparser": rivals.bibtexparser, "pybibx": rivals.pybibx("scopus")}),
    Contest("bibtex", "bib/wos_236.bib.gz", ".bib",
            {"bibtexparser": rivals.bibtexparser, "pybibx": rivals.pybibx("wos")}),
    Contest("wos", "bib/wos_plaintext_500.txt.gz", ".txt", {"metaknowledge": rivals.metaknowledge}, repeats=False),
    Contest("scopus", "bib/scopus_3658.csv.gz", ".csv",
            {"metaknowledge": rivals.metaknowledge_scopus, "pybibx": rivals.pybibx("scopus")}, repeats=False),
    Contest("pubmed", "pubmed/pubmed_articles.xml.gz", ".xml.gz", {"pubmed_parser": rivals.pubmed_parser}, repeats=False),
    Contest("medline", "pubmed/medline_175.txt.gz", ".txt",
            {"Biopython": rivals.biopython, "pybibx": rivals.pybibx("pubmed")}),
    Contest("jats", "bib/jats_pone.0000217.nxml.gz", ".xml", {"pubmed_parser": rivals.pubmed_parser_jats},
            repeats=False),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Side:
    """One reader: records and seconds of CPU of one turn (the median), or why there are none."""

    name: str
    records: int = 0
    seconds: float = 0.0
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One file."""

    format: str
    file: str
    megabytes: float
    ours: Side
    others: list[Side]
    goal: float

    @property
    def ratio(self) -> float | None:
        """Our rate by that of the fastest other one."""
        times = [side.seconds for side in self.others if not side.missing]
        return min(times) / self.ours.seconds if times else None


def ours(path: Path) -> int:
    """Whole records, thrown away."""
    return sum(isinstance(item, Located) for item in open_file(path).items)


def prepare(contest: Contest, folder: Path) -> Path:
    """The file, uncompressed, and long enough to be measured."""
    form = shape(contest.format)
    raw = content(contest.file) or form.file(form.records)
    if contest.repeats and len(raw) < AT_LEAST:
        raw = (raw.rstrip() + b"\n\n") * (AT_LEAST // len(raw) + 1)
    path = folder / f"{Path(contest.file).name.partition('.')[0]}{contest.suffix}"
    path.write_bytes(gzip.compress(raw, 1, mtime=0) if contest.suffix.endswith(".gz") else raw)
    return path


def run(contest: Contest, folder: Path, turns: int) -> Outcome:
    """Measure all sides in turns; the first turn warms up and is not counted."""
    path = prepare(contest, folder)
    readers: dict[str, Read] = {"ours": ours}
    sides: dict[str, Side] = {}
    for name, make in contest.others.items():
        try:
            readers[name] = make()
        except Missing as error:
            sides[name] = Side(name, missing=str(error))
    taken: dict[str, list[float]] = {name: [] for name in readers}
    records: dict[str, int] = {}
    for turn in range(turns + 1):
        for name in [*readers]:
            gc.collect()
            began = time.process_time()
            try:
                records[name] = readers[name](path)
            except Exception as error:  # another's reader that cannot read the file is no failure of ours
                if name == "ours":
                    raise
                del readers[name]
                sides[name] = Side(name, missing=f"cannot read it: {type(error).__name__}: {error}"[:150])
                continue
            if turn:
                taken[name].append(time.process_time() - began)
    for name in readers:
        sides[name] = Side(name, records[name], median(taken[name]))
    return Outcome(
        contest.format,
        contest.file.rpartition("/")[2],
        round(path.stat().st_size / 1e6, 2),
        sides.pop("ours"),
        list(sides.values()),
        GOAL_OPENALEX if contest.format == "openalex" else GOAL,
    )


def _lines(found: Outcome) -> Iterable[str]:
    mine = found.ours
    ratio = f"{found.ratio:.2f}" if found.ratio is not None else "-"
    kept = "" if found.ratio is None else "  reached" if found.ratio >= found.goal else "  NOT REACHED"
    yield (
        f"{found.format:10}{found.file:28}{found.megabytes:7.1f} MB  {'ours':14}{mine.records:6,} records"
        f"{mine.records / mine.seconds:10,.0f}/s   ratio {ratio}, goal {found.goal}{kept}"
    )
    for side in found.others:
        if side.missing:
            yield f"{'':48}  {side.name:14}{side.missing}"
        else:
            yield (
                f"{'':48}  {side.name:14}{side.records:6,} records{side.records / side.seconds:10,.0f}/s"
                f"   ours is {side.seconds / mine.seconds:.2f} times as fast"
            )


def main(arguments: list[str] | None = None) -> int:
    """The command. 0 whatever the figures are: a goal that is not reached is printed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rivals", type=Path, help="folder into which the others were installed")
    parser.add_argument("--format", action="append", choices=sorted({c.format for c in CONTESTS}))
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="one array of objects")
    options = parser.parse_args(arguments)
    if options.rivals:
        sys.path.append(str(options.rivals))
    found: list[Outcome] = []
    with tempfile.TemporaryDirectory(prefix="coauth-parse-") as folder:
        for contest in CONTESTS:
            if options.format and contest.format not in options.format:
                continue
            one = run(contest, Path(folder), options.turns)
            found.append(one)
            if not options.json:
                print("\n".join(_lines(one)), flush=True)
    if options.json:
        json.dump([asdict(one) | {"ratio": one.ratio} for one in found], sys.stdout, indent=1)
        print()
    elif any(side.missing for one in found for side in one.others):
        print("what is missing: " + " ".join((rivals.__doc__ or "").split("\n\n")[1].split()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
