"""What a report counts by hand, because no question asks it of AI works alone, is what the questions count of all works."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import product

from graph.queries import ask
from graph.report.asking import AI_LIST
from graph.report.groups import Group, group, institutions, joint, of_partners, pairs
from graph.report.reading import facts, read
from graph.store import Store
from tests.cypher.made import Ev, Made, On, Places, at, by, inst, work, write

SURE = (("yes", 0.95), ("yes", 0.4), ("review", 0.6))


def works() -> list[Made]:
    """Every way in which two countries, two institutions and a topic can be certain or not."""
    found = []
    for number, (home, other, topic) in enumerate(product(SURE, repeat=3)):
        k = at(
            "Kim Il Sung University", Ev("KP", *home_rule(home)), inst("ror:k", home[0], confidence=home[1])
        )
        c = at("Harbin", Ev("CN", *home_rule(other)), inst("ror:c", other[0], confidence=other[1]))
        about = [
            On(f"{AI_LIST}/a", topic[1], topic[0]),
            *([On(f"{AI_LIST}/b", 0.7)] if number % 5 == 0 else []),
        ]
        found.append(work(f"w{number}", 2015 + number % 4, by("k", k), by("c", c), about=about))
    return found


def home_rule(sure: tuple[str, float]) -> tuple[str, str, float]:
    return sure[0], "country-name", sure[1]


def test_as_the_questions(store: Store) -> None:
    places = Places()
    places.add("ror:k", "KP", "K")
    places.add("ror:c", "CN", "C")
    write(store, works(), places)
    keys = [row["work"] for row in read(store, "keys", {"country": "KP", "from": None, "to": None})]
    known = facts(store, keys).values()
    for least in (0.0, 0.5, 0.9):
        of = group(known, lambda one: one.country("KP"), least)
        rows = ask(store, "partners", {"min_confidence": least, "review": "include"}).rows
        by_partner = counted(of_partners(of, "KP"))
        assert by_partner == {"CN": numbers(rows, "partner", "CN")}
        assert sum(row["mcp"] for row in {row["year"]: row for row in rows}.values()) == len(joint(of, "KP"))
        (found,) = pairs(of, "KP")
        (row,) = ask(store, "institution-pairs", {"min_confidence": least, "review": "include"}).rows
        assert (len(found.works), len(found.works.for_review)) == (row["works"], row["for_review"]), least
        assert [tie.key for tie, _ in institutions(of, lambda tie: "KP" in tie.countries)] == ["ror:k"]
        ranked = ask(
            store, "topic-rank", {"min_confidence": least, "review": "include", "country": "KP"}
        ).rows[0]
        ai = of.where(lambda one: one.about(AI_LIST))
        assert (len(ai), len(ai.for_review)) == (ranked["works"], ranked["for_review"]), least
        assert {*ai.certain, *ai.for_review} == set(ranked["work_keys"]), least


def counted(groups: dict[str, Group]) -> dict[str, tuple[int, int]]:
    return {code: (len(works), len(works.for_review)) for code, works in groups.items()}


def numbers(rows: list[dict[str, object]], column: str, value: str) -> tuple[int, int]:
    totals: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        for name in ("works", "for_review"):
            totals[str(row[column])][name] += int(str(row[name]))
    return totals[value]["works"], totals[value]["for_review"]
