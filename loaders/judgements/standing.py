"""Which judgements are in force: the later word on one thing counts, what was undone does not."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from loaders.judgements.entry import (
    Entry,
    Judgement,
    Named,
    OfAffiliation,
    OfInstitutions,
    Undo,
    blanks_folded,
)
from loaders.registry import by_key

State = Literal["in force", "replaced", "undone", "contradicted"]
Pair = frozenset[str]


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
        pairs: dict[Pair, OfInstitutions] = {}
        for entry in self.entries:
            self._states[entry.id] = "undone" if entry.id in undone else "in force"
            if entry.id in undone:
                continue
            if isinstance(entry, OfAffiliation):
                key = blanks_folded(entry.text)
                self._replace(self.affiliations.get(key), entry)
                self.affiliations[key] = entry
            elif isinstance(entry, OfInstitutions):
                pair = frozenset((entry.a.key, entry.b.key))
                self._replace(pairs.get(pair), entry)
                pairs[pair] = entry
        self._clusters(pairs)

    def state(self, entry: Entry) -> State:
        """What became of an entry."""
        return self._states[entry.id]

    def _replace(
        self, before: OfAffiliation | OfInstitutions | None, entry: OfAffiliation | OfInstitutions
    ) -> None:
        if before is None:
            return
        self._states[before.id] = "replaced"
        if before.by != entry.by and _says(before) != _says(entry):
            self.conflicts.append(
                Conflict(entry, before, "two persons say different things; the later counts")
            )

    def _clusters(self, pairs: dict[Pair, OfInstitutions]) -> None:
        self.different: dict[Pair, OfInstitutions] = {
            pair: entry for pair, entry in pairs.items() if entry.judgement is Judgement.DIFFERENT
        }
        self.anywhere: set[str] = set()
        """Keys of printed names without a country that stand for the name in every country."""
        self.names: dict[str, Named] = {}
        for entry in pairs.values():
            for one in (entry.a, entry.b):
                self.names.setdefault(one.key, one)
                if one.anywhere:
                    self.anywhere.add(one.key)
        members: dict[str, set[str]] = {}
        reasons: dict[str, list[OfInstitutions]] = {}
        # a word that two are different counts more than that they are one by way of others
        for entry in sorted(pairs.values(), key=lambda one: (one.at, one.id)):
            if entry.judgement is not Judgement.SAME:
                continue
            for one in (entry.a, entry.b):
                members.setdefault(one.key, {one.key})
            mine, theirs = members[entry.a.key], members[entry.b.key]
            against = next(
                (word for pair, word in self.different.items() if pair & mine and pair & theirs), None
            )
            if against is not None and mine is not theirs:
                self._states[entry.id] = "contradicted"
                self.conflicts.append(
                    Conflict(
                        against, entry, "that two are different counts more than that they follow to be one"
                    )
                )
                continue
            joined = mine | theirs
            because = [*reasons.get(min(mine), ()), *reasons.get(min(theirs), ()), entry]
            for key in joined:
                members[key] = joined
            reasons[min(joined)] = because
        self.same: dict[str, Named] = {}
        """The institution that each of those that are one counts as."""
        self.aliases: dict[str, tuple[str, ...]] = {}
        self._because: dict[str, tuple[OfInstitutions, ...]] = {}
        for key, joined in members.items():
            if len(joined) > 1:
                first = min(joined, key=lambda one: (_rank(self.names[one]), one))
                self.same[key] = self.names[first]
                self.aliases[first] = tuple(sorted(joined - {first}))
                self._because[key] = tuple({one.id: one for one in reasons[min(joined)]}.values())

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


def _says(entry: OfAffiliation | OfInstitutions) -> object:
    if isinstance(entry, OfAffiliation):
        return entry.judgement, set(entry.countries), {one.key for one in entry.institutions}
    return entry.judgement


def _rank(one: Named) -> tuple[bool, bool, bool]:
    """An institution of the registry comes first, then one of the table, one known by a printed name last."""
    return not one.key.startswith("ror:"), by_key(one.key) is None, one.anywhere
