"""Everything that must be resolved together with some persons: whom they are near to, directly or over others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from loaders.persons.mentioned import keys_of
from loaders.persons.neighbourhood import Authorships, Known
from loaders.resolve.in_parts import Near
from loaders.resolve.mention import PersonMention
from loaders.resolve.partition import Group, Judged, joined, near
from loaders.resolve.running import Runner


@dataclass(frozen=True, slots=True)
class Together:
    """What must be resolved together. members: by mention, whole persons at a time; mentions: the same with what their
    works print, groups of collectives left out; groups: that nearness or a judgement joins."""

    members: Mapping[str, Known]
    mentions: Mapping[str, PersonMention]
    groups: Sequence[Group]


def close_over(
    store: Authorships,
    persons: Iterable[str],
    judged: Judged,
    where: Mapping[str, str],
    *,
    run: Runner,
    reached: Callable[[int, int], None],
) -> Together:
    """All authorships that may be of one person with those of these persons, transitively, whole persons at a time.

    Only blocks in which one of them stands are looked at. where: of each judged mention the person who has it. reached:
    called with how many mentions are joined, and how many were looked at.
    """
    return _Closing(store, judged, where, run, reached).close(persons)


class _Closing:
    def __init__(
        self,
        store: Authorships,
        judged: Judged,
        where: Mapping[str, str],
        run: Runner,
        reached: Callable[[int, int], None],
    ) -> None:
        self._store = store
        self._judged = judged
        self._where = where
        self._run = run
        self._reached = reached
        self._asked: set[str] = set()
        self._persons: set[str] = set()
        self._seen: dict[str, Known] = {}
        self._mentions: dict[str, PersonMention] = {}
        self._under: dict[str, list[str]] = defaultdict(list)
        self._of_author: dict[str, list[str]] = defaultdict(list)
        self._links: list[Near] = []

    def close(self, persons: Iterable[str]) -> Together:
        members = self._take(persons)
        groups: list[Group] = []
        fresh = members
        while fresh:
            keys = {key for mention in fresh for key in keys_of(self._seen[mention].item)} - self._asked
            self._look_under(frozenset(keys))
            groups = joined(self._seen, self._links, self._judged)
            fresh = self._grow(members, groups)
            members |= fresh
            self._reached(len(members), len(self._seen))
        inside = [group for group in groups if group.members[0] in members]
        return Together(
            {mention: self._seen[mention] for mention in sorted(members)},
            {mention: self._mentions[mention] for mention in sorted(members) if mention in self._mentions},
            inside,
        )

    def _grow(self, members: set[str], groups: Sequence[Group]) -> set[str]:
        """Mentions that groups, persons and judgements join with the members, and that were not members."""
        group_of = {mention: group.members for group in groups for mention in group.members}
        fresh: set[str] = set()
        frontier = set(members)
        while frontier:
            more = {other for mention in frontier for other in group_of.get(mention, ())}
            authors = {self._seen[mention].item.author or "" for mention in frontier | more}
            for one, other in self._judged.same:
                for mine, theirs in ((one, other), (other, one)):
                    if mine in members or mine in more:
                        authors.add(self._where.get(theirs, ""))
            more |= self._take(authors - {""})
            frontier = more - members - fresh
            fresh |= frontier
        return fresh

    def _take(self, persons: Iterable[str]) -> set[str]:
        """All mentions of persons."""
        new = set(persons) - self._persons
        self._persons |= new
        self._see(self._store.of_authors(new))
        return {mention for person in new for mention in self._of_author.get(person, ())}

    def _look_under(self, keys: frozenset[str]) -> None:
        """Join what is near in the blocks of these keys."""
        if not keys:
            return
        self._asked |= keys
        self._see(self._store.under(keys))
        within = {mention for key in keys for mention in self._under.get(key, ())}
        works = self._store.around({self._seen[mention].item.work for mention in within})
        for mention in within - self._mentions.keys():
            item = self._seen[mention].item
            self._mentions[mention] = item.beside(works[item.work])
        some = {mention: self._mentions[mention] for mention in within}
        for link in near(some, of=keys, run=self._run):
            self._links.append(link)
            self._reached(len(self._persons), len(self._seen))

    def _see(self, found: Iterable[Known]) -> None:
        for known in found:
            mention = known.item.mention
            if mention not in self._seen:
                self._seen[mention] = known
                self._of_author[known.item.author or ""].append(mention)
                for key in keys_of(known.item):
                    self._under[key].append(mention)
