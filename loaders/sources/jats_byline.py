"""Who signed an article in JATS, and which affiliation is whose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec
from lxml import etree

from loaders.merging.identity import normal_orcid
from loaders.records import PrintedAuthor
from loaders.sources.jats_text import LANG, address, outermost, plain, without
from loaders.sources.printed import domains

MAX_LINKS = 1_000_000
"""Links from authors to affiliations of their group: their number is a product."""
_AUTHOR_TYPES = ("author", "collab", "group", "corresp", "person")
_HREF = "{http://www.w3.org/1999/xlink}href"


class _Affiliation(msgspec.Struct):
    text: str
    label: str
    has_id: bool
    referred: bool = False
    of_author: bool = False
    of_other: bool = False


class _Contrib(msgspec.Struct):
    element: etree._Element
    is_author: bool
    affiliations: list[int]
    references: list[str]


class Signer(msgspec.Struct):
    """An author, with the element that names them."""

    element: etree._Element
    name: str
    native: str | None
    collective: bool
    orcid: str | None
    affiliations: list[int]
    corresponding: bool | None
    domain: str | None


class Byline:
    """The authors of an article and its affiliations.

    affiliations: the printed texts with their numbers; without those that only editors and members of groups have.
    corresponding: the positions of those who are marked so. repeated: characters given to each of several authors.
    """

    def __init__(self, meta: etree._Element, language: str) -> None:
        self.authors: list[Signer] = []
        self.affiliations: dict[str, int] = {}
        self.unmapped: tuple[int, ...] = ()
        self.corresponding: list[int] = []
        self.repeated = 0
        self._of: dict[str, list[int]] = {}
        self._found: list[_Affiliation] = []
        self._by_id: dict[str, int] = {}
        self._by_label: dict[str, int | None] = {}
        self._within: dict[etree._Element, list[int]] = {}
        of_members = _without_members(meta)
        for element in outermost(meta, "aff", "aff-alternatives"):
            self._add(element, language)
        for rid in of_members:
            if rid in self._by_id:
                affiliation = self._found[self._by_id[rid]]
                affiliation.referred = affiliation.of_other = True
        groups = [(group, self._contribs(group)) for group in meta.iterchildren("contrib-group")]
        for group, contribs in groups:
            self._give_to_all(group, contribs)
        marks = {element.get("id") for element in meta.iter("corresp")}
        for _, contribs in groups:
            for contrib in contribs:
                if contrib.is_author:
                    self._sign(contrib, marks)
        self.corresponding = [n for n, author in enumerate(self.authors) if author.corresponding]
        self._number()

    def _add(self, element: etree._Element, language: str) -> None:
        chosen = element
        if element.tag == "aff-alternatives":
            versions = element.findall("aff")
            if not versions:
                return
            chosen = next((e for e in versions if e.get(LANG, "").lower()[:2] == language), versions[0])
        number = len(self._found)
        ids = [name for e in element.iter("aff", "aff-alternatives") if (name := e.get("id"))]
        for name in ids:
            self._by_id.setdefault(name, number)
        text, label = address(chosen)
        self._by_label[label] = None if label in self._by_label else number
        self._found.append(_Affiliation(text, label, bool(ids)))
        around = next(element.iterancestors("contrib", "contrib-group"), None)
        if around is not None:
            self._within.setdefault(around, []).append(number)

    def _contribs(self, group: etree._Element) -> list[_Contrib]:
        """Every contributor of a group, with the affiliations that are theirs alone or that they refer to."""
        contribs = []
        for element in group.iterchildren("contrib"):
            kind = (element.get("contrib-type") or group.get("content-type") or "author").lower()
            contrib = _Contrib(element, kind.startswith(_AUTHOR_TYPES), [*self._within.get(element, ())], [])
            for xref in element.iter("xref"):
                ids = xref.get("rid", "").split()
                contrib.references += ids
                for number in self._referred(xref, ids):
                    self._found[number].referred = True
                    contrib.affiliations.append(number)
            contribs.append(contrib)
        return contribs

    def _referred(self, xref: etree._Element, ids: Sequence[str]) -> list[int]:
        """The affiliations that a reference names by id, else the only one that has its label."""
        found = [self._by_id[name] for name in ids if name in self._by_id]
        if found or xref.get("ref-type") != "aff":
            return found
        number = self._by_label.get(plain(xref) or "\0")
        return [] if number is None else [number]

    def _give_to_all(self, group: etree._Element, contribs: Sequence[_Contrib]) -> None:
        """What stands in a group, and what nobody refers to, is the affiliation of all in the group.

        Not so where its label says that it is somebody's, or its id while others are referred to.
        """
        within = self._within.get(group, [])
        free = [number for number in within if not self._found[number].referred]
        some_have_own = any(contrib.affiliations for contrib in contribs)
        common = [
            number
            for number in free
            if (not self._found[number].label or len(within) == 1)
            and not (some_have_own and self._found[number].has_id)
        ]
        if len(common) * len(contribs) > MAX_LINKS:
            raise ValueError(f"more than {MAX_LINKS:,} links from authors to affiliations of their group")
        for contrib in contribs:
            contrib.affiliations += common
            for number in contrib.affiliations:
                self._found[number].of_author |= contrib.is_author
                self._found[number].of_other |= not contrib.is_author
        if contribs and not any(contrib.is_author for contrib in contribs):
            for number in free:
                self._found[number].of_other = True

    def _sign(self, contrib: _Contrib, marks: set[str | None]) -> None:
        element = contrib.element
        corresponding = (
            element.get("corresp") == "yes"
            or any(xref.get("ref-type") == "corresp" for xref in element.iter("xref"))
            or any(rid in marks for rid in contrib.references)
        )
        emails = {domain for email in outermost(element, "email") for domain in domains(plain(email))}
        orcid = _orcid(element)
        for name, native, collective in _names(element):
            for rid in dict.fromkeys(contrib.references):
                self._of.setdefault(rid, []).append(len(self.authors))
            self.authors.append(
                Signer(
                    element,
                    name,
                    native,
                    collective,
                    None if collective else orcid,
                    contrib.affiliations,
                    True if corresponding else False if element.get("corresp") == "no" else None,
                    next(iter(emails)) if len(emails) == 1 else None,
                )
            )

    def _number(self) -> None:
        numbers = [
            self.affiliations.setdefault(found.text, len(self.affiliations))
            if found.text and (found.of_author or not found.of_other)
            else None
            for found in self._found
        ]
        for author in self.authors:
            own = (numbers[n] for n in author.affiliations)
            author.affiliations = list(dict.fromkeys(number for number in own if number is not None))
        holders = Counter(number for author in self.authors for number in author.affiliations)
        self.unmapped = tuple(number for number in self.affiliations.values() if number not in holders)
        texts = list(self.affiliations)
        for author in self.authors:
            if author.domain is None:
                own_domains = {d for n in author.affiliations if holders[n] == 1 for d in domains(texts[n])}
                author.domain = own_domains.pop() if len(own_domains) == 1 else None

    def refers_to(self, name: str | None) -> bool:
        """Does an author refer to this id?"""
        return name in self._of

    def whose(self, note: etree._Element) -> list[int]:
        """The positions of the authors that refer to a note; a second note with its id is nobody's."""
        return self._of.pop(note.get("id"), [])

    def printed(self) -> tuple[PrintedAuthor, ...]:
        """The authors as they come into a record."""
        return tuple(
            PrintedAuthor(
                name=author.name,
                position=position,
                name_native=author.native,
                orcid=author.orcid,
                affiliations=tuple(author.affiliations),
                corresponding=author.corresponding,
                email_domain=author.domain,
                collective=author.collective,
            )
            for position, author in enumerate(self.authors)
        )


def _without_members(meta: etree._Element) -> set[str]:
    """Empty the lists of members inside of groups that sign; gives the ids to which members refer."""
    ids: set[str] = set()
    inner = [
        group
        for contrib in meta.iterfind("contrib-group/contrib")
        for group in contrib.iter("contrib-group")
        if next(group.iterancestors("contrib-group"), None) is contrib.getparent()
    ]
    for members in inner:
        ids.update(rid for xref in members.iter("xref") for rid in xref.get("rid", "").split())
        members.clear(keep_tail=True)
    return ids


def _orcid(contrib: etree._Element) -> str | None:
    for element in contrib.iter("contrib-id", "uri", "ext-link"):
        text = element.text or element.get(_HREF) or ""
        if element.get("contrib-id-type", "").lower() == "orcid" or "orcid.org" in text.lower():
            found = normal_orcid(text.strip().rstrip("/"))
            if found:
                return found
    return None


def _names(contrib: etree._Element) -> Iterator[tuple[str, str | None, bool]]:
    """The person whom an element names, in Latin and in native letters, then the group: name, native, collective."""
    persons = [
        name
        for around in (contrib, *contrib.iterchildren("name-alternatives"))
        for element in around.iterchildren("name", "string-name")
        if (name := _person(element))
    ]
    native = [name for name in persons if _is_native(name)]
    latin = [name for name in persons if not _is_native(name)]
    if persons:
        yield (latin or native)[0], (native[0] if latin and native else None), False
    groups = [*contrib.iterchildren("collab"), *contrib.iterfind("collab-alternatives/collab[1]")]
    for group in groups:
        if name := plain(without(group, "xref", "fn", "email", "aff", "label", "address", "institution-id")):
            yield name, None, True


def _person(element: etree._Element) -> str:
    """As printed: given names first, but in the eastern style."""
    without(element, "xref", "fn")
    given, family, suffix = (plain(element.find(name)) for name in ("given-names", "surname", "suffix"))
    if element.tag == "string-name" and not (given and family):
        return plain(element)
    parts = (family, given, suffix) if element.get("name-style") == "eastern" else (given, family, suffix)
    return " ".join(filter(None, parts))


def _is_native(name: str) -> bool:
    """Letters beyond Latin."""
    return not name.isascii() and any("\u0370" <= letter < "\u1e00" or letter > "\u2c80" for letter in name)
