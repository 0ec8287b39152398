"""Words of titles, venues and addresses, so that spellings and abbreviations of one meet."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+")
_STOP = frozenset(
    "a an the and of for in on with to by from at via using based as is are its be or under into over new toward towards"
    " de la le les des du der die das und für el los las et en y e di del".split()
)
_ENDINGS = (("ies", "y"), ("tions", "t"), ("ing", ""), ("tion", "t"), ("ed", ""), ("es", "e"), ("s", ""))
_OF_VENUES = frozenset(
    "proceedings proc international conference conf symposium workshop annual journal j transactions trans on acm ieee"
    " lecture notes volume vol part official publication society association"
    " arxiv biorxiv medrxiv chemrxiv ssrn preprint preprints zenodo repository".split()
)
_NUMBERED = re.compile(r"\d+(?:st|nd|rd|th)?")
SHORT_PLACE = 6
"""Words of an address are cut to so many letters: `Comput.` is `Computer`."""


@lru_cache(2**17)
def folded(text: str) -> str:
    """Lower case without diacritics."""
    if text.isascii():
        return text.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).lower()


@lru_cache(2**17)
def stem(word: str) -> str:
    """A word without the endings that its forms differ by."""
    if len(word) > 4 and not word.endswith("ss"):
        for ending, instead in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= 3:
                return word[: -len(ending)] + instead
    return word


def words(text: str) -> list[str]:
    """The words of a text that can mean something, folded, in order."""
    return [w for w in _WORD.findall(folded(text)) if len(w) > 1 and w not in _STOP and not w.isdigit()]


def topic_words(text: str) -> list[str]:
    """Stems of a title or an abstract, in order."""
    return [stem(word) for word in words(text)]


def venue_words(text: str) -> list[str]:
    """Stems of the name of a journal or a conference, without years, numbers and what every venue is called."""
    return [stem(w) for w in words(_NUMBERED.sub(" ", folded(text))) if w not in _OF_VENUES]


def place_words(text: str) -> list[str]:
    """The beginnings of the words of an address."""
    return [word[:SHORT_PLACE] for word in words(text)]
