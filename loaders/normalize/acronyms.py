"""What a text itself says an acronym stands for: `cellular nonlinear networks (CNN)`, `AI (avian influenza)`."""

from __future__ import annotations

from collections.abc import Sequence

_SKIPPED = frozenset({"a", "an", "and", "by", "de", "for", "in", "la", "of", "on", "the", "to", "with"})
_FURTHEST = 12


def spelt_out(
    text: str, spans: Sequence[tuple[int, int]], letters: str
) -> tuple[int, int] | None:  # places of words
    """The words, first and last left out, that the text gives for an acronym; None where it gives none.

    text: as cut; spans: where its words stand; letters: the acronym's, in any case. The words before `(ABC)`, or those in
    the brackets after it, are taken where their first letters are the acronym's: function words may be passed over.
    """
    wanted = letters.casefold()
    for at, (start, end) in enumerate(spans):
        if text[start:end].casefold() not in (wanted, wanted + "s"):
            continue
        before, after = text[start - 1 : start], text[end : end + 1]
        if before == "(" and after == ")" and at >= 2:
            first = _backwards(text, spans, at - 1, wanted)  # at - 1 is the bracket
            if first is not None:
                return first, at - 1
        if text[end : end + 2] == " (" and at + 2 < len(spans):
            last = _forwards(text, spans, at + 2, wanted)
            if last is not None and text[spans[last - 1][1] : spans[last - 1][1] + 1] in (")", ",", ";"):
                return at + 2, last
    return None


def _backwards(text: str, spans: Sequence[tuple[int, int]], stop: int, wanted: str) -> int | None:
    left = len(wanted)
    first = None
    for at in range(stop - 1, max(-1, stop - 1 - _FURTHEST), -1):
        word = text[slice(*spans[at])].casefold()
        if word[0] == wanted[left - 1]:
            left -= 1
            first = at
            if left == 0:
                return first
        elif word not in _SKIPPED:
            return None
    return None


def _forwards(text: str, spans: Sequence[tuple[int, int]], start: int, wanted: str) -> int | None:
    done = 0
    for at in range(start, min(len(spans), start + _FURTHEST)):
        word = text[slice(*spans[at])].casefold()
        if word[0] == wanted[done]:
            done += 1
            if done == len(wanted):
                return at + 1
        elif word not in _SKIPPED:
            return None
    return None
