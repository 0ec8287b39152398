"""A registry as an index of names: built once from a dump, then opened in a fraction of a second.

One file: a line that says what it is, a head with the sizes of the parts, the parts. What is looked up in every string
(forms, first words, words) is decoded when it is opened; the organisations and the lists of forms by word stay mapped
from the disk until they are asked for.
"""

from __future__ import annotations

import hashlib
import mmap
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import msgspec

from graph.errors import CoauthError
from loaders.registry.ror import Organisation

FORMAT = b"coauthgraph registry index 6\n"
"""Rises with every change of what is kept, or of how names are folded: an older file is built anew."""

REMEMBERED = 65_536
"""Words of which is remembered how often they are found."""


class Head(msgspec.Struct, array_like=True):
    """What an index says of itself. sha256: of the dump. built: when, in UTC. count: organisations. refused: how many
    records were left out; why: of the first of them."""

    source: str
    sha256: str
    built: str
    count: int
    forms: int
    refused: int
    why: list[str]
    sizes: list[int]


class Meant(NamedTuple):
    """What a form may mean: an organisation by its number, and how the form names it."""

    number: int
    kind: int


class Index:
    """An opened index.

    head: what it says of itself. forms: canonical form -> its number. singles: the forms of one word. pairs: first two
    words -> lengths of the forms that they start, longest first. cjk_lengths: the same by first character. by_id: ROR
    id -> number of an organisation.
    """

    def __init__(self, data: bytes | mmap.mmap) -> None:
        view = memoryview(data)
        if bytes(view[: len(FORMAT)]) != FORMAT:
            raise ValueError("no index of this version")
        at = len(FORMAT)
        size = int.from_bytes(view[at : at + 4], "little")
        self.head = msgspec.msgpack.decode(view[at + 4 : at + 4 + size], type=Head)
        at = aligned(at + 4 + size)
        parts: list[memoryview] = []
        for length in self.head.sizes:
            parts.append(view[at : at + length])
            at = aligned(at + length)
        if at != len(view):
            raise ValueError("cut short")
        decode = msgspec.msgpack.decode
        texts: list[str] = decode(parts[0], type=list[str])
        self.forms: dict[str, int] = dict(zip(texts, range(len(texts)), strict=True))
        self._texts = texts
        self.singles = frozenset(decode(parts[1], type=list[str]))
        self.cjk_lengths = decode(parts[2], type=dict[str, tuple[int, ...]])
        vocabulary: list[str] = decode(parts[3], type=list[str])
        self._words: dict[str, int] = dict(zip(vocabulary, range(len(vocabulary)), strict=True))
        ids: list[str] = decode(parts[4], type=list[str])
        self.by_id: dict[str, int] = dict(zip(ids, range(len(ids)), strict=True))
        self._meant_starts = parts[5].cast("I")
        self._meant = parts[6].cast("I")
        self._word_starts = parts[7].cast("I")
        self._by_word = parts[8].cast("I")
        self._organisation_starts = parts[9].cast("I")
        self._organisations = parts[10]
        self._concentration = parts[11]
        self._bags = parts[12].cast("Q")
        self._by_bag = parts[13].cast("I")
        pairs: list[str] = decode(parts[14], type=list[str])
        self.pairs: dict[str, tuple[int, ...]] = dict(
            zip(pairs, map(_lengths_in, parts[15].cast("I")), strict=True)
        )
        self._now = parts[16].cast("I")
        self.text = self._texts.__getitem__  # the canonical form of a number
        self.organisation = lru_cache(maxsize=20_000)(self._organisation)
        self.frequency = lru_cache(maxsize=REMEMBERED)(self._frequency)
        self.concentration = lru_cache(maxsize=REMEMBERED)(self._concentration_of)

    def __len__(self) -> int:
        return self.head.count

    def meant(self, form: int) -> Iterator[Meant]:
        """What a form may mean."""
        for at in range(self._meant_starts[form], self._meant_starts[form + 1]):
            packed = self._meant[at]
            yield Meant(packed >> 3, packed & 7)

    def now(self, number: int) -> tuple[int, bool]:
        """The organisation that a merged or renamed one became where the registry names one; whether it is active."""
        packed = self._now[number]
        return packed >> 1, bool(packed & 1)

    def starting(self, prefix: str) -> Iterator[int]:
        """The numbers of the forms that start so."""
        at = bisect_left(self._texts, prefix)
        while at < len(self._texts) and self._texts[at].startswith(prefix):
            yield at
            at += 1

    def of_words(self, listed: Iterable[str]) -> Iterator[int]:
        """The numbers of the forms that are made of just these words, in any order."""
        listed = list(listed)
        if not all(map(self.frequency, listed)):
            return
        wanted = bag(listed)
        at = bisect_left(self._bags, wanted)
        while at < len(self._bags) and self._bags[at] == wanted:
            yield self._by_bag[at]
            at += 1

    def _concentration_of(self, word: str) -> float:
        """The share of the organisations with a word in their name that stand in one country; 0 where none has it."""
        number = self._words.get(word)
        return 0.0 if number is None else self._concentration[number] / 255

    def _frequency(self, word: str) -> int:
        """In how many forms a word stands; 0 for none."""
        number = self._words.get(word)
        return 0 if number is None else self._word_starts[number + 1] - self._word_starts[number]

    def vocabulary(self) -> Iterable[str]:
        """Every word of a name."""
        return self._words.keys()

    def with_word(self, word: str) -> memoryview:
        """The numbers of the forms in which a word stands, ascending."""
        number = self._words.get(word)
        if number is None:
            return self._by_word[:0]
        return self._by_word[self._word_starts[number] : self._word_starts[number + 1]]

    def _organisation(self, number: int) -> Organisation:
        try:
            start, end = self._organisation_starts[number], self._organisation_starts[number + 1]
            return msgspec.msgpack.decode(self._organisations[start:end], type=Organisation)
        except (IndexError, ValueError, msgspec.MsgspecError) as error:
            raise CoauthError(
                f"the index of the registry {self.head.source} is damaged ({error})",
                hint="coauth registry forget, then coauth registry load FILE",
            ) from None


def bag(listed: Iterable[str]) -> int:
    """A number for words whatever their order; the same on every machine."""
    joined = " ".join(sorted(listed)).encode("utf-8", "replace")
    return int.from_bytes(hashlib.blake2b(joined, digest_size=8).digest(), "little")


@cache
def folding() -> str:
    """Hash of the code and word lists by which names are folded: an index made by others is of no use."""
    digest = hashlib.sha256(FORMAT)
    for name in (
        "normalize/canonical.py",
        "normalize/reading.py",
        "facts/words.toml",
        "registry/index.py",
        "registry/forms.py",
        "registry/build.py",
        "registry/ror.py",
    ):
        digest.update((resources.files("loaders") / name).read_bytes())
    return digest.hexdigest()[:12]


def opened(path: Path) -> Index:
    """An index from its file, mapped. Raises CoauthError where it cannot be read or is of another version."""
    try:
        with path.open("rb") as file:
            return Index(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except (OSError, ValueError, IndexError, TypeError, msgspec.MsgspecError) as error:
        raise CoauthError(
            f"{path} is no index of a registry that this version can read ({error})",
            hint="coauth registry load FILE makes it anew",
        ) from None


@lru_cache(maxsize=1_000)
def _lengths_in(bits: int) -> tuple[int, ...]:
    """The numbers of the bits that are set, highest first."""
    return tuple(at for at in range(bits.bit_length() - 1, -1, -1) if bits >> at & 1)


def aligned(offset: int) -> int:
    """The next offset at which an array may lie: a multiple of eight."""
    return offset + -offset % 8
