"""What a work is about: terms of a list found in its title, abstract and keywords, and a decision for each list.

Chances are put together as they are for things that do not depend on each other: a term of weight 0.5 leaves half a
doubt, two of them a quarter. So every score can be read off from the terms that are shown with it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import prod
from typing import NamedTuple

from loaders.normalize.acronyms import spelt_out
from loaders.normalize.decision import State
from loaders.normalize.term_matching import Match, TermMatcher, Words
from loaders.normalize.wording import Text, ends_sentence, in_print, is_hangul, read, spans_of
from loaders.terms.term_list import COMPANION, Form, Group, Term, TermList, Within

PLACES = ("title", "abstract", "keywords")
MOST_CHARACTERS = 50_000
"""Characters of a title, an abstract or the keywords that are looked at; no abstract is as long."""
KEYWORDS_JOINT = "; "
_LEAST_HANGUL = 3
"""Korean terms of fewer syllables only count at the beginning of a word."""
_FURTHEST = 200
"""Words on either side that are of the same sentence, at most."""


class Hit(NamedTuple):
    """A term at a place. start, end: characters from 0, end left out, of the title, of the abstract, or of the keywords
    joined by `; `. weight: what it says there, 0 where it does not count; why: the rule that says so."""

    term: Term
    place: str
    start: int
    end: int
    printed: str
    weight: float
    why: str


@dataclass(frozen=True, slots=True)
class GroupDecision:
    """How far a work is about a group of a list. score: 0..1. rule: strong-term, several-terms or weak-terms of the group
    itself; terms-of-several-groups where only all groups of the list together say so."""

    group: Group
    state: State
    score: float
    rule: str
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class TopicDecision:
    """How far a work is about what a list stands for. groups: those of which a term counts, surest first."""

    list: str
    version: str
    state: State
    score: float
    rule: str
    groups: tuple[GroupDecision, ...]

    @property
    def hits(self) -> tuple[Hit, ...]:
        """The hits of all groups."""
        return tuple(hit for group in self.groups for hit in group.hits)

    @property
    def terms(self) -> tuple[str, ...]:
        """The terms that count, each once, in the list's own form."""
        return tuple(dict.fromkeys(hit.term.name for hit in self.hits))


class _Near(NamedTuple):
    words: frozenset[str]
    phrases: tuple[str, ...]


class TopicMatcher:
    """Term lists made ready for matching. whole: see TermMatcher. Raises CoauthError where spaCy is not installed."""

    def __init__(self, lists: Sequence[TermList], *, whole: bool = False) -> None:
        self.lists = tuple(lists)
        self._matcher = TermMatcher(lists, whole=whole)
        self._nothing = [decision(one, ()) for one in lists]
        self._near = [
            [(_near(term.near), _near(term.not_near), _near(term.despite)) for term in one.terms]
            for one in lists
        ]

    def decide(
        self, title: str | None, abstract: str | None = None, keywords: Sequence[str] = ()
    ) -> tuple[TopicDecision, ...]:
        """A decision of each list, in their order."""
        hits = self.hits(title, abstract, keywords, counting_only=True)
        return tuple(
            decision(one, found) if found else nothing
            for one, found, nothing in zip(self.lists, hits, self._nothing, strict=True)
        )

    def hits(
        self,
        title: str | None,
        abstract: str | None = None,
        keywords: Sequence[str] = (),
        *,
        counting_only: bool = False,
    ) -> list[list[Hit]]:
        """Every place where a term of each list stands, in the text's order; those that do not count with why.

        counting_only: of a list of which no term stands there that can count alone, nothing is looked for.
        """
        given = (title, abstract, KEYWORDS_JOINT.join(keywords))
        found: list[list[Hit]] = [[] for _ in self.lists]
        texts: list[_Placed] = []
        for place, printed in zip(PLACES, given, strict=True):
            if printed:
                cut = read(printed[:MOST_CHARACTERS])
                texts.append(_Placed(place, cut, Words.of(cut.words), [], {}, _Whole(cut.words)))
        wanted = set(range(len(self.lists)))
        if counting_only:
            wanted = set().union(*(self._matcher.leading(text.looked) for text in texts))
            if not wanted:
                return found
        for text in texts:
            matches = self._matcher.matches(text.looked)
            text.matches.extend(match for match in matches if match.list in wanted)
        for text in texts:
            if text.matches:
                self._judge(text, texts, found)
        return found

    def _judge(self, text: _Placed, texts: Sequence[_Placed], found: list[list[Hit]]) -> None:
        spans = spans_of(text.text)
        here: list[list[tuple[Match, Hit]]] = [[] for _ in self.lists]
        for match in text.matches:
            term = self.lists[match.list].terms[match.term]
            start, end = spans[match.first][0], spans[match.last - 1][1]
            why = self._why_not(term, match, text, texts, spans)
            weight = term.weight if not why else term.alone if why == "nothing-near" else 0.0
            first, last = in_print(text.text, start, end)
            printed = text.text.printed[first:last]
            here[match.list].append((match, Hit(term, text.place, first, last, printed, weight, why)))
        for number, some in enumerate(here):
            if some:
                found[number] += _uncovered(some)

    def _why_not(
        self, term: Term, match: Match, text: _Placed, texts: Sequence[_Placed], spans: Sequence[tuple[int, int]]
    ) -> str:  # fmt: skip
        """The rule by which a match does not count, or empty."""
        form = term.forms[match.form]
        start = spans[match.first][0]
        composed = text.text.composed
        inside = start > 0 and is_hangul(composed[start]) and is_hangul(composed[start - 1])
        if inside and sum(map(is_hangul, form.printed)) < _LEAST_HANGUL:
            return "inside-a-word"
        if form.acronym and (why := self._no_acronym(form, match, text, spans)):
            return why
        near, not_near, despite = self._near[match.list][match.term]
        if (
            term.not_near
            and _stands_near(not_near, term.not_within, match, text, texts)
            and not (term.despite and _stands_near(despite, "text", match, text, texts))
        ):
            return "other-sense"
        if term.near and not _stands_near(near, term.within, match, text, texts):
            return "nothing-near"
        return ""

    def _no_acronym(
        self, form: Form, match: Match, text: _Placed, spans: Sequence[tuple[int, int]]
    ) -> str:  # fmt: skip
        composed = text.text.composed
        start, end = spans[match.first][0], spans[match.last - 1][1]
        printed = composed[start:end]
        if text.text.cased and _bare(printed) not in (_bare(form.printed), _bare(form.printed) + "s"):
            return "not-in-capitals"
        if len(_bare(printed)) == 2 and match.first and composed[slice(*spans[match.first - 1])].isdecimal():
            return "after-a-number"
        letters = _bare(form.printed)
        if letters not in text.spelt:
            text.spelt[letters] = spelt_out(composed, spans, letters)
        said = text.spelt[letters]
        if said is not None and not any(
            other.list == match.list and other.first < said[1] and said[0] < other.last
            for other in text.matches
        ):
            return "spelt-out-otherwise"
        return ""


class _Whole:
    """All words of a text, to be asked for many terms."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._times: Counter[str] | None = None
        self._joined = ""
        self._phrases: dict[str, int] = {}

    def holds(self, near: _Near, own: Sequence[str]) -> bool:
        """Whether one of the words stands in the text, other than in `own`, a part of it."""
        times = self._times
        if times is None:
            times = self._times = Counter(self._words)
        if any(times[word] > own.count(word) for word in near.words if word in times):
            return True
        return any(self._often(phrase) > f" {' '.join(own)} ".count(phrase) for phrase in near.phrases)

    def _often(self, phrase: str) -> int:
        if phrase not in self._phrases:
            self._joined = self._joined or f" {' '.join(self._words)} "
            self._phrases[phrase] = self._joined.count(phrase)
        return self._phrases[phrase]


class _Placed(NamedTuple):
    place: str
    text: Text
    looked: Words
    matches: list[Match]
    spelt: dict[str, tuple[int, int] | None]
    whole: _Whole


def _bare(printed: str) -> str:
    return "".join(letter for letter in printed if letter.isalnum())


def _near(words: Iterable[str]) -> _Near:
    ways = [read(word).words for word in words]
    return _Near(
        frozenset(way[0] for way in ways if len(way) == 1),
        tuple(f" {' '.join(way)} " for way in ways if len(way) > 1),
    )


def _stands_near(
    near: _Near, within: Within | int, match: Match, text: _Placed, texts: Sequence[_Placed]
) -> bool:
    words = text.text.words
    if within == "text":
        own = words[match.first : match.last]
        return any(other.whole.holds(near, own if other is text else ()) for other in texts)
    if within == "sentence":
        first, last = match.first, match.last
        least, most = max(0, first - _FURTHEST), min(len(words), last + _FURTHEST)
        while first > least and not ends_sentence(words, first - 1):
            first -= 1
        while last < most and not ends_sentence(words, last):
            last += 1
    else:
        first, last = max(0, match.first - within), min(len(words), match.last + within)
    return _holds(near, words[first : match.first]) or _holds(near, words[match.last : last])


def _holds(near: _Near, words: Sequence[str]) -> bool:
    if not near.words.isdisjoint(words):
        return True
    if near.phrases:
        joined = f" {' '.join(words)} "
        return any(phrase in joined for phrase in near.phrases)
    return False


_LONGEST_MATCH = 128
"""No form is so many words long, its gaps filled."""
_HIDING = ("other-sense", "spelt-out-otherwise")
"""What stands in another sense hides the terms inside it: the `neural` of a `neural network` of neurons."""


def _uncovered(found: list[tuple[Match, Hit]]) -> list[Hit]:
    """The hits in order, without those inside a longer one or inside a phrase that hides them: these count for nothing."""
    masks = sorted(
        (match.first, match.last, hit.term.never)
        for match, hit in found
        if (hit.term.never and not hit.why) or hit.why in _HIDING
    )
    hits: list[Hit] = []
    taken = 0
    order = sorted(found, key=lambda one: (one[0].first, -one[0].last, -one[1].weight, one[0]))
    for match, hit in order:
        if hit.term.never:
            continue
        if hit.weight > 0:
            if _is_hidden(match, masks):
                hit = hit._replace(weight=0.0, why="other-sense")
            elif match.first < taken:
                hit = hit._replace(weight=0.0, why="in-a-longer-term")
            else:
                taken = match.last
        hits.append(hit)
    return hits


def _is_hidden(match: Match, masks: Sequence[tuple[int, int, bool]]) -> bool:
    """Whether a phrase, or a word in another sense, hides a term: the word does not hide a longer term that holds it.

    masks: first, last, whether it is a phrase; in order.
    """
    begin = bisect_left(masks, (match.first - _LONGEST_MATCH, 0, False))
    for first, last, by_phrase in masks[begin : bisect_left(masks, (match.last, 0, False))]:
        if last > match.first:
            holds = match.first <= first and last <= match.last and match.last - match.first > last - first
            if by_phrase or not holds:
                return True
    return False


def decision(terms: TermList, hits: Sequence[Hit]) -> TopicDecision:
    """The decision of a list from the hits of its terms."""
    counting = _in_company(terms, hits)
    if not counting:
        return TopicDecision(terms.name, terms.version, "no", 0.0, "no-term", ())
    groups = [
        _of_group(terms, group, [hit for hit in counting if hit.term.group == group.key])
        for group in terms.groups
        if any(hit.term.group == group.key for hit in counting)
    ]
    groups.sort(key=lambda one: (-one.score, one.group.key))
    best = groups[0]
    if terms.combine == "list":
        score = _score(_doubts(terms, counting))
        state = _state(terms, score)
        if _RANK[state] > _RANK[best.state]:
            # the list as a whole is surer than any group: its surest group stands for it
            best = GroupDecision(best.group, state, score, "terms-of-several-groups", best.hits)
            groups[0] = best
        return TopicDecision(terms.name, terms.version, state, score, best.rule, tuple(groups))
    return TopicDecision(terms.name, terms.version, best.state, best.score, best.rule, tuple(groups))


_RANK: dict[State, int] = {"no": 0, "review": 1, "yes": 2}


def _of_group(terms: TermList, group: Group, hits: Sequence[Hit]) -> GroupDecision:
    doubts = _doubts(terms, hits)
    score = _score(doubts)
    state = _state(terms, score)
    rule = "weak-terms"
    if state == "yes":
        rule = "strong-term" if _state(terms, _score([min(doubts)])) == "yes" else "several-terms"
    return GroupDecision(group, state, score, rule, tuple(hits))


def _in_company(terms: TermList, hits: Sequence[Hit]) -> list[Hit]:
    """The hits that count: hints only beside a term that can count alone, of their group or of the list."""
    leading = {hit.term.group for hit in hits if hit.weight >= COMPANION}
    if terms.combine == "list":
        return [hit for hit in hits if hit.weight > 0] if leading else []
    return [hit for hit in hits if hit.weight > 0 and hit.term.group in leading]


def _doubts(terms: TermList, hits: Sequence[Hit]) -> list[float]:
    """What each term leaves open, 0..1: by its best weight, as often as its places count."""
    best: dict[tuple[str, str], float] = {}
    times: dict[tuple[str, str], int] = {}
    for hit in hits:
        key = (hit.term.group, hit.term.name)
        best[key] = max(best.get(key, 0.0), hit.weight)
        times[key] = times.get(key, 0) + 1
    in_title = {(hit.term.group, hit.term.name) for hit in hits if hit.place == "title"}
    return [
        (1.0 - weight)
        ** ((terms.in_title if key in in_title else 1.0) + terms.repeated * min(times[key] - 1, 2))
        for key, weight in best.items()
    ]


def _score(doubts: Sequence[float]) -> float:
    """0..1, rounded to three places."""
    return round(1.0 - prod(doubts), 3)


def _state(terms: TermList, score: float) -> State:
    return "yes" if score >= terms.yes else "review" if score >= terms.review else "no"
