"""`coauth mentions FILE...`"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from coauth.output import ENDINGS, Output, show, write_out
from coauth.progress import Bar
from graph.errors import CoauthError, WrongUsage
from graph.settings import load_settings
from graph.store import open_store
from graph.views.answer import Answer
from graph.views.atomic import check_writable, write_file
from graph.views.forms import Form
from graph.views.json_rows import to_json
from graph.views.text import one_line
from loaders.deciding import Decider, open_decider
from loaders.mentions.document import Document, iso_date, read_document, web_address
from loaders.mentions.finder import Finder
from loaders.mentions.found import Findings, Span
from loaders.mentions.recording import forget, listed, record
from loaders.mentions.vocabulary import Name

COLUMNS = ("file", "what", "names", "country", "state", "rule", "confidence", "span", "printed", "sentence")
_SHOWN = 160
CAVEATS = (
    "a text that names a country, an institution or a person says nothing about anybody's affiliation or nationality",
    "a person is for review until an author of the graph has this name and this institution (--load looks)",
)


@click.command(
    short_help="Find institutions, countries, persons and joint work in texts and web pages.",
    epilog="\b\nExamples:\n"
    "  coauth mentions article.html\n"
    "  coauth mentions --json report.txt > mentions.json\n"
    "  coauth mentions --load --url https://example.org/story story.html\n"
    "  coauth mentions --loaded\n"
    "  coauth mentions --unload document:3f2a9c",
)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--load", "to_graph", is_flag=True, help="Put what is found into the graph, too.")
@click.option("--url", metavar="URL", help="Where the page was seen; else what the page says of itself.")
@click.option("--date", metavar="DATE", help="When it was published (YYYY-MM-DD); else what the page says.")
@click.option("--loaded", is_flag=True, help="List the documents that are in the graph.")
@click.option("--unload", metavar="KEY", help="Take a document back out of the graph.")
@click.option("--table", "as_table", is_flag=True, help="A table; the default on a terminal.")
@click.option("--csv", "as_csv", is_flag=True, help="CSV, a finding a row.")
@click.option(
    "--json", "as_json", is_flag=True, help="One array of documents; the default elsewhere, but for --loaded."
)
@click.option(
    "-o",
    "--output",
    "output_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write to FILE; its ending says how (.json, .csv, .txt).",
)
def mentions(
    files: tuple[Path, ...],
    to_graph: bool,
    url: str | None,
    date: str | None,
    loaded: bool,
    unload: str | None,
    as_table: bool,
    as_csv: bool,
    as_json: bool,
    output_file: Path | None,
) -> int:
    """Find what texts (.txt) and web pages (.html) name: institutions, countries, persons beside an institution, and
    sentences that speak of joint work. FILE - reads standard input.

    Each finding has its span: characters from 0, the end left out, of the text that the answer holds (of a page what a
    reader sees of it). State `review` needs a person: a bare "Korea", a name within a longer one, an institution known
    by its printed name only, and every person. A country that is named is nobody's affiliation. Where the output is no
    terminal it is JSON, since only that holds the text that the spans count in; the list of --loaded is CSV there.

    With --load the document goes into the graph as (:Document)-[:MENTIONS]->(:Institution|:Country|:Author). The same
    file loaded again changes nothing; --unload takes it back. Needs pip install 'coauthgraph[text]'.
    """
    asked = [name for name, given in (("--loaded", loaded), ("--unload", unload), ("FILE", files)) if given]
    if len(asked) != 1:
        raise WrongUsage(
            f"{' and '.join(asked)} at once" if asked else "no file is named", hint="coauth mentions --help"
        )
    forms: tuple[tuple[Form, bool], ...] = (("table", as_table), ("csv", as_csv), ("json", as_json))
    wanted = [form for form, given in forms if given]
    if unload is not None:
        return _unload(unload)
    if loaded:
        return _list(_output(wanted, output_file, "csv"))
    if (url or date) and len(files) > 1:
        raise WrongUsage("--url and --date speak of one file")
    if url is not None and web_address(url) is None:
        raise WrongUsage(f"--url {url}: this is no address of the web", hint="it begins with https://")
    if date is not None and iso_date(date) != date:
        raise WrongUsage(f"--date {date}: this is no date", hint="YYYY-MM-DD")
    output = _output(wanted, output_file, "json")
    decider = open_decider(load_settings().home)
    names = () if decider.registry is None else map(Name._make, decider.registry.named())
    finder = Finder(decider, names)
    found: list[tuple[Document, Findings]] = []
    failed = False
    for file in files:
        try:
            document = _read(file)
        except CoauthError as error:
            from coauth.failure import show_error

            show_error(error)
            failed = True
            continue
        found.append((document, finder.find(document.text)))
    if to_graph and found:
        _load(found, decider, url, date)
    if found:
        _answer(found, output)
    return 1 if failed else 0


def _output(wanted: Sequence[Form], file: Path | None, elsewhere: Form) -> Output:
    """What was asked for. elsewhere: the form where nothing is, and the output is no terminal."""
    if len(wanted) > 1:
        raise WrongUsage(
            f"only one of {', '.join(f'--{form}' for form in wanted)} can be had at a time",
            hint="coauth mentions --help",
        )
    form = wanted[0] if wanted else None
    if file is None:
        return Output(form=form or ("table" if sys.stdout.isatty() else elsewhere))
    ending = ENDINGS.get(file.suffix.lower())
    if ending is None or file.is_dir():
        raise WrongUsage(
            f"{file}: its ending does not say how to write it", hint="end it in .json, .csv or .txt"
        )
    if form is not None and ending != form:
        raise WrongUsage(
            f"{file}: its ending says {ending}, and --{form} is asked for", hint="one of the two"
        )
    check_writable(file)
    return Output(form=ending, file=file)


def _read(file: Path) -> Document:
    if str(file) == "-":
        return read_document(sys.stdin.buffer, "standard input")
    try:
        with file.open("rb") as stream:
            return read_document(stream, file.name)
    except OSError as error:
        raise CoauthError(
            f"{file}: {error.strerror}", hint="name a text or a web page that can be read"
        ) from None


def _load(
    found: Sequence[tuple[Document, Findings]], decider: Decider, url: str | None, date: str | None
) -> None:
    settings = load_settings()
    with open_store(settings) as store, Bar() as bar:
        for document, findings in found:
            done = record(store, document, findings, decider=decider, url=url, date=date, waiting=bar.waiting)
            click.echo(
                one_line(
                    f"{document.file}: mentions of institutions {done.institutions:,}, of countries "
                    f"{done.countries:,}, of authors {done.authors:,}; persons for review {done.review:,}; "
                    f"{done.key[:23]} (coauth mentions --unload {done.key[:23]} takes it back)"
                ),
                err=True,
            )


def _unload(key: str) -> int:
    settings = load_settings()
    with open_store(settings) as store, Bar() as bar:
        gone = forget(store, key, waiting=bar.waiting)
    click.echo(
        one_line(f"document {gone.key[:23]} ({gone.file}) taken back, with {gone.mentions:,} mentions")
    )
    return 0


def _list(output: Output) -> int:
    with open_store(load_settings()) as store:
        rows = listed(store)
    show(Answer(columns=("document", "file", "title", "date", "url", "mentions"), rows=rows), output)
    return 0


def _answer(found: Sequence[tuple[Document, Findings]], output: Output) -> None:
    if output.form == "json":
        data = (to_json([as_object(*one) for one in found], indent=1) + "\n").encode("utf-8", "replace")
        if output.file is None:
            write_out(data)
        else:
            write_file(output.file, data)
    else:
        rows = [row for document, findings in found for row in _rows(document, findings)]
        notes = [f"{document.file}: {note}" for document, _ in found for note in document.notes]
        notes += [
            f"{document.file} ({document.format}, {document.encoding}): {len(document.text):,} characters"
            + (f" of the page's {document.part}" if document.part else "")
            + (f', "{document.title}"' if document.title else "")
            for document, _ in found
        ]
        columns = COLUMNS if output.form == "csv" else COLUMNS[:-1]
        show(
            Answer(columns=columns, rows=rows, caveats=CAVEATS, notes=tuple(notes), subject=("file",)), output
        )


def as_object(document: Document, findings: Findings) -> dict[str, Any]:
    """A document and what it names in the shape that other programs read. All spans count in its `text`."""
    text = document.text
    sentences = sorted(findings.sentences)
    number = {sentence: at for at, sentence in enumerate(sentences)}

    def printed(span: Span, sentence: int) -> dict[str, Any]:
        return {"span": list(span), "printed": text[span[0] : span[1]], "sentence": number[sentence]}

    return {
        "file": document.file,
        "key": document.key,
        "sha256": document.sha256,
        "format": document.format,
        "encoding": document.encoding,
        "title": document.title,
        "title_from": document.title_from,
        "text_from": document.part or "file",
        "url": document.url,
        "date": document.date,
        "notes": list(document.notes),
        "institutions": [
            {
                "key": i.key, "name": i.name, "country": i.country, "controlled_from": i.controlled_from,
                "state": i.state, "rule": i.rule, "confidence": i.confidence, **printed(i.span, i.sentence),
            }
            for i in findings.institutions
        ],
        "countries": [
            {
                "code": c.code, "state": c.state, "rule": c.rule, "confidence": c.confidence,
                **printed(c.span, c.sentence),
            }
            for c in findings.countries
        ],
        "persons": [
            {
                "name": p.name, "institution": p.key, "institution_span": list(p.institution), "state": "review",
                "rule": p.rule, **printed(p.span, p.sentence),
            }
            for p in findings.persons
        ],
        "joint_work": [
            {
                "sentence": number[j.sentence],
                "wordings": [
                    {"rule": rule, "span": list(span), "printed": text[span[0] : span[1]]}
                    for rule, span in j.wordings
                ],
                "institutions": list(dict.fromkeys(
                    i.key for i in findings.institutions if i.sentence == j.sentence and i.key is not None
                )),
                "countries": list(dict.fromkeys(
                    c.code for c in findings.countries if c.sentence == j.sentence and c.state == "yes"
                )),
            }
            for j in findings.joint_work
        ],
        "sentences": [
            {"span": list(findings.sentences[s]), "printed": text[slice(*findings.sentences[s])]} for s in sentences
        ],
        "text": text,
    }  # fmt: skip


def _rows(document: Document, findings: Findings) -> list[dict[str, Any]]:
    """What is found, in the order of the text."""
    rows: list[tuple[Span, dict[str, Any]]] = []

    def add(what: str, names: str, country: str | None, state: str, rule: str, confidence: float | None, span: Span,
            sentence: int) -> None:  # fmt: skip
        rows.append((span, {
            "file": document.file, "what": what, "names": names, "country": country, "state": state, "rule": rule,
            "confidence": confidence, "span": f"{span[0]}-{span[1]}",
            "printed": _short(document.text[slice(*span)]),
            "sentence": _short(document.text[slice(*findings.sentences[sentence])]),
        }))  # fmt: skip

    for i in findings.institutions:
        add("institution", i.name, i.country, i.state, i.rule, i.confidence, i.span, i.sentence)
    for c in findings.countries:
        add("country", c.code, c.code, c.state, c.rule, c.confidence, c.span, c.sentence)
    for p in findings.persons:
        at = _short(document.text[slice(*p.institution)])
        add("person", f"{p.name} ({at})", None, "review", p.rule, None, p.span, p.sentence)
    for j in findings.joint_work:
        for rule, span in j.wordings:
            said = _short(document.text[slice(*findings.sentences[j.sentence])])
            add("joint work", said, None, "review", rule, None, span, j.sentence)
    return [row for _, row in sorted(rows, key=lambda pair: pair[0])]


def _short(text: str) -> str:
    text = one_line(" ".join(text.split()))
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
