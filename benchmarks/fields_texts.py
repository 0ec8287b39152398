"""The works that are read for their fields: title, abstract and keywords of what lies at hand, by one key a work.

The readers of the project read them, but for the two collections that are no bibliographic format (labelled texts of
arXiv, conference papers): their key is made of the hash of the text, or of the title.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.at_hand import DATA
from loaders.records import Located
from loaders.sources import open_file

DPRK = "dprk/works.jsonl"
DEMO = Path(__file__).resolve().parent.parent / "loaders" / "demo" / "works.jsonl"
"""The same works as in DPRK, in the project itself."""
RECORDS = (
    "openalex/works.jsonl.gz",
    "openalex/works_snapshot_sample.parquet",
    "pubmed/pubmed_articles.xml.gz",
    "pubmed/medline_175.txt.gz",
    "bib/wos_plaintext_500.txt.gz",
    "bib/wos_34.isi.gz",
    "bib/scopus_3658.csv.gz",
    "bib/crossref_3000.json.gz",
)
ARXIV = "gold/cset_ai_dev.jsonl.gz"
CONFERENCES = "papers/ai_conference_papers.jsonl.gz"
OTHERS = (*RECORDS, ARXIV, CONFERENCES)


class Text(NamedTuple):
    """What of a work can be read. key: the record's key in its source; file: below the data folder."""

    key: str
    file: str
    title: str
    abstract: str
    keywords: tuple[str, ...] = ()
    venue: str = ""
    doi: str = ""


def texts(file: str) -> Iterator[Text]:
    """The works of a file that have a title, in the file's order; none where it is not at hand."""
    path = DATA / file
    if file == DPRK and not path.is_file():
        path = DEMO
    if not path.is_file():
        return
    if file == ARXIV:
        yield from _labelled(path)
    elif file == CONFERENCES:
        yield from _conferences(path)
    else:
        for item in open_file(path).items:
            if isinstance(item, Located) and item.record.title:
                r = item.record
                # the key of a fact ends in a hash of its line, which a correction of the line changes
                key = r.key.rsplit("-", 1)[0] if file == DPRK else r.key
                doi = r.doi or r.arxiv or ""
                yield Text(key, file, r.title or "", r.abstract or "", r.keywords, r.venue or "", doi)


def _labelled(path: Path) -> Iterator[Text]:
    """The label is not read: whether a text is of AI says nothing here. Its first sentence is the title."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            text = str(json.loads(line)["text"])
            title, _, abstract = text.partition(". ")
            yield Text("arxiv-text:" + hashlib.sha256(text.encode()).hexdigest()[:16], ARXIV, title, abstract)


def _conferences(path: Path) -> Iterator[Text]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            paper = json.loads(line)
            title = str(paper.get("title") or "")
            if title:
                key = "conference:" + hashlib.sha256(title.encode()).hexdigest()[:16]
                words = tuple(filter(None, str(paper.get("keywords") or "").split(";")))
                yield Text(key, CONFERENCES, title, str(paper.get("abstract") or ""), words)
