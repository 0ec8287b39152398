"""Countries ranked by AI works: in a named universe of counts, and apart from that among what is loaded."""

from __future__ import annotations

from typing import Any

from graph.report.asking import Material
from graph.report.groups import Group
from graph.report.model import Figure, Row, Section, Table
from graph.report.parts import country_name, plain, unknown
from graph.report.shared_sections import CLASSIFY
from graph.report.shares import LEAST_WHOLE

LEAST_COUNTRIES = 10
"""Countries among which a place is told at all."""


def counts_command(material: Material) -> str:
    """The command that makes a table of counts for the years asked for. It needs both of them: where one was not asked
    for, it is that of the works loaded."""
    wanted = material.wanted
    years = [int(row["year"]) for row in material.years if row["year"] is not None]
    first = wanted.first if wanted.first is not None else min(years, default=None)
    last = wanted.last if wanted.last is not None else max(years, default=None)
    return (
        f"coauth fetch openalex-counts --from {'YEAR' if first is None else first}"
        f" --to {'YEAR' if last is None else last} --subfield 1702 -o counts.csv"
    )


def ranks(material: Material, ai: Group) -> Section:
    """The rank in the table of counts, where there is one; never one in the world of what is loaded."""
    title = "AI works per country, and the rank among them"
    figures: list[Figure] = []
    tables: list[Table] = []
    if material.counts is None:
        why = f"""a rank needs counts of AI works of all countries, which nobody loads: --counts FILE
        ({counts_command(material)} makes one)"""
        figures.append(unknown("rank", "rank among all countries", why, unit="rank", about=("rank",)))
    else:
        figures += _in_counts(material, ai)
        tables.append(_counts_table(material, ai))
    says: tuple[str, ...] = ()
    if material.list_is_there:
        tables.append(_loaded(material, ai))
        says = (_how_chosen(material),)
    elif material.counts is None:
        says = (f"No work was matched with the list {material.wanted.of_list}: {CLASSIFY[0]}",)
    return Section("ranks", title, says, tuple(figures), tuple(tables))


def _years(material: Material) -> tuple[list[int], list[int]]:
    """Years of the window in the table of counts, and those that it lacks."""
    counts, wanted = material.counts, material.wanted
    assert counts is not None
    there = counts.years
    first = wanted.first if wanted.first is not None else there[0]
    last = wanted.last if wanted.last is not None else there[-1]
    asked = range(first, last + 1)
    return [year for year in asked if year in there], [year for year in asked if year not in there]


def _in_counts(material: Material, ai: Group) -> list[Figure]:
    counts, country = material.counts, material.wanted.country
    assert counts is not None
    years, missing = _years(material)
    said = f"in this universe: {counts.universe}"
    if not years or missing:
        why = f"the table of counts lacks {', '.join(map(str, missing)) or 'these years'}: {counts.universe}"
        return [unknown("rank", "rank among all countries", why, unit="rank", about=("rank",))]
    rank, among = counts.rank(country, years), counts.countries(years)
    own = counts.of(country, years)
    if rank is None:
        return [
            unknown("rank", "rank among all countries", f"the table has no work of {country}; {said}", unit="rank",
                    about=("rank",))
        ]  # fmt: skip
    figures = [
        Figure(
            "rank",
            f"rank of {country} among {among:,} countries, by {own:,} works",
            rank,
            unit="rank",
            says=f"{said}. Its own works are counted there as those of all others, not by what is loaded here.",
            about=("rank",),
        )
    ]
    here = sum(len(ai.in_year(year)) for year in years)
    if here >= LEAST_WHOLE:
        figures.append(
            Figure(
                "rank-of-loaded",
                f"the place that the {here:,} AI works of these years loaded here would have among the others",
                counts.place(here, years, country),
                unit="place",
                says=plain(
                    """Two ways of counting in one number: the others are counted as the table counts them, these by
                    printed addresses and the term list. It shows how far the way of counting moves the rank."""
                ),
                works=tuple(key for year in years for key in ai.in_year(year).certain),
                review_works=tuple(key for year in years for key in ai.in_year(year).for_review),
            )
        )
    return figures


def _counts_table(material: Material, ai: Group) -> Table:
    counts, country = material.counts, material.wanted.country
    assert counts is not None
    rows = []
    for year in _years(material)[0]:
        here = ai.in_year(year)
        rank = counts.rank(country, [year])
        rows.append(
            Row(
                (year, counts.of(country, [year]), rank, counts.countries([year]), len(here)),
                here.certain,
                here.for_review,
            )
        )
    return Table(
        "ranks-by-year",
        f"Rank by year in this universe: {counts.universe}"
        + "".join(f"; {name}: {text}" for name, text in counts.about),
        (
            ("year", "year"), ("works", f"works of {country} there"), ("rank", "rank"), ("countries", "of countries"),
            ("loaded", "AI works loaded here"),
        ),
        tuple(rows),
        about=("rank",),
    )  # fmt: skip


def chosen_by_country(material: Material) -> bool:
    """Whether most AI works that are loaded are those of the country asked for, so that a place would say nothing."""
    rows = material.answers["topic-rank"].rows
    own = next((row["works"] for row in rows if row["country"] == material.wanted.country), 0)
    of = max((row["of_works"] for row in rows), default=0)
    return own * 2 >= of


def _how_chosen(material: Material) -> str:
    rows = material.answers["topic-rank"].rows
    of = max((row["of_works"] for row in rows), default=0)
    if _places(material):
        return plain(
            f"""The last table counts the {of:,} AI works that are loaded. A place in it is one among these and none
            in the world: say with it what was loaded."""
        )
    return plain(
        f"""The last table counts the {of:,} AI works that are loaded. It gives no places: they are of few countries, or
        were chosen by the country asked for, which then stands first by the choice alone."""
    )


def _places(material: Material) -> bool:
    rows = material.answers["topic-rank"].rows
    countries = max((row["countries"] for row in rows), default=0)
    of = max((row["of_works"] for row in rows), default=0)
    return countries >= LEAST_COUNTRIES and of >= LEAST_WHOLE and not chosen_by_country(material)


def _loaded(material: Material, ai: Group) -> Table:
    """All countries by the AI works that are loaded, and of the one asked for its place in each year."""
    country = material.wanted.country
    places = _places(material)
    years = list(material.by_year)
    rows = []
    for row in material.answers["topic-rank"].rows:
        by_year = [_works_in(material, year, row["country"], places) for year in years]
        own = row["country"] == country
        rows.append(
            Row(
                (
                    *([row["rank"]] if places else []),
                    row["country"],
                    row["country_name"] or country_name(row["country"]),
                    row["works"],
                    row["fractional"],
                    row["for_review"],
                    *by_year,
                ),
                *((_known(ai.certain, row), _known(ai.for_review, row)) if own else ((), ())),
            )
        )
    columns = (
        *([("place", "place among these")] if places else []), ("code", "code"), ("country", "country"),
        ("works", "works"), ("fractional", "shared out"), ("for_review", "for review"),
        *((str(year), f"{year}") for year in years),
    )  # fmt: skip
    title = "AI works that are loaded, by country and year"
    return Table(
        "loaded-by-country", title + (" (place in brackets)" if places else ""), columns, tuple(rows)
    )


def _known(keys: tuple[str, ...], row: dict[str, Any]) -> tuple[str, ...]:
    """Those of the works that the row counts."""
    counted = set(row["work_keys"])
    return tuple(key for key in keys if key in counted)


def _works_in(material: Material, year: int, code: str, places: bool) -> str | int:
    row = next((one for one in material.by_year[year].rows if one["country"] == code), None)
    works = int(row["works"]) if row is not None else 0
    if not places:
        return works
    return f"{works} ({row['rank']})" if row is not None and row["rank"] else str(works)
