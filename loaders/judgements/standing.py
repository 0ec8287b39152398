"""Which judgements are in force: the later word on one thing counts, what was undone does not."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from loaders.judgements.entry import (
    Entry,
    Named,
    OfAffiliation,
    OfInstitutions,
    OfMentions,
    Undo,
    blanks_folded,
)
from loaders.judgements.pairs import Pair, W, joined
from loaders.registry import by_key

State = Literal["in force", "replaced", "undone", "contradicted"]
OfPair = OfInstitutions | OfMentions


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two persons said different things of one thing, or a word goes against what follows from others.

    winner: the entry that counts; loser: the one that does not.
    """

    winner: Entry
    loser: Entry
    why: str


class Standing:
    """What is in force, out of entries in any order: their times decide, so that two persons who join their files
    have the same."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.entries = tuple(sorted(entries, key=lambda entry: (entry.at, entry.id)))
        self.conflicts: list[Conflict] = []
        self.affiliations: dict[str, OfAffiliation] = {}
        """By the printed string, its blanks folded."""
        self._states: dict[str, State] = {}
        undone = _undone(self.entries)
        institutions: dict[Pair, OfInstitutions] = {}
        mentions: dict[Pair, OfMentions] = {}
        for entry in self.entries:
            self._states[entry.id] = "undone" if entry.id in undone else "in force"
            if entry.id in undone:
                continue
            if isinstance(entry, OfAffiliation):
                key = blanks_folded(entry.text)
                self._replace(self.affiliations.get(key), entry)
                self.affiliations[key] = entry
            elif isinstance(entry, OfInstitutions):
                self._put(institutions, entry)
            elif isinstance(entry, OfMentions):
                self._put(mentions, entry)
        self._institutions(institutions)
        self._mentions(mentions)

    def state(self, entry: Entry) -> State:
        """What became of an entry."""
        return self._states[entry.id]

    def _put(self, pairs: dict[Pair, W], entry: W) -> None:
        pair = frozenset(entry.ends)
        self._replace(pairs.get(pair), entry)
        pairs[pair] = entry

    def _replace(self, before: OfAffiliation | OfPair | None, entry: OfAffiliation | OfPair) -> None:
        if before is None:
            return
        self._states[before.id] = "replaced"
        if before.by != entry.by and _says(before) != _says(entry):
            self.conflicts.append(
                Conflict(entry, before, "two persons say different things; the later counts")
            )

    def _contradicted(self, words: Iterable[tuple[OfPair, OfPair]]) -> None:
        for winner, loser in words:
            self._states[loser.id] = "contradicted"
            self.conflicts.append(
                Conflict(winner, loser, "that two are different counts more than that they follow to be one")
            )

    def _mentions(self, pairs: dict[Pair, OfMentions]) -> None:
        found = joined(pairs.values())
        self._contradicted(found.contradicted)
        self.same_mentions: tuple[tuple[str, str], ...] = tuple(sorted(_ordered(word) for word in found.same))
        """Pairs of mentions that are one person's, as people said; for loaders.resolve.partition.Judged."""
        self.different_mentions: tuple[tuple[str, str], ...] = tuple(
            sorted(_ordered(word) for word in found.different.values())
        )
        """Pairs of mentions that are two persons'."""
        self._one_person = found.members
        self._of_mention: dict[str, dict[str, OfMentions]] = {}
        for word in (*found.same, *found.different.values()):
            a, b = word.ends
            self._of_mention.setdefault(a, {})[b] = word
            self._of_mention.setdefault(b, {})[a] = word

    def _institutions(self, pairs: dict[Pair, OfInstitutions]) -> None:
        found = joined(pairs.values())
        self._contradicted(found.contradicted)
        self.different: dict[Pair, OfInstitutions] = found.different
        self.anywhere: set[str] = set()
        """Keys of printed names without a country that stand for the name in every country."""
        self.names: dict[str, Named] = {}
        for entry in pairs.values():
            for one in (entry.a, entry.b):
                self.names.setdefault(one.key, one)
                if one.anywhere:
                    self.anywhere.add(one.key)
        self.same: dict[str, Named] = {}
        """The institution that each of those that are one counts as."""
        self.aliases: dict[str, tuple[str, ...]] = {}
        self._because = found.because
        for key, members in found.members.items():
            first = min(members, key=lambda one: (_rank(self.names[one]), one))
            self.same[key] = self.names[first]
            self.aliases[first] = tuple(sorted(members - {first}))

    def one_with(self, mention: str) -> frozenset[str]:
        """The mentions that people said to be of the same person as this one, directly or by way of others; itself
        included."""
        return frozenset(self._one_person.get(mention, (mention,)))

    def of_mentions(self, mentions: Iterable[str]) -> tuple[OfMentions, ...]:
        """The judgements in force that speak of one of these mentions, in the order of their times."""
        found = {word.id: word for one in mentions for word in self._of_mention.get(one, {}).values()}
        return tuple(sorted(found.values(), key=lambda word: (word.at, word.id)))

    def word_on(self, some: Iterable[str], others: Iterable[str]) -> OfMentions | None:
        """What people said of a mention of `some` and one of `others`, or of mentions that are one with them: the first
        judgement in force; None where nobody said anything."""
        mine, theirs = ({one for each in group for one in self.one_with(each)} for group in (some, others))
        both = mine & theirs
        words = [
            word
            for one in mine
            for other, word in self._of_mention.get(one, {}).items()
            if (one in both and other in both if both else other in theirs)
        ]
        return min(words, key=lambda word: (word.at, word.id), default=None)

    def kept_apart(self, key: str, others: Iterable[str]) -> tuple[Named, OfInstitutions] | None:
        """The first of the others that somebody judged to be different from an institution, or from one that it is
        one with; and that judgement."""
        first = self.same[key].key if key in self.same else key
        mine = {key, first, *self.aliases.get(first, ())}
        for other in others:
            for one in mine:
                entry = self.different.get(frozenset((one, other)))
                if entry is not None:
                    return (entry.a if entry.a.key == other else entry.b), entry
        return None

    def because(self, key: str) -> tuple[OfInstitutions, ...]:
        """The judgements by which an institution is one with others."""
        return self._because.get(key, ())

    def different_from(self, key: str) -> tuple[OfInstitutions, ...]:
        """The judgements by which an institution is not another."""
        return tuple(entry for pair, entry in self.different.items() if key in pair)

    @property
    def identity(self) -> str:
        """Hash of what is in force; `-` for nothing."""
        ids = [entry.id for entry in self.entries if self._states[entry.id] == "in force"]
        return hashlib.sha256(" ".join(ids).encode()).hexdigest()[:12] if ids else "-"


def _undone(entries: tuple[Entry, ...]) -> set[str]:
    """Ids of what a later undo that counts itself takes back; the last word is looked at first."""
    undone: set[str] = set()
    for entry in reversed(entries):
        if isinstance(entry, Undo) and entry.id not in undone:
            undone.add(entry.undoes)
    return undone


def _says(entry: OfAffiliation | OfPair) -> object:
    if isinstance(entry, OfAffiliation):
        return entry.judgement, set(entry.countries), {one.key for one in entry.institutions}
    return entry.judgement


def _ordered(word: OfMentions) -> tuple[str, str]:
    a, b = sorted(word.ends)
    return a, b


def _rank(one: Named) -> tuple[bool, bool, bool]:
    """An institution of the registry comes first, then one of the table, one known by a printed name last."""
    return not one.key.startswith("ror:"), by_key(one.key) is None, one.anywhere
