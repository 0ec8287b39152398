"""Front matter and values of the questions."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from graph import country_codes
from graph.errors import CoauthError, WrongUsage
from graph.front_matter import Parameter, Values, parse
from graph.queries import ask, checked, question
from graph.store import Store

GOOD = """// title: T
// question: Q of
//   two lines?
// parameter: code | country | KP | --code | a country
// parameter: three | 3 countries | KP CN US | --country | three
// parameter: year | year | - | --from | a year
// parameter: share | number 0..1 | 0.5 | --share | a share
// parameter: years | whole number 0..9 | required | --years | years
// parameter: day | date | 2016-02 | --day | a day
// parameter: mode | one, two or other | one | --mode | how
// parameter: names | flag | - | --names | names too
// parameter: list | text | - | --list | a list
// values: list | Topic | list | term list
// column: work: the key
// column: works: how many
// computed: low | poisson low | works | how few
// needs: Topic | no topics
// caveat: careful
// example: coauth query x
RETURN $code, $three, $year, $share, $years, $day, $mode, $names, $list
"""


def test_a_front_matter() -> None:
    query = parse("x", GOOD)
    assert (query.title, query.question, query.caveats) == ("T", "Q of two lines?", ("careful",))
    assert query.needs == ("Topic", "no topics")
    assert query.cypher.startswith("// title: T")
    assert [one.kind for one in query.parameters] == [
        "country",
        "countries",
        "year",
        "number",
        "whole",
        "date",
        "choice",
        "flag",
        "text",
    ]
    assert query.values == (Values("list", "Topic", ("list",), "term list"),)
    assert query.column_names == ("work", "works")
    assert [column.name for column in query.answered] == ["work", "works", "low"]
    assert query.computed[0].value({"work": "x", "works": 1}) == 0.03
    defaults = [one.default for one in query.parameters]
    assert defaults == ["KP", ("KP", "CN", "US"), None, 0.5, None, "2016-02-29", "one", False, None]
    assert query.parameter("years") == Parameter(
        "years", "whole", None, "--years", "years", True, low=0, high=9
    )
    mode = query.parameter("mode")
    assert mode is not None
    assert mode.choices == ("one", "two", "other")


def test_all_faults_at_once() -> None:
    text = """// title: T
// title: T again
// nonsense
// parameter: a | country | KP
// parameter: B | country | KP | --b | m
// parameter: c | colour | - | --c | m
// parameter: d | number 0..1 | much | --d | m
// parameter: e | text | - | e | m
// parameter: h | date | 2016-13 | --h | m
// parameter: f | text | - | --f | m
// parameter: f | text | - | --f | m
// parameter: h | flag | on | --h | m
// column: nothing
// computed: low | normal | works | m
// computed: high | wilson low | works | m
// computed: poisson low
// undated: sometimes
// needs: topics
// values: f | Topic | list
// values: nobody | Topic | list | term list
RETURN $f, $g
"""
    with pytest.raises(CoauthError) as caught:
        parse("x", text)
    for fault in (
        "title must stand there once, not 2 times", "question must stand there once, not 0 times",
        "`// nonsense` is no line", "NAME | TYPE", "parameter B", "`colour` is no type", "`much` does not fit", "`2016-13` does not fit",
        "`e` is no option", "parameter f stands there twice", "column `nothing`", "undated", "needs `topics`", "no caveat", "$g is used",
        "values `f | Topic | list` is not a parameter", "values `nobody | Topic | list | term list` is not a parameter",
        "computed low: `normal` is none of poisson low", "computed high: `wilson low` takes 2 columns, not 1",
        "computed high: there is no column works", "computed `poisson low` is not NAME",
        "`// nonsense` is no line", "NAME | TYPE", "parameter B", "`colour` is no type", "`much` does not fit",
        "`e` is no option", "parameter h: a flag is off unless", "parameter f stands there twice", "column `nothing`", "undated", "no caveat", "$g is used",
        "computed low: `normal` is none of poisson low", "computed high: `wilson low` takes 2 columns, not 1",
        "computed high: there is no column works", "computed `poisson low` is not NAME",
    ):  # fmt: skip
        assert fault in caught.value.message
    with pytest.raises(CoauthError, match="parameter f is never used"):
        parse("x", text.replace("$f", "1"))


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("triads", {"countries": ["KP", "CN"]}, "needed 3 times"),
        ("triads", {"countries": ["KP", "CN", "KP"]}, "KP is given more than once"),
        ("triads", {"countries": ["KP", "CN", "UK"]}, r"was GB \(United Kingdom\) meant"),
        ("partners", {"country": "PRK"}, "was KP"),
        ("partners", {"country": "north korea"}, "no country has this code"),
        ("partners", {"country": "Germny"}, r"DE \(Germany\)"),
        ("partners", {"country": "ZZ"}, "no country has this code"),
        ("partners", {"from": 2020, "to": 2010}, "--from 2020 is later than --to 2010"),
        ("partners", {"from": 0}, "--from 0: it is a year from 1000 to 9999"),
        ("partners", {"min_confidence": 1.5}, "--min-confidence 1.5: it is a number from 0 to 1"),
        ("partners", {"min_confidence": float("nan")}, "--min-confidence nan"),
        ("partners", {"review": "maybe"}, "leave-out, include, only"),
        ("partners", {"colour": 1}, "partners has no parameter 'colour'"),
        (
            "first-contacts",
            {"after": "soon"},
            "--after soon: it is no date from 1000 to 9998; YYYY-MM-DD, or YYYY-MM",
        ),
        ("first-contacts", {"after": "2015-02-29"}, "--after 2015-02-29: it is no date"),
        ("first-contacts", {"after": "30.11.2016"}, "--after 30.11.2016: it is no date"),
        ("first-contacts", {"after": "20161130"}, "--after 20161130: it is no date"),
        ("first-contacts", {"after": "2016-11-30T10:00"}, "it is no date"),
        ("first-contacts", {"after": ""}, "it is no date"),
        ("first-contacts", {"after": "9999"}, "it is no date"),
        ("indirect-triads", {"middle": "KP"}, "KP is given more than once"),
        ("indirect-triads", {"within": -1}, "--within -1"),
        ("possibly-unwitting", {"many": 2}, "--many 2: it is a whole number from 3 to 1000"),
        ("possibly-unwitting", {"names": "yes"}, "--names yes: it is given or not"),
        ("institution-pairs", {"country": "CN", "other": "cn"}, "CN is given more than once"),
        ("teams", {"names": "yes"}, "--names yes: it is given or not"),
        ("partners", {"from": 2016.5}, "--from 2016.5: it is a year"),
        ("partners", {"from": float("inf")}, "--from inf: it is a year"),
        ("city-search", {"city": ""}, "--city is empty"),
        ("city-search", {"city": " ; ;"}, "--city is empty"),
        ("city-search", {"city": "\udcff"}, "--city: it is not UTF-8 text"),
        ("topic-rank", {"list": "  "}, "--list is empty"),
        ("topic-change", {"from": 2017, "since": 2017}, "--since 2017 is not later than --from 2017"),
        ("topic-change", {"since": 2018, "to": 2017}, "--since 2018 is later than --to 2017"),
    ],
)
def test_values_that_do_not_fit(name: str, given: dict[str, Any], said: str) -> None:
    with pytest.raises(WrongUsage, match=said):
        checked(question(name), given)


def test_values_that_fit() -> None:
    values = checked(question("triads"), {"countries": ["kp", " cn ", "De"], "from": "2010"})
    assert values == {
        "countries": ["KP", "CN", "DE"], "from": 2010, "to": None, "min_confidence": 0.5, "review": "leave-out",
    }  # fmt: skip
    assert checked(question("partners"), {"country": "XK"})["country"] == "XK"
    assert checked(question("teams"), {})["names"] is False
    assert checked(question("teams"), {"names": True})["names"] is True


@pytest.mark.parametrize(
    ("given", "day"),
    [
        ("2016-11-30", "2016-11-30"),
        (" 2016-02 ", "2016-02-29"),
        ("2016-12", "2016-12-31"),
        ("2016", "2016-12-31"),
        (2016, "2016-12-31"),
        (date(2017, 1, 2), "2017-01-02"),
        (None, "2016-11-30"),
    ],
)
def test_a_date(given: Any, day: str) -> None:
    assert checked(question("first-contacts"), {"after": given})["after"] == day


def test_an_unknown_question() -> None:
    with pytest.raises(WrongUsage, match="there is no question 'triad'") as caught:
        question("triad")
    assert caught.value.hint == "coauth query triads"


def test_country_codes() -> None:
    assert country_codes.names()["KP"].startswith("Korea")
    assert country_codes.meant_by("DPRK") == ("KP",)


def test_nothing_is_loaded(store: Store) -> None:
    with pytest.raises(CoauthError, match="nothing is loaded yet") as caught:
        ask(store, "triads")
    assert "coauth demo" in str(caught.value.hint)
    assert "coauth load" in str(caught.value.hint)
