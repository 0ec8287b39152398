"""What a judgement makes of a printed string."""

from __future__ import annotations

import pytest

from loaders.deciding import Decider
from loaders.judgements.entry import Entry, Named
from loaders.judgements.standing import Standing
from loaders.normalize.affiliations import decide
from loaders.registry import institution_key
from tests.loaders.judgements.made import CHOSUN, KISU, affiliation, pair

TEXT = "Institute of Physics, Pyongyang, South Korea"


def judged(*entries: Entry) -> Decider:
    return Decider(standing=Standing(entries))


def countries(decider: Decider, text: str) -> list[tuple[str | None, str, str]]:
    return [(one.value, one.state, one.rule) for one in decider.decide(text).countries]


def institutions(decider: Decider, text: str) -> list[tuple[str, str, str]]:
    return [(one.key, one.state, one.rule) for one in decider.decide(text).institutions]


@pytest.mark.parametrize("printed", [TEXT, f"  {TEXT}\n", TEXT.replace(" ", "\u00a0\t")])
def test_it_holds_for_the_string_whatever_its_blanks(printed: str) -> None:
    assert countries(judged(affiliation(1, TEXT, "KP")), printed) == [("KP", "yes", "judged")]
    (one,) = judged(affiliation(1, printed, "KP")).decide(TEXT).countries
    assert one.confidence == 1.0


@pytest.mark.parametrize("other", [TEXT.lower(), f"{TEXT}.", "Pyongyang, South Korea"])
def test_it_holds_for_no_other_string(other: str) -> None:
    decider = judged(affiliation(1, TEXT, "FR"))
    assert decider.decide(other) == decide(other)
    assert decider.judgements_of(other) == ()


def test_a_country_alone_leaves_the_institutions_that_stand_there() -> None:
    name = institution_key("Institute of Physics", "KP")
    assert institutions(judged(affiliation(1, TEXT, "KP")), TEXT) == [(name, "review", "printed-name")]
    text = "Kim Il Sung University, Pyongyang"
    assert institutions(judged(affiliation(1, text, "KP")), text) == institutions(Decider(), text)
    assert institutions(judged(affiliation(1, text, "CN")), text) == [(KISU.key, "review", "judged")]


def test_an_institution_alone_says_the_country_in_which_it_stands() -> None:
    decider = judged(affiliation(1, TEXT, institutions=(KISU,)))
    assert countries(decider, TEXT) == [("KP", "yes", "judged")]
    assert institutions(decider, TEXT) == [(KISU.key, "yes", "judged")]
    nowhere = judged(affiliation(1, "Somewhere, Korea", institutions=(Named.printed("Some Institute"),)))
    assert [one.value for one in nowhere.decide("Somewhere, Korea").countries] == ["KP", "KR"]


def test_nothing_removes_everything() -> None:
    found = judged(affiliation(1, TEXT)).decide(TEXT)
    assert (found.countries, found.institutions) == ((), ())


def test_it_says_nothing_of_a_text_that_is_no_affiliation() -> None:
    assert judged(affiliation(1, TEXT)).read(TEXT) == decide(TEXT)


def test_a_printed_name_that_is_one_with_an_institution_counts_as_it() -> None:
    name = Named.printed("Kim Univ of Melting")
    decider = judged(pair(1, name, KISU, same=True))
    for text in (
        "Kim Univ of Melting",
        "Kim Univ of Melting, China",
        "Dept of Ice, Kim Univ of Melting, Korea",
    ):
        assert institutions(decider, text)[-1] == (KISU.key, "yes", "judged")
    # where a country is certain in the print it stays; where none is, the institution says it
    assert countries(decider, "Kim Univ of Melting, China") == countries(
        Decider(), "Kim Univ of Melting, China"
    )
    assert countries(decider, "Kim Univ of Melting") == [("KP", "yes", "judged")]
    assert len(decider.judgements_of("Kim Univ of Melting")) == 1
    assert decider.former_keys(KISU.key) == (name.key,)


def test_two_known_institutions_that_are_one_stay_in_doubt_where_the_string_was() -> None:
    decider = judged(pair(1, KISU, CHOSUN, same=True))
    first, other = (KISU, CHOSUN) if not decider.former_keys(CHOSUN.key) else (CHOSUN, KISU)
    by_rules = {
        KISU.key: "Kim Il Sung University, Pyongyang",
        CHOSUN.key: "Chosun University, Gwangju, Korea",
    }
    assert institutions(decider, by_rules[other.key]) == [(first.key, "yes", "judged")]
    assert institutions(decider, by_rules[first.key]) == institutions(Decider(), by_rules[first.key])


def test_a_printed_name_that_is_not_the_institution_no_longer_means_it() -> None:
    text = "Kim Il Sung University"
    assert countries(Decider(), text) == [("KP", "yes", "known-institution")]
    decider = judged(pair(1, Named.printed(text), KISU, same=False))
    assert institutions(decider, text) == [(institution_key(text, None), "yes", "judged")]
    assert countries(decider, text) == [("KP", "review", "judged")]
    assert len(decider.judgements_of(text)) == 1
    # another printed form of it still does
    assert institutions(decider, "Kim Il-sung University, Pyongyang") != []
    assert decider.decide("김일성종합대학") == decide("김일성종합대학")
