"""The person or institution of the store that a key or a name means; where it may be several, they are listed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from coauth.analyst import typed_key
from graph.errors import CoauthError
from graph.paths import End
from graph.store import Store
from graph.views.text import one_line, shorten
from loaders.persons.meant import is_key, person_meant
from loaders.persons.named import persons_named

MOST = 10
"""Candidates that are listed."""

_NAMED = """
MATCH (i:Institution)
WHERE toLower(i.name) {how} $name OR any(one IN coalesce(i.names, []) WHERE toLower(one) {how} $name)
OPTIONAL MATCH (i)<-[n:NAMES]-()
RETURN i.key AS key, i.name AS name, count(n) AS works ORDER BY works DESC, key LIMIT $most
"""
_PARTS = "MATCH (i:Institution {key: $key})<-[:PART_OF*1..6]-(p:Institution) RETURN DISTINCT p.key AS key ORDER BY key"


def one_person(store: Store, given: str, *, option: str) -> End:
    """The person of this key (also a former one), or the only one who prints this name.

    Raises CoauthError where there is none, or where several may be meant: it lists them.
    """
    rows = store.read(
        "MATCH (a:Author {key: $key}) RETURN a.key AS key, a.name AS name", {"key": given.strip()}
    )
    if not rows and is_key(given):
        key, _ = person_meant(store.read, given, argument=option)
        rows = store.read("MATCH (a:Author {key: $key}) RETURN a.key AS key, a.name AS name", {"key": key})
    if rows:
        return End("author", (rows[0]["key"],), rows[0]["name"] or rows[0]["key"])
    found, _ = persons_named(store.read, given)
    same = [one for one in found if one.state == "yes"]
    if len(same) == 1:
        return End("author", (same[0].key,), same[0].printed)
    if not found:
        raise CoauthError(
            f"{option}: no person in the store prints the name {_cut(given)}",
            hint="coauth explain author NAME",
        )
    listed = same or found
    raise _several(
        option, given, "person", len(listed),
        [f"{one.key} {one.printed} ({_works(one.works)}, {_span(one.since, one.until)})" for one in listed[:MOST]],
    )  # fmt: skip


def one_institution(store: Store, given: str, *, option: str) -> End:
    """The institution of this key or name, with its parts. Raises CoauthError as one_person does."""
    text = given.strip()
    key = typed_key(text) or text
    rows = store.read("MATCH (i:Institution {key: $key}) RETURN i.key AS key, i.name AS name", {"key": key})
    for how in ("=", "CONTAINS"):
        if not rows:
            rows = store.read(_NAMED.replace("{how}", how), {"name": text.lower(), "most": MOST + 1})
    if not rows:
        raise CoauthError(
            f"{option}: no institution in the store has the key or the name {_cut(given)}",
            hint="coauth explain affiliation TEXT shows keys",
        )
    if len(rows) > 1:
        raise _several(
            option, given, "institution", len(rows),
            [f"{row['key']} {row['name']} ({_works(row['works'])})" for row in rows[:MOST]],
        )  # fmt: skip
    found: dict[str, Any] = rows[0]
    parts = [row["key"] for row in store.read(_PARTS, {"key": found["key"]})]
    return End("institution", (found["key"], *parts), found["name"])


def _several(option: str, given: str, what: str, number: int, lines: Sequence[str]) -> CoauthError:
    return CoauthError(
        f"{option} {_cut(given)}: more than one {what} may be meant: {'; '.join(one_line(line) for line in lines)}"
        + ("; and more" if number > MOST else ""),
        hint=f"{option} KEY",
    )


def _cut(text: str) -> str:
    return shorten(one_line(text.strip()), 100)


def _span(since: int | None, until: int | None) -> str:
    return "no year" if since is None else f"{since}–{until}"


def _works(count: int) -> str:
    return "1 work" if count == 1 else f"{count:,} works"
