"""What the commands that judge share: what was typed, checked; what came of a judgement, told."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any, TypeVar, cast

import click
import msgspec

from coauth.analyst import no_key, typed, typed_key
from coauth.explain import as_object
from coauth.judgement_lines import line_of, says
from coauth.renormalise import apply, store_if_any
from coauth.renormalise import as_object as renormalised
from coauth.renormalise import said as said_of_renormalising
from graph import country_codes
from graph.errors import CoauthError, WrongUsage
from graph.prepare import model_version
from graph.settings import Settings
from graph.views.json_rows import to_json
from graph.views.text import one_line, shorten
from loaders.deciding import Decider, open_decider
from loaders.judgements.entry import MAX_NAME, Named, OfAffiliation, OfMentions
from loaders.judgements.judging import Made
from loaders.judgements.standing import Conflict
from loaders.renormalise import Affected, Renormalised

F = TypeVar("F", bound=Callable[..., Any])

_LETTER = re.compile(r"[^\W\d_]")
_SHOWN = 10
"""Conflicts that are told one by one."""


def making(command: F) -> F:
    """Options of every command that makes a judgement."""

    @functools.wraps(command)
    def with_options(*args: Any, **kwargs: Any) -> Any:
        return command(*args, **kwargs)

    made: Any = with_options
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print what was done as one JSON object."),
        click.option(
            "--no-apply",
            is_flag=True,
            help="Leave the store as it is; coauth renormalise --judged brings it there later.",
        ),
        click.option(
            "--by", metavar="NAME", help="Who judges; by default the settings' analyst, else the user."
        ),
    ):
        made = option(made)
    return cast(F, made)


def reason(why: str) -> str:
    """Why somebody judged, as it was typed. Raises WrongUsage where nothing was."""
    return typed("--why", why, example='--why "its letterhead"').strip()


def country(code: str, *, option: str = "--country ") -> str:
    """The code in capitals. option: under which it was typed. Raises WrongUsage for one that no country has."""
    found = country_codes.known(code)
    if found is None:
        meant = [f"{one} ({country_codes.names()[one]})" for one in country_codes.meant_by(code)]
        raise WrongUsage(
            f"{option}{code}: no country has this code"
            + (f"; was {' or '.join(meant)} meant?" if meant else ""),
            hint="two letters of ISO 3166-1, such as --country KR",
        )
    return found


def institution(given: str, decider: Decider, settings: Settings, *, printed: bool = False) -> Named:
    """The institution that is named by its key. printed: a name as printed may be given, too.

    Raises WrongUsage where neither the built-in table nor the registry nor the store knows the key.
    """
    key = typed_key(given)
    if key is None:
        text = given.strip()
        if printed and _LETTER.search(text) and len(text) <= MAX_NAME:
            return Named.printed(text)
        raise no_key(given)
    fact = decider.fact(key)
    if fact is not None:
        return Named(key=fact.key, name=fact.name, country=fact.country or None)
    found = _in_store(key, settings)
    if found is None:
        raise WrongUsage(
            f"{key}: neither the built-in table nor the registry nor the store has this institution",
            hint="coauth explain affiliation TEXT shows keys",
        )
    return found


def _in_store(key: str, settings: Settings) -> Named | None:
    store = store_if_any(settings)
    if store is None:
        return None
    with store:
        if model_version(store) is None:
            return None
        rows = store.read(
            "MATCH (i:Institution) WHERE i.key IN $keys OPTIONAL MATCH (i)-[:LOCATED_IN]->(c:Country) "
            "RETURN i.key AS key, i.name AS name, min(c.code) AS country",
            {"keys": [key]},
        )
    return Named(key=key, name=rows[0]["name"][:MAX_NAME], country=rows[0]["country"]) if rows else None


def report(
    made: Made,
    settings: Settings,
    *,
    whence: str | None = None,
    known: int | None = None,
    no_apply: bool = False,
    as_json: bool = False,
) -> int:
    """Tell what was kept, and bring it into the store; the exit status. known: judgements of an import that we had.

    Raises what the store raises; what was kept stays.
    """
    if not as_json:
        for line in _kept(made, whence, known):
            click.echo(line)
    for line in _conflicts(made.conflicts):
        click.echo(line, err=True)
    decider = open_decider(settings.home)
    done = None
    if not no_apply and made.spoken_of:
        done = bring_into_store(settings, decider, Affected.by(made.spoken_of, made.before, made.after))
    if as_json:
        click.echo(to_json(_object(made, decider, known, done)))
        return 0
    for entry in made.spoken_of[:1] if known is None else ():
        if isinstance(entry, OfAffiliation):
            click.echo(f"it now says: {says(decider.decide(entry.text))}")
    if done is not None:
        click.echo(f"in the store: {said_of_renormalising(done)}")
    elif no_apply and made.spoken_of:
        click.echo("the store was left as it is: coauth renormalise --judged brings it there")
    return 0


def bring_into_store(settings: Settings, decider: Decider, what: Affected) -> Renormalised | None:
    """Decide the works anew that judgements speak of; None where no store is set up. Raises what the store raises,
    with the command that does it later."""
    try:
        return apply(settings, decider, what)
    except CoauthError as error:
        raise CoauthError(
            f"the judgement is kept, and the store was not reached: {error.message}",
            hint="coauth renormalise --judged, when the store is there",
        ) from error


def _kept(made: Made, whence: str | None, known: int | None) -> list[str]:
    if known is not None:
        count = "1 judgement" if len(made.entries) == 1 else f"{len(made.entries):,} judgements"
        return [f"{count} taken over; {known:,} were known"]
    if made.unchanged is not None:
        return [f"{made.unchanged.id} says the same already: nothing was added"]
    kept = []
    for entry in made.entries:
        kept.append(f"judgement {entry.id}, by {one_line(entry.by)} ({whence})")
        if isinstance(entry, OfMentions):
            said = line_of(entry)
            kept.append(one_line(f"{said['about']} {said['says']}"))
    return kept


def _conflicts(conflicts: list[Conflict]) -> list[str]:
    lines = [
        f"conflict: {one.loser.id} of {one_line(one.loser.by)} and {one.winner.id} of {one_line(one.winner.by)} on "
        f"{_subject(one)}: {one.why}"
        for one in conflicts[:_SHOWN]
    ]
    if len(conflicts) > _SHOWN:
        lines.append(f"conflict: {len(conflicts):,} in all; coauth judge list shows them")
    return lines


def _subject(conflict: Conflict) -> str:
    entry = conflict.loser
    if isinstance(entry, OfAffiliation):
        return shorten(one_line(entry.text), 80)
    if isinstance(entry, OfMentions):
        return shorten(one_line(f"“{entry.a.name}” and “{entry.b.name}”"), 80)
    return "two institutions"


def _object(made: Made, decider: Decider, known: int | None, done: Renormalised | None) -> dict[str, Any]:
    told: dict[str, Any] = {
        "state": "kept" if made.entries else "unchanged",
        "judgements": [msgspec.to_builtins(entry) for entry in made.entries or made.spoken_of[:1]],
        "conflicts": [
            {"counts": one.winner.id, "does_not": one.loser.id, "why": one.why} for one in made.conflicts
        ],
        "store": renormalised(done) if done is not None else None,
    }
    if known is not None:
        return told | {"known": known}
    of_text = next((entry for entry in made.spoken_of if isinstance(entry, OfAffiliation)), None)
    if of_text is not None:
        told["now"] = as_object(of_text.text, decider.decide(of_text.text))
    return told
