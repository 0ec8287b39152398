"""A printed name, read as family and given name."""

from __future__ import annotations

import re

from loaders.normalize.personal.model import PersonalName
from loaders.normalize.reading import fold

_WORD = re.compile(r"[^\W\d_]+(?:['’‘`ʼ][^\W\d_]+)*\.?")
_SUFFIXES = {"jr", "sr", "ii", "iii", "iv"}
_KOREAN = frozenset("ri kim pak choe jong rim ryu ro ra jang kang han o so sin yun hong jon an song".split())


def parse(printed: str) -> PersonalName:
    """The name in a printed string; family and given are empty where none is in it."""
    before, comma, after = printed[:300].partition(",")
    parts = [[_entries(w) for w in _WORD.findall(part)] for part in (before, after)]
    suffix = next((w[0] for part in parts for w in part if w and w[0] in _SUFFIXES), None)
    parts = [[w for w in part if w and w[0] not in _SUFFIXES] for part in parts]
    if comma and all(parts):
        family, given, rule, order = parts[0], parts[1], "comma", "family-first"
    else:
        words = parts[0] + parts[1]
        short = [i for i, w in enumerate(words) if len(w) > 1 or len(w[0]) == 1]
        if len(words) < 2 or (0 not in short and (short or words[0][0] in _KOREAN)):
            family, given, rule, order = words[:1], words[1:], "family-first", "family-first"
        else:
            family, given, rule, order = words[-1:], words[:-1], "given-first", "given-first"
    folded = tuple(e for w in given for e in w)
    return PersonalName(
        printed,
        tuple("".join(w) for w in family),
        folded,
        "".join(e[0] for e in folded),
        order,  # type: ignore[arg-type]
        "latin",
        tuple("".join(w) for w in family),
        rule,
        0.8,
        suffix,
    )


def _entries(word: str) -> tuple[str, ...]:
    text = word.rstrip(".")
    folded = "".join(c for c in fold(text) if c.isalpha())
    if text.isupper() and len(text) <= 3 and (word.endswith(".") or not set("aeiouy") & set(folded)):
        return tuple(folded)
    return (folded,) if folded else ()
