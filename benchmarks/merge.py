"""How well titles join records whose identifiers are hidden: `python -m benchmarks.merge`.

Two files that report some of the same works: their shared DOIs (or PubMed ids) say which records are one work. Then
the identifiers of the one file are hidden, and what loaders.merging.identity joins by title, year and authors is compared
with them. Wrong: pairs of records, one of each file, in one work though their identifiers differ. `alone`: every identifier of one file is
hidden and its records are grouped: any merge joins two works that the source tells apart, so it is wrong, unless the
source itself holds a work twice (these are printed, to be looked at).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import asdict, dataclass
from pathlib import Path

from msgspec.structs import replace

from graph.errors import CoauthError
from loaders.merging.identity import RESEMBLES, VERSION_OF, Group, group
from loaders.records import Located, Record
from loaders.sources import open_file

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
PAIRS = (
    ("bib/wos_plaintext_500.txt.gz", "bib/scopus_3658.csv.gz"),
    ("bib/wos_236.bib.gz", "bib/scopus_236.bib.gz"),
    ("openalex/works.jsonl.gz", "openalex/works_web_export.csv.gz"),
    ("openalex/works.jsonl.gz", "dprk/works.jsonl"),
    ("bib/crossref_3000.json.gz", "openalex/works_snapshot_sample.parquet"),
)
ALONE = (
    "bib/wos_plaintext_500.txt.gz",
    "bib/scopus_3658.csv.gz",
    "bib/crossref_3000.json.gz",
    "openalex/works.jsonl.gz",
    "openalex/works_web_export.csv.gz",
    "openalex/works_snapshot_sample.parquet",
    "pubmed/pubmed_articles.xml.gz",
    "dprk/works.jsonl",
)


@dataclass(frozen=True, slots=True)
class Result:
    """One data set. pairs: pairs of records, one of each file, that an identifier says are one work.

    joined: those of them in one work; asked: those for review (RESEMBLES); versions: those joined by VERSION_OF.
    wrong: pairs in one work that identifiers say are two.
    """

    data: str
    records: int
    pairs: int
    joined: int
    asked: int
    versions: int
    wrong: int

    @property
    def precision(self) -> float | None:
        found = self.joined + self.wrong
        return self.joined / found if found and self.pairs else None

    @property
    def recall(self) -> float | None:
        return self.joined / self.pairs if self.pairs else None


def read(path: Path) -> list[Record]:
    """The records of a file, each key once. Raises CoauthError where it cannot be read."""
    found = {item.record.key: item.record for item in open_file(path).items if isinstance(item, Located)}
    return list(found.values())


def hidden(record: Record, number: int) -> Record:
    """The record as a source without identifiers would print it."""
    return replace(
        record, source="hidden", source_id=f"{record.source}-{number}", doi=None, pmid=None, openalex=None, arxiv=None
    )  # fmt: skip


def identity(record: Record) -> str | None:
    """What says truly which work it is: its DOI, else its PubMed id."""
    return record.doi or (f"pmid:{record.pmid}" if record.pmid else None)


def compare(name: str, shown: Sequence[Record], others: Sequence[Record]) -> tuple[Result, list[str]]:
    """Group the records of two files, the identifiers of the second hidden."""
    true = {record.key: identity(record) for record in shown}
    masked = []
    for number, record in enumerate(others):
        if identity(record) is not None:
            masked.append(hidden(record, number))
            true[masked[-1].key] = identity(record)
    kept = [record for record in shown if identity(record) is not None]
    mine: dict[str, list[str]] = {}
    for record in kept:
        mine.setdefault(true[record.key] or "", []).append(record.key)
    expected = {(key, record.key) for record in masked for key in mine.get(true[record.key] or "", ())}
    across = {record.key for record in masked}
    return _judged(name, group([*kept, *masked]), expected, true, across)


def alone(name: str, records: Sequence[Record]) -> tuple[Result, list[str]]:
    """Group the records of one file, all identifiers hidden."""
    true: dict[str, str | None] = {}
    masked = []
    for number, record in enumerate(records):
        masked.append(hidden(record, number))
        true[masked[-1].key] = identity(record) or record.key
    return _judged(name, group(masked), set(), true, None)


def _judged(
    name: str,
    groups: Iterable[Group],
    expected: set[tuple[str, str]],
    true: Mapping[str, str | None],
    across: Set[str] | None,
) -> tuple[Result, list[str]]:
    work_of: dict[str, str] = {}
    links: dict[str, set[tuple[str, str]]] = {RESEMBLES: set(), VERSION_OF: set()}
    wrong, shown = 0, []
    for one in groups:
        for record in one.records:
            work_of[record.key] = one.key
        for link in one.links:
            links[link.kind] |= {(link.start, link.end), (link.end, link.start)}
        for at, a in enumerate(one.records):
            for b in one.records[at + 1 :]:
                between = across is None or (a.key in across) != (b.key in across)
                if between and true[a.key] != true[b.key]:
                    wrong += 1
                    shown.append(f"{true[a.key]} {_line(a)}\n    {true[b.key]} {_line(b)}")
    ends = [(work_of[a], work_of[b]) for a, b in expected]
    joined = sum(a == b for a, b in ends)
    result = Result(
        name, len(work_of), len(expected), joined, sum(pair in links[RESEMBLES] for pair in ends),
        sum(pair in links[VERSION_OF] for pair in ends), wrong,
    )  # fmt: skip
    missed = sorted((a, b) for a, b in expected if work_of[a] != work_of[b])
    by_key = {record.key: record for one in groups for record in one.records}
    said = [f"  missed: {_line(by_key[a])}\n    {_line(by_key[b])}" for a, b in missed]
    return result, [*(f"  wrong: {text}" for text in shown), *said]


def _line(record: Record) -> str:
    first = record.authors[0].name if record.authors else "-"
    return f"{(record.title or '-')[:90]} | {record.year or '-'} | {first}, {len(record.authors)} | {record.type or '-'}"


def _row(found: Result) -> str:
    def share(value: float | None) -> str:
        return f"{value:9.4f}" if value is not None else "        -"

    return (
        f"{found.data:72} {found.records:7,} {found.pairs:6,} {found.joined:6,} {found.asked:6,} {found.versions:8,} "
        f"{found.wrong:5,} {share(found.precision)} {share(found.recall)}"
    )


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA, help=f"folder of the development data ({DATA})")
    parser.add_argument(
        "--show", action="store_true", help="print what was joined wrongly and what was missed"
    )
    parser.add_argument("--json", action="store_true", help="one array of objects")
    options = parser.parse_args()
    data: Path = options.data
    try:
        files = {name: read(data / name) for name in sorted({*ALONE, *(n for pair in PAIRS for n in pair)})}
    except CoauthError as error:
        print(f"benchmarks.merge: {error}", file=sys.stderr)
        return 1
    found = [compare(f"{a} + {b}", files[a], files[b]) for a, b in PAIRS]
    found += [alone(f"{name} alone", files[name]) for name in ALONE]
    if options.json:
        json.dump(
            [asdict(one) | {"precision": one.precision, "recall": one.recall} for one, _ in found],
            sys.stdout,
            indent=1,
        )
        print()
        return 0
    print(f"{'':72} records  pairs joined review versions wrong precision    recall")
    for one, said in found:
        print(_row(one), flush=True)
        if options.show:
            print(*said, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
