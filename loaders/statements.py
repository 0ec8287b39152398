"""What records say elsewhere than in an address line: whose it is, and what it supports. It is never an affiliation."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from loaders.deciding import Decider
from loaders.findings import Finding, Institutions
from loaders.normalize.reading import fold
from loaders.records import PrintedAuthor, Record

CONFIDENCE = {
    "corresponding": 0.5,
    "present-address": 0.4,
    "on-leave": 0.4,
    "visiting": 0.4,
    "email-domain": 0.3,
    "note": 0.3,
    "biography": 0.2,
}
"""The kinds of statements that say where somebody stands, and the most that one of them counts.

Less than any address line. To a corresponding address one writes; it may be another than that of the work. A present
address, a leave or a visit is of another time than the work. An e-mail domain says who runs a mail server, a note may
be about anybody, and a biography names every place where somebody has been.
"""

ADDRESSES = frozenset({"corresponding", "present-address", "on-leave", "visiting"})
"""Kinds that print an address: an institution may be known by the name printed there. From prose only those of the
tables are taken, since prose names much that is none."""

MENTIONING = frozenset({"acknowledgement", "funding", "interests"})
"""Kinds in which a country is named without saying that an author stands there."""

MENTIONED = "mentioned"

MOST_READ = 20_000
"""Characters of a statement that are read for places; all of it is kept."""

_OF_OTHERS = re.compile(
    r"\W{0,3}(?:edited|reviewed|communicated|academic editor|(?:\w{1,20} )?editors?\b)", re.IGNORECASE
)
"""How a note begins that gives the address of an editor or a reviewer."""

EMAIL_FIELD = "e-mail address of the author"
"""The place of an e-mail domain that a source has beside an author's name."""


class Said(NamedTuple):
    """A statement of a work: its kind, the text as printed, its place in the record, the record's key."""

    kind: str
    text: str
    place: str
    record: str


class Statements:
    """The statements of a work's records: those of each mention, and those that are about no one author.

    Made of records sorted by key; a text that several records print counts once, as the first record's.
    """

    def __init__(self, records: Sequence[Record], decider: Decider) -> None:
        self._decider = decider
        self._of_mention: dict[tuple[str, int], list[Said]] = defaultdict(list)
        self._loose: list[Said] = []
        self._names = {record.key: _PrintedNames(record.authors) for record in records}
        self._given: set[tuple[str, str]] = set()
        for record in records:
            positions = {author.position for author in record.authors} if record.statements else set()
            for statement in record.statements:
                said = _said(statement.kind, statement.text, statement.place, record.key)
                if said is None:
                    continue
                if statement.author in positions:
                    self._of_mention[record.key, statement.author].append(said)
                else:
                    self._loose.append(said)
            for author in record.authors:
                domain = author.email_domain
                said = _said("email-domain", domain, EMAIL_FIELD, record.key) if domain else None
                if said is not None:
                    self._of_mention[record.key, author.position].append(said)

    def of_mentions(self, members: Iterable[tuple[Record, PrintedAuthor]]) -> tuple[Said, ...]:
        """What is said of the author whose mentions these are."""
        if not self._of_mention:
            return ()
        found: dict[tuple[str, str], Said] = {}
        for key, position in sorted((record.key, author.position) for record, author in members):
            for said in self._of_mention.get((key, position), ()):
                found.setdefault((said.kind, said.text), said)
        self._given.update(found)
        return tuple(found.values())

    def of_work(self) -> tuple[Said, ...]:
        """What is said of no one author, in any record. Asked for when every author has got his."""
        found: dict[tuple[str, str], Said] = {}
        for said in self._loose:
            if (said.kind, said.text) not in self._given:
                found.setdefault((said.kind, said.text), said)
        return tuple(found.values())

    def findings(
        self, statements: Sequence[Said], by_address: Iterable[Finding], institutions: Institutions
    ) -> list[Finding]:
        """What statements support, by the rules for affiliations.

        by_address: findings of the affiliations beside them. What is certain there is supported (`yes`); what only a
        statement says is for review. Where one reading of a statement is certain there, its doubtful ones are none.
        """
        if not statements:
            return []
        certain = {(f.kind, f.value) for f in by_address if f.affiliation >= 0 and f.state == "yes"}
        made: list[Finding] = []
        for index, said in enumerate(statements):
            made += self._read(index, said, certain, institutions)
        return made

    def _read(
        self, index: int, said: Said, certain: set[tuple[str, str]], institutions: Institutions
    ) -> list[Finding]:
        counted = CONFIDENCE.get(said.kind)
        if (counted is None and said.kind not in MENTIONING) or (
            said.kind == "note" and _OF_OTHERS.match(said.text)
        ):
            return []
        text = said.text[:MOST_READ]
        if said.kind == "email-domain":
            if not _DOMAIN.match(text):
                return []
            text = f"@{text}"
        else:
            text = self._names[said.record].blanked(text, alone=said.kind not in ADDRESSES)
        found = self._decider.read(text)
        rule = f"statement-{said.kind}"

        def finding(kind: str, value: str, state: str, by: str, confidence: float) -> Finding:
            most = CONFIDENCE["email-domain"] if by.startswith("email-") else counted or confidence
            return Finding(-1, kind, value, state, f"{rule}/{by}", min(confidence, most), said.record, index)

        countries = [d for d in found.countries if d.value and d.state != "no"]
        if counted is None:
            return [finding(MENTIONED, d.value or "", "review", d.rule, d.confidence) for d in countries]
        made: list[Finding] = []
        settled = any(("country", d.value) in certain for d in countries)
        for d in countries:
            supports = ("country", d.value) in certain
            if supports or d.state == "yes" or not settled:
                state = "yes" if supports else "review"
                made.append(finding("country", d.value or "", state, d.rule, d.confidence))
        for one in found.institutions:
            supports = ("institution", one.key) in certain
            if supports or one.state == "yes" or said.kind in ADDRESSES:
                institutions.setdefault(one.key, one)
                state = "yes" if supports else "review"
                made.append(finding("institution", one.key, state, one.rule, one.confidence))
        return made


def _said(kind: str, text: str, place: str, record: str) -> Said | None:
    """A statement; None where its text is empty."""
    if kind == "email-domain":
        text = text.strip().rpartition("@")[2]
        text = text.lower() if _DOMAIN.match(text) else text
    return Said(kind, text, place, record) if text.strip() else None


_DOMAIN = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9-]{1,63}\.){1,10}[a-z]{2,24}\Z", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_BETWEEN = re.compile(r"[\s.,'\u2019\u2010-]{0,3}\Z")
_ROLE = re.compile(r"\s?\((?:corresponding|reprint)", re.IGNORECASE)
_TITLES = frozenset({"dr", "prof", "professor", "mr", "mrs", "ms"})
MOST_BEARERS = 50
"""Authors of one record who share a word of their names, up to which it is looked for in texts."""


class _PrintedNames:
    """The names of a record's authors, to be taken out of its texts: no country is read from a personal name."""

    def __init__(self, authors: Sequence[PrintedAuthor]) -> None:
        self._authors = authors
        self._bearers: dict[str, list[int]] | None = None
        self._words: list[tuple[frozenset[str], frozenset[str]]] = []

    def blanked(self, text: str, *, alone: bool) -> str:
        """The text with blanks in place of each name: two words or more of one author's, initials among them, or one
        after a title or before `(corresponding author)`. alone: any one word of a name, as prose calls people."""
        words = list(_WORD.finditer(text))
        bearers = self._by_word()
        pieces: list[str] = []
        last = 0
        for at, word in enumerate(words):
            if word.start() < last:
                continue
            of_word = bearers.get(fold(word.group()), ())
            if not of_word or len(of_word) > MOST_BEARERS:
                continue
            first, end = max(
                (self._stretch(text, words, at, author) for author in of_word),
                key=lambda stretch: (stretch[1] - stretch[0], stretch),
            )
            titled = at > 0 and fold(words[at - 1].group()) in _TITLES
            if alone or titled or end - first > 1 or _ROLE.match(text, word.end()):
                start = max(words[first].start(), last)
                stop = words[end - 1].end()
                pieces += [text[last:start], " " * (stop - start)]
                last = stop
        return "".join([*pieces, text[last:]])

    def _by_word(self) -> dict[str, list[int]]:
        if self._bearers is None:
            self._bearers = {}
            for number, author in enumerate(self._authors):
                printed = (
                    [] if author.collective else _WORD.findall(f"{author.name} {author.name_native or ''}")
                )
                words = frozenset(fold(word) for word in printed)
                self._words.append((words, frozenset(word[0].casefold() for word in printed)))
                for word in words:
                    if len(word) > 1:
                        self._bearers.setdefault(word, []).append(number)
        return self._bearers

    def _stretch(self, text: str, words: Sequence[re.Match[str]], at: int, author: int) -> tuple[int, int]:
        """First and last (excluded) of the words around this one that belong to the author's name."""
        own, initials = self._words[author]

        def belongs(word: str) -> bool:
            if word.isupper() and len(word) <= 3 and all(letter.casefold() in initials for letter in word):
                return True
            return fold(word) in own

        first, end = at, at + 1
        while (
            first > 0
            and _BETWEEN.match(text[words[first - 1].end() : words[first].start()])
            and belongs(words[first - 1].group())
        ):
            first -= 1
        while (
            end < len(words)
            and _BETWEEN.match(text[words[end - 1].end() : words[end].start()])
            and belongs(words[end].group())
        ):
            end += 1
        return first, end
