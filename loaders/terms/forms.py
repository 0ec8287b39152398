"""One way to print a term, as a list writes it: words, alternatives (`a|b`) and gaps (`..`); and every way to read it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, product
from math import prod

from loaders.normalize.wording import PAUSE, STOP, read
from loaders.terms.term_list import Form, Word

MOST_CHARACTERS = 120
MOST_WORDS = 12
MOST_GAP = 8
MOST_CHOICES = 200
"""Ways to read the alternatives (`a|b`) of one form."""
_GAP = re.compile(r"\.\.(\d{0,3})")
_ACRONYM = re.compile(r"(?=(?:.*[A-Z]){2})[A-Z0-9][A-Z0-9&/-]{1,9}")


def form_of(printed: str, acronym: bool | None = None) -> Form | str:
    """A form, or what is wrong with it. acronym: whether it is one; None: by its capitals."""
    if len(printed) > MOST_CHARACTERS:
        return f"it has more than {MOST_CHARACTERS} characters"
    words: list[Word] = []
    for piece in printed.split():
        if (gap := _GAP.fullmatch(piece)) is not None:
            words.append(Word((), int(gap[1] or 3)))
            if not 1 <= words[-1].gap <= MOST_GAP:
                return f"a gap has 1 to {MOST_GAP} words"
        else:
            words.append(Word(tuple(piece.split("|"))))
    if why := _impossible(words):
        return why
    if acronym is None:
        acronym = _ACRONYM.fullmatch(printed) is not None
    form = Form(" ".join(printed.split()), tuple(words), acronym)
    for way in normal_ways(form):
        if len(way) > MOST_WORDS + 4 or not any(word[0].isalnum() for word in way if word):
            return f"it has no words, or more than {MOST_WORDS}"
    return form


def _impossible(words: Sequence[Word]) -> str | None:
    if not words or len(words) > MOST_WORDS:
        return f"it has no words, or more than {MOST_WORDS}"
    if not words[0].choices or not words[-1].choices:
        return "a gap stands between words"
    if any(not a.choices and not b.choices for a, b in pairwise(words)):
        return "two gaps stand side by side"
    if any(not choice for word in words for choice in word.choices):
        return "an alternative is empty"
    if prod(len(word.choices) or 1 for word in words) > MOST_CHOICES:
        return f"its alternatives can be read in more than {MOST_CHOICES} ways"
    for word in words:
        for choice in word.choices:
            way = read(choice).words
            if not way or STOP in way or PAUSE in way:
                return f"{choice!r} is no word"
    return None


def normal_ways(form: Form) -> list[tuple[str, ...]]:
    """Every way to read a form, in normal forms; a gap is one element, NUL and its number of words.

    A hyphen in a form stands for a hyphen, for a space, and for nothing.
    """
    ways: list[tuple[str, ...]] = []
    for chosen in product(*[word.choices or (f"\0{word.gap}",) for word in form.words]):
        for closed in (False, True):
            way: list[str] = []
            for piece in chosen:
                if piece[0] == "\0":
                    way.append(piece)
                else:
                    way += read(piece.replace("-", "") if closed else piece).words
            if tuple(way) not in ways:
                ways.append(tuple(way))
            if not any("-" in piece for piece in chosen):
                break
    return ways
