"""The files that benchmarks read where they are at hand: the development data beside the project."""

from __future__ import annotations

import gzip
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


def content(name: str) -> bytes | None:
    """The bytes of such a file, decompressed; None where it is not at hand. Takes a path below the data folder."""
    path = DATA / name
    if not path.is_file():
        return None
    raw = path.read_bytes()
    return gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
