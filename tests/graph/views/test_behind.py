"""The subgraph behind an answer, read from both stores."""

from __future__ import annotations

from typing import Any

from graph.store import Store
from graph.views.behind import MAX_AUTHORS, picture_of
from graph.views.evidence import countries_of, findings
from graph.views.html import to_html
from graph.views.picture import Picture, PictureNode
from tests.graph.views import graphs

KEYS = ["title:hostile", "doi:10.1234/melt", "doi:10.1234/melt", "doi:10.9999/not-there"]


def drawn(store: Any, **how: Any) -> Picture:
    return picture_of(store, KEYS, title="T", caution="C", countries=("KP", "CN"), **how)


def node(picture: Picture, key: str) -> PictureNode:
    return next(one for one in picture.nodes if one.key == key)


def test_works_persons_and_evidence(store: Store) -> None:
    graphs.write(store)
    picture = drawn(store)
    assert [one.key for one in picture.nodes] == [
        "country CN of doi:10.1234/melt",
        "person p1",
        "person p2",
        "work doi:10.1234/melt",
        "work title:hostile",
    ]
    work = node(picture, "work doi:10.1234/melt")
    assert work.url == "https://doi.org/10.1234/melt"
    assert work.label.splitlines()[-1] == "2016 · KP CN GB"
    assert ("submitted", "2016-03") in work.details
    assert ("affiliation as printed", "Academy of Sciences, Beijing, China") in work.details
    person = node(picture, "person p1")
    assert person.countries == ("KP", "GB")
    assert not person.review
    assert ("affiliation as printed", graphs.KISU) in person.details
    assert ("country", "KP · rule dprk-form · confidence 0.99") in person.details
    assert ("institution", "Kim Il Sung University · rule table-name · confidence 0.95") in person.details
    assert ("country, for review", "KR · rule bare-korea · confidence 0.50") in person.details
    assert ("same person, for review", "rule initials · confidence 0.40") in person.details
    hostile = node(picture, "work title:hostile")
    assert hostile.url is None
    assert hostile.review
    assert hostile.label.splitlines()[-1] == "KP? KR?"
    assert {(one.source, one.target, one.kind, one.review) for one in picture.edges} == {
        ("country CN of doi:10.1234/melt", "work doi:10.1234/melt", "INVOLVES", False),
        ("person p1", "work doi:10.1234/melt", "AUTHORED", False),
        ("person p1", "work title:hostile", "AUTHORED", True),
        ("person p2", "work title:hostile", "AUTHORED", False),
    }
    assert ("KP", "North Korea") in picture.country_names


def test_institutions_where_wanted(store: Store) -> None:
    graphs.write(store)
    picture = drawn(store, institutions=True)
    known = node(picture, "institution coauth:kisu")
    assert (known.title, known.countries, known.review) == ("Kim Il Sung University", ("KP",), False)
    assert any(
        one.target == known.key and one.source == "person p1" and not one.review for one in picture.edges
    )


def test_the_same_store_gives_the_same_bytes(store: Store) -> None:
    graphs.write(store)
    assert to_html(drawn(store)) == to_html(drawn(store))


class Rows:
    """Answers the picture's reads without a store."""

    def __init__(self, works: int, authors: list[str | None]) -> None:
        self.works = [f"doi:10.1234/{number:04}" for number in range(works)]
        self.authors = authors

    def read(self, cypher: str, parameters: dict[str, Any] | None = None, /) -> list[dict[str, Any]]:
        wanted = (parameters or {}).get("works", [])
        if "AUTHORED" in cypher:
            return [self.author(work, number) for work in wanted for number in range(len(self.authors))]
        if "INVOLVES" in cypher or "Institution" in cypher:
            return []
        return [graphs.WORKS[1] | {"work": work} for work in self.works if work in wanted]

    def author(self, work: str, number: int) -> dict[str, Any]:
        code = self.authors[number]
        found = graphs.evidence((0, "country", code, "yes", "country-name", 0.9)) if code else graphs.NONE
        keys = {"work": work, "person": f"{work} {number}", "authorship": f"{work} {number}", "orcid": None}
        return graphs.AUTHORED[2] | keys | {"position": number, "name": f"Author {number}"} | found


def test_more_works_than_fit_are_left_out_with_a_note() -> None:
    rows = Rows(250, [])
    picture = picture_of(rows, rows.works, title="T", caution="C")
    assert len(picture.nodes) == 200
    assert picture.notes == ("200 of 250 works are drawn; narrow the question to see the others",)


def test_of_a_long_list_the_authors_with_the_countries_asked_for_are_drawn() -> None:
    rows = Rows(1, [*["US"] * 300, "KP", *["CH"] * 1000, "KP", None])
    picture = picture_of(rows, rows.works, title="T", caution="C", countries=("KP", "US"))
    persons = [one for one in picture.nodes if one.kind == "person"]
    assert len(persons) == MAX_AUTHORS + 1
    assert sum(one.countries == ("KP",) for one in persons) == 2
    rest = next(one for one in persons if one.label.startswith("and "))
    assert rest.label == f"and {1303 - MAX_AUTHORS:,} more"
    assert ("authors, CH", "1,000") in rest.details
    assert ("authors, none read", "1") in rest.details
    assert "more than 40 authors" in picture.notes[0]


def test_countries_of_takes_review_only_where_nothing_is_certain() -> None:
    both = findings(graphs.AUTHORED[0]) + findings(graphs.AUTHORED[1])
    assert countries_of(both) == (("KP", "GB"), False)
    assert countries_of(findings(graphs.AUTHORED[1])) == (("KP", "KR"), True)
    assert countries_of([]) == ((), False)
