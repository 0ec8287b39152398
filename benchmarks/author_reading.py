"""The repeated names of the shipped works, read by hand, beside what the resolver makes of them:
`python -m benchmarks.author_reading`.

author_reading.tsv holds the reading; its head says how it was made. Of each pair of mentions of a group it says that the
two are one person, two, or that print does not tell. A pair read as one that the resolver keeps apart is missed; it is
covered where the resolver itself holds that the two persons may be one. A pair read as two that the resolver makes one is
a false merge. Both are shown with what is printed and with what the score of the two by themselves rests on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Literal, NamedTuple

from loaders.deciding import Decider
from loaders.demo import works_file
from loaders.merging.identity import group
from loaders.records import Located
from loaders.resolve.explaining import explain_pair
from loaders.resolve.mention import PersonMention
from loaders.resolve.partition import Partition, resolve
from loaders.sources import open_file
from loaders.works import compute

TABLE = Path(__file__).with_name("author_reading.tsv")
LOUDEST = 4
_SHOWN = 100

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
    """The pairs of the reading by what the resolver says. doubted: those kept apart that it holds may be one."""

    found: tuple[Pair, ...]
    missed: tuple[Pair, ...]
    kept_apart: tuple[Pair, ...]
    merged: tuple[Pair, ...]
    unsure_merged: tuple[Pair, ...]
    unsure_apart: tuple[Pair, ...]
    doubted: frozenset[Pair]


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
    mentions: dict[str, PersonMention] = {}
    stands_for: dict[str, str] = {}
    for one in group(records):
        state = compute(one, decider)
        persons = [authorship for authorship in state.authorships if not authorship.collective]
        for authorship in persons:
            key = authorship.mentions[0]
            stands_for |= dict.fromkeys(authorship.mentions, key)
            mentions[key] = PersonMention(
                mention=key,
                work=state.work.key,
                name=authorship.printed,
                affiliations=authorship.affiliations,
                coauthors=()
                if state.work.pairs_left_out
                else tuple(other.printed for other in persons if other is not authorship),
                title=state.work.title or "",
                venue=state.work.venue or "",
                year=state.work.year,
                orcid=authorship.orcid,
                source_id=authorship.source_id,
            )
    return Printed(mentions, stands_for)


def compared(rows: Sequence[Row], at_hand: Printed, answer: Partition) -> Compared:
    """The reading beside the resolver's answer."""
    person = answer.person_of()
    doubts = {frozenset((person[one], person[other])) for one, other, *_ in getattr(answer, "doubts", ())}
    sorted_out: dict[tuple[Verdict, bool], list[Pair]] = {}
    doubted = set()
    for pair in pairs(rows):
        a, b = (person[at_hand.stands_for[row.mention]] for row in (pair.one, pair.other))
        sorted_out.setdefault((pair.verdict, a == b), []).append(pair)
        if frozenset((a, b)) in doubts:
            doubted.add(pair)
    return Compared(
        *(
            tuple(sorted_out.get(key, ()))
            for key in (
                ("one", True),
                ("one", False),
                ("two", False),
                ("two", True),
                ("unsure", True),
                ("unsure", False),
            )
        ),
        frozenset(doubted),
    )


def lines(rows: Sequence[Row], at_hand: Printed, found: Compared) -> Iterator[str]:
    """What is shown."""
    sizes = Counter(row.group for row in rows)
    yield f"{len(rows)} mentions of {len(sizes)} repeated names, read by hand; {len(at_hand.mentions)} mentions in all"
    covered = sum(pair in found.doubted for pair in found.missed)
    yield (
        f"one person   {len(found.found) + len(found.missed):5} pairs: {len(found.found)} found, {len(found.missed)} missed, "
        f"{covered} of these said to be in doubt"
    )
    yield (
        f"two persons  {len(found.kept_apart) + len(found.merged):5} pairs: {len(found.kept_apart)} kept apart, "
        f"{len(found.merged)} falsely merged"
    )
    open_ = sum(pair in found.doubted for pair in found.unsure_apart)
    yield (
        f"not to tell  {len(found.unsure_merged) + len(found.unsure_apart):5} pairs: {len(found.unsure_merged)} merged, "
        f"{len(found.unsure_apart)} apart, {open_} of these said to be in doubt"
    )
    for title, kept in (
        ("falsely merged", found.merged),
        ("missed", found.missed),
        ("merged where print does not tell", found.unsure_merged),
    ):
        for pair in kept:
            yield f"{title}{', said to be in doubt' if pair in found.doubted else ''} ({pair.one.group})"
            yield from _shown(pair, at_hand)


def _shown(pair: Pair, at_hand: Printed) -> Iterator[str]:
    keys = [at_hand.stands_for[row.mention] for row in (pair.one, pair.other)]
    for row, key in zip((pair.one, pair.other), keys, strict=True):
        mention = at_hand.mentions[key]
        where = "; ".join(mention.affiliations) or "no address"
        yield f"    {row.name}, {mention.year or 'no year'}: {mention.title[:_SHOWN] or 'no title'} | {where[:_SHOWN]}"
        yield f"      read: {row.person}, {row.reason}"
    if keys[0] != keys[1]:
        why = explain_pair(at_hand.mentions[keys[0]], at_hand.mentions[keys[1]])
        loud = sorted(why.parts, key=lambda name: (-abs(why.parts[name]), name))[:LOUDEST]
        parts = ", ".join(f"{name} {why.parts[name]:+.1f}" for name in loud)
        yield f"      {why.rule}, by themselves {why.probability:.2f}: {parts}; names: {why.names.state}"


def main() -> None:
    """The command."""
    rows, at_hand = reading(), printed()
    for line in lines(rows, at_hand, compared(rows, at_hand, resolve(at_hand.mentions.values()))):
        print(line)


if __name__ == "__main__":
    main()
