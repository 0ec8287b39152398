"""How well printed affiliations are read: KP yes/no and sets of countries, against hand-labelled works.

    python -m benchmarks.dprk [works.jsonl]

KP: works whose `scoring` is `label` or `label+countries`; right where KP is certain (`yes`) for a positive
and not for
another; a `review` counts as a miss and is shown apart. Sets: works with `label+countries`; right where the
certain
countries are exactly those that were judged by hand. Labels are read here and nowhere else.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from loaders.normalize.affiliations import decide

_ROOT = Path(__file__).resolve().parent.parent
DEFAULTS = (
    _ROOT / "loaders" / "demo" / "works.jsonl",
    _ROOT.parent / "shared" / "data" / "dprk" / "works.jsonl",
)
GOAL_SETS = 0.97


class Judged(NamedTuple):
    """A work: what was judged by hand, what the rules say (certain; for review), and what was printed."""

    id: str
    scoring: str
    positive: bool
    by_hand: frozenset[str] | None
    certain: frozenset[str]
    review: frozenset[str]
    printed: tuple[str, ...]


class Result(NamedTuple):
    """Counts and ratios. missed, false: works whose KP is wrong; under_review: missed ones with KP for
    review."""

    works: int
    recall: float
    precision: float
    missed: tuple[Judged, ...]
    under_review: tuple[Judged, ...]
    false: tuple[Judged, ...]
    sets: int
    exact: float
    inexact: tuple[Judged, ...]


def strings_of(work: dict[str, Any]) -> tuple[str, ...]:
    """Every printed affiliation of a work, each once, its authors' first."""
    printed = [text for author in work["authors"] for text in author["affiliations"] or ()]
    return tuple(dict.fromkeys([*printed, *(work["affiliations_unmapped"] or ())]))


def judge(works: list[dict[str, Any]]) -> Iterator[Judged]:
    """Decide the affiliations of every work that may be scored."""
    for work in works:
        if work["scoring"] not in ("label", "label+countries"):
            continue
        printed = strings_of(work)
        found = [decision for text in printed for decision in decide(text).countries if decision.value]
        certain = frozenset(str(decision.value) for decision in found if decision.state == "yes")
        by_hand = work["countries_by_hand"]
        yield Judged(
            id=work["id"],
            scoring=work["scoring"],
            positive=work["label"] == "positive",
            by_hand=frozenset(by_hand) if by_hand is not None else None,
            certain=certain,
            review=frozenset(str(decision.value) for decision in found if decision.state == "review")
            - certain,
            printed=printed,
        )


def score(judged: list[Judged]) -> Result:
    """Recall, precision and the exact share."""
    right = [work for work in judged if work.positive and "KP" in work.certain]
    missed = tuple(work for work in judged if work.positive and "KP" not in work.certain)
    false = tuple(work for work in judged if not work.positive and "KP" in work.certain)
    sets = [work for work in judged if work.scoring == "label+countries" and work.by_hand is not None]
    inexact = tuple(work for work in sets if work.certain != work.by_hand)
    return Result(
        works=len(judged),
        recall=len(right) / max(len(right) + len(missed), 1),
        precision=len(right) / max(len(right) + len(false), 1),
        missed=missed,
        under_review=tuple(work for work in missed if "KP" in work.review),
        false=false,
        sets=len(sets),
        exact=1 - len(inexact) / max(len(sets), 1),
        inexact=inexact,
    )


def _show(title: str, works: tuple[Judged, ...]) -> None:
    if works:
        print(title)
    for work in works:
        by_hand = " ".join(sorted(work.by_hand or ())) or "-"
        print(f"  {work.id}: by hand {by_hand}; certain {' '.join(sorted(work.certain)) or '-'}; "
              f"review {' '.join(sorted(work.review)) or '-'}")  # fmt: skip
        for text in work.printed:
            print(f"      {text}")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="KP yes/no and country sets, against hand-labelled works")
    parser.add_argument("works", nargs="?", type=Path, help="a works.jsonl (default: the shipped one)")
    given: Path | None = parser.parse_args(arguments).works
    path = given or next((default for default in DEFAULTS if default.exists()), DEFAULTS[0])
    if not path.is_file():
        print(f"benchmarks.dprk: {path}: no such file", file=sys.stderr)
        return 1
    works = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    decide("")  # the tables are loaded once, outside the clock
    started = time.perf_counter()
    judged = list(judge(works))
    seconds = time.perf_counter() - started
    result = score(judged)
    strings = sum(len(work.printed) for work in judged)
    rate = strings / max(seconds, 1e-9)
    print(f"{path.name}: {result.works} works scored, {strings} strings, {rate:,.0f} strings/s")
    review, false = len(result.under_review), len(result.false)
    counts = f"missed {len(result.missed)} (of them for review {review})  false {false}"
    print(f"KP       recall {result.recall:.4f}  precision {result.precision:.4f}  {counts}")
    print(f"sets     exact {result.exact:.4f} of {result.sets} (goal {GOAL_SETS})")
    _show("KP missed:", result.missed)
    _show("KP false:", result.false)
    _show("sets that differ:", result.inexact)
    return 0


if __name__ == "__main__":
    sys.exit(main())
