"""How far persons of a store that grew differ from those of one that was filled at once: `python -m benchmarks.incremental`.

The made works of benchmarks/author_stress.py are loaded into fresh local stores, into one all at once and into others in
parts. The persons are laid side by side (B³, those of the first store counting as true), for all mentions and for those in
blocks of more than BOUND mentions alone: only such a block is cut, and only there may they differ. All are measured against
the true persons, too.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.author_measures import b_cubed
from benchmarks.author_stress import stress
from benchmarks.fresh import fresh
from graph.store import Store
from loaders.deciding import Decider
from loaders.pipeline import Quiet, load
from loaders.resolve.mention import PersonMention
from loaders.resolve.nearness import BOUND, blocks

PREFIX = "10.5555/made."


def work(mentions: Sequence[PersonMention]) -> dict[str, object]:
    """A work with all its mentions, in the shape of the shipped works."""
    first = mentions[0]
    return {
        "id": first.work,
        "doi": f"{PREFIX}{first.work}",
        "title": first.title.capitalize(),
        "year": first.year,
        "venue": first.venue,
        "authors": [{"name": one.name, "affiliations": list(one.affiliations)} for one in mentions],
    }


def stored(store: Store) -> dict[str, str]:
    """Mention (work/position) to person, as the store has it."""
    rows = store.read(
        "MATCH (a:Author)-[r:AUTHORED]->(w:Work) WHERE w.doi STARTS WITH $prefix "
        "RETURN w.doi AS doi, r.position AS position, a.key AS person",
        {"prefix": PREFIX},
    )
    return {f"{row['doi'].removeprefix(PREFIX)}/{row['position']}": row["person"] for row in rows}


def grown(mentions: Sequence[PersonMention], parts: int) -> tuple[dict[str, str], float]:
    """The persons of a store into which the works came in so many parts, and the seconds that it took."""
    of_work: dict[str, list[PersonMention]] = defaultdict(list)
    for one in mentions:
        of_work[one.work].append(one)
    lines = [json.dumps(work(held)) for held in of_work.values()]
    with (
        tempfile.TemporaryDirectory(prefix="coauth-benchmark-") as folder,
        fresh("local") as (store, settings),
    ):
        began = time.perf_counter()
        for part in range(parts):
            path = Path(folder) / f"part-{part}.jsonl"
            path.write_text("\n".join(lines[part::parts]) + "\n", encoding="utf-8")
            load(store, settings, [path], version="benchmark", decider=Decider(), progress=Quiet())
        return stored(store), time.perf_counter() - began


def in_cut_blocks(mentions: Sequence[PersonMention]) -> set[str]:
    """Mentions of a block that is too large to lay everyone beside everyone."""
    names: dict[str, list[str]] = defaultdict(list)
    for one in mentions:
        names[one.name].append(one.mention)
    return {mention for held in blocks(names).values() if len(held) > BOUND for mention in held}


def lines(
    mentions: Sequence[PersonMention], true: Mapping[str, str], parts: Mapping[int, Mapping[str, str]]
) -> Iterator[str]:
    """The report. parts: the persons of each mention by the number of parts in which the works came, at once first."""
    cut = in_cut_blocks(mentions)
    first, *_ = parts.values()
    yield (
        f"{len(mentions):,} mentions, {len(cut):,} of them in blocks of more than {BOUND}; "
        f"{len(set(first.values())):,} persons at once"
    )
    for some, title in (
        ([one.mention for one in mentions], "all"),
        (sorted(cut), f"in blocks of more than {BOUND}"),
    ):
        real, once = ([of[one] for one in some] for of in (true, first))
        for number, found in parts.items() if some else ():
            held = [found[one] for one in some]
            same, against = b_cubed(once, held), b_cubed(real, held)
            yield (
                f"{title}, in {number} parts: B3 P/R against those at once {same.precision:.4f} {same.recall:.4f}, "
                f"against the true persons {against.precision:.4f} {against.recall:.4f}"
            )


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--mentions", type=int, default=20_000)
    parser.add_argument(
        "--parts", type=int, default=10, help="in how many parts the works come, beside at once"
    )
    options = parser.parse_args()
    made, true = stress(options.mentions)
    # the store knows what stands on a work, so that a work is whole
    last = made[-1].work
    made = [one for one in made if one.work != last]
    found = {}
    for number in (1, options.parts):
        found[number], seconds = grown(made, number)
        print(f"in {number} parts: {seconds:.0f} s", flush=True)
    for line in lines(made, true, found):
        print(line)


if __name__ == "__main__":
    main()
