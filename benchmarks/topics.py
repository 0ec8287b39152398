"""How well keywords alone tell works on artificial intelligence: `python -m benchmarks.topics`.

On CSET's labels of arXiv papers (gold/cset_ai_dev.jsonl.gz): precision, recall and F1 of the shipped list `ai-technical`
with the least score for `yes` chosen on other folds than those that are counted, and as shipped; beside a trained model
(TF-IDF of words and pairs of words, logistic regression) on the same folds. A third of the papers, chosen by a hash of
their ids, was never looked at while the list was made (`held out`): there both are chosen, and trained, on the other two
thirds. Then the terms that stand most often in papers which are labelled as something else, and the speed on one core.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

import msgspec

from benchmarks.at_hand import content
from graph.errors import CoauthError
from loaders.normalize.topics import TopicDecision, TopicMatcher
from loaders.terms.library import shipped

GOLD = "gold/cset_ai_dev.jsonl.gz"
LIST = "ai-technical"
FOLDS = 5
STEPS = [step / 1000 for step in range(300, 1000, 5)]
"""Least scores that are tried."""


class Paper(NamedTuple):
    """A labelled paper. fold: of its id, the same in every run; held: it was kept back while the list was made."""

    title: str
    abstract: str
    ai: bool
    fold: int
    held: bool


class Rates(NamedTuple):
    """Precision, recall and F1 of answers against labels."""

    precision: float
    recall: float
    f1: float


def papers() -> list[Paper]:
    """The labelled papers. Raises CoauthError where they are not at hand."""
    raw = content(GOLD)
    if raw is None:
        raise CoauthError("the development data is not beside the project", hint=f"put {GOLD} there")
    found = []
    for line in raw.splitlines():
        row = msgspec.json.decode(line)
        number = int(hashlib.sha256(row["meta"]["id"].encode()).hexdigest(), 16)
        title, _, abstract = row["text"].partition(". ")
        found.append(Paper(title, abstract, row["label"] == "True", number // 3 % FOLDS, number % 3 == 0))
    return found


def rates(answers: Sequence[bool], labels: Sequence[bool]) -> Rates:
    """Of answers against labels; 0 where there is nothing to count."""
    right = sum(a and b for a, b in zip(answers, labels, strict=True))
    precision = right / max(sum(answers), 1)
    recall = right / max(sum(labels), 1)
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return Rates(round(precision, 3), round(recall, 3), round(f1, 3))


def best_threshold(scores: Sequence[float], labels: Sequence[bool]) -> float:
    """The least score that gives the best F1; of several the middle one."""
    tried = [(rates([score >= step for score in scores], labels).f1, step) for step in STEPS]
    best = max(tried)[0]
    at = [step for f1, step in tried if f1 == best]
    return at[len(at) // 2]


def across_folds(scores: Sequence[float], some: Sequence[Paper]) -> list[bool]:
    """An answer for each paper, by the threshold that was best on the other folds."""
    chosen = {}
    for fold in range(FOLDS):
        others = [at for at, paper in enumerate(some) if paper.fold != fold]
        chosen[fold] = best_threshold([scores[at] for at in others], [some[at].ai for at in others])
    return [score >= chosen[paper.fold] for score, paper in zip(scores, some, strict=True)]


def by_words(known: Sequence[Paper], asked: Sequence[Paper]) -> list[float]:
    """Chances of a trained model. Raises CoauthError where scikit-learn is not installed."""
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
    except ImportError:
        raise CoauthError(
            "the trained model needs scikit-learn", hint="pip install 'coauthgraph[train]', or --alone"
        ) from None
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    model = LogisticRegression(C=30, class_weight="balanced", max_iter=500)
    model.fit(words.fit_transform([_whole(one) for one in known]), [one.ai for one in known])
    chances: list[float] = model.predict_proba(words.transform([_whole(one) for one in asked]))[:, 1].tolist()
    return chances


def _whole(paper: Paper) -> str:
    return f"{paper.title}. {paper.abstract}"


def trained(known: Sequence[Paper], asked: Sequence[Paper]) -> list[bool]:
    """Answers of a trained model, its threshold chosen among chances that it gave while it did not know the labels."""
    inner = [0.0] * len(known)
    for part in range(3):
        here = [at for at in range(len(known)) if at % 3 == part]
        rest = [known[at] for at in range(len(known)) if at % 3 != part]
        for at, chance in zip(here, by_words(rest, [known[at] for at in here]), strict=True):
            inner[at] = chance
    steps = [step / 100 for step in range(5, 96)]
    labels = [paper.ai for paper in known]
    best = max(steps, key=lambda step: rates([chance >= step for chance in inner], labels).f1)
    return [chance >= best for chance in by_words(known, asked)]


def false_finds(some: Sequence[Paper], decided: Sequence[TopicDecision], most: int) -> list[dict[str, Any]]:
    """Terms that stand in most papers with a wrong yes: how often, and in papers with a right one."""
    wrong: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for paper, one in zip(some, decided, strict=True):
        if one.state == "yes":
            counts = right if paper.ai else wrong
            counts.update({hit.term.name for hit in one.hits if hit.weight >= 0.5})
    return [{"term": term, "wrong": count, "right": right[term]} for term, count in wrong.most_common(most)]


def speed(matcher: TopicMatcher, some: Sequence[Paper]) -> int:
    """Titles with abstracts a second of one core's processor time, the best of three rounds."""
    best = 0.0
    for _ in range(3):
        started = time.process_time()
        for paper in some:
            matcher.decide(paper.title, paper.abstract)
        best = max(best, len(some) / (time.process_time() - started))
    return int(best)


def measure(alone: bool, most: int) -> dict[str, Any]:
    """All figures. alone: without the trained model. Raises CoauthError where something is not at hand."""
    everything = papers()
    matcher = TopicMatcher([shipped(LIST)])
    parts = {
        "development": [paper for paper in everything if not paper.held],
        "held out": [paper for paper in everything if paper.held],
    }
    decided = {
        name: [matcher.decide(paper.title, paper.abstract)[0] for paper in some]
        for name, some in parts.items()
    }
    scores = {name: [one.score for one in of_part] for name, of_part in decided.items()}
    labels = {name: [paper.ai for paper in some] for name, some in parts.items()}
    seen = parts["development"]
    chosen = best_threshold(scores["development"], labels["development"])
    answers: dict[str, dict[str, Callable[[], Sequence[bool]]]] = {
        "keywords, threshold of other papers": {
            "development": lambda: across_folds(scores["development"], seen),
            "held out": lambda: [score >= chosen for score in scores["held out"]],
        },
        "keywords, yes as shipped": {name: partial(_stated, decided[name], ("yes",)) for name in parts},
        "keywords, yes or review": {
            name: partial(_stated, decided[name], ("yes", "review")) for name in parts
        },
    }
    if not alone:
        answers["TF-IDF and logistic regression"] = {
            "development": lambda: _trained_across(seen),
            "held out": lambda: trained(seen, parts["held out"]),
        }
    found: dict[str, Any] = {
        "list": f"{LIST} {matcher.lists[0].version}",
        "papers": {name: {"all": len(some), "ai": sum(labels[name])} for name, some in parts.items()},
        "rates": {
            what: {name: rates(given(), labels[name])._asdict() for name, given in by_part.items()}
            for what, by_part in answers.items()
        },
        "threshold": chosen,
        "terms in papers with a wrong yes": false_finds(seen, decided["development"], most),
        "titles with abstracts/s": speed(matcher, everything[:4000]),
    }
    return found


def _stated(decided: Sequence[TopicDecision], states: Sequence[str]) -> list[bool]:
    return [one.state in states for one in decided]


def _trained_across(some: Sequence[Paper]) -> list[bool]:
    answers = [False] * len(some)
    for fold in range(FOLDS):
        here = [at for at, paper in enumerate(some) if paper.fold == fold]
        rest = [paper for paper in some if paper.fold != fold]
        for at, answer in zip(here, trained(rest, [some[at] for at in here]), strict=True):
            answers[at] = answer
    return answers


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--alone", action="store_true", help="without the trained model")
    parser.add_argument("--terms", type=int, default=25, help="terms of wrong answers that are listed")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    try:
        figures = measure(options.alone, options.terms)
    except CoauthError as error:
        print(error, file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(figures, indent=1))
        return 0
    print(f"{figures['list']}; papers {figures['papers']}; threshold {figures['threshold']}")
    for what, by_part in figures["rates"].items():
        for name, one in by_part.items():
            print(
                f"{what:<38} {name:<12} P {one['precision']:.3f}  R {one['recall']:.3f}  F1 {one['f1']:.3f}"
            )
    print("terms in papers with a wrong yes (wrong, right):")
    print(
        "; ".join(
            f"{row['term']} {row['wrong']}, {row['right']}"
            for row in figures["terms in papers with a wrong yes"]
        )
    )
    print(f"{figures['titles with abstracts/s']:,} titles with abstracts/s of one core")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
