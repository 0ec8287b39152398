"""Institutions of the built-in table in a printed string, and what counts as the name of another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from loaders.normalize.places import AFTER, Mention, Segment
from loaders.normalize.reading import COMMA, DIGIT, TITLE, Reading, fold_words
from loaders.normalize.words import (
    ACADEMY,
    BODY,
    COLLEGE,
    HOSPITAL,
    INSTITUTE,
    PART,
    UNIVERSITY,
    Words,
    words,
)  # fmt: skip
from loaders.registry import InstitutionFact, facts

# how strongly a printed form claims its institution
Claim = Literal["name", "plain", "generic"]
NAME: Claim = "name"
PLAIN: Claim = "plain"
GENERIC: Claim = "generic"

# a word before a table's name that makes it another institution's: Medical University of Vienna, North
# Korea University
_QUALIFIERS = frozenset({
    "medical", "technical", "catholic", "free", "state", "national", "agricultural", "pedagogical",
    "polytechnic",
    "normal", "federal", "open", "islamic", "autonomous", "american", "christian", "royal", "military",
    "international",
    "private", "veterinary", "technological", "applied", "art", "arts", "maritime", "north", "south",
    "east", "west",
    "northern", "southern", "eastern", "western", "new", "central", "upper", "lower", "northeastern",
    "southeastern",
    "northwestern", "southwestern", "mid", "middle", "british", "cyber", "digital", "women", "womens",
    "economic",
    "economics", "forestry", "humanities", "cultural", "science", "technology", "peoples", "city",
    "metropolitan",
})  # fmt: skip
MAX_NAME_TOKENS = 24


@dataclass(frozen=True, slots=True)
class InstitutionDecision:
    """One institution in one printed string.

    key: `ror:…` or `coauth:` and a hash. name: the table's, or as printed. country: where it stands (ISO
    alpha-2), or
    None where that is not certain. state `yes` or `review`; rule: `known-institution`, `known-with-place`,
    `known-unless-elsewhere`, `homonym`, `name-against-place`, `printed-name`. span: offsets of the printed
    name.
    controlled_from: the country that it is run from, where another. part_of: key of the parent in the table.
    """

    key: str
    name: str
    country: str | None
    state: Literal["yes", "review"]
    rule: str
    confidence: float
    span: tuple[int, int] | None
    controlled_from: str | None = None
    part_of: str | None = None


class Match(NamedTuple):
    """A printed form of the table: tokens first..last (last excluded), offsets, and whom it may mean.

    shorter: the next shorter form that starts at the same word.
    """

    first: int
    last: int
    start: int
    end: int
    candidates: tuple[tuple[InstitutionFact, Claim], ...]
    shorter: Match | None = None


class Names(NamedTuple):
    """The table's forms. forms: canonical words -> candidates; commas: those that hold a comma; lengths:
    first
    word -> lengths, longest first; cjk, cjk_lengths: forms written without spaces."""

    forms: dict[str, tuple[tuple[InstitutionFact, Claim], ...]]
    commas: frozenset[str]
    lengths: dict[str, tuple[int, ...]]
    cjk: dict[str, tuple[tuple[InstitutionFact, Claim], ...]]
    cjk_lengths: dict[str, tuple[int, ...]]


def _is_cjk(form: str) -> bool:
    return any("\u3040" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3" for c in form)


def canonical(form: str) -> tuple[str, ...]:
    """Folded words of a name with abbreviations written out and the words left out that abbreviated names
    drop."""
    lexicon = words()
    return tuple(lexicon.canon.get(word, word) for word in fold_words(form) if word not in lexicon.drop)


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
                if _is_cjk(form) and not any(c.isdigit() for c in form):
                    cjk.setdefault(form.replace(" ", ""), {}).setdefault(fact.key, (fact, claim))
                    continue
                for words_ in _variants(canonical(form)):
                    key = " ".join(words_)
                    forms.setdefault(key, {}).setdefault(fact.key, (fact, claim))
                    if "," in form:
                        commas.add(key)
    forms.pop("", None)
    lengths: dict[str, set[int]] = {}
    for key in forms:
        lengths.setdefault(key.partition(" ")[0], set()).add(key.count(" ") + 1)
    cjk_lengths: dict[str, set[int]] = {}
    for key in cjk:
        cjk_lengths.setdefault(key[0], set()).add(len(key))
    return Names(
        forms={key: tuple(found.values()) for key, found in forms.items()},
        commas=frozenset(commas),
        lengths={first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()},
        cjk={key: tuple(found.values()) for key, found in cjk.items()},
        cjk_lengths={first: tuple(sorted(found, reverse=True)) for first, found in cjk_lengths.items()},
    )


def find_matches(reading: Reading, table: Names, lexicon: Words, places: dict[int, Mention]) -> list[Match]:
    """The table's names in a string, longest first, none inside another.

    places: first token -> place mention, for what may follow a name.
    """
    canon, drop = lexicon.canon, lexicon.drop
    kept = [at for at, word in enumerate(reading.words) if word not in drop]
    plain = [canon.get(reading.words[at], reading.words[at]) for at in kept]
    lengths_of = table.lengths
    found: list[Match] = []
    at = 0
    count = len(kept)
    while at < count:
        lengths = lengths_of.get(plain[at])
        if lengths is None:
            at += 1
            continue
        fitting: list[tuple[int, Match]] = []
        for length in lengths:
            if at + length > count:
                continue
            key = plain[at] if length == 1 else " ".join(plain[at : at + length])
            candidates = table.forms.get(key)
            if candidates is None:
                continue
            first, last = kept[at], kept[at + length - 1] + 1
            highest = max(reading.seps[first + 1 : last], default=0)
            if highest > COMMA or (highest == COMMA and key not in table.commas):
                continue
            standing = tuple(
                candidate
                for candidate in candidates
                if _stands(reading, first, last, candidate, lexicon, places)
            )
            if standing:
                fitting.append(
                    (length, Match(first, last, reading.starts[first], reading.ends[last - 1], standing))
                )
        match: Match | None = None
        for _, shorter in reversed(fitting):
            match = shorter._replace(shorter=match)
        if match is not None:
            found.append(match)
            at += fitting[0][0]
        else:
            at += 1
    return found


def _stands(
    reading: Reading,
    first: int,
    last: int,
    candidate: tuple[InstitutionFact, Claim],
    lexicon: Words,
    places: dict[int, Mention],
) -> bool:
    """Whether what stands beside the words allows them to be this name and no longer one."""
    fact, claim = candidate
    if last - first == 1:
        if len(reading.words[first]) <= 5 and not reading.flags[first] & TITLE:
            return False
        # an acronym in a compound is a part of another name: ZJU-UIUC Institute
        beside = (
            reading.text[max(reading.starts[first] - 1, 0) : reading.starts[first]]
            + reading.text[reading.ends[first] : reading.ends[first] + 1]
        )
        if "-" in beside or "/" in beside:
            return False
    return _left(reading, first, claim, lexicon) and _right(reading, last, fact, claim, lexicon, places)


def _left(reading: Reading, first: int, claim: Claim, lexicon: Words) -> bool:
    if first == 0 or reading.seps[first] >= COMMA:
        return True
    before = reading.words[first - 1]
    if (
        before in lexicon.of_words
        or before in lexicon.splitters
        or before == "the"
        or reading.flags[first - 1] & DIGIT
    ):
        return True
    if before in _QUALIFIERS:
        return False
    starts_with_kind = lexicon.ranks.get(reading.words[first], 0) > 0
    if claim == NAME and not starts_with_kind:
        return True
    # `Yunusov University of Sciences`: only after the name of a department may a name start without a comma
    if claim == GENERIC or not reading.flags[first - 1] & TITLE:
        return claim != GENERIC and not starts_with_kind
    return _has_part_before(reading, first, lexicon)


def _has_part_before(reading: Reading, first: int, lexicon: Words) -> bool:
    at = first
    while at > 0 and reading.seps[at] < COMMA:
        at -= 1
        if lexicon.ranks.get(reading.words[at]) == PART:
            return True
    return False


def _right(
    reading: Reading,
    last: int,
    fact: InstitutionFact,
    claim: Claim,
    lexicon: Words,
    places: dict[int, Mention],
) -> bool:
    if last >= len(reading.words) or reading.seps[last] >= COMMA:
        return True
    after = reading.words[last]
    ends_with_kind = lexicon.ranks.get(reading.words[last - 1], 0) > 0
    if after in ("of", "for", "de"):
        # Korea University of Technology is another; Tsinghua University of China is not
        at = last + 1 + (last + 1 < len(reading.words) and reading.words[last + 1] == "the")
        mention = places.get(at)
        return claim == NAME and mention is not None and mention.place.codes == (fact.country,)
    if after == "and" and not ends_with_kind:
        following = reading.words[last + 1] if last + 1 < len(reading.words) else ""
        return lexicon.ranks.get(following, 0) != 0
    if claim == NAME:
        return True
    # Microsoft Research Asia is not Microsoft Research
    kind = claim == PLAIN and after in lexicon.ranks
    place = last in places and places[last].place.may_lie_in(fact.country)
    return kind or place or bool(reading.flags[last] & DIGIT) or after in lexicon.splitters


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
    ranked = [(segment, _rank(reading, segment, lexicon)) for segment in segments if not segment.known]
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
    if segment.rank <= 0:
        return 0
    first_kind = next(
        rank
        for at in range(segment.first, segment.last)
        if (rank := lexicon.ranks.get(reading.words[at], 0)) != 0
    )
    if first_kind == PART and segment.rank not in (UNIVERSITY, ACADEMY, HOSPITAL):
        return 0
    # `College of Medicine`, `School of Physics`: parts of a university where one is printed
    return (
        segment.rank
        if segment.rank in (UNIVERSITY, ACADEMY, HOSPITAL, BODY, COLLEGE) or not segment.part
        else 0
    )


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
