"""How well persons are told apart: `python -m benchmarks.authors [--data ../shared/data] [--stress 10000]`.

Each labelled set is resolved by a scorer that was trained without its names (five folds by family name and first letter;
needs lightgbm, some minutes), everything at one default setting, and measured: B³, the headline; pairs, with and without
the largest name, in which most true pairs lie; mentions a second on one core, features included; peak memory. Beside it:
one person a name, one person a family name and initial, and Splink (benchmarks/author_rivals.py) where it is installed.
Then how far a stated probability can be believed, the largest clusters and what holds them together, and with --stress a
made set that grows.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.author_measures import b_cubed, pairwise, reliability
from benchmarks.author_sets import Labelled, aminer, pubmed_pairs, with_initials
from benchmarks.author_stress import stress
from benchmarks.train_authors import Block, block, fold_of, trained
from loaders.resolve.features import NAMES, features
from loaders.resolve.mention import PersonMention
from loaders.resolve.naming import main_key, own_form
from loaders.resolve.partition import resolve
from loaders.resolve.scorer import Scorer, from_json, probability

FOLDS = 5
SHOWN = 8
DATA = Path(__file__).parent.parent.parent / "shared/data"

Answer = dict[str, str]
"""Mention to person."""


@dataclass(frozen=True, slots=True)
class Set:
    """A set to be measured, as names that are told apart by themselves."""

    title: str
    names: list[Labelled]
    pairs_only: bool = False


def labelled(data: Path) -> list[Set]:
    """The sets at hand."""
    names, two = aminer(data), pubmed_pairs(data)
    return [
        Set("AMiner", names),
        Set("AMiner, initials only", with_initials(names)),
        Set("PubMed pairs", two, pairs_only=True),
        Set(
            "PubMed pairs, initials only",
            [one for pair in two for one in with_initials([pair])],
            pairs_only=True,
        ),
    ]


def scorers(sets: Sequence[Set], kept: Path | None) -> list[Scorer]:
    """One scorer a fold, trained without it. kept: a file to take them from, or to keep them in."""
    if kept is not None and kept.exists():
        return [from_json(one) for one in json.loads(kept.read_text(encoding="ascii"))]
    blocks: list[Block] = [block(one, pairs_only=s.pairs_only) for s in sets for one in s.names]
    found = [trained([one for one in blocks if fold_of(one.name, FOLDS) != fold]) for fold in range(FOLDS)]
    if kept is not None:
        kept.write_text(json.dumps(found), encoding="ascii")
    return [from_json(one) for one in found]


def ours(of: Set, by_fold: Sequence[Scorer]) -> Answer:
    """Each fold's mentions together, as a file would have them; pairs each by itself."""
    found: Answer = {}
    for fold, scorer in enumerate(by_fold):
        held = [one for one in of.names if fold_of(one.name, FOLDS) == fold]
        for mentions in (
            [one.mentions for one in held] if of.pairs_only else [[m for one in held for m in one.mentions]]
        ):
            found |= resolve(mentions, scorer=scorer).person_of()
    return found


def by_name(of: Set) -> Answer:
    """The baseline: one person a printed name (names of initials too)."""
    return {m.mention: " ".join(sorted(m.name.lower().replace(".", " ").split())) for m in _mentions(of)}


def by_initial(of: Set) -> Answer:
    """The baseline: one person a family name and first letter."""
    return {m.mention: main_key(own_form(m.name)) for m in _mentions(of)}


def _mentions(of: Set) -> Iterator[PersonMention]:
    return (mention for one in of.names for mention in one.mentions)


def row(of: Set, how: str, answer: Callable[[], Answer], before: float = 0.0) -> str:
    """One line of the table. before: seconds that were spent already."""
    began = time.process_time()
    found = answer()
    seconds = before + time.process_time() - began
    true = [person for one in of.names for person in one.persons]
    # a cluster of two sets' names counts in each as its own, as each name's persons are labelled within it alone
    said = [f"{one.name}\n{found[mention.mention]}" for one in of.names for mention in one.mentions]
    if of.pairs_only:
        said = [f"{number}\n{found[m.mention]}" for number, one in enumerate(of.names) for m in one.mentions]
    largest = max(range(len(of.names)), key=lambda at: len(of.names[at].mentions))
    start = sum(len(one.mentions) for one in of.names[:largest])
    end = start + len(of.names[largest].mentions)
    cubed, two = b_cubed(true, said), pairwise(true, said)
    rest = pairwise(true[:start] + true[end:], said[:start] + said[end:])
    return (
        f"{of.title:28} {how:14} {len(true):8,} {len(set(true)):8,} {cubed.precision:6.3f} {cubed.recall:6.3f} "
        f"{cubed.f1:6.3f} {two.f1:7.3f} {rest.f1:9.3f} {len(true) / max(seconds, 1e-9):10,.0f} {_peak():6,}"
    )


HEAD = (
    f"{'set':28} {'how':14} {'mentions':>8} {'persons':>8} {'B3 P':>6} {'B3 R':>6} {'B3 F1':>6} {'pair F1':>7} "
    f"{'w/o most':>9} {'mentions/s':>10} {'MB':>6}"
)


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000


def believed(sets: Sequence[Set], by_fold: Sequence[Scorer]) -> Iterator[str]:
    """The reliability of the probability that two mentions are one person, out of fold."""
    for of in sets:
        said: list[float] = []
        true: list[bool] = []
        for one in of.names:
            made = block(one)
            state, scorer = made.state(), by_fold[fold_of(one.name, FOLDS)]
            for at in range(len(made.items) - 1):
                others = np.arange(at + 1, len(made.items))
                said += probability(scorer.score(features(state, at, others))).tolist()
                true += [made.persons[at] == made.persons[other] for other in others]
        yield f"{of.title}: of pairs of mentions given a probability, how many are one person"
        for begin, number, mean, share in reliability(said, true):
            yield f"  {begin:.1f}-{begin + 0.1:.1f} {number:9,} pairs, said {mean:.2f}, true {share:.2f}"


def largest(of: Set, found: Mapping[str, str], by_fold: Sequence[Scorer]) -> Iterator[str]:
    """The largest clusters: how pure, and what holds the mention that fits least."""
    person = {m.mention: p for one in of.names for m, p in zip(one.mentions, one.persons, strict=True)}
    clusters: dict[str, list[str]] = defaultdict(list)
    for mention, key in found.items():
        clusters[key].append(mention)
    by_id = {mention.mention: mention for mention in _mentions(of)}
    yield f"{of.title}: the largest clusters, and what holds the mention that fits least"
    for members in sorted(clusters.values(), key=lambda one: (-len(one), one[0]))[:SHOWN]:
        counted = Counter(person[one] for one in members)
        name = by_id[members[0]].name
        scorer = by_fold[fold_of(name, FOLDS)]
        score, reasons = weakest([by_id[one] for one in sorted(members)], scorer)
        yield (
            f"  {name}: {len(members)} mentions, {counted.most_common(1)[0][1] / len(members):.2f} of one person of "
            f"{len(counted)}; least fit {float(probability(score)):.2f}: {reasons}"
        )


def weakest(mentions: Sequence[PersonMention], scorer: Scorer) -> tuple[float, str]:
    """The least score of a mention against the rest of its cluster, and the features that speak loudest."""
    from loaders.resolve.cohesion import fit_rows
    from loaders.resolve.compared import Compared
    from loaders.resolve.evidence import evidence

    rows = fit_rows(Compared.of([evidence(mention) for mention in mentions]))
    scores = scorer.score(rows)
    at = int(scores.argmin())
    parts = scorer.contributions(rows[at])
    loud = sorted(NAMES, key=lambda name: (-abs(parts[name]), name))[:4]
    return float(scores[at]), ", ".join(f"{name} {parts[name]:+.1f}" for name in loud)


def _cpu() -> float:
    """Seconds of processor that this process and those it started have used: what counts where others use the machine."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def growth(sizes: Sequence[int], processes: int | None) -> Iterator[str]:
    """The made set, larger and larger."""
    yield f"{'made mentions':>14} {'persons':>9} {'seconds':>8} {'mentions/s':>10} {'CPU s':>7} {'MB':>6} {'B3 P':>6} {'B3 R':>6} {'B3 F1':>6}"
    for size in sizes:
        mentions, true = stress(size)
        began, spent = time.perf_counter(), _cpu()
        found = resolve(mentions, processes=processes).person_of()
        seconds, spent = time.perf_counter() - began, _cpu() - spent
        cubed = b_cubed([true[m.mention] for m in mentions], [found[m.mention] for m in mentions])
        # the largest of the other processes counts for each of them
        others = (
            resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
            // 1000
            * (processes or os.cpu_count() or 1)
        )
        yield (
            f"{size:14,} {len(set(true.values())):9,} {seconds:8.1f} {size / seconds:10,.0f} {spent:7.1f} {_peak() + others:6,} "
            f"{cubed.precision:6.3f} {cubed.recall:6.3f} {cubed.f1:6.3f}"
        )


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--scorers", type=Path, help="a file in which the scorers of the folds are kept")
    parser.add_argument("--stress", type=int, nargs="*", default=[], metavar="MENTIONS")
    parser.add_argument("--processes", type=int)
    found = parser.parse_args()
    if found.stress:
        for line in growth(found.stress, found.processes):
            print(line, flush=True)
        return
    from benchmarks.author_rivals import NOT_RUN, splink_answer

    sets = labelled(found.data)
    by_fold = scorers(sets, found.scorers)
    print(HEAD)
    answers = {}
    for of in sets:

        def resolved(of: Set = of) -> Answer:
            answers[of.title] = ours(of, by_fold)
            return answers[of.title]

        print(row(of, "ours", resolved), flush=True)
        print(row(of, "one name", partial(by_name, of)))
        print(row(of, "first initial", partial(by_initial, of)))
        if not of.pairs_only:
            for line in splink_answer(list(_mentions(of)), partial(row, of)):
                print(line, flush=True)
    print(NOT_RUN)
    for line in believed(sets, by_fold):
        print(line)
    for of in sets[:2]:
        for line in largest(of, answers[of.title], by_fold):
            print(line)


if __name__ == "__main__":
    main()
