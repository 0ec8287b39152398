"""Postcodes and postal codes of states that say where an address is."""

from __future__ import annotations

import re
from typing import NamedTuple

from loaders.normalize.gazetteer import Gazetteer
from loaders.normalize.reading import COMMA, DIGIT, INITIAL, UPPER, Reading

# the pseudo-postcode that authors print for Pyongyang
PYONGYANG = "999093"
_UK_FIRST, _UK_SECOND = re.compile(r"[a-z]{1,2}\d[a-z\d]?\Z"), re.compile(r"\d[a-z]{2}\Z")
_UK_WHOLE = re.compile(r"[a-z]{1,2}\d[a-z\d]?\d[a-z]{2}\Z")
_CA_FIRST, _CA_SECOND = re.compile(r"[a-z]\d[a-z]\Z"), re.compile(r"\d[a-z]\d\Z")
# the letters that continental posts put before a postcode, with the digits that follow
_PREFIXES = {
    "d": ("DE", 5), "de": ("DE", 5), "f": ("FR", 5), "fr": ("FR", 5), "ch": ("CH", 4), "a": ("AT", 4),
    "at": ("AT", 4),
    "i": ("IT", 5), "it": ("IT", 5), "e": ("ES", 5), "es": ("ES", 5), "b": ("BE", 4), "be": ("BE", 4),
    "nl": ("NL", 4),
    "s": ("SE", 5), "se": ("SE", 5), "dk": ("DK", 4), "n": ("NO", 4), "no": ("NO", 4), "sf": ("FI", 5),
    "fin": ("FI", 5),
    "fi": ("FI", 5), "h": ("HU", 4), "hu": ("HU", 4), "gr": ("GR", 5), "hr": ("HR", 5), "si": ("SI", 4),
    "p": ("PT", 4),
    "l": ("LU", 4), "lt": ("LT", 5), "lv": ("LV", 4), "ro": ("RO", 6), "bg": ("BG", 4), "cz": ("CZ", 5),
}  # fmt: skip


class PostSign(NamedTuple):
    """A postcode's country, or (rule `postal`) the two letters of a state that a city must confirm."""

    token: int
    code: str
    rule: str
    span: tuple[int, int]


def find_posts(reading: Reading, gaz: Gazetteer) -> list[PostSign]:
    """Every postcode that names its country by its form."""
    words, flags, starts, ends, seps = (
        reading.words,
        reading.flags,
        reading.starts,
        reading.ends,
        reading.seps,
    )
    found: list[PostSign] = []
    count = len(words)
    for at in range(count):
        flag = flags[at]
        word = words[at]
        if flag & DIGIT:
            if word == PYONGYANG:
                found.append(PostSign(at, "KP", "postcode-999093", (starts[at], ends[at])))
            elif flag & UPPER and len(word) <= 7:
                sign = _lettered(reading, at)
                if sign is not None:
                    found.append(sign)
            continue
        if not flag & UPPER or len(word) > 3 or at + 1 > count:
            continue
        following = at + 1 < count and seps[at + 1] <= COMMA and flags[at + 1] & DIGIT
        raw = reading.text[starts[at] : ends[at]]
        if flag & INITIAL and word == "pr":
            raw = "PR"  # `San Juan, P.R.`; of other letters with full stops most are a degree: M.D., M.A.
        if following and word in _PREFIXES and reading.text[ends[at] : starts[at + 1]] == "-":
            code, digits = _PREFIXES[word]
            number = words[at + 1]
            if number.isdigit() and (len(number) == digits or (len(number) == 3 and digits == 5)):
                found.append(PostSign(at, code, "postcode-prefix", (starts[at], ends[at + 1])))
                continue
        if raw in gaz.us or raw in gaz.ca:
            if following and raw in gaz.us and len(words[at + 1]) in (5, 9) and words[at + 1].isdigit():
                found.append(PostSign(at, gaz.us[raw], "us-state-zip", (starts[at], ends[at + 1])))
            else:
                found.append(PostSign(at, raw, "postal", (starts[at], ends[at])))
    return found


def _lettered(reading: Reading, at: int) -> PostSign | None:
    words, starts, ends = reading.words, reading.starts, reading.ends
    word = words[at]
    if _UK_WHOLE.match(word) and len(word) >= 5:
        return PostSign(at, "GB", "uk-postcode", (starts[at], ends[at]))
    if at + 1 >= len(words) or reading.seps[at + 1] >= COMMA or not reading.flags[at + 1] & UPPER:
        return None
    following = words[at + 1]
    if _UK_FIRST.match(word) and _UK_SECOND.match(following):
        return PostSign(at, "GB", "uk-postcode", (starts[at], ends[at + 1]))
    if _CA_FIRST.match(word) and _CA_SECOND.match(following):
        return PostSign(at, "CA", "ca-postcode", (starts[at], ends[at + 1]))
    return None
