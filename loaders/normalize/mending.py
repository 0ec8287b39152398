"""A printed string as it was meant, for where nothing in it is known as it stands: words run together, a letter wrong, a
comma inside a name. What is found then must cover what was mended, and is less sure."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from loaders.normalize.institutions import Names, find_matches
from loaders.normalize.places import Mention
from loaders.normalize.reading import COMMA, DIGIT, Reading, fold
from loaders.normalize.words import UNIVERSITY, Words

MOST_EDITS = 6
"""A string with more faults is no address that somebody mistyped."""
LONGEST = 400
"""Characters of a string that is mended: a longer one is no single address."""
_CAMEL = re.compile(r"(?<=[^\W\d_])(?=[A-Z][a-z])")
_LOWER = re.compile(r"[a-z]\Z")
_GLUED = ("of", "the", "for", "and", "de")


class Edit(NamedTuple):
    """What is changed: the offsets in the printed string, and what stands there instead."""

    start: int
    end: int
    text: str


class Mended(NamedTuple):
    """A string as it was meant. text; edits: in order of the printed string; placed: whether a name must stand where the
    string says, since a letter was wrong or a part of it may be its place."""

    text: str
    edits: tuple[Edit, ...]
    placed: bool

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the printed string for those in this one."""
        return self._printed(start), self._printed(end)

    def covers_edit(self, start: int, end: int) -> bool:
        """Whether offsets in the printed string hold something that was mended."""
        return any(start <= edit.start and edit.end <= end for edit in self.edits)

    def _printed(self, offset: int) -> int:
        moved = 0
        for edit in self.edits:
            start = edit.start + moved
            if offset <= start:
                break
            if offset < start + len(edit.text):
                return edit.start
            moved += len(edit.text) - (edit.end - edit.start)
        return offset - moved


def mended(
    reading: Reading,
    lexicon: Words,
    knows: Callable[[str], bool],
    nearest: Callable[[str], str | None],
) -> Mended | None:
    """A string with the words taken apart that were run together, and the unknown ones respelt; None where there is none.

    knows: whether a folded word is one of some name. nearest: the one word that another is a misprint of.
    """
    if len(reading.text) > LONGEST:
        return None
    edits: list[Edit] = []
    respelt = False
    for word, start, end, flag in zip(
        reading.words, reading.starts, reading.ends, reading.flags, strict=True
    ):
        if flag & DIGIT or len(word) < _SHORTEST_GLUED or knows(word) or word in lexicon.ranks:
            continue
        raw = reading.text[start:end]
        cuts = _cuts(raw, lexicon, knows)
        if cuts:
            edits += [Edit(start + cut, start + cut, " ") for cut in cuts]
            continue
        other = nearest(word) if len(word) >= _SHORTEST_RESPELT else None
        if other is not None:
            edits.append(Edit(start, end, other))
            respelt = respelt or lexicon.ranks.get(other) != UNIVERSITY
    if not 0 < len(edits) <= MOST_EDITS:
        return None
    return Mended(_applied(reading.text, edits), tuple(edits), respelt)


_SHORTEST_GLUED = 5
_SHORTEST_RESPELT = 6
"""Letters of a word in which one may be wrong."""


def _cuts(raw: str, lexicon: Words, knows: Callable[[str], bool]) -> list[int]:
    """Where a word is two: `MacauUniversity`, `theRussian`, `Universityof`; where one of them is a word of names."""
    cuts = [
        match.start()
        for match in _CAMEL.finditer(raw)
        if match.start() > 1 and _LOWER.search(raw[: match.start()])
    ]
    if cuts:
        end = fold(raw[cuts[-1] :])
        return cuts if knows(end) or end in lexicon.ranks else []
    folded = raw.lower()
    for little in _GLUED:
        if folded.endswith(little) and folded[: -len(little)] in lexicon.ranks:
            return [len(raw) - len(little)]
        if folded.startswith(little) and folded[len(little) :] in lexicon.ranks:
            return [len(little)]
    return []


def _applied(text: str, edits: list[Edit]) -> str:
    pieces, last = [], 0
    for edit in edits:
        pieces += [text[last : edit.start], edit.text]
        last = edit.end
    return "".join((*pieces, text[last:]))


class _AnyComma(frozenset[str]):
    """Every form may be printed with a comma."""

    def may(self, key: str, /, *, starts: bool) -> bool:
        return " " in key


_ANY = _AnyComma()


def without_commas(
    reading: Reading, table: Names, lexicon: Words, places: dict[int, Mention]
) -> Mended | None:
    """A string without the commas and gaps that stand inside a known name: `Princeton, Univ.`, `TianJin  University`;
    None where there is none."""
    if len(reading.text) > LONGEST or not any(mark in reading.text for mark in (",", "  ")):
        return None
    edits: list[Edit] = []
    placed = False
    for match in find_matches(reading, table._replace(commas=_ANY), lexicon, places):
        inside = [at for at in range(match.first + 1, match.last) if reading.seps[at] == COMMA]
        if len(inside) != 1 or not any(
            lexicon.ranks.get(reading.words[at], 0) > 0 for at in range(match.first, match.last)
        ):
            continue
        start, end = reading.ends[inside[0] - 1], reading.starts[inside[0]]
        between = reading.text[start:end]
        gap = between.isspace()
        if not ("," in between or gap) or _goes_on(reading, match.last, lexicon, places, gap=gap):
            continue
        if _apart(match.first, inside[0], match.last, places):
            if gap:
                continue
            placed = True
        edits.append(Edit(start, end, " "))
    if not 0 < len(edits) <= MOST_EDITS:
        return None
    return Mended(_applied(reading.text, edits), tuple(edits), placed)


def _goes_on(reading: Reading, last: int, lexicon: Words, places: dict[int, Mention], *, gap: bool) -> bool:
    """Whether what stands behind a mark is a longer name: `Oxford, University of London`, and behind a comma also
    `Taylor, University Hospital`, where a person's name may stand before it."""
    if last >= len(reading.words) or reading.seps[last] >= COMMA:
        return False
    if reading.words[last] in lexicon.of_words:
        return True
    return not gap and last not in places and not reading.flags[last] & DIGIT


def _apart(first: int, at: int, last: int, places: dict[int, Mention]) -> bool:
    """Whether a piece of a name is nothing but a place, and so may be where it stands: a country before the mark, any
    place behind it. `University, Pisa, Italy` is Pisa's, `University, Korea` not Korea University."""
    before, behind = places.get(first), places.get(at)
    country = before is not None and before.last >= at and bool(before.place.codes)
    return country or (behind is not None and behind.last >= last)
