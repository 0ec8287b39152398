"""Sections that both reports have: what is loaded, restricted fields, watch-lists, what the data cannot say."""

from __future__ import annotations

from graph.report.asking import Material
from graph.report.groups import Group
from graph.report.model import Figure, Row, Section, Table
from graph.report.parts import plain, unknown
from graph.report.shares import Share
from graph.views.values import plain as plain_value

CLASSIFY = ("coauth classify", "find out what the works are about, by the term lists")
WATCHLIST = ("coauth watchlist load FILE --kind KIND", "load a dated copy of a watch-list")
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
            [
                Figure(
                    "loaded-undated",
                    "works left out, because they have no year",
                    material.undated,
                    says=f"{material.undated_of_country:,} of them with an address in "
                    f"{material.wanted.country}, certain or for review; a report without years has them",
                )
            ]
            if material.undated
            else []
        ),
    )
    sources = Table(
        "sources",
        "Records by source, of any year",
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
        "Term lists that were run over the works of the store, of any year",
        (
            ("list", "list"),
            ("version", "version"),
            ("looked_at", "works looked at"),
            ("works", "with terms of it"),
        ),
        tuple(
            Row((row["list"], row["version"], row["looked_at"], row["works"])) for row in material.termlists
        ),
        none=f"No term list was run: {CLASSIFY[0]}",
    )


def watch_lists(material: Material) -> Table:
    """The watch-lists that are loaded."""
    return Table(
        "watch-lists",
        "Watch-lists that are loaded, each a dated copy",
        (
            ("name", "list"), ("kind", "kind"), ("publisher", "publisher"), ("dated", "copy of"),
            ("institutions", "institutions of the store on it"), ("for_review", "for review"),
        ),
        tuple(
            Row(
                (
                    row["name"],
                    row["kind"],
                    row["publisher"],
                    plain_value(row["dated"]) or "not known",
                    row["institutions"],
                    row["for_review"],
                )
            )
            for row in material.watchlists
        ),
        none=f"No watch-list is loaded: {WATCHLIST[0]}",
    )  # fmt: skip


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
    unmatched = tuple(work.key for work, _ in of.members if not work.looked_for)
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
            "not-looked-at",
            "works of the country that no term list was run over",
            len(unmatched),
            says=f"{CLASSIFY[0]} does" if unmatched else "",
            works=unmatched,
        ),
    )
    said = (
        plain(
            """Works that are not loaded are in no figure; nor are those of which no affiliation is printed in the
            records. Where records were found by a search, what the search missed is missing here."""
        ),
        plain(NO_NATIONALITY),
        plain(
            """An address can be that of an international body, an embassy, an aid organisation or of foreign staff: a
            printed address alone does not tell."""
        ),
        plain(
            """A year is the year of publication. A work can have been submitted, or done, long before: where a date of
            submission is known it stands with the work."""
        ),
        *more,
    )
    return Section("silent", "What the data cannot say", said, figures)
