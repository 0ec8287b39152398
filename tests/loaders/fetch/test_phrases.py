"""What is searched for in printed affiliations."""

from __future__ import annotations

import pytest

from graph.settings import Settings
from loaders.fetch.openalex import MAX_VALUES, openalex_queries
from loaders.fetch.phrases import Phrase, phrases_of
from loaders.registry import facts


@pytest.mark.parametrize(
    ("phrase", "there"),
    [
        (Phrase("country", "DPR Korea"), True),
        (Phrase("country", "Korea N"), True),  # `Korea, N`
        (Phrase("country", "朝鲜"), True),
        (Phrase("country", "Korea"), False),  # the other state bears it too
        (Phrase("city", "Pyongyang"), True),
        (Phrase("city", "Hamhung"), True),
        (Phrase("city", "평양"), True),
        (Phrase("city", "Seoul"), False),
        (Phrase("institution", "Kim Il Sung University"), True),
        (Phrase("institution", "김일성종합대학"), True),
        (Phrase("institution", "Pyongyang Medical College"), False),  # `Pyongyang` finds it
        (Phrase("institution", "Institute of Mathematics"), False),  # claims only beside its city
        (Phrase("institution", "CIM"), False),
        (Phrase("institution", "Chosun University"), False),  # stands in Gwangju
    ],
)
def test_for_the_dprk(phrase: Phrase, there: bool) -> None:
    assert (phrase in phrases_of("KP")) == there


def test_every_institution_of_the_table_is_searched_for_by_some_phrase() -> None:
    texts = [f" {phrase.text.casefold()} ".replace("-", " ") for phrase in phrases_of("KP")]
    for fact in facts():
        if (
            fact.country == "KP"
            and len(fact.name.split()) > 1
            and fact.name in fact.names
            and "(" not in fact.name
        ):
            name = f" {fact.name.casefold()} ".replace("-", " ").replace(",", "")
            assert any(text in name for text in texts), fact.name


@pytest.mark.parametrize("code", ["KP", "KR", "IS", "US", "XK"])
def test_no_phrase_holds_another_or_says_nothing(code: str) -> None:
    phrases = phrases_of(code)
    assert len({phrase.text for phrase in phrases}) == len(phrases)
    for phrase in phrases:
        assert not set(phrase.text) & set('",|:()!*?')
        assert 2 <= len(phrase.text) <= 80  # OpenAlex takes only a few longer ones at once
    if code != "XK":
        assert any(phrase.kind == "country" for phrase in phrases)


def test_the_queries_keep_to_the_bounds_of_the_service() -> None:
    queries = openalex_queries(
        Settings(), "KP", years=(2017, 2023), filters={"type": ["article|review"], "is_oa": ["true"]}
    )
    assert [query.way for query in queries[:2]] == ["label", "search"]
    assert sum(len(query.terms) for query in queries) == len(phrases_of("KP"))
    for query in queries:
        assert len(query.url) < 4000
        assert len(query.terms) <= MAX_VALUES
        assert query.filter.endswith(
            "from_publication_date:2017-01-01,to_publication_date:2023-12-31,type:article|review,is_oa:true"
        )
        assert query.filter.count(",") == 4
    assert queries[0].url == (
        "https://api.openalex.org/works?filter=authorships.institutions.country_code:KP,"
        "from_publication_date:2017-01-01,to_publication_date:2023-12-31,type:article%7Creview,is_oa:true"
    )
