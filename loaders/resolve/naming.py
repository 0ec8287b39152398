"""A printed name for resolution: family and given name, the keys by which it finds others, and how two agree."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from loaders.normalize.personal import PersonalName, compare, parse
from loaders.normalize.personal import blocking_keys as keys_of
from loaders.normalize.personal.chinese import pinyin_syllables
from loaders.normalize.personal.chinese import surnames as chinese_surnames
from loaders.normalize.personal.forms import LONGEST_KOREAN, LONGEST_PINYIN
from loaders.normalize.personal.korean import given_syllables
from loaders.normalize.personal.korean import surnames as korean_surnames
from loaders.normalize.personal.syllables import cuts
from loaders.resolve.background import exact, names_seen
from loaders.resolve.wording import folded

_LETTERS = re.compile(r"[^\W_]+")
_UNLIKE = 50
KOREANS, LEAST_SHARE = 20.0, 1.0
"""A Korean family name's share of a thousand Koreans, one of so many of all people, is how common it is at least."""
SYLLABLE = -3.7
"""A syllable of a Korean or Chinese given name is one in forty, or commoner (the generation names of the North are)."""
NO = -1
"""Two names that cannot be one person's."""


class Form(NamedTuple):
    """A name as far as it matters: family name, and the words or initials of the given name. printed: empty for a name
    that was read by its place in the line alone."""

    family: str
    given: tuple[str, ...]
    printed: str = ""


@lru_cache(2**16)
def form(printed: str) -> Form:
    """A printed name, read quickly: `Wei Wang`, `Wang, Wei`, `Wang W`, `W. Wang`. The family name is the last word unless
    a comma or initials say otherwise: enough for co-authors, whose names are only laid side by side as printed."""
    before, comma, after = printed.partition(",")
    if comma and before.strip() and after.strip():
        return Form("".join(_LETTERS.findall(folded(before))), tuple(_LETTERS.findall(folded(after))))
    tokens = printed.replace(".", " ").split()
    if not tokens:
        return Form("", ())
    last = tokens[-1]
    if (
        len(tokens) > 1
        and last.isupper()
        and len(last) <= 3
        and len(tokens[0]) > 1
        and not tokens[0].isupper()
    ):
        return Form("".join(_LETTERS.findall(folded(" ".join(tokens[:-1])))), tuple(last.lower()))
    if _family_in_capitals(tokens):
        tokens = [*tokens[1:], tokens[0]]
        last = tokens[-1]
    family = "".join(_LETTERS.findall(folded(last)))
    given = [word for token in tokens[:-1] for word in _given(token)]
    return Form(family, tuple(given))


def _family_in_capitals(tokens: Sequence[str]) -> bool:
    """`ZHANG YanBin`, but not `JP Smith`: capitals of two or three letters are a family name only where one is spelled so."""
    first, last = tokens[0], tokens[-1]
    if len(tokens) < 2 or len(first) < 2 or not (first.isupper() and first.isalpha()) or last.isupper():
        return False
    return len(last) > 1 and (
        len(first) > 3 or first.lower() in chinese_surnames() or first.lower() in korean_surnames()
    )


def _given(token: str) -> list[str]:
    """The words of a given name; capitals alone (`DL`) are initials."""
    if token.isupper() and token.isalpha() and len(token) in {2, 3}:
        return list(folded(token))
    return _LETTERS.findall(folded(token))


@lru_cache(2**14)
def read(printed: str) -> PersonalName:
    """The full reading of a name."""
    return parse(printed)


@lru_cache(2**16)
def own_form(printed: str) -> Form:
    """The name of a mention, read with all that is known of names: `Ri Chol Su` begins with the family name."""
    quick = form(printed)
    tokens = printed.replace(".", " ").split()
    if "," not in printed and len(tokens) > 1 and quick.given:
        found = read(printed)
        first = _LETTERS.findall(folded(tokens[0]))
        if found.order == "family-first" and "".join(first) != quick.family:
            return Form("".join(first), tuple(w for token in tokens[1:] for w in _given(token)), printed)
    return Form(quick.family, quick.given, printed)


@lru_cache(2**17)
def agreement(a: Form, b: Form) -> int:
    """How two names agree: NO, 0 (one has no given name), 1 (initials, or other spellings), 2 (a full given name), 3 and
    more with further names in common."""
    level = _plainly(a, b)
    if (
        level == NO
        and a.printed
        and b.printed
        and not _unlike(a, b)
        and not blocking_keys(a).isdisjoint(blocking_keys(b))
    ):
        state = compare(read(a.printed), read(b.printed)).state
        return {"yes": 2, "review": 1, "no": NO}[state]
    return level


def speaks_alone(a: Form, b: Form) -> bool:
    """Whether one name, where it is rare, may say by itself that two mentions are one person: both print it in full, and it
    is not made of the syllables that all Korean and Chinese names share."""
    return agreement(a, b) >= 2 and not in_syllables(a) and not in_syllables(b)


@lru_cache(2**16)
def in_syllables(one: Form) -> bool:
    """Whether the name of a mention is made of the syllables that all Korean and Chinese names share."""
    return bool(one.printed) and read(one.printed).in_syllables


def is_spelt_otherwise(a: Form, b: Form) -> bool:
    """Whether two names are one only in two spellings, as those of North and South are: never enough by themselves."""
    return agreement(a, b) == 1 and _plainly(a, b) == NO


Likeness = tuple[float, float, float, float]
"""Of two names: agreement, commonness, whether they may speak alone, whether they are one only in two spellings (0, 1)."""


def likeness(a: Form, b: Form) -> Likeness:
    """All that matters of two names beside each other; of those that do not agree nothing else."""
    level = agreement(a, b)
    if level == NO:
        return float(NO), 0.0, 0.0, 0.0
    return float(level), commonness(a, b), float(speaks_alone(a, b)), float(is_spelt_otherwise(a, b))


def _unlike(a: Form, b: Form) -> bool:
    """Full given names of one family name and first letter that have less than half of their letters in common: no two
    spellings of one name are so far apart, and most pairs of a large block are."""
    return (
        a.family == b.family
        and bool(a.given and b.given)
        and a.given[0][0] == b.given[0][0]
        and min(map(len, (*a.given, *b.given))) > 1
        and fuzz.ratio("".join(a.given), "".join(b.given)) < _UNLIKE
    )


def _plainly(a: Form, b: Form) -> int:
    if a.family != b.family:
        return NO
    if not a.given or not b.given:
        return 0
    if len(a.given[0]) > 1 and len(b.given[0]) > 1 and "".join(a.given) == "".join(b.given):
        return 2 + (len(a.given) > 1 and len(b.given) > 1)
    level = 2
    for one, other in zip(a.given, b.given, strict=False):
        if one == other and len(one) > 1:
            continue
        if one[0] != other[0] or (len(one) > 1 and len(other) > 1):
            return NO
        level = 1
    return level + (len(a.given) > 1 and len(b.given) > 1)


@lru_cache(2**17)
def commonness(a: Form, b: Form) -> float:
    """The natural logarithm of the share of all people who have what two names have in common."""
    seen = names_seen()
    found = family_commonness(a)
    for at, (one, other) in enumerate(zip(a.given, b.given, strict=False)):
        if one == other and len(one) > 1:
            found += max(
                math.log((seen.given.get(one, 0) + 2) / seen.all_given), _of_syllables(a.family, one)
            )
        elif at == 0:
            found += math.log((seen.initials.get(one[0], 0) + 50) / seen.all_given)
        else:
            found += math.log(0.12)
    return found + (0.7 if len(a.given) != len(b.given) else 0.0)


@lru_cache(2**16)
def family_commonness(one: Form) -> float:
    """The natural logarithm of the share of all people who have this family name."""
    seen = names_seen()
    found = math.log((seen.families.get(one.family, 0) + 0.5) / seen.all_families)
    korean = korean_surnames().get(one.family)
    return max(found, math.log(max(korean[0].share, LEAST_SHARE) / 1000 / KOREANS)) if korean else found


@lru_cache(2**16)
def _of_syllables(family: str, word: str) -> float:
    """How common a word of a given name is at least, if it is made of Korean or Chinese syllables under a family name of
    theirs; the spellings of the North are hardly in the table that was counted."""
    for surnames, table, longest in (
        (korean_surnames(), given_syllables(), LONGEST_KOREAN),
        (chinese_surnames(), pinyin_syllables(), LONGEST_PINYIN),
    ):
        if family in surnames and (found := cuts(word, table, longest)):
            return SYLLABLE * len(found[0])
    return -math.inf


def telling(one: Form) -> float:
    """How much it says that two works share this person: the rarer the name the more."""
    return exact(min(16.0, max(1.0, -commonness(one, one))))


@lru_cache(2**14)
def blocking_keys(one: Form) -> frozenset[str]:
    """Keys of a name; two names that can be one person's share one."""
    return keys_of(read(one.printed)) | {main_key(one)} if one.printed else frozenset({main_key(one)})


def main_key(one: Form) -> str:
    """The key of a name as it is printed: family name and first letter."""
    return f"{one.family}/{one.given[0][0] if one.given else ''}"
