"""Derived relationships from plain facts."""

from __future__ import annotations

from graph.derive import Fact, claims, pair, places


def fact(
    work: str, year: int | None = 2000, *, confidence: float = 0.9, review: bool = False, paired: bool = True
) -> Fact:
    return Fact(
        work, year, (("KP", 0.9, False), ("CN", 0.5, True)), (("i", 0.6, True),), confidence, review, paired
    )


def test_claims_take_the_certain_before_the_confident() -> None:
    found = claims(
        ["country", "country", "institution", "country"], ["KP", "KP", "KP", "CN"],
        ["review", "yes", "yes", "review"], [0.9, 0.6, 1.0, 0.4], "country",
    )  # fmt: skip
    assert found == (("CN", 0.4, True), ("KP", 0.6, False))


def test_a_person_is_based_where_a_work_says_so() -> None:
    at, based = places("p", [fact("w", 2001), fact("v", None), fact("u", 1999, review=True, confidence=0.4)])
    by_code = {row["end"]: row for row in based}
    assert by_code["KP"] == {
        "start": "p", "end": "KP", "years": (1999, 2001), "works": 3, "confidence": 0.9, "review": False,
    }  # fmt: skip
    assert by_code["CN"]["review"] is True
    assert [(row["end"], row["works"], row["review"]) for row in at] == [("i", 3, True)]


def test_a_pair_adds_up_over_the_works_in_common() -> None:
    facts = {
        "b": {"w": fact("w", 2001), "v": fact("v", 2002, confidence=0.5), "own": fact("own")},
        "a": {"w": fact("w", 2001, review=True), "v": fact("v", 2002), "long": fact("long", paired=False)},
        "c": {"long": fact("long", paired=False)},
    }
    assert pair("a", "b", facts) == {
        "start": "a", "end": "b", "years": (2001, 2002), "works": 2, "confidence": 0.5, "review": False,
    }  # fmt: skip
    assert pair("a", "c", facts) is None
    assert pair("a", "nobody", facts) is None
