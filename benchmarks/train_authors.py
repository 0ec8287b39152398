"""Train the scorer of loaders/resolve: `python -m benchmarks.train_authors ../shared/data`.

The scorer says whether two clusters are one person. It is trained on what it will meet: first on pairs of mentions, then on
the clusters that it makes itself when it merges the labelled sets, right and wrong ones, twice over (as in imitation
learning). Trees have two questions, and what should only raise or lower a score can only do so. Needs lightgbm.

--folds N: trained without each fold of the names in turn and measured on it, nothing is written; otherwise on everything,
and loaders/resolve/tables/scorer.json is written.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.author_sets import Labelled, aminer, pubmed_pairs, with_initials
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
PAIR_WEIGHT = 2.0
ROUNDS, RATE = 180, 0.1
MERGE_ABOVE = 0.1
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


def train(blocks: Sequence[Block], *, rounds: int = 2, seed: int = 0) -> Scorer:
    """A scorer of these blocks."""
    return from_json(trained(blocks, rounds=rounds, seed=seed))


def trained(blocks: Sequence[Block], *, rounds: int = 2, seed: int = 0) -> dict[str, Any]:
    chance = random.Random(seed)
    examples = [pairs(blocks, chance)]
    found = fit(examples, seed=seed)
    for number in range(rounds):
        examples.append(merged(blocks, from_json(found), chance, told=number == 0))
        found = fit(examples, seed=seed)
    return found


@dataclass(frozen=True, slots=True)
class Sets:
    """The blocks to train on; short: with initials only."""

    names: list[Block]
    names_short: list[Block]
    pairs: list[Block]
    pairs_short: list[Block]

    def all(self) -> list[Block]:
        return [*self.names, *self.names_short, *self.pairs, *self.pairs_short]


def sets(data: Path) -> Sets:
    """The labelled sets at hand."""
    names, two = aminer(data), pubmed_pairs(data)
    short = [one for pair in two for one in with_initials([pair])]
    return Sets(
        [block(one) for one in names],
        [block(one) for one in with_initials(names)],
        [block(one, pairs_only=True) for one in two],
        [block(one, pairs_only=True) for one in short],
    )


def fold_of(name: str, folds: int) -> int:
    """The fold of a name: that of its family name and first letter, so that `K. Zhang` and `Kai Zhang` share one."""
    from loaders.resolve.naming import form

    found = form(name)
    key = f"{found.family}/{found.given[0][0] if found.given else ''}"
    return random.Random(key).randrange(folds)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    found = parser.parse_args()
    PATH.write_text(
        json.dumps(trained(sets(found.data).all()), separators=(",", ":")) + "\n", encoding="ascii"
    )


if __name__ == "__main__":
    main()
