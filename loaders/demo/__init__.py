"""The shipped works: real ones with a printed address in the DPRK, and hard negatives. SOURCE.txt says whence."""

from __future__ import annotations

from pathlib import Path


def works_file() -> Path:
    """The file of the shipped works."""
    return Path(__file__).with_name("works.jsonl")
