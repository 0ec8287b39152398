"""`coauth judge`: a person's word on an affiliation or on two institutions, which wins over every rule.

See judge_pair.py for two mentions of authors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from coauth.analyst import typed, who_says
from coauth.default_command import WithDefault
from coauth.explain import as_object
from coauth.judge_pair import pair
from coauth.judged import country, institution, making, reason, report
from coauth.judgement_lines import line_of
from coauth.output import Output, output_options, show, write_out
from coauth.renormalise import store_if_any
from graph.errors import CoauthError, WrongUsage
from graph.prepare import require_current
from graph.settings import Settings, load_settings
from graph.views.answer import Answer
from graph.views.atomic import check_writable, write_file
from graph.views.text import one_line
from loaders.deciding import Decider, open_decider
from loaders.judgements import file
from loaders.judgements.entry import (
    Entry,
    Judgement,
    Named,
    OfAffiliation,
    OfInstitutions,
    encode,
)
from loaders.judgements.judging import judge as keep
from loaders.judgements.judging import merge as join
from loaders.judgements.judging import undo as take_back
from loaders.judgements.lapsed import Lapsed, lapsed
from loaders.judgements.standing import Standing

_why = click.option("--why", required=True, metavar="TEXT", help="Why; it is kept with the judgement.")
_file = click.argument("path", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")


@click.group(
    cls=WithDefault,
    default="pair",
    words=True,
    short_help="Overrule a decision on an affiliation, an institution or a person.",
)
def judge() -> None:
    """Overrule a decision. A judgement wins over every rule, and is shown as the rule `judged`.

    `coauth judge A B --same` and `coauth judge A B --different` judge two mentions of authors, as `coauth judge pair A B`
    does.

    Judgements are lines of judgements.jsonl in the data folder (COAUTH_HOME), with who, when, why and what was decided
    until then. They outlive the store, are never changed, and can be undone, exported and joined with another
    analyst's. Of two on one thing the later counts.

    \b
    Examples:
      coauth judge affiliation "Korea Univ., Kodaira" --country JP --why "its campus is in Tokyo"
      coauth judge institution "Acad Sci Beijing" ror:034t30j35 --same --why "its letterhead"
      coauth judge facts:a1#0 facts:a2#0 --same --why "one e-mail address"
      coauth judge list
      coauth judge undo 3f2a9c
    """


judge.add_command(pair)


@judge.command(
    short_help="Say which countries and institutions a printed affiliation names.",
    epilog="\b\nExamples:\n"
    '  coauth judge affiliation "Dept. of Physics, Korea" --country KR --why "the authors are at KAIST"\n'
    '  coauth judge affiliation "Correspondence to the editor" --nothing --why "no address"',
)
@click.argument("text", metavar="TEXT")
@click.option(
    "--country", "countries", multiple=True, metavar="CODE", help="A country in it; may be repeated."
)
@click.option(
    "--institution",
    "institutions",
    multiple=True,
    metavar="KEY",
    help="An institution in it, by the key that coauth explain affiliation shows; may be repeated.",
)
@click.option("--nothing", is_flag=True, help="It names no country and no institution.")
@_why
@making
def affiliation(
    text: str,
    countries: tuple[str, ...],
    institutions: tuple[str, ...],
    nothing: bool,
    why: str,
    by: str | None,
    no_apply: bool,
    as_json: bool,
) -> int:
    """Say what TEXT, an affiliation as printed, names. It holds for that very string only, whatever its blanks.

    With --institution alone the countries are those in which the institutions stand; with --country alone the
    institutions that the rules read stay, for review where they stand in another country.
    """
    if nothing == bool(countries or institutions):
        raise WrongUsage(
            "either --country and --institution, or --nothing",
            hint=f'coauth judge affiliation "{one_line(text)}" --country CODE --why "..."',
        )
    settings = load_settings()
    text = typed("TEXT", text, example="coauth review affiliations shows what is printed")
    name, whence = who_says(by, settings)
    said = reason(why)
    codes = tuple(dict.fromkeys(country(code) for code in countries))
    decider = open_decider(settings.home)
    named = {one.key: one for one in (institution(key, decider, settings) for key in institutions)}
    shown = as_object(text, decider.decide(text))

    def make(at: str) -> OfAffiliation:
        return OfAffiliation(
            at=at,
            by=name,
            why=said,
            judgement=Judgement.NOTHING if nothing else Judgement.PLACES,
            shown=shown,
            text=text,
            countries=codes,
            institutions=tuple(named.values()),
        )

    return report(keep(settings.home, make), settings, whence=whence, no_apply=no_apply, as_json=as_json)


@judge.command(
    "institution",
    short_help="Say whether two institutions are one.",
    epilog="\b\nExamples:\n"
    '  coauth judge institution "Acad Sci Beijing" ror:034t30j35 --same --why "its letterhead"\n'
    '  coauth judge institution "Chosun University" ror:01zt9a375 --different --why "the one in Tokyo"',
)
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@click.option("--same", is_flag=True, help="They are one.")
@click.option("--different", is_flag=True, help="They are two, where a rule takes one for the other.")
@_why
@making
def institution_command(
    a: str,
    b: str,
    same: bool,
    different: bool,
    why: str,
    by: str | None,
    no_apply: bool,
    as_json: bool,
) -> int:
    """Say whether A and B are one institution. Each is a key, as coauth explain affiliation shows it, or a name as
    printed (in whatever country it is printed).

    Those that are one have one key: that of the registry first, then of the built-in table; the others are its
    former_keys in the graph. With --different the printed name A no longer means the institution B.
    """
    if same == different:
        raise WrongUsage("either --same or --different", hint="coauth judge institution --help")
    settings = load_settings()
    name, whence = who_says(by, settings)
    said = reason(why)
    decider = open_decider(settings.home)
    one, other = (institution(given, decider, settings, printed=True) for given in (a, b))
    if one.key == other.key:
        raise WrongUsage("A and B are the same", hint="coauth judge institution --help")
    shown = {"institutions": [_shown(one, decider), _shown(other, decider)]}

    def make(at: str) -> OfInstitutions:
        judgement = Judgement.SAME if same else Judgement.DIFFERENT
        return OfInstitutions(at=at, by=name, why=said, judgement=judgement, shown=shown, a=one, b=other)

    return report(keep(settings.home, make), settings, whence=whence, no_apply=no_apply, as_json=as_json)


def _shown(one: Named, decider: Decider) -> dict[str, Any]:
    """As what an institution counted until now."""
    counted = decider.standing.same.get(one.key, one)
    return {"key": one.key, "name": one.name, "country": one.country, "counted_as": counted.key}


@judge.command(epilog='\b\nExamples:\n  coauth judge list\n  coauth judge undo 3f2a9c --why "a typing error"')
@click.argument("id", metavar="ID")
@click.option("--why", default="taken back", show_default=True, metavar="TEXT", help="Why.")
@making
def undo(id: str, why: str, by: str | None, no_apply: bool, as_json: bool) -> int:
    """Take back the judgement with this id (or one that begins so; coauth judge list shows them).

    What the rules say counts again, or an earlier judgement on the same. An undo can be undone, too.
    """
    settings = load_settings()
    name, whence = who_says(by, settings)
    if not id.strip():
        raise WrongUsage("ID: which judgement?", hint="coauth judge list")
    made = take_back(settings.home, id.strip(), name, reason(why))
    return report(made, settings, whence=whence, no_apply=no_apply, as_json=as_json)


COLUMNS = ("id", "at", "by", "state", "judgement", "about", "says", "why")


@judge.command("list", epilog="\b\nExamples:\n  coauth judge list\n  coauth judge list --json")
@output_options
def list_command(output: Output) -> int:
    """List every judgement, the latest last, with what became of it: in force, replaced (by a later one on the same
    thing), undone, contradicted (by another that counts more), or lapsed: on a mention that is not in the store as it was
    judged, so that it does nothing there until coauth review has asked it again.

    Where a judgement on two mentions is in force the store is asked for them, if one is set up."""
    settings = load_settings()
    standing = open_decider(settings.home).standing
    fallen, notes = _lapsed(standing, settings)
    states = {one.entry.id: "lapsed" for one in fallen}
    rows = [
        _row(entry) | {"state": states.get(entry.id, standing.state(entry))} for entry in standing.entries
    ]
    notes += [
        f"{one.loser.id} of {one.loser.by} and {one.winner.id} of {one.winner.by}: {one.why}"
        for one in standing.conflicts
    ]
    notes += [f"{one.entry.id} has lapsed: {'; '.join(one.words)} (coauth review)" for one in fallen]
    if not rows:
        notes.append("nothing has been judged")
    show(Answer(columns=COLUMNS, rows=rows, title="Judgements", notes=tuple(notes)), output)
    return 0


def _lapsed(standing: Standing, settings: Settings) -> tuple[list[Lapsed], list[str]]:
    """The judgements that do nothing in the store, and a note where it could not be asked."""
    if not (standing.same_mentions or standing.different_mentions):
        return [], []
    try:
        store = store_if_any(settings)
        if store is None:
            return [], []
        with store:
            require_current(store)
            return lapsed(store.read, standing), []
    except CoauthError as error:
        return [], [f"whether the mentions are still in the store is not known: {error.message}"]


def _row(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "at": entry.at,
        "by": entry.by,
        "judgement": str(entry.judgement),
        "why": entry.why,
        **line_of(entry),
    }


@judge.command(
    epilog="\b\nExamples:\n  coauth judge export -o judgements.jsonl\n  coauth judge export > ours.jsonl"
)
@click.option(
    "-o", "--output", "path", type=click.Path(path_type=Path), metavar="FILE", help="Write to FILE."
)
def export(path: Path | None) -> int:
    """Write every judgement, as JSON Lines: for a copy, or for another analyst (coauth judge import)."""
    if path is not None:
        check_writable(path)
    home = load_settings().home
    entries = file.read(file.path_in(home)).entries
    content = b"".join(encode(entry) + b"\n" for entry in entries)
    if path is None:
        write_out(content)
        return 0
    if path.exists() and path.resolve() == file.path_in(home).resolve():
        raise WrongUsage(f"{one_line(str(path))} is the file of judgements itself", hint="name another file")
    write_file(path, content)
    count = "1 judgement" if len(entries) == 1 else f"{len(entries):,} judgements"
    click.echo(f"{count} written to {one_line(str(path))}", err=True)
    return 0


@judge.command("import", epilog="Example: coauth judge import theirs.jsonl")
@_file
@click.option("--no-apply", is_flag=True, help="Leave the store as it is.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as one JSON object.")
def import_command(path: Path, no_apply: bool, as_json: bool) -> int:
    """Take the judgements of another analyst's FILE, as coauth judge export writes it, into ours; those that we have
    count once.

    Where both judged the same thing differently, the later word counts, and the conflict is told.
    """
    settings = load_settings()
    made, known = join(settings.home, path)
    return report(made, settings, known=known, no_apply=no_apply, as_json=as_json)
