"""The names of a loaded registry beside those of the built-in table: what a printed form may mean, and how strongly."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property, lru_cache

from loaders.normalize.canonical import canonical, city_words, form_of
from loaders.normalize.institutions import Candidates, Commas, Forms, Names, Runs, names
from loaders.normalize.misprints import Misprints
from loaders.normalize.standing import (
    CAMPUS,
    GENERIC,
    LIKELY,
    NAME,
    PLAIN,
    SHARED,
    TELLING,
    WEAK,
    Claim,
)
from loaders.normalize.strength import is_ordinary, strength
from loaders.normalize.words import UNIVERSITY, words
from loaders.registry.forms import ACRONYM as ACRONYM_FORM
from loaders.registry.forms import LABEL, PART, SHORT
from loaders.registry.index import REMEMBERED, Index
from loaders.registry.ror import Organisation
from loaders.registry.table import REGISTRY, InstitutionFact, by_key, facts

LOCAL = 0.7
"""Share of a word's bearers in one country from which on the word says where they are, as names of places and people
do and words for subjects do not."""
_MANY_OTHERS = 4
"""Organisations of the kind whose names go on from a name of ordinary words: then it may mean any of them."""
_TOO_MANY = 2_000
"""Names that are looked through for the words of another."""


class _Forms:
    """Looks a form up in the table first, then in the registry."""

    def __init__(self, registered: Registered, of_table: Forms) -> None:
        self._of_table = of_table
        self._registered = registered
        self._known: dict[str, Candidates] = {}

    def get(self, key: str) -> Candidates | None:
        found = self._known.get(key)
        if found is None:
            form = self._registered.index.forms.get(key)
            own = self._of_table.get(key)
            if form is None and own is None:
                return None
            found = self._registered.with_ids(own)
            if form is not None:
                found = self._registered.candidates(form, found)
            self._known[key] = found
        return found or None


class _Runs(_Forms):
    """The same for forms written without spaces."""

    def __init__(self, registered: Registered, of_table: Runs) -> None:
        super().__init__(registered, of_table)
        self._runs = of_table

    def __contains__(self, key: str) -> bool:
        return key in self._runs or key in self._registered.index.forms

    def __getitem__(self, key: str) -> Candidates:
        return self.get(key) or ()


class _Commas:
    """Forms that may be printed with a comma: those of the table that have one, and long ones of the registry."""

    def __init__(self, own: Commas, registered: Container[str]) -> None:
        self._own = own
        self._registered = registered

    def may(self, key: str, /, *, starts: bool) -> bool:
        if self._own.may(key, starts=starts):
            return True
        return starts and key.count(" ") >= 2 and key in self._registered


def _both(
    own: Mapping[str, tuple[int, ...]], other: Mapping[str, tuple[int, ...]]
) -> Mapping[str, tuple[int, ...]]:
    merged = dict(other)
    for first, lengths in own.items():
        more = merged.get(first)
        merged[first] = tuple(sorted({*lengths, *more}, reverse=True)) if more else lengths
    return merged


def _owner(meanings: Mapping[str, tuple[InstitutionFact, int]]) -> str | None:
    """The one whose own name a form is, where the others only bear it beside theirs; None where the registry itself adds
    something in brackets to tell them apart."""
    owners = [key for key, (_, kind) in meanings.items() if kind == LABEL]
    cut = any(kind == SHORT for _, kind in meanings.values())
    return owners[0] if len(owners) == 1 and not cut else None


def _type_of(one: Organisation) -> str:
    """What an organisation is; that it also gives money only where it is nothing else."""
    return next((kind for kind in one.types if kind != "funder"), "funder" if one.types else "")


def same_city(city: str | None, other: str | None) -> bool:
    """Whether two names of cities do not tell them apart: one may be unknown."""
    return not city or not other or bool(city_words(city) & city_words(other))


class Registered:
    """A registry's index together with the built-in table.

    An institution of the table whose id was read in the registry is one with it; so is one without an id where the
    registry has one organisation of its name in its country.
    """

    def __init__(self, index: Index) -> None:
        self.index = index
        self._same: dict[str, InstitutionFact] = {}
        self._by_ror: dict[str, InstitutionFact] = {fact.ror: fact for fact in facts() if fact.ror}
        for fact in facts():
            if fact.ror is None:
                found = self._namesake(fact)
                if found is not None and found.id not in self._by_ror:
                    one = replace(fact, key=f"ror:{found.id}", ror=found.id)
                    self._same[fact.key] = self._by_ror[found.id] = one
        self.rarity = lru_cache(maxsize=REMEMBERED)(self._rarity)
        self.is_shared = lru_cache(maxsize=20_000)(self._is_shared)
        self.bearers = lru_cache(maxsize=20_000)(self._bearers)
        self.fact = lru_cache(maxsize=50_000)(self._fact)
        self.misprints = Misprints(index)
        self.wholes = lru_cache(maxsize=50_000)(self._wholes)
        self.with_word = lru_cache(maxsize=2_000)(self._with_word)
        own = names()
        self.table = Names(
            known=frozenset(self.index.forms).union(own.known),
            singles=self.index.singles.union(own.singles),
            pairs=_both(own.pairs, self.index.pairs),
            forms=_Forms(self, own.forms),
            commas=_Commas(own.commas, self.index.forms.keys()),
            cjk=_Runs(self, own.cjk),
            cjk_lengths=_both(own.cjk_lengths, self.index.cjk_lengths),
        )

    def _namesake(self, fact: InstitutionFact) -> Organisation | None:
        """The one organisation of the registry that bears a name of an institution of the table in its country."""
        found: set[int] = set()
        for name in (fact.name, *fact.names, *fact.plain):
            form = self.index.forms.get(form_of(name))
            if form is not None:
                found |= {meant.number for meant in self.index.meant(form) if meant.kind != ACRONYM_FORM}
        here = [
            one
            for one in map(self.index.organisation, found)
            if any(country == fact.country for country, _, _ in one.places)
        ]
        if len(here) > 1:
            here = [one for one in here if any(same_city(city, fact.city) for _, city, _ in one.places)]
        return here[0] if len(here) == 1 else None

    def with_ids(self, candidates: Candidates | None) -> Candidates:
        """The same candidates, those of the table with the ids that the registry has for them."""
        if not candidates:
            return ()
        return tuple((self._same.get(fact.key, fact), claim) for fact, claim in candidates)

    def candidates(self, form: int, own: Candidates) -> Candidates:
        """Whom a form may mean: those of the table, then those of the registry; merged and closed ones give way to
        their successors, and to whoever bears the name now."""
        text = self.index.text(form)
        listed = text.split(" ")
        campuses: Claim | None = None
        if any(word not in words().ranks for word in listed) and self._has_campuses(form, text):
            campuses = WEAK if is_ordinary(listed) else CAMPUS  # a University of Technology is in many places
        found: dict[str, tuple[InstitutionFact, Claim]] = {}
        named = {
            meant.number
            for meant in self.index.meant(form)
            if meant.kind == LABEL and self.index.now(meant.number) == (meant.number, True)
        }
        for fact, claim in own:
            if claim == NAME and named and not self._bears(fact, text, named):
                continue  # the registry has an organisation of its own of this name, such as a hospital of a university
            found[fact.key] = (fact, CAMPUS if campuses == CAMPUS and claim in (NAME, PLAIN) else claim)
        alive: dict[str, tuple[InstitutionFact, int]] = {}
        gone: dict[str, tuple[InstitutionFact, int]] = {}
        for meant in self.index.meant(form):
            now, active = self.index.now(meant.number)
            known = self.fact(now)
            if known is not None:
                (alive if active else gone).setdefault(known.key, (known, meant.kind))
        meanings = alive or gone
        generic = any(claim == GENERIC for _, claim in own)
        whole = self.whole_of(meanings) if len(meanings) > 1 else None
        owner = _owner(meanings) or whole
        cut = self.is_shared(form)
        for key, (fact, kind) in meanings.items():
            if key in found:
                continue
            if campuses is not None:
                how: Claim | None = campuses
            elif fact.type != "company" and (cut or (kind == SHORT and bool(named))):
                how = SHARED  # of companies the registry has one a country
            else:
                alone = (len(meanings) == 1 or key == owner) and not cut
                how = strength(self, listed, fact, kind, alone=alone, whole=key == whole)
                if how == LIKELY and kind != PART and self._others(form) >= _MANY_OTHERS:
                    how = WEAK  # there is an École Normale Supérieure in many places
            if generic and how in (TELLING, LIKELY, CAMPUS):
                how = WEAK  # a name that one of the table bears too, beside its place
            if how is not None:
                found[key] = (fact, how)
        return tuple(found.values())

    def _bearers(self, form: int) -> tuple[InstitutionFact, ...]:
        """Whom a form may mean that is no acronym of theirs."""
        numbers = (meant.number for meant in self.index.meant(form) if meant.kind != ACRONYM_FORM)
        known = (self.fact(self.index.now(number)[0]) for number in numbers)
        return tuple(fact for fact in known if fact is not None)

    def whole_of(self, keys: Collection[str]) -> str | None:
        """The one institution of which all others of these are parts: Microsoft (United States)."""
        wholes = [key for key in keys if all(key == other or key in self.parents(other) for other in keys)]
        return wholes[0] if len(wholes) == 1 else None

    def _bears(self, fact: InstitutionFact, text: str, named: set[int]) -> bool:
        """Whether a form is a name of an institution of the table where the registry gives it to others as their own."""
        own = self.index.by_id.get(fact.ror or "")
        return own in named or own is None or form_of(fact.name) == text

    def campus(self, form: str, city: str) -> InstitutionFact | None:
        """The campus in a city of the university whose name a form is: University of California at Berkeley."""
        words_of_city = canonical(city)
        # New Delhi is the city of the Indian Institute of Technology Delhi
        for first in range(len(words_of_city)):
            found = set()
            for longer in self.index.of_words([*form.split(" "), *words_of_city[first:]]):
                found |= {self.index.now(meant.number)[0] for meant in self.index.meant(longer)}
            if found:
                return self.fact(found.pop()) if len(found) == 1 else None
        return None

    def is_local(self, word: str) -> bool:
        """Whether a word says where its bearer is, as names of places and people do, and words for subjects do not."""
        return word not in words().ranks and self.index.concentration(word) >= LOCAL

    def _has_campuses(self, form: int, text: str) -> bool:
        """Whether other organisations bear this name with a place after it: University of North Carolina at Charlotte."""
        if UNIVERSITY not in (words().ranks.get(word) for word in text.split(" ")):
            return False
        own = {meant.number for meant in self.index.meant(form)}
        others: set[int] = set()
        for longer in self.index.starting(text + " "):
            rest = self.index.text(longer)[len(text) + 1 :].split(" ")
            for meant in self.index.meant(longer):
                places = self.index.organisation(meant.number).places
                if meant.number not in own and places and city_words(places[0][1]).issuperset(rest):
                    others.add(meant.number)
        return len(others) >= 2

    def _is_shared(self, form: int) -> bool:
        """Whether names of other organisations of the kind have all words of a form that is nobody's whole name: MD
        Anderson Cancer Center, of which Madrid's is one."""
        cut = all(meant.kind in (SHORT, PART) for meant in self.index.meant(form))
        return cut and self._others(form) >= 1

    def _others(self, form: int) -> int:
        """How many other organisations of the kind have all words of a form in a name, in any order."""
        listed = self.index.text(form).split(" ")
        own = {one.number for one in self.index.meant(form)}
        types = {self._type(number) for number in own}
        rarest = min(listed, key=lambda word: (self.index.frequency(word), word))
        if self.index.frequency(rarest) > _TOO_MANY:
            return _TOO_MANY
        rare = [self.with_word(word) for word in listed if self.index.frequency(word) <= _TOO_MANY]
        others = {
            one.number
            for longer in frozenset.intersection(*rare)
            if set(self.index.text(longer).split(" ")).issuperset(listed)
            for one in self.index.meant(longer)
        }
        return sum(self._type(number) in types for number in others - own)

    def _type(self, number: int) -> str:
        return _type_of(self.index.organisation(number))

    def _rarity(self, word: str) -> float:
        """Natural logarithm of one in how many forms has the word."""
        return math.log(len(self.index.forms) / max(self.index.frequency(word), 1))

    def _with_word(self, word: str) -> frozenset[int]:
        """The numbers of the forms that have a word."""
        return frozenset(self.index.with_word(word))

    def _fact(self, number: int) -> InstitutionFact | None:
        one = self.index.organisation(number)
        known = self._by_ror.get(one.id)
        if known is not None:
            return known
        if not one.places:
            return None
        country, city, _ = one.places[0]
        return InstitutionFact(
            key=f"ror:{one.id}",
            name=one.name,
            country=country,
            city=city or None,
            ror=one.id,
            type=_type_of(one),
            part_of=None,
            controlled_from=None,
            names=(),
            plain=(),
            generic=(),
            source=REGISTRY,
            also=tuple((code, place) for code, place, _ in one.places[1:]),
        )

    @property
    def identity(self) -> str:
        """Hash of the registry's dump."""
        return self.index.head.sha256

    def by_key(self, key: str) -> InstitutionFact | None:
        """The institution with this key: of the registry, else of the table; None where neither has it."""
        if not key.startswith("ror:"):
            return self._same.get(key) or by_key(key)
        number = self.index.by_id.get(key.removeprefix("ror:"))
        return self.fact(number) if number is not None else by_key(key)

    def named(self) -> Iterator[tuple[str, str, str | None]]:
        """Every name of the registry that is no acronym: key, name, country."""
        for number in range(len(self.index)):
            now, _ = self.index.now(number)
            fact = self.fact(now)
            if fact is not None:
                for name, kind in self.index.organisation(number).names:
                    if kind != "acronym":
                        yield fact.key, name, fact.country

    def parts(self, key: str) -> Iterator[str]:
        """Keys of everything in the registry that is a part of an institution, at any distance. Slow at the first time."""
        return _walked(key, lambda now: self._children.get(now, ()))

    @cached_property
    def _children(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for number in range(len(self.index)):
            one = self.index.organisation(number)
            for parent in one.parents:
                found.setdefault(f"ror:{parent}", []).append(f"ror:{one.id}")
        return found

    def parents(self, key: str) -> Iterator[str]:
        """Keys of everything that an institution is a part of, at any distance, each once."""
        return _walked(key, self.wholes)

    def _wholes(self, key: str) -> Mapping[str, str]:
        """Keys of what an institution is a part of itself, each with where that was read: the table's parent, then all
        that the registry names, merged and renamed ones as what they became."""
        fact = self.by_key(key)
        found: dict[str, str] = {}
        if fact is not None and fact.part_of:
            known = self._same.get(fact.part_of)
            found[known.key if known is not None else fact.part_of] = fact.source
        number = self.index.by_id.get(key.removeprefix("ror:"))
        for parent in self.index.organisation(number).parents if number is not None else ():
            at = self.index.by_id.get(parent)
            now = parent if at is None else self.index.organisation(self.index.now(at)[0]).id
            found.setdefault(f"ror:{now}", REGISTRY)
        found.pop(key, None)
        return found


def _walked(key: str, following: Callable[[str], Iterable[str]]) -> Iterator[str]:
    """Every key that can be reached from one, each once; the registry may hold circles."""
    seen = {key}
    waiting = [key]
    while waiting:
        for one in following(waiting.pop()):
            if one not in seen:
                seen.add(one)
                waiting.append(one)
                yield one
