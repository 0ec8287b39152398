"""A group too large to lay everyone in it beside everyone, resolved in parts that several machines can take.

Whoever is nearest comes into one part, no part grows beyond a bound, and each part is resolved by itself. The persons that
come of it are the things to be joined next, by the links between them that were not tried yet, each spoken for by some of
its mentions; and so on, while there are such links. What then is left to be tried is told as a doubt.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from loaders.resolve.component import DOUBT, SPOKEN_FOR, Doubt, Pairs, Resolved, Work, alone
from loaders.resolve.gather import Groups
from loaders.resolve.mention import PersonMention
from loaders.resolve.nearness import BOUND, GROUP, forest, nearest_first
from loaders.resolve.scorer import probability

ROUNDS = 6
"""So often the parts of a group are resolved, at most."""

Near = tuple[str, str, float]
"""A link (nearness.Link) of two mentions by their ids."""


def resolve_in_parts(large: Sequence[InParts], work: Callable[[Sequence[Work]], Iterable[Resolved]]) -> None:
    """Resolve groups, all of them side by side. work: resolves parts, and gives the answers in their order."""
    for _ in range(ROUNDS):
        parts = [one.parts() for one in large]
        if not any(parts):
            return
        answers = iter(work([part for of_one in parts for part in of_one]))
        for one, of_one in zip(large, parts, strict=True):
            one.take([next(answers) for _ in of_one])


class InParts:
    """A group, and its persons so far.

    mentions: by id. members: ids. links: between them, the nearest first. same, different: judgements on pairs of members.
    """

    def __init__(
        self,
        mentions: Mapping[str, PersonMention],
        members: Sequence[str],
        links: Iterable[Near],
        same: Pairs,
        different: Pairs,
    ) -> None:
        self._mentions = mentions
        self._persons: dict[str, list[str]] = {member: [member] for member in members}
        self._person_of = {member: member for member in members}
        self._untried: list[Near] = list(links)
        self._same, self._different = same, different
        self._first = True
        self._confidence: dict[str, float] = {}
        self._rules: dict[str, str] = {}
        self._doubts: list[Doubt] = []
        self._conflicts: set[tuple[str, str]] = set()

    def parts(self) -> list[Work]:
        """What to resolve next; nothing where nothing is left to be tried."""
        groups: Groups[str] = Groups(
            {key: min(len(members), SPOKEN_FOR) for key, members in self._persons.items() if len(members) > 1}
        )
        if self._first:
            for one, other in self._same:
                groups.join(one, other, None)
        bound = GROUP if self._first else BOUND
        untried = self._between_persons()
        for one, other, _ in untried:
            groups.join(self._person_of[one], self._person_of[other], bound)
        self._first = False
        self._untried = [
            link
            for link in untried
            if groups.find(self._person_of[link[0]]) != groups.find(self._person_of[link[1]])
        ]
        return [self._work(persons) for persons in groups.groups()]

    def take(self, answers: Iterable[Resolved]) -> None:
        """What the parts came to, in their order."""
        for answer in answers:
            for members in answer.persons:
                for person in {self._person_of[member] for member in members}:
                    self._persons.pop(person, None)
                self._persons[members[0]] = members
                self._person_of |= dict.fromkeys(members, members[0])
            for mention, value in answer.confidence.items():
                lonely = len(self._persons[self._person_of[mention]]) == 1
                before = self._confidence.get(mention)
                self._confidence[mention] = min(value, before) if lonely and before is not None else value
            # what stands above a score goes on doing so
            self._rules |= {
                mention: rule
                for mention, rule in answer.rules.items()
                if self._rules.get(mention, "scored") == "scored"
            }
            self._doubts += answer.doubts
            self._conflicts |= set(answer.conflicts)

    def resolved(self) -> Resolved:
        """The persons, as of now."""
        never = [mention for mention in self._person_of if mention not in self._confidence]
        for mention in never:
            self._confidence |= alone(mention).confidence
        return Resolved(
            sorted(self._persons.values(), key=lambda members: members[0]),
            self._confidence,
            self._rules,
            self._in_doubt(),
            sorted(self._conflicts),
        )

    def _between_persons(self) -> list[Near]:
        """The untried links, the nearest first, as few as join the same persons."""
        nearest: dict[tuple[str, str], Near] = {}
        for link in sorted(self._untried, key=nearest_first):
            one, other = sorted((self._person_of[link[0]], self._person_of[link[1]]))
            if one != other:
                nearest.setdefault((one, other), link)
        return [
            nearest[one, other]
            for one, other, _ in forest((*pair, link[2]) for pair, link in nearest.items())
        ]

    def _work(self, persons: Sequence[str]) -> Work:
        members = sorted(member for person in persons for member in self._persons[person])
        inside = set(members)
        return Work(
            tuple(self._mentions[member] for member in members),
            tuple(pair for pair in self._same if inside.issuperset(pair)),
            tuple(pair for pair in self._different if inside.issuperset(pair)),
            tuple(tuple(self._persons[person]) for person in persons if len(self._persons[person]) > 1),
        )

    def _in_doubt(self) -> list[Doubt]:
        """For each two persons the doubt that weighs most: of those that were told, and of what was never tried."""
        never = (
            Doubt((one, other), "scored", round(float(likely), 3))
            for one, other, how in self._untried
            if (likely := probability(how)) >= DOUBT
        )
        found: dict[tuple[str, str], Doubt] = {}
        for doubt in (*self._doubts, *never):
            one, other = sorted(self._person_of[mention] for mention in doubt.mentions)
            before = found.get((one, other))
            if one != other and (before is None or _weight(doubt) > _weight(before)):
                found[one, other] = doubt
        apart: dict[str, set[str]] = defaultdict(set)
        for one, other in self._different:
            apart[self._person_of[one]].add(self._person_of[other])
            apart[self._person_of[other]].add(self._person_of[one])
        return [
            doubt
            for (one, other), doubt in sorted(found.items())
            if other not in apart[one] and not self._contradict(one, other)
        ]

    def _contradict(self, one: str, other: str) -> bool:
        """Whether two persons are on one work, or have two ORCIDs."""
        sides = [[self._mentions[member] for member in self._persons[person]] for person in (one, other)]
        works, orcids = (
            [{getattr(mention, what) for mention in side} - {None} for side in sides]
            for what in ("work", "orcid")
        )
        return not works[0].isdisjoint(works[1]) or (all(orcids) and orcids[0].isdisjoint(orcids[1]))


def _weight(doubt: Doubt) -> tuple[bool, float]:
    return doubt.rule == "one-orcid", doubt.probability
