"""A registry as an index of names: built once from a dump, then opened in a fraction of a second.

One file: a line that says what it is, a head with the sizes of the parts, the parts. What is looked up in every string
(forms, first words, words) is decoded when it is opened; the organisations and the lists of forms by word stay mapped
from the disk until they are asked for.
"""

from __future__ import annotations

import hashlib
import mmap
import re
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import msgspec

from graph.errors import CoauthError
from loaders.normalize.canonical import canonical, is_cjk
from loaders.normalize.words import words
from loaders.registry.ror import NameKind, Organisation

FORMAT = b"coauthgraph registry index 6\n"
"""Rises with every change of what is kept, or of how names are folded: an older file is built anew."""

LABEL, ALIAS, SHORT, ACRONYM, PART = 0, 1, 2, 3, 4
"""How a form names its organisation; SHORT: without what the registry adds in brackets to tell namesakes apart; PART:
without its city, its subtitle, or whom it is named after."""
_KINDS: dict[NameKind, int] = {"label": LABEL, "alias": ALIAS, "acronym": ACRONYM}
_BRACKETS = re.compile(r"\s*\(([^()]*)\)\s*\Z")
# how letters are written where a keyboard lacks them: University of Wuerzburg
_WRITTEN_OUT = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "Ä": "Ae",
        "Ö": "Oe",
        "Ü": "Ue",
        "ø": "oe",
        "Ø": "Oe",
        "å": "aa",
        "Å": "Aa",
    }
)
# what is often left out: University X named after Y; Leibniz Institute on Aging - Fritz Lipmann Institute
_NAMED_AFTER = re.compile(r",?\s+(?:named (?:after|for|in honou?r of)|im\.|imeni|имени|им\.)\s", re.I)
_SUBTITLE = re.compile(r"(?<=\w\s)[-–—]\s|(?<=\w)\s[–—](?=\w)")
MOST_WORDS = 24
"""A longer form is no name of an institution."""


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
        at = _aligned(at + 4 + size)
        parts: list[memoryview] = []
        for length in self.head.sizes:
            parts.append(view[at : at + length])
            at = _aligned(at + length)
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


def forms_of(name: str, kind: NameKind) -> Iterator[tuple[str, int, bool]]:
    """The forms by which a printed name is found: canonical words joined by spaces (or CJK characters without), how the
    form names, and whether it is CJK."""
    as_kind = _KINDS[kind]
    yield from _form(name, as_kind)
    if kind == "acronym":
        return
    if not name.isascii():
        written = name.translate(_WRITTEN_OUT)
        if written != name:
            yield from _form(written, as_kind)
    brackets = _BRACKETS.search(name)
    if brackets:
        yield from _form(name[: brackets.start()], SHORT)


def parts_of(name: str, kind: NameKind, city: tuple[str, ...]) -> Iterator[tuple[str, int, bool]]:
    """Forms that leave out what is often left out; they count only where they are nobody's own name."""
    if kind == "acronym":
        return
    for cut in (_NAMED_AFTER, _SUBTITLE):
        found = cut.search(name)
        if found and _is_name(name[: found.start()]):
            yield from _form(name[: found.start()], PART)
    yield from _without_city(name, city)


def _without_city(name: str, city: tuple[str, ...]) -> Iterator[tuple[str, int, bool]]:
    """A long name without the city at its end: Goethe University Frankfurt."""
    listed = canonical(name)
    if not city or is_cjk(name):
        return
    for size in range(len(city), 0, -1):
        if listed[-size:] == city[:size] and len(listed) - size >= 2:
            rest = listed[:-size]
            if any(_is_proper(word) for word in rest):
                yield " ".join(rest), PART, False
            return


MOST_BEARERS = 60
"""Names that may hold a word which makes a part of a name one: Goethe University, but no Comprehensive Cancer Center."""
_PROPER = 5
"""Letters of a word that makes a part of a name one."""


def _is_proper(word: str) -> bool:
    return word not in words().ranks and len(word) >= _PROPER


def _is_name(part: str) -> bool:
    listed = canonical(part)
    return len(listed) >= 2 and any(_is_proper(word) for word in listed)


def _form(name: str, kind: int) -> Iterator[tuple[str, int, bool]]:
    if is_cjk(name):
        form = "".join(name.split())
        if len(form) >= 2:
            yield form, kind, True
        return
    listed = canonical(name)
    legal = words().legal
    while listed and any(word not in legal for word in listed):
        if len(listed) > MOST_WORDS or all(len(word) == 1 for word in listed):
            return
        yield " ".join(listed), kind, False
        if listed[-1] not in legal:
            return
        listed = listed[:-1]  # Zoetis Inc is printed Zoetis, too


MOST_WHY = 5
"""Records that were left out of which an index keeps why."""


def build(
    organisations: Iterable[Organisation],
    *,
    source: str,
    sha256: str,
    built: str,
    refused: int = 0,
    why: Sequence[str] = (),
) -> bytes:
    """An index of organisations, as the bytes of its file. refused: how many records were left out; why."""
    kept: list[Organisation] = sorted(organisations, key=lambda one: one.id)
    meant: dict[str, dict[int, int]] = {}
    further: dict[str, dict[int, int]] = {}
    cjk: set[str] = set()
    for number, one in enumerate(kept):
        city = canonical(one.places[0][1]) if one.places else ()
        for name, named in one.names:
            for into, forms in ((meant, forms_of(name, named)), (further, parts_of(name, named, city))):
                for form, kind, is_run in forms:
                    kinds = into.setdefault(form, {})
                    kinds[number] = min(kinds.get(number, kind), kind)
                    if is_run:
                        cjk.add(form)
    counts = Counter(word for form in meant for word in set(form.split(" ")))
    for form, kinds in further.items():
        if form in cjk or any(_is_proper(word) and counts[word] <= MOST_BEARERS for word in form.split(" ")):
            meant.setdefault(form, kinds)
    texts = sorted(meant)
    head = Head(source, sha256, built, len(kept), len(texts), refused, [*why[:MOST_WHY]], [])
    return _packed(kept, texts, meant, cjk, head)


def _packed(
    kept: list[Organisation],
    texts: list[str],
    meant: Mapping[str, Mapping[int, int]],
    cjk: set[str],
    head: Head,
) -> bytes:
    starts, packed = array("I", [0]), array("I")
    pairs: dict[str, int] = {}
    cjk_lengths: dict[str, set[int]] = {}
    by_word: dict[str, list[int]] = {}
    bags: list[tuple[int, int]] = []
    for form, text in enumerate(texts):
        packed.extend(number << 3 | kind for number, kind in sorted(meant[text].items()))
        starts.append(len(packed))
        if text in cjk:
            cjk_lengths.setdefault(text[0], set()).add(len(text))
            continue
        listed = text.split(" ")
        for word in set(listed):
            by_word.setdefault(word, []).append(form)
        if len(listed) > 1:
            bags.append((bag(listed), form))
            pair = " ".join(listed[:2])
            pairs[pair] = pairs.get(pair, 0) | 1 << len(listed)
    vocabulary = sorted(by_word)
    word_starts, postings = array("I", [0]), array("I")
    for word in vocabulary:
        postings.extend(by_word[word])
        word_starts.append(len(postings))
    bags.sort()
    encode = msgspec.msgpack.encode
    blobs = [encode(one) for one in kept]
    blob_starts = array("I", [0])
    for blob in blobs:
        blob_starts.append(blob_starts[-1] + len(blob))
    parts: list[bytes] = [
        encode(texts),
        encode([text for text in texts if " " not in text and text not in cjk]),
        encode(_longest_first(cjk_lengths)),
        encode(vocabulary),
        encode([one.id for one in kept]),
        starts.tobytes(),
        packed.tobytes(),
        word_starts.tobytes(),
        postings.tobytes(),
        blob_starts.tobytes(),
        b"".join(blobs),
        _spread(kept, meant, texts, by_word, vocabulary),
        array("Q", [one for one, _ in bags]).tobytes(),
        array("I", [form for _, form in bags]).tobytes(),
        encode(list(pairs)),
        array("I", pairs.values()).tobytes(),
        array("I", _successors(kept)).tobytes(),
    ]
    head.sizes = [len(part) for part in parts]
    begins = encode(head)
    # the arrays are read where they lie, so each part starts at a multiple of eight
    found = bytearray(FORMAT + len(begins).to_bytes(4, "little") + begins)
    for part in parts:
        found += bytes(_aligned(len(found)) - len(found))
        found += part
    found += bytes(_aligned(len(found)) - len(found))
    return bytes(found)


def _spread(
    kept: list[Organisation],
    meant: Mapping[str, Mapping[int, int]],
    texts: list[str],
    by_word: Mapping[str, list[int]],
    vocabulary: list[str],
) -> bytes:
    """For each word the share of its organisations that stand in the country with most of them, in 1/255."""
    codes = [one.places[0][0] if one.places else "" for one in kept]
    found = bytearray()
    for word in vocabulary:
        numbers = {number for form in by_word[word] for number in meant[texts[form]]}
        counts = Counter(codes[number] for number in numbers)
        found.append(counts.most_common(1)[0][1] * 255 // len(numbers))
    return bytes(found)


@lru_cache(maxsize=1_000)
def _lengths_in(bits: int) -> tuple[int, ...]:
    """The numbers of the bits that are set, highest first."""
    return tuple(at for at in range(bits.bit_length() - 1, -1, -1) if bits >> at & 1)


def _successors(kept: list[Organisation]) -> Iterator[int]:
    """For each organisation the number of the one that it became, and in the lowest bit whether that is active."""
    by_id = {one.id: number for number, one in enumerate(kept)}
    for number, one in enumerate(kept):
        seen = {number}
        last, now = number, one
        while now.status != "active" and len(now.successors) == 1:
            following = by_id.get(now.successors[0])
            if following is None or following in seen:
                break
            seen.add(following)
            last, now = following, kept[following]
        yield last << 1 | (now.status == "active")


def _aligned(offset: int) -> int:
    return offset + -offset % 8


def _longest_first(lengths: Mapping[str, set[int]]) -> dict[str, list[int]]:
    return {first: sorted(found, reverse=True) for first, found in lengths.items()}
