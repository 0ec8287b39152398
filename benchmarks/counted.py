"""Records, authors and affiliations of a file counted without the readers: by the csv module, json, tags and lines.

Each counter gives what the file says, so that a difference to what was read has to be explained:
records; authors (names, in all records together); affiliations (different printed addresses of each record, added up),
None where the format has no addresses that can be counted apart.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from lxml import etree


class Counts(NamedTuple):
    """What a file holds."""

    records: int
    authors: int | None
    affiliations: int | None


def _sum(found: Iterable[tuple[int, int]]) -> Counts:
    pairs = list(found)
    return Counts(len(pairs), sum(a for a, _ in pairs), sum(b for _, b in pairs))


def _rows(raw: bytes) -> list[dict[str, str]]:
    csv.field_size_limit(2**24)
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def openalex(raw: bytes) -> Counts:
    """json: authorships; different raw_affiliation_strings of a work."""

    def each() -> Iterator[tuple[int, int]]:
        for line in raw.split(b"\n"):
            if line.strip():
                authorships = json.loads(line)["authorships"]
                texts = {t for a in authorships for t in a.get("raw_affiliation_strings") or () if t}
                yield len(authorships), len(texts)

    return _sum(each())


def openalex_csv(raw: bytes) -> Counts:
    """csv: names between `|`; different raw_affiliation_strings of a row between `|`."""
    return _sum(
        (
            len([n for n in row["authorships.raw_author_name"].split("|") if n and n != "None"]),
            len(
                {
                    t
                    for t in row["authorships.raw_affiliation_strings"].split("|")
                    if t.strip() and t != "None"
                }
            ),
        )
        for row in _rows(raw)
    )


def openalex_parquet(raw: bytes) -> Counts:
    """pyarrow: names between `|` or in lists. There are no printed addresses."""
    from pyarrow import parquet

    table = parquet.read_table(io.BytesIO(raw))
    name = next(n for n in ("raw_author_names", "author_names") if n in table.column_names)
    lists = table.column(name).to_pylist()
    return Counts(
        table.num_rows,
        sum(len([n for n in (v.split("|") if isinstance(v, str) else v or ()) if n]) for v in lists),
        None,
    )


def crossref(raw: bytes) -> Counts:
    """json: entries of `author` (of `editor` where a book has no author); different names in `affiliation`."""
    books = ("book", "edited-book", "monograph", "reference-book", "proceedings", "book-set", "book-series")

    def each() -> Iterator[tuple[int, int]]:
        for work in json.loads(raw)["items"]:
            people: list[Any] = work.get("author") or (
                work.get("editor", []) if work.get("type") in books else []
            )
            texts = {a["name"] for p in people for a in p.get("affiliation") or () if a.get("name")}
            yield len([p for p in people if p.get("family") or p.get("given") or p.get("name")]), len(texts)

    return _sum(each())


def facts(raw: bytes) -> Counts:
    """json: authors; different affiliations of a work, those of nobody included."""

    def each() -> Iterator[tuple[int, int]]:
        for line in raw.split(b"\n"):
            if line.strip():
                work = json.loads(line)
                texts = {t for a in work.get("authors") or () for t in a.get("affiliations") or () if t}
                texts |= {t for t in work.get("affiliations_unmapped") or () if t}
                yield len(work.get("authors") or ()), len(texts)

    return _sum(each())


def pubmed(raw: bytes) -> Counts:
    """lxml.etree.iterparse: Author elements of lists of authors; different Affiliation texts of an article."""

    def each() -> Iterator[tuple[int, int]]:
        stream = io.BytesIO(raw)
        for _, article in etree.iterparse(stream, tag="PubmedArticle", load_dtd=False, no_network=True):
            authors = article.findall("MedlineCitation/Article/AuthorList/Author")
            texts = {
                " ".join("".join(e.itertext()).split())
                for e in article.iterfind("MedlineCitation/Article/AuthorList/Author//Affiliation")
            }
            texts |= {
                " ".join((e.text or "").split())
                for e in article.iterfind("MedlineCitation/Article/Affiliation")
            }
            yield len(authors), len(texts - {""})
            article.clear()

    return _sum(each())


def medline(raw: bytes) -> Counts:
    """Lines: `PMID-`; `FAU -` and `CN  -`; different `AD  -` of a record."""
    return _by_lines(raw, rb"(?m)^PMID- ", rb"(?m)^(?:FAU|CN ) - ", rb"(?m)^AD  - (.*(?:\n      .*)*)")


def wos(raw: bytes) -> Counts:
    """Lines: `PT `; lines of AU and CA; lines of C1 without the names in brackets, different ones of a record."""
    raw = raw.replace(b"\r\n", b"\n")

    def each() -> Iterator[tuple[int, int]]:
        for record in re.split(rb"(?m)^PT ", raw)[1:]:
            people = sum(len(_field(record, tag)) for tag in (b"AU", b"CA"))
            yield people, len({re.sub(rb"^\[[^\]]*\] ?", b"", line) for line in _field(record, b"C1")})

    return _sum(each())


def _field(record: bytes, tag: bytes) -> list[bytes]:
    found = re.search(rb"(?m)^%s (.*(?:\n   .*)*)" % tag, record)
    return [line.strip() for line in found[1].split(b"\n") if line.strip()] if found else []


def ris(raw: bytes) -> Counts:
    """Lines: `TY  -`; `AU  -`; different `AD  -` of a record."""
    return _by_lines(raw, rb"(?m)^(?:\xef\xbb\xbf|\s)*TY  - ", rb"(?m)^A[U1]  - ", rb"(?m)^AD  - (.*)")


def _by_lines(raw: bytes, record: bytes, author: bytes, address: bytes) -> Counts:
    parts = re.split(record, raw.replace(b"\r\n", b"\n"))[1:]
    return _sum(
        (len(re.findall(author, part)), len({b" ".join(t.split()) for t in re.findall(address, part)}))
        for part in parts
    )


def bibtex(raw: bytes) -> Counts:
    """Lines: `@…{`; names between ` and ` in the field author; addresses cannot be told apart without reading names."""

    def each() -> Iterator[tuple[int, int]]:
        for entry in re.split(rb"(?m)^@", raw)[1:]:
            found = re.search(rb"(?mi)^\s*author\s*=\s*\{(.*?)\},?\s*$", entry, re.DOTALL)
            names = re.split(rb"\s+and\s+", found[1]) if found else []
            yield len([name for name in names if name.strip(b"{} \n")]), 0

    return _sum(each())._replace(affiliations=None)


def scopus(raw: bytes) -> Counts:
    """csv: names between `;` in Authors; different entries between `; ` in Affiliations."""
    return _sum(
        (
            len([n for n in row["Authors"].split(";") if n.strip() and not n.startswith("[No ")]),
            len({t for t in row["Affiliations"].rstrip("; ").split("; ") if t}),
        )
        for row in _rows(raw)
    )


def jats(raw: bytes) -> Counts:
    """lxml: contrib elements of article-meta that are authors; different aff texts of article-meta without labels."""
    parser = etree.XMLParser(load_dtd=False, no_network=True, resolve_entities=False)
    meta = etree.fromstring(raw, parser).find("front/article-meta")
    authors = meta.xpath("contrib-group/contrib[not(@contrib-type) or @contrib-type='author']")
    texts = set()
    for aff in meta.iter("aff"):
        for label in aff.xpath("label|sup"):
            label.text = ""
        texts.add(" ".join("".join(aff.itertext()).split()))
    return Counts(1, len(authors), len(texts))


def papers(raw: bytes) -> Counts:
    """json: names between `;` in author; different affiliations between `;` and `+` in aff."""

    def each() -> Iterator[tuple[int, int]]:
        for line in raw.split(b"\n"):
            if line.strip():
                paper = json.loads(line)
                names = [n for n in (paper.get("author") or "").split(";") if n.strip()]
                texts = {t.strip() for t in re.split(r"[;+]", paper.get("aff") or "") if t.strip()}
                yield len(names), len(texts)

    return _sum(each())


COUNTERS: dict[str, Callable[[bytes], Counts]] = {
    "openalex": openalex, "openalex-csv": openalex_csv, "openalex-parquet": openalex_parquet, "crossref": crossref,
    "facts": facts, "pubmed": pubmed, "medline": medline, "wos": wos, "ris": ris, "bibtex": bibtex, "scopus": scopus,
    "jats": jats, "table-papers": papers,
}  # fmt: skip
"""By the name of the format."""
