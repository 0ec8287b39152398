"""The key of a printed name."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.normalize.names import least_turn, name_key


@pytest.mark.parametrize(
    "names",
    [
        ("Ri Chol-Su", "Chol Su Ri", "RI Chol Su", "Ri, Cholsu", "Chol-su RI", "ri chol su"),
        ("Myong-Hwan Ri", "Ri Myong Hwan"),
        ("Kim Il-sŏng", "Kim Il So\u0306ng", "KIM Il Song"),
        ("Zhang Wei", "Wei Zhang"),
        ("Ouyang Xiu", "Xiu Ouyang"),
        ("Müller, Jürgen", "Jurgen Muller"),
        ("Prof. Kim Chol", "Kim Chol"),
    ],
)
def test_one_key(names: tuple[str, ...]) -> None:
    assert len({name_key(name).value for name in names}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ri Chol Su", "Ri Su Chol"),
        ("Kim Jong Un", "Kim Jong Il"),
        ("Kim C.", "Kim J."),
        ("Pak Chol", "Kim Chol"),
    ],
)
def test_two_keys(one: str, other: str) -> None:
    assert name_key(one).value != name_key(other).value


@pytest.mark.parametrize("printed", ["", " ", "12345", "...", "et al.", "Anonymous", "\ud800", "-", "2.0"])
def test_no_name(printed: str) -> None:
    decision = name_key(printed)
    assert (decision.value, decision.state, decision.rule) == (None, "no", "no-name")


@pytest.mark.parametrize(
    ("printed", "state", "rule"),
    [
        ("Ri Chol Su", "yes", "name-letters"),
        ("김철수", "yes", "name-letters"),
        ("Kim C.-S.", "yes", "name-initials"),
        ("C. S. Kim", "yes", "name-initials"),
        ("Kim", "yes", "name-initials"),
        ("WHO Study Group", "review", "collective-name"),
    ],
)
def test_rules(printed: str, state: str, rule: str) -> None:
    decision = name_key(printed)
    assert (decision.state, decision.rule) == (state, rule)


def test_initials_are_less_sure() -> None:
    assert name_key("Kim C.-S.").confidence < name_key("Kim Chol Su").confidence


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text(printed: str) -> None:
    decision = name_key(printed)
    assert decision == name_key(printed)
    assert (decision.value is None) == (decision.state == "no")


@given(st.text(alphabet="abc", min_size=1, max_size=12), st.integers(0, 12))
def test_least_turn_is_the_least_and_the_same_for_every_turn(ring: str, by: int) -> None:
    by %= len(ring)
    turned = ring[by:] + ring[:by]
    assert least_turn(ring) == least_turn(turned) == min(ring[i:] + ring[:i] for i in range(len(ring)))
