"""A printed name that no form of the registry equals: misspelt, abbreviated, in another order, with a word more or less.

Candidates share the printed name's rarest words. Each is scored by the rarity of the words that both have; words for a
place that the organisation stands in need not be printed, and ordinals, points of the compass and words such as
`medical` or `state` must agree, since they tell namesakes apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from loaders.normalize.canonical import canonical, city_words, is_cjk
from loaders.normalize.registered import Registered
from loaders.normalize.standing import QUALIFIERS
from loaders.normalize.words import UNIVERSITY, kinds_of, words
from loaders.registry.forms import MOST_WORDS
from loaders.registry.table import InstitutionFact

RAREST = 3
"""Words by which candidates are looked for."""
TOO_MANY = 800
"""A word in more forms than this finds nothing by itself."""
LEAST = 0.5
"""Of the rarity of these words, what a form must have of them."""
ENOUGH_BY_ITSELF = 18.0
"""Summed rarity of a form's words from which on they are its organisation's whatever else is printed with them."""
NAMED_ELSEWHERE = 6.0
"""Rarity of a word too many from which on it stands for the city that is not printed."""
MOST = 12
"""Candidates that are scored."""
SHOWN_FROM = 0.5
"""Scores below are none."""

_ORDINALS = frozenset({
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "one", "two", "three",
    "four", "five", "i", "ii", "iii", "iv", "v", "1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th", "10th",
})  # fmt: skip
_TELLING_APART = QUALIFIERS | _ORDINALS


class Candidate(NamedTuple):
    """An organisation that a printed name may mean. form: the canonical form that is nearest; score: 0..1; local: a
    word that both have says where it is."""

    fact: InstitutionFact
    form: str
    score: float
    local: bool


def similar(printed: str, registered: Registered, cities: Iterable[str] = ()) -> list[Candidate]:
    """The organisations that a printed name may mean, best first, one entry each. Scores below a half are left out.

    cities: names of cities printed beside it, which may be words of the name: `National Institute of Technology,
    Rourkela`.
    """
    if is_cjk(printed):
        return []
    listed = tuple(dict.fromkeys(canonical(printed)))
    if not 1 < len(listed) <= MOST_WORDS:
        return []
    return _likeliest(listed, tuple(map(canonical, cities)), registered)


@lru_cache(maxsize=5_000)
def _likeliest(
    listed: tuple[str, ...], cities: tuple[tuple[str, ...], ...], registered: Registered
) -> list[Candidate]:
    for more in ((), *cities):
        wanted = tuple(dict.fromkeys((*listed, *more)))
        same = list(registered.index.of_words(wanted))
        if same:
            return _best(wanted, same, registered)
    return _best(listed, _sharing(listed, registered), registered)


def _sharing(listed: tuple[str, ...], registered: Registered) -> list[int]:
    """The forms that share the rarest words with a printed name, likeliest first.

    A form with less than LEAST of their rarity cannot be like enough, whatever else it has: so most are never scored.
    """
    known = [
        (word, registered.rarity(word)) for word in listed if 0 < registered.index.frequency(word) <= TOO_MANY
    ]
    known.sort(key=lambda pair: -pair[1])
    rarest = [(registered.with_word(word), weight) for word, weight in known[:RAREST]]
    enough = LEAST * sum(weight for _, weight in rarest)
    shared: dict[int, float] = {}
    for first, (forms, weight) in enumerate(rarest):
        if weight >= enough:
            shared.update(dict.fromkeys(forms, weight))
            continue
        for others, more in rarest[first + 1 :]:
            if weight + more >= enough:
                shared.update(dict.fromkeys(forms & others, weight + more))
    if len(rarest) == RAREST:
        total = sum(weight for _, weight in rarest)
        shared.update(dict.fromkeys(rarest[0][0] & rarest[1][0] & rarest[2][0], total))
    if len(shared) <= MOST:
        return sorted(shared, key=lambda form: (-shared[form], form))
    # the shorter ones first
    lengths = map(len, map(registered.index.text, shared))
    ranked = sorted(zip([-weight for weight in shared.values()], lengths, shared, strict=True))
    return [form for _, _, form in ranked[:MOST]]


def _best(listed: tuple[str, ...], forms: Iterable[int], registered: Registered) -> list[Candidate]:
    weights = {word: registered.rarity(word) for word in listed}
    kinds = kinds_of(listed)
    best: dict[str, Candidate] = {}
    for form in forms:
        text = registered.index.text(form)
        words_of_form = list(dict.fromkeys(text.split(" ")))
        if kinds_of(words_of_form) != kinds:
            continue
        likeness = _likeness(listed, words_of_form, registered)
        scored = [
            (fact, score)
            for fact in registered.bearers(form)
            if (score := _scored(likeness, weights, fact, registered)) >= SHOWN_FROM
        ]
        if not scored or registered.is_shared(form):
            continue
        for fact, exact in scored:
            score = round(exact, 4)
            if fact.key not in best or best[fact.key].score < score:
                best[fact.key] = Candidate(fact, text, score, likeness.local)
    return sorted(best.values(), key=lambda one: -one.score)


class _Likeness(NamedTuple):
    """What a printed name and a form have in common, whosever it is. common: the summed rarity of those words; left:
    words of the form alone; surplus: of the printed name alone; both: the equal ones; turned: they stand in another order; local: one of the
    common ones says where its bearer is."""

    common: float
    left: list[str]
    surplus: list[str]
    both: list[str]
    turned: bool
    local: bool


def _likeness(listed: tuple[str, ...], form: list[str], registered: Registered) -> _Likeness:
    left = form.copy()
    common = 0.0
    local = False
    surplus: list[str] = []
    for word in listed:
        at = left.index(word) if word in left else _counterpart(word, left)
        if at is None:
            surplus.append(word)
            continue
        other = left.pop(at)
        weight = registered.rarity(other)
        common += weight if other == word else 0.9 * weight
        local = local or registered.is_local(other)
    both = [word for word in listed if word in form]
    turned = both != [word for word in form if word in listed]
    return _Likeness(common, left, surplus, both, turned, local)


def _scored(
    likeness: _Likeness, weights: dict[str, float], fact: InstitutionFact, registered: Registered
) -> float:
    """0..1: how like a printed name is to an organisation's; 0 where a word tells them apart."""
    places = city_words(fact.city)
    missing = [word for word in likeness.left if word not in places]
    surplus = [word for word in likeness.surplus if word not in places]
    if any(word in _TELLING_APART or word.isdigit() for word in (*missing, *surplus)):
        return 0.0
    if len(missing) < len(likeness.left) and any(
        registered.rarity(word) >= NAMED_ELSEWHERE for word in surplus
    ):
        return 0.0  # Bradford Teaching Hospitals are not Sheffield's
    more = sum(min(weights[word], 9.0) for word in surplus)
    if not missing and likeness.common >= ENOUGH_BY_ITSELF:
        more /= 3  # Princess Máxima Center for Pediatric Oncology
    rest = sum(map(registered.rarity, missing)) + more
    score = likeness.common / (likeness.common + rest) if likeness.common else 0.0
    # `Washington University` is not the University of Washington; nor need a city that is not printed be meant
    score -= 0.02 * len(likeness.left) if not missing else 0.0
    if likeness.turned:
        both = likeness.both
        if (
            likeness.local
            and UNIVERSITY in map(words().ranks.get, both)
            and _begins_another(both, fact, registered)
        ):
            return 0.0  # Washington University in St. Louis
        score -= 0.03
    return score


def _begins_another(both: list[str], fact: InstitutionFact, registered: Registered) -> bool:
    """Whether another university is called so with its city: Washington University in St. Louis."""
    at = next(at for at, word in enumerate(both) if words().ranks.get(word) == UNIVERSITY)
    named = both[: at + 1] if at else both
    if not any(map(registered.is_local, named)):
        return False
    name = " ".join(named)
    for form in registered.index.starting(name + " "):
        rest = registered.index.text(form)[len(name) + 1 :].split(" ")
        for meant in registered.index.meant(form):
            other = registered.fact(registered.index.now(meant.number)[0])
            if other is not None and other != fact and city_words(other.city).issuperset(rest):
                return True
    return False


_SHORTEST = 5
"""Letters of a word in which one may be wrong; in twice as many, two."""


def _counterpart(word: str, others: list[str]) -> int | None:
    """Where a word stands among others abbreviated or misspelt; None where it does not."""
    length = len(word)
    if length < _SHORTEST - 1 or not word.isalpha():
        return None
    for at, other in enumerate(others):
        if len(other) >= _SHORTEST - 1 and (other.startswith(word) or word.startswith(other)):
            return at
        if length >= _SHORTEST and len(other) >= _SHORTEST and other.isalpha():
            allowed = 1 if min(length, len(other)) < 2 * _SHORTEST else 2
            if OSA.distance(word, other, score_cutoff=allowed) <= allowed:
                return at
    return None
