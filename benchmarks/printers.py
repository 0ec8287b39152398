"""The shipped works printed in every format that is read: records for benchmarks where no other file is at hand.

They are real works with real addresses; what the shipped facts do not have (abstracts, citations) is not made up.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

import loaders.demo
from loaders.records import Record
from loaders.sources import facts

DEMO = Path(next(iter(loaders.demo.__path__))) / "works.jsonl"


def shipped() -> list[Record]:
    """The works that come with the package, as records."""
    return [facts.read(line) for line in DEMO.read_bytes().splitlines() if line.strip()]


def names(record: Record) -> list[str]:
    """Authors as `Family, Given`."""
    parts = (author.name.rpartition(" ") for author in record.authors)
    return [f"{family}, {given}" if given else family for given, _, family in parts]


def owned(record: Record) -> list[tuple[list[str], str]]:
    """Each address with the names of those whose it is."""
    people = names(record)
    return [
        ([name for name, a in zip(people, record.authors, strict=True) if index in a.affiliations], text)
        for index, text in enumerate(record.affiliations)
    ]


def ris(record: Record) -> str:
    lines = ["TY  - JOUR", f"TI  - {record.title or ''}", *(f"AU  - {name}" for name in names(record))]
    lines += [f"AD  - [{'; '.join(who)}] {text}" if who else f"AD  - {text}" for who, text in owned(record)]
    lines += [f"T2  - {record.venue or ''}", f"PY  - {record.year or ''}", f"DO  - {record.doi or ''}"]
    return "\n".join([*lines, "KW  - things", "ER  - ", ""])


def wos(record: Record) -> str:
    people = "\n   ".join(names(record) or ["[Anonymous]"])
    lines = ["PT J", f"AU {people}", f"AF {people}", f"TI {record.title or ''}", f"SO {record.venue or ''}"]
    if record.affiliations:
        lines.append(
            "C1 "
            + "\n   ".join(f"[{'; '.join(who)}] {text}." if who else text for who, text in owned(record))
        )
    if record.authors and record.affiliations:
        lines.append(f"RP {names(record)[0]} (corresponding author), {record.affiliations[0]}.")
    lines += [f"PY {record.year or ''}", f"DI {record.doi or ''}", f"UT WOS:{_number(record):015}", "ER", ""]
    return "\n".join(lines)


def medline(record: Record) -> str:
    lines = [f"PMID- {_number(record)}", f"TI  - {record.title or ''}", f"LID - {record.doi or ''} [doi]"]
    for name, author in zip(names(record), record.authors, strict=True):
        lines += [f"FAU - {name}", f"AU  - {name.replace(',', '')}"]
        lines += [f"AD  - {record.affiliations[index]}" for index in author.affiliations]
    return "\n".join(
        [*lines, f"DP  - {record.year or ''}", f"JT  - {record.venue or ''}", "SO  - there.", ""]
    )


def bibtex(record: Record) -> str:
    fields = {
        "author": " and ".join(names(record)),
        "title": f"{{{record.title or ''}}}",
        "journal": record.venue or "",
        "year": str(record.year or ""),
        "doi": record.doi or "",
        "affiliation": "; ".join(record.affiliations),
    }
    inner = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@article{{work{_number(record)},\n{inner}\n}}\n"


def pubmed(record: Record) -> str:
    people = "".join(
        f"<Author ValidYN='Y'>{_element('LastName', name.partition(', ')[0])}"
        f"{_element('ForeName', name.partition(', ')[2])}"
        + "".join(
            f"<AffiliationInfo>{_element('Affiliation', record.affiliations[index])}</AffiliationInfo>"
            for index in author.affiliations
        )
        + "</Author>\n"
        for name, author in zip(names(record), record.authors, strict=True)
    )
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">{_number(record)}</PMID>\n'
        f"<Article><Journal>{_element('Title', record.venue)}<JournalIssue><PubDate>{_element('Year', record.year)}"
        f"</PubDate></JournalIssue></Journal>{_element('ArticleTitle', record.title)}\n"
        f"<AuthorList>{people}</AuthorList></Article></MedlineCitation>\n<PubmedData><ArticleIdList>"
        f'<ArticleId IdType="doi">{escape(record.doi or "")}</ArticleId></ArticleIdList></PubmedData></PubmedArticle>\n'
    )


def jats(record: Record) -> str:
    people = "".join(
        f'<contrib contrib-type="author"><name>{_element("surname", name.partition(", ")[0])}'
        f"{_element('given-names', name.partition(', ')[2])}</name>"
        + "".join(f'<xref ref-type="aff" rid="a{index}">{index}</xref>' for index in author.affiliations)
        + "</contrib>\n"
        for name, author in zip(names(record), record.authors, strict=True)
    )
    addresses = "".join(
        f'<aff id="a{index}"><label>{index}</label>{escape(text)}</aff>\n'
        for index, text in enumerate(record.affiliations)
    )
    return (
        f'<article article-type="research-article"><front><journal-meta>{_element("journal-title", record.venue)}'
        f'</journal-meta><article-meta><article-id pub-id-type="doi">{escape(record.doi or "")}</article-id>'
        f"<title-group>{_element('article-title', record.title)}</title-group><contrib-group>{people}</contrib-group>"
        f'{addresses}<pub-date pub-type="epub">{_element("year", record.year)}</pub-date></article-meta></front>'
        "<back><ack><p>We thank.</p></ack></back></article>\n"
    )


def crossref(record: Record) -> str:
    return json.dumps(
        {
            "DOI": record.doi or "",
            "title": [record.title or ""],
            "container-title": [record.venue or ""],
            "type": "journal-article",
            "issued": {"date-parts": [[record.year]]},
            "author": [
                {
                    "family": name.partition(", ")[0],
                    "given": name.partition(", ")[2],
                    "affiliation": [{"name": record.affiliations[index]} for index in author.affiliations],
                }
                for name, author in zip(names(record), record.authors, strict=True)
            ],
        },
        ensure_ascii=False,
    )


SCOPUS = ("Authors", "Author full names", "Author(s) ID", "Title", "Year", "Source title", "DOI", "Affiliations",
          "Authors with affiliations", "Correspondence Address", "EID")  # fmt: skip


def scopus(record: Record) -> list[str]:
    people = names(record)
    return [
        "; ".join(name.replace(",", "") for name in people),
        "; ".join(f"{name} ({index})" for index, name in enumerate(people, 57_000_000)),
        "; ".join(str(index) for index, _ in enumerate(people, 57_000_000)),
        record.title or "", str(record.year or ""), record.venue or "", record.doi or "",
        "; ".join(record.affiliations),
        "; ".join(
            ", ".join([name.replace(",", ""), *(record.affiliations[index] for index in author.affiliations)])
            for name, author in zip(people, record.authors, strict=True)
        ),
        f"{people[0].replace(',', '')}; {record.affiliations[0]}; email: a@b.ac.kr"
        if people and record.affiliations else "",
        f"2-s2.0-{_number(record)}",
    ]  # fmt: skip


IEEE = ("Document Title", "Authors", "Author Affiliations", "Publication Title", "Date Added To Xplore",
        "Publication Year", "Abstract", "DOI", "Funding Information", "PDF Link", "Author Keywords",
        "Document Identifier")  # fmt: skip


def ieee(record: Record) -> list[str]:
    each = [
        record.affiliations[author.affiliations[0]] if author.affiliations else "NA"
        for author in record.authors
    ]
    return [
        record.title or "", "; ".join(author.name for author in record.authors), "; ".join(each),
        record.venue or "", "26 September 2019", str(record.year or ""), "", record.doi or "", "NSFC(grant 1)",
        f"https://ieeexplore.ieee.org/stamp/stamp.jsp?arnumber={_number(record)}", "things;matters", "IEEE Journals",
    ]  # fmt: skip


SPRINGER = ("Item Title", "Publication Title", "Book Series Title", "Journal Volume", "Journal Issue", "Item DOI",
            "Authors", "Publication Year", "URL", "Content Type")  # fmt: skip


def springer(record: Record) -> list[str]:
    people = "".join(author.name for author in record.authors)
    return [
        record.title or "", record.venue or "", "", "5", "1", record.doi or "", people, str(record.year or ""), "",
        "Article",
    ]  # fmt: skip


TABLE = ("Number", "Title", "Year", "Authors", "Affiliations", "DOI", "Received")
MAPPING = """source = "benchmark"
aligned = true
[fields]
id = "Number"
title = "Title"
year = "Year"
authors = "Authors"
affiliations = "Affiliations"
doi = "DOI"
dates.submitted = "Received"
[separators]
author_affiliations = "+"
"""


def table(record: Record) -> list[str]:
    each = ["+".join(record.affiliations[index] for index in a.affiliations) for a in record.authors]
    return [
        str(_number(record)), record.title or "", str(record.year or ""),
        ";".join(author.name for author in record.authors), ";".join(text.replace(";", ",") for text in each),
        record.doi or "", f"{record.year or 2000}-01-02",
    ]  # fmt: skip


WOS_TAB = ("PT", "AU", "AF", "TI", "SO", "C1", "RP", "PY", "DI", "UT")


def wos_tab(record: Record) -> list[str]:
    people = "; ".join(names(record))
    return [
        "J", people, people, record.title or "", record.venue or "",
        "; ".join(f"[{'; '.join(who)}] {text}." if who else text for who, text in owned(record)),
        f"{names(record)[0]} (corresponding author), {record.affiliations[0]}."
        if record.authors and record.affiliations else "",
        str(record.year or ""), record.doi or "", f"WOS:{_number(record):015}",
    ]  # fmt: skip


OPENALEX_CSV = ("id", "doi", "title", "publication_year", "publication_date", "authorships.raw_author_name",
                "authorships.author.id", "authorships.countries", "authorships.raw_affiliation_strings")  # fmt: skip


def openalex_csv(record: Record) -> list[str]:
    each = [
        record.affiliations[author.affiliations[0]] if author.affiliations else ""
        for author in record.authors
    ]
    return [
        f"https://openalex.org/W{_number(record)}", record.doi or "", record.title or "", str(record.year or ""),
        f"{record.year or 2000}-01-02", "|".join(author.name for author in record.authors),
        "|".join(f"https://openalex.org/A{index}" for index, _ in enumerate(record.authors, 5_000_000)),
        "|".join("KP" for _ in record.authors), "|".join(text.replace("|", "/") for text in each),
    ]  # fmt: skip


def row(cells: Sequence[Any], delimiter: str = ",") -> bytes:
    """One row of delimited text, quoted where need be."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerow(cells)
    return out.getvalue().encode()


def _number(record: Record) -> int:
    """A number that is the record's own."""
    return 10_000_000 + int(record.sha256[:6], 16)


def _element(name: str, text: object) -> str:
    return f"<{name}>{escape(str(text or ''))}</{name}>"
