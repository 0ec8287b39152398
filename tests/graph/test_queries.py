"""Front matter and values of the questions."""

from __future__ import annotations

from typing import Any

import pytest

from graph import country_codes
from graph.errors import CoauthError, WrongUsage
from graph.front_matter import Parameter, parse
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
// parameter: mode | one, two or other | one | --mode | how
// parameter: names | flag | no | --names | whether to name
// column: work: the key
// caveat: careful
// example: coauth query x
RETURN $code, $three, $year, $share, $years, $mode, $names
"""


def test_a_front_matter() -> None:
    query = parse("x", GOOD)
    assert (query.title, query.question, query.caveats) == ("T", "Q of two lines?", ("careful",))
    assert query.cypher.startswith("// title: T")
    assert [one.kind for one in query.parameters] == [
        "country",
        "countries",
        "year",
        "number",
        "whole",
        "choice",
        "flag",
    ]
    assert [one.default for one in query.parameters] == [
        "KP",
        ("KP", "CN", "US"),
        None,
        0.5,
        None,
        "one",
        False,
    ]
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
// parameter: f | text | - | --f | m
// parameter: f | text | - | --f | m
// parameter: h | flag | yes | --h | m
// column: nothing
// undated: sometimes
RETURN $f, $g
"""
    with pytest.raises(CoauthError) as caught:
        parse("x", text)
    for fault in (
        "title must stand there once, not 2 times", "question must stand there once, not 0 times",
        "`// nonsense` is no line", "NAME | TYPE", "parameter B", "`colour` is no type", "`much` does not fit",
        "`yes` does not fit",
        "`e` is no option", "parameter f stands there twice", "column `nothing`", "undated", "no caveat", "$g is used",
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
        ("indirect-triads", {"middle": "KP"}, "KP is given more than once"),
        ("indirect-triads", {"within": -1}, "--within -1"),
        ("possibly-unwitting", {"many": 2}, "--many 2: it is a whole number from 3 to 1000"),
        ("possibly-unwitting", {"names": "yes"}, "--names yes: it is given or not"),
        ("institution-pairs", {"country": "CN", "other": "cn"}, "CN is given more than once"),
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
