"""Persons of a store by a name: whoever prints a name that can be this one."""

from __future__ import annotations

from dataclasses import dataclass

from loaders.normalize.personal import compare, parse
from loaders.persons.neighbourhood import Read
from loaders.resolve.naming import blocking_keys, own_form

MOST = 20_000
"""Persons under the keys of a name that are looked at."""

_UNDER = """
MATCH (k:NameKey)<-[:UNDER]-(a:Author) WHERE k.key IN $keys WITH DISTINCT a ORDER BY a.key LIMIT $most
OPTIONAL MATCH (a)-[r:AUTHORED]->(w:Work)
RETURN a.key AS key, a.name AS name, a.names AS names, count(w) AS works, min(w.year) AS since, max(w.year) AS until
"""
_STATES = {"yes": 0, "review": 1}


@dataclass(frozen=True, slots=True)
class Namesake:
    """A person. printed: the name that agrees best. state: yes (the same printed name) or review (it can be the same);
    why: in words. works: how many; since, until: their years."""

    key: str
    name: str
    printed: str
    state: str
    why: str
    works: int
    since: int | None
    until: int | None


def persons_named(read: Read, printed: str) -> tuple[list[Namesake], bool]:
    """Persons who print a name that can be this one, those first who print it, then those with most works; and whether
    there are so many under its keys that not all were looked at."""
    meant = parse(printed)
    keys = sorted(blocking_keys(own_form(printed)))
    rows = read(_UNDER, {"keys": keys, "most": MOST + 1})
    found = []
    for row in rows[:MOST]:
        best = None
        for name in row["names"] or (row["name"],):
            verdict = compare(meant, parse(name))
            if verdict.state != "no" and (best is None or _STATES[verdict.state] < _STATES[best[1].state]):
                best = (name, verdict)
        if best is not None:
            name, verdict = best
            found.append(
                Namesake(
                    row["key"], row["name"], name, verdict.state, verdict.words,
                    row["works"], row["since"], row["until"],
                )
            )  # fmt: skip
    found.sort(key=lambda one: (_STATES[one.state], -one.works, one.key))
    return found, len(rows) > MOST
