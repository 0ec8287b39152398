"""Train the scorer of loaders/resolve: `python -m benchmarks.train_authors ../shared/data`.

The scorer says whether two clusters are one person. It is trained on what it will meet: first on pairs of mentions, then on
the clusters that it makes itself when it merges the labelled sets, right and wrong ones, twice over (as in imitation
learning). Trees have two questions, and what should only raise or lower a score can only do so. Needs lightgbm.

Five scorers are trained without a fifth of the names each, and what their scores turn out to mean on the names that they
were not trained on makes of a score a probability. Then one is trained on everything, and written to
loaders/resolve/tables/scorer.json.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.author_sets import Labelled, alone, aminer, pubmed_pairs, with_initials
from loaders.resolve.agglomerate import agglomerate
from loaders.resolve.compared import Compared
from loaders.resolve.evidence import Evidence, evidence
from loaders.resolve.features import DIRECTIONS, NAMES, features
from loaders.resolve.scorer import TABLE, Scorer, from_json
from loaders.resolve.state import Numbers, State

MOST_PAIRS = 60
"""Of each mention so many pairs are taken."""
LOW = -2.0
"""While training, clusters are merged down to this score, so that wrong merges are seen too."""
PAIR_WEIGHT = 3.0
ROUNDS, RATE = 180, 0.1
MERGE_ABOVE = 0.1
FOLDS = 5
MADE = "AMiner, initials only"
"""A set in which two persons of one name are many times as many as in print; it is trained on, but what a score means is
not measured on it."""
PATH = Path(__file__).parent.parent / "loaders/resolve/tables" / TABLE


@dataclass(frozen=True, slots=True)
class Block:
    """A labelled set, ready: its mentions sorted by id, with the number of the person of each."""

    name: str
    items: list[Evidence]
    persons: list[str]
    apart: Any
    pairs_only: bool = False

    def state(self) -> State:
        return State(Compared.of(self.items), [[at] for at in range(len(self.items))], self.apart.copy())


def block(one: Labelled, *, pairs_only: bool = False) -> Block:
    ordered = sorted(zip(one.mentions, one.persons, strict=True), key=lambda pair: pair[0].mention)
    works = np.array([mention.work for mention, _ in ordered])
    return Block(
        one.name,
        [evidence(mention) for mention, _ in ordered],
        [person for _, person in ordered],
        works[:, None] == works[None, :],
        pairs_only,
    )


@dataclass(slots=True)
class Examples:
    """Rows of features with what is true of each (share of true pairs) and how much each counts."""

    rows: list[Numbers] = field(default_factory=list)
    true: list[float] = field(default_factory=list)
    weight: list[float] = field(default_factory=list)

    def add(self, row: Numbers, true: float, weight: float) -> None:
        self.rows.append(row)
        self.true.append(true)
        self.weight.append(weight)


def pairs(blocks: Iterable[Block], chance: random.Random) -> Examples:
    """Pairs of mentions."""
    found = Examples()
    for one in blocks:
        state = one.state()
        for at in range(len(one.items) - 1):
            others = [int(o) + at + 1 for o in np.flatnonzero(~state.apart[at, at + 1 :])]
            if len(others) > MOST_PAIRS:
                others = sorted(chance.sample(others, MOST_PAIRS))
            if not others:
                continue
            weight = PAIR_WEIGHT if one.pairs_only else 0.5 / len(others)
            for row, other in zip(features(state, at, np.array(others, np.intp)), others, strict=True):
                found.add(row, float(one.persons[at] == one.persons[other]), weight)
    return found


def merged(blocks: Iterable[Block], scorer: Scorer, chance: random.Random, *, told: bool) -> Examples:
    """Clusters that are met while merging. told: a wrong merge is not made, only seen."""
    found = Examples()
    for one in blocks:
        if one.pairs_only:
            continue
        numbers = {person: at for at, person in enumerate(sorted(set(one.persons)))}
        held = np.zeros((len(one.items), len(numbers)))
        for at, person in enumerate(one.persons):
            held[at, numbers[person]] = 1

        def see(state: State, into: int, gone: int, held: Any = held) -> float:
            true = float(held[into] @ held[gone] / (state.size[into] * state.size[gone]))
            weight = 0.3 * min(float(state.size[into] * state.size[gone]), 30.0) ** 0.5
            found.add(features(state, into, np.array([gone], np.intp))[0], true, weight)
            return true

        def chosen(
            state: State, into: int, gone: int, scores: Numbers, held: Any = held, see: Any = see
        ) -> bool:
            true = see(state, into, gone)
            there = [at for at, members in enumerate(state.members) if members]
            for _ in range(2):
                first = chance.choice(there)
                second = int(scores[first].argmax()) if chance.random() < 0.7 else chance.choice(there)
                if first != second and state.members[second] and not state.apart[first, second]:
                    see(state, first, second)
            if told and true < 0.5:
                return False
            held[into] += held[gone]
            return True

        agglomerate(one.state(), scorer, above=LOW - told, chosen=chosen)
    return found


def fit(examples: Sequence[Examples], *, seed: int = 0) -> dict[str, Any]:
    """The scorer as JSON."""
    import lightgbm

    data = lightgbm.Dataset(
        np.array([row for one in examples for row in one.rows]),
        [true for one in examples for true in one.true],
        weight=[weight for one in examples for weight in one.weight],
    )
    model = lightgbm.train(
        {
            "objective": "cross_entropy", "max_depth": 2, "num_leaves": 4, "learning_rate": RATE,
            "min_data_in_leaf": 60, "lambda_l2": 5, "feature_fraction": 0.6, "max_bin": 63,
            "monotone_constraints": list(DIRECTIONS), "seed": seed, "deterministic": True, "force_row_wise": True,
            "num_threads": 1, "verbose": -1,
        },
        data,
        ROUNDS,
    )  # fmt: skip
    trees = [_tree(tree["tree_structure"]) for tree in model.dump_model()["tree_info"]]
    return {
        "features": list(NAMES),
        "start": 0.0,
        "merge_above": MERGE_ABOVE,
        "slope": 1.0,
        "shift": 0.0,
        "trees": trees,
    }


def _tree(root: dict[str, Any]) -> dict[str, Any]:
    """A tree of up to two questions as three questions and four answers."""
    if "leaf_value" in root:
        return {"feature": [0, 0, 0], "threshold": [0.0, 0.0, 0.0], "unknown_left": [True] * 3,
                "leaves": [round(root["leaf_value"], 5)] * 4}  # fmt: skip
    questions, leaves = [_question(root)], []
    for side in ("left_child", "right_child"):
        child = root[side]
        if "leaf_value" in child:
            questions.append((0, 0.0, True))
            leaves += [child["leaf_value"]] * 2
        else:
            questions.append(_question(child))
            leaves += [child["left_child"]["leaf_value"], child["right_child"]["leaf_value"]]
    feature, threshold, unknown = zip(*questions, strict=True)
    return {
        "feature": list(feature),
        "threshold": list(threshold),
        "unknown_left": list(unknown),
        "leaves": [round(leaf, 5) for leaf in leaves],
    }


def _question(node: dict[str, Any]) -> tuple[int, float, bool]:
    # without a missing type LightGBM reads an unknown value as 0
    left = bool(node["default_left"]) if node["missing_type"] == "NaN" else node["threshold"] >= 0
    return node["split_feature"], float(f"{node['threshold']:.6g}"), left


def trained(blocks: Sequence[Block], *, rounds: int = 2, seed: int = 0) -> dict[str, Any]:
    chance = random.Random(seed)
    examples = [pairs(blocks, chance)]
    found = fit(examples, seed=seed)
    for number in range(rounds):
        examples.append(merged(blocks, from_json(found), chance, told=number == 0))
        found = fit(examples, seed=seed)
    return found


def crossed(sets: Mapping[str, Sequence[Block]]) -> list[dict[str, Any]]:
    """One scorer a fold of the names, trained without it; its probability by what the scores of the others mean."""
    blocks = [one for held in sets.values() for one in held]
    found = [trained([one for one in blocks if fold_of(one.name) != fold]) for fold in range(FOLDS)]
    said = [scores(sets, from_json(one), fold) for fold, one in enumerate(found)]
    for fold, one in enumerate(found):
        one |= meaning([item for other in range(FOLDS) if other != fold for item in said[other]])
    return found


def scores(sets: Mapping[str, Sequence[Block]], scorer: Scorer, fold: int) -> list[tuple[float, bool, float]]:
    """Of the pairs of mentions in a fold that are near: the score by a scorer that was trained without it, whether they
    are one person, and how much they count: each set as much as each other, and within it each mention."""
    found: list[tuple[float, bool, float]] = []
    for title, held in sets.items():
        if title == MADE:
            continue
        whole = sum(len(one.items) for one in held)
        for one in held:
            if fold_of(one.name) != fold:
                continue
            state = one.state()
            for at in range(len(one.items) - 1):
                others = at + 1 + np.flatnonzero(state.near[at, at + 1 :] & ~state.apart[at, at + 1 :])
                said = scorer.score(features(state, at, others)) if len(others) else ()
                found += [
                    (float(score), one.persons[at] == one.persons[other], 1 / whole / len(others))
                    for score, other in zip(said, others, strict=True)
                ]
    return found


def meaning(said: Sequence[tuple[float, bool, float]]) -> dict[str, float]:
    """The slope and the shift that make of these scores the likeliest probabilities (Newton's method)."""
    score, true, weight = (np.array(column, np.float64) for column in zip(*said, strict=True))
    given = np.stack([score, np.ones_like(score)])
    found = np.array([1.0, 0.0])
    for _ in range(25):
        likely = 1 / (1 + np.exp(-found @ given))
        bend = (given * (weight * likely * (1 - likely))) @ given.T
        found -= np.linalg.solve(bend, given @ (weight * (likely - true)))
    return {"slope": round(float(found[0]), 4), "shift": round(float(found[1]), 4)}


def labelled(data: Path) -> dict[str, tuple[list[Labelled], bool]]:
    """The labelled sets at hand, by title; True: of pairs that are each a set by itself.

    alone: without what is printed around an author, as most sources give it; initials only: as some print all names.
    """
    names, two = aminer(data), pubmed_pairs(data)
    return {
        "AMiner": (names, False),
        "AMiner, initials only": (with_initials(names), False),
        "PubMed pairs": (two, True),
        "PubMed pairs, alone": (alone(two), True),
        "PubMed pairs, initials only": ([one for pair in alone(two) for one in with_initials([pair])], True),
    }


def blocks_of(data: Path) -> dict[str, list[Block]]:
    """The labelled sets, ready to train on."""
    return {
        title: [block(one, pairs_only=pairs) for one in names]
        for title, (names, pairs) in labelled(data).items()
    }


def fold_of(name: str, folds: int = FOLDS) -> int:
    """The fold of a name: that of its family name and first letter, so that `K. Zhang` and `Kai Zhang` share one."""
    from loaders.resolve.naming import form

    found = form(name)
    key = f"{found.family}/{found.given[0][0] if found.given else ''}"
    return random.Random(key).randrange(folds)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument(
        "--scorers", type=Path, help="a file of the folds' scorers that benchmarks.authors kept"
    )
    found = parser.parse_args()
    sets = blocks_of(found.data)
    if found.scorers is not None and found.scorers.exists():
        by_fold = json.loads(found.scorers.read_text(encoding="ascii"))
    else:
        by_fold = crossed(sets)
    said = [item for fold, one in enumerate(by_fold) for item in scores(sets, from_json(one), fold)]
    shipped = trained([one for held in sets.values() for one in held]) | meaning(said)
    PATH.write_text(json.dumps(shipped, separators=(",", ":")) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
