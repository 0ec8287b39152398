"""Whose address is whose in RIS. The databases that say so put the names before it, each in its own way:

Web of Science   C1   [Kim, Chol; Li, Wei] Univ A
Embase           M1   (Kim C., kim@a.edu; Li W.) Univ A      and in AD the one to write to: C. Kim, Univ A
Ovid             M2   Kim, Chol. Univ A                      AD  (Kim, Li) Univ A
PsycInfo         AD   Kim, Chol: Univ A
EBSCO            N1   Kim, Chol 1; Li, Wei 1,2; Affiliations: 1: Univ A; 2: Univ B; Source Info: …

A name that is none of the record's authors is no name, and what it stands in an address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from loaders.records import Statement
from loaders.sources.printed import Names, domains, without_local_parts

_IN_BRACKETS = re.compile(r"\A\(([^()]{2,100000})\) *(?=\S)")
_NAME_ENDS = re.compile(r"\.?[:.] +")
_INITIALS_FIRST = re.compile(r"\A((?:[^\W\d_]\.[- ]?){1,4} ?[^\W\d_][^,;:.\d]{1,60}), (?=\S)")
_ONLY_MAIL = re.compile(r"\A(?:e-?mail: *)?\S+@\S+\Z", re.IGNORECASE)
_LAST_INITIALS = re.compile(r"(?: (?:[^\W\d_]\.-?)+)+\Z")
_PARTS_OF_A_NAME = 8
"""So many full stops and colons at the beginning of an address may end a name."""
_EBSCO = re.compile(r"(?:\A|; )Affiliations?: *(?=\d)")
_EBSCO_NEXT = re.compile(
    r"; (?=(?:Source Info|Issue Info|Publication Info|Thesaurus Term|Subject Term|Subject|Subjects|Author-Supplied "
    r"Keyword|Number of Pages|NAICS/Industry Codes|Document Type|Publication Type|Full Text Word Count|Illustrations|"
    r"Historical Period|Geographic Terms|Company/Entity|People|Reviews & Products|Language)\b[^;:]{0,20}: )"
)
_EBSCO_NUMBER = re.compile(r"(?:\A|; )(\d{1,4}) ?: *")
_EBSCO_AUTHOR = re.compile(r"\A(.{2,100}?)(?: ?\(AUTHOR\))? ?(?<=[ )])(\d{1,4}(?:, ?\d{1,4})*)\Z")
OF_EBSCO = re.compile(r"(?:\A|; )(?:Accession Number|Source Info|Issue Info|Publication Info): ")


class Addresses:
    """The printed addresses with their numbers; whose each is; what e-mail addresses and marks say of an author."""

    def __init__(self, authors: Sequence[str], names: Names) -> None:
        self.printed: dict[str, int] = {}
        self.of_author: dict[int, dict[int, None]] = {}
        self.domains: dict[int, str] = {}
        self.statements: list[Statement] = []
        self._names = names
        self._by_name: dict[str, list[int]] = {}
        self._by_family: dict[str, list[int]] = {}
        self._authors = authors

    def read(self, text: str, *, named: bool = False) -> None:
        """An address, with or without names before it. named: it is one only with them."""
        owners, address = self._cut(text)
        if not named or address != text:
            self._add(owners, address)

    def read_correspondence(self, text: str, place: str) -> None:
        """The address of the one to write to, where the record has others for where the authors stand."""
        owners, _ = self._cut(text)
        author = owners[0] if len(owners) == 1 else None
        self.statements.append(Statement("corresponding", without_local_parts(text), place, author))

    def read_note(self, text: str) -> None:
        """A note of EBSCO's, which numbers the addresses and puts the numbers behind the names."""
        found = _EBSCO.search(text)
        if not found:
            return
        listed = _EBSCO_NEXT.split(text[found.end() :], maxsplit=1)[0]
        marks = list(_EBSCO_NUMBER.finditer(listed))
        ends = [*(mark.start() for mark in marks[1:]), len(listed)]
        numbered = {
            int(mark[1]): listed[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=True)
        }
        owners: dict[int, list[int]] = {}
        author: int | None = None
        for piece in text[: found.start()].split("; "):
            if piece.startswith("Email Address") and author is not None:
                self._mail(author, piece)
            elif named := _EBSCO_AUTHOR.match(piece):
                positions = self._names.find(named[1])
                author = positions[0] if len(positions) == 1 else None
                if author is not None:
                    for number in named[2].split(","):
                        owners.setdefault(int(number), []).append(author)
        for number, address in numbered.items():
            self._add(owners.get(number, ()), address)

    def _add(self, owners: Sequence[int], address: str) -> None:
        if _ONLY_MAIL.match(address):
            for position in owners[:1]:
                self._mail(position, address)
            if owners:
                return
        if address:
            index = self.printed.setdefault(address, len(self.printed))
            for position in owners:
                self.of_author.setdefault(position, {})[index] = None

    def _mail(self, position: int, text: str) -> None:
        for domain in domains(text)[:1]:
            self.domains.setdefault(position, domain)

    def _cut(self, text: str) -> tuple[list[int], str]:
        """Whose an address is, and the address; nobody's, and all of it, where no author is named before it."""
        if text.startswith("["):
            bracket, closed, address = text[1:].partition("]")
            if closed:
                return self._names.of_list(bracket.split(";")), address.strip()
        if not self._by_family:
            self._index()
        if (brackets := _IN_BRACKETS.match(text)) and (owners := list(self._of_list(brackets[1]))):
            return owners, text[brackets.end() :]
        for _, end in zip(range(_PARTS_OF_A_NAME), _NAME_ENDS.finditer(text[:300]), strict=False):
            named = self._by_name.get(text[: end.start()])
            if named:
                return named if len(named) == 1 else [], text[end.end() :]
        if (first := _INITIALS_FIRST.match(text)) and len(found := self._names.find(first[1])) == 1:
            return found, text[first.end() :]
        return [], text

    def _index(self) -> None:
        for position, name in enumerate(self._authors):
            if "," in name:
                self._by_name.setdefault(name.rstrip("."), []).append(position)
            family = _LAST_INITIALS.sub("", name.partition(",")[0]).casefold()
            self._by_family.setdefault(family, []).append(position)

    def _of_list(self, text: str) -> Iterator[int]:
        """`Kim C., kim@a.edu; Li W.`, or `Kim, Li` by family names alone."""
        by_semicolon = [piece.strip() for piece in text.split(";")]
        found: dict[int, None] = {}
        for piece in by_semicolon:
            name, _, mail = piece.rpartition(", ") if "@" in piece else (piece, "", "")
            for position in self._one(name):
                found[position] = None
                if mail:
                    self._mail(position, mail)
        if not found and len(by_semicolon) == 1:
            found = dict.fromkeys(p for piece in text.split(",") for p in self._one(piece.strip()))
        yield from found

    def _one(self, name: str) -> list[int]:
        positions = self._names.find(name) or self._by_family.get(name.casefold(), [])
        return positions if len(positions) == 1 else []


def orcids(texts: Iterable[str], names: Names) -> dict[int, str]:
    """Ovid's AI: `ORCID: http://orcid.org/Kim, Chol; ORCID: http://orcid.org/0000-0001-…, Li, Wei; ORCID: …`."""
    found: dict[int, str] = {}
    for text in texts:
        pieces = re.split(r"(?:; )?ORCID: *https?://orcid\.org/", text)
        for before, after in pairwise(pieces):
            name = re.sub(r"\A\d{4}-\d{4}-\d{4}-\d{3}[\dX], *", "", before)
            positions = names.find(name.strip().rstrip(".")) or names.find(name)
            if len(positions) == 1 and after[:1].isdigit():
                found.setdefault(positions[0], after[:19])
    return found


def of_embase(fields: Mapping[str, Sequence[str]]) -> bool:
    """Does the record come from Embase, which prints addresses with their authors in M1?"""
    return any("embase" in name.lower() for name in fields.get("DB", ()))
