"""How well entries of lists meet institutions: `python -m benchmarks.watchlists [--unlabelled] [--json FILE]`.

The five lists at hand, each against the partial registry at hand, and against the institutions that the shipped and the
development works name (those that a load of them would bring, certain or for review; known by their printed names too):
entries, names, and how many entries name an institution for certain, for review only, or none. Then the matches that were
read by eye (watchlist_matches.tsv): the share of certain ones that are right (precision: the goal is 1.0), of those for
review that would have been right, and of entries without a match those of which neither table nor registry has the
institution. Last, what an incomplete registry does: with the institutions that an entry names for certain taken out of
it, how many entries name another one for certain. --unlabelled prints certain matches that nobody has read.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.at_hand import DATA
from benchmarks.normalise_institutions import DUMP
from graph.settings import home_folder
from loaders.deciding import Decider
from loaders.inputs import inspect
from loaders.normalize.affiliations import AffiliationFindings
from loaders.normalize.registered import Registered
from loaders.records import Rejected
from loaders.registry.library import of_dump
from loaders.watchlists.entry import Copy, Entry
from loaders.watchlists.kinds import kind_of, read_list
from loaders.watchlists.matching import Match, match

LISTS = {
    "1286": "section_1286.csv",
    "1260h": "us_dod_chinese_milcorps_1260H.csv",
    "entity-list": "bis_entity_list_cn_universities.json",
    "eu-2017-1509": "eu_2017_1509_dprk_regulation.csv",
    "un": "un_consolidated.xml.gz",
}
_HERE = Path(__file__).resolve().parent
SHIPPED = _HERE.parent / "loaders" / "demo" / "works.jsonl"
WORKS = ("dprk", "openalex", "pubmed", "bib")
"""Folders of development data whose files are works."""
_ANSWERS = ("yes", "review", "none")


class Label(NamedTuple):
    """A match that was read by eye, or an entry without one. right: yes, no, or unsure. key: of the institution; of an
    entry without a match empty, or that of the institution that it should have named."""

    list: str
    entry: str
    key: str
    state: str
    right: str
    reason: str


def labels() -> list[Label]:
    """The labelled file."""
    lines = (_HERE / "watchlist_matches.tsv").read_text(encoding="utf-8").split("\n")
    return [Label(*line.split("\t")) for line in lines if line and not line.startswith(("#", "list\t"))]


def institutions_of(decider: Decider, paths: Sequence[Path]) -> tuple[set[str], int]:
    """Keys of the institutions that works name, as a load would have them, and how many works these are."""
    found: set[str] = set()
    works = 0
    with ExitStack() as stack:
        inputs, _ = inspect(paths, stack)
        for one in inputs:
            for item in one.open().items:
                if isinstance(item, Rejected):
                    continue
                works += 1
                for text in item.record.affiliations:
                    found |= {decision.key for decision in decider.decide(text).institutions}
    return found, works


def answers(
    copy: Copy, decider: Decider, perhaps: Sequence[str], there: set[str] | None
) -> list[tuple[Entry, list[Match]]]:
    """What each entry names: of the registry and the table, or of these institutions."""
    return [
        (
            entry,
            [
                one
                for one in match(entry, decider, perhaps)
                if (one.key in there if there is not None else decider.fact(one.key) is not None)
            ],
        )
        for entry in copy.entries
    ]


def answer(found: Sequence[Match]) -> str:
    """yes, review or none."""
    return "yes" if any(one.state == "yes" for one in found) else "review" if found else "none"


class _Without(Decider):
    """Decides as if the registry and the table did not have some institutions."""

    missing: frozenset[str] = frozenset()

    def decide(self, text: str) -> AffiliationFindings:
        found = super().decide(text)
        kept = tuple(one for one in found.institutions if one.key not in self.missing)
        return AffiliationFindings(found.countries, kept)


def misled(copies: Mapping[str, Copy], registry: Registered) -> tuple[int, list[str]]:
    """How many entries name an institution for certain; those that name another where that one is not known."""
    decider = _Without(registry=registry)
    tried, wrong = 0, []
    for kind, copy in copies.items():
        for entry in copy.entries:
            decider.missing = frozenset()
            certain = {one.key for one in match(entry, decider) if one.state == "yes"}
            if certain:
                tried += 1
                decider.missing = frozenset(certain)
                others = [one.key for one in match(entry, decider) if one.state == "yes"]
                wrong += [f"{kind}: {entry.name} is taken for {key}" for key in others]
    return tried, wrong


def main(arguments: list[str] | None = None) -> int:
    """Print the tables. Returns 1 where a certain match is wrong, or was not read."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--unlabelled", action="store_true")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args(arguments)
    if not DUMP.is_file():
        print("the development data is not at hand: nothing measured", file=sys.stderr)
        return 0
    registry = of_dump(DUMP, home_folder())
    decider = Decider(registry=registry)
    copies: dict[str, Copy] = {}
    files = [path for folder in WORKS for path in sorted((DATA / folder).iterdir()) if path.is_file()]
    there, works = institutions_of(decider, [SHIPPED, *files])
    print(f"{works:,} works name {len(there):,} institutions")
    print(f"{'list':14}{'entries':>9}{'names':>8}{'persons':>9}{'others':>8}", end="")
    print(
        "".join(f"{f'{against}: {one}':>18}" for against in ("registry", "works") for one in _ANSWERS)
        + f"{'seconds':>9}"
    )
    rows: list[dict[str, Any]] = []
    certain: dict[tuple[str, str, str], str] = {}
    states: dict[tuple[str, str, str], str] = {}
    for kind, file in LISTS.items():
        copy, _ = read_list(DATA / "watchlists" / file, kind_of(kind))
        copies[kind] = copy
        started = time.perf_counter()
        known = answers(copy, decider, kind_of(kind).mostly, None)
        seconds = time.perf_counter() - started
        of_works = answers(copy, decider, kind_of(kind).mostly, there)
        counts = {
            against: Counter(answer(found) for _, found in rows_)
            for against, rows_ in (("registry", known), ("works", of_works))
        }
        names = sum(1 + len(entry.aliases) for entry in copy.entries)
        print(f"{kind:14}{len(copy.entries):9,}{names:8,}{copy.persons:9,}{copy.others:8,}", end="")
        print(
            "".join(f"{counts[a][one]:18,}" for a in ("registry", "works") for one in _ANSWERS)
            + f"{seconds:9.2f}"
        )
        rows.append(
            {
                "list": kind,
                "entries": len(copy.entries),
                "names": names,
                **{a: dict(c) for a, c in counts.items()},
            }
        )
        for entry, found in known:
            for one in found:
                states[kind, entry.name, one.key] = one.state
                if one.state == "yes":
                    certain[kind, entry.name, one.key] = one.name
            if not found:
                states[kind, entry.name, ""] = "none"
    read = _read(states, certain, given.unlabelled)
    tried, wrong = misled(copies, registry)
    print(
        f"with its institution taken out of the registry: {len(wrong)} of {tried} entries name another for certain"
    )
    print("".join(f"{line}\n" for line in wrong), end="")
    read |= {"tried_without": tried, "misled": len(wrong)}
    if given.json:
        given.json.write_text(
            json.dumps({"works": works, "institutions": len(there), "lists": rows, "read": read}, indent=1)
        )
    return 0 if read["wrong"] == read["unread"] == read["misled"] == 0 else 1


def _read(
    states: dict[tuple[str, str, str], str], certain: dict[tuple[str, str, str], str], show: bool
) -> dict[str, int]:
    """Print what those that were read by eye say of what is matched now."""
    told = {(one.list, one.entry, one.key if one.state != "none" else ""): one for one in labels()}
    count: Counter[tuple[str, str]] = Counter()
    stale = 0
    for at, label in told.items():
        now = states.get(at)
        if now is None:
            stale += 1
            continue
        count[now, label.right] += 1
        if now == "yes" and label.right != "yes":
            print(f"wrong: {label.list}: {label.entry} is not {label.key}: {label.reason}")
    unread = sorted(at for at in certain if at not in told)
    print(f"\nread by eye: {len(told)}; no longer matched so: {stale}; certain and not read: {len(unread)}")
    for state in _ANSWERS:
        of = sum(number for (now, _), number in count.items() if now == state)
        right = count[state, "yes"]
        if of:
            print(
                f"{state:8}{of:5} read, {right:4} right ({right / of:.3f}), unsure {count[state, 'unsure']}"
            )
    if show:
        for at in unread:
            print("\t".join((*at, certain[at])))
    return {
        "labels": len(told),
        "yes": sum(number for (now, _), number in count.items() if now == "yes"),
        "right": count["yes", "yes"],
        "wrong": sum(number for (now, right), number in count.items() if now == "yes" and right != "yes"),
        "unread": len(unread),
    }


if __name__ == "__main__":
    sys.exit(main())
