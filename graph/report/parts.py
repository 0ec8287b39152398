"""Parts that the reports share: figures of a group of works, tables of partners and of pairs, plots beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from graph.country_codes import names
from graph.report.facts import Tie
from graph.report.groups import Group, of_partners, pairs
from graph.report.model import Cell, Chart, Figure, Point, Row, Series, Table
from graph.report.shares import LEAST_WHOLE, Share, count_interval

MOST_BARS = 15
"""Bars of one plot; the table beside it has all."""

FEW = f"""A percentage is given where there are at least {LEAST_WHOLE} works to take it of; below that the counts stand
alone."""


def plain(text: str) -> str:
    """Text of a source file in one line."""
    return " ".join(text.split())


def country_name(code: str) -> str:
    """English name of a country, its code where it has none."""
    return names().get(code, code)


def spoken(code: str) -> str:
    """A country in running text, with its code: ISO's `Korea, Republic of` as `the Republic of Korea (KR)`."""
    head, comma, tail = country_name(code).partition(", ")
    return (
        f"the {tail} {head} ({code})" if comma and tail.endswith(" of") else f"{country_name(code)} ({code})"
    )


def counted(
    key: str,
    label: str,
    works: Group,
    *,
    of: Group | None = None,
    says: str = "",
    about: Sequence[str] = (),
) -> Figure:
    """A figure of works. of: the works that its share is taken of."""
    return Figure(
        key,
        label,
        len(works),
        review=len(works.for_review),
        interval=count_interval(len(works)) if len(works) >= LEAST_WHOLE else None,
        share=Share(len(works), len(of)) if of is not None and 0 < len(of) >= len(works) else None,
        says=plain(says),
        works=works.certain,
        review_works=works.for_review,
        about=tuple(about),
    )


def unknown(key: str, label: str, why: str, *, unit: str = "works", about: Sequence[str] = ()) -> Figure:
    """A figure that cannot be given. why: with what to run."""
    return Figure(key, label, None, unit=unit, says=plain(why), about=tuple(about))


SHARE_COLUMNS = (("share", "share, %"), ("share_low", "share, 95 % from"), ("share_high", "share, to"))


def share_cells(part: int, whole: int) -> tuple[float | None, float | None, float | None]:
    """Per cent and the ends of its interval; nothing where the whole is too small."""
    share = Share(part, whole)
    low, high = share.interval or (None, None)
    return share.percent, low, high


def years_table(
    key: str, title: str, of: Group, joint: Group | None = None, about: Sequence[str] = ()
) -> Table:
    """Works by year, with the interval of each count; joint: those of them that are shared."""
    columns = [("year", "year"), ("works", "works"), ("low", "works, 95 % from"), ("high", "works, to")]
    columns += [("for_review", "for review")]
    if joint is not None:
        columns += [("joint", "joint"), *SHARE_COLUMNS]
    rows = []
    for year in [*of.years, *([None] if any(work.year is None for work, _ in of.members) else [])]:
        here = of.in_year(year)
        low, high = count_interval(len(here))
        cells: list[Cell] = [
            year if year is not None else "not known",
            len(here),
            low,
            high,
            len(here.for_review),
        ]
        if joint is not None:
            shared = len(joint.in_year(year))
            cells += [shared, *(share_cells(shared, len(here)) if here.certain else (None, None, None))]
        rows.append(Row(tuple(cells), here.certain, here.for_review))
    return Table(key, title, tuple(columns), tuple(rows), about=tuple(about))


def years_chart(key: str, title: str, named: Mapping[str, Group], axis: str = "works") -> tuple[Chart, ...]:
    """Works by year with their intervals; none where the works are too few to show a course."""
    years = sorted({year for works in named.values() for year in works.years})
    total = sum(len(works) for works in named.values())
    if total < LEAST_WHOLE or len(years) < 2:
        return ()
    series = []
    for name, works in named.items():
        points = []
        for year in years:
            count = len(works.in_year(year))
            low, high = count_interval(count)
            points.append(Point(str(year), count, low, high))
        series.append(Series(name, tuple(points)))
    says = f"{axis} in each year from {years[0]} to {years[-1]}, with the 95 % interval of each count"
    return (Chart(key, title, says, "years", axis, tuple(series)),)


def partners_table(key: str, title: str, of: Group, country: str, about: Sequence[str] = ()) -> Table:
    """Each partner country with its works, their share of all, and the interval."""
    rows = []
    for code, works in of_partners(of, country).items():
        years = [work.year for work, state in works.members if state == "yes" and work.year is not None]
        rows.append(
            Row(
                (
                    code,
                    country_name(code),
                    len(works),
                    len(works.for_review),
                    *(share_cells(len(works), len(of)) if len(of) else (None, None, None)),
                    min(years, default=None),
                    max(years, default=None),
                ),
                works.certain,
                works.for_review,
            )
        )
    columns = (
        ("code", "code"), ("country", "country"), ("works", "works"), ("for_review", "for review"),
        *SHARE_COLUMNS, ("first_year", "first"), ("last_year", "last"),
    )  # fmt: skip
    return Table(key, title, columns, tuple(rows), about=tuple(about))


def partner_charts(key: str, of: Group, country: str, what: str) -> tuple[Chart, ...]:
    """Shares of the partners as bars, and the years of the first ones; none where works are too few."""
    found = {code: works for code, works in of_partners(of, country).items() if len(works)}
    if len(of) < LEAST_WHOLE or not found:
        return ()
    points = []
    for code, works in list(found.items())[:MOST_BARS]:
        share = Share(len(works), len(of))
        low, high = share.interval or (None, None)
        points.append(Point(f"{country_name(code)} ({code})", share.percent or 0.0, low, high))
    more = f"; the first {MOST_BARS} of {len(found)}" if len(found) > MOST_BARS else ""
    bars = Chart(
        f"{key}-shares",
        f"Partners of {what}",
        f"Share of {len(of):,} {what} shared with each country, with its 95 % interval (Wilson){more}",
        "bars",
        "% of the works",
        (Series("share", tuple(points)),),
    )
    first = {f"{country_name(code)} ({code})": works for code, works in list(found.items())[:4]}
    return (bars, *years_chart(f"{key}-years", f"The first partners of {what} by year", first))


def partner_years(key: str, title: str, of: Group, country: str) -> Table:
    """Works with each partner in each year."""
    found = {code: works for code, works in of_partners(of, country).items() if len(works)}
    years = list(of.years)
    rows = [
        Row((code, country_name(code), *(len(works.in_year(year)) for year in years)), works.certain)
        for code, works in found.items()
    ]
    columns = (("code", "code"), ("country", "country"), *((str(year), str(year)) for year in years))
    return Table(key, title, columns, tuple(rows))


def pairs_table(key: str, title: str, of: Group, country: str) -> Table:
    """Pairs of institutions with their works."""
    rows = [
        Row(
            (
                pair.home.name,
                pair.other.name,
                ", ".join(pair.other.countries),
                len(pair.works),
                len(pair.works.for_review),
            ),
            pair.works.certain,
            pair.works.for_review,
        )
        for pair in pairs(of, country)
    ]
    columns = (
        ("institution", f"institution in {country}"), ("other", "institution abroad"), ("other_country", "country"),
        ("works", "works"), ("for_review", "for review"),
    )  # fmt: skip
    return Table(key, title, columns, tuple(rows))


def distinct(ties: Iterable[tuple[Tie, Group]]) -> tuple[int, int]:
    """How many institutions are named for certain, and how many more only for review."""
    found = list(ties)
    certain = sum(bool(len(works)) for _, works in found)
    return certain, len(found) - certain


def of_works(keys: Iterable[str], state: Mapping[str, str], wanted: str) -> tuple[str, ...]:
    """The keys of works in this state, each once, in their order."""
    return tuple(key for key in dict.fromkeys(keys) if state.get(key) == wanted)
