"""All subjects: works of a country, its partners, institutions, funders, who leads, and what changed at a date."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from graph.report.asking import Material
from graph.report.groups import Group, group, institutions, joint, of_partners
from graph.report.model import Chart, Figure, Point, Report, Row, Section, Series, Table
from graph.report.overlaps import listed, restricted
from graph.report.parts import (
    FEW,
    counted,
    country_name,
    distinct,
    pairs_table,
    partner_charts,
    partner_years,
    partners_table,
    plain,
    share_cells,
    spoken,
    years_chart,
    years_table,
)
from graph.report.periods import behind, periods
from graph.report.shared_sections import NO_NATIONALITY, loaded, silent
from graph.report.shares import LEAST_WHOLE, Share
from graph.report.whole import finished

NAME = "dprk-landscape"


def landscape(material: Material) -> Report:
    """The report."""
    wanted = material.wanted
    of = group(material.works.values(), lambda work: work.country(wanted.country), wanted.least)
    shared = joint(of, wanted.country)
    sections = (
        loaded(material, of, f"of these with an address in {spoken(wanted.country)}"),
        _works(of, shared),
        _partners(material, of, shared),
        _institutions(material, of),
        periods(material, of, shared),
        _led(material),
        _funders(material, shared),
        _abroad(material),
        restricted(material),
        listed(material),
        silent(material, of),
    )
    title = f"Works with a printed address in {spoken(wanted.country)}, {wanted.window_said}"
    return finished(NAME, title, material, _opening(material, of), sections, counted_works=len(of))


def _opening(material: Material, of: Group) -> tuple[str, ...]:
    country = spoken(material.wanted.country)
    count, review = len(of), len(of.for_review)
    more = f" A person must look at {review:,} more." if review else ""
    if not count:
        return (
            plain(
                f"""Among what is loaded no work is certain to print an address in {country}. That is no finding about
                the country: see what is loaded, and what the data cannot say.{more}"""
            ),
        )
    if count < LEAST_WHOLE:
        noun = "work is" if count == 1 else "works are"
        return (
            plain(
                f"""Only {count} {noun} certain to print an address in {country}. That is enough to read them one by
                one, and too little to give shares or to speak of a course over the years: none of that is done here.
                What is not loaded is not known.{more}"""
            ),
        )
    return (
        plain(
            f"""{count:,} works loaded here print an address in {country} for certain. Counts, shares and intervals hold
            for these works; they take them for a sample, which they are only as far as what is loaded is one.{more}"""
        ),
        plain(FEW),
    )


def _works(of: Group, shared: Group) -> Section:
    own = of.without((*shared.certain, *shared.for_review))
    figures = (
        counted("works", "works with an address in the country", of, about=("works",)),
        counted("joint-works", "of these joint with another country", shared, of=of, about=("joint-works",)),
        counted("domestic-works", "of these with no address elsewhere, not even one for review", own, of=of,
                about=("domestic-works",)),
    )  # fmt: skip
    return Section(
        "works",
        "Works and joint works",
        (),
        figures,
        (years_table("works-by-year", "Works by year", of, shared, ("works-by-year",)),),
        years_chart("works-years", "Works by year", {"works": of, "joint": shared}),
    )


def _partners(material: Material, of: Group, shared: Group) -> Section:
    wanted = material.wanted
    found = of_partners(of, wanted.country)
    certain = [code for code, works in found.items() if len(works)]
    figures = (
        Figure("joint-partners", "partner countries", len(certain), "countries", len(found) - len(certain),
               says="first: " + ", ".join(certain[:5]) if certain else "", works=shared.certain,
               review_works=shared.for_review, about=("joint-partners",)),
        counted("joint-with-main", f"works joint with {spoken(wanted.main)}",
                found.get(wanted.main, Group((), wanted.least)), of=shared, says="share of the joint works",
                about=("joint-with-main",)),
    )  # fmt: skip
    return Section(
        "partners",
        "Partners",
        (plain("A work counts once for every country that it prints, so shares add up to more than the whole."),),
        figures,
        (
            partners_table("partner-countries", "Partner countries", of, wanted.country,
                           ("joint-partners",)),
            partner_years("partner-years", "The same by year", of, wanted.country),
        ),
        partner_charts("partners", of, wanted.country, "works"),
        (plain(NO_NATIONALITY),),
    )  # fmt: skip


def _institutions(material: Material, of: Group) -> Section:
    country = material.wanted.country
    home = institutions(of, lambda tie: country in tie.countries)
    certain, review = distinct(home)
    rows = tuple(
        Row((tie.name, len(works), len(works.for_review), *(share_cells(len(works), len(of)) if len(of) else ())),
            works.certain, works.for_review)
        for tie, works in home
    )  # fmt: skip
    figure = Figure("institutions", f"institutions in {country} that works name", certain, "institutions", review,
                    works=tuple(dict.fromkeys(key for _, works in home for key in works.certain)),
                    about=("institutions",))  # fmt: skip
    columns = (("institution", "institution"), ("works", "works"), ("for_review", "for review"), ("share", "share, %"),
               ("share_low", "share, 95 % from"), ("share_high", "share, to"))  # fmt: skip
    return Section(
        "institutions",
        "Institutions",
        (
            plain(
                """An institution that is in no table is known by its printed name only, and is for review: one may
                stand here under several names. An institution and a part of it count as two."""
            ),
        ),
        (figure,),
        (
            Table("home-institutions", f"Institutions in {country}", columns, rows, about=("institutions",)),
            pairs_table("pairs", "Pairs of institutions", of, country),
        ),
    )


def _led(material: Material) -> Section:
    rows = material.answers["led-share"].rows
    led, not_led = sum(row["led"] for row in rows), sum(row["not_led"] for row in rows)
    unknown_lead = sum(row["unknown"] for row in rows)
    keys = tuple(dict.fromkeys(key for row in rows for key in row["work_keys"][: row["led"]]))
    doubted = tuple(
        dict.fromkeys(
            key for row in material.answers["led-share-for-review"].rows for key in behind(material, row)
        )
    )
    figure = Figure(
        "led",
        "joint works of which the first or a corresponding author prints an address in the country",
        led,
        review=len(doubted),
        share=Share(led, led + not_led) if led + not_led else None,
        says=f"of {unknown_lead:,} more it is not known who leads them" if unknown_lead else "",
        works=keys,
        review_works=doubted,
    )
    told = [row for row in rows if row["year"] is not None]
    columns = (
        ("year", "year"), ("works", "joint works"), ("led", "led"), ("not_led", "not led"), ("unknown", "not known"),
        ("for_review", "for review"), ("share", "share, %"), ("share_low", "share, 95 % from"), ("share_high", "share, to"),
    )  # fmt: skip
    table = Table(
        "led-by-year",
        "By year",
        columns,
        tuple(
            Row((row["year"] if row["year"] is not None else "not known", row["works"], row["led"], row["not_led"],
                 row["unknown"], row["for_review"], *_led_share(row)), behind(material, row))
            for row in rows
        ),
    )  # fmt: skip
    charts: tuple[Chart, ...] = ()
    if led + not_led >= LEAST_WHOLE and len(told) > 1:
        points = tuple(
            Point(str(row["year"]), percent, low, high)
            for row in told
            if (percent := (cells := _led_share(row))[0]) is not None
            for low, high in [cells[1:]]
        )
        if len(points) > 1:
            says = f"Share of joint works led, in years with at least {LEAST_WHOLE} of which it is known (95 % Wilson)"
            charts = (Chart("led-years", "Led works", says, "years", "%", (Series("led", points),)),)
    return Section(
        "led",
        "Who leads",
        (
            plain(
                """First place or correspondence shows who stands there in print. It does not show who proposed, paid
                for or did the work."""
            ),
        ),
        (figure,),
        (table,),
        charts,
    )


def _led_share(row: dict[str, Any]) -> tuple[float | None, float | None, float | None]:
    return share_cells(row["led"], row["led"] + row["not_led"])


def _funders(material: Material, shared: Group) -> Section:
    main = material.wanted.main
    rows = material.answers["funders"].rows
    kept: defaultdict[str, tuple[dict[str, None], dict[str, None]]] = defaultdict(lambda: ({}, {}))
    called: dict[str, tuple[str, str | None]] = {}
    for place, some in enumerate((rows, material.answers["funders-for-review"].rows)):
        for row in some:
            called[row["funder_key"]] = row["funder"], row["funder_country"]
            kept[row["funder_key"]][place].update(dict.fromkeys(behind(material, row)))
    joint_works = set(shared.certain)
    naming = tuple(
        dict.fromkeys(
            key for certain, doubted in kept.values() for key in (*certain, *doubted) if key in joint_works
        )
    )
    of_main = dict.fromkeys(key for code in kept if called[code][1] == main for key in kept[code][0])
    doubted = dict.fromkeys(key for code in kept if called[code][1] == main for key in kept[code][1])
    table_rows = [
        Row((*called[code], len(certain), len(review)), tuple(certain), tuple(review))
        for code, (certain, review) in kept.items()
    ]
    table_rows.sort(key=lambda row: (-len(row.works), -len(row.review_works), str(row.cells[0])))
    figures = (
        Figure("funders-named", "joint works that name any funder", len(naming),
               share=Share(len(naming), len(shared)) if len(shared) else None,
               says="most sources name none: of the others nothing is known", works=naming),
        Figure("funders-main", f"joint works with a funder that stands in {spoken(main)}", len(of_main),
               review=len(doubted.keys() - of_main.keys()), works=tuple(of_main),
               review_works=tuple(key for key in doubted if key not in of_main), about=("funders",)),
    )  # fmt: skip
    columns = (("funder", "funder"), ("country", "country"), ("works", "works"), ("for_review", "for review"))
    return Section(
        "funders",
        "Funders of joint works",
        (
            plain(
                """A funder that a work names may have paid one of its authors only, a journey or the printing. Who paid
                says nothing about where an author stands."""
            ),
        ),
        figures,
        (Table("funders-each", "By funder", columns, tuple(table_rows)),),
    )


def _abroad(material: Material) -> Section:
    rows = material.answers["foreign-based"].rows
    table = Table(
        "abroad",
        "Persons with a printed address in the country and one abroad, by country",
        (("code", "code"), ("country", "country"), ("persons", "persons"), ("on_one_work", "both on one work"),
         ("for_review", "for review")),
        tuple(
            Row((row["other_country"], country_name(row["other_country"]), row["persons"], row["on_one_work"],
                 row["for_review"]), behind(material, row))
            for row in rows
        ),
        about=("dual",),
    )  # fmt: skip
    return Section(
        "abroad",
        "Addresses at home and abroad",
        (
            plain(
                """Persons are counted, and no one is named. That one person prints two addresses can mean study, a
                visit, a change of place, or two persons with one name."""
            ),
        ),
        (),
        (table,),
    )
