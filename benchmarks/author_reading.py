"""The repeated names of the shipped works, read by hand, beside what the resolver makes of them:
`python -m benchmarks.author_reading`.

author_reading.tsv holds the reading; its head says how it was made. Of each pair of mentions of a group it says that the
two are one person, two, or that print does not tell. A pair read as one that the resolver keeps apart is missed; it is
covered where the resolver itself holds that the two persons may be one. A pair read as two that the resolver makes one is
a false merge. Both are shown with what is printed and with what the score of the two by themselves rests on.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Literal, NamedTuple

from loaders.deciding import Decider
from loaders.demo import works_file
from loaders.merging.identity import group
from loaders.normalize.personal import compare, parse
from loaders.persons.mentioned import around_of, mentioned
from loaders.records import Located
from loaders.resolve.explaining import explain_pair
from loaders.resolve.mention import PersonMention
from loaders.resolve.partition import Partition, resolve
from loaders.sources import open_file
from loaders.works import compute

TABLE = Path(__file__).with_name("author_reading.tsv")
LOUDEST = 4
SHOWN = 100
"""So many letters of a title and an address are shown."""

Verdict = Literal["one", "two", "unsure"]


class Row(NamedTuple):
    """A mention as it was read; the head of the table says what the columns mean."""

    group: str
    mention: str
    name: str
    person: str
    reason: str


class Pair(NamedTuple):
    """Two mentions of a group, and what the reading says of them."""

    one: Row
    other: Row
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Printed:
    """Mentions as resolution gets them. stands_for: of each mention of a record the one that stands for its authorship."""

    mentions: Mapping[str, PersonMention]
    stands_for: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Compared:
    """The pairs of the reading beside the resolver's answer.

    as_one, as_two: those that it makes one person, or two. doubted: those of two that it holds may be one. person,
    confidence: of each mention that was read.
    """

    as_one: tuple[Pair, ...]
    as_two: tuple[Pair, ...]
    doubted: frozenset[Pair]
    person: Mapping[str, str]
    confidence: Mapping[str, float]

    def falsely_merged(self) -> list[Pair]:
        """Read as two, made one."""
        return [pair for pair in self.as_one if pair.verdict == "two"]

    def missed(self) -> list[Pair]:
        """Read as one, made two."""
        return [pair for pair in self.as_two if pair.verdict == "one"]

    def merged_unsure(self) -> list[Pair]:
        """Made one where print does not tell."""
        return [pair for pair in self.as_one if pair.verdict == "unsure"]


def reading() -> list[Row]:
    """The rows of the table, in order. Raises ValueError for a line that has not five columns."""
    lines = TABLE.read_text(encoding="ascii").split("\n")
    found = []
    for line in lines:
        if line and not line.startswith("#"):
            kept_group, mention, name, person, reason = line.split("\t")
            found.append(Row(kept_group, mention, name, person, reason))
    return found


def verdict(one: str, other: str) -> Verdict:
    """What two persons' labels of one group say of their mentions."""
    if one == other:
        return "unsure" if one == "?" else "one"
    return "unsure" if "?" in one + other else "two"


def pairs(rows: Sequence[Row]) -> Iterator[Pair]:
    """Each pair of mentions that were read together, once."""
    for one, other in combinations(rows, 2):
        if one.group == other.group:
            yield Pair(one, other, verdict(one.person, other.person))


def printed() -> Printed:
    """The mentions of the shipped works, read, joined and computed as a load does it; groups that sign are left out."""
    records = [item.record for item in open_file(works_file()).items if isinstance(item, Located)]
    decider = Decider()
    states = [compute(one, decider) for one in group(records)]
    around = {state.work.key: around_of(state) for state in states}
    stands_for = {
        mention: a.mentions[0] for state in states for a in state.authorships for mention in a.mentions
    }
    mentions = {
        one.mention: one.beside(around[one.work]) for one in mentioned(states).values() if not one.collective
    }
    return Printed(mentions, stands_for)


def compared(rows: Sequence[Row], at_hand: Printed, answer: Partition) -> Compared:
    """The reading beside the resolver's answer."""
    person_of = answer.person_of()
    doubts = {frozenset(person_of[one] for one in doubt.mentions) for doubt in answer.doubts}
    stands_for = {row.mention: at_hand.stands_for[row.mention] for row in rows}
    person = {mention: person_of[key] for mention, key in stands_for.items()}
    as_one: list[Pair] = []
    as_two: list[Pair] = []
    doubted: set[Pair] = set()
    for pair in pairs(rows):
        a, b = person[pair.one.mention], person[pair.other.mention]
        (as_one if a == b else as_two).append(pair)
        if frozenset((a, b)) in doubts:
            doubted.add(pair)
    confidence = {mention: answer.confidence[key] for mention, key in stands_for.items()}
    return Compared(tuple(as_one), tuple(as_two), frozenset(doubted), person, confidence)


def lines(rows: Sequence[Row], at_hand: Printed, found: Compared) -> Iterator[str]:
    """What is shown."""
    yield (
        f"{len(rows)} mentions of {len({row.group for row in rows})} repeated names read by hand, "
        f"of {len(at_hand.mentions)} mentions in all"
    )
    one, two = (Counter(pair.verdict for pair in kept) for kept in (found.as_one, found.as_two))
    missed, unsure = found.missed(), [pair for pair in found.as_two if pair.verdict == "unsure"]
    yield (
        f"read as one  {one['one'] + two['one']:5} pairs: {one['one']} found, {len(missed)} missed "
        f"({sum(pair in found.doubted for pair in missed)} said to be in doubt, "
        f"{sum(map(_contradict, missed))} with names that contradict each other)"
    )
    yield f"read as two  {one['two'] + two['two']:5} pairs: {two['two']} kept apart, {one['two']} falsely merged"
    yield (
        f"left open    {one['unsure'] + two['unsure']:5} pairs: {one['unsure']} merged, {two['unsure']} apart "
        f"({sum(pair in found.doubted for pair in unsure)} said to be in doubt)"
    )
    for title, kept in (
        ("falsely merged", found.falsely_merged()),
        ("missed", missed),
        ("merged where print does not tell", found.merged_unsure()),
    ):
        alike: dict[tuple[str, frozenset[str]], list[Pair]] = defaultdict(list)
        for pair in kept:
            # of two persons, or two labels, the pairs are shown by the one that is closest
            of = found.person[pair.one.mention], found.person[pair.other.mention]
            persons = frozenset(of if title == "missed" else (pair.one.person, pair.other.person))
            alike[pair.one.group, persons].append(pair)
        for same in alike.values():
            yield from _shown(title, same, at_hand, found)


def _contradict(pair: Pair) -> bool:
    return compare(parse(pair.one.name), parse(pair.other.name)).state == "no"


def _shown(title: str, same: Sequence[Pair], at_hand: Printed, found: Compared) -> Iterator[str]:
    def mention_of(row: Row) -> PersonMention:
        return at_hand.mentions[at_hand.stands_for[row.mention]]

    explained = [explain_pair(mention_of(pair.one), mention_of(pair.other)) for pair in same]
    why, pair = max(zip(explained, same, strict=True), key=lambda one: one[0].probability)
    doubt = ", said to be in doubt" if pair in found.doubted else ""
    yield f"{title}{doubt} ({pair.one.group}, {len(same)} pair{'s' if len(same) > 1 else ''}, the closest shown)"
    for row in (pair.one, pair.other):
        mention = mention_of(row)
        where = "; ".join(mention.affiliations) or "no address"
        yield f"    {row.name}, {mention.year or 'no year'}: {mention.title[:SHOWN] or 'no title'} | {where[:SHOWN]}"
        yield f"      read {row.person}: {row.reason}; of its person {found.confidence[row.mention]:.2f}"
    loud = sorted(why.parts, key=lambda name: (-abs(why.parts[name]), name))[:LOUDEST]
    parts = ", ".join(f"{name} {why.parts[name]:+.1f}" for name in loud)
    yield f"      {why.rule}, by themselves {why.probability:.2f}: {parts}; names: {why.names.state}"
    said = "; ".join(f"{kind} {', '.join(found)}" for kind, found in why.shared.items() if found)
    yield f"      in common besides the name: {said or 'nothing'}"


def main() -> None:
    """The command."""
    rows, at_hand = reading(), printed()
    for line in lines(rows, at_hand, compared(rows, at_hand, resolve(at_hand.mentions.values()))):
        print(line)


if __name__ == "__main__":
    main()
