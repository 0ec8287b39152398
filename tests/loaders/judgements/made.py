"""Judgements made up for tests."""

from __future__ import annotations

from loaders.judgements.entry import (
    Judgement,
    Mention,
    Named,
    OfAffiliation,
    OfInstitutions,
    OfMentions,
    Undo,
    hash_of_name,
    valid,
)
from loaders.normalize.affiliations import decide

KISU = next(
    Named(key=one.key, name=one.name, country=one.country)
    for one in decide("Kim Il Sung University, Pyongyang").institutions
)
CHOSUN = next(
    Named(key=one.key, name=one.name, country=one.country)
    for one in decide("Chosun University, Gwangju, Korea").institutions
)


def at(second: int) -> str:
    """A moment, the later the larger the number."""
    return f"2026-01-01T00:00:{second:02d}.000000Z"


def affiliation(second: int | str, text: str, *codes: str, by: str = "Ann", **more: object) -> OfAffiliation:
    """An affiliation's countries (and institutions); nothing where none is given. second: or the whole time."""
    institutions = more.get("institutions", ())
    assert isinstance(institutions, tuple)
    judgement = Judgement.PLACES if codes or institutions else Judgement.NOTHING
    return valid(
        OfAffiliation(
            at=at(second) if isinstance(second, int) else second, by=by, why="it says so", judgement=judgement,
            text=text, countries=codes,
            institutions=institutions,
        )
    )  # fmt: skip


def pair(second: int, a: Named, b: Named, *, same: bool, by: str = "Ann") -> OfInstitutions:
    """Two institutions that are one, or two."""
    judgement = Judgement.SAME if same else Judgement.DIFFERENT
    return valid(OfInstitutions(at=at(second), by=by, why="it says so", judgement=judgement, a=a, b=b))


def mention(record: str, name: str, position: int = 0) -> Mention:
    """An author of a record."""
    return Mention(mention=f"{record}#{position}-{hash_of_name(name)}", name=name, work=f"On {record}")


def people(second: int, a: Mention, b: Mention, *, same: bool, by: str = "Ann") -> OfMentions:
    """Two mentions that are one person's, or two persons'."""
    judgement = Judgement.SAME if same else Judgement.DIFFERENT
    return valid(OfMentions(at=at(second), by=by, why="it says so", judgement=judgement, a=a, b=b))


def undo(second: int, of: str, by: str = "Ann") -> Undo:
    """A judgement taken back."""
    return valid(Undo(at=at(second), by=by, why="an error", judgement=Judgement.UNDO, undoes=of))
