"""The author lists of one work's records, joined author by author: by name first, by place only for review.

A pure function of the set of records. Each author of a list joins at most one author of another.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence

from loaders.normalize.decision import Decision
from loaders.normalize.same_name import SAME_NAME, SPELLING, alike, families, key_of
from loaders.records import PrintedAuthor, Record

SAME_ORCID, NAME_AND_PLACE, NAMES_AMBIGUOUS = "same-orcid", "name-and-place", "several-names-fit"
SAME_PLACE, NOT_ALIGNED = "same-place", "not-aligned"
DOUBTFUL = (SPELLING, NAMES_AMBIGUOUS, SAME_PLACE, NOT_ALIGNED)
"""Ways of joining the author lists of two records that ask for a person's look."""

SMALL = 60
"""Lists up to this length are searched whole for other spellings; in longer ones only the same place is looked at."""

NAMESAKES = 200
"""So many authors of one family name are compared with another: among more, initials tell nothing."""
ROUNDS = 10

Members = list[tuple[Record, PrintedAuthor]]
ALONE = Decision("", "yes", "one-record", 1.0)


def aligned(records: Sequence[Record], main: Record) -> tuple[list[tuple[Members, Decision]], bool]:
    """Join the author lists of several records (sorted by key) to that of the main one.

    What cannot be joined stands at the end, for review, and the answer's second part is then True. Rules, in this
    order: `same-name` (also in its own script), `same-orcid` (where the names do not speak against it), those of
    loaders.normalize.same_name where exactly one author fits, `name-and-place` (several fit, one at the same place
    of an equally long list), `several-names-fit`, `spelling`, `same-place`, `not-aligned` (these four: review).
    """
    slots: list[tuple[Members, Decision]] = [([(main, author)], ALONE) for author in main.authors]
    unaligned = False
    for record in records:
        if record is main:
            continue
        joining = _Joining([members[0][1] for members, _ in slots], record, len(main.authors))
        found = joining.run()
        for author, (index, decision) in zip(record.authors, found, strict=True):
            if index is None:
                slots.append(([(record, author)], decision))
                unaligned = True
            else:
                members, before = slots[index]
                members.append((record, author))
                surer = before is not ALONE and before.confidence <= decision.confidence
                slots[index] = (members, before if surer else decision)
    return slots, unaligned


Found = tuple[int | None, Decision]


class _Joining:
    """One record's authors and the slots that they may join; those beyond `first` are not of the main list."""

    def __init__(self, slots: Sequence[PrintedAuthor], record: Record, first: int) -> None:
        self._slots = slots
        self._authors = record.authors
        self._same_length = len(record.authors) == first
        self._first = first
        self._free = set(range(len(slots)))
        self._pending = list(range(len(record.authors)))
        self._found: dict[int, Found] = {}

    def run(self) -> list[Found]:
        """For each author the slot that it joins, None where there is none, and by which rule."""
        self._by_name()
        if self._pending:
            self._by_orcid()
        if self._pending and self._free:
            self._by_fit()
            self._by_spelling()
            self._by_place()
        for place in self._pending:
            self._found[place] = (None, Decision("", "review", NOT_ALIGNED, 0.4))
        return [self._found[place] for place in range(len(self._authors))]

    def _take(self, place: int, slot: int, decision: Decision) -> None:
        self._free.discard(slot)
        self._found[place] = (slot, Decision("", decision.state, decision.rule, decision.confidence))

    def _rest(self) -> None:
        self._pending = [place for place in self._pending if place not in self._found]

    def _by_name(self) -> None:
        named: dict[str, list[int]] = defaultdict(list)
        for slot, author in enumerate(self._slots):
            for key in _keys(author):
                named[key].append(slot)
        sure = Decision("", "yes", SAME_NAME, 0.98)
        for place in self._pending:
            near = [self._nearest(named[key], place) for key in _keys(self._authors[place]) if key in named]
            same = [slot for slot in near if slot is not None]
            if same:
                self._take(place, min(same, key=lambda slot: (abs(slot - place), slot)), sure)
        self._rest()

    def _nearest(self, slots: list[int], place: int) -> int | None:
        """The free one of sorted slots that is nearest to a place; those that are taken are dropped from the list."""
        while slots:
            at = bisect_left(slots, place)
            index = min((i for i in (at - 1, at) if 0 <= i < len(slots)), key=lambda i: abs(slots[i] - place))
            if slots[index] in self._free:
                return slots[index]
            del slots[index]
        return None

    def _by_orcid(self) -> None:
        of_orcid = {self._slots[slot].orcid: slot for slot in sorted(self._free, reverse=True)}
        for place in self._pending:
            author = self._authors[place]
            slot = of_orcid.get(author.orcid) if author.orcid else None
            # a source may hang an ORCID on the wrong author: a family name must be shared
            if slot is not None and slot in self._free and _families(author) & _families(self._slots[slot]):
                self._take(place, slot, Decision("", "yes", SAME_ORCID, 0.95))
        self._rest()

    def _by_fit(self) -> None:
        """Names that fit by initials and the like: where one fits only, and nobody else it, that is certain."""
        of_family: dict[str, list[int]] = defaultdict(list)
        for slot in sorted(self._free):
            for family in _families(self._slots[slot]):
                of_family[family].append(slot)
        fits: dict[int, dict[int, Decision]] = {}
        for place in self._pending:
            author = self._authors[place]
            near = {slot for family in _families(author) for slot in of_family.get(family, ())[:NAMESAKES]}
            fits[place] = {
                slot: how for slot in sorted(near) if (how := _fit(author, self._slots[slot])).state == "yes"
            }
        for _ in range(ROUNDS):
            for place, slot in self._singles(fits):
                self._take(place, slot, fits[place][slot])
        # several fit: the list's own order decides, where both are equally long
        for place in self._pending:
            if (
                self._same_length
                and place not in self._found
                and place in self._free
                and place in fits[place]
            ):
                how = fits[place][place]
                self._take(place, place, Decision("", "yes", NAME_AND_PLACE, min(how.confidence, 0.85)))
        for place in self._pending:
            left = [slot for slot in fits[place] if slot in self._free]
            if left and place not in self._found:
                slot = min(left, key=lambda slot: (abs(slot - place), slot))
                self._take(place, slot, Decision("", "review", NAMES_AMBIGUOUS, 0.5))
        self._rest()

    def _singles(self, fits: dict[int, dict[int, Decision]]) -> list[tuple[int, int]]:
        open_fits = {
            place: [slot for slot in found if slot in self._free]
            for place, found in fits.items()
            if place not in self._found
        }
        wanted: dict[int, int] = defaultdict(int)
        for slots in open_fits.values():
            for slot in slots:
                wanted[slot] += 1
        return [
            (place, slots[0])
            for place, slots in sorted(open_fits.items())
            if len(slots) == 1 and wanted[slots[0]] == 1
        ]

    def _by_spelling(self) -> None:
        small = max(len(self._slots), len(self._authors)) <= SMALL
        for place in self._pending:
            slots: Iterable[int] = sorted(self._free) if small else {place} & self._free
            like = [slot for slot in slots if _fit(self._authors[place], self._slots[slot]).rule == SPELLING]
            if like:
                slot = min(like, key=lambda slot: (abs(slot - place), slot))
                self._take(place, slot, Decision("", "review", SPELLING, 0.6))
        self._rest()

    def _by_place(self) -> None:
        for place in self._pending:
            fits = self._same_length and place < self._first and place in self._free
            if fits and self._authors[place].collective == self._slots[place].collective:
                self._take(place, place, Decision("", "review", SAME_PLACE, 0.6))
        self._rest()


def _keys(author: PrintedAuthor) -> list[str]:
    """The normalised names of an author: as printed, and in the own script."""
    printed = (author.name, author.name_native)
    return [key for name in printed if name and (key := key_of(name))]


def _families(author: PrintedAuthor) -> frozenset[str]:
    own = families(author.name_native) if author.name_native else frozenset()
    return families(author.name) | own


def _fit(a: PrintedAuthor, b: PrintedAuthor) -> Decision:
    """May two authors be one by their names? A group is no person, whatever its initials."""
    if a.collective != b.collective:
        return Decision(None, "no", "collective", 1.0)
    return alike(a.name, b.name)
