"""Mentions to persons: units of work that share no name, each resolved by itself, and keys for the persons."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import count
from multiprocessing import get_context

import msgspec

from loaders.resolve.cluster import founding_key
from loaders.resolve.component import Resolved, Work, resolve_component
from loaders.resolve.gather import Groups
from loaders.resolve.mention import PersonMention, each_once
from loaders.resolve.naming import blocking_keys, main_key, own_form
from loaders.resolve.scorer import Scorer

IN_ONE_PROCESS = 5_000
"""Fewer mentions are not worth other processes."""
MOST_IN_UNIT = 10_000
_AT_ONCE = 2_000
"""Units are sent to a process together until they have so many mentions."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What people decided about pairs of mentions (by their ids); it always wins. Unknown ids are passed over."""

    same: tuple[tuple[str, str], ...] = ()
    different: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ResolvedPerson:
    """A person. key: sticky, never reused; merged: keys of persons that became this one. mentions: sorted ids."""

    key: str
    merged: tuple[str, ...]
    mentions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Partition:
    """All persons, sorted by their first mention, and for each mention how sure it is.

    conflicts: pairs that people called different although other judgements make them one; they are one.
    """

    persons: tuple[ResolvedPerson, ...]
    confidence: Mapping[str, float]
    conflicts: tuple[tuple[str, str], ...] = ()

    def person_of(self) -> dict[str, str]:
        """Mention to person's key."""
        return {mention: person.key for person in self.persons for mention in person.mentions}


def resolve(
    mentions: Iterable[PersonMention],
    judged: Judged | None = None,
    previous: Mapping[str, str] | None = None,
    *,
    processes: int | None = None,
    scorer: Scorer | None = None,
) -> Partition:
    """Persons of these mentions.

    The groups are a function of the set of mentions and judgements: their order changes nothing. previous: the person's
    key that each mention had before; a person keeps the key that most of its mentions had, and the keys that got lost in
    it become its aliases. processes: how many at most (None: as many as there are processors). scorer: another one than the
    shipped; with it everything is done in this process.
    """
    ordered = each_once(mentions)
    units = list(works(ordered, judged or Judged()))
    persons: list[list[str]] = []
    confidence: dict[str, float] = {}
    conflicts: list[tuple[str, str]] = []
    answers = (
        _resolved(units, len(ordered), processes)
        if scorer is None
        else (resolve_component(unit, scorer) for unit in units)
    )
    for found in answers:
        persons += found.persons
        confidence |= found.confidence
        conflicts += found.conflicts
    persons.sort(key=lambda members: members[0])
    return Partition(tuple(named(persons, previous or {})), confidence, tuple(sorted(conflicts)))


def works(ordered: Sequence[PersonMention], judged: Judged) -> Iterator[Work]:
    """Units of work: mentions joined by blocking keys, directly or over others, or by a judgement.

    ordered: sorted by id, each once. A unit grows to MOST_IN_UNIT mentions and no further by keys, the rarest key first:
    a key that would join more is passed over, and names that only it brings together do not meet (one name printed alike
    always does). The units come sorted by their first mention.
    """
    names: dict[str, str] = {}
    counted: Counter[str] = Counter()
    for mention in ordered:
        main = names.get(mention.name)
        if main is None:
            main = names[mention.name] = main_key(own_form(mention.name))
        counted[main] += 1
    mains: dict[str, set[str]] = defaultdict(set)
    for name, main in names.items():
        for key in blocking_keys(own_form(name)):
            mains[key].add(main)
    groups = Groups(counted)
    for _, found in sorted(
        ((key, found) for key, found in mains.items() if len(found) > 1),
        key=lambda one: (sum(counted[main] for main in one[1]), one[0]),
    ):
        first, *others = sorted(found)
        for other in others:
            groups.join(first, other, MOST_IN_UNIT)
    main_of = {mention.mention: names[mention.name] for mention in ordered}
    said = {
        kind: sorted({pair for pair in pairs if pair[0] in main_of and pair[1] in main_of})
        for kind, pairs in (("same", judged.same), ("different", judged.different))
    }
    for one, other in said["same"]:
        groups.join(main_of[one], main_of[other], None)
    units: dict[str, list[PersonMention]] = defaultdict(list)
    for mention in ordered:
        units[groups.find(names[mention.name])].append(mention)
    given: dict[str, dict[str, list[tuple[str, str]]]] = defaultdict(lambda: {"same": [], "different": []})
    for kind, kept in said.items():
        for one, other in kept:
            unit = groups.find(main_of[one])
            # those of two units never meet: nothing has to keep them apart
            if unit == groups.find(main_of[other]):
                given[unit][kind].append((one, other))
    for unit, members in units.items():
        told = given.get(unit, {"same": [], "different": []})
        yield Work(tuple(members), tuple(told["same"]), tuple(told["different"]))


def _resolved(units: Sequence[Work], mentions: int, processes: int | None) -> Iterator[Resolved]:
    """The units' answers, in any order: here, or the largest first in other processes."""
    most = min(processes or os.cpu_count() or 1, len(units))
    if most < 2 or mentions < IN_ONE_PROCESS:
        yield from map(resolve_component, units)
        return
    bundles = list(_bundles(sorted(units, key=lambda unit: (-len(unit.mentions), unit.mentions[0].mention))))
    with ProcessPoolExecutor(most, mp_context=get_context("spawn")) as pool:
        for packed in pool.map(_bundle_resolved, map(_ENCODER.encode, bundles)):
            yield from _ANSWERS.decode(packed)


def _bundles(units: Iterable[Work]) -> Iterator[list[Work]]:
    bundle: list[Work] = []
    held = 0
    for unit in units:
        bundle.append(unit)
        held += len(unit.mentions)
        if held >= _AT_ONCE:
            yield bundle
            bundle, held = [], 0
    if bundle:
        yield bundle


_ENCODER = msgspec.msgpack.Encoder()
_BUNDLE = msgspec.msgpack.Decoder(list[Work])
_ANSWERS = msgspec.msgpack.Decoder(list[Resolved])


def _bundle_resolved(packed: bytes) -> bytes:
    return _ENCODER.encode([resolve_component(work) for work in _BUNDLE.decode(packed)])


def named(clusters: Sequence[Sequence[str]], previous: Mapping[str, str]) -> Iterator[ResolvedPerson]:
    """Keys for clusters of mentions: a former key goes to the cluster that holds most of its mentions, and a cluster that
    gets none is named after its first mention."""
    claims: list[tuple[int, int, str, int]] = []
    for at, members in enumerate(clusters):
        held: dict[str, int] = defaultdict(int)
        for mention in members:
            if (key := previous.get(mention)) is not None:
                held[key] += 1
        claims += [(-number, -len(members), key, at) for key, number in held.items()]
    given: dict[int, str] = {}
    settled: set[str] = set()
    merged: dict[int, list[str]] = defaultdict(list)
    for _, _, key, at in sorted(claims):
        if key not in settled and at not in given:
            given[at] = key
            settled.add(key)
    for _, _, key, at in sorted(claims):
        if key not in settled:
            merged[at].append(key)
            settled.add(key)
    for at, members in enumerate(clusters):
        key = given.get(at) or next(key for key in _fresh(members) if key not in settled)
        settled.add(key)
        yield ResolvedPerson(key, tuple(sorted(merged[at])), tuple(members))


def _fresh(members: Sequence[str]) -> Iterator[str]:
    """Keys that a new person may get, the best first; without end."""
    yield from map(founding_key, members)
    yield from (founding_key(f"{members[0]}\n{number}") for number in count(1))
