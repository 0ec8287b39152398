"""Sections that both reports have: what is loaded, restricted fields, watch-lists, what the data cannot say."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from graph.report.asking import Material
from graph.report.groups import Group
from graph.report.model import Figure, Row, Section, Table
from graph.report.parts import of_works, plain, unknown
from graph.report.shares import Share
from graph.views.values import plain as plain_value

CLASSIFY = ("coauth classify", "find out what the works are about, by the term lists")
WATCHLIST = ("coauth watchlist load FILE --kind KIND", "load a dated copy of a watch-list")
FIELDS = "the term lists of the restricted fields"
NO_VERDICT = """That a work overlaps a restricted field says that its title, abstract or keywords hold terms of the
field. Whether a rule covers it depends on who sponsored it, on exemptions and notifications, and on when it was done:
none of that is known from a paper."""
NO_NATIONALITY = """An address is a fact about a paper. It shows nothing about a person's nationality, who sponsored the
work, whether it was exempt or notified, or when it was done."""


def loaded(material: Material, of: Group, what: str) -> Section:
    """What is loaded, and of how much of it something can be known."""
    works = sum(row["works"] for row in material.years)
    readable = sum(row["readable"] for row in material.years)
    abstracts = sum(row["abstracts"] for row in material.years)
    figures = (
        Figure("loaded-works", f"works in the store, {material.wanted.window_said}", works),
        Figure(
            "loaded-readable",
            "of these with a readable affiliation",
            readable,
            share=Share(readable, works, sample=False) if works else None,
            says="of the others nothing is known: zero found is not none there",
        ),
        Figure(
            "loaded-abstracts",
            "of these with an abstract",
            abstracts,
            share=Share(abstracts, works, sample=False) if works else None,
            says="a work without one can hide its topic",
        ),
        Figure(
            "loaded-of-country",
            f"{what}",
            len(of),
            review=len(of.for_review),
            works=of.certain,
            review_works=of.for_review,
        ),
        *(
            [Figure("loaded-undated", "works left out, because they have no year", material.undated)]
            if material.undated
            else []
        ),
    )
    sources = Table(
        "sources",
        "Records by source",
        (("source", "source"), ("records", "records")),
        tuple(Row((row["source"], row["records"])) for row in material.sources),
    )
    return Section(
        "loaded",
        "What is loaded",
        (
            plain(
                """Every figure below is one of the works that are loaded here, and of these only the ones whose
                addresses could be read. A figure from another database beside one of ours is there to compare what
                was asked, never to be equal."""
            ),
        ),
        figures,
        (sources, term_lists(material), watch_lists(material)),
    )


def term_lists(material: Material) -> Table:
    """The term lists that were run."""
    return Table(
        "term-lists",
        "Term lists that were run over the works",
        (("list", "list"), ("version", "version"), ("topics", "topics found"), ("works", "works about it")),
        tuple(Row((row["list"], row["version"], row["topics"], row["works"])) for row in material.termlists),
        none=f"No term list was run: {CLASSIFY[0]}",
    )


def watch_lists(material: Material) -> Table:
    """The watch-lists that are loaded."""
    return Table(
        "watch-lists",
        "Watch-lists that are loaded, each a dated copy",
        (
            ("name", "list"), ("kind", "kind"), ("publisher", "publisher"), ("dated", "copy of"),
            ("institutions", "institutions of the store on it"),
        ),
        tuple(
            Row(
                (
                    row["name"],
                    row["kind"],
                    row["publisher"],
                    plain_value(row["dated"]) or "not known",
                    row["institutions"],
                )
            )
            for row in material.watchlists
        ),
        none=f"No watch-list is loaded: {WATCHLIST[0]}",
    )  # fmt: skip


def restricted(material: Material, ai: Group | None = None) -> Section:
    """Works that overlap restricted fields. ai: marks those that are about the list of the study."""
    rows = material.answers["restricted-fields"].rows
    title = "Works that overlap a restricted field"
    lists = {row["list"] for row in material.termlists} - {material.wanted.of_list}
    if not lists:
        why = f"No work was matched with {FIELDS}, so that nothing can be said: {CLASSIFY[0]}"
        return Section(
            "restricted",
            title,
            (why,),
            (unknown("restricted-works", title.lower(), why, about=("restricted",)),),
        )
    fields = [row for row in rows if row["list"] != material.wanted.of_list]
    named = [row for row in fields if "medical" not in (row["rule"] or "")]
    states = _states(named)
    marked = {} if ai is None else {work.key: state for work, state in ai.members}
    by_field: defaultdict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in fields:
        by_field[row["list"], row["topic"], row["rule"] or ""].append(row)
    field_rows = []
    for (of_list, topic, rule), some in by_field.items():
        state = _states(some)
        yes, review = of_works(state, state, "yes"), of_works(state, state, "review")
        field_rows.append(Row((of_list, topic, rule, len(yes), len(review)), yes, review))
    work_rows = [
        Row(
            (
                row["title"] or "(no title printed)",
                row["year"],
                row["topic"],
                row["state"],
                "; ".join(row["printed"] or ()),
                row["dated"] or "",
                ", ".join(row["partners"] or ()),
                *([] if ai is None else [marked.get(row["work"], "")]),
                row["caveat"],
            ),
            (row["work"],) if row["state"] == "yes" else (),
            (row["work"],) if row["state"] != "yes" else (),
        )
        for row in fields
    ]
    yes, review = of_works(states, states, "yes"), of_works(states, states, "review")
    figure = Figure(
        "restricted-works",
        "joint works that overlap a restricted field, medical ones aside",
        len(yes),
        review=len(review),
        share=Share(len(yes), total) if (total := _of_works(rows)) and len(yes) <= total else None,
        says="joint works of the country, by the term lists named above",
        works=yes,
        review_works=review,
        about=("restricted",),
    )
    columns = (
        ("title", "work"), ("year", "year"), ("topic", "field"), ("state", "state"), ("words", "words as printed"),
        ("dated", "against the day of the rule"), ("partners", "partners"), *([] if ai is None else [("ai", "AI")]),
        ("caveat", "caution"),
    )  # fmt: skip
    return Section(
        "restricted",
        title,
        (plain(NO_VERDICT),),
        (figure,),
        (
            Table(
                "restricted-fields",
                "By field",
                (
                    ("list", "list"), ("topic", "field"), ("rule", "rule"), ("works", "works"),
                    ("for_review", "for review"),
                ),
                tuple(field_rows),
            ),
            Table("restricted-each", "Each work", columns, tuple(work_rows)),
        ),
    )  # fmt: skip


def _states(rows: list[dict[str, Any]]) -> dict[str, str]:
    """Each work with its best state."""
    found: dict[str, str] = {}
    for row in rows:
        if found.get(row["work"]) != "yes":
            found[row["work"]] = row["state"]
    return found


def _of_works(rows: list[dict[str, Any]]) -> int:
    return max((row["of_works"] for row in rows), default=0)


def listed(material: Material, ai: Group | None = None) -> Section:
    """Partners on a watch-list as of the work's date."""
    title = "Partners on a watch-list, as of the date of the work"
    if not material.watchlists:
        why = f"No watch-list is loaded, so that nothing can be said: {WATCHLIST[0]}"
        return Section(
            "listed", title, (why,), (unknown("listed-works", title.lower(), why, about=("listed",)),)
        )
    rows = material.answers["listed-partners"].rows
    marked = {} if ai is None else {work.key: state for work, state in ai.members}
    figures = []
    for key, label in (("yes", "on the list then"), ("no", "not on it then"), ("not known", "not known")):
        some = [row for row in rows if row["listed"] == key]
        states = _states(some)
        yes, review = of_works(states, states, "yes"), of_works(states, states, "review")
        figures.append(
            Figure(
                f"listed-{key.replace(' ', '-')}",
                f"works with a partner that is on a list: {label}",
                len(yes),
                review=len(review),
                works=yes,
                review_works=review,
                about=("listed",) if key == "yes" else (),
            )
        )
    work_rows = [
        Row(
            (
                row["institution"],
                row["institution_country"],
                row["list"],
                str(plain_value(row["list_dated"]) or "not known"),
                row["entry"],
                str(plain_value(row["since"]) or "not said"),
                row["dated"],
                row["listed"],
                row["state"],
                *([] if ai is None else [marked.get(row["work"], "")]),
                row["caveat"],
            ),
            (row["work"],) if row["state"] == "yes" else (),
            (row["work"],) if row["state"] != "yes" else (),
        )
        for row in rows
    ]
    columns = (
        ("institution", "institution"), ("country", "country"), ("list", "list"), ("list_dated", "copy of"),
        ("entry", "entry"), ("since", "since"), ("dated", "date of the work"), ("listed", "listed then"),
        ("state", "state"), *([] if ai is None else [("ai", "AI")]), ("caveat", "caution"),
    )  # fmt: skip
    return Section(
        "listed",
        title,
        (
            plain(
                """That an institution stands on a list is a fact about the list. It does not say that the work was
                restricted. Whether it stood there is asked as of the work's own date; a list is a dated copy, and what
                changed after its day is not known."""
            ),
        ),
        tuple(figures),
        (Table("listed-each", "Each work and entry", columns, tuple(work_rows)),),
    )


def silent(material: Material, of: Group, more: tuple[str, ...] = ()) -> Section:
    """What the data cannot say."""
    rows = material.answers["city-search"].rows
    works, missed = sum(row["works"] for row in rows), sum(row["missed"] for row in rows)
    keys = tuple(key for row in rows for key in row["work_keys"][: row["missed"]])
    gap = (
        Figure(
            "city-gap",
            "works that a search for the city's name in the printed addresses would miss",
            missed,
            share=Share(missed, works),
            says="Where the works were themselves found by such a search, the gap looks smaller than it is.",
            works=keys,
            about=("city-gap",),
        )
        if works
        else unknown(
            "city-gap",
            "works that a search for a city would miss",
            "there is no work to ask it of",
            about=("city-gap",),
        )
    )
    matched = {work.key for work, _ in of.members if work.topics}
    without = tuple(work.key for work, _ in of.members if not work.has_abstract)
    figures = (
        gap,
        Figure(
            "no-abstract",
            "works of the country without an abstract",
            len(without),
            says="their topic can be hidden; they are looked at by title and keywords only",
            works=without,
        ),
        Figure(
            "no-topic",
            "works of the country about which no term list says anything",
            len(of.members) - len(matched),
            says="either no term stands in them, or the lists were not run over them since they were loaded"
            if material.termlists
            else f"no list was run: {CLASSIFY[0]}",
            works=tuple(work.key for work, _ in of.members if work.key not in matched),
        ),
    )
    said = (
        plain(
            """Works that are not loaded are in no figure; nor are those of which no affiliation is printed in the
            records. Where records were found by a search, what the search missed is missing here."""
        ),
        plain(NO_NATIONALITY),
        plain(
            """A year is the year of publication. A work can have been submitted, or done, long before: where a date of
            submission is known it stands with the work."""
        ),
        *more,
    )
    return Section("silent", "What the data cannot say", said, figures)
