"""`coauth explain author`: why these mentions are one person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import click

from coauth.explain_name import NO_PROOF
from coauth.judgement_lines import as_judged, by_whom, line_of
from coauth.output import Output, show, write_lines
from coauth.pair_lines import LISTED, cut, mention_lines, mention_object, reason_lines
from coauth.printed_lines import readable
from coauth.questions import open_for_questions
from graph.errors import CoauthError
from graph.prepare import model_version
from graph.settings import load_settings
from graph.views.answer import Answer
from graph.views.json_rows import to_json
from graph.views.text import one_line
from loaders.deciding import open_decider
from loaders.judgements.standing import Standing
from loaders.persons.account import MOST, PersonAccount, account_of
from loaders.persons.laid_pairs import lay_stored
from loaders.persons.meant import is_key, person_meant
from loaders.persons.named import MOST as MOST_NAMED
from loaders.persons.named import persons_named
from loaders.persons.stored import StoredMention
from loaders.resolve.holding import Link

STRONGEST = 5
"""Links that are shown to people beside the weakest."""


@click.command(
    short_help="Find a person; show why mentions are one person.",
    epilog="\b\nExamples:\n"
    '  coauth explain author "Ri Chol Su"\n'
    "  coauth explain author 3f2a9c0d5b7e41f8a6c2d9e0b1f47a35\n"
    "  coauth explain author --json 3f2a9c0d5b7e41f8a6c2d9e0b1f47a35",
)
@click.argument("key", metavar="KEY|NAME")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def author(key: str, as_json: bool) -> None:
    """What the store holds of a person, and why these mentions are one.

    KEY is the key of a person, also a former one: a key of a person that was merged into another goes on to mean that one.
    coauth explain work and coauth query show keys. With a NAME the persons are listed who print it or a name that can be
    it (initials, another spelling, order or script; `state` as in coauth explain name): several persons can have one name.

    Each mention with the rule by which it was given to the person, its state (yes, or review: a person must look) and
    confidence, the work, the affiliations as printed; the links that hold the mentions together, and the weakest, where
    the person would come apart first; persons that it may be; what people judged. Nothing is changed.
    """
    if not is_key(key):
        _list_named(readable(key), as_json)
        return
    standing = open_decider(load_settings().home).standing
    with open_for_questions() as store:
        meant, former = person_meant(store.read, key, argument="KEY")
        try:
            account = account_of(store.read, meant, standing, former=former)
        except LookupError:
            raise CoauthError(
                f"{meant} is being decided anew by a load", hint="the same command again"
            ) from None
    if as_json:
        click.echo(to_json(as_object(account, standing)))
    else:
        write_lines(lines(account, standing))


def _list_named(printed: str, as_json: bool) -> None:
    with open_for_questions() as store:
        found, more = persons_named(store.read, printed) if model_version(store) is not None else ([], False)
    if not found:
        raise CoauthError(
            f"no person in the store prints {cut(printed)}, or a name that can be it",
            hint="a key of 32 letters and digits, as coauth explain work shows them, or another spelling",
        )
    notes = [NO_PROOF, "coauth explain author KEY says why the mentions of one are one person"]
    if more:
        notes.append(f"only {MOST_NAMED:,} persons of this family name and first letter were looked at")
    rows = [
        {"person": one.key, "printed": one.printed, "state": one.state, "why": one.why,
         "works": one.works, "first_year": one.since, "last_year": one.until}
        for one in found
    ]  # fmt: skip
    columns = tuple(rows[0])
    answer = Answer(columns=columns, rows=rows, title=f"Persons named {cut(printed)}", notes=tuple(notes))
    show(answer, Output(form="json") if as_json else Output())


def as_object(account: PersonAccount, standing: Standing) -> dict[str, Any]:
    """The account for programs."""
    weakest = account.links[-1] if account.links else None
    return {
        "key": account.key,
        "former": account.former,
        "name": account.name,
        "names": list(account.names),
        "orcid": account.orcid,
        "former_keys": list(account.former_keys),
        "unresolved": account.unresolved,
        "mentions": [
            mention_object(one.one, one)
            | {"state": one.state, "rule": one.rule, "confidence": one.confidence}
            for one in account.held
        ],
        "more_mentions": account.more,
        "links": [_link_object(account, link) for link in account.links],
        "weakest": None
        if weakest is None
        else _link_object(account, weakest) | {"evidence": _evidence(account, weakest, standing)},
        "may_be": [
            {
                "key": one.key,
                "name": one.name,
                "probability": one.probability,
                "rule": one.rule,
                "mentions": list(one.mentions),
            }
            for one in account.may_be
        ],
        "judgements": [as_judged(entry) | line_of(entry) for entry in account.judgements],
    }


def _link_object(account: PersonAccount, link: Link) -> dict[str, Any]:
    return {
        "a": account.held[link.one].one.mention,
        "b": account.held[link.other].one.mention,
        "probability": link.probability,
        "sides": list(link.side),
    }


def _evidence(account: PersonAccount, link: Link, standing: Standing) -> list[dict[str, Any]]:
    laid = lay_stored(account.held[link.one], account.held[link.other], standing)
    return [{"about": one.about, "words": one.words, "moves": one.moves} for one in laid.reasons]


def lines(account: PersonAccount, standing: Standing) -> Iterator[str]:
    """The account for people, a line each; nothing of the data can move a cursor."""
    yield one_line(account.name)
    yield f"  {account.key}" + (f" · ORCID {one_line(account.orcid)}" if account.orcid else "")
    if account.former:
        yield f"  asked for as {account.former}, which was merged into it"
    others = [key for key in account.former_keys if key != account.former]
    if others:
        yield f"  former keys: {_some(others)}"
    printed = [one_line(name) for name in account.names if name != account.name]
    if printed:
        yield f"  also printed: {cut(_some(printed))}"
    if account.unresolved:
        yield "  it is to be decided anew whose these mentions are (coauth load, coauth renormalise)"
    yield ""
    many = f"the first {MOST:,} mentions" if account.more else _counted(len(account.held), "mention")
    yield many[0].upper() + many[1:]
    for number, one in enumerate(account.held, 1):
        yield from mention_lines(str(number), one.one, one, with_person=False)
        yield f"     of this person: {one.state}, {one.rule}, {one.confidence:.2f}"
    yield from _holding(account, standing)
    if account.may_be:
        yield ""
        yield "May be one with"
        for other in account.may_be:
            yield f"  {other.key} {cut(other.name)}: probability {other.probability:.2f}, {other.rule}"
            if len(other.mentions) == 2:
                yield f"    coauth explain pair {' '.join(one_line(mention) for mention in other.mentions)}"
    if account.judgements:
        yield ""
        yield "Judged"
        for entry in account.judgements:
            said = line_of(entry)
            yield f"  {cut(said['about'])} {cut(said['says'])}"
            yield f"    {cut(by_whom(entry))}"


def _holding(account: PersonAccount, standing: Standing) -> Iterator[str]:
    if not account.links:
        return
    yield ""
    yield "What holds them together (the probability that two mentions alone are one)"
    if len(account.laid) < len(account.held):
        yield f"  {len(account.laid):,} of the mentions were laid each beside each"
    number = {one.key: place for place, one in enumerate(account.held, 1)}
    for link in account.links[:STRONGEST]:
        yield f"  {_between(account, link, number)}"
    if len(account.links) > STRONGEST:
        yield f"  and {len(account.links) - STRONGEST:,} more links"
    weakest = account.links[-1]
    if len(account.links) > 1:
        yield f"  the weakest: {_between(account, weakest, number)}"
        yield f"    it alone joins {weakest.side[0]:,} of the mentions with the other {weakest.side[1]:,}; it rests on"
    else:
        yield "    it rests on"
    laid = lay_stored(account.held[weakest.one], account.held[weakest.other], standing)
    yield from (f"    {line}" for line in reason_lines(laid.reasons))


def _between(account: PersonAccount, link: Link, number: dict[str, int]) -> str:
    a, b = (account.held[at] for at in (link.one, link.other))
    return f"{_named(a, number)} and {_named(b, number)}: {link.probability:.3f}"


def _named(one: StoredMention, number: dict[str, int]) -> str:
    return f"{number[one.key]}. {cut(one.one.name)}"


def _some(texts: Sequence[str]) -> str:
    more = f" and {len(texts) - LISTED:,} more" if len(texts) > LISTED else ""
    return ", ".join(texts[:LISTED]) + more


def _counted(number: int, what: str) -> str:
    return f"1 {what}" if number == 1 else f"{number:,} {what}s"
