"""A printed name as words: what is an initial, what is in capitals, what stands before a comma."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from loaders.normalize.personal.letters import latin, script_of
from loaders.normalize.personal.lexicon import lexicon
from loaders.normalize.reading import LETTERS

MOST_LETTERS, MOST_WORDS = 300, 12
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|<[^<>]*>")
_RUN_TOGETHER = re.compile("[A-Z][a-z][A-Z][a-z]?|[A-Z]{1,2}[a-z][A-Z]")
_BRACKET = re.compile(r"[(\[<]")
_OTHERS = re.compile(r"[\s,;]+(?:et\.?\s+al\.?|and others)\W*$", re.IGNORECASE)
_COMMAS = re.compile("[,，、،;；]")
_HYPHENS = re.compile("[-‐‑‒–—―−﹣－]+")
_SEPARATORS = re.compile(r"[\s_·•・‧∙⋅=/|&+\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")
# marks that Unicode counts among letters: of apostrophes, hamza and ayn
_MARKS = dict.fromkeys([*range(0x2B0, 0x300), 0x640])
_LETTER_CASES = str.maketrans(LETTERS | {"ß": "ss", "ẞ": "ss", "ƣ": "g", "ə": "a"})
_SHORT_I = frozenset({"и\u0306", "у\u0306"})
# initials of two letters, for one letter of another script or a sound of Korean
_DIGRAPHS = frozenset(
    {
        "ch",
        "sh",
        "zh",
        "yu",
        "ya",
        "ye",
        "yo",
        "ts",
        "kh",
        "dz",
        "th",
        "ph",
        "ju",
        "ja",
        "iu",
        "ia",
        "st",
        "gy",
        "sz",
        "cs",
    }
)
_VOWELS = frozenset("aeiouy")
_AND = frozenset("yei")
"""`and` between two family names, in small letters."""
_NO_VOWEL = frozenset({"ng", "lv", "nv"})


class Word(NamedTuple):
    """A word of a name.

    joined: its letters, folded, in Latin ones where there are some for it. pieces: what of them stands between hyphens.
    native: the same in the letters of its script. printed: small letters with their diacritics. initials: it is made of initials, one a piece.
    pointed: they are printed with full stops. maybe: short capitals that may be initials. upper: two capitals or more.
    """

    joined: str
    pieces: tuple[str, ...]
    native: tuple[str, ...]
    printed: str
    initials: bool = False
    pointed: bool = False
    maybe: bool = False
    upper: bool = False


class Tokens(NamedTuple):
    """The words of a name before and after its comma; its suffix; the script that it is written in."""

    before: tuple[Word, ...]
    after: tuple[Word, ...]
    suffix: str | None
    script: str

    @property
    def words(self) -> tuple[Word, ...]:
        return self.before + self.after


def tokens(printed: str) -> Tokens:
    """The words of a printed name. Titles, degrees, footnote marks and what stands in brackets are left out."""
    text = printed[:MOST_LETTERS]
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    if "al" in text or "AL" in text or "others" in text:
        text = _OTHERS.sub("", text)
    if _BRACKET.search(text) and (outside := _BRACKETS.sub(" ", text)).strip():
        text = outside
    listed = lexicon()
    suffix: str | None = None
    sides: list[list[Word]] = []
    seen = 0
    for side in _COMMAS.split(text):
        words: list[Word] = []
        chunks = _SEPARATORS.sub(" ", side).split()
        for number, chunk in enumerate(chunks):
            bare, found = _chunk(chunk)
            if bare in listed.suffixes and (number or sides):
                suffix = suffix or listed.suffixes[bare]
                continue
            if bare in listed.titles and (
                len(chunks) > 2 or chunk.endswith(".") or (len(chunks) == 1 and sides)
            ):
                continue
            if seen < MOST_WORDS:
                words += found
                seen += len(found)
        if words:
            sides.append(words)
    if len(sides) < 2:
        return Tokens(tuple(sides[0]) if sides else (), (), suffix, script_of(text))
    return Tokens(
        tuple(sides[0]), tuple(word for side in sides[1:] for word in side), suffix, script_of(text)
    )


@lru_cache(maxsize=65_536)
def _chunk(chunk: str) -> tuple[str, tuple[Word, ...]]:
    """What stands between two spaces, folded as a whole; and its words."""
    if len(chunk) > 3 and chunk.isascii() and chunk.isalpha() and not chunk.isupper():
        folded = chunk.lower()  # by far the most
        if len(chunk) > 4 or not _RUN_TOGETHER.fullmatch(chunk):
            return folded, (Word(folded, (folded,), (folded,), folded),)
    return fold_letters(chunk), tuple(word for word in _words(chunk) if word.pieces)


@lru_cache(maxsize=65_536)
def fold_letters(text: str) -> str:
    """The letters of a word without case, diacritics and marks; digits only where it starts with one (`3rd`)."""
    if text.isascii():
        plain = text.lower()
        if plain.isalpha():
            return plain
    else:
        plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTER_CASES)).translate(_MARKS)
        kept = (
            c
            for at, c in enumerate(plain)
            if not unicodedata.combining(c) or plain[at - 1 : at + 1] in _SHORT_I
        )
        plain = unicodedata.normalize("NFC", "".join(kept))
        plain = plain.casefold()
    if plain[:1].isdigit() and len(plain) <= 3:
        return "".join(c for c in plain if c.isalnum())
    return "".join(c for c in plain if c.isalpha())


def _words(chunk: str) -> tuple[Word, ...]:
    """The words in what stands between two spaces: `J.A.` and `C.-S.` are initials, `A.Smith` is two words."""
    hyphened = [piece for piece in _HYPHENS.split(chunk) if any(c.isalpha() for c in piece)]
    pieces: list[tuple[str, bool]] = []  # as printed, with a full stop after it
    for piece in hyphened:
        bits = piece.split(".")
        pieces += [
            (bit, number < len(bits) - 1) for number, bit in enumerate(bits) if any(c.isalpha() for c in bit)
        ]
    if not pieces:
        return ()
    if "." not in chunk:
        return (_word([bit for bit, _ in pieces]),)
    found: list[Word] = []
    row: list[str] = []
    for bit, stop in pieces:
        folded = _letters(bit)
        if stop and (len(folded) == 1 or folded in _DIGRAPHS or (len(folded) <= 3 and bit.isupper())):
            letters = tuple(folded if bit.isupper() and len(folded) > 1 else folded[:1])
            found += _flush(row)
            row = []
            found.append(
                Word("".join(letters), letters, letters, bit.casefold(), initials=True, pointed=True)
            )
        elif len(hyphened) == 1:
            found += _flush(row)
            row = [bit]
        else:
            row.append(bit)
    return (*found, *_flush(row))


def _flush(row: list[str]) -> list[Word]:
    return [_word(row)] if row else []


def _word(bits: list[str]) -> Word:
    native = tuple(letters for letters in map(fold_letters, bits) if letters)
    folded = tuple(letters for letters in map(latin, native) if letters)
    joined = "".join(folded)
    printed = "".join(bits)
    small = unicodedata.normalize("NFC", printed.casefold())
    ascii_only = all(letters.isascii() for letters in folded)
    upper = printed.isupper()
    single = bool(folded) and ascii_only and all(len(letters) == 1 for letters in folded)
    if single and (upper or (len(folded) == 1 and printed not in _AND)):
        return Word(joined, folded, native, small, initials=True)
    if len(folded) == 1 and _RUN_TOGETHER.fullmatch(
        printed
    ):  # `ChK`: two initials, one written with two letters
        letters = tuple(letter.lower() for letter in printed if letter.isupper())
        return Word("".join(letters), letters, letters, small, initials=True)
    maybe = upper and len(folded) == 1 and 2 <= len(joined) <= 3 and ascii_only
    if maybe and not _VOWELS & set(joined) and joined not in _NO_VOWEL:
        return Word(joined, tuple(joined), tuple(joined), small, initials=True, upper=True)
    return Word(joined, folded, native, small, maybe=maybe, upper=upper and len(joined) > 1)


def _letters(bit: str) -> str:
    """A piece folded into Latin letters, or in its own where they have none."""
    return latin(fold_letters(bit))
