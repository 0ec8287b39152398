"""What a work is about: terms of a list found in its title, abstract and keywords, and a decision for each list.

Chances are put together as they are for things that do not depend on each other: a term of weight 0.5 leaves half a
doubt, two of them a quarter. So every score can be read off from the terms that are shown with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from loaders.normalize.acronyms import spelt_out
from loaders.normalize.decision import State
from loaders.normalize.term_matching import Match, TermMatcher
from loaders.normalize.wording import Text, ends_sentence, in_print, is_hangul, read, spans_of
from loaders.terms.term_list import COMPANION, Form, Group, Term, TermList, Within

PLACES = ("title", "abstract", "keywords")
MOST_CHARACTERS = 200_000
"""Characters of a title, an abstract or the keywords that are looked at; no abstract is as long."""
KEYWORDS_JOINT = "; "
_LEAST_HANGUL = 3
"""Korean terms of fewer syllables only count at the beginning of a word."""


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
        self._near = [
            [(_near(term.near), _near(term.not_near), _near(term.despite)) for term in one.terms] for one in lists
        ]

    def decide(
        self, title: str | None, abstract: str | None = None, keywords: Sequence[str] = ()
    ) -> tuple[TopicDecision, ...]:
        """A decision of each list, in their order."""
        hits = self.hits(title, abstract, keywords, counting_only=True)
        return tuple(decision(one, found) for one, found in zip(self.lists, hits, strict=True))

    def hits(
        self,
        title: str | None,
        abstract: str | None = None,
        keywords: Sequence[str] = (),
        *,
        counting_only: bool = False,
    ) -> list[list[Hit]]:
        """Every place where a term of each list stands, in the text's order; those that do not count with why.

        counting_only: nothing is looked for where no term stands that can count alone.
        """
        given = (title, abstract, KEYWORDS_JOINT.join(keywords))
        found: list[list[Hit]] = [[] for _ in self.lists]
        texts: list[_Placed] = []
        for place, printed in zip(PLACES, given, strict=True):
            if printed:
                texts.append(_Placed(place, read(printed[:MOST_CHARACTERS]), []))
        if counting_only and not any(self._matcher.can_count(text.text.words) for text in texts):
            return found
        for text in texts:
            text.matches.extend(self._matcher.matches(text.text.words))
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
            found[number] += _uncovered(some)

    def _why_not(
        self, term: Term, match: Match, text: _Placed, texts: Sequence[_Placed], spans: Sequence[tuple[int, int]]
    ) -> str:  # fmt: skip
        """The rule by which a match does not count, or empty."""
        form = term.forms[match.form]
        start, end = spans[match.first][0], spans[match.last - 1][1]
        composed = text.text.composed
        if start and is_hangul(composed[start]) and is_hangul(composed[start - 1]):
            if sum(map(is_hangul, form.printed)) < _LEAST_HANGUL:
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
        said = spelt_out(composed, spans, _bare(form.printed))
        if said is not None and not any(
            other.list == match.list and other.first < said[1] and said[0] < other.last for other in text.matches
        ):
            return "spelt-out-otherwise"
        return ""


class _Placed(NamedTuple):
    place: str
    text: Text
    matches: list[Match]


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
        for other in texts:
            if other is not text and _holds(near, other.text.words):
                return True
        first, last = 0, len(words)
    elif within == "sentence":
        first, last = match.first, match.last
        while first and not ends_sentence(words, first - 1):
            first -= 1
        while last < len(words) and not ends_sentence(words, last):
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


_HIDING = ("other-sense", "spelt-out-otherwise")
"""What stands in another sense hides the terms inside it: the `neural` of a `neural network` of neurons."""


def _uncovered(found: list[tuple[Match, Hit]]) -> list[Hit]:
    """The hits in order, without those inside a longer one or inside a phrase that hides them: these count for nothing."""
    masks = [match for match, hit in found if (hit.term.never and not hit.why) or hit.why in _HIDING]
    hits: list[Hit] = []
    taken = 0
    order = sorted(found, key=lambda one: (one[0].first, -one[0].last, -one[1].weight, one[0]))
    for match, hit in order:
        if hit.term.never:
            continue
        if hit.weight > 0:
            if any(mask is not match and mask.first < match.last and match.first < mask.last for mask in masks):
                hit = hit._replace(weight=0.0, why="other-sense")
            elif match.first < taken:
                hit = hit._replace(weight=0.0, why="in-a-longer-term")
            else:
                taken = match.last
        hits.append(hit)
    return hits


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
        score = _score(terms, counting)
        state = _state(terms, score)
        if _RANK[state] > _RANK[best.state]:
            # the list as a whole is surer than any group: its surest group stands for it
            best = GroupDecision(best.group, state, score, "terms-of-several-groups", best.hits)
            groups[0] = best
        return TopicDecision(terms.name, terms.version, state, score, best.rule, tuple(groups))
    return TopicDecision(terms.name, terms.version, best.state, best.score, best.rule, tuple(groups))


_RANK: dict[State, int] = {"no": 0, "review": 1, "yes": 2}


def _of_group(terms: TermList, group: Group, hits: Sequence[Hit]) -> GroupDecision:
    score = _score(terms, hits)
    state = _state(terms, score)
    alone = _state(terms, max(_score(terms, [hit for hit in hits if hit.term is one.term]) for one in hits))
    if state == "yes":
        rule = "strong-term" if alone == "yes" else "several-terms"
    else:
        rule = "weak-terms"
    return GroupDecision(group, state, score, rule, tuple(hits))


def _in_company(terms: TermList, hits: Sequence[Hit]) -> list[Hit]:
    """The hits that count: hints only beside a term that can count alone, of their group or of the list."""
    leading = {hit.term.group for hit in hits if hit.weight >= COMPANION}
    if terms.combine == "list":
        return [hit for hit in hits if hit.weight > 0] if leading else []
    return [hit for hit in hits if hit.weight > 0 and hit.term.group in leading]


def _score(terms: TermList, hits: Sequence[Hit]) -> float:
    """0..1, rounded to three places. Each term has its best weight, as often as its places count."""
    best: dict[tuple[str, str], float] = {}
    times: dict[tuple[str, str], float] = {}
    for hit in hits:
        key = (hit.term.group, hit.term.name)
        best[key] = max(best.get(key, 0.0), hit.weight)
        times[key] = times.get(key, 0.0) + 1.0
    in_title = {(hit.term.group, hit.term.name) for hit in hits if hit.place == "title"}
    left = 1.0
    for key, weight in best.items():
        counts = terms.in_title if key in in_title else 1.0
        left *= (1.0 - weight) ** (counts + terms.repeated * min(times[key] - 1.0, 2.0))
    return round(1.0 - left, 3)


def _state(terms: TermList, score: float) -> State:
    return "yes" if score >= terms.yes else "review" if score >= terms.review else "no"
