"""What a mention says, as weighted tokens: the form in which mentions are laid side by side."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

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
    others = sorted({other for other in map(form, mention.coauthors) if other.family and other != self})
    emails = {address.strip().lower() for address in mention.email}
    addresses = []
    for printed in mention.affiliations:
        if "@" in printed:
            emails.update(found.lower().strip(".") for found in _EMAIL.findall(printed))
            printed = _EMAIL.sub(" ", printed)
        addresses.append(printed)
    if not addresses and len(mention.around) <= MOST_AROUND:
        addresses = [_EMAIL.sub(" ", printed) if "@" in printed else printed for printed in mention.around]
    title = topic_words(mention.title)[:MOST_WORDS]
    venue = venue_words(mention.venue)[:MOST_WORDS]
    known = words_seen()
    words = {word: known.weight(word) for word in (*title, *venue)}
    phrases = {f"{a} {b}": known.weight(a) + known.weight(b) for a, b in pairwise(title)}
    place = places_seen()
    tokens: tuple[Weights, ...] = (
        {f"{other.family} {' '.join(other.given)}": telling(other) for other in others},
        _initials(others),
        words,
        phrases,
        {word: place.weight(word) for address in addresses for word in place_words(address)}
        | {f"@{domain}": place.rare for domain in _domains(emails)},
        {word: known.weight(word) for word in venue},
        dict.fromkeys(emails, 1.0),
    )
    return Evidence(mention, name, tokens, _topic(words), len(others))


def _domains(emails: Iterable[str]) -> set[str]:
    """What the domains of addresses say of a place: `uidaho` of `uidaho.edu`, nothing of `gmail.com`."""
    labels = {label for address in emails for label in address.rpartition("@")[2].split(".")[:-1]}
    return {label for label in labels if len(label) > 2 and label not in _OF_NO_PLACE}


def _initials(others: Iterable[Form]) -> Weights:
    shortened = {Form(other.family, (other.given[0][0],) if other.given else ()) for other in others}
    return {f"{other.family} {''.join(other.given)}": telling(other) for other in sorted(shortened)}


def _topic(words: Weights) -> Floats:
    """The mean direction of the words, the rarer heavier."""
    known = words_seen()
    places = [(known.index[word], weight) for word, weight in sorted(words.items()) if word in known.index]
    if not places:
        return np.zeros(known.vectors.shape[1], np.float32)
    at, weights = zip(*places, strict=True)
    found = np.asarray(weights, np.float32) @ known.vectors[list(at)]
    return np.asarray(found / max(float(np.linalg.norm(found)), 1e-6), np.float32)
