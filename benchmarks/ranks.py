"""Ranks of all countries by works, of a store against a count of its own: `python -m benchmarks.ranks`.

The papers of AI and robotics conferences (or every so-manieth of them) are loaded beside the shipped works of the DPRK.
Every work is put under one topic of one made list, so that the question `topic-rank`, which the report's table is made
of, ranks the countries by all works. The count beside it reads the same files with `json`, takes the country of each
printed affiliation from the same decisions, and counts, shares out and ranks in polars. Which records are one work is
read from the store, for that is a decision too. Goal: no difference, in any country and year.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.at_hand import DATA
from benchmarks.fresh import KINDS, fresh
from graph import model, schema
from graph.queries import ask
from graph.store import Store
from loaders.deciding import Decider
from loaders.demo import works_file
from loaders.pipeline import Quiet, load
from loaders.sources.plain_table import mapping

PAPERS = DATA / "papers" / "ai_conference_papers.jsonl.gz"
LIST = "everything"
LEAST = 0.5
WRITE_AT_ONCE = 5_000
MAPPING = """
source = "ai-conferences"
aligned = true

[fields]
id = "id"
title = "title"
year = "venue_year"
venue = "venue_year"
authors = "author"
affiliations = "aff"
keywords = "keywords"
abstract = "abstract"

[separators]
author_affiliations = "+"
"""

Ranks = dict[tuple[int | None, str], tuple[int, int, float]]
"""By year (None: all) and country: rank, works, works shared out among their countries."""


def sample(folder: Path, step: int) -> Path:
    """Every step-th of the papers, as a file of its own."""
    path = folder / "papers.jsonl"
    with gzip.open(PAPERS, "rb") as papers, path.open("wb") as kept:
        for number, line in enumerate(papers):
            if number % step == 0:
                kept.write(line)
    return path


def printed(path: Path, source: str) -> Iterator[dict[str, Any]]:
    """Source, line and printed affiliations of each record of a file."""
    with path.open(encoding="utf-8") as lines:
        for line, text in enumerate(lines, 1):
            fields = json.loads(text)
            if source == "facts":
                affiliations = list(fields.get("affiliations_unmapped") or [])
                affiliations += [
                    one for a in fields.get("authors") or [] for one in a.get("affiliations") or []
                ]
            else:
                affiliations = re.split(r"[;+]", fields.get("aff") or "")
            yield {
                "source": source,
                "line": line,
                "printed": sorted({one.strip() for one in affiliations} - {""}),
            }


def counted(records: list[dict[str, Any]], works: list[dict[str, Any]], decider: Decider) -> Ranks:
    """The count of its own. works: source, line, work and year of each record in the store."""
    import polars as pl  # large, and nothing else here needs it

    frame = pl.DataFrame(
        records, schema={"source": pl.String, "line": pl.Int64, "printed": pl.List(pl.String)}
    )
    known = pl.DataFrame(
        works, schema={"source": pl.String, "line": pl.Int64, "work": pl.String, "year": pl.Int64}
    )
    pairs = (
        frame.explode("printed", empty_as_null=True).drop_nulls("printed").join(known, on=["source", "line"])
    )
    texts = pairs["printed"].unique().to_list()
    decided = pl.DataFrame(
        [
            {"printed": text, "code": one.value}
            for text in texts
            for one in decider.decide(text).countries
            if one.state == "yes" and one.confidence >= LEAST
        ],
        schema={"printed": pl.String, "code": pl.String},
    )
    placed = pairs.join(decided, on="printed").select("work", "year", "code").unique()
    shared = placed.with_columns((1.0 / pl.len().over("work")).alias("part"))
    found: Ranks = {}
    for by in (["code"], ["year", "code"]):
        totals = shared.group_by(by).agg(
            pl.col("work").n_unique().alias("works"), pl.col("part").sum().alias("fractional")
        )
        if "year" in by:
            totals = totals.drop_nulls("year").with_columns(
                pl.col("works").rank("min", descending=True).over("year").alias("rank")
            )
        else:
            totals = totals.with_columns(pl.col("works").rank("min", descending=True).alias("rank"))
        for row in totals.iter_rows(named=True):
            found[row.get("year"), row["code"]] = row["rank"], row["works"], round(row["fractional"], 3)
    return found


def asked(store: Store, years: list[int]) -> Ranks:
    """What topic-rank says of all years together and of each."""
    found: Ranks = {}
    for year in (None, *years):
        values = {"list": LIST, "from": year, "to": year, "min_confidence": LEAST}
        for row in ask(store, "topic-rank", values, with_notes=False).rows:
            found[year, row["country"]] = row["rank"], row["works"], row["fractional"]
    return found


def put_under_one_topic(store: Store) -> int:
    """Every work is about the one topic of the list. Returns how many works there are."""
    keys = [row["key"] for row in store.read("MATCH (w:Work) RETURN w.key AS key ORDER BY key")]
    topic = schema.row_of(model.Topic(key=f"{LIST}/all", list=LIST, name="all"))
    store.write(lambda tx: tx.run(schema.merge_nodes(model.Topic), {"rows": [topic]}))
    for start in range(0, len(keys), WRITE_AT_ONCE):
        rows = [
            schema.edge_of(
                model.About(
                    key=f"{key}#{LIST}", version="1", current=True, score=1.0, review=False, rule="benchmark"
                ),
                key,
                topic["key"],
            )
            for key in keys[start : start + WRITE_AT_ONCE]
        ]
        store.write(lambda tx, rows=rows: tx.run(schema.merge_relationships(model.About), {"rows": rows}))  # type: ignore[misc]
    return len(keys)


def differences(asked: Ranks, counted: Ranks) -> list[str]:
    """One line for each year and country of which the two do not say the same."""
    lines = []
    for key in sorted(asked.keys() | counted.keys(), key=str):
        ours, theirs = asked.get(key), counted.get(key)
        # both round to three places a sum of fractions, which need not be added up in the same order
        if ours is None or theirs is None or ours[:2] != theirs[:2] or abs(ours[2] - theirs[2]) > 0.0011:
            lines.append(f"{key[0] or 'all'} {key[1]}: the store says {ours}, the count {theirs}")
    return lines


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--step", type=int, default=40, help="every so-manieth paper; 1 for all 95,484 (40)")
    parser.add_argument("--store", default="local", choices=KINDS)
    options = parser.parse_args()
    decider = Decider()
    with tempfile.TemporaryDirectory(prefix="coauth-benchmark-") as folder, fresh(options.store) as opened:
        store, settings = opened
        papers = sample(Path(folder), options.step)
        started = time.perf_counter()
        for path in (papers, works_file()):
            load(
                store,
                settings,
                [path],
                version="benchmark",
                decider=decider,
                progress=Quiet(),
                by=mapping(MAPPING),
            )
        loaded = time.perf_counter() - started
        works = put_under_one_topic(store)
        records = [*printed(papers, "table-ai-conferences"), *printed(works_file(), "facts")]
        joined = store.read(
            "MATCH (r:Record)-[:REPORTS]->(w:Work) RETURN r.source AS source, r.line AS line, w.key AS work, w.year AS year"
        )
        years = sorted({row["year"] for row in joined if row["year"] is not None})
        started = time.perf_counter()
        theirs = counted(records, joined, decider)
        by_hand = time.perf_counter() - started
        started = time.perf_counter()
        ours = asked(store, years)
        by_question = time.perf_counter() - started
    print(f"{len(records):,} records, {works:,} works, {len(years)} years; loaded in {loaded:.0f} s "
          f"({works / loaded:.0f} works/s)")  # fmt: skip
    print(
        f"{len(ours):,} ranks of the store in {by_question:.1f} s, {len(theirs):,} of the count in {by_hand:.1f} s"
    )
    lines = differences(ours, theirs)
    print(f"differences: {len(lines)} (goal 0)")
    for line in lines[:50]:
        print(f"  {line}")


if __name__ == "__main__":
    main()
