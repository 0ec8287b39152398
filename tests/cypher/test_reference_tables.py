"""Tables of countries, topics and lists against a plain reading of what they ask, on small random graphs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from itertools import combinations
from math import isclose, sqrt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from graph.errors import WrongUsage
from graph.queries import ask
from graph.store import Store
from tests.cypher.made import Ev, Listed, Made, On, Places, at, best, by, inst, work, write
from tests.cypher.test_reference import CODES, FEW, YEARS, asked, country, counts, fill, graphs, in_years
from tests.servers.targets import empty

ONLY = {"leave-out": (False,), "only": (True,), "include": (False, True)}
"""What of certain works and those for review a row lists."""


def certain(one: Made, code: str, values: dict[str, Any]) -> bool:
    found = country(one, code)
    return found is not None and found.state == "yes" and found.confidence >= values["min_confidence"]


def tie(one: Made, *codes: str, least: float) -> tuple[bool, float] | None:
    """Whether it is for review that the work joins the countries, and how sure; None where it does not."""
    found = [country(one, code) for code in codes]
    ties = [ev for ev in found if ev is not None and (ev.state != "yes" or ev.confidence >= least)]
    if len(ties) < len(codes):
        return None
    return any(ev.state != "yes" for ev in ties), min(ev.confidence for ev in ties)


def same(rows: set[tuple[Any, ...]], expected: set[tuple[Any, ...]]) -> None:
    """Equal but for the rounding of what was worked out in another order."""
    ours, theirs = sorted(rows, key=repr), sorted(expected, key=repr)
    assert len(ours) == len(theirs), (ours, theirs)
    for mine, other in zip(ours, theirs, strict=True):
        assert all(
            isclose(a, b, abs_tol=0.0011) if isinstance(a, float) and isinstance(b, float) else a == b
            for a, b in zip(mine, other, strict=True)
        ), (mine, other)


@FEW
@given(works=graphs(), values=asked())
def test_partners_in_fractions(store: Store, works: list[Made], values: dict[str, Any]) -> None:
    fill(store, works)
    share: dict[tuple[int | None, str], float] = defaultdict(float)
    alone: dict[int | None, int] = defaultdict(int)
    joint: dict[int | None, int] = defaultdict(int)
    for one in works:
        if in_years(one, values) and certain(one, "KP", values):
            others = [code for code in ("CN", "US") if certain(one, code, values)]
            joint[one.year] += bool(others)
            alone[one.year] += not others
            for code in others:
                share[one.year, code] += 1 / len(others)
    rows = ask(store, "partners", **values).rows
    same(
        {(row["year"], row["partner"], row["fractional"], row["scp"], row["mcp"]) for row in rows},
        {
            (row["year"], row["partner"], share[row["year"], row["partner"]], alone[row["year"]], joint[row["year"]])
            for row in rows
        },
    )  # fmt: skip


@FEW
@given(works=graphs(), values=asked(), of=st.sampled_from([None, "KP"]))
def test_country_matrix(store: Store, works: list[Made], values: dict[str, Any], of: str | None) -> None:
    fill(store, works)
    least = values["min_confidence"]
    inside = [one for one in works if in_years(one, values)]
    sure = {one.key: [code for code in CODES if certain(one, code, values)] for one in inside}
    size = {code: sum(code in found for found in sure.values()) for code in CODES}
    abroad = {code: sum(code in found and len(found) > 1 for found in sure.values()) for code in CODES}
    international = sum(len(found) > 1 for found in sure.values())
    expected = set()
    for a, b in combinations(sorted(CODES), 2):
        if of in (a, b):
            a, b = (a, b) if a == of else (b, a)
        elif of:
            continue
        ties = {one.key: found for one in inside if (found := tie(one, a, b, least=least))}
        if not any(review in ONLY[values["review"]] for review, _ in ties.values()):
            continue
        whole = [key for key, (review, _) in ties.items() if not review]
        fractions = sum(1 / len(list(combinations(sure[key], 2))) for key in whole)
        expected.add((
            a, b, len(whole), fractions, len(ties) - len(whole), size[a], size[b],
            len(whole) / sqrt(size[a] * size[b]) if whole else None,
            len(whole) * international / (abroad[a] * abroad[b]) if whole else None,
            min(sure_of for review, sure_of in ties.values() if review in ONLY[values["review"]]),
        ))  # fmt: skip
    columns = (
        "country", "other", "works", "fractional", "for_review", "of_country", "of_other", "salton", "adjusted_index",
        "confidence",
    )  # fmt: skip
    rows = ask(store, "country-matrix", {**values, "country": of}).rows
    same({tuple(row[name] for name in columns) for row in rows}, expected)
    assert len(rows) == len(expected)


@FEW
@given(works=graphs(), values=asked())
def test_city_search(store: Store, works: list[Made], values: dict[str, Any]) -> None:
    fill(store, works)
    listed: dict[int | None, dict[bool, list[str]]] = defaultdict(lambda: {False: [], True: []})
    found = set()
    for one in works:
        least = values["min_confidence"]
        if in_years(one, values) and (how := tie(one, "KP", least=least)):
            listed[one.year][how[0]].append(one.key)
            printed = [a.printed for a in one.all_addresses if a.printed and not a.said]
            found |= {one.key} if any("a1" in text or "b" in text for text in printed) else set()
    expected = set()
    for year, (sure, doubtful) in ((year, (some[False], some[True])) for year, some in listed.items()):
        shown = [key for review in ONLY[values["review"]] for key in (doubtful if review else sure)]
        if shown:
            hit = sum(key in found for key in sure)
            expected.add((year, len(sure), hit, len(sure) - hit, len(doubtful), tuple(sorted(shown))))
    rows = ask(store, "city-search", {**values, "city": "A1; B"}).rows
    columns = ("year", "works", "found", "missed", "for_review")
    assert {(*(row[name] for name in columns), tuple(sorted(row["work_keys"]))) for row in rows} == expected


TOPICS = ("ai/speech", "ai/vision", "med/cells")
RULED = TOPICS[-1]
"""The one that a rule names."""


@st.composite
def with_topics(draw: st.DrawFn) -> list[Made]:
    def on(topic: str) -> On:
        return On(
            topic,
            draw(st.sampled_from([0.4, 0.9])),
            draw(st.sampled_from(["yes", "yes", "review"])),
            draw(st.sampled_from([True, True, False])),
        )

    topics = st.lists(st.sampled_from(TOPICS), max_size=3, unique=True)
    return [replace(one, about=tuple(on(topic) for topic in draw(topics))) for one in draw(graphs())]


@FEW
@given(
    works=with_topics(),
    values=asked(),
    domestic=st.booleans(),
    partner=st.sampled_from([None, "US"]),
    named=st.sampled_from([None, TOPICS[0].partition("/")[0]]),
)
def test_restricted_fields(
    store: Store,
    works: list[Made],
    values: dict[str, Any],
    domestic: bool,
    partner: str | None,
    named: str | None,
) -> None:
    empty(store)
    write(store, works, Places(topics={RULED: {"rule": "11(a)"}}))
    if named and not any(on.topic.startswith(f"{named}/") for one in works for on in one.about):
        named = None
    least = values["min_confidence"]
    expected = set()
    for one in works:
        ours = tie(one, "KP", least=least)
        if ours is None or not in_years(one, values):
            continue
        others = [
            ev
            for code in ("CN", "US")
            if partner in (None, code) and (ev := country(one, code)) and (ev.state != "yes" or ev.confidence >= least)
        ]  # fmt: skip
        if not others and (not domestic or partner):
            continue
        theirs = best(others) if others else Ev("", confidence=1.0)
        alone = domestic and not partner
        doubt = ours[0] or (bool(others) and theirs.state != "yes" and not alone)
        for on in one.about:
            confidence = min(ours[1], theirs.confidence, on.score)
            review = doubt or on.state != "yes"
            asked_for = on.topic == RULED if named is None else on.topic.startswith(f"{named}/")
            if asked_for and on.current and counts(review, confidence, values):
                expected.add(
                    (
                        one.key,
                        f"Topic {on.topic.partition('/')[2]}",
                        "review" if review else "yes",
                        confidence,
                    )
                )
    rows = ask(
        store, "restricted-fields", {**values, "domestic": domestic, "partner": partner, "list": named}
    ).rows
    assert {(row["work"], row["topic"], row["state"], row["confidence"]) for row in rows} == expected
    assert len(rows) == len(expected)


@FEW
@given(works=with_topics(), values=asked())
def test_topic_rank(store: Store, works: list[Made], values: dict[str, Any]) -> None:
    fill(store, works)
    least = values["min_confidence"]
    listed: dict[str, dict[bool, list[str]]] = defaultdict(lambda: {False: [], True: []})
    fractions: dict[str, float] = defaultdict(float)
    for one in works:
        about = [on for on in one.about if on.current and on.topic.startswith("ai/")]
        if not about or not in_years(one, values):
            continue
        surest = max(about, key=lambda on: (on.state == "yes", on.score))
        sure = [code for code in CODES if certain(one, code, values)]
        for code in CODES:
            ev = country(one, code)
            if ev is None:
                continue
            review = ev.state != "yes" or surest.state != "yes"
            if review or min(ev.confidence, surest.score) >= least:
                listed[code][review].append(one.key)
                fractions[code] += 0.0 if review else 1 / len(sure)
    numbers = [len(found[False]) for found in listed.values() if found[False]]
    expected = set()
    for code, found in listed.items():
        shown = [key for review in ONLY[values["review"]] for key in found[review]]
        if shown:
            whole = len(found[False])
            rank = 1 + sum(number > whole for number in numbers) if whole else None
            expected.add((rank, code, whole, fractions[code], len(found[True]), tuple(sorted(shown))))
    try:
        rows = ask(store, "topic-rank", {**values, "list": "ai"}).rows
    except WrongUsage:  # a list that the store does not have is no list with nothing on it
        assert not any(on.topic.startswith("ai/") for one in works for on in one.about)
        rows = []
    columns = ("rank", "country", "works", "fractional", "for_review")
    same({(*(row[name] for name in columns), tuple(sorted(row["work_keys"]))) for row in rows}, expected)


NAMED = st.dictionaries(
    st.sampled_from("abcde"),
    st.tuples(st.sampled_from(["yes", "yes", "review"]), st.sampled_from([0.4, 0.9])),
    min_size=1,
    max_size=4,
)
"""Institutions that a work names: a and b in KP, c to e in CN, d a part of c."""


@st.composite
def named(draw: st.DrawFn) -> list[tuple[dict[str, tuple[str, float]], Made]]:
    made = []
    for number in range(draw(st.integers(2, 6))):
        found = draw(NAMED)
        addresses = [
            at(key, Ev("KP" if key in "ab" else "CN"), inst(key, state, "made", sure))
            for key, (state, sure) in sorted(found.items())
        ]
        made.append((found, work(f"w{number}", draw(YEARS), by("p", *addresses))))
    return made


def places() -> Places:
    made = Places(watchlists={"L": date(2018, 6, 30)})
    for key in "abcde":
        made.add(key, "KP" if key in "ab" else "CN", part_of="c" if key == "d" else None)
    return made


def fit(how: tuple[str, float], values: dict[str, Any]) -> bool:
    return how[0] != "yes" or how[1] >= values["min_confidence"]


@FEW
@given(works=named(), values=asked())
def test_institution_pairs(
    store: Store, works: list[tuple[dict[str, tuple[str, float]], Made]], values: dict[str, Any]
) -> None:
    empty(store)
    write(store, [one for _, one in works], places())

    def size(key: str) -> int:
        return sum(
            in_years(one, values) and key in found and found[key][0] == "yes" and fit(found[key], values)
            for found, one in works
        )

    ties: dict[tuple[str, str], list[tuple[Made, bool, float]]] = defaultdict(list)
    for found, one in works:
        pairs = [
            (a, b, "review" in (found[a][0], found[b][0]))
            for a in "ab" for b in "cde"
            if a in found and b in found and ("review" in (found[a][0], found[b][0])
              or min(found[a][1], found[b][1]) >= values["min_confidence"])
        ]  # fmt: skip
        many = sum(not review for *_, review in pairs)
        for a, b, review in pairs:
            ties[a, b].append((one, review, 0.0 if review else 1 / many))
    start, end = values["from"], values["to"]
    expected = set()
    for (a, b), found_ in ties.items():
        inside = [one for one in found_ if in_years(one[0], values)]
        if not any(review in ONLY[values["review"]] for _, review, _ in inside):
            continue
        undated = any(one.year is None for one, *_ in found_ if start is not None or end is not None)
        early = [
            review
            for one, review, _ in found_
            if start is not None and one.year is not None and one.year < start
        ]
        late = [
            review for one, review, _ in found_ if end is not None and one.year is not None and one.year > end
        ]
        # a common work without a year, for certain or not, may lie on either side
        new = None if start is None else "no" if False in early else "review" if early or undated else "yes"
        ended = None if end is None else "no" if False in late else "review" if late or undated else "yes"
        works_ = sum(not review for _, review, _ in inside)
        expected.add((
            a, b, works_, len(inside) - works_, sum(share for *_, share in inside), size(a), size(b),
            works_ / sqrt(size(a) * size(b)) if size(a) and size(b) else None, new, ended,
        ))  # fmt: skip
    columns = (
        "institution_key", "other_key", "works", "for_review", "fractional", "of_institution", "of_other", "salton", "new", "ended",
    )  # fmt: skip
    rows = ask(store, "institution-pairs", values).rows
    same({tuple(row[name] for name in columns) for row in rows}, expected)


@FEW
@given(
    works=named(),
    values=asked(),
    entries=st.lists(
        st.tuples(
            st.sampled_from("ace"),
            st.sampled_from([None, date(2015, 5, 5), date(2018, 1, 1)]),
            st.sampled_from([None, date(2017, 12, 31)]),
            st.sampled_from(["yes", "review"]),
            st.sampled_from([0.4, 0.9]),
        ),
        max_size=3,
    ),
)
def test_listed_partners(
    store: Store,
    works: list[tuple[dict[str, tuple[str, float]], Made]],
    values: dict[str, Any],
    entries: list[tuple[str, date | None, date | None, str, float]],
) -> None:
    empty(store)
    made = places()
    made.listed = [Listed(key, "L", since, until, state, sure) for key, since, until, state, sure in entries]
    write(store, [one for _, one in works], made)
    expected = set()
    for found, one in works:
        if not in_years(one, values) or not any(key in found for key in "ab"):
            continue
        for number, (key, since, until, state, sure) in enumerate(entries):
            ways = [
                ((found[name][0] != "yes", name != key), found[name])
                for name in (key, "d" if key == "c" else key)
                if name in found and fit(found[name], values)
            ]
            if key == "a" or not ways:
                continue
            (_, part), how = min(ways)
            review = part or "review" in (how[0], state)
            confidence = min(0.9, how[1], sure)
            if counts(review, confidence, values):
                expected.add(
                    (
                        one.key,
                        f"Entry {number}",
                        listed(one.year, since, until),
                        "review" if review else "yes",
                        confidence,
                    )
                )
    rows = ask(store, "listed-partners", values).rows
    assert {
        (row["work"], row["entry"], row["listed"], row["state"], row["confidence"]) for row in rows
    } == expected
    assert len(rows) == len(expected)


def listed(year: int | None, since: date | None, until: date | None) -> str:
    """Of a work that has only a year, against a copy of 30 June 2018."""
    if year is None:
        return "not known"
    first, last = date(year, 1, 1), date(year, 12, 31)
    if until and first > until:
        return "no"
    if since is None:
        return "not known"
    if last < since:
        return "no"
    if first < since:
        return "not known"
    return "yes" if last <= (until or date(2018, 6, 30)) else "not known"
