"""What sort of publication a record describes, as far as it tells works of one title apart."""

from __future__ import annotations

import re
from functools import cache

from loaders.facts import rows_of
from loaders.merging.titles import title_of
from loaders.records import Record

PAPER, PREPRINT, NOTICE, OTHER = "paper", "preprint", "notice", "other"

_TYPE_PREPRINT = frozenset({"preprint", "posted-content", "posted content", "working-paper", "working paper"})
_TYPE_NOTICE = frozenset({
    "erratum", "corrigendum", "correction", "correction, addition", "retraction", "retraction notice",
    "published erratum", "retraction of publication", "expression of concern", "retraction note", "addendum",
})  # fmt: skip
_TYPE_OTHER = frozenset({
    "dataset", "data paper dataset", "peer-review", "peer review", "paratext", "grant", "component", "software",
    "supplementary-materials", "journal", "journal-issue", "database",
})  # fmt: skip
# what two works of one title and author may be beside each other: a type names one of these, or nothing
_FORMS = {
    "thesis": ("dissertation", "thesis", "phdthesis", "mastersthesis", "doctoral thesis", "master thesis"),
    "book": ("book", "monograph", "edited-book", "reference-book"),
    "chapter": ("book-chapter", "book chapter", "book section", "incollection", "inbook"),
    "abstract": ("meeting abstract", "conference-abstract", "conference abstract", "abstract of published item"),
    "conference": ("proceedings paper", "conference paper", "inproceedings", "conference", "proceedings-article",
                   "conference-paper", "conference proceedings", "ieee conferences"),
    "journal": ("journal-article", "journal article", "ieee journals", "article-journal"),
}  # fmt: skip
_FORM_OF = {name: form for form, names in _FORMS.items() for name in names}


@cache
def _servers() -> dict[str, re.Pattern[str]]:
    return {row["prefix"]: re.compile(row["suffix"]) for row in rows_of("preprint_servers.tsv")}


def is_preprint_doi(doi: str) -> bool:
    """Was the (normalised) DOI given by a preprint server?"""
    prefix, _, suffix = doi.partition("/")
    pattern = _servers().get(prefix)
    return pattern is not None and pattern.match(suffix) is not None


def types_of(record: Record) -> frozenset[str]:
    """The types that the source names, folded: one name may list several."""
    return frozenset(part.strip().lower() for part in (record.type or "").split(";") if part.strip())


def kind_of(record: Record) -> str:
    """`preprint`, `notice` (of a correction, a retraction, a comment), `other` (data, a review of it), else `paper`.

    A DOI of a preprint server says preprint; a journal's DOI beside an arXiv id says paper, whatever the type; an
    arXiv id and nothing else says preprint.
    """
    types = types_of(record)
    if types & _TYPE_NOTICE or (record.title and title_of(record.title).notice):
        return NOTICE
    if types & _TYPE_OTHER:
        return OTHER
    if record.doi and is_preprint_doi(record.doi):
        return PREPRINT
    if types & _TYPE_PREPRINT:
        return PAPER if record.doi and record.arxiv else PREPRINT
    bare = record.arxiv and not (record.doi or record.pmid or types)
    return PREPRINT if bare else PAPER


def forms_of(record: Record) -> frozenset[str]:
    """Journal, conference, abstract, book, chapter, thesis, as the type says; empty where it does not tell."""
    return frozenset(_FORM_OF[name] for name in types_of(record) if name in _FORM_OF)
