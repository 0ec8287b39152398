"""How well countries and institutions are read: `python -m benchmarks.normalise [--set NAME] [--limit N] [--json FILE]`.

A table of sets: rows; precision, recall and F1 over the values (of a row with two countries two); exact: the share of
rows whose certain values are exactly the answer; review: the share of rows with something for review; distinct
strings a second on one core, tables loaded; peak memory of the process that read them. Below it every rule: the rows
it fired on, in each set, and how often its certain findings were right where the answer is known. Answers are read
here and nowhere else. Peers that are not installed are said to be so (see benchmarks/normalise_peers.py).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.normalise_cases import section
from benchmarks.normalise_countries import country_sets
from benchmarks.normalise_institutions import institution_sets, with_registry
from benchmarks.normalise_rows import Fired, Row, Set, measure

CASES = "countries: cases"
"""The set behind which the rules of the cases are printed."""
_HEAD = (
    f"{'set':40}{'who':19}{'rows':>8}{'prec.':>8}{'recall':>8}{'F1':>8}{'exact':>8}{'review':>8}"
    f"{'strings/s':>11}{'peak, MB':>10}  goal"
)


def _share(value: float | None) -> str:
    return f"{value:8.4f}" if value is not None else f"{'-':>8}"


def line_of(row: Row) -> str:
    """One row of the table."""
    if row.missing:
        return f"{row.set:40}{row.who:19}{row.missing}"
    exact = row.exact / row.judged if row.judged else None
    rate = row.strings / max(row.seconds, 1e-9)
    return (
        f"{row.set:40}{row.who:19}{row.rows:8,}{_share(row.precision)}{_share(row.recall)}{_share(row.f1)}"
        f"{_share(exact)}{_share(row.review / max(row.rows, 1))}{rate:11,.0f}{row.peak:10,.0f}  {row.goal}"
    ).rstrip()


def rule_lines(rows: Sequence[Row]) -> list[str]:
    """Every rule of ours over all sets: fired, judged, right. Countries and institutions share names of rules, and are
    counted apart."""
    total: dict[tuple[str, str], Fired] = {}
    where: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        kind, _, part = row.set.partition(": ")
        for name, fired in row.rules.items():
            sums = total.setdefault((name, kind), Fired())
            sums.strings += fired.strings
            sums.judged += fired.judged
            sums.right += fired.right
            where.setdefault((name, kind), []).append(f"{part or kind} {fired.strings:,}")
    lines = [f"{'rule':35}{'of':14}{'fired':>9}{'judged':>9}{'right':>9}{'share':>8}  fired in"]
    for (name, kind), fired in sorted(total.items(), key=lambda pair: (-pair[1].strings, pair[0])):
        share = _share(fired.right / fired.judged if fired.judged else None)
        lines.append(
            f"{name:35}{kind:14}{fired.strings:9,}{fired.judged:9,}{fired.right:9,}{share}  "
            f"{', '.join(where[name, kind])}"
        )
    return lines


def _chosen(sets: Sequence[Set], names: Sequence[str]) -> list[Set]:
    return [one for one in sets if not names or any(name in one.name for name in names)]


def main(arguments: list[str] | None = None) -> int:
    """The command. 0 whatever the figures are; 1 where no set has the name that was given."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--set", action="append", default=[], help="only sets whose name holds this; may come again"
    )
    parser.add_argument("--limit", type=int, help="at most so many rows of each set")
    parser.add_argument("--peers", help="folder into which the peers were installed")
    parser.add_argument("--alone", action="store_true", help="without the peers")
    parser.add_argument(
        "--faults", type=int, default=0, help="print so many rows of each set that are not as they should be"
    )
    parser.add_argument("--json", type=Path, help="write all figures and every such row there")
    options = parser.parse_args(arguments)
    chosen = _chosen(
        (*with_registry(country_sets(options.peers)), *institution_sets(options.peers)), options.set
    )
    if not chosen:
        print("benchmarks.normalise: no set has that name", file=sys.stderr)
        return 1
    rows: list[Row] = []
    notes: list[str] = []
    print(_HEAD)
    for one in chosen:
        cases = one.cases()
        if not cases:
            print(
                f"{one.name:40}{'its file is not at hand' if cases is None else 'its file has no such row'}"
            )
            continue
        note = one.note()
        if note:
            notes.append(f"{one.name}: {note}")
        for engine in (
            one.engines if not options.alone else [e for e in one.engines if e.name.startswith("coauth")]
        ):
            row = measure(one, engine, cases[: options.limit])
            rows.append(row)
            print(line_of(row), flush=True)
    print(
        "\n".join(
            ["", *notes, "", *rule_lines([row for row in rows if row.who == "coauth" and not row.part])]
        )
    )
    if any(one.name == CASES for one in chosen):
        print("\n".join(["", *section(options.limit)]))
    for row in rows:
        if row.who == "coauth" and options.faults:
            for fault in row.faults[: options.faults]:
                print(f"{row.set}: should be {' '.join(fault.gold) or '-'}; certain {' '.join(fault.certain) or '-'}; "
                      f"review {' '.join(fault.review) or '-'}")  # fmt: skip
                print("".join(f"    {text}\n" for text in fault.texts), end="")
    if options.json:
        options.json.write_text(
            json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1) + "\n", "utf-8"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
