"""Sections on works that overlap restricted fields, and on partners that stand on a watch-list: facts, no verdicts."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from graph.report.asking import Material
from graph.report.groups import Group
from graph.report.model import Figure, Row, Section, Table
from graph.report.parts import of_works, plain, unknown
from graph.report.shared_sections import CLASSIFY, WATCHLIST
from graph.report.shares import Share
from graph.views.values import plain as plain_value

NO_VERDICT = """That a work overlaps a restricted field says that its title, abstract or keywords hold terms of the
field. Whether a rule covers it depends on who sponsored it, on exemptions and notifications, and on when it was done:
none of that is known from a paper. The teaching rules (17 and 10) speak of training, which a joint paper does not
show. Medical works are named as an exception and are not counted among the others."""
NO_PROOF = """That an institution stands on a list is a fact about the list. It does not say that the work was
restricted. Whether it stood there is asked as of the work's own date; a list is a dated copy, and what changed after
its day is not known. No entry found says nothing: it may be printed otherwise."""
MEDICAL = "medical"

Rows = list[dict[str, Any]]


def restricted(material: Material, ai: Group | None = None) -> Section:
    """Works that overlap restricted fields. ai: marks those that are about the list of the study."""
    title = "Works that overlap a restricted field"
    run = sorted({row["list"] for row in material.termlists} - {material.wanted.of_list})
    if not run:
        why = f"No work was matched with the term lists of the restricted fields: {CLASSIFY[0]}"
        figure = unknown("restricted-works", title.lower(), why, about=("restricted",))
        return Section("restricted", title, (plain(NO_VERDICT),), (figure,))
    rows = [
        row for row in material.answers["restricted-fields"].rows if row["list"] != material.wanted.of_list
    ]
    total = max((row["of_works"] for row in rows), default=0)
    named = [row for row in rows if not _medical(row)]
    figures = [
        _figure(
            "restricted-works",
            "joint works that overlap any restricted field, medical ones aside",
            named,
            total,
            ("restricted",),
        )
    ]
    for of_list in run:
        some = [row for row in rows if row["list"] == of_list]
        figures.append(
            _figure(f"restricted-{of_list}", f"joint works with terms of the list {of_list}", some, total)
        )
    tables = (_by_field(rows), _each_field(rows, ai))
    return Section("restricted", title, (plain(NO_VERDICT),), tuple(figures), tables)


def _medical(row: dict[str, Any]) -> bool:
    return MEDICAL in (row["rule"] or "")


def _figure(key: str, label: str, rows: Rows, total: int, about: tuple[str, ...] = ()) -> Figure:
    states = _states(rows)
    yes, review = of_works(states, states, "yes"), of_works(states, states, "review")
    return Figure(
        key,
        label,
        len(yes),
        review=len(review),
        share=Share(len(yes), total) if total and len(yes) <= total else None,
        says="share of the works of the country with a certain partner" if total else "",
        works=yes,
        review_works=review,
        about=about,
    )


def _by_field(rows: Rows) -> Table:
    by_field: defaultdict[tuple[str, str, str], Rows] = defaultdict(list)
    for row in rows:
        by_field[row["list"], row["topic"], row["rule"] or ""].append(row)
    found = []
    for field, some in by_field.items():
        states = _states(some)
        yes, review = of_works(states, states, "yes"), of_works(states, states, "review")
        found.append(Row((*field, len(yes), len(review)), yes, review))
    columns = (
        ("list", "list"), ("topic", "field"), ("rule", "rule"), ("works", "works"), ("for_review", "for review"),
    )  # fmt: skip
    return Table("restricted-fields", "By field", columns, tuple(found))


def _each_field(rows: Rows, ai: Group | None) -> Table:
    marked = _marks(ai)
    columns = (
        ("title", "work"), ("year", "year"), ("list", "list"), ("topic", "field"), ("state", "state"),
        ("words", "words as printed"), ("dated", "against the day of the rule"),
        ("paragraph_11", "paragraph 11 would ask"), ("partners", "partners"), *_ai_column(ai), ("caveat", "caution"),
    )  # fmt: skip
    found = tuple(
        _row(
            row,
            (
                row["title"] or "(no title printed)",
                row["year"],
                row["list"],
                row["topic"],
                row["state"],
                "; ".join(row["printed"] or ()),
                row["dated"] or "",
                row["paragraph_11"] or "",
                ", ".join(row["partners"] or ()),
                *([] if ai is None else [marked.get(row["work"], "")]),
                row["caveat"],
            ),
        )
        for row in rows
    )
    return Table("restricted-each", "Each work and field", columns, found)


def listed(material: Material, ai: Group | None = None) -> Section:
    """Partners on a watch-list as of the work's date."""
    title = "Partners on a watch-list, as of the date of the work"
    if not material.watchlists:
        why = f"no watch-list is loaded, so that nothing can be said: {WATCHLIST[0]}"
        figure = unknown("listed-yes", title.lower(), why, about=("listed",))
        return Section("listed", title, (plain(NO_PROOF),), (figure,))
    rows = material.answers["listed-partners"].rows
    figures = []
    for key, label in (
        ("yes", "on it then"),
        ("no", "not on it then"),
        ("not known", "whether then is not known"),
    ):
        states = _states([row for row in rows if row["listed"] == key])
        yes, review = of_works(states, states, "yes"), of_works(states, states, "review")
        figures.append(
            Figure(
                f"listed-{key.replace(' ', '-')}",
                f"works that name an institution of a list: {label}",
                len(yes),
                review=len(review),
                works=yes,
                review_works=review,
                about=("listed",) if key == "yes" else (),
            )
        )
    return Section("listed", title, (plain(NO_PROOF),), tuple(figures), (_each_listed(rows, ai),))


def _each_listed(rows: Rows, ai: Group | None) -> Table:
    marked = _marks(ai)
    columns = (
        ("institution", "institution"), ("country", "country"), ("list", "list"), ("list_dated", "copy of"),
        ("entry", "entry"), ("since", "on it since"), ("dated", "date of the work"), ("listed", "listed then"),
        ("paragraph_11", "against paragraph 11"), ("state", "state"), *_ai_column(ai), ("caveat", "caution"),
    )  # fmt: skip
    found = tuple(
        _row(
            row,
            (
                row["institution"],
                row["institution_country"],
                row["list"],
                str(plain_value(row["list_dated"]) or "not known"),
                row["entry"],
                str(plain_value(row["since"]) or "not said"),
                row["dated"],
                row["listed"],
                row["paragraph_11"] or "",
                row["state"],
                *([] if ai is None else [marked.get(row["work"], "")]),
                row["caveat"],
            ),
        )
        for row in rows
    )
    return Table("listed-each", "Each work and entry", columns, found)


def _row(row: dict[str, Any], cells: tuple[Any, ...]) -> Row:
    work = (row["work"],)
    return Row(cells, work, ()) if row["state"] == "yes" else Row(cells, (), work)


def _ai_column(ai: Group | None) -> list[tuple[str, str]]:
    return [] if ai is None else [("ai", "AI")]


def _marks(ai: Group | None) -> dict[str, str]:
    return {} if ai is None else {work.key: state for work, state in ai.members}


def _states(rows: Rows) -> dict[str, str]:
    """Each work with its best state."""
    found: dict[str, str] = {}
    for row in rows:
        if found.get(row["work"]) != "yes":
            found[row["work"]] = row["state"]
    return found
