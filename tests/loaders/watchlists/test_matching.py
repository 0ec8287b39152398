"""Which institutions an entry names: a table of cases on a small registry and the built-in table."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from loaders.deciding import Decider
from loaders.judgements.entry import RULE
from loaders.registry import institution_key
from loaders.watchlists.entry import Entry
from loaders.watchlists.matching import RULES_FOR_REVIEW, match
from tests.registries import RECORDS, key, record, registered

SANS = "coauth:b81d077b737e528a8cf0"
KISU = "coauth:9dbe00c2f8abd6d8dffa"
MORE = (
    record(50, "Institute of Tidal Metals", "DE", "Karlstein", kind="facility", parents=[1], aliases=["Karlstein Tidal Metals Institute"]),
    record(51, "Wattburg Technological University", "DE", "Wattburg"),
    record(52, "Wattburg University of Technology", "DE", "Wattburg"),
    record(53, "Karlstein Metal Academy", "DE", "Karlstein", acronyms=["KMAWB"], aliases=["Karlstein Steel Academy"]),
    record(54, "Wattburg Ore Works", "DE", "Wattburg", kind="company", aliases=["Wattburg Tin Works"]),
)  # fmt: skip


@cache
def decider() -> Decider:
    return Decider(registry=registered((*RECORDS, *MORE)))


def entry(name: str, *aliases: str, at: str = "") -> Entry:
    return Entry(name=name, aliases=aliases, countries=tuple(at.split()))


def found(one: Entry, *, printed: bool = False) -> list[tuple[Any, ...]]:
    """What an entry names; without those that are known by their printed name only."""
    return [
        (m.key, m.state, m.rule)
        for m in match(one, decider())
        if printed or not m.rule.startswith("printed-name")
    ]


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        # the whole name and the country
        (entry("University of Karlstein", at="DE"), [(key(1), "yes", "name")]),
        (entry("UNIVERSITY OF KARLSTEIN (UK)", at="DE"), [(key(1), "yes", "name")]),
        (entry("The University of Karlstein", at="US DE"), [(key(1), "yes", "name")]),
        (entry("Second Academy of Natural Sciences", at="KP"), [(SANS, "yes", "name")]),
        (entry("北海理工大学", at="CN"), [(key(13), "yes", "name")]),
        (entry("Zoltek Industries, Inc.", at="US"), [(key(11), "review", "common-name")]),
        # an alias that is a whole name; a misprint of the list's own name does no harm
        (entry("Univrsity of Karlstin", "University of Karlstein", at="DE"), [(key(1), "yes", "alias")]),
        (entry("Some Tidal School", "Universität Karlstein", at="DE"), [(key(1), "review", "alias-alone")]),
        # its name with that of what it is a part of
        (entry("University of Karlstein – Karlstein Tidal Metals Institute", at="DE"), [(key(50), "yes", "unit-of-whole")]),
        # without a country, or with another
        (entry("University of Karlstein"), [(key(1), "review", "no-country")]),
        (entry("University of Karlstein", at="AT"), []),
        (entry("Kim Il Sung University", at="KR"), []),
        # a part of a name is another's: a hospital, a school, a branch, a company of a university
        (entry("Karlstein University Hospital Foundation", at="DE"), []),
        (entry("University of Karlstein, Wattburg Research Institute", at="DE"), []),
        (entry("University of Karlstein Technology Park Co., Ltd.", at="DE"), []),
        (entry("Second Academy of Natural Sciences Corporation", at="KP"), [(SANS, "review", "company-name")]),
        (entry("Institute of Nothing at the University of Karlstein", at="DE"), []),
        (entry("Kim Il Sung University Trading Corporation", at="KP"), []),
        # letters
        (entry("Altenau Secret Works", "KMAWB", at="DE"), [(key(53), "review", "acronym")]),
        (entry("University of Karlstein", "KMAWB", at="DE"), [(key(1), "yes", "name")]),
        # several of one name
        (entry("Ministry of Health"), []),
        # an alias that is the name of another than the entry's own
        (
            entry("Wattburg Technological University", "Wattburg University of Technology", at="DE"),
            [(key(51), "yes", "name"), (key(52), "review", "alias-of-another")],
        ),
        # only aliases, and they name two
        (
            entry("Nobody's Works", "Universität Karlstein", "Karlstein Steel Academy", at="DE"),
            [(key(1), "review", "alias-alone"), (key(53), "review", "alias-alone")],
        ),
        # the entry names a unit, and an alias the whole
        (entry("University of Karlstein, Metal Unit", "Universität Karlstein", at="DE"), [(key(1), "review", "alias-of-whole")]),
    ],
)  # fmt: skip
def test_entries(one: Entry, expected: list[tuple[Any, ...]]) -> None:
    assert found(one) == expected


def test_a_name_that_two_bear_is_for_review_of_both() -> None:
    two = [
        record(60, "Grenzland Observatory Karlmark", "DE", "Karlmark", kind="facility"),
        record(61, "Grenzland Observatory Karlmark", "DE", "Ostmark", kind="facility"),
    ]
    known = Decider(registry=registered([*RECORDS, *two]))
    states = [(m.key, m.state) for m in match(entry("Grenzland Observatory Karlmark", at="DE"), known)]
    assert [one for one in states if one[0].startswith("ror:")] == [(key(60), "review"), (key(61), "review")]


def test_institutions_that_are_known_by_their_printed_name() -> None:
    one = entry("Made Up Trading Corporation", "MUTC", at="KP")
    assert found(one, printed=True) == [
        (institution_key("Made Up Trading Corporation", "KP"), "review", "printed-name"),
        (institution_key("Made Up Trading Corporation", None), "review", "printed-name-no-country"),
    ]


def test_where_an_entry_says_no_country_its_list_may_say_where_to_look() -> None:
    one = entry("Made Up Trading Corporation")
    keys = {m.key: (m.state, m.rule) for m in match(one, decider(), perhaps=("CN",))}
    assert keys[institution_key("Made Up Trading Corporation", "CN")] == ("review", "printed-name-no-country")
    # an entry that says where it is, is nowhere else
    elsewhere = match(entry("Made Up Trading Corporation", at="KP"), decider(), perhaps=("CN",))
    assert institution_key("Made Up Trading Corporation", "CN") not in {m.key for m in elsewhere}


def test_without_a_registry_the_table_alone_is_known() -> None:
    plain = Decider()
    (one, *_) = match(entry("ACADEMY OF NATIONAL DEFENSE SCIENCE", at="KP"), plain)
    assert (one.key, one.state, one.rule, one.name) == (
        SANS,
        "yes",
        "name",
        "ACADEMY OF NATIONAL DEFENSE SCIENCE",
    )
    assert match(entry("University of Karlstein", at="DE"), plain)[0].rule == "printed-name"


def test_every_match_says_why() -> None:
    listed = [
        entry("University of Karlstein"), entry("Tidal Soils Unit", "Unit of Tidal Soils", at="DE"),
        entry("Polytechnic of Altenau", at="AT"), entry("Institute of Virology", at="SK"),
        entry("Grumhold", at="DE"), entry("Univ. Karlstein", at="DE"), entry("Vendelbrook", at="GB"),
    ]  # fmt: skip
    rules = {(m.state, m.rule) for one in listed for m in match(one, decider())}
    for state, rule in rules:
        assert (
            rule in RULES_FOR_REVIEW
            if state == "review"
            else rule in ("name", "alias", "unit-of-whole", RULE)
        )


def test_names_that_no_matcher_can_read() -> None:
    for name in ("", "-", "(ABC)", "a" * 500, "\u0301", "=1+1", "'; DROP", "💥💥", "の"):
        match(Entry(name=name, aliases=(name, "x;y")), decider())
