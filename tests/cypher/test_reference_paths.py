"""Paths, against every sequence of works that there is, on small random graphs."""

from __future__ import annotations

import random
from itertools import pairwise, permutations, product
from typing import Any
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from graph import paths
from graph.paths import Asked, End, find
from graph.store import Store
from tests.cypher.made import Address, By, Ev, Made, Places, best, work, write
from tests.cypher.test_reference import FEW
from tests.servers.targets import empty

CODES = ["KP", "CN", "US", "DE"]
ENDS = [
    End("country", ("KP",), "KP"),
    End("country", ("US",), "US"),
    End("institution", ("ror:whole", "ror:part"), "Whole"),
    End("author", ("a",), "a"),
    End("author", ("b",), "b"),
]


def graph(chance: random.Random) -> list[Made]:
    """Works of two or three of seven persons, so that there are long ways as well as short ones."""
    return [
        work(
            f"w{number}",
            chance.choice([2014, 2015, 2016, None]) if chance.random() < 0.3 else 2015,
            *(
                author(chance, f"{person}{number}", person)
                for person in chance.sample("abcdefg", chance.choice([1, 2, 2, 3, 3]))
            ),
            pairs_left_out=True if chance.random() < 0.05 else None,
        )
        for number in range(chance.randint(4, 7))
    ]


def author(chance: random.Random, printed: str, person: str) -> By:
    found = []
    if chance.random() < 0.9:
        found.append(Ev(chance.choice(CODES), state(chance), "made", chance.choice([0.4, 0.9, 0.9])))
    if chance.random() < 0.3:
        key = chance.choice(["ror:whole", "ror:part", "ror:other"])
        found.append(Ev(key, state(chance), "made", chance.choice([0.4, 0.9, 0.9]), "institution"))
    return By(
        person,
        (Address(printed, tuple(found)),),
        state=state(chance),
        confidence=chance.choice([0.7, 1.0]),
        collective=True if chance.random() < 0.03 else None,
    )


def state(chance: random.Random) -> str:
    return "review" if chance.random() < 0.05 else "yes"


Tie = tuple[bool, float]


def printed(author: By, keys: tuple[str, ...]) -> Tie | None:
    found = [ev for address in author.addresses for ev in address.findings if ev.value in keys]
    return (best(found).state != "yes", best(found).confidence) if found else None


def of(one: Made, person: str) -> By:
    return next(author for author in one.authors if author.person == person)


def signed(one: Made) -> set[str]:
    return {author.person for author in one.authors if not author.collective}


def at(one: Made, end: End) -> dict[str, Tie]:
    if end.kind == "author":
        return {p: (of(one, p).state != "yes", of(one, p).confidence) for p in end.keys if p in signed(one)}
    return {p: tie for p in signed(one) if (tie := printed(of(one, p), end.keys))}


def first(ties: list[Tie]) -> Tie:
    return min(ties, key=lambda tie: (tie[0], -tie[1]))


def rests_on(works: tuple[Made, ...], persons: tuple[str, ...], asked: Asked) -> Tie | None:
    """What the path rests on, None where it is none: nobody may stand on works of it that are not neighbours."""
    for number, person in enumerate(persons):
        if [n for n, one in enumerate(works) if person in signed(one)] != [number, number + 1]:
            return None
    ends = [
        (x, y) for x, y in product(at(works[0], asked.start).items(), at(works[-1], asked.end).items())
        if x[0] != y[0] and not {x[0], y[0]} & set(persons)
        and not any(x[0] in signed(one) for one in works[1:])
        and not any(y[0] in signed(one) for one in works[:-1])
    ] if len(works) > 1 else [
        (x, y) for x, y in product(at(works[0], asked.start).items(), at(works[-1], asked.end).items()) if x[0] != y[0]
    ]  # fmt: skip
    if not ends:
        return None
    rests = [first([(x[1][0] or y[1][0], min(x[1][1], y[1][1])) for x, y in ends])]
    steps = [of(one, person) for n, person in enumerate(persons) for one in works[n : n + 2]]
    rests += [(step.state != "yes", step.confidence) for step in steps]
    for code in asked.via:
        ties = [tie for step in steps if (tie := printed(step, (code,)))]
        if not ties:
            return None
        rests.append(first(ties))
    return any(tie[0] for tie in rests), min(tie[1] for tie in rests)


def all_paths(works: list[Made], asked: Asked) -> list[tuple[Any, ...]]:
    """Every path, in the order in which they are shown."""
    counted = [
        one for one in works if not one.more.get("pairs_left_out")
        and (
            (asked.first is None and asked.last is None)
            or (one.year is not None and (asked.first or 0) <= one.year <= (asked.last or 9999))
        )
    ]  # fmt: skip
    found: dict[tuple[Any, ...], Tie] = {}
    for hops in range(1, asked.max_hops + 1):
        for some in permutations(counted, hops):
            between = [sorted(signed(a) & signed(b)) for a, b in pairwise(some)]
            for persons in product(*between):
                tie = rests_on(some, persons, asked)
                if tie is None or not asked.shows(*tie):
                    continue
                parts = [
                    (tuple(one.key for one in some[n : n + size]), persons[n : n + size - 1])
                    for size in range(1, hops) for n in range(hops - size + 1)
                ]  # fmt: skip
                if not any(part in found for part in parts):
                    found[tuple(one.key for one in some), persons] = tie
    return sorted((len(keys), tie[0], -tie[1], keys, persons) for (keys, persons), tie in found.items())


@FEW
@given(seed=st.integers(0, 2**32))
def test_paths(store: Store, seed: int) -> None:
    chance = random.Random(seed)
    works = graph(chance)
    places = Places()
    places.add("ror:whole", "KP", name="Whole")
    places.add("ror:part", "KP", part_of="ror:whole")
    places.add("ror:other", "KP")
    empty(store)
    write(store, works, places)
    for _ in range(12):
        start, end = chance.sample(ENDS, 2)
        asked = Asked(
            start, end,
            via=tuple(chance.sample(["CN", "DE"], chance.choice([0, 0, 0, 1, 1, 2]))),
            max_hops=chance.randint(2, 4),
            first=chance.choice([None, None, None, 2015]),
            last=chance.choice([None, None, None, 2015]),
            min_confidence=chance.choice([0.0, 0.5]),
            review=chance.choice(["leave-out", "include", "only"]),
            limit=1000,
        )  # fmt: skip
        expected = all_paths(works, asked)
        # a large end is read from the other one only, and in batches
        with patch.multiple(paths, FEW_WORKS=chance.choice([0, 2, 2000]), BATCH=chance.choice([1, 2, 2000])):
            found = find(store, asked, seconds=60)
        assert [
            (one.hops, one.review, -one.confidence, one.works, one.persons) for one in found.routes
        ] == expected
        assert found.stopped is None
        if expected:
            # those of a few are the first of them
            few = find(store, Asked(**{**_fields(asked), "limit": 1}), seconds=60)
            assert [(one.works, one.persons) for one in few.routes] == [expected[0][3:]]


def _fields(asked: Asked) -> dict[str, Any]:
    return {name: getattr(asked, name) for name in Asked.__dataclass_fields__}
