"""BibTeX as Scopus, Web of Science, Google Scholar, Zotero, the ACL Anthology, arXiv and others write it.

Which author an address belongs to is said by Web of Science alone, in its field Affiliation. Not read: its field
Affiliations (organisations in its own spelling) and Keywords-Plus, citation counts, references, editors of a
collection in which a work stands.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from itertools import chain, takewhile

from loaders.merging.identity import arxiv_of_doi, normal_arxiv, normal_doi, normal_orcid, normal_pmid
from loaders.records import Located, PrintedAuthor, PrintedDate, Record, Rejected, Statement, checked
from loaders.sources.bibtex_authors import Addresses, Names
from loaders.sources.bibtex_entries import Entry, entries, rejected
from loaders.sources.format import Lines, TextFormat
from loaders.sources.latex import one_line, plain
from loaders.sources.printed import email_statements, printed_when, researcher_id, without_local_parts

NAME = "bibtex"
_RECOGNISED = re.compile(
    r"^\s*+@\s*+(?:[A-Za-z]++\s*+[{(]\s*+[^\s,{}()=\"]*+\s*+,|(?:string|comment|preamble)\s*+[{(])",
    re.MULTILINE | re.IGNORECASE,
)
_THESES = {"phdthesis", "mastersthesis", "thesis", "techreport", "report"}
_BOOKS = {"book", "mvbook", "proceedings", "mvproceedings", "collection", "mvcollection", "periodical"}
_UT = re.compile(r"\A(?:WOS|ISI):\s*+([A-Z0-9]{6,30})\Z", re.IGNORECASE)
_OTHER_UT = re.compile(r"\A([A-Z]{2,12}):\s*+([A-Z0-9./-]{4,40})\Z", re.IGNORECASE)
"""An id of another database of the Web of Science, such as `KJD:ART001234567` or `MEDLINE:31452104`."""
_EID = re.compile(r"\b2-s2\.0-\d{6,15}\b")
_ARXIV_JOURNAL = re.compile(r"arxiv:\s*+([\w./-]++)", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)[12]\d{3}(?!\d)")
_PMID_NOTE = re.compile(r"\bPMID: (\d{1,9})\b")
_VERBATIM = re.compile(r"[{}]|\\(?=[_%&#~$<>])")
_GRANT = re.compile(r"\[[^\[\]]*+\]")
_GRANT_ALONE = re.compile(r"[A-Z0-9/ ,.-]*\d[A-Z0-9/ ,.-]*")
_GRANT_PART = re.compile(r"[A-Z&-]{2,12}|.*\d.*")


def _recognises(head: str) -> bool:
    return _RECOGNISED.search(head) is not None


def _read(lines: Lines) -> Iterator[Located | Rejected]:
    for entry in entries(lines):
        if isinstance(entry, Rejected):
            yield entry
            continue
        try:
            yield Located(checked(_record(entry)), entry.line)
        except ValueError as error:
            yield rejected(str(error)[:500], entry.line, entry.raw)


FORMAT = TextFormat(
    NAME,
    "BibTeX (Scopus, Web of Science, Google Scholar, Zotero, ACL, arXiv)",
    frozenset({"affiliations", "author mapping", "dates", "funders", "statements"}),
    _recognises,
    _read,
)


class _Fields:
    """The fields of an entry; the first of several names that has a value counts."""

    def __init__(self, entry: Entry) -> None:
        self._values = entry.fields

    def raw(self, *names: str) -> str:
        """As it stands in the file; an empty string where there is none."""
        values = chain.from_iterable(self._values.get(name, ()) for name in names)
        return next((value for value in values if value.strip()), "")

    def text(self, *names: str) -> str | None:
        """Without LaTeX."""
        return plain(self.raw(*names)) or None

    def code(self, *names: str) -> str:
        """An address or an identifier: without braces and backslashes, every other sign as it stands."""
        return _VERBATIM.sub("", one_line(self.raw(*names)))

    def all(self, begin: str) -> Iterator[tuple[str, str]]:
        """Name and text of every field whose name begins like this."""
        for name, values in self._values.items():
            if name.startswith(begin):
                for value in values:
                    if text := plain(value):
                        yield name, text


def _record(entry: Entry) -> Record:
    """One work. Raises ValueError saying what does not fit."""
    fields = _Fields(entry)
    wos = _web_of_science(fields, entry.key)
    url = fields.code("url", "ee", "howpublished")
    doi = normal_doi(fields.code("doi")) or (normal_doi(url) if "doi.org/" in url else None)
    arxiv = _arxiv(fields, url, doi)
    printed_pmid = fields.text("pmid", "pubmed_id", "pubmed-id", "pubmedid")
    if not printed_pmid and fields.raw("eprinttype", "archiveprefix").strip("{} ").lower() == "pubmed":
        printed_pmid = fields.text("eprint")
    if not printed_pmid and (noted := _PMID_NOTE.search(fields.text("note", "annote") or "")):
        printed_pmid = noted[1]
    if not printed_pmid and wos and wos.startswith("MEDLINE:"):
        printed_pmid = wos.removeprefix("MEDLINE:")
    pmid = normal_pmid(printed_pmid)
    title = fields.text("title")
    eid = _EID.search(url)
    source_id = wos or (eid.group() if eid else None)
    identity = doi or arxiv or pmid or title
    if not (source_id or identity):
        raise ValueError("no identity: neither id nor DOI nor title")
    if not source_id and entry.key:
        # a citation key is unique in its own file only: what names the work is added to it
        source_id = f"{entry.key}-{hashlib.sha256((identity or '').encode()).hexdigest()[:12]}"
    # an editor signs where the whole book is the work
    names = Names(
        fields.raw("author") or (fields.raw("editor") if entry.kind in _BOOKS else ""),
        groups=fields.raw("group-author", "collaboration"),
    )
    orcids = names.numbers(fields.raw("orcid-numbers"))
    persons = names.numbers(fields.raw("researcherid-numbers"))
    addresses = Addresses(names)
    if wos:
        addresses.read(fields.raw("affiliation"))
    else:
        addresses.read_unmapped(fields.text("affiliation", "affiliations") or "")
    addresses.read_correspondence(fields.all("correspondence_address"))
    dates, year = _dates(fields)
    return Record(
        source=NAME,
        source_id=source_id,
        doi=doi,
        pmid=pmid,
        arxiv=arxiv,
        title=title,
        year=year,
        dates=dates,
        type=fields.text("document_type", "type") or entry.kind,
        venue=fields.text("journal", "journaltitle", "booktitle", "maintitle", "series"),
        language=fields.text("language", "langid", "hyphenation"),
        abstract=fields.text("abstract"),
        keywords=_keywords(fields),
        funders=tuple(dict.fromkeys(_funders(fields))),
        authors=tuple(
            PrintedAuthor(
                name=name,
                position=position,
                orcid=normal_orcid(orcids.get(position)),
                source_id=researcher_id(persons.get(position)) or names.of_dblp.get(position),
                affiliations=tuple(addresses.of_author.get(position, ())),
                corresponding=True if position in addresses.corresponding else None,
                email_domain=addresses.domains.get(position),
                collective=collective,
            )
            for position, (name, collective) in enumerate(names.printed)
        ),
        affiliations=tuple(addresses.printed),
        unmapped=addresses.given_to_none,
        authors_complete=names.complete,
        statements=(*addresses.statements, *_statements(fields, entry.kind)),
    )


def _web_of_science(fields: _Fields, key: str) -> str | None:
    """The record's id in Web of Science, of which the citation key is made."""
    printed = fields.text("unique-id")
    if found := _UT.match(printed or key):
        return f"WOS:{found.group(1).upper()}"
    other = _OTHER_UT.match(printed or "")
    return f"{other.group(1)}:{other.group(2)}".upper() if other else None


def _arxiv(fields: _Fields, url: str, doi: str | None) -> str | None:
    if doi and doi.startswith("10.48550/arxiv."):
        return arxiv_of_doi(doi)
    if fields.raw("archiveprefix", "eprinttype").strip("{} ").lower() in ("", "arxiv"):
        found = normal_arxiv(fields.code("eprint"))
        if found:
            return found
    journal = _ARXIV_JOURNAL.search(
        fields.text("journal", "journaltitle", "volume", "note", "publisher") or ""
    )
    return (
        normal_arxiv(journal.group(1)) if journal else normal_arxiv(url) if "arxiv.org/abs/" in url else None
    )


def _dates(fields: _Fields) -> tuple[tuple[PrintedDate, ...], int | None]:
    """The dates as precise as they are printed, and the year."""
    found = _YEAR.search(fields.text("year") or "")
    begin, _, end = (fields.text("date") or "").partition("/")
    # of a range what its ends share
    date = _shared(begin, end) if _YEAR.match(end) else begin
    if found is None or date.startswith(found.group()):
        printed = printed_when("published", date)
    else:
        month, day = fields.text("month") or "", fields.text("day") or ""
        if month.isdigit():
            month, day = "-".join(filter(None, (found.group(), month, day))), ""
        printed = printed_when("published", f"{month} {day}".strip(), int(found.group()))
    early = printed_when("online", fields.text("early access date", "early-access-date", "earlyaccessdate"))
    return tuple(filter(None, (printed, early))), int(printed.value[:4]) if printed else None


def _shared(begin: str, end: str) -> str:
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(begin.split("-"), end.split("-"), strict=False))
    return "-".join(part for part, _ in pairs)


def _keywords(fields: _Fields) -> tuple[str, ...]:
    """The author's keywords before those of the index."""
    found: dict[str, None] = {}
    for name in ("author_keywords", "keywords", "keyword"):
        printed = fields.text(name) or ""
        for word in re.split(";" if ";" in printed else ",", printed):
            if word.strip():
                found.setdefault(word.strip())
    return tuple(found)


def _funders(fields: _Fields) -> Iterator[str]:
    """Names of those who paid, without their grants."""
    for _, text in fields.all("funding-acknowledgement"):
        for part in _GRANT.sub(" ", text).split(";"):
            if name := part.strip(" ,."):
                yield name
    for _, text in fields.all("funding_details"):
        for part in text.split(";"):
            if name := funder(part.strip(" ,.")):
                yield name


def funder(printed: str) -> str:
    """The name out of `NameName, ABBR, grant`: Scopus prints it as written and in its own form, without a space."""
    parts = re.split(r",\s", printed)
    if len(printed) > 1_000 or len(parts) > 20:
        return printed
    for count in range(1, len(parts) + 1):
        name = printed[: sum(map(len, parts[:count])) + 2 * (count - 1)]
        half = len(name) // 2
        if half > 3 and name[:half] == name[half:]:
            return name[:half]
    while len(parts) > 1 and _GRANT_PART.fullmatch(parts[-1].strip()):
        parts.pop()
    name = ", ".join(parts).strip()
    return "" if _GRANT_ALONE.fullmatch(name) else name


def _statements(fields: _Fields, kind: str) -> Iterator[Statement]:
    yield from email_statements((text for _, text in fields.all("author-email")), "Author-Email")
    if kind in _THESES:
        for place in ("school", "institution"):
            if text := fields.text(place):
                yield Statement("note", without_local_parts(text), place)
    for begin, what in (
        ("funding-acknowledgement", "funding"), ("funding_details", "funding"), ("funding-text", "acknowledgement"),
        ("funding_text", "acknowledgement"), ("acknowledgement", "acknowledgement"),
    ):  # fmt: skip
        yield from (Statement(what, without_local_parts(text), place) for place, text in fields.all(begin))
