"""A printed name as words: what is an initial, what is in capitals, what stands before a comma."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from loaders.normalize.personal.lexicon import lexicon
from loaders.normalize.personal.letters import latin, script_of
from loaders.normalize.reading import LETTERS

MOST_LETTERS, MOST_WORDS = 300, 12
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|（[^（）]*）|<[^<>]*>")
_COMMAS = re.compile("[,，、،;；]")
_HYPHENS = re.compile("[-‐‑‒–—―−﹣－]+")
_SEPARATORS = re.compile(r"[\s_·•・‧∙⋅=/|&+\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")
_QUOTES = "'’‘`ʼ´′ʻ＇ʹʾʿ"
_LETTER_CASES = str.maketrans(LETTERS | {"ß": "ss", "ẞ": "ss", "ƣ": "g", "ə": "a"})
# initials of two letters, for one letter of another script or a sound of Korean
_DIGRAPHS = frozenset({"ch", "sh", "zh", "yu", "ya", "ye", "yo", "ts", "kh", "dz", "th", "ph", "ju", "ja", "iu", "ia", "st", "gy", "sz", "cs"})
_VOWELS = frozenset("aeiouy")
_NO_VOWEL = frozenset({"ng", "lv", "nv"})


class Word(NamedTuple):
    """A word of a name.

    pieces: what stands between its hyphens, folded, in Latin letters where there are some for it. native: the same in the
    letters of its script. printed: small letters with their diacritics. initials: it is made of initials, one a piece.
    pointed: they are printed with full stops. maybe: short capitals that may be initials. upper: two capitals or more.
    """

    pieces: tuple[str, ...]
    native: tuple[str, ...]
    printed: str
    initials: bool = False
    pointed: bool = False
    maybe: bool = False
    upper: bool = False

    @property
    def joined(self) -> str:
        """Its letters without hyphens."""
        return "".join(self.pieces)


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
    text = unicodedata.normalize("NFKC", printed[:MOST_LETTERS])
    text = _BRACKETS.sub(" ", text) if _BRACKETS.sub("", text).strip() else text
    words_of = lexicon()
    suffix: str | None = None
    sides: list[list[Word]] = []
    seen = 0
    for side in _COMMAS.split(text):
        words: list[Word] = []
        chunks = [chunk for chunk in _SEPARATORS.split(side) if chunk]
        for number, chunk in enumerate(chunks):
            bare = fold_letters(chunk)
            alone = len(chunks) == 1 and bool(sides)
            if bare in words_of.suffixes and (seen or number) and not (number == 0 and not sides):
                suffix = suffix or words_of.suffixes[bare]
                continue
            if bare in words_of.titles and (len(chunks) > 2 or alone or chunk.endswith(".")) and len(bare) > 1:
                continue
            for word in _words(chunk):
                if seen < MOST_WORDS and word.pieces:
                    words.append(word)
                    seen += 1
        if words:
            sides.append(words)
    before = sides[0] if sides else []
    after = [word for side in sides[1:] for word in side]
    return Tokens(tuple(before), tuple(after), suffix, script_of(text))


@lru_cache(maxsize=65_536)
def fold_letters(text: str) -> str:
    """The letters of a word without case, diacritics and marks; digits only where it starts with one (`3rd`)."""
    if text.isascii():
        plain = text.lower()
    else:
        plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTER_CASES))
        plain = unicodedata.normalize("NFC", "".join(c for c in plain if not unicodedata.combining(c)))
        plain = plain.casefold()
    if plain[:1].isdigit() and len(plain) <= 3:
        return "".join(c for c in plain if c.isalnum())
    return "".join(c for c in plain if c.isalpha())


@lru_cache(maxsize=65_536)
def _words(chunk: str) -> tuple[Word, ...]:
    """The words in what stands between two spaces: `J.A.` and `C.-S.` are initials, `A.Smith` is two words."""
    hyphened = [piece for piece in _HYPHENS.split(chunk) if any(c.isalpha() for c in piece)]
    pieces: list[tuple[str, bool]] = []  # as printed, with a full stop after it
    for piece in hyphened:
        bits = piece.split(".")
        pieces += [(bit, number < len(bits) - 1) for number, bit in enumerate(bits) if any(c.isalpha() for c in bit)]
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
            found.append(Word(letters, letters, bit.casefold(), initials=True, pointed=True))
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
    printed = "".join(bits)
    small = unicodedata.normalize("NFC", printed.casefold())
    ascii_only = all(letters.isascii() for letters in folded)
    upper = printed.isupper()
    if folded and ascii_only and all(len(letters) == 1 for letters in folded) and (upper or len(folded) == 1):
        return Word(folded, native, small, initials=True)
    joined = "".join(folded)
    maybe = upper and len(folded) == 1 and 2 <= len(joined) <= 3 and ascii_only
    if maybe and not _VOWELS & set(joined) and joined not in _NO_VOWEL:
        return Word(tuple(joined), tuple(joined), small, initials=True, upper=True)
    return Word(folded, native, small, maybe=maybe, upper=upper and len(joined) > 1)


def _letters(bit: str) -> str:
    """A piece folded into Latin letters, or in its own where they have none."""
    return latin(fold_letters(bit))
