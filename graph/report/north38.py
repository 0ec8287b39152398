"""The study of 38 North (Kim, 21 August 2024), re-run on what is loaded: AI works of a country and their partners."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from graph.errors import CoauthError
from graph.report.asking import Material
from graph.report.facts import Grade
from graph.report.groups import Group, Member, group, institutions, joint, of_partners
from graph.report.model import Figure, Report, Row, Section, Table
from graph.report.named import named
from graph.report.overlaps import listed, restricted
from graph.report.parts import (
    FEW,
    counted,
    distinct,
    of_works,
    pairs_table,
    partner_charts,
    partner_years,
    partners_table,
    plain,
    spoken,
    unknown,
    years_chart,
    years_table,
)
from graph.report.ranks import ranks
from graph.report.shared_sections import CLASSIFY, NO_NATIONALITY, loaded, silent
from graph.report.shares import LEAST_WHOLE, Share
from graph.report.whole import finished

NAME = "38north"


def north38(material: Material) -> Report:
    """The report. Raises CoauthError where two answers do not fit together (the store was written meanwhile)."""
    wanted = material.wanted
    country = wanted.country
    of = group(material.works.values(), lambda work: work.country(country), wanted.least)
    ai = of.where(lambda work: work.about(wanted.of_list))
    _same(ai, material)
    shared = joint(ai, country)
    sections = (
        loaded(material, of, f"of these with an address in {spoken(country)}"),
        _ai_works(material, of, ai, shared),
        ranks(material, ai),
        _partners(material, of, ai, shared),
        _institutions(material, ai),
        named(material),
        restricted(material, ai),
        listed(material, ai),
        _triads(material, ai),
        silent(material, of, (_own_list(material),)),
    )
    title = f"AI works with a printed address in {spoken(country)}, {wanted.window_said}"
    return finished(NAME, title, material, _opening(material, ai), sections, counted_works=len(ai))


def _same(ai: Group, material: Material) -> None:
    """What topic-rank counts must be what is counted here."""
    row = _own_row(material)
    told = (row["works"], row["for_review"]) if row else (0, 0)
    if told != (len(ai), len(ai.for_review)):
        raise CoauthError(
            f"the store changed while it was read: {told[0]} AI works, then {len(ai)}",
            hint="coauth report again, when the load has ended",
        )


def _own_row(material: Material) -> dict[str, Any] | None:
    rows = material.answers["topic-rank"].rows
    return next((row for row in rows if row["country"] == material.wanted.country), None)


def _own_list(material: Material) -> str:
    return plain(
        f"""Which works are AI is decided by the term list {material.wanted.of_list}: technical terms in the study's
        manner. The study's own list is not public; this one is a reconstruction, and another list gives another
        count."""
    )


def _opening(material: Material, ai: Group) -> tuple[str, ...]:
    country = spoken(material.wanted.country)
    if not material.list_is_there:
        return (
            plain(
                f"""This report says nothing about AI works: no work in the store was matched with the list
                {material.wanted.of_list}. What it can say of all works of {country} stands below."""
            ),
        )
    count, review = len(ai), len(ai.for_review)
    more = f" A person must look at {review:,} more." if review else ""
    if not count:
        return (
            plain(
                f"""Among what is loaded there is no work that is certain to be about AI and to print an address in
                {country}. That is no finding about the country: see what is loaded, and what the data cannot say.{more}
                """
            ),
        )
    if count < LEAST_WHOLE:
        noun = "work is" if count == 1 else "works are"
        return (
            plain(
                f"""Only {count} AI {noun} certain to print an address in {country}. That is enough to read them one by
                one, and too little to give shares, to rank, or to speak of a course over the years: shares of them
                stand as counts, no plot is drawn, and a place beside other countries, where one stands below, moves
                with a single work. What is not loaded is not known.{more}"""
            ),
        )
    return (
        plain(
            f"""{count:,} AI works loaded here print an address in {country} for certain. Counts, shares and intervals
            hold for these works; they take them for a sample, which they are only as far as what is loaded is one.{more}
            """
        ),
        plain(FEW),
    )


def _ai_works(material: Material, of: Group, ai: Group, shared: Group) -> Section:
    title = "AI works"
    if not material.list_is_there:
        return Section("ai", title, (), (_no_list(material, "ai-works", "AI works"),))
    by_topic: defaultdict[str, list[Member]] = defaultdict(list)
    for work, grade in ai.graded:
        for hit in work.topics:
            if hit.list == material.wanted.of_list:
                by_topic[hit.name].append((work, grade.both(Grade(hit.review, hit.score))))
    topics = [(name, Group(tuple(members), ai.least)) for name, members in by_topic.items()]
    topics = [(name, works) for name, works in topics if works.members]
    topics.sort(key=lambda one: (-len(one[1]), one[0]))
    figures = (
        counted("ai-works", "AI works with an address in the country", ai, of=of, about=("ai-works",),
                says="share of all works of the country"),
        counted("ai-joint", "of these joint with another country", shared, of=ai),
        counted("ai-domestic", "of these with no certain address elsewhere", ai.without(shared.certain), of=ai),
    )  # fmt: skip
    return Section(
        "ai",
        title,
        (_own_list(material),),
        figures,
        (
            years_table("ai-by-year", "AI works by year", ai, shared),
            Table(
                "ai-topics",
                "By group of terms",
                (("topic", "group"), ("works", "works"), ("for_review", "for review")),
                tuple(
                    Row((name, len(works), len(works.for_review)), works.certain, works.for_review)
                    for name, works in topics
                ),
            ),
        ),
        years_chart("ai-years", "AI works by year", {"AI works": ai, "joint": shared}),
        ("A work can be about several groups of terms.",),
    )


def _partners(material: Material, of: Group, ai: Group, shared: Group) -> Section:
    wanted = material.wanted
    country, main = wanted.country, wanted.main
    found = of_partners(ai, country)
    certain = [code for code, works in found.items() if len(works)]
    with_main = found.get(main, Group((), wanted.least))
    subjects = counted(
        "joint-with-main",
        f"works of all subjects joint with {spoken(main)}",
        of_partners(of, country).get(main, Group((), wanted.least)),
        of=of,
        says="share of the works of the country",
        about=("joint-with-main",),
    )
    if not material.list_is_there:
        unsaid = _no_list(material, "ai-partners", "partner countries of AI works")
        return Section("partners", "Partners", (), (unsaid, subjects))
    figures = (
        Figure(
            "ai-partners",
            "partner countries of AI works",
            len(certain),
            unit="countries",
            review=len(found) - len(certain),
            says=", ".join(certain),
            works=shared.certain,
            review_works=shared.for_review,
            about=("ai-partners",),
        ),
        counted("ai-with-main", f"AI works joint with {spoken(main)}", with_main, of=ai,
                about=("ai-with-main",)),
        subjects,
    )  # fmt: skip
    return Section(
        "partners",
        "Partners",
        (plain("A work counts once for every country that it prints, so shares add up to more than the whole."),),
        figures,
        (
            partners_table(
                "ai-partner-countries", "Partner countries of AI works", ai, country,
                ("ai-partners",),
            ),
            partner_years("ai-partner-years", "The same by year", ai, country),
        ),
        partner_charts("ai-partners", ai, country, "AI works"),
        (plain(NO_NATIONALITY),),
    )  # fmt: skip


def _no_list(material: Material, key: str, label: str) -> Figure:
    why = f"no work was matched with the list {material.wanted.of_list}: {CLASSIFY[0]}"
    return unknown(key, label, why, about=(key,))


def _institutions(material: Material, ai: Group) -> Section:
    country = material.wanted.country
    title = "Institutions"
    if not material.list_is_there:
        return Section(
            "institutions",
            title,
            (),
            (_no_list(material, "ai-foreign-institutions", "institutions abroad named on AI works"),),
        )
    home = institutions(ai, lambda tie: country in tie.countries)
    abroad = institutions(ai, lambda tie: bool(tie.countries) and country not in tie.countries)
    (certain, review), (certain_home, review_home) = distinct(abroad), distinct(home)
    figures = (
        Figure("ai-foreign-institutions", "institutions abroad named on AI works", certain, "institutions", review,
               works=tuple(dict.fromkeys(key for _, works in abroad for key in works.certain)),
               review_works=tuple(dict.fromkeys(key for _, works in abroad for key in works.for_review)),
               about=("ai-foreign-institutions",)),
        Figure("ai-home-institutions", f"institutions in {country} named on AI works", certain_home, "institutions",
               review_home, works=tuple(dict.fromkeys(key for _, works in home for key in works.certain)),
               review_works=tuple(dict.fromkeys(key for _, works in home for key in works.for_review))),
    )  # fmt: skip
    return Section(
        "institutions",
        title,
        (
            plain(
                """An institution that is in no table is known by its printed name only, and is for review: one may
                stand here under several names. An institution and a part of it count as two."""
            ),
        ),
        figures,
        (pairs_table("ai-pairs", "Pairs of institutions on AI works", ai, country),),
    )


def _triads(material: Material, ai: Group) -> Section:
    wanted = material.wanted
    codes = f"{wanted.country}, {wanted.main} and {wanted.third}"
    rows = material.answers["triads"].rows
    states = {row["work"]: row["state"] for row in rows}
    marked = {work.key: state for work, state in ai.members}
    yes, review = of_works(states, states, "yes"), of_works(states, states, "review")
    figure = Figure("triads", f"works of all subjects that print {codes}", len(yes), review=len(review), works=yes,
                    review_works=review)  # fmt: skip
    both = tuple(key for key in yes if marked.get(key) == "yes")
    unsure = tuple(key for key in states if key not in both and key in marked)
    figures = (figure, Figure("ai-triads", "of these AI works", len(both), review=len(unsure), works=both,
                              review_works=unsure,
                              share=Share(len(both), len(yes)) if yes else None))  # fmt: skip
    table = Table(
        "triads-each",
        "Each of them",
        (("title", "work"), ("year", "year"), ("state", "state"), ("ai", "AI"), ("caveat", "caution")),
        tuple(
            Row(
                (row["title"] or "(no title printed)", row["year"], row["state"], marked.get(row["work"], ""),
                 row["caveat"]),
                (row["work"],) if row["state"] == "yes" else (),
                (row["work"],) if row["state"] != "yes" else (),
            )
            for row in rows
        ),
    )  # fmt: skip
    return Section("triads", f"Works that join {codes}", (plain(NO_NATIONALITY),), figures, (table,))
