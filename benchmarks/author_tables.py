"""Count the tables of loaders/resolve/tables: `python -m benchmarks.author_tables ../shared/data`.

Only counts, and vectors that were computed from counts, leave this module. names.json.gz: family names, given names and
first letters of authors. words.json.gz: words of titles, abstracts and venues, how many texts have each, and its vector
(truncated singular value decomposition of texts by words, rounded to whole numbers). places.json.gz: words of addresses.
Needs scikit-learn and pyarrow.
"""

from __future__ import annotations

import base64
import csv
import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from loaders.records import Located, Record
from loaders.resolve.naming import form
from loaders.resolve.wording import place_words, topic_words
from loaders.sources import open_file

DIMENSIONS = 32
LEAST_TEXTS, LEAST_PLACES, LEAST_NAMES = 8, 6, 2
EVERY = 8
"""One in so many of the conference papers is read for its words: they are of one field."""
AI_SHARE = 0.25
"""An author of those papers counts so much, for the same reason."""
MOST_AUTHORS = 60
TABLES = Path(__file__).parent.parent / "loaders/resolve/tables"


def records(data: Path) -> Iterator[Record]:
    """The records of PubMed and OpenAlex."""
    for name in ("pubmed/pubmed_articles.xml.gz", "openalex/works.jsonl.gz"):
        for item in open_file(data / name).items:
            if isinstance(item, Located):
                yield item.record


def papers(data: Path) -> Iterator[dict[str, Any]]:
    """The papers of AI conferences."""
    with gzip.open(data / "papers/ai_conference_papers.jsonl.gz", "rt", encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)


def texts(data: Path) -> Iterator[str]:
    """Titles, abstracts and venues of all fields."""
    import pyarrow.parquet as pq

    for record in records(data):
        yield " ".join(filter(None, (record.title, record.abstract, record.venue)))
    for row in pq.read_table(data / "openalex/works_snapshot_sample.parquet").to_pylist():
        yield " ".join(
            str(row[k] or "") for k in ("title", "abstract", "venue", "primary_topic", "primary_field")
        )
    with gzip.open(data / "openalex/topics.csv.gz", "rt", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            yield " ".join((row["topic_name"], row["field"], row["subfield"]))
    with gzip.open(data / "gold/cset_ai_dev.jsonl.gz", "rt", encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line).get("text", "")
    for at, paper in enumerate(papers(data)):
        if at % EVERY == 0:
            yield f"{paper['title']} {paper.get('abstract', '')} {paper.get('keywords', '')}"


def names(data: Path) -> dict[str, Any]:
    """Counts of the names of authors."""
    families: Counter[str] = Counter()
    given: Counter[str] = Counter()

    def add(printed: str, weight: float) -> None:
        found = form(printed)
        if found.family:
            families[found.family] += weight  # type: ignore[assignment]
        if found.given and len(found.given[0]) > 1:
            given[found.given[0]] += weight  # type: ignore[assignment]

    for record in records(data):
        for author in record.authors[:MOST_AUTHORS]:
            add(author.name, 1)
    for paper in papers(data):
        for printed in (paper.get("author") or "").split(";"):
            add(printed, AI_SHARE)
    initials: Counter[str] = Counter()
    for word, count in given.items():
        initials[word[0]] += count
    return {
        "all_families": round(sum(families.values())),
        "all_given": round(sum(given.values())),
        "families": _often(families, LEAST_NAMES),
        "given": _often(given, LEAST_NAMES),
        "initials": _often(initials, 1),
    }


def _often(counts: Counter[str], least: int) -> dict[str, int]:
    return {word: round(count) for word, count in sorted(counts.items()) if count >= least}


def words(listed: Sequence[list[str]]) -> dict[str, Any]:
    """Words, the number of texts that have each, and vectors."""
    import scipy.sparse
    from sklearn.decomposition import TruncatedSVD

    texts_of = Counter(word for text in listed for word in set(text))
    most = len(listed) / 5
    known = sorted(word for word, count in texts_of.items() if LEAST_TEXTS <= count < most and word.isascii())
    index = {word: at for at, word in enumerate(known)}
    rows, columns, values = [], [], []
    for at, text in enumerate(listed):
        counted = Counter(word for word in text if word in index)
        weighed = {w: (1 + np.log(c)) * np.log(len(listed) / texts_of[w]) for w, c in sorted(counted.items())}
        norm = sum(v * v for v in weighed.values()) ** 0.5 or 1.0
        for word, value in weighed.items():
            rows.append(at)
            columns.append(index[word])
            values.append(value / norm)
    matrix = scipy.sparse.csr_matrix((values, (rows, columns)), shape=(len(listed), len(known)))
    vectors = TruncatedSVD(DIMENSIONS, random_state=0, n_iter=7).fit(matrix).components_.T
    vectors /= np.abs(vectors).max(axis=1, keepdims=True) + 1e-12
    packed = np.round(vectors * 127).astype(np.int8)
    return {
        "texts": len(listed),
        "least": LEAST_TEXTS / 2,
        "dimensions": DIMENSIONS,
        "words": " ".join(known),
        "counts": [texts_of[word] for word in known],
        "vectors": base64.b85encode(packed.tobytes()).decode(),
    }


def places(data: Path) -> dict[str, Any]:
    """Words of addresses, and the number of addresses that have each."""
    addresses = {text for record in records(data) for text in record.affiliations}
    for paper in papers(data):
        addresses.update(part for one in (paper.get("aff") or "").split(";") for part in one.split("+"))
    counts = Counter(word for text in addresses for word in set(place_words(text)))
    known = sorted(word for word, count in counts.items() if count >= LEAST_PLACES)
    return {
        "texts": len(addresses),
        "least": LEAST_PLACES / 2,
        "words": " ".join(known),
        "counts": [counts[word] for word in known],
    }


def main(data: Path) -> None:
    """Write the three tables."""
    for name, found in (
        ("names", names(data)),
        ("places", places(data)),
        ("words", words([topic_words(text) for text in texts(data)])),
    ):
        packed = gzip.compress(json.dumps(found, separators=(",", ":"), ensure_ascii=True).encode(), mtime=0)
        (TABLES / f"{name}.json.gz").write_bytes(packed)
        print(f"{name}.json.gz: {len(packed):,} bytes", file=sys.stderr)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
