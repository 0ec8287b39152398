"""`coauth explain pair`: why two mentions are one person's, or are not."""

from __future__ import annotations

from pathlib import Path

import click

from coauth.output import write_lines
from coauth.pair_lines import as_object, lines
from coauth.questions import open_for_questions
from graph.errors import CoauthError, WrongUsage
from graph.settings import load_settings
from graph.views.json_rows import to_json
from graph.views.text import one_line
from loaders.deciding import open_decider
from loaders.judgements.standing import Standing
from loaders.persons.laid_pairs import LaidPair, lay, lay_stored
from loaders.persons.meant import mention_meant, must_name
from loaders.resolve.mention import Unread, each_once, read_mentions


@click.command(
    short_help="Show why two mentions of authors are one person, or are not.",
    epilog="\b\nExamples:\n"
    "  coauth explain pair facts:a1#0 facts:a2#3\n"
    "  coauth explain pair --json facts:a1#0-5d2c1b0a 3f2a9c0d5b7e41f8a6c2d9e0b1f47a35\n"
    "  coauth explain pair --mentions mentions.jsonl m1 m2",
)
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@click.option(
    "--mentions",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="JSON Lines with the two mentions, as coauth resolve --mentions reads them; no store is asked.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def pair(a: str, b: str, file: Path | None, as_json: bool) -> None:
    """Lay two mentions of authors side by side.

    A and B are mentions of the store (RECORD#POSITION-HASH, the hash may be left out), or the keys of persons who have one
    mention alone; with --mentions the ids in FILE.

    What is printed of each; whether the store holds them as one person; the rule that decides, or the probability that the
    two alone are one, and how far each piece of evidence moves it (above zero towards one person, below towards two; a
    logarithm of the odds); what was judged. A name alone never proves that two are one, and says nothing about a country.
    """
    standing = open_decider(load_settings().home).standing
    laid = _of_store(a, b, standing) if file is None else _of_file(a, b, file, standing)
    if as_json:
        click.echo(to_json(as_object(laid)))
    else:
        write_lines(lines(laid))


def _of_store(a: str, b: str, standing: Standing) -> LaidPair:
    for given, argument in ((a, "A"), (b, "B")):
        must_name(given, argument=argument)
    with open_for_questions() as store:
        _, one = mention_meant(store.read, a, argument="A")
        _, other = mention_meant(store.read, b, argument="B")
        return lay_stored(one, other, standing, store.read)


def _of_file(a: str, b: str, file: Path, standing: Standing) -> LaidPair:
    if a == b:
        raise WrongUsage("A and B are the same mention", hint="coauth explain pair --help")
    wanted = {a, b}
    try:
        with file.open("rb") as stream:
            found = [
                one for one in read_mentions(stream) if not isinstance(one, Unread) and one.mention in wanted
            ]
    except OSError as error:
        raise CoauthError(f"{file}: {error.strerror or error}", hint="name a file that can be read") from None
    by_id = {one.mention: one for one in each_once(found)}
    for name in (a, b):
        if name not in by_id:
            raise CoauthError(
                f"{file}: no line has the mention {one_line(name)}", hint="the ids are those of `mention`"
            )
    return lay(by_id[a], by_id[b], standing)
