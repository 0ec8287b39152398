"""Works put together and counted: those that are certain, and apart from them those for review."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from graph.report.facts import Grade, State, Tie, WorkFacts

Member = tuple[WorkFacts, Grade]


@dataclass(frozen=True, slots=True)
class Group:
    """Works, each once, with how sure it is that they belong here; least: from which confidence on that is certain.

    In the order of years and keys, those without a year last. Works that are certain and less so than `least` count
    nowhere; they are kept because what they are asked together with may be for review, as in the questions.
    """

    graded: tuple[Member, ...]
    least: float

    @property
    def members(self) -> tuple[tuple[WorkFacts, State], ...]:
        """The works that count, with their state."""
        return tuple(
            (work, state) for work, grade in self.graded if (state := grade.state(self.least)) is not None
        )

    @property
    def certain(self) -> tuple[str, ...]:
        return tuple(work.key for work, state in self.members if state == "yes")

    @property
    def for_review(self) -> tuple[str, ...]:
        return tuple(work.key for work, state in self.members if state == "review")

    def __len__(self) -> int:
        """So many are certain."""
        return len(self.certain)

    def where(self, grade_of: Callable[[WorkFacts], Grade | None]) -> Group:
        """Those of which this holds too."""
        return Group(
            tuple(
                (work, grade.both(other))
                for work, grade in self.graded
                if (other := grade_of(work)) is not None
            ),
            self.least,
        )

    def without(self, keys: Iterable[str]) -> Group:
        """All but these works."""
        left_out = set(keys)
        return Group(tuple(one for one in self.graded if one[0].key not in left_out), self.least)

    def in_year(self, year: int | None) -> Group:
        return Group(tuple(one for one in self.graded if one[0].year == year), self.least)

    @property
    def years(self) -> list[int]:
        """From the first to the last that it has works of, those between without any too."""
        found = [work.year for work, _ in self.members if work.year is not None]
        return list(range(min(found), max(found) + 1)) if found else []


def group(works: Iterable[WorkFacts], grade_of: Callable[[WorkFacts], Grade | None], least: float) -> Group:
    """The works of which this holds."""
    ordered = sorted(works, key=lambda work: (work.year is None, work.year or 0, work.key))
    return Group(tuple((work, grade) for work in ordered if (grade := grade_of(work)) is not None), least)


def of_partners(of: Group, country: str) -> dict[str, Group]:
    """For each other country the works that it shares, the partner with most first."""
    found: defaultdict[str, list[Member]] = defaultdict(list)
    for work, grade in of.graded:
        for code, joined in work.partners(country).items():
            found[code].append((work, grade.both(joined)))
    return _ordered({code: Group(tuple(members), of.least) for code, members in found.items()})


def joint(of: Group, country: str) -> Group:
    """Works with an address in any other country too, the surest of them."""

    def surest(work: WorkFacts) -> Grade | None:
        found = list(work.partners(country).values())
        order = {"yes": 2, "review": 1, None: 0}
        return max(found, key=lambda one: (order[one.state(of.least)], one.confidence), default=None)

    return of.where(surest)


@dataclass(frozen=True, slots=True)
class Pair:
    """An institution of the country, one of another, and their works."""

    home: Tie
    other: Tie
    works: Group


def institutions(of: Group, in_country: Callable[[Tie], bool]) -> list[tuple[Tie, Group]]:
    """The institutions that works name, those in most works first."""
    ties: dict[str, Tie] = {}
    found: defaultdict[str, list[Member]] = defaultdict(list)
    for work, grade in of.graded:
        for tie in work.institutions:
            if in_country(tie):
                ties[tie.key] = tie
                found[tie.key].append((work, grade.both(tie.grade)))
    groups = _ordered({key: Group(tuple(members), of.least) for key, members in found.items()})
    return [(ties[key], works) for key, works in groups.items()]


def pairs(of: Group, country: str) -> list[Pair]:
    """Institutions of the country with those of others, the pair with most works first; an institution that stands
    nowhere known is in none."""
    ties: dict[str, Tie] = {}
    found: defaultdict[tuple[str, str], list[Member]] = defaultdict(list)
    for work, grade in of.graded:
        for home, other in _across(work.institutions, country):
            ties[home.key], ties[other.key] = home, other
            found[home.key, other.key].append((work, grade.both(home.grade).both(other.grade)))
    made = [
        Pair(ties[home], ties[other], Group(tuple(members), of.least))
        for (home, other), members in found.items()
    ]
    return sorted(
        (pair for pair in made if pair.works.members),
        key=lambda pair: (_size(pair.works), pair.home.name, pair.other.name, pair.home.key, pair.other.key),
    )


def _across(named: Sequence[Tie], country: str) -> Iterator[tuple[Tie, Tie]]:
    for home in named:
        if country in home.countries:
            for other in named:
                if other.countries and country not in other.countries:
                    yield home, other


def _ordered(found: dict[str, Group]) -> dict[str, Group]:
    """Those that count at all, the largest first."""
    kept = [(key, works) for key, works in found.items() if works.members]
    return dict(sorted(kept, key=lambda one: (_size(one[1]), one[0])))


def _size(works: Group) -> tuple[int, int]:
    return -len(works), -len(works.members)


def ranked(counts: Sequence[tuple[str, int]]) -> dict[str, int]:
    """Rank by count, 1 for the most; those with as many share the better rank, those with none have no rank."""
    values = [count for _, count in counts]
    return {name: 1 + sum(other > count for other in values) for name, count in counts if count > 0}
