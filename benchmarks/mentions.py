"""How quick spaCy is at names in texts, and at affiliations: `python -m benchmarks.mentions`.

Builds a PhraseMatcher of names of the partial registry, and runs it over tokenised abstracts; then the whole of `coauth
mentions` on the same text. For affiliations it compares tokens and phrases alone with `decide`, which also decides. Each
figure is of one core's processor time.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections.abc import Iterator
from typing import Any

import msgspec

from benchmarks.at_hand import DATA, content
from graph.errors import CoauthError
from loaders.deciding import Decider
from loaders.mentions.finder import Finder
from loaders.mentions.pipeline import Reader, pieces
from loaders.mentions.vocabulary import Name, joint_work
from loaders.normalize.affiliations import decide
from loaders.records import Located
from loaders.sources import open_file

REGISTRY = "registry/ror_records_2026-06_partial.jsonl.gz"
WORKS = "openalex/works.jsonl.gz"
TERMS = 100_000


def registry_names(limit: int) -> Iterator[Name]:
    """Names of the partial registry with key and country, both schemas."""
    count = 0
    for line in (content(REGISTRY) or b"").splitlines():
        record = msgspec.json.decode(line)
        key = "ror:" + record["id"].rpartition("/")[2]
        if "names" in record:
            names = [name["value"] for name in record["names"]]
            places = record.get("locations") or [{}]
            country = places[0].get("geonames_details", {}).get("country_code")
        else:
            names = [record["name"], *record.get("aliases", ()), *record.get("acronyms", ())]
            country = record.get("country", {}).get("country_code")
        for name in names:
            yield Name(key, name, country)
            count += 1
            if count == limit:
                return


def texts(limit: int) -> tuple[list[str], list[str]]:
    """Abstracts of works at hand, of so many characters in all, and the affiliations printed on the works."""
    abstracts: list[str] = []
    printed: dict[str, None] = {}
    size = 0
    if not (DATA / WORKS).is_file():
        return [], []
    for item in open_file(DATA / WORKS).items:
        if isinstance(item, Located):
            printed.update(dict.fromkeys(item.record.affiliations))
            if item.record.abstract and size < limit:
                abstracts.append(item.record.abstract)
                size += len(item.record.abstract)
    return abstracts, list(printed)


def measure(terms: int, characters: int, strings: int) -> dict[str, Any]:
    """All figures. Raises CoauthError where the data or spaCy is not there."""
    names = list(registry_names(terms))
    abstracts, printed = texts(characters)
    if not names or not abstracts:
        raise CoauthError(
            "the development data is not beside the project", hint=f"put {REGISTRY} and {WORKS} there"
        )
    started = time.process_time()
    reader = Reader({"institution": [name.name for name in names]}, joint_work())
    built = time.process_time() - started
    whole = "\n\n".join(abstracts)
    started = time.process_time()
    docs = [reader.tokens_of(piece) for _, piece in pieces(whole)]
    cut = time.process_time() - started
    tokens = sum(len(doc) for doc in docs)
    started = time.process_time()
    found = sum(len(reader.phrases_in(doc)) for doc in docs)
    matched = time.process_time() - started
    started = time.process_time()
    finder = Finder(Decider())
    made = time.process_time() - started
    finder.find("Kim Il Sung University")
    started = time.process_time()
    findings = finder.find(whole)
    read = time.process_time() - started
    some = printed[:strings]
    for text in some[:50]:
        decide(text)
    started = time.process_time()
    for text in some:
        decide(text)
    decided = time.process_time() - started
    started = time.process_time()
    for text in some:
        reader.phrases_in(reader.tokens_of(text))
    phrased = time.process_time() - started
    started = time.process_time()
    for text in some:
        finder.find(text)
    wholly = time.process_time() - started
    return {
        "terms": len(names),
        "seconds to build a PhraseMatcher of them": round(built, 1),
        "tokens": tokens,
        "tokens/s, cutting into tokens": int(tokens / cut),
        "tokens/s, PhraseMatcher once tokenised": int(tokens / matched),
        "phrases found": found,
        "seconds to build the finder (table and places)": round(made, 1),
        "tokens/s, all of coauth mentions": int(tokens / read),
        "institutions found": len(findings.institutions),
        "sentences of joint work": len(findings.joint_work),
        "affiliations": len(some),
        "strings/s, decide": int(len(some) / decided),
        "strings/s, spaCy tokens and phrases alone": int(len(some) / phrased),
        "strings/s, all of coauth mentions": int(len(some) / wholly),
        "peak memory, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--terms", type=int, default=TERMS, help="names of the registry in the matcher")
    parser.add_argument("--characters", type=int, default=2_000_000, help="characters of abstracts")
    parser.add_argument("--strings", type=int, default=5_000, help="affiliations")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    try:
        figures = measure(options.terms, options.characters, options.strings)
    except CoauthError as error:
        print(f"{error.message}; {error.hint}", file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:48} {value:>14,}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
