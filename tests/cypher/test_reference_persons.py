"""Questions that run through persons, against a plain reading of what they ask, on small random graphs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations, product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from graph.queries import ask
from graph.store import Store
from tests.cypher.made import By, Ev, Made, Places, at, best, by, inst, work, write
from tests.cypher.test_reference import FEW, YEARS, asked, counts, fill, graphs, in_years
from tests.servers.targets import empty

Tie = tuple[bool, float]
"""Whether it is for review, and its confidence."""


def of_author(author: By, code: str) -> Ev | None:
    found = [ev for address in author.addresses for ev in address.findings if ev.value == code]
    return best(found) if found else None


def together(*ties: Tie) -> Tie:
    return any(tie[0] for tie in ties), min(tie[1] for tie in ties)


def by_person(works: Iterable[Made], values: dict[str, Any]) -> dict[str, list[tuple[Made, By]]]:
    found: dict[str, list[tuple[Made, By]]] = defaultdict(list)
    for one in works:
        if in_years(one, values):
            for author in one.authors:
                if not author.collective:
                    found[author.person].append((one, author))
    return found


@FEW
@given(works=graphs(), values=asked())
def test_dual_affiliations(store: Store, works: list[Made], values: dict[str, Any]) -> None:
    fill(store, works)
    expected = set()
    for one in works:
        for author in one.authors:
            mine = of_author(author, "KP")
            for code in ("CN", "US"):
                theirs = of_author(author, code)
                if author.collective or not mine or not theirs or not in_years(one, values):
                    continue
                for_review = mine.state != "yes" or theirs.state != "yes"
                least = min(mine.confidence, theirs.confidence)
                if counts(for_review, least, values):
                    expected.add((author.person, one.key, code, "review" if for_review else "yes", least))
    rows = ask(store, "dual-affiliations", **values).rows
    columns = ("author", "work", "other_country", "state", "confidence")
    assert {tuple(row[column] for column in columns) for row in rows} == expected
    assert len(rows) == len(expected)


WHOLES = {"a": (), "b": ("a",), "c": ("b", "a"), "d": ("a",), "x": (), "y": ("a",)}
"""Institutions, and what each is a part of, however many steps away; x lies in CN, y too."""


def related(one: str, other: str) -> bool:
    return one in WHOLES[other] or other in WHOLES[one]


@FEW
@given(
    named=st.lists(
        st.dictionaries(
            st.sampled_from("abcdxy"), st.tuples(st.booleans(), st.sampled_from([0.4, 0.9])), min_size=1, max_size=5
        ),
        min_size=1, max_size=3,
    ),
    values=asked(),
    year=YEARS,
)  # fmt: skip
def test_dual_affiliations_of_institutions(
    store: Store, named: list[dict[str, tuple[bool, float]]], values: dict[str, Any], year: int | None
) -> None:
    places = Places()
    for key, wholes in WHOLES.items():
        places.add(
            f"ror:{key}",
            "CN" if key in "xy" else "KP",
            name=key,
            part_of=f"ror:{wholes[0]}" if wholes else None,
        )
    made = work("w", year, *(
        by(str(number), *(
            at(f"{key}{number}", inst(f"ror:{key}", "yes" if yes else "review", confidence=confidence))
            for key, (yes, confidence) in one.items()
        ))
        for number, one in enumerate(named)
    ))  # fmt: skip
    empty(store)
    write(store, [made], places)
    expected = set()
    for number, one in enumerate(named):
        good = {key: yes and confidence >= values["min_confidence"] for key, (yes, confidence) in one.items()}
        kept = [
            key for key in one
            if not any(
                related(key, other) and (good[other] > good[key] or (good[other] == good[key] and key in WHOLES[other]))
                for other in one
            )
        ]  # fmt: skip
        for a, b in combinations(sorted(kept), 2):
            for_review, least = not (one[a][0] and one[b][0]), min(one[a][1], one[b][1])
            if {a, b} <= {"x", "y"} or not in_years(made, values) or not counts(for_review, least, values):
                continue
            expected.add((str(number), a, b, "review" if for_review else "yes", least))
    rows = ask(store, "dual-affiliations", between="institutions", **values).rows
    assert {
        (
            row["author"],
            *(one.partition(": ")[2] for one in row["institutions"]),
            row["state"],
            row["confidence"],
        )
        for row in rows
    } == expected
    assert len(rows) == len(expected)


@FEW
@given(
    works=graphs(),
    values=asked(),
    size=st.integers(3, 4),
    least_works=st.integers(2, 3),
    limit=st.integers(3, 4),
)
def test_teams(
    store: Store, works: list[Made], values: dict[str, Any], size: int, least_works: int, limit: int
) -> None:
    fill(store, works)
    asked_of = [one for one in works if in_years(one, values) and len(one.authors) <= limit]

    def teams(certain: bool) -> dict[frozenset[str], list[Made]]:
        """Everything that several works have in common, and the works on which it stands."""
        members = {
            one.key: frozenset(
                author.person for author in one.authors
                if not author.collective
                and (author.confidence >= values["min_confidence"] if author.state == "yes" else not certain)
            )
            for one in asked_of
        }  # fmt: skip
        found = {}
        for number in range(2, len(asked_of) + 1):
            for some in combinations(asked_of, number):
                team = frozenset.intersection(*(members[one.key] for one in some))
                if len(team) >= size:
                    found[team] = [one for one in asked_of if team <= members[one.key]]
        return {team: stood for team, stood in found.items() if len(stood) >= least_works}

    def linked(team: frozenset[str], stood: list[Made], certain: bool) -> bool:
        return any(
            (ev.confidence >= values["min_confidence"] if ev.state == "yes" else not certain)
            for one in stood for author in one.authors
            if author.person in team and (ev := of_author(author, "KP"))
        )  # fmt: skip

    def sure_works(team: frozenset[str], stood: list[Made]) -> list[Made]:
        return [
            one for one in stood
            if all(author.state == "yes" for author in one.authors if author.person in team)
        ]  # fmt: skip

    expected = set()
    if values["review"] != "only":
        for team, stood in teams(True).items():
            if linked(team, stood, True):
                expected.add((*sorted(team), len(stood), 0, "yes"))
    if values["review"] != "leave-out":
        for team, stood in teams(False).items():
            sure = sure_works(team, stood)
            if linked(team, stood, False) and not (len(sure) >= least_works and linked(team, sure, True)):
                expected.add((*sorted(team), len(sure), len(stood) - len(sure), "review"))
    rows = ask(store, "teams", size=size, works=least_works, max_authors=limit, names=True, **values).rows
    assert {(*row["authors"], row["works"], row["for_review"], row["state"]) for row in rows} == expected
    assert len(rows) == len(expected)


def sides(seen: list[tuple[Made, By]], code: str) -> list[tuple[Made, Tie, Tie]]:
    """Works of a person with the person's own address in a country: what it rests on with the join, and without."""
    return [
        (one, (tie[0] or author.state != "yes", min(tie[1], author.confidence)), tie)
        for one, author in seen
        if (ev := of_author(author, code))
        for tie in [(ev.state != "yes", ev.confidence)]
    ]  # fmt: skip


def loose_kp(one: Made) -> bool:
    return any(
        ev.value == "KP" and not (address.said and ev.state == "yes")
        for address in one.loose for ev in address.findings
    )  # fmt: skip


def judged(ties: list[Tie], values: dict[str, Any]) -> str | None:
    if any(not for_review and least >= values["min_confidence"] for for_review, least in ties):
        return "certain"
    return "review" if any(for_review for for_review, _ in ties) else None


def shown(found: dict[str, str], values: dict[str, Any]) -> bool:
    wanted = {"leave-out": {"certain"}, "only": {"review"}, "include": {"certain", "review"}}[
        values["review"]
    ]
    return bool(wanted & set(found.values()))


@FEW
@given(works=graphs(), values=asked())
def test_foreign_based(store: Store, works: list[Made], values: dict[str, Any]) -> None:
    fill(store, works)
    expected = set()
    for code in ("CN", "US"):
        found, one_work = {}, set()
        for person, seen in by_person(works, values).items():
            ties = []
            for (a, mine, mine_alone), (b, theirs, theirs_alone) in product(
                sides(seen, "KP"), sides(seen, code)
            ):
                tie = together(mine_alone, theirs_alone) if a is b else together(mine, theirs)
                ties.append(tie)
                if a is b and judged([tie], values) == "certain":
                    one_work.add(person)
            if state := judged(ties, values):
                found[person] = state
        if shown(found, values):
            states = list(found.values())
            expected.add((code, states.count("certain"), len(one_work), states.count("review")))
    rows = ask(store, "foreign-based", **values).rows
    columns = ("other_country", "persons", "on_one_work", "for_review")
    assert {tuple(row[column] for column in columns) for row in rows} == expected
    assert len(rows) == len(expected)
    named = ask(store, "foreign-based", names=True, **values).rows
    for code, persons, _, for_review in expected:
        of_code = [row for row in named if row["other_country"] == code]
        assert len(of_code) == {"leave-out": persons, "only": for_review}.get(
            values["review"], persons + for_review
        )


@FEW
@given(works=graphs(), values=asked())
def test_address_differs(store: Store, works: list[Made], values: dict[str, Any]) -> None:
    fill(store, works)
    rows_of: dict[tuple[int | None, str], dict[str, str]] = defaultdict(dict)
    for person, seen in by_person(works, values).items():
        for code in ("CN", "US"):
            ours = sides(seen, "KP")
            theirs = [
                (one, (tie[0] or loose_kp(one), tie[1]))
                for one, tie, _ in sides(
                    [(one, author) for one, author in seen if not of_author(author, "KP")], code
                )
            ]
            state = judged([together(mine, tie) for (_, mine, _), (_, tie) in product(ours, theirs)], values)
            if state is None:
                continue
            years = [
                one.year for one, (for_review, least) in theirs
                if one.year is not None
                and (state == "review" or (not for_review and least >= values["min_confidence"]))
            ]  # fmt: skip
            rows_of[min(years, default=None), code][person] = state
    expected = {
        (*key, list(found.values()).count("certain"), list(found.values()).count("review"))
        for key, found in rows_of.items()
        if shown(found, values)
    }
    rows = ask(store, "address-differs", **values).rows
    columns = ("year", "other_country", "persons", "for_review")
    assert {tuple(row[column] for column in columns) for row in rows} == expected
    assert len(rows) == len(expected)
    assert all(row["person"] is None and row["other_work_keys"] == [] for row in rows)
