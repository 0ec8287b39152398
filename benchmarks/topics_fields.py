"""The lists of restricted fields against works that a person read: benchmarks/restricted_fields.tsv.

    python -m benchmarks.topics_fields [--part dev|test|fresh|last] [--wrong]

For each field: of the works that were read as yes, how many the list calls yes (found) and how many it holds for review; of
those that it calls yes, how many were read as review (early) and how many as no (wrong). P counts both as wrong, so that it is
the strict one; F1 goes with it. False for review: read as no, held for review. Works of the DPRK set (titles alone) stand
apart from the others.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from benchmarks.fields_texts import DPRK, Text, texts
from loaders.normalize.decision import State
from loaders.normalize.topics import TopicMatcher
from loaders.terms.library import shipped

READ = Path(__file__).with_name("restricted_fields.tsv")
LISTS = ("unscr-2321-11a", "unscr-2270-17", "unscr-2321-10", "medical")
FIELDS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("nuclear", "unscr-2321-11a", ("nuclear",)),
    ("aerospace", "unscr-2321-11a", ("aerospace",)),
    ("manufacturing", "unscr-2321-11a", ("advanced-manufacturing",)),
    ("physics", "unscr-2270-17", ("advanced-physics",)),
    ("simulation", "unscr-2270-17", ("computer-simulation", "related-computer-sciences")),
    ("navigation", "unscr-2270-17", ("geospatial-navigation",)),
    ("nuclear", "unscr-2270-17", ("nuclear-engineering",)),
    ("aerospace", "unscr-2270-17", ("aerospace-aeronautical",)),
    ("materials", "unscr-2321-10", ("materials",)),
    ("chemical", "unscr-2321-10", ("chemical",)),
    ("mechanical", "unscr-2321-10", ("mechanical",)),
    ("electrical", "unscr-2321-10", ("electrical",)),
    ("industrial", "unscr-2321-10", ("industrial",)),
    ("medical", "medical", ("medicine",)),
)
"""Column of the file, list, and the groups of the list that stand for it."""
Part = Literal["dev", "test", "fresh", "last"]
PARTS: tuple[Part, ...] = ("dev", "test", "fresh", "last")


class Read(NamedTuple):
    """A work as it was read. labels: yes or review by column; a column that is not there is no."""

    key: str
    file: str
    part: str
    title: str
    labels: dict[str, State]
    reason: str


class Judged(NamedTuple):
    """A work, what was read in it for a field, and what the list says with the terms that say so."""

    work: Read
    read: State
    said: State
    terms: tuple[str, ...]


class Figures(NamedTuple):
    """Counts over works. yes: read as yes; found, held: of these called yes, for review; early, wrong: called yes, but read
    as review, as no; doubted: read as no, held for review."""

    works: int
    yes: int
    found: int
    held: int
    early: int
    wrong: int
    doubted: int

    @property
    def precision(self) -> float | None:
        called = self.found + self.early + self.wrong
        return self.found / called if called else None

    @property
    def recall(self) -> float | None:
        return self.found / self.yes if self.yes else None

    @property
    def f1(self) -> float | None:
        p, r = self.precision, self.recall
        return None if p is None or r is None else 2 * p * r / (p + r) if p + r else 0.0


def works_read(path: Path = READ) -> list[Read]:
    """The works of the file. Raises ValueError where a label or a part has no meaning."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    columns = tuple(dict.fromkeys(column for column, _, _ in FIELDS))
    found = []
    for row in rows:
        labels: dict[str, State] = {}
        for column in columns:
            if (label := row[column]) == "yes" or label == "review":
                labels[column] = label  # type: ignore[assignment]
            elif label:
                raise ValueError(f"{row['key']}: {column} is {label!r}")
        if row["part"] not in PARTS:
            raise ValueError(f"{row['key']}: part is {row['part']!r}")
        found.append(Read(row["key"], row["file"], row["part"], row["title"], labels, row["reason"]))
    return found


def texts_of(works: Iterable[Read]) -> dict[str, Text]:
    """What those works print, of the files that are at hand."""
    wanted = {work.key: work.file for work in works}
    return {
        text.key: text for file in sorted(set(wanted.values())) for text in texts(file) if text.key in wanted
    }


def judge(works: Sequence[Read], printed: dict[str, Text]) -> dict[tuple[str, str], list[Judged]]:
    """The works whose text is at hand, by column and list."""
    matcher = TopicMatcher([shipped(name) for name in LISTS])
    judged: dict[tuple[str, str], list[Judged]] = {(column, name): [] for column, name, _ in FIELDS}
    for work in works:
        if (text := printed.get(work.key)) is None:
            continue
        decided = {one.list: one for one in matcher.decide(text.title, text.abstract, text.keywords or ())}
        for column, name, groups in FIELDS:
            ours = [one for one in decided[name].groups if one.group.key in groups]
            said: State = "no"
            for one in ours:
                if one.state == "yes" or (one.state == "review" and said == "no"):
                    said = one.state
            terms = tuple(dict.fromkeys(hit.term.name for one in ours for hit in one.hits))
            judged[column, name].append(Judged(work, _read_as(work, column, name), said, terms))
    return judged


def _read_as(work: Read, column: str, name: str) -> State:
    label = work.labels.get(column, "no")
    # paragraph 17 names nuclear engineering and advanced physics apart: nuclear physics may stand with either
    if (
        (column, name) == ("nuclear", "unscr-2270-17")
        and label == "yes"
        and work.labels.get("physics") == "yes"
    ):
        return "review"
    return label


def figures(judged: Iterable[Judged]) -> Figures:
    """Count them."""
    rows = list(judged)

    def count(read: State, said: State) -> int:
        return sum(row.read == read and row.said == said for row in rows)

    return Figures(
        len(rows),
        sum(row.read == "yes" for row in rows),
        count("yes", "yes"),
        count("yes", "review"),
        count("review", "yes"),
        count("no", "yes"),
        count("no", "review"),
    )


def _share(value: float | None) -> str:
    return "   -" if value is None else f"{value:4.2f}"


def lines_of(judged: dict[tuple[str, str], list[Judged]], part: Part) -> Iterator[str]:
    """The table of a part."""
    yield (
        f"{part:14}{'list':16}{'works of':10}{'works':>6}{'yes':>5}{'found':>6}{'held':>5}{'early':>6}{'wrong':>6}"
        f"{'P':>6}{'R':>6}{'F1':>6}  false for review"
    )
    totals: dict[str, list[Judged]] = {"DPRK": [], "other": []}
    for (column, name), rows in judged.items():
        for whose in ("DPRK", "other"):
            some = [r for r in rows if r.work.part == part and (r.work.file == DPRK) == (whose == "DPRK")]
            totals[whose] += some
            if not some:
                continue
            yield _line(column, name, whose, figures(some))
    for whose, rows in totals.items():
        yield _line("all fields", "", whose, figures(rows))
    yield _line("all fields", "", "both", figures(totals["DPRK"] + totals["other"]))


def _line(column: str, name: str, whose: str, f: Figures) -> str:
    return (
        f"{column:14}{name:16}{whose:10}{f.works:6}{f.yes:5}{f.found:6}{f.held:5}{f.early:6}{f.wrong:6}"
        f"  {_share(f.precision)}  {_share(f.recall)}  {_share(f.f1)}  {f.doubted}"
    )


def wrong_ones(judged: dict[tuple[str, str], list[Judged]], part: Part) -> Iterator[str]:
    """Each decision that differs from what was read in yes or no, with the terms and the reader's reason."""
    for (column, name), rows in judged.items():
        for row in rows:
            if row.work.part == part and row.said != row.read and "yes" in (row.said, row.read):
                yield (
                    f"{column} ({name}) {row.work.key}: read {row.read}, said {row.said}"
                    f" [{', '.join(row.terms) or 'no term'}] {row.work.title} | {row.work.reason}"
                )


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.topics_fields", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--part", choices=PARTS, help="one part only (all)")
    parser.add_argument("--wrong", action="store_true", help="list what differs, with the reader's reason")
    args = parser.parse_args(argv)
    works = works_read()
    printed = texts_of(works)
    judged = judge(works, printed)
    if len(printed) < len(works):
        print(
            f"{len(works) - len(printed)} of {len(works)} works are not at hand and are not counted",
            file=sys.stderr,
        )
    parts: tuple[Part, ...] = PARTS if args.part is None else (args.part,)
    for part in parts:
        for line in lines_of(judged, part):
            print(line)
        if args.wrong:
            for line in wrong_ones(judged, part):
                print("  " + line)
        print()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
