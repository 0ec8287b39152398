"""Every format that is read: real records of it cut out of files, and how one is put back into a file and read.

The records are cut here by plain means (lines, tags, the csv module), not by the readers.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast

import msgspec

from benchmarks import generator, printers
from benchmarks.at_hand import content
from loaders.records import Located, Record, Rejected, checked
from loaders.sources import (
    bibtex,
    crossref,
    facts,
    ieee,
    jats,
    medline,
    openalex,
    openalex_csv,
    openalex_parquet,
    pubmed,
    ris,
    scopus,
    springer,
    tables,
    wos,
)
from loaders.sources.format import JsonFormat, TableFormat, TextFormat, XmlFormat
from loaders.sources.json_stream import pieces
from loaders.sources.plain_table import mapping, table_format
from loaders.sources.text import Text
from loaders.sources.workbook import WorkbookTable

Items = Iterator[Located | Rejected]
Kind = Literal["json", "xml", "text", "table", "binary"]
LONGEST = 100_000
"""Bytes of a record that is still taken: the few longer ones would be most of the time."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A format. head, foot: what stands around the records in a file. records: real ones, as bytes.

    read: the items in the bytes of a whole file. own_line: a record ends with its line, whatever is in it.
    by_mapping: `open_file` does not know it, it is read with a mapping.
    """

    name: str
    kind: Kind
    records: Sequence[bytes]
    read: Callable[[bytes], Items]
    head: bytes = b""
    foot: bytes = b""
    own_line: bool = False
    by_mapping: bool = False

    def file(self, records: Iterable[bytes]) -> bytes:
        """A file with these records."""
        return self.head + b"".join(records) + self.foot


def _json(form: JsonFormat, raw: bytes) -> Items:
    for number, line in enumerate(raw.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            yield Located(checked(form.read(line)), number)
        except (msgspec.DecodeError, ValueError, RecursionError) as error:
            yield Rejected(str(error)[:500], number, line[:1000])


def _stream(form: TextFormat | XmlFormat, raw: bytes) -> Items:
    stream = cast(BinaryIO, io.BytesIO(raw))
    return form.read(stream) if isinstance(form, XmlFormat) else form.read(Text(stream))


def _table(form: TableFormat, raw: bytes) -> Items:
    return tables.read(form, tables.DelimitedTable(Text(cast(BinaryIO, io.BytesIO(raw))), form.recognises))


def _workbook(form: TableFormat, raw: bytes) -> Items:
    return tables.read(form, WorkbookTable(cast(BinaryIO, io.BytesIO(raw)), form.recognises))


def _json_table(form: TableFormat, raw: bytes) -> Items:
    with tempfile.NamedTemporaryFile(dir=_fast_folder()) as file:
        file.write(raw)
        file.flush()
        yield from tables.read(form, tables.JsonTable(pieces(Path(file.name))))


def _fast_folder() -> str | None:
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


def _parquet(raw: bytes) -> Items:
    return openalex_parquet.read(cast(BinaryIO, io.BytesIO(raw)))


def _lines(raw: bytes | None) -> list[bytes]:
    return [line + b"\n" for line in (raw or b"").split(b"\n") if line.strip() and len(line) <= LONGEST]


def _between(pattern: bytes, raw: bytes | None) -> list[bytes]:
    found = (match.group() for match in re.finditer(pattern, raw or b"", re.DOTALL))
    return [record for record in found if len(record) <= LONGEST]


def _rows(raw: bytes | None, delimiter: str = ",") -> tuple[bytes, list[bytes]]:
    """The line of headings, and the rows, as the csv module reads and writes them."""
    csv.field_size_limit(2**24)
    table = list(csv.reader(io.StringIO((raw or b"").decode("utf-8-sig"), newline=""), delimiter=delimiter))
    rows = [printers.row(cells, delimiter) for cells in table]
    return (rows[0], [row for row in rows[1:] if len(row) <= LONGEST]) if rows else (b"", [])


def _printed(print_one: Callable[[Record], str]) -> list[bytes]:
    return [print_one(record).encode() for record in printers.shipped()]


def _tables(headings: Sequence[str], cells: Callable[[Record], list[str]]) -> tuple[bytes, list[bytes]]:
    return printers.row(headings), [printers.row(cells(record)) for record in printers.shipped()]


def xlsx(rows: Sequence[Sequence[Any]]) -> bytes:
    """A workbook of one sheet."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append([openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub(" ", str(cell)) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _workbooks() -> list[bytes]:
    """Records of which each is a workbook with one row."""
    return [
        xlsx([printers.TABLE, printers.table(record)]) for record in printers.shipped() if record.affiliations
    ][:60]


def _parquets() -> list[bytes]:
    """Records of which each is a Parquet file with one row; flat ones, and nested ones in the shape of the API."""
    import pyarrow
    from pyarrow import parquet

    flat = content("openalex/works_snapshot_sample.parquet")
    if flat:
        tables_ = [parquet.read_table(io.BytesIO(flat))]
    else:
        tables_ = [
            pyarrow.table(
                {
                    "work_id": [f"https://openalex.org/W{i}" for i in range(1, 60)],
                    "title": [record.title for record in printers.shipped()[:59]],
                    "author_names": ["|".join(a.name for a in r.authors) for r in printers.shipped()[:59]],
                }
            )
        ]
    works = [json.loads(line) for line in generator.works(40)]
    tables_.append(
        pyarrow.Table.from_pylist(
            [
                {name: work[name] for name in ("id", "doi", "title", "publication_year", "authorships")}
                for work in works
            ]
        )
    )
    found = []
    for table in tables_:
        for index in range(0, min(table.num_rows, 100)):
            out = io.BytesIO()
            parquet.write_table(table.slice(index, 1), out)
            found.append(out.getvalue())
    return found


_XML = b'<?xml version="1.0" encoding="UTF-8"?>\n'


def _mapped() -> TableFormat:
    return table_format(mapping(printers.MAPPING))


def _papers() -> tuple[bytes, list[bytes]]:
    return _tables(printers.TABLE, printers.table)


def _openalex() -> Shape:
    records = _lines(content("openalex/works.jsonl.gz")) or [work + b"\n" for work in generator.works(600)]
    return Shape("openalex", "json", records, partial(_json, openalex.FORMAT), own_line=True)


def _crossref() -> Shape:
    raw = content("bib/crossref_3000.json.gz")
    works = [json.dumps(work, ensure_ascii=False) for work in json.loads(raw)["items"]] if raw else []
    records = [work.encode() + b"\n" for work in works or map(printers.crossref, printers.shipped())]
    return Shape("crossref", "json", records, partial(_json, crossref.FORMAT), own_line=True)


def _facts() -> Shape:
    records = _lines(content("dprk/works.jsonl")) or _lines(printers.DEMO.read_bytes())
    return Shape("facts", "json", records, partial(_json, facts.FORMAT), own_line=True)


def _pubmed() -> Shape:
    records = _between(rb"<PubmedArticle>.*?</PubmedArticle>\s*", content("pubmed/pubmed_articles.xml.gz"))
    return Shape(
        "pubmed", "xml", records or _printed(printers.pubmed), partial(_stream, pubmed.FORMAT),
        _XML + b"<PubmedArticleSet>\n", b"</PubmedArticleSet>\n",
    )  # fmt: skip


def _jats() -> Shape:
    records = [
        record
        for name in ("bib/jats_pone.0000217.nxml.gz", "bib/jats_6605965a.nxml.gz")
        for record in _between(rb"<article[ >].*</article>", content(name))
    ]
    # of the text of an article nothing is read: it is cut down, so that mutations meet what is
    records = [re.sub(rb"<body>.*</body>|<ref-list.*</ref-list>", b"", r, flags=re.DOTALL) for r in records]
    return Shape(
        "jats", "xml", records * 20 + _printed(printers.jats), partial(_stream, jats.FORMAT),
        _XML + b"<pmc-articleset>\n", b"</pmc-articleset>\n",
    )  # fmt: skip


def _medline() -> Shape:
    records = _between(rb"PMID- .*?\n(?=\r?\n)", content("pubmed/medline_175.txt.gz"))
    records = [record + b"\n" for record in records or _printed(printers.medline)]
    return Shape("medline", "text", records, partial(_stream, medline.FORMAT))


def _wos() -> Shape:
    records = _between(rb"(?<=\n)PT .*?\nER *\r?\n\s*", content("bib/wos_plaintext_500.txt.gz"))
    return Shape(
        "wos", "text", records or _printed(printers.wos), partial(_stream, wos.FORMAT),
        b"FN Clarivate Analytics Web of Science\nVR 1.0\n", b"EF\n",
    )  # fmt: skip


def _ris() -> Shape:
    records = _between(rb"TY  - .*?\nER  -[^\n]*\n\s*", content("bib/example.ris.gz"))
    return Shape("ris", "text", records * 6 + _printed(printers.ris), partial(_stream, ris.FORMAT))


def _bibtex() -> Shape:
    records = [
        record
        for name in ("bib/scopus_236.bib.gz", "bib/wos_236.bib.gz")
        for record in _between(rb"(?<=\n)@\w+\{.*?\n\}\s*?\n", content(name))
    ]
    return Shape("bibtex", "text", records or _printed(printers.bibtex), partial(_stream, bibtex.FORMAT))


def _delimited(
    name: str,
    form: TableFormat,
    file: str | None,
    printed: tuple[bytes, list[bytes]],
    *,
    by_mapping: bool = False,
) -> Shape:
    head, records = _rows(content(file)) if file else (b"", [])
    head, records = (head, records) if records else printed
    return Shape(name, "table", records, partial(_table, form), head, by_mapping=by_mapping)


def _in_tabs(
    name: str,
    form: TableFormat,
    headings: Sequence[str],
    cells: Callable[[Record], list[str]],
    *,
    by_mapping: bool = False,
) -> Shape:
    rows = [printers.row(cells(record), "\t") for record in printers.shipped()]
    return Shape(
        name, "table", rows, partial(_table, form), printers.row(headings, "\t"), by_mapping=by_mapping
    )


def _table_json() -> Shape:
    records = _lines(content("papers/ai_conference_papers.jsonl.gz"))[::100]
    by = '[fields]\nid="id"\ntitle="title"\nauthors="author"\naffiliations="aff"\n[separators]\nauthor_affiliations="+"'
    form = table_format(mapping(f'source="papers"\naligned=true\n{by}'))
    if not records:
        form = _mapped()
        rows = (
            dict(zip(printers.TABLE, printers.table(record), strict=True)) for record in printers.shipped()
        )
        records = [json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows]
    return Shape("table-jsonl", "json", records, partial(_json_table, form), own_line=True, by_mapping=True)


_MAKERS: dict[str, Callable[[], Shape]] = {
    "openalex": _openalex,
    "openalex-csv": lambda: _delimited(
        "openalex-csv", openalex_csv.FORMAT, "openalex/works_web_export.csv.gz",
        _tables(printers.OPENALEX_CSV, printers.openalex_csv),
    ),
    "openalex-parquet": lambda: Shape("openalex-parquet", "binary", _parquets(), _parquet),
    "crossref": _crossref,
    "facts": _facts,
    "pubmed": _pubmed,
    "medline": _medline,
    "jats": _jats,
    "wos": _wos,
    "wos-tab": lambda: _in_tabs("wos-tab", wos.FORMAT_TAB, printers.WOS_TAB, printers.wos_tab),
    "scopus": lambda: _delimited(
        "scopus", scopus.FORMAT, "bib/scopus_3658.csv.gz", _tables(printers.SCOPUS, printers.scopus)
    ),
    "ris": _ris,
    "bibtex": _bibtex,
    "ieee": lambda: _delimited("ieee", ieee.FORMAT, None, _tables(printers.IEEE, printers.ieee)),
    "springer": lambda: _delimited(
        "springer", springer.FORMAT, None, _tables(printers.SPRINGER, printers.springer)
    ),
    "table-csv": lambda: _delimited("table-csv", _mapped(), None, _papers(), by_mapping=True),
    "table-tsv": lambda: _in_tabs("table-tsv", _mapped(), printers.TABLE, printers.table, by_mapping=True),
    "table-xlsx": lambda: Shape(
        "table-xlsx", "binary", _workbooks(), partial(_workbook, _mapped()), by_mapping=True
    ),
    "table-jsonl": _table_json,
}  # fmt: skip
NAMES = tuple(_MAKERS)


@cache
def shape(name: str) -> Shape:
    """The format of this name, one of NAMES."""
    return _MAKERS[name]()
