"""What of every file at hand is read, beside an independent count: `python -m benchmarks.accounts`.

A file a line: records in, loaded, quarantined with their reasons, authors and affiliations as read and as
benchmarks/counted.py counts them without the readers; and whether they are equal, or what explains the difference.
Merged are records that say the same work as one before them (the groups of loaders/merging/identity.py). Needs ../shared/data;
the table of papers is read with the mapping below.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.at_hand import DATA, content
from benchmarks.counted import COUNTERS, Counts
from graph.errors import CoauthError
from loaders.merging.identity import group
from loaders.records import Located, Record, Rejected
from loaders.sources import open_file, tables
from loaders.sources.json_stream import pieces
from loaders.sources.plain_table import mapping, table_format
from loaders.sources.tables import JsonTable

FOLDERS = ("bib", "pubmed", "openalex", "papers", "dprk")
PAPERS = """source = "papers"
aligned = true
[fields]
id = "id"
title = "title"
authors = "author"
affiliations = "aff"
[separators]
author_affiliations = "+"
"""
_OF_QUARANTINED = "those of the quarantined records are counted, but not read"
_REFERENCES = "106 lines under C1 of one, nearly all cited references whose heading is missing"
EXPLAINED: dict[tuple[str, str], str] = {
    ("bib/jats_pone.0000217.nxml.gz", "affiliations"): "the fifth is an editor's alone (edit1)",
    ("bib/scopus_3658.csv.gz", "affiliations"):
        "in 37 rows an address itself holds `; `, as the authors' own entries show: it is one",
    ("bib/wos_34.isi.gz", "authors"): f"{_OF_QUARANTINED} (one; in the other the heading AU is damaged)",
    ("bib/wos_34.isi.gz", "affiliations"):
        f"{_OF_QUARANTINED}: {_REFERENCES}, and an address of the other",
    ("bib/wos_broken_on_purpose.isi.gz", "records"): "the missing end of the file is reported as one more item",
    ("bib/wos_broken_on_purpose.isi.gz", "authors"): _OF_QUARANTINED,
    ("bib/wos_broken_on_purpose.isi.gz", "affiliations"): f"{_OF_QUARANTINED}: {_REFERENCES}",
    ("pubmed/pubmed_articles.xml.gz", "authors"):
        "two that NLM marks as not valid (misspelt in print, listed again as they should be)",
    ("papers/ai_conference_papers.jsonl.gz", "authors"): _OF_QUARANTINED,
    ("papers/ai_conference_papers.jsonl.gz", "affiliations"): _OF_QUARANTINED,
}  # fmt: skip
"""File and what differs → why."""


@dataclass(slots=True)
class Account:
    """One file. read: what came out. counted: what is in it, None where the file is of no listed format."""

    file: str
    format: str = ""
    loaded: int = 0
    merged: int = 0
    quarantined: int = 0
    read: Counts = field(default=Counts(0, 0, 0))
    counted: Counts | None = None
    reasons: list[str] = field(default_factory=list)
    refused: str = ""


def files() -> list[Path]:
    """The files at hand that may be of a listed format."""
    found = [path for name in FOLDERS for path in sorted((DATA / name).glob("*")) if path.is_file()]
    return [path for path in found if path.name != "SOURCE.txt"]


def _items(path: Path) -> tuple[str, Iterator[Located | Rejected]]:
    if path.parent.name == "papers":
        form = table_format(mapping(PAPERS))
        return form.name, tables.read(form, JsonTable(pieces(path)))
    opened = open_file(path)
    return opened.format, opened.items


def account(path: Path) -> Account:
    """Read a file, and count it."""
    found = Account(f"{path.parent.name}/{path.name}")
    try:
        found.format, items = _items(path)
    except CoauthError as error:
        found.refused = str(error).partition(": ")[2]
        return found
    records: list[Record] = []
    authors = affiliations = 0
    for item in items:
        if isinstance(item, Rejected):
            found.quarantined += 1
            found.reasons.append(f"line {item.line}: {item.reason}")
            continue
        authors += len(item.record.authors)
        affiliations += len(item.record.affiliations)
        records.append(item.record)
    found.loaded = len(records)
    found.merged = len(records) - len(group(records))
    found.read = Counts(found.loaded + found.quarantined, authors, affiliations)
    raw = content(str(path.relative_to(DATA)))
    if raw is not None:
        found.counted = COUNTERS[found.format](raw)
    return found


def verdicts(found: Account) -> Iterator[str]:
    """For each of the three: equal, or the difference with what explains it."""
    if found.counted is None:
        return
    for name, mine, other in zip(Counts._fields, found.read, found.counted, strict=True):
        if other is None or mine == other:
            continue
        why = EXPLAINED.get((found.file, name), "NOT EXPLAINED")
        yield f"{name}: {mine:,} read, {other:,} counted: {why}"


def _shown(found: Account) -> Iterator[str]:
    if found.refused:
        yield f"{found.file:40} no listed format: {found.refused[:60]}"
        return
    counted = found.counted or Counts(0, 0, 0)
    pairs = (
        f"{mine or 0:8,}{other:8,}" if other is not None else f"{mine or 0:8,}{'-':>8}"
        for mine, other in zip(found.read, counted, strict=True)
    )
    differs = list(verdicts(found))
    yield (
        f"{found.file:40}{found.format:17}{found.loaded:7,}{found.merged:7,}{found.quarantined:5,} "
        f"{' '.join(pairs)}  {'equal' if not differs else 'differs'}"
    )
    for reason, times in Counter(found.reasons).most_common(5):
        yield f"{'':12}quarantined: {reason}{f' ({times} times)' if times > 1 else ''}"
    for text in differs:
        yield f"{'':12}{text}"


def main(arguments: list[str] | None = None) -> int:
    """The command. 1 where a difference has no explanation, or there is no data."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one array of objects")
    options = parser.parse_args(arguments)
    if not DATA.is_dir():
        print(f"no data at {DATA}", file=sys.stderr)
        return 1
    found = []
    if not options.json:
        print(
            f"{'file':40}{'format':17}{'loaded':>7}{'merged':>7}{'qu.':>5} {'records':>8}{'counted':>8} "
            f"{'authors':>8}{'counted':>8} {'affil.':>8}{'counted':>8}"
        )
    for path in files():
        one = account(path)
        found.append(one)
        if not options.json:
            print("\n".join(_shown(one)), flush=True)
    differing = [text for one in found for text in verdicts(one)]
    if options.json:
        json.dump([asdict(one) | {"differs": list(verdicts(one))} for one in found], sys.stdout, indent=1)
        print()
    else:
        loaded, quarantined = sum(one.loaded for one in found), sum(one.quarantined for one in found)
        unexplained = sum("NOT EXPLAINED" in text for text in differing)
        print(
            f"{len(found)} files, {loaded:,} records loaded, {quarantined:,} quarantined; {len(differing)} differences, "
            f"{unexplained} without an explanation"
        )
    return int(any("NOT EXPLAINED" in text for text in differing))


if __name__ == "__main__":
    sys.exit(main())
