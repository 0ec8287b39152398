"""How a work remembers that it was classified: what its text was, and by which versions of which lists."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from graph.model import Work
from graph.store import Store, Transaction
from loaders.persons.neighbourhood import READ_SECONDS
from loaders.terms.term_list import TermList

COUNT = "MATCH (w:Work) RETURN count(w) AS works, count(CASE WHEN size(w.classified) > 0 THEN 1 END) AS classified"
_USED = "MATCH (t:Topic) RETURN t.key AS key LIMIT 1"


def text_mark(title: str | None, abstract: str | None, keywords: Sequence[str]) -> str:
    """The mark of what is matched: equal where the text is."""
    said = "\0".join([title or "", abstract or "", *keywords])
    return "text " + hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def list_mark(terms: TermList) -> str:
    """The mark of a list: its name, its version, and a part of the hash of its file, in case that changed alone."""
    return f"{terms.name} {terms.version} {terms.sha256[:8]}"


def name_in(mark: str) -> str:
    """The list's name in a mark."""
    return mark.split(" ", 1)[0]


def still_classified(tx: Transaction, works: Sequence[Work], old: set[str]) -> dict[str, tuple[str, ...]]:
    """Works that are written anew with the text that they had: their marks, by key. old: keys in the store.

    What was found in such a text stays; where it changed, the work is as if it had never been classified.
    """
    if not old:
        return {}
    marks = {
        row["key"]: tuple(row["classified"])
        for row in tx.run(
            "MATCH (w:Work) WHERE w.key IN $keys AND size(w.classified) > 0 RETURN w.key AS key, w.classified AS classified",
            {"keys": sorted(old)},
        )
    }
    if not marks:
        return {}
    return {
        work.key: marks[work.key]
        for work in works
        if work.key in marks and text_mark(work.title, work.abstract, work.keywords) in marks[work.key]
    }


def unclassified(store: Store) -> int:
    """Works without topics in a store that has topics; 0 where none is in use."""
    if not store.read(_USED):
        return 0
    row = store.read(COUNT, timeout=READ_SECONDS)[0]
    return int(row["works"] - row["classified"])
