"""Brokers, against a plain reading of what is asked, on small random graphs."""

from __future__ import annotations

import random
from collections import defaultdict
from itertools import product
from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from graph.queries import ask
from graph.store import Store
from tests.cypher.made import Address, By, Ev, Made, Places, best, work, write
from tests.cypher.test_reference import FEW, asked, in_years
from tests.servers.targets import empty

WHOLES = {"ror:a": "ror:whole", "ror:b": "ror:whole", "ror:whole": None, "ror:c": None, "ror:abroad": None}
"""Institutions, each with what it is a part of; all but the last stand in the middle country."""


def graph(chance: random.Random) -> list[Made]:
    """Works of few persons, so that they are joined in several ways: most have one outer country and the middle one."""
    made = []
    for number in range(chance.randint(5, 10)):
        persons = chance.sample(chance.choice(["ab", "fg"]), chance.randint(1, 2))
        persons += chance.sample("cdea", chance.randint(1, 2))
        authors = []
        for person in dict.fromkeys(persons):
            usual = {"a": "KP", "b": "KP", "c": "CN", "d": "CN", "e": "CN", "f": "US", "g": "US"}[person]
            code = chance.choice([usual] * 9 + ["KP", "CN", "US"])
            found = [Ev(code, state(chance), "made", chance.choice([0.6, 0.9, 0.9]))]
            if code == "CN" and chance.random() < 0.8:
                key = chance.choice(list(WHOLES))
                found.append(Ev(key, state(chance), "made", chance.choice([0.6, 0.9, 0.9]), "institution"))
            authors.append(
                By(
                    person,
                    (Address(f"{person}{number}", tuple(found)),),
                    state=state(chance),
                    confidence=chance.choice([0.7, 1.0, 1.0, 1.0]),
                    collective=True if chance.random() < 0.03 else None,
                )
            )
        huge = True if chance.random() < 0.05 else None
        year = chance.randint(2015, 2018) if chance.random() < 0.9 else None
        made.append(work(f"w{number}", year, *authors, pairs_left_out=huge))
    return made


def state(chance: random.Random) -> str:
    return "review" if chance.random() < 0.08 else "yes"


class Through(NamedTuple):
    """What a path rests on without the broker, and who is in between: key to whether that is certain, and how sure."""

    review: bool
    confidence: float
    brokers: dict[tuple[str, str], tuple[bool, float]]


def of_country(author: By, code: str) -> list[Ev]:
    return [
        ev for address in author.addresses for ev in address.findings if ev.value == code and ev.kind == "country"
    ]  # fmt: skip


def institutions(*authors: By) -> dict[tuple[str, str], tuple[bool, float]]:
    found: dict[tuple[str, str], list[Ev]] = defaultdict(list)
    for author in authors:
        for address in author.addresses:
            for ev in address.findings:
                if ev.kind == "institution" and ev.value != "ror:abroad":
                    found["institution", ev.value].append(ev)
                    if whole := WHOLES[ev.value]:
                        found["institution", whole].append(ev)
    return {key: (best(evs).state == "yes", best(evs).confidence) for key, evs in found.items()}


def paths(works: list[Made]) -> dict[tuple[str, str], list[Through]]:
    """Every path between two persons with no work in common."""
    found: dict[tuple[str, str], list[Through]] = defaultdict(list)
    for u, v in product(works, works):
        if u is v:
            continue
        for x, m, other, y in product(u.authors, u.authors, v.authors, v.authors):
            if len({x.person, m.person, y.person}) < 3 or m.person != other.person:
                continue
            if any(one.collective for one in (x, m, other, y)):
                continue
            rests = [of_country(x, "KP"), of_country(m, "CN") + of_country(other, "CN"), of_country(y, "US")]
            if not all(rests):
                continue
            evidence, authorships = [best(one) for one in rests], (x, m, other, y)
            found[x.person, y.person].append(
                Through(
                    any(ev.state != "yes" for ev in evidence)
                    or any(one.state != "yes" for one in authorships),
                    min(*(ev.confidence for ev in evidence), *(one.confidence for one in authorships)),
                    {("author", m.person): (True, 1.0), **institutions(m, other)},
                )
            )
    for one in works:
        signed = [author.person for author in one.authors if not author.collective]
        for ends in product(signed, signed):
            found.pop(ends, None)
    return found


@FEW
@given(seed=st.integers(0, 2**32), values=asked())
def test_brokers(store: Store, seed: int, values: dict[str, Any]) -> None:
    chance = random.Random(seed)
    works = graph(chance)
    places = Places()
    for key, whole in WHOLES.items():
        places.add(key, "JP" if key == "ror:abroad" else "CN", part_of=whole)
    empty(store)
    write(store, works, places)
    for review, names in product(("leave-out", "include", "only"), (False, True)):
        years = {"from": chance.choice([None, 2015, 2016]), "to": chance.choice([None, None, 2017])}
        compare(store, works, {**values, **years, "review": review}, names)


def compare(store: Store, works: list[Made], values: dict[str, Any], names: bool) -> None:
    least = values["min_confidence"]
    certain: dict[Any, set[Any]] = defaultdict(set)
    review: dict[Any, set[Any]] = defaultdict(set)
    joined: dict[Any, set[Any]] = defaultdict(set)
    counted = [one for one in works if in_years(one, values) and not one.more.get("pairs_left_out")]
    for pair, all_paths in paths(counted).items():
        sure = [not one.review and one.confidence >= least for one in all_paths]
        for broker in {key for one in all_paths for key in one.brokers}:
            key = broker if names or broker[0] == "institution" else ("author", None)
            through = [one.brokers.get(broker) for one in all_paths]
            surely = [found is not None and found[0] and found[1] >= least for found in through]
            if has_sure := any(a and b for a, b in zip(sure, surely, strict=True)):
                joined[key].add(pair)
            doubt = any(
                found is not None and (one.review or not found[0])
                for one, found in zip(all_paths, through, strict=True)
            )
            if has_sure and all(surely):
                certain[key].add(pair)
            elif (has_sure or doubt) and not any(
                one and found is None for one, found in zip(sure, through, strict=True)
            ):
                review[key].add(pair)
    expected = set()
    for key in {*certain, *review}:
        listed = {"leave-out": certain[key], "only": review[key], "include": certain[key] | review[key]}
        if listed[values["review"]]:
            expected.add((*key, len(certain[key]), len(review[key]), len(joined[key])))
    rows = ask(store, "brokers", names=names, **values).rows
    columns = ("kind", "broker_key", "pairs", "for_review", "all_pairs")
    assert {tuple(row[column] for column in columns) for row in rows} == expected
    assert len(rows) == len(expected)
    turned = ask(store, "brokers", names=names, outer=["US", "KP"], **values).rows
    assert {tuple(row[column] for column in columns) for row in turned} == expected
