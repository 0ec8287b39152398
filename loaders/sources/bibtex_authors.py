"""Who signs a work in BibTeX, and where its fields say that they stand."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from loaders.merging.identity import folded
from loaders.records import Statement
from loaders.sources.latex import plain
from loaders.sources.printed import domains, without_local_parts

_MARK = re.compile(r"\s*+\((?:corresponding|reprint) author\)", re.IGNORECASE)
_NOBODY = re.compile(r"\[[^\[\]]*+\]\Z")
"""`[Anonymous]`, `[No author name available]`, `[No Affiliation ID found]`."""
_NUMBERED = re.compile(r"(\D+) \d{4}\Z")
"""`Wei Li 0001`, as DBLP tells persons of one name apart."""
MAX_BEARERS = 200
"""Authors of one record with one family name, up to which they are told apart by initials."""
MAX_NAME_PARTS = 4
"""A name has at most so many parts between commas."""


class Names:
    """The names in order (`printed`, each with whether it is a group's), and whether they are all.

    of_dblp: DBLP's ids of those whom it tells apart by a number, which is no part of the name.
    """

    def __init__(self, raw: str, *, groups: str = "") -> None:
        self.printed: list[tuple[str, bool]] = []
        self.complete = True
        self.of_dblp: dict[int, str] = {}
        for part in _split(" ".join(raw.split())):
            name = _name(part)
            if name.casefold() in ("others", "et al", "et al."):
                self.complete = False
            elif name and not _NOBODY.match(name):
                if numbered := _NUMBERED.match(name):
                    self.of_dblp[len(self.printed)] = f"dblp:{name}"
                    name = numbered[1]
                self.printed.append((_from_parts(name), "," not in name and _in_one_pair(part)))
        self._by_name: dict[str, list[int]] = defaultdict(list)
        self._by_family: dict[str, list[tuple[list[str], int]]] = defaultdict(list)
        for position, (name, _) in enumerate(self.printed):
            self._add(name, position)
        for part in groups.split(";"):
            name = _name(part)
            if name and folded(name) not in self._by_name:
                self._add(name, len(self.printed))
                self.printed.append((name, True))

    def _add(self, name: str, position: int) -> None:
        self._by_name[folded(name)].append(position)
        family, given = _family_and_given(name)
        if given:
            self._by_family[folded(family)].append((given, position))
            # Web of Science shortens `Silva Lima, Joao Paulo` to `Lima, JPS`
            words = family.split()[:6]
            for count in range(1, len(words)):
                short = [*given, *map(folded, words[:count])]
                self._by_family[folded(" ".join(words[count:]))].append((short, position))

    def whole(self, name: str) -> int | None:
        """The position of the only author whose name this is."""
        found = self._by_name.get(folded(name), ())
        return found[0] if len(found) == 1 else None

    def position(self, name: str) -> int | None:
        """The position of the only author whom this name can mean, written out or with initials."""
        if folded(name) in self._by_name:
            return self.whole(name)
        family, given = _family_and_given(name)
        same = self._by_family.get(folded(family), ())
        if not given or len(same) > MAX_BEARERS:
            return None
        close = {(len(theirs) == len(given), p) for theirs, p in same if _agree(given, theirs)}
        found = {p for as_many, p in close if as_many} or {p for _, p in close}
        return found.pop() if len(found) == 1 else None

    def numbers(self, raw: str) -> dict[int, str]:
        """Numbers of persons, one a line: `Kim, Yong Chol/A-1234-2010`. The first of an author counts."""
        numbers: dict[int, str] = {}
        for line in re.split(r"[\n;]", raw):
            name, _, number = plain(line).rpartition("/")
            position = self.position(name) if name and number else None
            if position is not None:
                numbers.setdefault(position, number.strip())
        return numbers


_AND = re.compile(r"(?: and)+ ", re.IGNORECASE)


def _name(printed: str) -> str:
    return " ".join(plain(printed).replace("~", " ").split()).strip(",; ")


def _split(value: str) -> list[str]:
    """A list of names on one line, at the word `and` outside of braces."""
    if "{" not in value:
        return _AND.split(f" {value} ")
    if "," in value and _in_one_pair(value):
        # the list as a whole in a second pair of braces
        value = value[1:-1]
    value = f" {value} "
    names = []
    depth = begin = 0
    for match in re.finditer(r"\\.|[{}]|(?: and)+ ", value, re.IGNORECASE):
        sign = match.group()
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
        elif depth <= 0 and sign[0] == " ":
            names.append(value[begin : match.start()].strip())
            begin = match.end()
    return [*names, value[begin:].strip()]


def _in_one_pair(printed: str) -> bool:
    """Does the brace at the beginning end at the end?"""
    if not (printed.startswith("{") and printed.endswith("}")):
        return False
    depth = 0
    for match in re.finditer(r"\\.|[{}]", printed):
        depth += {"{": 1, "}": -1}.get(match.group(), 0)
        if depth == 0:
            return match.end() == len(printed)
    return False


def _from_parts(name: str) -> str:
    """`family=Kim, given=Yong Chol`, as biblatex can write a name, in its usual order."""
    if "family=" not in name:
        return name
    parts = {
        key.strip(): value.strip() for part in name.split(",") for key, _, value in [part.partition("=")]
    }
    family = " ".join(filter(None, (parts.get("prefix"), parts.get("family"))))
    return ", ".join(filter(None, (family, parts.get("suffix"), parts.get("given")))) or name


def _family_and_given(name: str) -> tuple[str, list[str]]:
    """The family name, and the given names folded, of `Kim, Yong Chol`, `Kim, YC`, `Y. C. Kim` and `Kim YC`."""
    family, comma, given = name.partition(",")
    if not comma:
        *before, last = name.split() or [""]
        if before and last.isupper() and last.isalpha() and len(last) <= 3:
            family, given = " ".join(before), last
        else:
            family, given = last, " ".join(before)
    words: list[str] = []
    for word in filter(None, re.split(r"[\s.,-]+", given)):
        # initials that are printed together, where not all of the name is in capitals
        words += map(folded, word if word.isupper() and len(word) <= 4 and not family.isupper() else [word])
    return family.strip(), [word for word in words if word]


def _agree(some: list[str], others: list[str]) -> bool:
    """Is of every two given names one the other's beginning?"""
    return all(a.startswith(b) or b.startswith(a) for a, b in zip(some, others, strict=False))


class Addresses:
    """The printed addresses of one work, to whom they were given, and who is to be written to."""

    def __init__(self, names: Names) -> None:
        self.printed: dict[str, int] = {}
        self.of_author: dict[int, dict[int, None]] = defaultdict(dict)
        self.corresponding: set[int] = set()
        self.domains: dict[int, str] = {}
        self.statements: list[Statement] = []
        self._names = names

    @property
    def given_to_none(self) -> tuple[int, ...]:
        """The indexes of the addresses that no author was given."""
        given = {index for indexes in self.of_author.values() for index in indexes}
        return tuple(index for index in self.printed.values() if index not in given)

    def read_unmapped(self, text: str) -> None:
        """`Dept, Univ, Country; Univ2, Country2`: of all authors together."""
        for part in text.split(";"):
            self._add(part, ())

    def read(self, raw: str) -> None:
        """Web of Science's field Affiliation, one address a line, each after its authors and with a full stop."""
        pending: list[str] = []
        for line in [*raw.strip("{} \n").split("\n"), ""]:
            pending.append(line.strip())
            if not pending[-1] or pending[-1].endswith("."):
                self._line(plain(" ".join(pending)).removesuffix("."))
                pending = []

    def read_correspondence(self, fields: Iterable[tuple[str, str]]) -> None:
        """Scopus: `Kim, Y.C.; Department, Country; email: …`, whose name is the first part."""
        for place, text in fields:
            position = self._names.position(text.partition(";")[0])
            mail = domains(text)
            self._correspondence(text, place, [] if position is None else [position])
            if position is not None and len(mail) == 1:
                self.domains[position] = mail[0]

    def _correspondence(self, text: str, place: str, positions: list[int]) -> None:
        self.corresponding.update(positions)
        author = positions[0] if len(positions) == 1 else None
        self.statements.append(Statement("corresponding", without_local_parts(text), place, author))

    def _line(self, text: str) -> None:
        if not text:
            return
        mark = _MARK.search(text)
        if mark:
            found = [self._names.position(name) for name in text[: mark.start()].split(";")]
            self._correspondence(text, "Affiliation", [place for place in found if place is not None])
            return
        *before, last = text.split("; ")
        owner, address = self._owner(last, after_others=bool(before))
        if owner is None:
            self._add(text, ())
            return
        owners = [owner, *(place for name in before if (place := self._names.position(name)) is not None)]
        self._add(address, owners)

    def _owner(self, text: str, *, after_others: bool) -> tuple[int | None, str]:
        """The author with whose name a text begins, and the address after it."""
        parts = text.split(", ", MAX_NAME_PARTS)
        for count in range(len(parts) - 1, 0, -1):
            position = self._names.whole(", ".join(parts[:count]))
            if position is not None:
                return position, text.split(", ", count)[count]
        if len(parts) > 2:
            position = self._names.position(", ".join(parts[:2]))
            if position is not None:
                return position, text.split(", ", 2)[2]
        return None, text

    def _add(self, address: str, owners: Iterable[int]) -> None:
        address = without_local_parts(address.strip())
        if address and not _NOBODY.match(address):
            index = self.printed.setdefault(address, len(self.printed))
            for owner in owners:
                self.of_author[owner].setdefault(index)
