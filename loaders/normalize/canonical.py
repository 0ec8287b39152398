"""The form in which printed names of institutions are compared."""

from __future__ import annotations

from functools import lru_cache

from loaders.normalize.reading import fold_words
from loaders.normalize.words import words


@lru_cache(maxsize=65_536)
def canonical(form: str) -> tuple[str, ...]:
    """Folded words of a name with abbreviations written out and the words left out that abbreviated names
    drop."""
    lexicon = words()
    return tuple(lexicon.canon.get(word, word) for word in fold_words(form) if word not in lexicon.drop)


def is_cjk(form: str) -> bool:
    """Whether a name holds Chinese, Japanese or Korean characters: then it is compared without spaces."""
    return any("\u3040" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3" for c in form)


def form_of(name: str) -> str:
    """The canonical form of a name: its words joined by spaces, or its Chinese, Japanese or Korean characters without."""
    return "".join(name.split()) if is_cjk(name) else " ".join(canonical(name))


@lru_cache(maxsize=50_000)
def city_words(city: str | None) -> frozenset[str]:
    """The canonical words of a city's name."""
    return frozenset(canonical(city)) if city else frozenset()
