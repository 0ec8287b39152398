"""PubMed in XML, after NLM's document type: articles, books and chapters, old and new.

An affiliation belongs to the author in whose element it stands; one that stands beside the authors is the first
author's: NLM kept no other then. Not read: authors that NLM marks as not valid (misspelt in print, and listed again
as they should be), investigators, editors, references, and ids of institutions.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

import msgspec
from lxml import etree

from loaders.merging.identity import arxiv_of_doi, normal_doi, normal_orcid, normal_pmid
from loaders.records import Located, PrintedAuthor, PrintedDate, Record, Rejected, Statement
from loaders.sources.format import XmlFormat
from loaders.sources.printed import domains, email_statements, printed_when, without_local_parts, year_of
from loaders.sources.xml_stream import records

NAME = "pubmed"
_RECOGNISED = re.compile(
    r"<(?:!DOCTYPE\s+)?(?:[\w.-]+:)?(?:PubmedArticle|PubmedBookArticle|MedlineCitation)(?:Set)?[\s>]"
)
_OTHER_ARTICLE = re.compile(r"<(?:[\w.-]+:)?article[\s>]")
_SPACE = re.compile(r"[ \t\r\n]+")
_NO_TITLE = {"", "[not available]", "[in process citation]"}


def recognises(head: str) -> bool:
    """Does XML begin with a set of PubMed's records, or with one of them?"""
    if "Pubmed" not in head and "MedlineCitation" not in head:
        return False
    found = _RECOGNISED.search(head) if head.lstrip("\ufeff \t\r\n").startswith("<") else None
    # an article of JATS may quote one
    return found is not None and _OTHER_ARTICLE.search(head, 0, found.start()) is None


def read(stream: BinaryIO) -> Iterator[Located | Rejected]:
    """Every record in order. What was deleted (DeleteCitation) is no record."""
    return records(stream, ("PubmedArticle", "PubmedBookArticle"), _record, lone=("MedlineCitation",))


def _record(root: etree._Element) -> Record:
    if root.tag == "PubmedBookArticle":
        citation = entry = root.find("BookDocument")
        data, around = root.find("PubmedBookData"), root.find("BookDocument/Book")
    else:
        citation = root if root.tag == "MedlineCitation" else root.find("MedlineCitation")
        entry = citation.find("Article") if citation is not None else None
        data, around = root.find("PubmedData"), entry.find("Journal") if entry is not None else None
    if entry is None:
        raise ValueError(f"{root.tag} holds neither Article nor BookDocument")
    ids = _find((data, "ArticleIdList"), (entry, "ArticleIdList"))
    pmid = normal_pmid(_first((citation, "PMID")))
    doi = _doi(ids, entry)
    book = _first((around, "BookTitle"))
    title = _title(entry) or book
    if not (pmid or doi or title):
        raise ValueError("no identity: neither id nor DOI nor title")
    lists = entry.findall("AuthorList") or (around.findall("AuthorList") if around is not None else [])
    lists = [names for names in lists if names.get("Type", "authors").lower() == "authors"]
    people = _people(lists, entry.findall("Affiliation"))
    affiliations = people.affiliations
    authors = people.authors()
    dates = _dates(entry, around, _find((data, "History")))
    revised = _date("online", citation.find("DateRevised"))
    grants = entry.findall("GrantList/Grant")
    return Record(
        source=NAME,
        source_id=pmid,
        doi=doi,
        pmid=pmid,
        arxiv=arxiv_of_doi(doi),
        title=title,
        year=year_of(dates),
        dates=dates,
        type="; ".join(
            _texts(
                (*entry.iterfind("PublicationTypeList/PublicationType"), *entry.iterfind("PublicationType"))
            )
        )
        or None,
        venue=_first(
            (around, "Title"), (around, "ISOAbbreviation"), (citation, "MedlineJournalInfo/MedlineTA")
        )
        or (book if book != title else None),
        language="; ".join(_texts(entry.iterchildren("Language"))) or None,
        abstract=_abstract(_find((entry, "Abstract"), (citation, "OtherAbstract"))),
        keywords=tuple(
            dict.fromkeys(
                _texts(
                    (
                        *citation.iterfind("KeywordList/Keyword"),
                        *citation.iterfind("MeshHeadingList/MeshHeading/DescriptorName"),
                    )
                )
            )
        ),
        funders=tuple(dict.fromkeys(_texts(grant.find("Agency") for grant in grants))),
        authors=authors,
        affiliations=tuple(affiliations),
        unmapped=people.unmapped(),
        authors_complete=all(names.get("CompleteYN") != "N" for names in lists),
        statements=_statements(authors, affiliations, citation.findall("CoiStatement"), grants),
        updated=revised.value if revised else None,
    )


class _Person(msgspec.Struct):
    name: str
    collective: bool
    orcid: str | None
    affiliations: list[int]


class _People(msgspec.Struct):
    persons: list[_Person] = []
    affiliations: dict[str, int] = {}

    def indexes(self, elements: Iterable[etree._Element]) -> list[int]:
        """The numbers of these affiliations, each once."""
        return list(
            dict.fromkeys(self.affiliations.setdefault(t, len(self.affiliations)) for t in _texts(elements))
        )

    def authors(self) -> tuple[PrintedAuthor, ...]:
        texts = list(self.affiliations)
        holders = Counter(index for person in self.persons for index in person.affiliations)
        return tuple(
            PrintedAuthor(
                name=person.name,
                position=position,
                orcid=person.orcid,
                affiliations=tuple(person.affiliations),
                email_domain=_own_domain(texts[i] for i in person.affiliations if holders[i] == 1),
                collective=person.collective,
            )
            for position, person in enumerate(self.persons)
        )

    def unmapped(self) -> tuple[int, ...]:
        held = {index for person in self.persons for index in person.affiliations}
        return tuple(index for index in range(len(self.affiliations)) if index not in held)


def _people(lists: Sequence[etree._Element], beside: Sequence[etree._Element]) -> _People:
    people = _People()
    first = people.indexes(beside)
    for names in lists:
        for author in names.iterchildren("Author"):
            if author.get("ValidYN") != "N":
                _add_author(people, author)
    if first:
        chosen = next((person for person in people.persons if not person.collective), None)
        if chosen:
            chosen.affiliations = list(dict.fromkeys(first + chosen.affiliations))
    return people


def _add_author(people: _People, author: etree._Element) -> None:
    """One author; affiliations without a name are kept as nobody's."""
    parts: dict[str, str] = {}
    printed: list[etree._Element] = []
    orcid = None
    for child in author:
        tag = child.tag
        if tag == "AffiliationInfo":
            printed += child.findall("Affiliation")
        elif tag == "Affiliation":
            printed.append(child)
        elif tag == "Identifier":
            if child.get("Source", "").upper() == "ORCID":
                orcid = orcid or normal_orcid(child.text)
        elif text := _text(child):
            parts[tag] = text
    indexes = people.indexes(printed)
    group = parts.get("CollectiveName")
    given = (
        parts.get("ForeName")
        or _words(parts.get("FirstName"), parts.get("MiddleName"))
        or parts.get("Initials")
    )
    name = group or _words(given, parts.get("LastName"), parts.get("Suffix"))
    if name:
        people.persons.append(_Person(name, group is not None, orcid, indexes))


def _words(*parts: str | None) -> str:
    return " ".join(filter(None, parts))


def _own_domain(texts: Iterable[str]) -> str | None:
    """The domain of the e-mail addresses in affiliations of one author alone, where they have the same."""
    found = {domain for text in texts for domain in domains(text)}
    return found.pop() if len(found) == 1 else None


def _statements(
    authors: Sequence[PrintedAuthor],
    affiliations: Iterable[str],
    conflicts: Iterable[etree._Element],
    grants: Iterable[etree._Element],
) -> tuple[Statement, ...]:
    given = {author.email_domain for author in authors}
    found = [s for s in email_statements(affiliations, "Affiliation") if s.text not in given]
    found += [Statement("interests", without_local_parts(text), "CoiStatement") for text in _texts(conflicts)]
    found += [
        Statement("funding", without_local_parts("/".join(parts)), "GrantList")
        for g in grants
        if (parts := _texts(g))
    ]
    return tuple(found)


def _doi(ids: etree._Element | None, entry: etree._Element) -> str | None:
    """The DOI of the entry itself: references have lists of ids too."""
    printed = [e.text for e in ids if e.get("IdType") == "doi"] if ids is not None else []
    printed += [
        e.text
        for e in entry.iterchildren("ELocationID")
        if e.get("EIdType") == "doi" and e.get("ValidYN") != "N"
    ]
    return next((doi for text in printed if (doi := normal_doi(text))), None)


def _title(entry: etree._Element) -> str | None:
    title = _text(entry.find("ArticleTitle")) or ""
    if title.lower().rstrip(".") in _NO_TITLE:
        return _text(entry.find("VernacularTitle")) or title or None
    return title


def _abstract(abstract: etree._Element | None) -> str | None:
    """The sections of an abstract with their labels, in one line."""
    if abstract is None:
        return None
    sections = []
    for section in abstract.iterchildren("AbstractText"):
        text, label = _text(section), section.get("Label")
        if text:
            sections.append(f"{label}: {text}" if label and label != "UNLABELLED" else text)
    return " ".join(sections) or None


def _dates(
    entry: etree._Element, around: etree._Element | None, history: etree._Element | None
) -> tuple[PrintedDate, ...]:
    status: dict[str, etree._Element] = {}
    for event in history if history is not None else ():
        status.setdefault(event.get("PubStatus", ""), event)
    online = next((date for e in entry.iterchildren("ArticleDate") if (date := _date("online", e))), None)
    printed = _find((around, "JournalIssue/PubDate"), (around, "PubDate"), (entry, "ContributionDate"))
    found = (
        _date("published", printed),
        _date("submitted", status.get("received")),
        _date("accepted", status.get("accepted")),
        online or _date("online", _find_key(status, "aheadofprint", "epublish")),
    )
    return tuple(date for date in found if date)


def _find_key(status: dict[str, etree._Element], *names: str) -> etree._Element | None:
    return next((status[name] for name in names if name in status), None)


def _date(kind: str, element: etree._Element | None) -> PrintedDate | None:
    """Year, month (a number or a name) and day as far as they are there; else a date in words (MedlineDate)."""
    if element is None:
        return None
    year, month, day = (_text(element.find(name)) for name in ("Year", "Month", "Day"))
    if not year:
        return printed_when(kind, _text(element.find("MedlineDate")))
    if not month:
        return printed_when(kind, year)
    return printed_when(kind, (f"{year}-{month}-{day}" if month.isdigit() else f"{year} {month} {day or ''}"))


def _find(*places: tuple[etree._Element | None, str]) -> etree._Element | None:
    """The first of these paths that leads somewhere."""
    return next(
        (found for start, path in places if start is not None and (found := start.find(path)) is not None),
        None,
    )


def _first(*places: tuple[etree._Element | None, str]) -> str | None:
    """The first of these paths that leads to text."""
    return next(
        (text for start, path in places if start is not None and (text := _text(start.find(path)))), None
    )


def _texts(elements: Iterable[etree._Element | None]) -> list[str]:
    return [text for element in elements if (text := _text(element))]


def _text(element: etree._Element | None) -> str | None:
    """The text as printed, with that of the markup in it. Breaks and indents of the file are no print."""
    if element is None:
        return None
    text: str = "".join(element.itertext()) if len(element) else element.text or ""
    text = text.strip(" \t\r\n")
    return _SPACE.sub(" ", text) if "\n" in text or "\t" in text else text


FORMAT = XmlFormat(
    name=NAME,
    title="PubMed in XML",
    carries=frozenset({"affiliations", "author mapping", "dates", "funders", "statements"}),
    recognises=recognises,
    read=read,
)
