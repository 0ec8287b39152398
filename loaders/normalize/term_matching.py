"""Terms found in the words of a text: spaCy's PhraseMatcher and Matcher, asked only where a term can stand at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import import_module
from itertools import pairwise
from typing import Any, NamedTuple

from graph.errors import CoauthError
from loaders.normalize.wording import PAUSE, STOP
from loaders.terms.forms import normal_ways
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


class Words(NamedTuple):
    """The words of a text (normal forms) in order, each once, and each two that stand side by side."""

    all: Sequence[str]
    each: set[str]
    pairs: set[tuple[str, str]]

    @classmethod
    def of(cls, words: Sequence[str]) -> Words:
        """Made ready to be asked for."""
        return cls(words, set(words), set(pairwise(words)))


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
        # a word, or two, of a form with gaps: all the words that it has
        self._gaps: dict[str | tuple[str, str], list[frozenset[str]]] = {}
        # of terms that can count alone: the lists that have them
        self._lone_words: dict[str, set[int]] = {}
        self._lone_pairs: dict[tuple[str, str], set[int]] = {}
        self._all = set(range(len(lists)))
        self._known: dict[str, str] = {STOP: STOP, PAUSE: PAUSE}
        self._meant: dict[tuple[str, ...], list[tuple[int, int, int]]] = {}
        for number, one in enumerate(lists):
            for at, term in enumerate(one.terms):
                for place, form in enumerate(term.forms):
                    for way in normal_ways(form):
                        self._meant.setdefault(way, []).append((number, at, place))
        self._of_label: dict[int, list[tuple[int, int, int]]] = {}
        for label, (way, meant) in enumerate(self._meant.items()):
            alone = {one for one, term, _ in meant if lists[one].terms[term].weight >= COMPANION}
            self._of_label[self._add(f"form {label}", way, alone)] = meant
        # two sets are compared at once, a set and the keys of a dict one by one
        self._lone = (set(self._lone_words), set(self._lone_pairs))
        self._all_pairs = set(self._pairs)
        self._gap_words = {key for key in self._gaps if isinstance(key, str)}
        self._gap_pairs = {key for key in self._gaps if not isinstance(key, str)}

    def _add(self, label: str, way: tuple[str, ...], alone: set[int]) -> int:
        self._known.update((word, word) for word in way if word[0] != "\0")
        word: str | None = None
        pair: tuple[str, str] | None = None
        if any(word[0] == "\0" for word in way):
            self._patterns.add(label, [[_token(word) for word in way]])
            closed = [pair for pair in pairwise(way) if "\0" not in pair[0] + pair[1]]
            needed = frozenset(word for word in way if word[0] != "\0")
            if closed:
                pair = max(closed, key=lambda pair: len(pair[0]) + len(pair[1]))
            else:
                word = max(needed, key=lambda word: (len(word), word))
            self._gaps.setdefault(pair or word or "", []).append(needed)
        else:
            self._phrases.add(label, [self._doc(self._vocab, words=list(way))])
            if len(way) == 1:
                word = way[0]
                self._singles.add(word)
            else:
                pair = (way[0], way[1])
                self._pairs[pair] = max(self._pairs.get(pair, 0), len(way))
        if alone:
            if pair is not None:
                self._lone_pairs.setdefault(pair, set()).update(alone)
            elif word is not None:
                self._lone_words.setdefault(word, set()).update(alone)
        key: int = self._vocab.strings[label]
        return key

    def leading(self, words: Words) -> set[int]:
        """Lists, by number, of which a term that can count alone may stand in the words; those left out are certain."""
        if self._whole:
            return self._all
        found: set[int] = set()
        for word in words.each & self._lone[0]:
            found |= self._lone_words[word]
        for pair in words.pairs & self._lone[1]:
            found |= self._lone_pairs[pair]
        return found

    def matches(self, given: Words) -> list[Match]:
        """Every form that stands in the words of a text, in order; of a form with gaps the shortest at each place."""
        words, here, pairs = given
        if self._whole:
            return self._asked(words, range(len(words)), True) if words else []
        singles = self._singles & here
        doubles = pairs & self._all_pairs
        keys: list[str | tuple[str, str]] = [*(self._gap_words & here), *(self._gap_pairs & pairs)]
        told = {key for key in keys if any(needed <= here for needed in self._gaps[key])}
        ranges: list[tuple[int, int]] = []
        if singles:
            ranges += [(at, at + 1) for at, word in enumerate(words) if word in singles]
        if doubles:
            many = len(words)
            found = [(at, pair) for at, pair in enumerate(pairwise(words)) if pair in doubles]
            ranges += [(at, min(many, at + self._pairs[pair])) for at, pair in found]
        if told:
            at_words = [at for at, word in enumerate(words) if word in told]
            at_pairs = [at for at, pair in enumerate(pairwise(words)) if pair in told]
            ranges += [_between_stops(words, at) for at in (*at_words, *at_pairs)]
        if not ranges:
            return []
        places: list[int] = []
        reached = 0
        for first, last in sorted(ranges):
            if first > reached and places:
                places.append(-1)
            places.extend(range(max(first, reached), last))
            reached = max(reached, last)
        return self._asked(words, places, bool(told))

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
