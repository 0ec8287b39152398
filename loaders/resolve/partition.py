"""Mentions to persons: those that are near to each other, directly or over others, each group resolved by itself."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain

from loaders.resolve.component import Doubt, Pairs, Resolved, Work, alone, resolve_component
from loaders.resolve.gather import Groups
from loaders.resolve.in_parts import InParts, Near, resolve_in_parts
from loaders.resolve.keys import ResolvedPerson, named
from loaders.resolve.mention import PersonMention, each_once
from loaders.resolve.nearness import BOUND, blocks, forest, of_orcids
from loaders.resolve.running import Bundle, Runner, here, look, pool, resolve_units
from loaders.resolve.scorer import Scorer

MOST_IN_BUNDLE = 4_000
"""Blocks are looked at together while they have no more mentions than that: what a mention says is worked out once for
all of them, and kept no longer."""
AT_ONCE = 2_000
"""Groups are sent to a process together until they have so many mentions."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What people decided about pairs of mentions (by their ids); it always wins. Unknown ids are passed over."""

    same: tuple[tuple[str, str], ...] = ()
    different: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Partition:
    """All persons, sorted by their first mention, and for each mention how sure it is.

    rules: what gave each mention to its person: judged, one-orcid, one-email or scored; nothing for one that is alone.
    doubts: persons that were not joined and may be one. conflicts: pairs that people called different although other
    judgements make them one; they are one.
    """

    persons: tuple[ResolvedPerson, ...]
    confidence: Mapping[str, float]
    rules: Mapping[str, str]
    doubts: tuple[Doubt, ...] = ()
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
    ordered = {mention.mention: mention for mention in each_once(mentions)}
    with pool(1 if scorer is not None else processes) as run:
        groups = joined(ordered, near(ordered, run=run, scorer=scorer), judged or Judged())
        return partition(ordered, groups, judged or Judged(), previous or {}, scorer=scorer, run=run)


def partition(
    mentions: Mapping[str, PersonMention],
    groups: Sequence[Group],
    judged: Judged,
    previous: Mapping[str, str],
    *,
    scorer: Scorer | None = None,
    run: Runner | None = None,
    reserved: frozenset[str] = frozenset(),
    tentative: frozenset[str] = frozenset(),
    alone_besides: Iterable[str] = (),
) -> Partition:
    """Persons of mentions whose groups are known: what no group holds is a person by itself.

    mentions: by id. reserved, tentative: see keys.named. alone_besides: ids of mentions that are nobody else's anyhow.
    """
    held = {mention for group in groups for mention in group.members}
    answers = [alone(mention) for mention in chain(mentions, alone_besides) if mention not in held]
    units: list[Work] = []
    large: list[InParts] = []
    for group, same, different in _with_judgements(groups, judged):
        if len(group.members) <= BOUND:
            units.append(Work(tuple(mentions[key] for key in group.members), same, different))
        else:
            large.append(InParts(mentions, group.members, group.links, same, different))
    units.sort(key=lambda unit: (-len(unit.mentions), unit.mentions[0].mention))
    work = partial(_answers, run=run or here, scorer=scorer)
    answers += work(units)
    resolve_in_parts(large, work)
    answers += [one.resolved() for one in large]
    persons = sorted((members for one in answers for members in one.persons), key=lambda members: members[0])
    return Partition(
        tuple(named(persons, previous, reserved, tentative)),
        {mention: value for one in answers for mention, value in one.confidence.items()},
        {mention: rule for one in answers for mention, rule in one.rules.items()},
        tuple(sorted((doubt for one in answers for doubt in one.doubts), key=lambda doubt: doubt.mentions)),
        tuple(sorted(pair for one in answers for pair in one.conflicts)),
    )


@dataclass(frozen=True, slots=True)
class Group:
    """Mentions that links or judgements join, sorted, two at least. links: of a group of more than BOUND, the nearest first;
    of others none, as everyone is laid beside everyone."""

    members: tuple[str, ...]
    links: tuple[Near, ...] = ()


def joined(mentions: Collection[str], links: Iterable[Near], judged: Judged) -> list[Group]:
    """Groups of mentions that links join, directly or over others, and those that a judgement joins.

    mentions: all ids.
    """
    found: Groups[str] = Groups()
    links = list(links)
    for one, other, _ in links:
        found.join(one, other, None)
    for one, other in judged.same:
        if one in mentions and other in mentions:
            found.join(one, other, None)
    groups = [tuple(group) for group in found.groups()]
    inside: dict[str, list[Near]] = {found.find(group[0]): [] for group in groups if len(group) > BOUND}
    for link in links if inside else ():
        if (kept := inside.get(found.find(link[0]))) is not None:
            kept.append(link)
    return [Group(group, tuple(forest(inside.get(found.find(group[0]), ())))) for group in groups]


def near(
    mentions: Mapping[str, PersonMention],
    *,
    of: frozenset[str] | None = None,
    run: Runner | None = None,
    scorer: Scorer | None = None,
) -> Iterator[Near]:
    """Links that nearness makes inside blocks, or an ORCID.

    of: only inside blocks of these keys. scorer: another than the shipped one; then it is done in this process.
    """
    names: dict[str, list[str]] = defaultdict(list)
    for key in sorted(mentions):
        names[mentions[key].name].append(key)
    tasks = [
        Bundle(tuple(mentions[key] for key in held), tuple(tuple(places) for places in within))
        for held, within in _bundled(blocks(names, of=of))
    ]
    answers = (run or here)(look, tasks) if scorer is None else (look(task, scorer) for task in tasks)
    for task, found in zip(tasks, answers, strict=True):
        for one, other, how in found:
            yield task.mentions[one].mention, task.mentions[other].mention, how
    yield from of_orcids(((key, mentions[key].orcid) for key in sorted(mentions)), of=of)


def _answers(works: Sequence[Work], *, run: Runner, scorer: Scorer | None) -> Iterator[Resolved]:
    """What each comes to, in order."""
    if scorer is not None:
        yield from (resolve_component(work, scorer) for work in works)
    else:
        for some in run(resolve_units, list(_together(works))):
            yield from some


def _bundled(found: Mapping[str, Sequence[str]]) -> Iterator[tuple[list[str], list[list[int]]]]:
    """Blocks by the bundle: those that share mentions side by side, within MOST_IN_BUNDLE mentions."""
    sizes = {key: len(held) for key, held in found.items()}
    groups: Groups[str] = Groups(sizes)
    holding: dict[str, list[str]] = defaultdict(list)
    for key in sorted(found):
        for mention in found[key]:
            holding[mention].append(key)
    shared = Counter(tuple(keys) for keys in holding.values() if len(keys) > 1)
    for beside, _ in sorted(shared.items(), key=lambda one: (-one[1], one[0])):
        for other in beside[1:]:
            groups.join(beside[0], other, MOST_IN_BUNDLE)
    bundles: dict[str, list[str]] = defaultdict(list)
    for key in sorted(found):
        bundles[groups.find(key)].append(key)
    gathered: list[str] = []
    held: set[str] = set()
    for keys in bundles.values():
        more = {mention for key in keys for mention in found[key]}
        if gathered and len(held) + len(more) > MOST_IN_BUNDLE:
            yield _placed(gathered, held, found)
            gathered, held = [], set()
        gathered += keys
        held |= more
    if gathered:
        yield _placed(gathered, held, found)


def _placed(
    keys: Sequence[str], held: set[str], found: Mapping[str, Sequence[str]]
) -> tuple[list[str], list[list[int]]]:
    ordered = sorted(held)
    place = {mention: at for at, mention in enumerate(ordered)}
    return ordered, [[place[mention] for mention in found[key]] for key in keys]


def _with_judgements(groups: Sequence[Group], judged: Judged) -> Iterator[tuple[Group, Pairs, Pairs]]:
    """Each group with the judgements on pairs of it: same, and different."""
    group_of = {mention: at for at, group in enumerate(groups) for mention in group.members}
    said: dict[int, tuple[list[tuple[str, str]], list[tuple[str, str]]]] = defaultdict(lambda: ([], []))
    for kind, pairs in enumerate((judged.same, judged.different)):
        for one, other in sorted(set(pairs)):
            at = group_of.get(one)
            # those of two groups never meet: nothing has to keep them apart
            if at is not None and at == group_of.get(other):
                said[at][kind].append((one, other))
    for at, group in enumerate(groups):
        same, different = said.get(at, ([], []))
        yield group, tuple(same), tuple(different)


def _together(units: Iterable[Work]) -> Iterator[list[Work]]:
    some: list[Work] = []
    held = 0
    for unit in units:
        some.append(unit)
        held += len(unit.mentions)
        if held >= AT_ONCE:
            yield some
            some, held = [], 0
    if some:
        yield some
