"""Works put together and counted: those that are certain, and apart from them those for review."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from graph.report.facts import State, Tie, WorkFacts, worse


@dataclass(frozen=True, slots=True)
class Group:
    """Works with their state, each once; in the order of years and keys, those without a year last."""

    members: tuple[tuple[WorkFacts, State], ...] = ()

    @property
    def certain(self) -> tuple[str, ...]:
        return tuple(work.key for work, state in self.members if state == "yes")

    @property
    def for_review(self) -> tuple[str, ...]:
        return tuple(work.key for work, state in self.members if state == "review")

    def __len__(self) -> int:
        """So many are certain."""
        return sum(state == "yes" for _, state in self.members)

    def where(self, state_of: Callable[[WorkFacts], State | None]) -> Group:
        """Those of which this holds too; for review where either is."""
        return Group(
            tuple(
                (work, worse((state, other)))
                for work, state in self.members
                if (other := state_of(work)) is not None
            )
        )

    def in_year(self, year: int | None) -> Group:
        return Group(tuple((work, state) for work, state in self.members if work.year == year))

    @property
    def years(self) -> list[int]:
        """From the first to the last that it has works of, those between without any too."""
        found = [work.year for work, _ in self.members if work.year is not None]
        return list(range(min(found), max(found) + 1)) if found else []


def group(works: Iterable[WorkFacts], state_of: Callable[[WorkFacts], State | None]) -> Group:
    """The works of which this holds."""
    ordered = sorted(works, key=lambda work: (work.year is None, work.year or 0, work.key))
    return Group(tuple((work, state) for work in ordered if (state := state_of(work)) is not None))


def of_partners(of: Group, country: str, least: float) -> dict[str, Group]:
    """For each other country the works that it shares, the partner with most first."""
    found: defaultdict[str, list[tuple[WorkFacts, State]]] = defaultdict(list)
    for work, state in of.members:
        for code, joined in work.partners(country, least).items():
            found[code].append((work, worse((state, joined))))
    return _ordered({code: Group(tuple(members)) for code, members in found.items()})


def joint(of: Group, country: str, least: float) -> Group:
    """Works with an address in any other country too."""

    def state(work: WorkFacts) -> State | None:
        states = set(work.partners(country, least).values())
        return None if not states else "yes" if "yes" in states else "review"

    return of.where(state)


@dataclass(frozen=True, slots=True)
class Pair:
    """An institution of the country, one of another, and their works."""

    home: Tie
    other: Tie
    works: Group


def institutions(of: Group, in_country: Callable[[Tie], bool], least: float) -> list[tuple[Tie, Group]]:
    """The institutions that works name, those in most works first."""
    ties: dict[str, Tie] = {}
    found: defaultdict[str, list[tuple[WorkFacts, State]]] = defaultdict(list)
    for work, state in of.members:
        for tie in work.institutions:
            if in_country(tie) and (named := tie.state(least)) is not None:
                ties[tie.key] = tie
                found[tie.key].append((work, worse((state, named))))
    return [
        (ties[key], works)
        for key, works in _ordered({key: Group(tuple(m)) for key, m in found.items()}).items()
    ]


def pairs(of: Group, country: str, least: float) -> list[Pair]:
    """Institutions of the country with those of others, the pair with most works first; an institution that stands
    nowhere known is in none."""
    ties: dict[str, Tie] = {}
    found: defaultdict[tuple[str, str], list[tuple[WorkFacts, State]]] = defaultdict(list)
    for work, state in of.members:
        named = [(tie, said) for tie in work.institutions if (said := tie.state(least)) is not None]
        for home, one in named:
            for other, two in named:
                if country in home.countries and other.countries and country not in other.countries:
                    ties[home.key], ties[other.key] = home, other
                    found[home.key, other.key].append((work, worse((state, one, two))))
    ordered = sorted(
        found.items(),
        key=lambda one: (_size(Group(tuple(one[1]))), ties[one[0][0]].name, ties[one[0][1]].name, one[0]),
    )
    return [Pair(ties[home], ties[other], Group(tuple(members))) for (home, other), members in ordered]


def _ordered(found: dict[str, Group]) -> dict[str, Group]:
    return dict(sorted(found.items(), key=lambda one: (_size(one[1]), one[0])))


def _size(works: Group) -> tuple[int, int]:
    return -len(works), -len(works.members)


def ranked(counts: Sequence[tuple[str, int]]) -> dict[str, int]:
    """Rank by count, 1 for the most; those with as many share the better rank, those with none have no rank."""
    values = [count for _, count in counts]
    return {name: 1 + sum(other > count for other in values) for name, count in counts if count > 0}
