"""Do two records without a common identifier report one work? By title, year and authors; precision comes first."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from loaders.merging.kinds import NOTICE, OTHER, PAPER, PREPRINT, forms_of, kind_of
from loaders.merging.titles import (
    EXACT,
    LEAST,
    NEAR,
    Likeness,
    is_telling,
    letters,
    likeness,
    title_of,
    weight_of,
)
from loaders.merging.venues import other_venue
from loaders.normalize.decision import Decision
from loaders.normalize.same_name import alike, key_of
from loaders.records import PrintedAuthor, Record

SAME_WORK, VERSION = "same-work", "version"
"""What a Decision's value says: one work; a preprint and the article made of it."""

AUTHORS = 30
"""So many authors of a list are compared."""
NEAR_BY = 3
"""Places by which an author may stand elsewhere in another list, where the name is not printed in the same way."""
PREPRINT_YEARS = range(-1, 7)
"""Years from a preprint to its article: a database may date the preprint by its last version."""
LONG_TITLE = 40
"""Weight of a title that two works hardly share by chance."""


def title_key(record: Record) -> str | None:
    """Hash of title, year and first author, for a record with no other identifier; None where one is missing or the title
    does not tell."""
    if record.ids or not record.title or not record.year or not record.authors:
        return None
    kind = kind_of(record)
    if kind in (NOTICE, OTHER) or weight_of(letters(record.title)) < LEAST or not is_telling(record.title):
        return None
    first = sorted(letters(part) for part in re.split(r"[\s,.\-]+", record.authors[0].name) if letters(part))
    if not first:
        return None
    printed = [letters(record.title), str(record.year), " ".join(first), *([] if kind == PAPER else [kind])]
    return hashlib.sha256("\n".join(printed).encode()).hexdigest()[:32]


class Compared:
    """A record as it is compared, with what is worked out of it once: it is compared with many."""

    __slots__ = ("_keys", "_names", "key", "kind", "record")

    def __init__(self, record: Record) -> None:
        self.record = record
        self.key = title_key(record)
        self.kind = kind_of(record)
        self._keys: tuple[frozenset[str], ...] | None = None
        self._names: frozenset[str] = frozenset()

    @property
    def keys(self) -> tuple[frozenset[str], ...]:
        """The normalised names of its authors, one by one."""
        if self._keys is None:
            self._keys = tuple(
                frozenset(key for name in (one.name, one.name_native) if name and (key := key_of(name)))
                for one in self.record.authors[: 2 * AUTHORS]
            )
            self._names = frozenset().union(*self._keys)
        return self._keys

    @property
    def names(self) -> frozenset[str]:
        """Those of all of them."""
        return self._names if self.keys else frozenset()


def same_work(a: Record, b: Record) -> Decision:
    """Do two records report one work, as far as titles, years and authors tell? Identifiers are not looked at.

    Decision.value: `same-work`, or `version` (one is a preprint of the other); None where they do not (state `no`).
    rule: how the titles agree (see loaders.merging.titles.likeness), and after a point what leaves a doubt (state `review`):
    authors, author-order, no-authors, year, no-year, form (a thesis and an article, …), venue, notice. `title-key`: title,
    year and first author are the same, and neither record has an identifier. confidence: the score.
    """
    return same(Compared(a), Compared(b))


def same(one: Compared, other: Compared) -> Decision:
    """As same_work says of their records."""
    a, b = one.record, other.record
    if not a.title or not b.title:
        return _no("no-title")
    if one.key is not None and one.key == other.key:
        return _sure(a, b, SAME_WORK, Likeness("title-key", 0.99), 0.99)
    alikeness = likeness(a.title, b.title)
    if alikeness is None:
        short = min(title_of(a.title).weight, title_of(b.title).weight) < LEAST
        return _no("short-title" if short else "other-title")
    kinds = {one.kind, other.kind}
    if len(kinds) > 1 and kinds != {PAPER, PREPRINT}:
        return _no("other-kind")
    found = (_version if len(kinds) > 1 else _one_work)(one, other, alikeness)
    if found.state == "yes" and kinds & {NOTICE, OTHER}:
        return _review(found.value, alikeness, "notice", found.confidence)
    return found


def _no(rule: str) -> Decision:
    return Decision(None, "no", rule, 1.0)


def _review(value: str | None, alikeness: Likeness, doubt: str, confidence: float) -> Decision:
    return Decision(value, "review", f"{alikeness.rule}.{doubt}", round(min(confidence, 0.75), 3))


def _one_work(one: Compared, other: Compared, title: Likeness) -> Decision:
    a, b = one.record, other.record
    gap = None if a.year is None or b.year is None else abs(a.year - b.year)
    first, share, count = _authors(one, other)
    exact, near = title.rule in EXACT, title.rule in NEAR
    long = title_of(a.title or "").weight >= LONG_TITLE
    if gap is not None and gap > 2:
        return _no("year")
    if not count:
        return _review(SAME_WORK, title, "no-authors", 0.6) if exact and long and gap == 0 else _no("authors")
    if not exact:
        if not (first == "yes" and share == 1 and gap is not None and gap <= 1):
            return _no("authors" if share < 1 or first != "yes" else "year")
        if near and count > 1 and long:
            return _sure(a, b, SAME_WORK, title, title.score - 0.02 * gap)
        return Decision(SAME_WORK, "review", title.rule, min(title.score, 0.85))
    if first == "no" and share < 0.8:
        # the same names in another script cannot be compared
        if long and gap == 0 and _in_other_script(a.authors, b.authors):
            return _review(SAME_WORK, title, "authors", 0.6)
        return _no("authors")
    if gap is None:
        if count > 2 and share == 1 and first == "yes" and long:
            return _sure(a, b, SAME_WORK, title, 0.9)
        return _review(SAME_WORK, title, "no-year", 0.7)
    if gap == 2:
        return _review(SAME_WORK, title, "year", 0.7)
    if first != "yes" and not (share == 1 and count > 2):
        return _review(SAME_WORK, title, "author-order" if share >= 0.8 else "authors", 0.7)
    if share < 0.5:
        return _review(SAME_WORK, title, "authors", 0.7)
    return _sure(a, b, SAME_WORK, title, title.score - 0.02 * gap - 0.05 * (1 - share))


def _version(one: Compared, other: Compared, title: Likeness) -> Decision:
    a, b = one.record, other.record
    preprint, article = (a, b) if one.kind == PREPRINT else (b, a)
    first, share, count = _authors(one, other)
    exact, near = title.rule in EXACT, title.rule in NEAR
    if first != "yes" or not count:
        return _no("authors")
    gap = None if preprint.year is None or article.year is None else article.year - preprint.year
    if gap is not None and gap not in PREPRINT_YEARS:
        return _no("year")
    confidence = title.score - 0.05 * (1 - share) - (0.05 if gap is None else 0.01 * abs(gap))
    if (exact and share >= 0.5) or (near and share == 1 and count > 1):
        return Decision(VERSION, "yes", title.rule, round(confidence, 3))
    if exact or (near and share >= 0.5) or share == 1:
        return Decision(VERSION, "review", title.rule, round(min(confidence, 0.75), 3))
    return _no("authors")


def _sure(a: Record, b: Record, value: str, title: Likeness, confidence: float) -> Decision:
    mine, theirs = forms_of(a), forms_of(b)
    if mine and theirs and mine.isdisjoint(theirs):
        return _review(value, title, "form", confidence)
    if a.year != b.year and "book" in mine | theirs:
        return _review(value, title, "year", confidence)  # two editions
    if other_venue(a.venue, b.venue):
        return _review(value, title, "venue", confidence)
    return Decision(value, "yes", title.rule, round(confidence, 3))


def _authors(one: Compared, other: Compared) -> tuple[str, float, int]:
    """Is the first author the same (a state); the share of the shorter list that is in the other; its length."""
    a, b = one.record.authors, other.record.authors
    count = min(len(a), len(b), AUTHORS)
    if not count:
        return "no", 0.0, 0
    first = _same_author(a[0], b[0])
    fewer, more = (one, other) if len(a) <= len(b) else (other, one)
    names = more.names
    same = {place for place, keys in enumerate(fewer.keys[:count]) if not keys.isdisjoint(names)}
    if first == "no" and not same:
        return first, 0.0, count  # lists that share no name at all are not searched for initials
    shorter, longer = fewer.record.authors, more.record.authors
    for place in range(count):
        near = longer[max(place - NEAR_BY, 0) : place + NEAR_BY + 1]
        if place not in same and any(_same_author(shorter[place], beside) == "yes" for beside in near):
            same.add(place)
    placed = len(same)
    return first, placed / count, count


def _same_author(a: PrintedAuthor, b: PrintedAuthor) -> str:
    state = alike(a.name, b.name).state
    if state != "yes" and (a.name_native or b.name_native):
        pairs = ((a.name_native, b.name), (a.name, b.name_native), (a.name_native, b.name_native))
        if any(mine and theirs and alike(mine, theirs).state == "yes" for mine, theirs in pairs):
            return "yes"
    return state


def _in_other_script(a: Sequence[PrintedAuthor], b: Sequence[PrintedAuthor]) -> bool:
    """Is one list printed in Latin letters and the other not?"""
    return _is_latin(a[0].name) != _is_latin(b[0].name)


def _is_latin(name: str) -> bool:
    return any(c.isalpha() and ord(c) < 0x250 for c in name)
