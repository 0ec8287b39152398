"""Words in names of organisations that say something of their country: `Austrian`, `NHS Trust`, `Universidade`."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from loaders.facts import rows_of
from loaders.normalize.places import Segment
from loaders.normalize.reading import TITLE, UPPER, Reading, fold_words
from loaders.normalize.words import Words

PEOPLE, BODY, LANGUAGE = "people", "body", "language"
_RULES = {PEOPLE: "people-in-name", BODY: "body-of-state"}
# `Latin American`, `African American`, `West Indian`: another people
_OTHER_PEOPLE = frozenset(
    {
        "latin",
        "pan",
        "inter",
        "north",
        "south",
        "central",
        "african",
        "asian",
        "native",
        "west",
        "anglo",
        "afro",
        "ibero",
    }
)


class Cue(NamedTuple):
    """kind: people, body or language. codes: one country, or all of a language."""

    kind: str
    codes: frozenset[str]


class Cues(NamedTuple):
    """forms: folded words -> cue. lengths: first word -> lengths of the forms it starts, longest first."""

    forms: dict[str, Cue]
    lengths: dict[str, tuple[int, ...]]


class Found(NamedTuple):
    """A cue in a string: its rule (None of a language), countries, offsets."""

    rule: str | None
    codes: frozenset[str]
    span: tuple[int, int]


@cache
def cues() -> Cues:
    """The table, read once."""
    forms: dict[str, Cue] = {}
    lengths: dict[str, set[int]] = {}
    for row in rows_of("cues.tsv"):
        for form in row["forms"].split("|"):
            words = fold_words(form)
            key = " ".join(words)
            codes = frozenset(row["code"].split())
            known = forms.get(key)
            # a word of several languages: wherever any of them is used
            forms[key] = Cue(row["kind"], codes | known.codes if known and known.kind == LANGUAGE else codes)
            lengths.setdefault(words[0], set()).add(len(words))
    return Cues(forms, {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()})


def find_cues(reading: Reading, segment: Segment, table: Cues, lexicon: Words) -> list[Found]:
    """The cues of one piece that names an organisation or a part of one."""
    words = reading.words
    found: list[Found] = []
    for at in range(segment.first, segment.last):
        lengths = table.lengths.get(words[at])
        if lengths is None:
            continue
        for length in lengths:
            last = at + length
            if last > segment.last:
                continue
            cue = table.forms.get(words[at] if length == 1 else " ".join(words[at:last]))
            if cue is None:
                continue
            if cue.kind != PEOPLE or _of_people(reading, at, last, segment, lexicon):
                span = (reading.starts[at], reading.ends[last - 1])
                found.append(Found(_RULES.get(cue.kind), cue.codes, span))
            if cue.kind != BODY or length == 1:
                break  # `Universidade Federal` holds a word of a language too
    return found


def _of_people(reading: Reading, first: int, last: int, segment: Segment, lexicon: Words) -> bool:
    """Whether an adjective says whose organisation it is: `Austrian Academy`, not `Institute of Russian Studies`."""
    words = reading.words
    if not reading.flags[first] & (TITLE | UPPER) or segment.rank <= 0:
        return False
    before = words[first - 1] if first > segment.first else ""
    if before in _OTHER_PEOPLE:
        return False
    if any(m.first <= first < m.last for m in segment.mentions):
        return False  # `British Columbia`
    after = words[last] if last < segment.last else ""
    if after in lexicon.subjects or (
        after == "and" and last + 1 < segment.last and words[last + 1] in lexicon.subjects
    ):
        return False
    if before in lexicon.of_words and lexicon.ranks.get(words[first - 2] if first > 1 else "", 0):
        return (
            after in lexicon.ranks
        )  # `Department of Spanish Philology`, but `Institute of the Russian Academy`
    kinds = any(lexicon.ranks.get(words[i], 0) > 0 for i in range(last, segment.last))
    before_kind = lexicon.ranks.get(before, 0) > 0  # `Istituto Italiano`, `Deutsches` alone says nothing
    return kinds or before_kind
