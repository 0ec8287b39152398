"""`coauth classify`: what works are about, by term lists; of the store, or of a file without one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import click

from coauth.output import write_out
from coauth.progress import Bar
from coauth.terms import terms_option
from graph.errors import CoauthError, WrongUsage
from graph.settings import load_settings
from graph.store import open_store
from graph.views.json_rows import to_json
from graph.views.text import one_line
from loaders.classify import Classified
from loaders.classify import classify as classify_works
from loaders.normalize.topics import TopicDecision, TopicMatcher
from loaders.terms.library import term_lists
from loaders.terms.term_list import TermList
from loaders.texts import BadLine, PrintedText, texts_in


@click.command(
    short_help="Tell what works are about, by term lists.",
    epilog="\b\nExamples:\n"
    "  coauth classify\n"
    "  coauth classify --list ai-technical --terms mine.toml\n"
    "  coauth classify --all --json\n"
    "  coauth classify --json works.jsonl > topics.jsonl\n"
    "  coauth classify --json - < works.jsonl",
)
@click.argument("file", required=False, type=click.Path(path_type=Path, allow_dash=True), metavar="[FILE]")
@click.option("--all", "everything", is_flag=True, help="Every work of the store, changed or not.")
@click.option("--list", "names", multiple=True, metavar="NAME", help="By this list only; may be repeated.")
@terms_option
@click.option(
    "--json", "as_json", is_flag=True, help="Of the store: the counts as one object. Of FILE: see above."
)
def classify(
    file: Path | None, everything: bool, names: tuple[str, ...], paths: tuple[Path, ...], as_json: bool
) -> int:
    """Match titles, abstracts and keywords with term lists, and write what works are about into the store.

    Only works are matched that are new, or whose text or lists changed; what an older version of a list found is kept
    beside the new one. May be interrupted: the same command goes on. The questions restricted-fields, topic-rank and
    topic-change read the result. A work that holds terms of a field overlaps it; that is no verdict on it.

    With FILE (JSON Lines: id, title, abstract, and keywords where known; - reads standard input) no store is touched, and
    with --json one line comes out for each, in order: id, and topics with list, state (yes or review), score (0 to 1) and
    terms. A list that says no is left out. A line that is no work comes out with `error`, and ends the command with 1.

    Needs pip install 'coauthgraph[text]'.
    """
    if file is not None:
        if everything:
            raise WrongUsage("--all speaks of the store", hint="coauth classify --help")
        if not as_json:
            raise WrongUsage("a file is answered as JSON Lines", hint=f"coauth classify --json {file}")
        return _of_file(file, TopicMatcher(term_lists(paths, names)))
    lists = term_lists(paths, names)
    with open_store(load_settings()) as store, Bar() as bar:
        done = classify_works(store, lists, progress=bar, everything=everything, waiting=bar.waiting)
    if as_json:
        click.echo(to_json(as_object(done, lists), indent=1))
    else:
        click.echo("\n".join(_lines(done, lists)))
    return 0


def as_object(done: Classified, lists: list[TermList]) -> dict[str, Any]:
    """What a run did, for programs. yes, review, no: of the works that were matched."""
    return {
        "works": done.works,
        "classified": done.done,
        "skipped": done.skipped,
        "lists": [
            {"list": one.name, "version": one.version}
            | {state: done.states[one.name][state] for state in ("yes", "review", "no")}
            for one in lists
        ],
    }


def _lines(done: Classified, lists: list[TermList]) -> Iterator[str]:
    if not done.works:
        yield "the store holds no works (coauth load FILE)"
        return
    skipped = f"; {done.skipped:,} skipped: neither their text nor a list has changed" if done.skipped else ""
    yield f"works {done.works:,}: {done.done:,} classified{skipped}"
    if done.done:
        for one in lists:
            counts = done.states[one.name]
            yield f"  {one.name} {one.version}: yes {counts['yes']:,}, review {counts['review']:,}, no {counts['no']:,}"


def _of_file(file: Path, matcher: TopicMatcher) -> int:
    if str(file) == "-":
        return _answer(sys.stdin.buffer, "standard input", matcher)
    try:
        stream = file.open("rb")
    except OSError as error:
        raise CoauthError(f"{file}: {error.strerror or error}", hint="name a file that can be read") from None
    with stream:
        return _answer(stream, str(file), matcher)


def _answer(stream: BinaryIO, name: str, matcher: TopicMatcher) -> int:
    """One answer a line, each sent at once: whoever feeds the lines may wait for the answer to the last one."""
    failed = False
    for one in _read(stream, name):
        if isinstance(one, BadLine):
            failed = True
            said = f"line {one.line} is no work: {one.why}"
            click.echo(one_line(f"coauth: {name}: {said}"), err=True)
            answer: dict[str, Any] = {"id": one.id, "topics": [], "error": said}
        else:
            decisions = matcher.decide(one.title, one.abstract, one.keywords or ())
            answer = {"id": one.id, "topics": [topic(d) for d in decisions if d.state != "no"]}
        write_out(to_json(answer).encode("utf-8", "replace") + b"\n")
    return 1 if failed else 0


def _read(stream: BinaryIO, name: str) -> Iterator[PrintedText | BadLine]:
    """The lines; that they cannot be read is not that answers cannot be written (a reader that went away, a full disk)."""
    lines = texts_in(stream)
    while True:
        try:
            one = next(lines, None)
        except OSError as error:
            raise CoauthError(
                f"{name}: {error.strerror or error}", hint="name a file that can be read"
            ) from None
        if one is None:
            return
        yield one


def topic(decided: TopicDecision) -> dict[str, Any]:
    """A decision in the shape that other programs read."""
    return {
        "list": decided.list,
        "state": decided.state,
        "score": decided.score,
        "terms": list(decided.terms),
    }
