"""What a store holds of one person: the mentions, what holds them together, who it may be, what people said."""

from __future__ import annotations

from dataclasses import dataclass

from loaders.judgements.entry import OfMentions
from loaders.judgements.standing import Standing
from loaders.persons.neighbourhood import Read
from loaders.persons.stored import StoredMention, read_person
from loaders.resolve.holding import MOST as MOST_LAID
from loaders.resolve.holding import Link, holding

MOST = 5_000
"""Authorships of a person that are read."""

_OTHERS = "RETURN o.key AS key, o.name AS name, m.probability AS probability, m.rule AS rule, m.mentions AS mentions"
_MAY_BE = (
    (f"MATCH (a:Author)-[m:MAY_BE]->(o:Author) WHERE a.key = $key {_OTHERS}", False),
    (f"MATCH (o:Author)-[m:MAY_BE]->(a:Author) WHERE a.key = $key {_OTHERS}", True),
)


@dataclass(frozen=True, slots=True)
class MayBeOther:
    """Another person that this one may be. mentions: the two that are closest, this person's first."""

    key: str
    name: str
    probability: float
    rule: str
    mentions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonAccount:
    """A person. former: the former key by which it was asked for. held: authorships by year; more: there are further ones.
    laid: places in `held` of those that were laid each beside each (all, or so many in even steps); links: between them
    (places in `held`), the strongest first. unresolved: it is to be decided anew whose the mentions are."""

    key: str
    former: str | None
    name: str
    names: tuple[str, ...]
    orcid: str | None
    former_keys: tuple[str, ...]
    unresolved: bool
    held: tuple[StoredMention, ...]
    more: bool
    laid: tuple[int, ...]
    links: tuple[Link, ...]
    may_be: tuple[MayBeOther, ...]
    judgements: tuple[OfMentions, ...]


def account_of(read: Read, key: str, standing: Standing, *, former: str | None = None) -> PersonAccount:
    """The account of a person by key. Raises LookupError where the store has none."""
    rows = read("MATCH (a:Author) WHERE a.key IN $keys RETURN properties(a) AS fields", {"keys": [key]})
    if not rows:
        raise LookupError(key)
    fields = rows[0]["fields"]
    held = read_person(read, key, most=MOST + 1)
    more = len(held) > MOST
    held = held[:MOST]
    laid = _laid(held)
    first = {mention: one.one.mention for one in held for mention in one.mentions}
    same = [(first[a], first[b]) for a, b in standing.same_mentions if a in first and b in first]
    links = holding([held[at].one for at in laid], same)
    return PersonAccount(
        key=key,
        former=former,
        name=fields["name"],
        names=tuple(fields.get("names") or ()),
        orcid=fields.get("orcid"),
        former_keys=tuple(fields.get("former_keys") or ()),
        unresolved=bool(fields.get("unresolved")),
        held=tuple(held),
        more=more,
        laid=laid,
        links=tuple(Link(laid[one.one], laid[one.other], one.probability, one.side) for one in links),
        may_be=_may_be(read, key),
        judgements=standing.of_mentions(first),
    )


def _laid(held: list[StoredMention]) -> tuple[int, ...]:
    if len(held) <= MOST_LAID:
        return tuple(range(len(held)))
    return tuple(at * len(held) // MOST_LAID for at in range(MOST_LAID))


def _may_be(read: Read, key: str) -> tuple[MayBeOther, ...]:
    found = [
        MayBeOther(
            row["key"],
            row["name"],
            row["probability"],
            row["rule"],
            tuple(reversed(row["mentions"])) if turned else tuple(row["mentions"]),
        )
        for statement, turned in _MAY_BE
        for row in read(statement, {"key": key})
    ]
    return tuple(sorted(found, key=lambda one: (-one.probability, one.key)))
