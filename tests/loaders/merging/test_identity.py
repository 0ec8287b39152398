"""Identifiers in normal form, and which records are one work."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.merging import identity, joining
from loaders.merging.identity import Group, group, normal_arxiv, normal_doi, normal_orcid, normal_pmid
from loaders.records import PrintedAuthor, Record


@pytest.mark.parametrize(
    ("printed", "doi"),
    [
        ("10.1000/ABC", "10.1000/abc"),
        ("https://doi.org/10.1000/abc", "10.1000/abc"),
        ("http://dx.doi.org/10.1000/abc.", "10.1000/abc"),
        (" doi: 10.1000/a(b)c<152::aid>3.0.co;2-1 ", "10.1000/a(b)c<152::aid>3.0.co;2-1"),
        ("10.1000.5/abc", "10.1000.5/abc"),
        ("10.1000/a\u200bb\u202e", "10.1000/ab"),
        ("10.1/abc", None),
        ("10.1000/", None),
        ("10.1000/.,", None),
        ("10.\u0661\u0660\u0660\u0660/abc", None),
        ("abc", None),
        ("", None),
        (None, None),
    ],
)
def test_dois(printed: str | None, doi: str | None) -> None:
    assert normal_doi(printed) == doi


@pytest.mark.parametrize(
    ("printed", "arxiv"),
    [
        ("2203.05726", "2203.05726"),
        ("arXiv:2203.05726v2", "2203.05726"),
        ("https://arxiv.org/abs/hep-th/9901001v1", "hep-th/9901001"),
        ("math.AG/0102003", "math.ag/0102003"),
        ("2203", None),
        (None, None),
    ],
)
def test_arxiv_ids(printed: str | None, arxiv: str | None) -> None:
    assert normal_arxiv(printed) == arxiv


@pytest.mark.parametrize(
    ("printed", "pmid"),
    [
        ("https://pubmed.ncbi.nlm.nih.gov/00123", "123"),
        ("123", "123"),
        ("12a", None),
        ("0", None),
        ("", None),
    ],
)
def test_pubmed_ids(printed: str, pmid: str | None) -> None:
    assert normal_pmid(printed) == pmid


@pytest.mark.parametrize(
    ("printed", "orcid"),
    [
        ("https://orcid.org/0000-0002-1825-0097", "0000-0002-1825-0097"),
        ("0000000218250097", "0000-0002-1825-0097"),
        ("0000-0002-1694-233x", "0000-0002-1694-233X"),
        ("0000-0002-1825-0098", None),  # the check digit is wrong
        ("none", None),
    ],
)
def test_orcids(printed: str, orcid: str | None) -> None:
    assert normal_orcid(printed) == orcid


TITLE = "Sorption of caesium on bentonite from the Taedong river basin"
TEAM = ("Ri Chol Su", "Wang Wei", "Jane Roe")


def titled(ident: str, title: str = TITLE, *, source: str = "s", **more: Any) -> Record:
    authors = more.pop("authors", TEAM)
    return Record(
        source=source,
        source_id=ident,
        title=title,
        year=more.pop("year", 2018),
        authors=tuple(PrintedAuthor(name, position) for position, name in enumerate(authors)),
        **more,
    )


def works(*records: Record) -> dict[str, set[str]]:
    return {one.key: {str(record.source_id) for record in one.records} for one in group(records)}


def links(*records: Record) -> list[tuple[str, str, str, str, str]]:
    return [
        (link.kind, link.start, link.end, link.rule, link.state)
        for one in group(records)
        for link in one.links
    ]


def reasons(*records: Record) -> dict[str, tuple[str, ...]]:
    return {one.key: one.reasons for one in group(records)}


def test_records_without_a_common_identifier_are_joined_by_title_year_and_authors() -> None:
    found = [
        titled("a", doi="10.1000/x"),
        titled("b", TITLE.upper(), pmid="7", year=2019, authors=("Ri CS", "Wang W", "Roe J")),
        titled("c", authors=TEAM[:1]),
    ]
    (one,) = group(found)
    assert (one.key, len(one.records), one.reasons) == ("doi:10.1000/x", 3, ())
    assert {key: (how.rule, how.confidence) for key, how in one.joined.items()} == {
        "s:b": ("title-same", 0.98),
        "s:c": ("title-same", 1.0),
    }


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ({"doi": "10.1000/x"}, {"doi": "10.1000/y"}),
        ({"pmid": "1"}, {"pmid": "2", "doi": "10.1000/y"}),
        ({"openalex": "W1"}, {"openalex": "W2"}),
        ({"arxiv": "2001.00001"}, {"arxiv": "2001.00002"}),
        ({"source": "scopus"}, {"source": "scopus"}),
        ({"source": "wos"}, {"source": "wos"}),
    ],
)
def test_what_identifiers_tell_apart_no_title_joins(a: dict[str, str], b: dict[str, str]) -> None:
    found = [titled("a", **a), titled("b", **b)]
    assert [len(one.records) for one in group(found)] == [1, 1]
    assert [one.reasons for one in group(found)] == [("resembles-another",)] * 2
    ((kind, start, end, _, state),) = links(*found)
    assert (kind, state) == ("RESEMBLES", "review")
    assert start < end


def test_numbers_of_a_database_in_another_format_tell_apart_too() -> None:
    assert len(works(titled("WOS:1", source="bibtex"), titled("WOS:2", source="wos"))) == 2
    assert len(works(titled("WOS:1", source="bibtex"), titled("WOS:1", source="wos"))) == 1
    assert len(works(titled("WOS:1", source="bibtex"), titled("2-s2.0-1", source="bibtex"))) == 1
    found = [titled("key-1", source="bibtex"), titled("key-2", source="bibtex")]
    assert len(works(*found)) == 1  # citation keys of two files


def test_a_record_that_fits_two_works_goes_to_neither() -> None:
    found = [titled("a", doi="10.1000/x"), titled("b", doi="10.1000/y"), titled("c")]
    assert len(works(*found)) == 3
    assert {kind for kind, *_ in links(*found)} == {"RESEMBLES"}
    surer = [titled("a", doi="10.1000/x", year=2019), titled("b", doi="10.1000/y"), titled("c")]
    assert works(*surer)["doi:10.1000/x"] == {"a"}


def test_a_preprint_and_its_article_are_two_works_joined() -> None:
    preprint = titled("p", arxiv="2001.00001", type="preprint")
    article = titled("a", doi="10.1000/x", year=2019)
    assert links(preprint, article) == [
        ("VERSION_OF", "arxiv:2001.00001", "doi:10.1000/x", "title-same", "yes")
    ]
    assert set(reasons(preprint, article).values()) == {()}
    server = titled("q", doi="10.48550/arxiv.2001.00001", arxiv="2001.00001")
    own = titled("a", doi="10.1000/x", arxiv="2001.00001", year=2019)
    assert links(server, own) == [
        ("VERSION_OF", "doi:10.48550/arxiv.2001.00001", "doi:10.1000/x", "shared-id", "yes")
    ]
    assert set(reasons(server, own).values()) == {()}
    # the bare arXiv record is the preprint; beside the article alone its id is the article's own
    assert works(server, own, preprint)["doi:10.48550/arxiv.2001.00001"] == {"p", "q"}
    assert works(own, preprint) == {"doi:10.1000/x": {"a", "p"}}


def test_a_preprint_of_two_articles_is_for_review() -> None:
    found = [
        titled("p", arxiv="2001.00001", type="preprint"),
        titled("a", doi="10.1000/x"),
        titled("b", doi="10.1000/y"),
    ]
    assert {(kind, state) for kind, *_, state in links(*found)} == {
        ("VERSION_OF", "review"),
        ("RESEMBLES", "review"),
    }


def test_two_dois_that_share_an_identifier_resemble_each_other() -> None:
    found = [titled("a", "A", doi="10.1000/x", pmid="5"), titled("b", "B", doi="10.1000/y", pmid="5")]
    assert links(*found) == [("RESEMBLES", "doi:10.1000/x", "doi:10.1000/y", "two-dois", "review")]
    assert set(reasons(*found).values()) == {("two-dois",)}


def test_a_title_that_too_many_share_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "BLOCK", 3)
    found = [titled(str(number), authors=(f"Author Number{number}",)) for number in range(3)]
    twins = [titled("x"), titled("y")]
    assert {"x", "y"} in works(*twins, found[0]).values()
    assert all(len(members) == 1 for members in works(*twins, *found).values())
    assert all(key.startswith("s:") for key in works(*twins, *found))


def test_many_that_resemble_each_other_are_told_and_few_links_are_kept() -> None:
    found = [titled(str(number), doi=f"10.1000/{number}") for number in range(60)]
    assert set(reasons(*found).values()) == {("resembles-another",)}
    assert 60 <= len(links(*found)) + 1 <= 60 * identity.SHOWN


ids = st.sampled_from([None, "1", "2", "3"])
records = st.lists(
    st.builds(
        lambda n, doi, pmid, openalex, arxiv, title, year, first, kind: Record(
            source=("s", "scopus")[n % 2],
            source_id=str(n),
            doi=f"10.1000/{doi}" if doi else None,
            pmid=pmid,
            openalex=f"W{openalex}" if openalex else None,
            arxiv=f"2001.0000{arxiv}" if arxiv else None,
            title=title,
            year=year,
            authors=(PrintedAuthor(first, 0), PrintedAuthor("Wang Wei", 1)),
            type=kind,
        ),
        st.integers(0, 30), ids, ids, ids, ids,
        st.sampled_from([None, TITLE, TITLE.upper(), TITLE + ": a study", TITLE.replace("river", "valley"), "Editorial"]),
        st.sampled_from([None, 2018, 2018, 2019, 2021]),
        st.sampled_from(["Ri Chol Su", "Ri CS", "Pak Un"]),
        st.sampled_from([None, None, "preprint", "erratum"]),
    ),
    max_size=12,
)  # fmt: skip


@given(records, st.randoms(use_true_random=False))
def test_works_are_a_function_of_the_set_of_records(found: list[Record], chance: random.Random) -> None:
    distinct = list({record.key: record for record in found}.values())
    groups = group(distinct)
    chance.shuffle(distinct)
    assert group(distinct) == groups
    placed = [record.key for one in groups for record in one.records]
    assert sorted(placed) == sorted(record.key for record in distinct)
    assert len({one.key for one in groups}) == len(groups)
    for one in groups:
        assert len({record.doi for record in one.records if record.doi}) <= 1
    for record in distinct:
        if record.doi:
            assert next(one.key for one in groups if record in one.records) == f"doi:{record.doi}"
    keys = {one.key for one in groups}
    for one in groups:
        assert all(link.start == one.key and link.end in keys - {one.key} for link in one.links)
        # what is worked out from a work, and the works that it is linked to, does not hang on the rest
        for other in _alone(groups, one.key):
            assert other in groups


def _alone(groups: list[Group], key: str) -> list[Group]:
    """The groups again, from those alone that links join with this one, however far."""
    by_key = {one.key: one for one in groups}
    near: set[str] = set()
    fresh = {key}
    while fresh:
        near |= fresh
        fresh = {
            end for one in groups for link in one.links for start, end in ((link.start, link.end), (link.end, link.start))
            if start in near
        } - near  # fmt: skip
    return group(record for one in near for record in by_key[one].records)
