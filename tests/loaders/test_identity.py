"""Identifiers in normal form, and which records are one work."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.identity import group, normal_arxiv, normal_doi, normal_orcid, normal_pmid, title_key
from loaders.records import PrintedAuthor, Record


@pytest.mark.parametrize(
    ("printed", "doi"),
    [
        ("10.1000/ABC", "10.1000/abc"),
        ("https://doi.org/10.1000/abc", "10.1000/abc"),
        ("http://dx.doi.org/10.1000/abc.", "10.1000/abc"),
        (" doi: 10.1000/a(b)c<152::aid>3.0.co;2-1 ", "10.1000/a(b)c<152::aid>3.0.co;2-1"),
        ("10.1000.5/abc", "10.1000.5/abc"),
        ("10.1/abc", None),
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


def titled(title: str | None, year: int | None = 2000, first: str = "Ri Chol Su") -> Record:
    return Record(
        source="s",
        source_id=f"{title}{year}{first}",
        title=title,
        year=year,
        authors=(PrintedAuthor(first, 0),),
    )


def test_a_title_identifies_only_with_year_and_first_author_and_when_it_is_one() -> None:
    assert title_key(titled("On <i>Chaos</i>")) == title_key(titled("ON <i>chaos</i>"))
    assert title_key(titled("On Chaos", first="Chol-Su Ri")) == title_key(titled("On chaos"))
    assert title_key(titled("On Chaos", year=2001)) != title_key(titled("On Chaos"))
    for nothing in (
        titled("Editorial"),
        titled(None),
        titled("On Chaos", year=None),
        titled("On Chaos", first="-"),
    ):
        assert title_key(nothing) is None


ids = st.sampled_from([None, "1", "2", "3"])
records = st.lists(
    st.builds(
        lambda n, doi, pmid, openalex, arxiv: Record(
            source="s",
            source_id=str(n),
            doi=f"10.1000/{doi}" if doi else None,
            pmid=pmid,
            openalex=f"W{openalex}" if openalex else None,
            arxiv=f"2001.0000{arxiv}" if arxiv else None,
        ),
        st.integers(0, 30), ids, ids, ids, ids,
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
