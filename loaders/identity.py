"""Which records report the same work: normal forms of identifiers, and groups over them.

A group is a pure function of the set of records: the order in which they were loaded plays no part.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from loaders.records import Record

_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
_ARXIV = re.compile(r"\A(?:arxiv:)?(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?\Z", re.IGNORECASE)
_ORCID = re.compile(r"(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dXx])\Z")
_NOT_A_TITLE = {
    "abstract", "abstracts", "addendum", "announcement", "announcements", "bookreview", "bookreviews", "contents",
    "correction", "corrigendum", "cover", "discussion", "editorial", "editorialboard", "editorsnote", "erratum",
    "foreword", "frontmatter", "guesteditorial", "index", "inthisissue", "introduction", "issueinformation", "letter",
    "lettertotheeditor", "masthead", "news", "notitle", "obituary", "preface", "reply", "response", "retraction",
    "tableofcontents", "titlepage", "untitled",
}  # fmt: skip
"""Titles that many works share: they identify nothing (folded to letters and digits)."""


def normal_doi(printed: str | None) -> str | None:
    """`10.…/…` in lower case, without prefix, query and trailing points; None where it is no DOI."""
    match = _DOI.search(printed.strip().lower()) if printed else None
    return match.group().rstrip(".,;") if match else None


def normal_arxiv(printed: str | None) -> str | None:
    """An arXiv id without prefix and version; None where it is none."""
    if not printed:
        return None
    text = printed.strip().rsplit("arxiv.org/abs/", 1)[-1].removesuffix(".pdf")
    match = _ARXIV.match(text)
    return match.group(1).lower() if match else None


def normal_pmid(printed: str | None) -> str | None:
    """A PubMed id as digits; None where it is none."""
    text = (printed or "").strip().rstrip("/").rsplit("/", 1)[-1]
    return text.lstrip("0") if text.isascii() and text.isdigit() and 0 < len(text.lstrip("0")) <= 9 else None


def normal_orcid(printed: str | None) -> str | None:
    """`0000-0000-0000-0000` where the check digit is right (ISO 7064 mod 11-2); else None."""
    match = _ORCID.search((printed or "").strip())
    if not match:
        return None
    digits = "".join(match.groups()).upper()
    total = 0
    for digit in digits[:15]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    if digits[15] != ("X" if check == 10 else str(check)):
        return None
    return "-".join(digits[i : i + 4] for i in (0, 4, 8, 12))


def folded(text: str) -> str:
    """Letters and digits alone, without case and accents: for comparing titles."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in plain if c.isalnum())


def title_key(record: Record) -> str | None:
    """Hash of title, year and first author, for a record with no other identifier; None where one is missing."""
    if record.ids or not record.title or not record.year or not record.authors:
        return None
    title = folded(record.title)
    if not title or title in _NOT_A_TITLE:
        return None
    first = sorted(folded(part) for part in re.split(r"[\s,.\-]+", record.authors[0].name) if folded(part))
    if not first:
        return None
    printed = "\n".join((title, str(record.year), " ".join(first)))
    return hashlib.sha256(printed.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Group:
    """Records that report one work, sorted by key; the work's key; the rules that ask for review."""

    key: str
    records: tuple[Record, ...]
    reasons: tuple[str, ...] = ()


def _weak_ids(record: Record) -> tuple[str, ...]:
    title = title_key(record)
    weak = tuple(name for name in record.ids if not name.startswith("doi:"))
    return (*weak, f"title:{title}") if title else weak


def group(records: Iterable[Record]) -> list[Group]:
    """Join records into works. Shape: any number of distinct records, in any order → groups sorted by key.

    One DOI is one work. Records without a DOI are joined by their weaker ids, and to a DOI's work where exactly one
    DOI is reached that way; where two are, they stay apart and both sides say so (`two-dois`).
    """
    by_key = {record.key: record for record in records}
    ordered = [by_key[key] for key in sorted(by_key)]
    dois_of: dict[str, set[str]] = defaultdict(set)
    for record in ordered:
        if record.doi:
            for name in _weak_ids(record):
                dois_of[name].add(record.doi)
    members: dict[str, list[Record]] = defaultdict(list)
    reasons: dict[str, set[str]] = defaultdict(set)
    for dois in dois_of.values():
        if len(dois) > 1:
            for doi in dois:
                reasons[f"doi:{doi}"].add("two-dois")
    for record in ordered:
        if record.doi:
            members[f"doi:{record.doi}"].append(record)
    for component in _components([r for r in ordered if not r.doi]):
        reached = {doi for record in component for name in _weak_ids(record) for doi in dois_of.get(name, ())}
        if len(reached) == 1:
            members[f"doi:{next(iter(reached))}"] += component
            continue
        key = _weakest_key(component)
        members[key] += component
        if reached:
            for touched in [key, *(f"doi:{doi}" for doi in reached)]:
                reasons[touched].add("two-dois")
    return [
        Group(key, tuple(sorted(found, key=lambda r: r.key)), tuple(sorted(reasons[key])))
        for key, found in sorted(members.items())
    ]


def _weakest_key(component: Sequence[Record]) -> str:
    names = sorted({name for record in component for name in _weak_ids(record)})
    for kind in ("pmid:", "openalex:", "arxiv:", "title:"):
        of_kind = [name for name in names if name.startswith(kind)]
        if of_kind:
            return of_kind[0]
    return min(record.key for record in component)


def _components(records: Sequence[Record]) -> list[list[Record]]:
    leader = {record.key: record.key for record in records}

    def find(key: str) -> str:
        while leader[key] != key:
            leader[key] = leader[leader[key]]
            key = leader[key]
        return key

    first: dict[str, str] = {}
    for record in records:
        for name in _weak_ids(record):
            other = first.setdefault(name, record.key)
            a, b = sorted((find(record.key), find(other)))
            leader[b] = a
    found: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        found[find(record.key)].append(record)
    return list(found.values())
