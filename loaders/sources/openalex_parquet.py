"""Works of OpenAlex in a Parquet file: flat, with lists of authors (one string joined by `|`, or a list), or nested as
the API gives them. Needs the extra `parquet`.

Not read from flat files: the institutions and countries, which are OpenAlex's own and belong to no author there.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module
from typing import Any, BinaryIO

import msgspec

from graph.errors import CoauthError
from loaders.merging.identity import arxiv_of_doi, normal_doi, normal_orcid, normal_pmid
from loaders.records import MAX_REJECTED_BYTES, Located, PrintedAuthor, Record, Rejected, checked
from loaders.sources import openalex
from loaders.sources.format import Carries
from loaders.sources.printed import printed_when

NAME = "openalex-parquet"
TITLE = "OpenAlex works in a Parquet file"
CARRIES: Carries = frozenset({"affiliations", "author mapping", "dates", "funders"})
"""Of affiliations and their authors nested files only."""
MAX_ROW = 16 * 2**20
"""Bytes of one row, as JSON."""
MAX_BATCH = 64 * 2**20
"""Bytes of the rows that are taken up at once, as far as the file's own figures are right."""
MAX_RATIO = 200
RATIO_FROM = 2**28
"""It may grow MAX_RATIO-fold where it gives more than RATIO_FROM bytes."""
_WORK = re.compile(r"(?:\A|/)(W\d{1,12})\Z", re.IGNORECASE)
_PERSON = re.compile(r"(?:\A|/)(A\d{1,12})\Z", re.IGNORECASE)
_NESTED = (
    "id", "doi", "title", "display_name", "publication_year", "publication_date", "ids", "type", "language",
    "primary_location", "authorships", "abstract_inverted_index", "keywords", "funders", "grants",
    "is_authors_truncated", "updated_date",
)  # fmt: skip
"""Columns of a file in the shape of the API."""
_FLAT = {
    "id": ("work_id", "openalex_id", "id"),
    "doi": ("doi",),
    "pmid": ("pmid",),
    "title": ("title", "display_name"),
    "abstract": ("abstract",),
    "year": ("year", "publication_year"),
    "date": ("date", "publication_date"),
    "type": ("type",),
    "language": ("language",),
    "venue": ("venue", "source", "journal"),
    "ids": ("author_ids",),
    "names": ("raw_author_names", "author_names"),
    "orcids": ("author_orcids",),
    "count": ("n_authors", "authors_count"),
    "keywords": ("keywords",),
    "funders": ("grant_funders", "funder_names", "funders"),
    "updated": ("updated_date",),
}
"""What is read of a flat file, and the columns that can hold it, the best first."""


def recognises(head: bytes) -> bool:
    """Does a file begin as Parquet does?"""
    return head.startswith(b"PAR1")


def read(file: BinaryIO) -> Iterator[Located | Rejected]:
    """Every row in order, with its number from 1. The file must be seekable.

    Raises CoauthError where pyarrow is not installed, or where no column holds works of OpenAlex.
    """
    try:
        pyarrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError:
        raise CoauthError(
            "reading Parquet needs the package pyarrow", hint="pip install 'coauthgraph[parquet]'"
        ) from None
    number = 0
    try:
        with parquet.ParquetFile(file, pre_buffer=False) as whole:
            schema = whole.schema_arrow
            columns = _columns(schema.names)
            unpacked = _size(whole.metadata)
            texts = [name for name in columns.values() if pyarrow.types.is_string(schema.field(name).type)]
        packed = file.seek(0, io.SEEK_END)
        if unpacked > RATIO_FROM and unpacked > MAX_RATIO * packed:
            yield Rejected(f"the Parquet file grows more than {MAX_RATIO}-fold when unpacked", 1, b"")
            return
        nested = "authorships" in columns
        build = _nested if nested else _flat
        # a text that stands in every row is held once
        with parquet.ParquetFile(file, pre_buffer=False, read_dictionary=texts) as whole:
            rows = _rows_at_once(whole.metadata, 100 if nested else 1_000)
            for batch in whole.iter_batches(rows, columns=sorted({*columns.values()}), use_threads=False):
                values = {name: _values(batch.column(column)) for name, column in columns.items()}
                for row in zip(*values.values(), strict=True):
                    number += 1
                    yield _outcome(dict(zip(values, row, strict=True)), number, build)
            if number != whole.metadata.num_rows:
                reason = f"the Parquet file says that it has {whole.metadata.num_rows:,} rows"
                yield Rejected(reason, number + 1, b"")
    except (pyarrow.ArrowException, OSError, UnicodeDecodeError, OverflowError) as error:
        reason = " ".join(str(error).split())[:300]
        yield Rejected(f"the Parquet file is damaged ({reason})", number + 1, b"")


def _columns(names: list[str]) -> dict[str, str]:
    """What is read, and the column that holds it. Raises CoauthError where it is no file of works."""
    if {"id", "authorships"} <= {*names}:
        return {name: name for name in _NESTED if name in names}
    found = {
        what: column
        for what, candidates in _FLAT.items()
        if (column := next((name for name in candidates if name in names), None))
    }
    if not {"id", "names"} <= found.keys():
        raise CoauthError(
            f"the Parquet file holds no works of OpenAlex (columns: {', '.join(names)[:200]})",
            hint="columns work_id and author_names are needed, or id and authorships",
        )
    return found


def _rows_at_once(metadata: Any, most: int) -> int:
    return int(max(1, min(most, MAX_BATCH // max(1, _size(metadata) // max(1, metadata.num_rows)))))


def _size(metadata: Any) -> int:
    """Bytes of all columns unpacked, as the file says."""
    return sum(metadata.row_group(i).total_byte_size for i in range(metadata.num_row_groups))


def _values(column: Any) -> list[Any]:
    if not hasattr(column, "dictionary"):
        return list(column.to_pylist())
    column.validate(full=True)  # places that the dictionary does not have
    texts = column.dictionary.to_pylist()
    return [None if place is None else texts[place] for place in column.indices.to_pylist()]


def _outcome(
    row: dict[str, Any], number: int, build: Callable[[dict[str, Any]], Record]
) -> Located | Rejected:
    raw = b""
    try:
        raw = msgspec.json.encode(row)
        if len(raw) > MAX_ROW:
            raise ValueError(f"the row is longer than {MAX_ROW // 2**20} MiB")
        return Located(checked(build(row)), number)
    except (ValueError, TypeError, RecursionError, OverflowError) as error:
        return Rejected(" ".join(str(error).split())[:500], number, raw[:MAX_REJECTED_BYTES])


def _nested(row: dict[str, Any]) -> Record:
    for name in ("authorships", "ids", "primary_location", "keywords", "funders", "grants"):
        if isinstance(row.get(name), str):
            row[name] = msgspec.Raw(row[name].encode())
    index = row.get("abstract_inverted_index")
    if isinstance(index, list):
        row["abstract_inverted_index"] = dict(index)
    elif isinstance(index, str) and "InvertedIndex" not in index:
        row["abstract_inverted_index"] = msgspec.Raw(index.encode() or b"null")
    return msgspec.structs.replace(openalex.read(msgspec.json.encode(row)), source=NAME)


def _flat(row: dict[str, Any]) -> Record:
    found = _WORK.search(_text(row.get("id")))
    work = found.group(1).upper() if found else None
    doi, title = normal_doi(_text(row.get("doi"))), _text(row.get("title")) or None
    if not (work or doi or title):
        raise ValueError("no identity: neither id nor DOI nor title")
    names = _list(row.get("names"))
    ids, orcids = _as_many(_list(row.get("ids")), names), _as_many(_list(row.get("orcids")), names)
    year = _number(row.get("year"))
    printed = printed_when("published", _text(row.get("date")) or (str(year) if year else ""), year)
    count = _number(row.get("count"))
    return Record(
        source=NAME,
        source_id=work,
        doi=doi,
        pmid=normal_pmid(_text(row.get("pmid"))),
        openalex=work,
        arxiv=arxiv_of_doi(doi),
        title=title,
        year=int(printed.value[:4]) if printed else None,
        dates=(printed,) if printed else (),
        type=_text(row.get("type")) or None,
        venue=_text(row.get("venue")) or None,
        language=_text(row.get("language")) or None,
        abstract=_text(row.get("abstract")) or None,
        keywords=tuple(dict.fromkeys(filter(None, _list(row.get("keywords"))))),
        funders=tuple(dict.fromkeys(filter(None, _list(row.get("funders"))))),
        authors=tuple(
            PrintedAuthor(
                name=name,
                position=position,
                orcid=normal_orcid(orcids[position]),
                source_id=f"{openalex.NAME}:{found.group(1).upper()}"
                if (found := _PERSON.search(ids[position]))
                else None,
            )
            for position, name in enumerate(names)
            if name
        ),
        authors_complete=count is None or count <= len(names),
        updated=_text(row.get("updated")) or None,
    )


def _as_many(values: list[str], names: list[str]) -> list[str]:
    """Values one for each name; where there are not as many, nobody knows which are missing."""
    return values if len(values) == len(names) else [""] * len(names)


def _list(value: Any) -> list[str]:
    if isinstance(value, str):
        return [part.strip() for part in value.split("|")] if value else []
    return [_text(part) for part in value] if isinstance(value, list) else []


def _text(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return value.strip() if isinstance(value, str) else ""


def _number(value: Any) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    if isinstance(value, (int, float)) and math.isfinite(value):
        return int(value)
    return None
