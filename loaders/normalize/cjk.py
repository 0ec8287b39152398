"""Names written without spaces (Chinese, Japanese, Korean): places, institutions and organisations in their
runs."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from loaders.normalize.gazetteer import Gazetteer
from loaders.normalize.institutions import Match, Names, PrintedName
from loaders.normalize.places import ALONE, INSIDE, Mention, not_a_country
from loaders.normalize.reading import CJK, SPACE, Reading
from loaders.normalize.standing import GENERIC
from loaders.normalize.words import PART, UNIVERSITY, Words


class Runs(NamedTuple):
    """What the runs of a reading hold."""

    mentions: list[Mention]
    matches: list[Match]
    printed: list[tuple[int, PrintedName]]


NO_RUNS = Runs([], [], [])


def find_in_runs(reading: Reading, gaz: Gazetteer, table: Names, lexicon: Words) -> Runs:
    """Scan every run of CJK tokens that only spaces part; one run after the other, longest names first."""
    mentions: list[Mention] = []
    matches: list[Match] = []
    printed: list[tuple[int, PrintedName]] = []
    at = 0
    count = len(reading.words)
    while at < count:
        if not reading.flags[at] & CJK:
            at += 1
            continue
        last = at + 1
        while last < count and reading.flags[last] & CJK and reading.seps[last] == SPACE:
            last += 1
        _scan(reading, at, last, gaz, table, lexicon, mentions, matches)
        for token in range(at, last):
            name = _organisation(reading, token, lexicon)
            if name is not None:
                printed.append((token, name))
        at = last
    return Runs(mentions, matches, printed)


def _scan(
    reading: Reading,
    first: int,
    last: int,
    gaz: Gazetteer,
    table: Names,
    lexicon: Words,
    mentions: list[Mention],
    matches: list[Match],
) -> None:
    letters = "".join(reading.words[first:last])
    offsets: list[int] = []
    tokens: list[int] = []
    for token in range(first, last):
        start, word = reading.starts[token], reading.words[token]
        offsets += [start + at for at in _letters_at(reading.text[start : reading.ends[token]], word)]
        tokens += [token] * len(word)
    offsets.append(reading.ends[last - 1])
    starts = {0} | {at for at in range(1, len(letters)) if tokens[at] != tokens[at - 1]}
    found: list[Mention] = []
    settled = 0
    # where the last word for an organisation begins: whatever stands before it may be a part of its name
    last_kind = max((letters.rfind(ending) for ending, rank in lexicon.cjk if rank > 0), default=-1)
    at = free = 0
    while at < len(letters):
        hangul = "\uac00" <= letters[at] <= "\ud7a3"
        if hangul and at != free and at not in starts:  # 남서울대학교 is not 서울대학교
            at += 1
            continue
        length = _longest(letters, at, table)
        place_length = _longest_place(letters, at, gaz)
        if length and length >= place_length:
            end = at + length
            candidates = table.cjk[letters[at:end]]
            if at != free and at not in starts:
                candidates = tuple(c for c in candidates if c[1] != GENERIC)
            if candidates:
                stop = _stop(reading, offsets, tokens, end)
                matches.append(
                    Match(tokens[at], tokens[end - 1] + 1, offsets[at], stop, candidates, letters[at:end])
                )
                for mention in found[settled:]:
                    mention.position = ALONE
                settled = len(found)
                at = free = end
                continue
        if place_length:
            end = at + place_length
            following = letters[end : end + 1]
            place = gaz.place(letters[at:end])
            alone = end == len(letters) or end in starts
            if place is not None and place.whole and not (at in starts and alone):
                at += 1
                continue
            if place is not None and not (place.codes and following and not_a_country(following)):
                stop = _stop(reading, offsets, tokens, end)
                mention = Mention(tokens[at], tokens[end - 1] + 1, offsets[at], stop, place)
                mention.position = INSIDE if last_kind >= end and end not in starts else ALONE
                if found and found[-1].end == mention.start and found[-1].place.codes and not place.codes:
                    found[-1].position = ALONE  # 中国北京…: the country was printed before its city
                found.append(mention)
                free = end
            at = end
            continue
        at += 1
    mentions += found


def _letters_at(printed: str, word: str) -> Sequence[int]:
    """Where each letter of a composed run begins in what was printed: decomposed Hangul has several marks a letter."""
    if len(printed) == len(word):
        return range(len(word))
    found: list[int] = []
    start = 0
    for at in range(1, len(printed) + 1):
        if at == len(printed) or not (
            unicodedata.combining(printed[at]) or "\u1160" <= printed[at] <= "\u11ff"
        ):
            found += [start] * len(unicodedata.normalize("NFKC", printed[start:at]))
            start = at
    return found if len(found) == len(word) else [at * len(printed) // len(word) for at in range(len(word))]


def _stop(reading: Reading, offsets: list[int], tokens: list[int], end: int) -> int:
    """The offset where the letters before `end` stop: inside a token at the next letter that is printed apart, else
    at the token's end."""
    token = tokens[end - 1]
    for at in range(end, len(tokens)):
        if tokens[at] != token:
            break
        if offsets[at] > offsets[end - 1]:
            return offsets[at]
    return reading.ends[token]


def _longest(letters: str, at: int, table: Names) -> int:
    for length in table.cjk_lengths.get(letters[at], ()):
        if at + length <= len(letters) and letters[at : at + length] in table.cjk:
            return length
    return 0


def _longest_place(letters: str, at: int, gaz: Gazetteer) -> int:
    for length in gaz.cjk_lengths.get(letters[at], ()):
        if at + length <= len(letters) and gaz.place(letters[at : at + length]) is not None:
            return length
    return 0


def _organisation(reading: Reading, token: int, lexicon: Words) -> PrintedName | None:
    """The name of an organisation in one token: up to the ending of the highest kind."""
    word = reading.words[token]
    best: tuple[int, int] | None = None  # rank, end
    for ending, rank in lexicon.cjk:
        at = word.find(ending)
        if at > 0 and rank > 0 and (best is None or rank > best[0]):
            best = (rank, at + len(ending))
    if best is None or len(word) != reading.ends[token] - reading.starts[token]:
        return None
    rank, length = best
    if (
        any(word[:length].endswith(ending) for ending, kind in lexicon.cjk if kind == PART)
        and rank != UNIVERSITY
    ):
        return None
    start = reading.starts[token]
    return PrintedName(reading.text[start : start + length], start, start + length, rank)
