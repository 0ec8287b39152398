"""What is read of a work: everything that was printed, and no name that was not asked for."""

from __future__ import annotations

import pytest

from graph.report.reading import facts, without_addresses
from graph.store import Store
from tests.cypher.made import at, by, said, work, write


def test_what_was_printed_with_and_without_names(store: Store) -> None:
    letter = said("corresponding", "RP", "Ri Chol, KISU, Pyongyang", "KP")
    address = at("Dept of Physics, KISU, Pyongyang, ri.chol@kut.edu.kp", "KP")
    write(
        store,
        [work("w", 2018, by("k", address, letter), by("c", at(None, "CN")), loose=[at("Beijing", "CN")])],
    )
    plain = facts(store, ["doi:10.1/w", "doi:10.1/gone"])
    assert list(plain) == ["doi:10.1/w"]
    assert [(one.kind, one.text) for one in plain["doi:10.1/w"].printed] == [
        ("affiliation", "Dept of Physics, KISU, Pyongyang, …@kut.edu.kp"),
        ("not an address line", "corresponding, RP"),
        ("label of the source", "not printed"),
        ("affiliation", "Beijing"),
    ]
    assert plain["doi:10.1/w"].persons == ()
    assert [one.readings[0].state for one in plain["doi:10.1/w"].printed] == ["yes", "review", "yes", "yes"]
    named = facts(store, ["doi:10.1/w"], names=True)["doi:10.1/w"]
    assert [one.text for one in named.printed][:2] == [
        "Dept of Physics, KISU, Pyongyang, ri.chol@kut.edu.kp",
        "corresponding, RP: Ri Chol, KISU, Pyongyang",
    ]
    assert named.persons == ("Name k", "Name c")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("KISU (kim_il@ryongnamsan.edu.kp); Beijing", "KISU (…@ryongnamsan.edu.kp); Beijing"),
        ("a.b@c.org, d-e+f@g.org", "…@c.org, …@g.org"),
        ("no address @ all", "no address @ all"),
        ("", ""),
    ],
)
def test_an_address_is_mostly_a_name(text: str, expected: str) -> None:
    assert without_addresses(text) == expected
