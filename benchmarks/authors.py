"""How well persons are told apart: `python -m benchmarks.authors [--data ../shared/data] [--stress 10000]`.

Each labelled set is resolved by a scorer that was trained without its names (five folds by family name and first letter;
needs lightgbm, some minutes), everything at one default setting, and measured: B³, the headline; pairs, with and without
the largest name, in which most true pairs lie; mentions a second on one core, features included; peak memory. Beside it:
one person a name, one person a family name and initial, Splink (benchmarks/author_rivals.py) where it is installed, and
S2AND where --s2and says in which folder it is. Then how far a stated probability can be believed, the largest clusters
and what holds them together, and with --stress a made set that grows.
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

from benchmarks.at_hand import DATA
from benchmarks.author_measures import b_cubed, pairwise, reliability
from benchmarks.author_sets import Labelled
from benchmarks.author_stress import stress
from benchmarks.train_authors import FOLDS, block, crossed, fold_of
from benchmarks.train_authors import labelled as to_train_on
from loaders.resolve.agglomerate import agglomerate
from loaders.resolve.evidence import ALL_KINDS
from loaders.resolve.features import features
from loaders.resolve.mention import PersonMention
from loaders.resolve.naming import main_key, own_form
from loaders.resolve.partition import resolve
from loaders.resolve.scorer import Scorer, from_json, probability
from loaders.resolve.state import Numbers, State

SHOWN = 8
FAR = -30.0
"""A score that every merge has."""

Answer = dict[str, str]
"""Mention to person."""


@dataclass(frozen=True, slots=True)
class Set:
    """A set to be measured, as names that are told apart by themselves.

    pairs_only: labelled two by two. together: nevertheless resolved all together, as one file; measured within the pairs.
    """

    title: str
    names: list[Labelled]
    pairs_only: bool = False
    together: bool = False


def labelled(data: Path) -> list[Set]:
    """The sets at hand."""
    found = [Set(title, names, pairs) for title, (names, pairs) in to_train_on(data).items()]
    return [*found, Set("the same, in one file", found[-1].names, pairs_only=True, together=True)]


def righted(of: Set) -> Set:
    """The PubMed pairs with the labels righted that gold_wrong_authors.tsv lists. Those were looked for where a scorer was
    most sure against the label, so what this set shows is how much wrong labels hide, and no better measure than theirs."""
    from benchmarks.author_labels import PAIRS, wrong_labels

    instead = {one.id: one.instead for one in wrong_labels() if one.set == PAIRS}
    names = []
    for pair in of.names:
        number = pair.mentions[0].mention.partition("/")[0]
        said = {"YES": (number, number), "NO": (number, f"{number}b")}.get(
            instead.get(number, "-"), pair.persons
        )
        names.append(Labelled(pair.name, pair.mentions, said))
    return Set(f"{of.title}, righted", names, pairs_only=True)


def scorers(sets: Sequence[Set], kept: Path | None) -> list[Scorer]:
    """One scorer a fold, trained without it. kept: a file to take them from, or to keep them in."""
    if kept is not None and kept.exists():
        return [from_json(one) for one in json.loads(kept.read_text(encoding="ascii"))]
    found = crossed(
        {s.title: [block(one, pairs_only=s.pairs_only) for one in s.names] for s in sets if not s.together}
    )
    if kept is not None:
        kept.write_text(json.dumps(found), encoding="ascii")
    return [from_json(one) for one in found]


def ours(of: Set, by_fold: Sequence[Scorer]) -> Answer:
    """Each fold's mentions together, as a file would have them; pairs each by itself."""
    found: Answer = {}
    for fold, scorer in enumerate(by_fold):
        held = [one for one in of.names if fold_of(one.name, FOLDS) == fold]
        for mentions in (
            [one.mentions for one in held]
            if of.pairs_only and not of.together
            else [[m for one in held for m in one.mentions]]
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
    """The reliability of the probability that two mentions are one person, out of fold, as it is stated and as the trees
    alone would have it; of pairs that are near, as no others are scored."""
    for of in sets:
        said: list[Numbers] = []
        plain: list[Numbers] = []
        true: list[bool] = []
        for one in of.names:
            made = block(one)
            state, scorer = made.state(), by_fold[fold_of(one.name, FOLDS)]
            for at in range(len(made.items) - 1):
                others = at + 1 + np.flatnonzero(state.near[at, at + 1 :] & ~state.apart[at, at + 1 :])
                if len(others):
                    scores = scorer.score(features(state, at, others))
                    said.append(probability(scores, scorer))
                    plain.append(1 / (1 + np.exp(-scores)))
                    true += [made.persons[at] == made.persons[other] for other in others]
        yield f"{of.title}: of pairs of mentions given a probability, how many are one person"
        for title, given in (("stated", said), ("by the trees alone", plain)):
            yield f"  {title}"
            for begin, number, mean, share in reliability(np.concatenate(given).tolist(), true):
                yield f"  {begin:.1f}-{begin + 0.1:.1f} {number:9,} pairs, said {mean:.2f}, true {share:.2f}"


def largest(of: Set, found: Mapping[str, str], by_fold: Sequence[Scorer]) -> Iterator[str]:
    """The largest clusters: how pure, and their weakest link."""
    person = {m.mention: p for one in of.names for m, p in zip(one.mentions, one.persons, strict=True)}
    clusters: dict[str, list[str]] = defaultdict(list)
    for mention, key in found.items():
        clusters[key].append(mention)
    by_id = {mention.mention: mention for mention in _mentions(of)}
    yield f"{of.title}: the largest clusters, and the merge with the lowest score when each is made again by itself"
    for members in sorted(clusters.values(), key=lambda one: (-len(one), one[0]))[:SHOWN]:
        counted = Counter(person[one] for one in members)
        name = by_id[members[0]].name
        scorer = by_fold[fold_of(name, FOLDS)]
        yield (
            f"  {name}: {len(members)} mentions, {counted.most_common(1)[0][1] / len(members):.2f} of one person of "
            f"{len(counted)}; {weakest([by_id[one] for one in sorted(members)], scorer)}"
        )


def weakest(mentions: Sequence[PersonMention], scorer: Scorer) -> str:
    """Of the merges that make these mentions one the one with the lowest score, and what its two sides share."""
    made = block(Labelled("", tuple(mentions), ("",) * len(mentions)))
    links: list[tuple[float, str]] = []

    def chosen(state: State, into: int, gone: int, scores: Numbers) -> bool:
        shared = [kind for at, kind in enumerate(ALL_KINDS) if state.most[at, into, gone] > 0]
        sizes = f"{int(state.size[into])} + {int(state.size[gone])}"
        links.append(
            (float(scores[into, gone]), f"{sizes} mentions, that share {', '.join(shared) or 'nothing'}")
        )
        return True

    agglomerate(made.state(), scorer, above=FAR, chosen=chosen)
    if not links:
        return "one mention"
    score, sides = min(links)
    return f"weakest link {float(probability(score, scorer)):.2f} ({score:+.1f}): {sides}"


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
    parser.add_argument(
        "--s2and", type=Path, help="a folder into which S2AND was installed (pip install --target)"
    )
    found = parser.parse_args()
    if found.stress:
        for line in growth(found.stress, found.processes):
            print(line, flush=True)
        return
    from benchmarks.author_rivals import s2and_answer, splink_answer

    sets = labelled(found.data)
    by_fold = scorers(sets, found.scorers)
    print(HEAD)
    answers = {}
    for of in sets:

        def resolved(of: Set = of) -> Answer:
            answers[of.title] = ours(of, by_fold)
            return answers[of.title]

        print(row(of, "ours", resolved), flush=True)
        if of.title == "PubMed pairs":
            print(row(righted(of), "ours", resolved), flush=True)
        print(row(of, "one name", partial(by_name, of)))
        print(row(of, "first initial", partial(by_initial, of)))
        if not of.pairs_only:
            for line in splink_answer(list(_mentions(of)), partial(row, of)):
                print(line, flush=True)
        if not of.together and not of.title.endswith("alone"):
            for line in s2and_answer([one.mentions for one in of.names], found.s2and, partial(row, of)):
                print(line, flush=True)
    for line in believed(sets, by_fold):
        print(line)
    for of in sets[:2]:
        for line in largest(of, answers[of.title], by_fold):
            print(line)


if __name__ == "__main__":
    main()
