"""The forms by which an organisation's names are found in print."""

from __future__ import annotations

import re
from collections.abc import Iterator

from loaders.normalize.canonical import canonical, is_cjk
from loaders.normalize.words import words
from loaders.registry.ror import NameKind

LABEL, ALIAS, SHORT, ACRONYM, PART = 0, 1, 2, 3, 4
"""How a form names its organisation; SHORT: without what the registry adds in brackets to tell namesakes apart; PART:
without its city, its subtitle, or whom it is named after."""
_KINDS: dict[NameKind, int] = {"label": LABEL, "alias": ALIAS, "acronym": ACRONYM}
_BRACKETS = re.compile(r"\s*\(([^()]*)\)\s*\Z")
# how letters are written where a keyboard lacks them: University of Wuerzburg
_WRITTEN_OUT = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "Ä": "Ae",
        "Ö": "Oe",
        "Ü": "Ue",
        "ø": "oe",
        "Ø": "Oe",
        "å": "aa",
        "Å": "Aa",
    }
)
# what is often left out: University X named after Y; Leibniz Institute on Aging - Fritz Lipmann Institute
_NAMED_AFTER = re.compile(r",?\s+(?:named (?:after|for|in honou?r of)|im\.|imeni|имени|им\.)\s", re.I)
_SUBTITLE = re.compile(r"(?<=\w\s)[-–—]\s|(?<=\w)\s[–—](?=\w)")
MOST_WORDS = 24
"""A longer form is no name of an institution."""


def forms_of(name: str, kind: NameKind) -> Iterator[tuple[str, int, bool]]:
    """The forms by which a printed name is found: canonical words joined by spaces (or CJK characters without), how the
    form names, and whether it is CJK."""
    as_kind = _KINDS[kind]
    yield from _form(name, as_kind)
    if kind == "acronym":
        return
    if not name.isascii():
        written = name.translate(_WRITTEN_OUT)
        if written != name:
            yield from _form(written, as_kind)
    brackets = _BRACKETS.search(name)
    if brackets:
        yield from _form(name[: brackets.start()], SHORT)


def parts_of(name: str, kind: NameKind, city: tuple[str, ...]) -> Iterator[tuple[str, int, bool]]:
    """Forms that leave out what is often left out; they count only where they are nobody's own name."""
    if kind == "acronym":
        return
    for cut in (_NAMED_AFTER, _SUBTITLE):
        found = cut.search(name)
        if found and _is_name(name[: found.start()]):
            yield from _form(name[: found.start()], PART)
    yield from _without_city(name, city)


def _without_city(name: str, city: tuple[str, ...]) -> Iterator[tuple[str, int, bool]]:
    """A long name without the city at its end: Goethe University Frankfurt."""
    listed = canonical(name)
    if not city or is_cjk(name):
        return
    for size in range(len(city), 0, -1):
        if listed[-size:] == city[:size] and len(listed) - size >= 2:
            rest = listed[:-size]
            if any(is_proper(word) for word in rest):
                yield " ".join(rest), PART, False
            return


MOST_BEARERS = 60
"""Names that may hold a word which makes a part of a name one: Goethe University, but no Comprehensive Cancer Center."""
_PROPER = 5
"""Letters of a word that makes a part of a name one."""


def is_proper(word: str) -> bool:
    """Whether a word makes a part of a name one: no word for a kind, and no short one."""
    return word not in words().ranks and len(word) >= _PROPER


def _is_name(part: str) -> bool:
    listed = canonical(part)
    return len(listed) >= 2 and any(is_proper(word) for word in listed)


def _form(name: str, kind: int) -> Iterator[tuple[str, int, bool]]:
    if is_cjk(name):
        form = "".join(name.split())
        if len(form) >= 2:
            yield form, kind, True
        return
    listed = canonical(name)
    legal = words().legal
    while listed and any(word not in legal for word in listed):
        if len(listed) > MOST_WORDS or all(len(word) == 1 for word in listed):
            return
        yield " ".join(listed), kind, False
        if kind == ACRONYM or listed[-1] not in legal:
            return  # the last letters of `UMR SAS` are no company's
        listed = listed[:-1]  # Zoetis Inc is printed Zoetis, too
