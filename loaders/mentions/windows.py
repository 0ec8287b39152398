"""Where in a sentence a name begins and ends, and which places are printed beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from loaders.mentions.found import Span
from loaders.mentions.pipeline import Hit, Token
from loaders.mentions.vocabulary import lexicon
from loaders.normalize.gazetteer import gazetteer
from loaders.normalize.words import HOSPITAL, PART, words

MAX_NAME = 24
MAX_PLACES = 4
_PLACE_WORDS = 5
_CONNECTORS = frozenset({
    "of", "for", "and", "the", "&", "de", "du", "des", "do", "da", "di", "del", "della", "la", "le", "van", "der", "von",
    "den", "y", "et", "und", "für", "fur", "im", "zu",
})  # fmt: skip
_JOINTS = frozenset({"and", "&", "y", "et", "und"})
_PEOPLES = frozenset({"people", "children", "women", "teachers", "workers", "peoples"})


@dataclass(frozen=True, slots=True)
class Window:
    """A name first..last (last excluded) with the tokens before and after it that are read with it: from..to."""

    first: int
    last: int
    begin: int
    end: int


def stretch(
    tokens: Sequence[Token], first: int, last: int, joins: frozenset[int], *, over_and: bool = True
) -> tuple[int, int]:
    """The tokens around first..last that can belong to one name with it: capitals, and the small words between them.

    joins: tokens inside known phrases, over which a name goes whatever they are. over_and: an `and` may be in it.
    """
    while first > 0 and last - first < MAX_NAME:
        step = _step(tokens, first - 1, -1, joins, over_and)
        if not step:
            break
        first -= step
    while last < len(tokens) and last - first < MAX_NAME:
        step = _step(tokens, last, 1, joins, over_and)
        if not step:
            break
        last += step
    return first, last


def _step(tokens: Sequence[Token], at: int, way: int, joins: frozenset[int], over_and: bool) -> int:
    """How many tokens from `at` on, in one direction, go on with the name: 0 where it ends."""
    token = tokens[at]
    if at in joins or _capital(token):
        return 1
    beyond = at + way
    steps = 1
    while 0 <= beyond < len(tokens) and steps <= 3:
        if not over_and and token.norm in _JOINTS:
            return 0
        if token.norm not in _CONNECTORS and not _dotted(tokens, at) and not _peoples(tokens, at):
            return 0
        if beyond in joins or _capital(tokens[beyond]):
            return steps + 1
        at, token = beyond, tokens[beyond]
        beyond += way
        steps += 1
    return 0


def _capital(token: Token) -> bool:
    if token.cjk:
        return False
    if token.joined and token.norm in lexicon().based:
        return False
    return (token.head and token.norm not in lexicon().no_name) or (token.joined and token.raw.isalpha())


def _dotted(tokens: Sequence[Token], at: int) -> bool:
    """The full stop of `Univ.` within a name."""
    return tokens[at].raw == "." and at > 0 and tokens[at - 1].norm in lexicon().abbreviations


def _peoples(tokens: Sequence[Token], at: int) -> bool:
    """The `'s` of `People's` within a name."""
    return tokens[at].raw in ("'s", "’s") and at > 0 and tokens[at - 1].norm in _PEOPLES


def with_places(tokens: Sequence[Token], first: int, last: int) -> Window:
    """The name with the places printed after it (`, Gwangju, South Korea`; `in Pyongyang`), or where there are none
    with the one before it (`Gwangju's Chosun University`, `the Pyongyang-based ...`)."""
    end = last
    for _ in range(MAX_PLACES):
        at = end
        if at < len(tokens) and (tokens[at].raw in (",", "(") or tokens[at].norm in lexicon().place_links):
            at += 1
        if at < len(tokens) and at > end and tokens[at].norm in ("the", "in", "of"):
            at += 1
        length = place_at(tokens, at) if at > end else 0
        if not length or (tokens[end].raw in (",", "(") and _goes_on(tokens, at + length)):
            break
        end = at + length
        if end < len(tokens) and tokens[end].raw == ")":
            break
    begin = first
    if end == last and first > 1:
        before = first - 1
        if tokens[before].raw in ("'s", "’s") or tokens[before].norm in lexicon().based:
            begin = _place_before(tokens, before)
            begin = first if begin == before else begin
    return Window(first, last, begin, end)


def _goes_on(tokens: Sequence[Token], at: int) -> bool:
    """Whether a place after a comma is the beginning of another name: `..., Beijing Normal University`."""
    return at < len(tokens) and _capital(tokens[at]) and not tokens[at].joined


def _place_before(tokens: Sequence[Token], end: int) -> int:
    for length in range(min(_PLACE_WORDS, end), 0, -1):
        if place_at(tokens, end - length) == length:
            return end - length
    return end


def place_at(tokens: Sequence[Token], at: int) -> int:
    """How many tokens from `at` on are the name of a place; 0 for none."""
    if at >= len(tokens) or not tokens[at].head:
        return 0
    for length in range(min(_PLACE_WORDS, len(tokens) - at), 0, -1):
        place = gazetteer().place(" ".join(token.norm for token in tokens[at : at + length]))
        if place is not None and not place.nothing and (place.codes or place.regions or place.cities):
            return length
    return 0


def names_in(tokens: Sequence[Token], seeds: Sequence[Hit], joins: frozenset[int]) -> list[tuple[int, int]]:
    """The stretches around the seeds, cut at an `and` or comma between two of them that each hold a seed."""
    found: list[tuple[int, int]] = []
    for seed in seeds:
        first, last = stretch(tokens, seed.first, seed.last, joins)
        others = [other for other in seeds if first <= other.first and other.last <= last]
        for other in others:
            if other.last <= seed.first:
                cut = _cut_between(tokens, other.last, seed.first)
                first = max(first, cut + 1) if cut is not None else first
            elif other.first >= seed.last:
                cut = _cut_between(tokens, seed.last, other.first)
                last = min(last, cut) if cut is not None else last
        if last > seed.last and is_kind(tokens[seed.last - 1]) and tokens[seed.last].norm in _JOINTS:
            last = seed.last  # `Kim Il Sung University and Wang Mei (...)`
        if (first, last) not in found:
            found.append((first, last))
    return found


def _cut_between(tokens: Sequence[Token], first: int, last: int) -> int | None:
    """The `and` between two names. One in front of the second name's own words (`Tsinghua and Peking University`)."""
    return next((at for at in range(last - 1, first - 1, -1) if tokens[at].norm in _JOINTS), None)


def is_kind(token: Token) -> bool:
    """Whether a word says what sort of organisation or part of one a name is."""
    return token.norm in words().ranks


def is_part(token: Token) -> bool:
    """Whether a word says that a name is that of a part of an organisation, such as a department."""
    rank = words().ranks.get(token.norm, 0)
    return rank == PART or 0 < rank < HOSPITAL


def is_role(token: Token) -> bool:
    """Whether a word says what a person is or does: of no name a part."""
    lex = lexicon()
    return token.norm in lex.roles or token.norm in lex.titles or token.norm in lex.between


def span_of(tokens: Sequence[Token], hit: Hit) -> Span:
    """The characters of a phrase."""
    return tokens[hit.first].start, tokens[hit.last - 1].end
