"""Terms found in the words of a text: spaCy's PhraseMatcher and Matcher, asked only where a term can stand at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import import_module
from itertools import pairwise
from typing import Any, NamedTuple

from graph.errors import CoauthError
from loaders.normalize.wording import PAUSE, STOP
from loaders.terms.reading import normal_ways
from loaders.terms.term_list import COMPANION, TermList

_OTHER = "\1"
"""Stands for every word that no form has, so that spaCy's vocabulary holds the words of the lists and no others."""


class Match(NamedTuple):
    """Words first..last (last left out) of a text are a form of a term of a list, each by its number."""

    first: int
    last: int
    list: int
    term: int
    form: int


class TermMatcher:
    """The forms of term lists, ready to be found. whole: ask spaCy about every word, as a check of the short cut.

    Raises CoauthError where spaCy is not installed.
    """

    def __init__(self, lists: Sequence[TermList], *, whole: bool = False) -> None:
        spacy, matcher = _spacy()
        self._whole = whole
        self._doc = import_module("spacy.tokens").Doc
        self._vocab = spacy.blank("xx").vocab
        # of a word nothing is asked but whether it is the same: its shape, its case and a dozen more take ten times as long
        self._vocab.lex_attr_getters = {}
        self._phrases = matcher.PhraseMatcher(self._vocab)
        self._patterns = matcher.Matcher(self._vocab)
        self._singles: set[str] = set()
        self._pairs: dict[tuple[str, str], int] = {}
        self._gap_words: set[str] = set()
        self._gap_pairs: set[tuple[str, str]] = set()
        # the same of the terms that can count alone
        self._lone_words: set[str] = set()
        self._lone_pairs: set[tuple[str, str]] = set()
        self._known: dict[str, str] = {STOP: STOP, PAUSE: PAUSE}
        self._meant: dict[tuple[str, ...], list[tuple[int, int, int]]] = {}
        for number, one in enumerate(lists):
            for at, term in enumerate(one.terms):
                for place, form in enumerate(term.forms):
                    for way in normal_ways(form):
                        self._meant.setdefault(way, []).append((number, at, place))
        self._of_label: dict[int, list[tuple[int, int, int]]] = {}
        for label, (way, meant) in enumerate(self._meant.items()):
            alone = any(lists[one].terms[term].weight >= COMPANION for one, term, _ in meant)
            self._of_label[self._add(f"form {label}", way, alone)] = meant

    def _add(self, label: str, way: tuple[str, ...], alone: bool) -> int:
        self._known.update((word, word) for word in way if word[0] != "\0")
        word: str | None = None
        pair: tuple[str, str] | None = None
        if any(word[0] == "\0" for word in way):
            self._patterns.add(label, [[_token(word) for word in way]])
            closed = [pair for pair in pairwise(way) if "\0" not in pair[0] + pair[1]]
            if closed:
                pair = max(closed, key=lambda pair: len(pair[0]) + len(pair[1]))
                self._gap_pairs.add(pair)
            else:
                word = max((word for word in way if word[0] != "\0"), key=len)
                self._gap_words.add(word)
        else:
            self._phrases.add(label, [self._doc(self._vocab, words=list(way))])
            if len(way) == 1:
                word = way[0]
                self._singles.add(word)
            else:
                pair = (way[0], way[1])
                self._pairs[pair] = max(self._pairs.get(pair, 0), len(way))
        if alone and word is not None:
            self._lone_words.add(word)
        if alone and pair is not None:
            self._lone_pairs.add(pair)
        key: int = self._vocab.strings[label]
        return key

    def can_count(self, words: Sequence[str]) -> bool:
        """Whether a term that can count alone may stand in the words: False is certain."""
        return (
            self._whole
            or not self._lone_words.isdisjoint(words)
            or not self._lone_pairs.isdisjoint(pairwise(words))
        )

    def matches(self, words: Sequence[str]) -> list[Match]:
        """Every form that stands in the words of a text (normal forms), in order; of a form with gaps the shortest at each
        place."""
        if self._whole:
            return self._asked(words, range(len(words)), True) if words else []
        ranges = self._ranges(words)
        gaps = self._gap_ranges(words)
        if not ranges and not gaps:
            return []
        places: list[int] = []
        reached = 0
        for first, last in sorted([*ranges, *gaps]):
            if first > reached and places:
                places.append(-1)
            places.extend(range(max(first, reached), last))
            reached = max(reached, last)
        return self._asked(words, places, bool(gaps))

    def _ranges(self, words: Sequence[str]) -> list[tuple[int, int]]:
        ranges: list[tuple[int, int]] = []
        singles, pairs = self._singles, self._pairs
        if not singles.isdisjoint(words):
            ranges += [(at, at + 1) for at, word in enumerate(words) if word in singles]
        many = len(words)
        found = [
            (at, pair) for at, pair in enumerate(pairwise(words)) if pair in pairs
        ]
        return ranges + [(at, min(many, at + pairs[pair])) for at, pair in found]

    def _gap_ranges(self, words: Sequence[str]) -> list[tuple[int, int]]:
        if not self._gap_words and not self._gap_pairs:
            return []
        told = [at for at, word in enumerate(words) if word in self._gap_words] if self._gap_words else []
        if self._gap_pairs:
            told += [
                at for at, pair in enumerate(pairwise(words)) if pair in self._gap_pairs
            ]
        return [_between_stops(words, at) for at in told]

    def _asked(self, words: Sequence[str], places: Sequence[int], gaps: bool) -> list[Match]:
        known = self._known
        doc = self._doc(
            self._vocab, words=[known.get(words[at], _OTHER) if at >= 0 else STOP for at in places]
        )
        found: Iterable[tuple[int, int, int]] = self._phrases(doc)
        if gaps and len(self._patterns):
            found = [*found, *_shortest(self._patterns(doc))]
        return sorted(
            {
                Match(places[first], places[last - 1] + 1, *meant)
                for label, first, last in found
                for meant in self._of_label[label]
            }
        )


def _between_stops(words: Sequence[str], at: int) -> tuple[int, int]:
    first = last = at
    while first and words[first - 1] != STOP:
        first -= 1
    while last < len(words) and words[last] != STOP:
        last += 1
    return first, last


def _token(word: str) -> dict[str, Any]:
    if word[0] == "\0":
        return {"ORTH": {"NOT_IN": [STOP]}, "OP": f"{{0,{word[1:]}}}"}
    return {"ORTH": word}


def _shortest(found: Iterable[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    ends: dict[tuple[int, int], int] = {}
    for label, first, last in found:
        ends[label, first] = min(ends.get((label, first), last), last)
    return [(label, first, last) for (label, first), last in ends.items()]


def _spacy() -> tuple[Any, Any]:
    try:
        return import_module("spacy"), import_module("spacy.matcher")
    except ImportError:
        raise CoauthError(
            "texts are matched with spaCy, which is not installed", hint="pip install 'coauthgraph[text]'"
        ) from None
