"""What a mention says, as weighted tokens: the form in which mentions are laid side by side."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from loaders.resolve.background import Floats, places_seen, words_seen
from loaders.resolve.mention import PersonMention
from loaders.resolve.naming import Form, form, own_form, telling
from loaders.resolve.wording import place_words, topic_words, venue_words

KINDS = ("coauthor", "coauthor_initial", "words", "phrases", "place", "venue", "email")
"""Evidence made of tokens, in the order in which it is kept."""
TOPIC = "topic"
"""Evidence that is a direction among the fields of science."""
ALL_KINDS = (*KINDS, TOPIC)
MOST_WORDS = 60
MOST_AROUND = 12
"""Of a work that prints more addresses than so many, none can stand for an author without one."""
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,5}")
_OF_NO_PLACE = frozenset(
    "gmail googlemail yahoo hotmail outlook live msn aol 163 126 qq sina sohu foxmail yeah naver daum hanmail mail yandex"
    " rambler web gmx icloud protonmail edu ac com co org net gov mil nic univ".split()
)

Weights = dict[str, float]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A mention, ready to be compared.

    tokens: for each of KINDS the tokens with their weights. topic: a unit vector, or zeros. others: how many co-authors.
    """

    mention: PersonMention
    name: Form
    tokens: tuple[Weights, ...]
    topic: Floats
    others: int


@lru_cache(8192)
def evidence(mention: PersonMention) -> Evidence:
    """What a mention says. A pure function of the mention and the shipped tables."""
    name = own_form(mention.name)
    self = form(mention.name)
    others = {
        other for other in map(_coauthor, mention.coauthors) if other is not None and other.form != self
    }
    emails = {address.strip().lower() for address in mention.email}
    addresses = []
    for printed in mention.affiliations:
        if "@" in printed:
            emails.update(found.lower().strip(".") for found in _EMAIL.findall(printed))
            printed = _EMAIL.sub(" ", printed)
        addresses.append(printed)
    if not addresses and len(mention.around) <= MOST_AROUND:
        addresses = [_EMAIL.sub(" ", printed) if "@" in printed else printed for printed in mention.around]
    words, phrases, venue, topic = _subject(mention.title, mention.venue)
    place = {word: weight for address in addresses for word, weight in _place(address).items()}
    tokens: tuple[Weights, ...] = (
        {other.full: other.telling for other in others},
        {other.short: other.short_telling for other in others},
        words,
        phrases,
        place | {f"@{domain}": places_seen().rare for domain in _domains(emails)} if emails else place,
        venue,
        dict.fromkeys(emails, 1.0),
    )
    return Evidence(mention, name, tokens, topic, len({other.form for other in others}))


class _Coauthor(NamedTuple):
    """Another author of a work: the tokens of the name in full and with one initial, and how telling each is."""

    form: Form
    full: str
    telling: float
    short: str
    short_telling: float


@lru_cache(2**16)
def _coauthor(printed: str) -> _Coauthor | None:
    """None for a name that says nothing."""
    found = form(printed)
    if not found.family:
        return None
    short = Form(found.family, (found.given[0][0],) if found.given else ())
    return _Coauthor(
        found,
        f"{found.family} {' '.join(found.given)}",
        telling(found),
        f"{short.family} {''.join(short.given)}",
        telling(short),
    )


@lru_cache(2**13)
def _subject(title: str, venue: str) -> tuple[Weights, Weights, Weights, Floats]:
    """What a title and a venue say: words of both, phrases of the title, words of the venue, and the topic."""
    known = words_seen()
    of_title = [(word, known.weight(word)) for word in topic_words(title)[:MOST_WORDS]]
    of_venue = {word: known.weight(word) for word in venue_words(venue)[:MOST_WORDS]}
    words = dict(of_title) | of_venue
    return words, {f"{a} {b}": u + v for (a, u), (b, v) in pairwise(of_title)}, of_venue, _topic(words)


@lru_cache(2**14)
def _place(address: str) -> Weights:
    """The words of an address."""
    seen = places_seen()
    return {word: seen.weight(word) for word in place_words(address)}


def _domains(emails: Iterable[str]) -> set[str]:
    """What the domains of addresses say of a place: `uidaho` of `uidaho.edu`, nothing of `gmail.com`."""
    labels = {label for address in emails for label in address.rpartition("@")[2].split(".")[:-1]}
    return {label for label in labels if len(label) > 2 and label not in _OF_NO_PLACE}


def _topic(words: Weights) -> Floats:
    """The mean direction of the words, the rarer heavier."""
    known = words_seen()
    places = [(at, weight) for word, weight in words.items() if (at := known.index.get(word)) is not None]
    if not places:
        return np.zeros(known.vectors.shape[1], np.float32)
    numbers, weights = zip(*sorted(places), strict=True)
    found = np.array(weights, np.float32) @ known.vectors[list(numbers)]
    return np.asarray(found / max(math.sqrt(float(found @ found)), 1e-6), np.float32)
