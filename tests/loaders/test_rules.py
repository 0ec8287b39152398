"""The rules on cooperation with the DPRK, and the questions that speak of them."""

from __future__ import annotations

from datetime import date

import pytest

from coauth.explain_query import explained
from graph.errors import CoauthError
from graph.queries import catalogue, question
from loaders.rules import rule_of, rules


def test_the_rules_and_their_days() -> None:
    assert [(rule.id, rule.tag, rule.since) for rule in rules()] == [
        ("17", "T1", date(2016, 3, 2)),
        ("10", "T2", date(2016, 11, 30)),
        ("11(a)", "A", date(2016, 11, 30)),
        ("11(b)", "B", date(2016, 11, 30)),
        ("11 medical", "M", date(2016, 11, 30)),
    ]
    assert rule_of("11(a)").source == "UNSCR 2321 (30 November 2016), paragraph 11(a)"
    with pytest.raises(CoauthError, match=r"there is no rule '11\(c\)'"):
        rule_of("11(c)")


def test_questions_take_the_day_from_the_table_and_explain_the_rules() -> None:
    reading = [query for query in catalogue() if query.parameter("rule_day") is not None]
    assert {query.name for query in reading} == {"restricted-fields", "listed-partners"}
    for query in reading:
        parameter = query.parameter("rule_day")
        assert parameter is not None
        assert parameter.default == rule_of("11(b)").since.isoformat()
        told = explained(query, {})["rules"]
        assert [(one["id"], one["tag"]) for one in told] == [(rule.id, rule.tag) for rule in rules()]
    assert explained(question("partners"), {})["rules"] == []


def test_nothing_says_that_a_rule_was_broken() -> None:
    said = " ".join((rule.says + rule.asks) for rule in rules()) + " ".join(
        query.cypher for query in catalogue()
    )
    assert "violat" not in said.lower()
