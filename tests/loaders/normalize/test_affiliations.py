"""Countries and institutions of printed affiliations."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders import registry
from loaders.deciding import Decider
from loaders.normalize.affiliations import AffiliationFindings, Decision, InstitutionDecision, decide
from loaders.normalize.sites import CONFIDENCE
from tests.loaders.normalize.tables import rows


def codes(text: str) -> str:
    """`KP|KR?`: certain codes, and with a question mark those for review."""
    found = decide(text).countries
    return "|".join(sorted(f"{d.value}{'' if d.state == 'yes' else '?'}" for d in found))


@pytest.mark.parametrize("row", rows("countries"), ids=lambda row: row["input"])
def test_countries(row: dict[str, str]) -> None:
    found = decide(row["input"]).countries
    if row["expect"] == "none":
        assert not found
    elif row["expect"] == "review":
        assert len(found) > 1
        assert {decision.state for decision in found} == {"review"}
    else:
        assert codes(row["input"]) == row["expect"]


@pytest.mark.parametrize("row", rows("country_rules"), ids=lambda row: row["input"])
def test_country_rules(row: dict[str, str]) -> None:
    assert codes(row["input"]) == row["expect"]
    if row["expect"] and row["rule"]:
        assert row["rule"] in {decision.rule for decision in decide(row["input"]).countries}


@pytest.mark.parametrize("row", rows("institutions"), ids=lambda row: row["input"])
def test_institutions(row: dict[str, str]) -> None:
    found = decide(row["input"]).institutions
    certain = [decision for decision in found if decision.state == "yes"]
    if row["institution"] == "none":
        assert not certain
        assert {decision.rule for decision in found} <= {"printed-name"}
    elif row["institution"] == "both":
        assert ";".join(str(decision.country) for decision in certain) == row["country"]
    else:
        assert [(d.name, d.country) for d in certain] == [(row["institution"], row["country"])]


@pytest.mark.parametrize("row", rows("institution_rules"), ids=lambda row: row["input"])
def test_institution_rules(row: dict[str, str]) -> None:
    found = decide(row["input"]).institutions
    shown = [f"{'' if d.state == 'yes' else '?'}{d.name}={d.country or ''}:{d.rule}" for d in found]
    assert "|".join(sorted(shown)) == row["expect"]


def test_every_rule_has_a_row() -> None:
    tried = {row["rule"] for row in rows("country_rules")}
    assert set(CONFIDENCE) - {"city-small", "signs-agree"} <= tried


def test_a_conflict_lists_both_readings_and_keeps_the_institution() -> None:
    found = decide("Kim Il Sung Univ, Pyongyang, South Korea")
    assert {(d.value, d.state, d.rule) for d in found.countries} == {
        ("KP", "review", "country-conflict"),
        ("KR", "review", "country-conflict"),
    }
    assert [(d.name, d.state) for d in found.institutions] == [("Kim Il Sung University", "yes")]


def test_an_institution_by_name_only_has_a_key_of_name_and_country() -> None:
    (one,) = decide("Example Institute of Rain, Oslo, Norway").institutions
    (other,) = decide("EXAMPLE INSTITUTE OF RAIN, Norway").institutions
    (elsewhere,) = decide("Example Institute of Rain, Lima, Peru").institutions
    assert one.key == other.key == registry.institution_key("Example institute of rain", "NO")
    assert one.key != elsewhere.key
    assert one.key.startswith("coauth:")


def test_a_child_and_a_body_run_from_elsewhere() -> None:
    child = next(d for d in decide("Zoological Institute, State Academy of Sciences, DPR Korea").institutions)
    academy = decide("State Academy of Sciences, DPR Korea").institutions[0]
    assert child.key == "ror:00ybseg45"
    assert list(Decider().wholes(child.key)) == [academy.key]
    kodaira = decide("Korea University, Kodaira, Tokyo")
    assert kodaira.institutions[0].controlled_from == "KP"
    assert [d.value for d in kodaira.countries] == ["JP"]


PIECES = st.sampled_from([
    "Kim Il Sung University", "Pyongyang", "Korea", "DPR Korea", "Northeastern University", "조선대학교", "平壤",
    "999093",
    "Georgia", "Univ", "of", "and", "USA", "CA 94025", "D-12489", "x@y.ac.kp", "朝鲜族", "국가과학원 수학연구소",
    "Hong Kong", "Institute", "Department of Physics", "II", "(", ")", "DE", "King's", "l'Aquila", "K orea",
    "D. P. R.",
    "Il So\u0306ng", "\u1111\u1167\u11bc\u110b\u1163\u11bc", "WC1E 6BT", "1Paris2Rome",
])  # fmt: skip
JOINED = st.lists(
    st.tuples(PIECES, st.sampled_from([", ", "; ", " ", "\n", ". ", "", " - ", "\u2028"])), max_size=12
).map(lambda pairs: "".join(piece + separator for piece, separator in pairs))


def check(text: str) -> AffiliationFindings:
    found = decide(text)
    decisions: list[Decision | InstitutionDecision] = [*found.countries, *found.institutions]
    for decision in decisions:
        assert decision.state in ("yes", "review")
        assert 0 < decision.confidence <= 1
        assert decision.rule
        if decision.span is not None:
            start, end = decision.span
            assert 0 <= start < end <= len(text)
    for country in found.countries:
        assert country.value is not None
        assert re.fullmatch("[A-Z]{2}", country.value)
    assert len({d.value for d in found.countries}) == len(found.countries)
    assert len({d.key for d in found.institutions}) == len(found.institutions)
    return found


@given(st.text(max_size=200))
@settings(max_examples=400, deadline=None)
def test_any_text(text: str) -> None:
    assert check(text) == decide(text)


@given(JOINED)
@settings(max_examples=400, deadline=None)
def test_pieces_in_any_order(text: str) -> None:
    assert check(text) == decide(text)


@given(st.text(alphabet=st.characters(), max_size=30), st.text(alphabet=st.characters(), max_size=30))
@settings(max_examples=200, deadline=None)
def test_around_an_address(before: str, after: str) -> None:
    check(f"{before}Kim Il Sung University, Pyongyang, DPR Korea{after}")


NAMES = st.sampled_from(
    ["Kim Chol Su", "John Smith", "Ri Myong Hwan", "Zhang Wei", "Maria Rossi", "Park Ji-sung", "Ivan Petrov"]
)


@given(NAMES, NAMES, st.sampled_from([row["input"] for row in rows("institutions")]))
@settings(max_examples=200, deadline=None)
def test_a_personal_name_says_nothing(one: str, other: str, address: str) -> None:
    def said(name: str) -> set[tuple[str | None, str]]:
        return {(d.value, d.state) for d in decide(f"Prof. {name}, {address}").countries}

    assert said(one) == said(other)


def test_time_grows_with_length_only() -> None:
    text = "Kim Il Sung University, Pyongyang, DPR Korea; 조선대학교 平壤 " * 2000
    found = decide(text)
    assert {d.value for d in found.countries} >= {"KP"}


@pytest.mark.parametrize("unit", ["朝鲜", "MIT, ", "Harvard University, ", "김책공업대학 "])
def test_nor_does_it_grow_faster_for_what_repeats(unit: str) -> None:
    found = decide(unit * (60_000 // len(unit)))
    assert len({d.value for d in found.countries}) <= 2


def test_long_lists_are_read_to_their_end() -> None:
    some = "Department of Zoology, Harvard University, Boston, USA; " * 400
    text = some + "Kim Il Sung University, Pyongyang, DPR Korea"
    found = decide(text)
    assert {d.value: d.state for d in found.countries} == {"US": "yes", "KP": "yes"}
    last = next(d.span for d in found.institutions if d.name == "Kim Il Sung University")
    assert last and text[slice(*last)] == "Kim Il Sung University"
    [country] = [d.span for d in found.countries if d.value == "KP"]
    assert country and text[slice(*country)] == "DPR Korea"


def test_institutions_come_in_the_order_of_the_string() -> None:
    text = "Hubei Cancer Hospital, Harvard University, Zyx Academy of Lumen, Stanford University"
    starts = [d.span[0] for d in decide(text).institutions if d.span]
    assert len(starts) >= 3
    assert starts == sorted(starts)


def test_composed_and_decomposed_are_one() -> None:
    assert codes("\u1111\u1167\u11bc\u110b\u1163\u11bc") == codes("평양") == "KP"
    assert decide("Kim Il So\u0306ng University").institutions[0].name == "Kim Il Sung University"


@pytest.mark.parametrize(
    ("text", "printed"),
    [("평양", "평양"), ("평양朝鲜族, ", "평양"), ("평양시朝鲜族", "평양시"), ("Aa평양", "평양"), ("x평양朝鲜", "朝鲜"), ("평양대 조선대학교", "평양")],
)  # fmt: skip
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_the_span_is_what_was_printed(text: str, printed: str, form: Literal["NFC", "NFD"]) -> None:
    text, printed = unicodedata.normalize(form, text), unicodedata.normalize(form, printed)
    spans = [d.span for d in decide(text).countries if d.value == "KP"]
    assert [span and text[slice(*span)] for span in spans] == [printed]


@pytest.mark.parametrize(
    "text",
    [
        "WHO Country Office, Pyongyang, DPR Korea",
        "UNICEF, Pyongyang, Democratic People's Republic of Korea",
        "Embassy of Sweden, Pyongyang",
        "Embassy of the Russian Federation in the DPRK, Pyongyang",
        "World Food Programme, Munsudong, Pyongyang, DPRK",
    ],
)
def test_a_body_of_others_in_pyongyang_is_there_and_not_run_from_there(text: str) -> None:
    found = decide(text)
    assert [(d.value, d.state) for d in found.countries] == [("KP", "yes")]
    assert {d.controlled_from for d in found.institutions} <= {None}
