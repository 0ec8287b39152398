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


def _table(name: str) -> bytes:
    return files("loaders.resolve").joinpath("tables", name).read_bytes()


@cache
def names_seen() -> NamesSeen:
    """The shipped counts of names."""
    found = json.loads(gzip.decompress(_table("names.json.gz")))
    return NamesSeen(
        found["families"], found["given"], found["initials"], found["all_families"], found["all_given"]
    )


@cache
def words_seen() -> WordsSeen:
    """The shipped words of titles, abstracts and venues."""
    found = json.loads(gzip.decompress(_table("words.json.gz")))
    names: list[str] = found["words"].split()
    weights = {
        word: math.log(found["texts"] / count) for word, count in zip(names, found["counts"], strict=True)
    }
    packed = np.frombuffer(base64.b85decode(found["vectors"]), dtype=np.int8)
    vectors = packed.reshape(len(names), found["dimensions"]).astype(np.float32)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
    index = {word: at for at, word in enumerate(names)}
    return WordsSeen(weights, math.log(found["texts"] / found["least"]), index, vectors)


@cache
def places_seen() -> WordsSeen:
    """The shipped words of addresses; without vectors."""
    found = json.loads(gzip.decompress(_table("places.json.gz")))
    names: list[str] = found["words"].split()
    weights = {
        word: math.log(found["texts"] / count) for word, count in zip(names, found["counts"], strict=True)
    }
    return WordsSeen(weights, math.log(found["texts"] / found["least"]), {}, np.zeros((0, 0), np.float32))
