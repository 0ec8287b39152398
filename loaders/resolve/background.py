"""What is known before any file is read: how common names and words are, and which words belong to one field.

The tables were counted by benchmarks/author_tables.py. A score rests on two mentions and these tables, never on what else
is in the file: the same two mentions always have the same score.
"""

from __future__ import annotations

import base64
import gzip
import json
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class NamesSeen:
    """How often each family name, given name and first letter was seen among authors of works."""

    families: dict[str, int]
    given: dict[str, int]
    initials: dict[str, int]
    all_families: int
    all_given: int


@dataclass(frozen=True, slots=True)
class WordsSeen:
    """Words with their weight (rare is heavy) and their place among the fields of science (unit vectors)."""

    weights: dict[str, float]
    rare: float
    index: dict[str, int]
    vectors: Floats

    def weight(self, word: str) -> float:
        return self.weights.get(word, self.rare)


def _table(name: str) -> dict[str, Any]:
    packed = files("loaders.resolve").joinpath("tables", f"{name}.json.gz").read_bytes()
    found: dict[str, Any] = json.loads(gzip.decompress(packed))
    return found


def _weighed(found: dict[str, Any]) -> tuple[dict[str, float], float]:
    """The weights of a table's words, and that of a word which is not in it."""
    texts: int = found["texts"]
    pairs = zip(found["words"].split(), found["counts"], strict=True)
    return {word: exact(math.log(texts / count)) for word, count in pairs}, exact(
        math.log(texts / found["least"])
    )


def exact(weight: float) -> float:
    """A weight as a multiple of one part in 1,024: sums of products of such are exact, in whatever order they are made."""
    return round(weight * 1024.0) / 1024.0


@cache
def names_seen() -> NamesSeen:
    """The shipped counts of names."""
    found = _table("names")
    return NamesSeen(
        found["families"], found["given"], found["initials"], found["all_families"], found["all_given"]
    )


@cache
def words_seen() -> WordsSeen:
    """The shipped words of titles, abstracts and venues."""
    found = _table("words")
    weights, rare = _weighed(found)
    packed = np.frombuffer(base64.b85decode(found["vectors"]), dtype=np.int8)
    vectors = packed.reshape(len(weights), found["dimensions"]).astype(np.float32)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
    return WordsSeen(weights, rare, {word: at for at, word in enumerate(weights)}, vectors)


@cache
def places_seen() -> WordsSeen:
    """The shipped words of addresses; without vectors."""
    return WordsSeen(*_weighed(_table("places")), {}, np.zeros((0, 0), np.float32))
