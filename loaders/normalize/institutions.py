"""Institutions of the built-in table in a printed string, and what counts as the name of another."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple, Protocol

from loaders.normalize.canonical import canonical, is_cjk
from loaders.normalize.places import AFTER, Mention, Segment
from loaders.normalize.reading import COMMA, DIGIT, Reading
from loaders.normalize.standing import GENERIC, NAME, PLAIN, Claim, stands
from loaders.normalize.words import (
    ACADEMY,
    BODY,
    COLLEGE,
    HOSPITAL,
    INSTITUTE,
    PART,
    UNIVERSITY,
    Words,
)  # fmt: skip
from loaders.registry import InstitutionFact, facts

MAX_NAME_TOKENS = 24


@dataclass(frozen=True, slots=True)
class InstitutionDecision:
    """One institution in one printed string.

    key: `ror:…` or `coauth:` and a hash. name: the table's or the registry's, or as printed. country: where it stands
    (ISO alpha-2), or None where that is not certain. state: `yes` or `review`. rule: of the table `known-…`, of a
    registry `registry-…` (see claims.py); `mended-name` (see mending.py); for review `homonym`, `name-against-place`
    and `printed-name`; `judged` where a person decided. confidence: 0..1. span: offsets of the printed name.
    controlled_from: the country that it is run from, where another.
    """

    key: str
    name: str
    country: str | None
    state: Literal["yes", "review"]
    rule: str
    confidence: float
    span: tuple[int, int] | None
    controlled_from: str | None = None

    @classmethod
    def of(
        cls,
        fact: InstitutionFact,
        state: Literal["yes", "review"],
        rule: str,
        confidence: float,
        span: tuple[int, int] | None,
    ) -> InstitutionDecision:
        """That a known institution is meant."""
        return cls(
            fact.key,
            fact.name,
            fact.country,
            state,
            rule,
            confidence,
            span,
            fact.controlled_from,
        )


Candidates = tuple[tuple[InstitutionFact, Claim], ...]


class Match(NamedTuple):
    """A printed form of the table: tokens first..last (last excluded), offsets, and whom it may mean.

    form: the canonical one. shorter: the next shorter form that starts at the same word. legal: a company's legal ending
    follows it.
    """

    first: int
    last: int
    start: int
    end: int
    candidates: Candidates
    form: str = ""
    shorter: Match | None = None
    legal: bool = False


class Forms(Protocol):
    """Looks up whom a form may mean."""

    def get(self, key: str, /) -> Candidates | None: ...


class Commas(Protocol):
    """Knows which forms may be printed with a comma in them."""

    def may(self, key: str, /, *, starts: bool) -> bool: ...


class OwnCommas(frozenset[str]):
    """The forms of the table that have a comma."""

    def may(self, key: str, /, *, starts: bool) -> bool:
        """Whether this form may; starts: a mark stands before it."""
        return key in self


class Runs(Forms, Protocol):
    """The same for forms written without spaces."""

    def __contains__(self, key: str, /) -> bool: ...

    def __getitem__(self, key: str, /) -> Candidates: ...


class Names(NamedTuple):
    """Every form that is known. known: all of them; singles: those of one word; pairs: first two words -> lengths of the
    forms that they start, longest first: most words of a string are passed by at once; forms: canonical words ->
    candidates; commas: those that may hold a comma; cjk, cjk_lengths: forms written without spaces."""

    known: Collection[str]
    singles: Collection[str]
    pairs: Mapping[str, tuple[int, ...]]
    forms: Forms
    commas: Commas
    cjk: Runs
    cjk_lengths: Mapping[str, tuple[int, ...]]


# how an `l` and an `i` are misread: Kim II-sung, Kim I1-sung, Kim ll Sung
_MISREAD_IL = ("ii", "i1", "ll", "l1", "1l")


def _variants(key: tuple[str, ...]) -> list[tuple[str, ...]]:
    if "il" not in key:
        return [key]
    at = key.index("il")
    return [key, *((*key[:at], misread, *key[at + 1 :]) for misread in _MISREAD_IL)]


@cache
def names() -> Names:
    """Every printed form of the table, read once."""
    forms: dict[str, dict[str, tuple[InstitutionFact, Claim]]] = {}
    cjk: dict[str, dict[str, tuple[InstitutionFact, Claim]]] = {}
    commas: set[str] = set()
    for fact in facts():
        for claim, printed in ((NAME, fact.names), (PLAIN, fact.plain), (GENERIC, fact.generic)):
            for form in printed:
                if is_cjk(form) and not any(c.isdigit() for c in form):
                    cjk.setdefault(form.replace(" ", ""), {}).setdefault(fact.key, (fact, claim))
                    continue
                for words_ in _variants(canonical(form)):
                    key = " ".join(words_)
                    forms.setdefault(key, {}).setdefault(fact.key, (fact, claim))
                    if "," in form:
                        commas.add(key)
    forms.pop("", None)
    pairs: dict[str, set[int]] = {}
    for key in forms:
        if " " in key:
            pairs.setdefault(" ".join(key.split(" ", 2)[:2]), set()).add(key.count(" ") + 1)
    cjk_lengths: dict[str, set[int]] = {}
    for key in cjk:
        cjk_lengths.setdefault(key[0], set()).add(len(key))
    return Names(
        known=frozenset(forms),
        singles=frozenset(key for key in forms if " " not in key),
        pairs={pair: tuple(sorted(found, reverse=True)) for pair, found in pairs.items()},
        forms={key: tuple(found.values()) for key, found in forms.items()},
        commas=OwnCommas(commas),
        cjk={key: tuple(found.values()) for key, found in cjk.items()},
        cjk_lengths={first: tuple(sorted(found, reverse=True)) for first, found in cjk_lengths.items()},
    )


_ONE = (1,)


def find_matches(reading: Reading, table: Names, lexicon: Words, places: dict[int, Mention]) -> list[Match]:
    """The table's names in a string, longest first, none inside another.

    places: first token -> place mention, for what may follow a name.
    """
    canon, drop, seps = lexicon.canon, lexicon.drop, reading.seps
    kept = [at for at, word in enumerate(reading.words) if word not in drop]
    plain = [canon.get(word, word) for word in reading.words if word not in drop]
    known, singles, pairs = table.known, table.singles, table.pairs
    starting = [pairs.get(pair) for pair in map(" ".join, zip(plain, [*plain[1:], ""], strict=False))]
    found: list[Match] = []
    at = 0
    count = len(kept)
    while at < count:
        lengths = starting[at]
        if plain[at] in singles:
            lengths = _ONE if lengths is None else (*lengths, 1)
        elif lengths is None:
            at += 1
            continue
        fitting: list[tuple[int, Match]] = []
        for length in lengths:
            if at + length > count:
                continue
            key = plain[at] if length == 1 else " ".join(plain[at : at + length])
            if key not in known:
                continue
            candidates = table.forms.get(key)
            if candidates is None:
                continue
            first, last = kept[at], kept[at + length - 1] + 1
            highest = max(seps[first + 1 : last]) if last - first > 1 else 0
            if highest > COMMA or (
                highest == COMMA and not table.commas.may(key, starts=seps[first] >= COMMA)
            ):
                continue
            standing = [one for one in candidates if stands(reading, first, last, one, lexicon, places)]
            if standing:
                legal = (
                    last < len(reading.words) and seps[last] <= COMMA and reading.words[last] in lexicon.legal
                )
                span = reading.starts[first], reading.ends[last - 1]
                fitting.append((length, Match(first, last, *span, tuple(standing), key, legal=legal)))
        if not fitting:
            at += 1
            continue
        match = fitting[-1][1]
        for _, longer in fitting[-2::-1]:
            match = longer._replace(shorter=match)
        found.append(match)
        at += fitting[0][0]
    return found


class PrintedName(NamedTuple):
    """A part of a string that names an organisation: the text, its offsets, how much its words say so."""

    name: str
    start: int
    end: int
    rank: int


def printed_names(
    reading: Reading, segments: list[Segment], known: list[InstitutionFact], lexicon: Words
) -> list[PrintedName]:
    """The pieces of one place that name organisations not in the table.

    The highest word printed decides: beside a university only academies and hospitals count, not its
    institutes,
    schools and laboratories; beside an academy its institutes do; a department never does.
    """
    ranked = [
        (segment, _rank(reading, segment, lexicon))
        for segment in segments
        if segment.rank > 0 and not segment.known
    ]
    best = max((rank for _, rank in ranked), default=0)
    if any(fact.type == "education" for fact in known):
        lowest = HOSPITAL
    elif known:
        lowest = INSTITUTE
    elif best == UNIVERSITY:
        lowest = HOSPITAL
    elif best >= INSTITUTE:
        lowest = INSTITUTE
    else:
        lowest = max(best, 1)
    found = []
    for segment, rank in ranked:
        if rank >= lowest:
            name = _trimmed(reading, segment, rank, lexicon)
            if name is not None:
                found.append(name)
    return found


def _rank(reading: Reading, segment: Segment, lexicon: Words) -> int:
    """The segment's own rank; a part of an organisation that names no organisation has none."""
    if segment.rank in (UNIVERSITY, ACADEMY, HOSPITAL):
        return segment.rank
    first_kind = next(
        rank
        for at in range(segment.first, segment.last)
        if (rank := lexicon.ranks.get(reading.words[at], 0)) != 0
    )
    if first_kind == PART:
        return 0
    # `College of Medicine`, `School of Physics`: parts of a university where one is printed
    return segment.rank if segment.rank in (BODY, COLLEGE) or not segment.part else 0


def _trimmed(reading: Reading, segment: Segment, rank: int, lexicon: Words) -> PrintedName | None:
    """The name without numbers before it and a country after it."""
    first, last = segment.first, segment.last
    while first < last and (
        reading.flags[first] & DIGIT or reading.words[first] in ("the", "and", "at", "from")
    ):
        first += 1
    tail = [mention for mention in segment.mentions if mention.position == AFTER and mention.place.codes]
    if tail and tail[0].first > first:
        last = tail[0].first
    while last > first and reading.flags[last - 1] & DIGIT:
        last -= 1
    if not first < last <= first + MAX_NAME_TOKENS:
        return None
    meant = [at for at in range(first, last) if reading.words[at] not in lexicon.drop]
    if all(reading.words[at] in lexicon.ranks or reading.flags[at] & DIGIT for at in meant):
        return None  # `University Hospital`: a kind, not a name
    start, end = reading.starts[first], reading.ends[last - 1]
    return PrintedName(" ".join(reading.text[start:end].split()), start, end, rank)
