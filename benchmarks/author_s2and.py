"""S2AND's released model on mentions: run by benchmarks/author_rivals.py with the Python that S2AND is installed for.

Reads a JSON list of lists of mentions (objects as `coauth resolve --mentions` takes them; each list is one block), prints
one JSON object: mention to cluster. As it can be had offline: its Python backend, without counts of names and without
vectors of papers, which are 10 GB to fetch; without the counts it merges too much.
"""

from __future__ import annotations

import json
import sys
from typing import Any

Listed = list[dict[str, Any]]


def _parts(name: str) -> tuple[str, str, str]:
    """First, middle and last name."""
    words = name.replace(".", " ").split()
    if len(words) > 1 and words[0].isupper() and len(words[0]) <= 3:
        return words[0][0], " ".join(words[0][1:]), words[-1]
    return (words[0] if len(words) > 1 else ""), " ".join(words[1:-1]), words[-1] if words else ""


def _dataset(blocks: list[Listed]) -> tuple[dict[str, Any], dict[str, Any], dict[str, list[str]]]:
    """Signatures and papers as S2AND reads them, and its blocks."""
    signatures: dict[str, Any] = {}
    papers: dict[str, Any] = {}
    held: dict[str, list[str]] = {}
    for number, block in enumerate(blocks):
        for mention in block:
            first, middle, last = _parts(mention["name"])
            # a paper for each mention, as the co-authors are printed for it
            paper = len(papers) + 1
            papers[str(paper)] = {
                "paper_id": paper,
                "title": mention.get("title") or "",
                "abstract": None,
                "year": mention.get("year"),
                "venue": mention.get("venue") or None,
                "journal_name": None,
                "authors": [
                    {"position": at, "author_name": name}
                    for at, name in enumerate([mention["name"], *(mention.get("coauthors") or ())])
                ],
                "references": [],
            }
            signatures[mention["mention"]] = {
                "signature_id": mention["mention"],
                "paper_id": paper,
                "author_info": {
                    "position": 0,
                    "block": f"block {number}",
                    "given_block": f"block {number}",
                    "first": first,
                    "middle": middle or None,
                    "last": last,
                    "suffix": None,
                    "email": next(iter(mention.get("email") or ()), None),
                    "affiliations": list(mention.get("affiliations") or ()),
                },
            }
            held.setdefault(f"block {number}", []).append(mention["mention"])
    return signatures, papers, held


def main() -> None:
    """The command."""
    from s2and.data import ANDData
    from s2and.production_model import load_production_model

    signatures, papers, held = _dataset(json.load(sys.stdin))
    model = load_production_model(require_incremental_linker=False)
    model.n_jobs = 1
    data = ANDData(
        signatures,
        papers,
        "mentions",
        mode="inference",
        block_type="original",
        load_name_counts=False,
        n_jobs=1,
    )
    clusters, _ = model.predict(held, data)
    json.dump({one: key for key, members in clusters.items() for one in members}, sys.stdout)


if __name__ == "__main__":
    main()
