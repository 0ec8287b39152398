"""A printed name that no form of the registry equals: misspelt, abbreviated, in another order, with a word more or less.

Candidates share the printed name's rarest words. Each is scored by the rarity of the words that both have; words for a
place that the organisation stands in need not be printed, and ordinals, points of the compass and words such as
`medical` or `state` must agree, since they tell namesakes apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from rapidfuzz.distance import OSA

from loaders.normalize.canonical import canonical, city_words, is_cjk
from loaders.normalize.registered import Registered
from loaders.normalize.standing import QUALIFIERS
from loaders.normalize.words import UNIVERSITY, kinds_of, words
from loaders.registry.index import ACRONYM, MOST_WORDS
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
    index = registered.index
    for more in ((), *map(canonical, cities)):
        wanted = tuple(dict.fromkeys((*listed, *more)))
        same = list(index.of_words(wanted))
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
            for form in forms:
                shared[form] = weight
            continue
        for others, more in rarest[first + 1 :]:
            if weight + more >= enough:
                for form in forms & others:
                    shared[form] = weight + more
    if len(rarest) == RAREST:
        total = sum(weight for _, weight in rarest)
        for form in rarest[0][0] & rarest[1][0] & rarest[2][0]:
            shared[form] = total
    if len(shared) <= MOST:
        return sorted(shared, key=lambda form: (-shared[form], form))
    return sorted(shared, key=lambda form: (-shared[form], len(registered.index.text(form)), form))[:MOST]


def _best(listed: tuple[str, ...], forms: Iterable[int], registered: Registered) -> list[Candidate]:
    index = registered.index
    weights = {word: registered.rarity(word) for word in listed}
    kinds = kinds_of(listed)
    best: dict[str, Candidate] = {}
    for form in forms:
        text = index.text(form)
        if kinds_of(text.split(" ")) != kinds or registered.is_shared(form):
            continue
        for meant in index.meant(form):
            if meant.kind == ACRONYM:
                continue
            number, _ = registered.successor(meant.number)
            fact = registered.fact(number)
            if fact is None:
                continue
            found = _scored(listed, weights, text, fact, registered)
            if found is not None and (fact.key not in best or best[fact.key].score < found.score):
                best[fact.key] = found
    return sorted(best.values(), key=lambda one: -one.score)


def _scored(
    listed: tuple[str, ...],
    weights: dict[str, float],
    text: str,
    fact: InstitutionFact,
    registered: Registered,
) -> Candidate | None:
    form = list(dict.fromkeys(text.split(" ")))
    left = list(form)
    common = 0.0
    local = False
    surplus: list[str] = []
    for word in listed:
        at = _counterpart(word, left)
        if at is None:
            surplus.append(word)
            continue
        other = left.pop(at)
        weight = registered.rarity(other)
        common += weight if other == word else 0.9 * weight
        local = local or registered.is_local(other)
    places = city_words(fact.city)
    missing = [word for word in left if word not in places]
    surplus = [word for word in surplus if word not in places]
    if any(word in _TELLING_APART or word.isdigit() for word in (*missing, *surplus)):
        return None
    if len(missing) < len(left) and any(registered.rarity(word) >= NAMED_ELSEWHERE for word in surplus):
        return None  # Bradford Teaching Hospitals are not Sheffield's
    more = sum(min(weights[word], 9.0) for word in surplus)
    if not missing and common >= ENOUGH_BY_ITSELF:
        more /= 3  # Princess Máxima Center for Pediatric Oncology
    rest = sum(map(registered.rarity, missing)) + more
    score = common / (common + rest) if common else 0.0
    # `Washington University` is not the University of Washington; nor need a city that is not printed be meant
    score -= 0.02 * len(left) if not missing else 0.0
    both = [word for word in listed if word in form]
    if both != [word for word in form if word in listed]:
        if local and UNIVERSITY in map(words().ranks.get, both) and _begins_another(both, fact, registered):
            return None  # Washington University in St. Louis
        score -= 0.03
    if score < 0.5:
        return None
    return Candidate(fact, text, round(score, 4), local)


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
            other = registered.fact(registered.successor(meant.number)[0])
            if other is not None and other != fact and city_words(other.city).issuperset(rest):
                return True
    return False


_SHORTEST = 5
"""Letters of a word in which one may be wrong; in twice as many, two."""


def _counterpart(word: str, others: list[str]) -> int | None:
    """Where the same word stands among others: equal, abbreviated, or misspelt; None where it does not."""
    if word in others:
        return others.index(word)
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
