"""An index of names, made of the organisations of a registry."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from loaders.normalize.canonical import canonical
from loaders.registry.forms import MOST_BEARERS, forms_of, is_proper, parts_of
from loaders.registry.index import FORMAT, Head, aligned, bag
from loaders.registry.ror import Organisation

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
        if form in cjk or any(is_proper(word) and counts[word] <= MOST_BEARERS for word in form.split(" ")):
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
        found += bytes(aligned(len(found)) - len(found))
        found += part
    found += bytes(aligned(len(found)) - len(found))
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


def _longest_first(lengths: Mapping[str, set[int]]) -> dict[str, list[int]]:
    return {first: sorted(found, reverse=True) for first, found in lengths.items()}
