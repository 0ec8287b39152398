"""Questions about a date against a plain reading of what they ask, on small random graphs."""

from __future__ import annotations

import calendar
import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import product
from typing import Any, Literal

from hypothesis import given
from hypothesis import strategies as st

from graph.queries import ask
from graph.store import Store
from tests.cypher.made import Ev, Made, Places, best, day, inst, write
from tests.cypher.test_reference import CODES, FEW, asked, country, counts, graphs, in_years
from tests.servers.targets import empty

DATES = ("2015", "2016", "2017", "2016-10", "2016-11", "2016-12", "2016-11-29", "2016-11-30", "2016-12-01")
KINDS = ("submitted", "accepted", "online", "published")
Time = Literal["before", "after", "unknown"]

INSTITUTIONS = {"k": "KP", "k1": "KP", "k2": "KP", "c": "CN", "c1": "CN", "u": "US", "b": "CN"}
PARTS = (("k1", "k"), ("k2", "k1"), ("c1", "c"), ("b", "k"))
"""b is a part of an institution in another country: it stands for itself."""


@st.composite
def dated(draw: st.DrawFn) -> list[Made]:
    """Random works with dates, and with an institution at most addresses."""
    made = []
    for one in draw(graphs()):
        more: dict[str, Any] = {}
        for kind in KINDS:
            if text := draw(st.sampled_from([None, None, *DATES])):
                more |= day(text, kind)
        authors = []
        for author in one.authors:
            addresses = []
            for address in author.addresses:
                key = draw(st.sampled_from([None, *INSTITUTIONS]))
                if key and not address.said:
                    state = draw(st.sampled_from(["yes", "yes", "review"]))
                    confidence = draw(st.sampled_from([0.4, 0.6, 0.9]))
                    found = inst(key, state, "made", confidence)
                    address = dataclasses.replace(address, findings=(*address.findings, found))
                addresses.append(address)
            authors.append(dataclasses.replace(author, addresses=tuple(addresses)))
        made.append(dataclasses.replace(one, authors=tuple(authors), more=more))
    return made


def fill(store: Store, works: list[Made]) -> None:
    places = Places()
    for key, code in INSTITUTIONS.items():
        places.add(key, code)
    places.parts |= set(PARTS)
    empty(store)
    write(store, works, places)


def span(text: str) -> tuple[date, date]:
    """First and last day of YYYY, YYYY-MM or YYYY-MM-DD."""
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return date(*parts), date(*parts)
    months = (parts[1], parts[1]) if len(parts) == 2 else (1, 12)
    return date(parts[0], months[0], 1), date(
        parts[0], months[1], calendar.monthrange(parts[0], months[1])[1]
    )


def spans(one: Made) -> list[tuple[date, date]]:
    """Of every date of a work, the one by which it is dated first."""
    found = []
    for kind in KINDS:
        if value := one.more.get(kind):
            length = {"year": 4, "month": 7, "day": 10}[one.more[f"{kind}_precision"]]
            found.append(span(value.isoformat()[:length]))
    return found + ([span(str(one.year))] if one.year else [])


def time_of(one: Made, after: str) -> Time:
    last = span(after)[1]
    dates = spans(one)
    if any(end <= last for _, end in dates):
        return "before"
    return "after" if dates and dates[0][0] > last else "unknown"


def begins(one: Made) -> tuple[bool, date, str]:
    dates = spans(one)
    return (not dates, dates[0][0] if dates else date.max, one.key)


def top(key: str) -> str:
    """The whole of which an institution is a part, in its own country."""
    wholes = {part: whole for part, whole in PARTS if INSTITUTIONS[part] == INSTITUTIONS[whole]}
    return top(wholes[key]) if key in wholes else key


def institution(one: Made, whole: str) -> Ev | None:
    found = [
        ev for address in one.all_addresses for ev in address.findings
        if ev.kind == "institution" and top(ev.value) == whole
    ]  # fmt: skip
    return best(found) if found else None


def named(one: Made, of: str) -> Iterator[tuple[tuple[str, str], bool, float]]:
    """The pairs that a work joins: of which keys, whether for review, and how sure."""
    look: Callable[[Made, str], Ev | None]
    if of == "countries":
        pairs = [("KP", code) for code in CODES if code != "KP"]
        look = country
    else:
        wholes = {top(key) for key in INSTITUTIONS}
        pairs = [
            (a, b) for a, b in product(wholes, wholes) if INSTITUTIONS[a] == "KP" and INSTITUTIONS[b] != "KP"
        ]
        look = institution
    for pair in pairs:
        mine, theirs = look(one, pair[0]), look(one, pair[1])
        if mine and theirs:
            doubt = mine.state != "yes" or theirs.state != "yes"
            yield pair, doubt, min(mine.confidence, theirs.confidence)


@FEW
@given(
    works=dated(),
    values=asked(),
    after=st.sampled_from(DATES),
    of=st.sampled_from(["countries", "institutions"]),
)
def test_first_contacts(store: Store, works: list[Made], values: dict[str, Any], after: str, of: str) -> None:
    fill(store, works)
    common: dict[tuple[str, str], list[tuple[Made, bool, float]]] = defaultdict(list)
    for one in sorted(works, key=begins):
        for pair, doubt, confidence in named(one, of):
            common[pair].append((one, doubt, confidence))
    expected = set()
    for pair, ties in common.items():
        certain, later, earlier, known = [], [], [], False
        for one, doubt, confidence in ties:
            sure = not doubt and confidence >= values["min_confidence"]
            time = time_of(one, after)
            known |= time == "before" and sure
            if time == "after" and sure:
                certain.append(one)
            if time != "before" and (doubt or sure):
                later.append(one)
            if time != "after":
                earlier.append(one.key)
        if known or not later:
            continue
        for_review = bool(earlier) or not certain
        first = (later if for_review else certain)[0]
        if (values["review"] == "include" or for_review == (values["review"] == "only")) and in_years(
            first, values
        ):
            listed = certain if values["review"] == "leave-out" else later
            expected.add((
                *pair, first.key, len(certain), len(later) - len(certain), "review" if for_review else "yes",
                tuple(one.key for one in listed), tuple(earlier),
            ))  # fmt: skip
    rows = ask(store, "first-contacts", {"after": after, "of": of, **values}).rows
    ends = ("country", "other_country") if of == "countries" else ("institution_key", "other_key")
    columns = (*ends, "work", "works", "for_review", "state")
    assert {
        (*(row[name] for name in columns), tuple(row["work_keys"]), tuple(row["may_be_earlier"]))
        for row in rows
    } == expected
    assert len(rows) == len(expected)


def paired_authors(one: Made) -> Iterator[tuple[tuple[str, str, str], bool, float]]:
    """Authors of whom the one printed an address in KP and the other one in another country."""
    for mine, theirs, code in product(one.authors, one.authors, set(CODES) - {"KP"}):
        if mine.person == theirs.person or mine.collective or theirs.collective:
            continue
        found = [
            [ev for address in author.addresses for ev in address.findings if ev.value == where]
            for author, where in ((mine, "KP"), (theirs, code))
        ]
        if all(found):
            a, b = best(found[0]), best(found[1])
            doubt = "review" in (a.state, b.state, mine.state, theirs.state)
            least = min(a.confidence, b.confidence, mine.confidence, theirs.confidence)
            yield (mine.person, theirs.person, code), doubt, least


@FEW
@given(
    works=dated(),
    values=asked(),
    after=st.sampled_from(DATES),
    of=st.sampled_from(["countries", "institutions", "authors"]),
)
def test_continued_ties(store: Store, works: list[Made], values: dict[str, Any], after: str, of: str) -> None:
    fill(store, works)
    common: dict[tuple[str, ...], list[tuple[Made, bool, Time]]] = defaultdict(list)
    found: Iterable[tuple[tuple[str, ...], bool, float]]
    for one in sorted(works, key=begins):
        if in_years(one, values):
            found = paired_authors(one) if of == "authors" else named(one, of)
            for pair, doubt, confidence in found:
                if doubt or confidence >= values["min_confidence"]:
                    common[pair].append((one, not doubt, time_of(one, after)))
    expected = set()
    for ends, ties in common.items():
        before, later = (sum(sure and time == side for _, sure, time in ties) for side in ("before", "after"))
        possible = any(
            one is not other and time != "after" and other_time != "before"
            for (one, _, time), (other, _, other_time) in product(ties, ties)
        )
        for_review = not (before and later)
        if possible and (values["review"] == "include" or for_review == (values["review"] == "only")):
            listed = [
                one.key
                for one, sure, time in ties
                if values["review"] != "leave-out" or (sure and time != "unknown")
            ]
            expected.add((*ends, before, later, len(ties) - before - later, tuple(listed)))
    rows = ask(store, "continued-ties", {"after": after, "of": of, "names": True, **values}).rows
    keys = {"countries": ("country", "other_country"), "institutions": ("key", "other_key")}
    columns = (*keys.get(of, ("key", "other_key", "other_country")), "before", "after", "for_review")
    assert {(*(row[name] for name in columns), tuple(row["work_keys"])) for row in rows} == expected
    assert len(rows) == len(expected)


@FEW
@given(works=dated(), values=asked(), after=st.sampled_from(DATES), main=st.sampled_from(["CN", "US", "DE"]))
def test_outside_partners(
    store: Store, works: list[Made], values: dict[str, Any], after: str, main: str
) -> None:
    fill(store, works)
    certain: dict[str, set[str]] = defaultdict(set)
    for_review: dict[str, set[str]] = defaultdict(set)
    with_main: dict[str, int] = defaultdict(int)
    of_country = 0
    for one in works:
        mine, time = country(one, "KP"), time_of(one, after)
        if mine is None or time == "before" or not in_years(one, values):
            continue
        of_country += mine.state == "yes" and mine.confidence >= values["min_confidence"] and time == "after"
        for code in set(CODES) - {"KP", main}:
            theirs = country(one, code)
            if theirs is None:
                continue
            doubt = mine.state != "yes" or theirs.state != "yes"
            if not doubt and min(mine.confidence, theirs.confidence) < values["min_confidence"]:
                continue
            if doubt or time == "unknown":
                for_review[code].add(one.key)
            else:
                certain[code].add(one.key)
                with_main[code] += country(one, main) is not None
    expected = set()
    for code in {*certain, *for_review}:
        listed = {key for key in certain[code] if counts(False, 1.0, values)}
        listed |= {key for key in for_review[code] if counts(True, 1.0, values)}
        if listed:
            expected.add((
                code, len(certain[code]), with_main[code], len(for_review[code]), of_country, tuple(sorted(listed)),
            ))  # fmt: skip
    rows = ask(store, "outside-partners", {"after": after, "main": main, **values}).rows
    columns = ("partner", "works", "with_main", "for_review", "of_country")
    assert {(*(row[name] for name in columns), tuple(sorted(row["work_keys"]))) for row in rows} == expected
    assert len(rows) == len(expected)


@FEW
@given(works=dated(), values=asked())
def test_change(store: Store, works: list[Made], values: dict[str, Any]) -> None:
    fill(store, works)
    counted = [one for one in works if one.year is not None and in_years(one, values)]
    certain: dict[tuple[str, int], list[str]] = defaultdict(list)
    for_review: dict[tuple[str, int], list[str]] = defaultdict(list)
    of_country: dict[int, int] = defaultdict(int)
    for one in counted:
        assert one.year is not None
        mine = country(one, "KP")
        of_country[one.year] += bool(
            mine and mine.state == "yes" and mine.confidence >= values["min_confidence"]
        )
        for (_, code), doubt, confidence in named(one, "countries"):
            if doubt:
                for_review[code, one.year].append(one.key)
            elif confidence >= values["min_confidence"]:
                certain[code, one.year].append(one.key)
    expected = set()
    years = [one.year for one in counted if one.year is not None]
    for code in CODES:
        own = [year for which, year in {*certain, *for_review} if which == code]
        listed = {
            year: sorted(
                (certain[code, year] if values["review"] != "only" else [])
                + (for_review[code, year] if values["review"] != "leave-out" else [])
            )
            for year in years
        }
        if not any(listed.values()):
            continue
        for year in range(min(own), max(years) + 1):
            now, then = len(certain[code, year]), len(certain[code, year - 1])
            before = then if year > min(years) else None
            expected.add((
                code, year, now, before, None if before is None else now - before, len(for_review[code, year]),
                of_country[year], tuple(listed.get(year, [])),
            ))  # fmt: skip
    rows = ask(store, "change", values).rows
    columns = ("partner", "year", "works", "before", "difference", "for_review", "of_country")
    assert {(*(row[name] for name in columns), tuple(sorted(row["work_keys"]))) for row in rows} == expected
    assert len(rows) == len(expected)
