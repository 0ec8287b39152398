"""Other readers of the same files, each from a path to the number of its records.

None is a dependency of the project: `pip install --target DIR rispy 'bibtexparser>=2.0.0b7' biopython pubmed_parser
metaknowledge pybibx` puts them where `python -m benchmarks.parse --rivals DIR` finds them (pybibx alone brings
several gigabytes).
"""

from __future__ import annotations

import contextlib
import io
import logging
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec

Read = Callable[[Path], int]


class Missing(Exception):
    """The package is not installed, or does not work here."""


def _module(name: str) -> Any:
    try:
        return import_module(name)
    except Exception as error:
        raise Missing(f"{name}: {type(error).__name__}: {error}"[:150]) from None


def rispy() -> Read:
    """Lists of dicts: tag → text or list of texts."""
    module = _module("rispy")

    def read(path: Path) -> int:
        with path.open(encoding="utf-8") as file:
            return len(module.load(file))

    return read


def bibtexparser() -> Read:
    """Entries with fields as strings, month and LaTeX as printed, names not taken apart (version 2's defaults)."""
    module = _module("bibtexparser")
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)

    def read(path: Path) -> int:
        return len(module.parse_file(str(path), encoding="utf-8").entries)

    return read


def biopython() -> Read:
    """Dicts: tag → text or list of texts."""
    module = _module("Bio.Medline")

    def read(path: Path) -> int:
        with path.open(encoding="utf-8") as file:
            return sum(1 for _ in module.parse(file))

    return read


def pubmed_parser() -> Read:
    """Dicts of strings, authors and their affiliations as lists of dicts, references left out."""
    module = _module("pubmed_parser")

    def read(path: Path) -> int:
        return sum(1 for _ in module.parse_medline_xml(str(path), author_list=True, reference_list=False))

    return read


def pubmed_parser_jats() -> Read:
    """One dict of strings, with pairs of authors and affiliations."""
    module = _module("pubmed_parser")

    def read(path: Path) -> int:
        return int(bool(module.parse_pubmed_xml(str(path))))

    return read


_WOS_TAGS = ("AU", "AF", "CA", "TI", "SO", "LA", "DT", "DE", "ID", "AB", "C1", "RP", "EM", "RI", "OI", "FU", "FX", "PD",
             "PY", "DI", "PM", "UT")  # fmt: skip
_SCOPUS_HEADINGS = ("Authors", "Title", "Year", "Source title", "DOI", "Link", "Affiliations",
                    "Authors with affiliations", "Abstract", "Author Keywords", "Index Keywords", "Correspondence Address",
                    "PubMed ID", "Language of Original Document", "Document Type", "EID")  # fmt: skip


def metaknowledge() -> Read:
    """Records, of which the fields that ours reads are asked for: it works them out only then."""
    handlers = _module("metaknowledge.WOS.wosHandlers")

    def read(path: Path) -> int:
        found, error = handlers.wosParser(str(path))
        return _asked(found, error, _WOS_TAGS)

    return read


def metaknowledge_scopus() -> Read:
    """Records, of which the fields that ours reads are asked for: it works them out only then."""
    handlers = _module("metaknowledge.scopus.scopusHandlers")

    def read(path: Path) -> int:
        found, error = handlers.scopusParser(str(path))
        return _asked(found, error, _SCOPUS_HEADINGS)

    return read


def _asked(found: Any, error: Exception | None, fields: tuple[str, ...]) -> int:
    if error is not None:
        raise error
    for record in found:
        for name in fields:
            with contextlib.suppress(Exception):  # what it stumbles over is passed over
                record.get(name)
    return len(found)


def pybibx(database: str) -> Callable[[], Read]:
    """One pandas table of strings, a column a field (its first step, without its own counts of authors and so on)."""

    def make() -> Read:
        module = _module("pybibx.base.pbx")

        def read(path: Path) -> int:
            probe = object.__new__(module.pbx_probe)
            probe.database, probe.language_names = database, {}
            with contextlib.redirect_stdout(io.StringIO()):
                table, *_ = probe._pbx_probe__read_bib(str(path), database, False)
            return len(table)

        return read

    return make


class _Person(msgspec.Struct, gc=False):
    id: str | None = None
    display_name: str | None = None
    orcid: str | None = None


class _Authorship(msgspec.Struct, gc=False):
    author: _Person | None = None
    raw_author_name: str | None = None
    is_corresponding: bool | None = None
    raw_affiliation_strings: list[str | None] | None = None
    countries: list[str | None] | None = None


class _Named(msgspec.Struct, gc=False):
    display_name: str | None = None


class _Location(msgspec.Struct, gc=False):
    source: _Named | None = None


class _Ids(msgspec.Struct, gc=False):
    pmid: str | None = None


class _Work(msgspec.Struct, gc=False):
    id: str | None = None
    doi: str | None = None
    title: str | None = None
    publication_year: int | None = None
    publication_date: str | None = None
    ids: _Ids | None = None
    type: str | None = None
    language: str | None = None
    primary_location: _Location | None = None
    authorships: list[_Authorship] | None = None
    abstract_inverted_index: dict[str, list[int]] | str | None = None
    keywords: list[_Named] | None = None
    funders: list[_Named] | None = None
    is_authors_truncated: bool | None = None
    updated_date: str | None = None


def bare_decode() -> Read:
    """Every line decoded into structs with the fields that a record is made of, and thrown away."""
    decoder = msgspec.json.Decoder(_Work)

    def read(path: Path) -> int:
        number = 0
        with path.open("rb") as file:
            for line in file:
                decoder.decode(line)
                number += 1
        return number

    return read
