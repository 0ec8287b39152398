"""`coauth explain work`: a merged work with who says what."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click
import msgspec

from coauth.output import write_out
from coauth.questions import open_for_questions
from graph.errors import CoauthError, WrongUsage
from graph.settings import home_folder
from graph.views.atomic import check_writable, write_file
from graph.views.json_rows import to_json
from graph.views.text import one_line, shorten
from loaders.deciding import open_decider
from loaders.judgements.entry import RULE
from loaders.stored_work import Row, read_work, works_named
from loaders.testimony import (
    Address,
    Byline,
    Elsewhere,
    Field,
    FunderOf,
    How,
    Label,
    Mention,
    OtherWork,
    Read,
    Source,
    WhoSays,
)
from loaders.who_says import who_says

ENDINGS = {".json": True, ".txt": False}
"""Ending of a file: is it JSON?"""
LONGEST = 400
"""Columns of an abstract or a statement that are shown to people; --json has all of it."""
MOST_NAMED = 10
"""Works that are named where an identifier means several."""


@click.command(
    short_help="Show a merged work with who says what.",
    epilog="\b\nExamples:\n"
    "  coauth explain work 10.1126/sciadv.1501513\n"
    "  coauth explain work --json pmid:27152344\n"
    "  coauth explain work -o work.txt https://doi.org/10.1126/sciadv.1501513",
)
@click.argument("name", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "-o",
    "--output",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=f"Write to FILE; its ending says how ({', '.join(ENDINGS)}).",
)
def work(name: str, as_json: bool, file: Path | None) -> None:
    """What the store holds of a work, and which record says it.

    ID is a DOI, pmid:…, an OpenAlex id (W…), arxiv:…, the address of one of them, or a key of a work or a record.

    Each field with every record's value where they differ, `*` before what the work took; each author with the words
    of each source, how they were joined, the affiliations as printed and what was read from them by which rule, and
    what a source's own country label says beside the print: the printed string decides. A number in brackets is a
    record of the list at the top. `span` counts characters from 0, its end left out. Nothing is changed.
    """
    if file is not None:
        ending = ENDINGS.get(file.suffix.lower())
        if ending is None and not as_json:
            raise WrongUsage(
                f"{file}: its ending does not say how to write it", hint="end it in .json or .txt"
            )
        if ending is False and as_json:
            raise WrongUsage(f"{file}: its ending says text, and --json is asked for", hint="one of the two")
        as_json = as_json or bool(ending)
        check_writable(file)
    account = told(name)
    text = json_text(account) if as_json else "\n".join(lines(account))
    if file is not None:
        write_file(file, f"{text}\n".encode())
        click.echo(f"{one_line(account.work)} written to {one_line(str(file))}", err=True)
        return
    # a terminal that is not UTF-8 gets \u escapes for what it cannot show
    encoding = "utf-8" if as_json else sys.stdout.encoding or "utf-8"
    write_out(f"{text}\n".encode(encoding, "backslashreplace"))


def told(name: str) -> WhoSays:
    """The account of the one work that is named. Raises CoauthError where none is, or several are."""
    # half of a surrogate pair, an undecodable byte: no id has one, and no store takes it
    name = name.encode("utf-8", "replace").decode()
    with open_for_questions() as store:
        found = works_named(store.read, name)
        if len(found) > 1:
            named = "; ".join(_headed(row) for row in found[:MOST_NAMED])
            more = f"; and {len(found) - MOST_NAMED:,} more" if len(found) > MOST_NAMED else ""
            raise CoauthError(
                f"{name} means {len(found):,} works: {named}{more}",
                hint=f"coauth explain work {found[0]['work']}",
            )
        if not found:
            raise CoauthError(
                f"no work in the store has the id {name}",
                hint="coauth load FILE brings works; an id is written as 10.1234/x, pmid:1, W1, arxiv:2203.05726",
            )
        try:
            return who_says(read_work(store.read, found[0]["work"]), open_decider(home_folder()))
        except LookupError:
            raise CoauthError(
                f"{found[0]['work']} is being worked out anew by a load", hint="the same command again"
            ) from None
        except msgspec.DecodeError as error:
            raise CoauthError(
                f"{found[0]['work']}: a record's statement in the store is damaged ({error})",
                hint="load its file again: coauth load FILE",
            ) from None


def _headed(row: Row) -> str:
    title = shorten(row["title"], 60) if row["title"] else "no title"
    return f"{row['work']} ({title}" + (f", {row['year']})" if row["year"] else ")")


def json_text(account: WhoSays) -> str:
    """The account as one JSON object, on one line."""
    return to_json(msgspec.to_builtins(account))


def lines(account: WhoSays) -> Iterator[str]:
    """The account for people, a line each; nothing of the data can move a cursor."""
    number = {source.record: f"[{place}]" for place, source in enumerate(account.records, 1)}
    yield one_line(account.title or "(no title printed)")
    yield "  " + " · ".join(
        one_line(str(part)) for part in dict.fromkeys((account.work, account.year, *account.ids)) if part
    )
    yield from _section("A person must look", _reasons(account))
    yield from _section("Records", (line for one in account.records for line in _source(number, one)))
    yield from _section(
        "Fields (* what the work took)", (line for one in account.fields for line in _field(number, one))
    )
    yield from _section(
        "Countries",
        (
            f"{one.code} {one_line(one.name)}: {one.state}, confidence {one.confidence:.2f}, mentions {one.mentions:,}"
            for one in account.countries
        ),
    )
    yield from _section("Authors", (line for one in account.authors for line in _author(number, one)))
    yield from _section(
        "Affiliations that no author was given",
        (line for one in account.unmapped for line in _address(number, one)),
    )
    yield from _section(
        "Read from what is said elsewhere, of no author",
        (_elsewhere(number, one) for one in account.elsewhere),
    )
    yield from _section(
        "Said elsewhere in the records",
        (
            f"{one.kind}, {one_line(one.place)} {number.get(one.record, '')}"
            + (f", of {one_line(one.author)}" if one.author else "")
            + f": {_cut(one.text)}"
            for one in account.statements
        ),
    )
    yield from _section(
        "Funders (who paid says nothing about where the authors stand)",
        (line for one in account.funders for line in _funder(number, one)),
    )
    yield from _section("Other works", (_other(one) for one in account.related))


def _section(title: str, inner: Iterator[str]) -> Iterator[str]:
    """A heading and what stands under it; nothing where nothing does."""
    for place, line in enumerate(inner):
        if not place:
            yield ""
            yield title
        yield f"  {line}"


def _cut(text: str) -> str:
    return shorten(one_line(text), LONGEST)


def _numbers(number: dict[str, str], records: Sequence[str]) -> str:
    return "".join(number.get(key, f"[{one_line(key)}]") for key in records)


def _funder(number: dict[str, str], one: FunderOf) -> Iterator[str]:
    where = f", {one.country}" if one.country else ""
    grants = f"; grants {_cut(', '.join(one.grants))}" if one.grants else ""
    yield f"{one_line(one.name)} ({one_line(one.key)}{where}): {one.state}{grants}"
    for paid in one.evidence:
        how = f"{paid.state}, {paid.rule}, {paid.confidence:.2f}"
        yield f"  printed: {_cut(paid.printed)} → {how} {_numbers(number, [paid.record])}"


def _reasons(account: WhoSays) -> Iterator[str]:
    for one in account.review:
        yield f"{one.reason}: {one.meaning}"
        yield from (f"  {_other(other)}" for other in one.works)


def _other(one: OtherWork) -> str:
    how = f"shares {one_line(one.by)} with" if one.towards is None else one.by
    arrow = {None: "", True: " →", False: " ←"}[one.towards]
    fields = ", ".join(f"{name} {one_line(to_json(value))}" for name, value in sorted(one.fields.items()))
    head = one_line(_headed({"work": one.work, "title": one.title, "year": one.year}))
    return f"{how}{arrow} {head}" + (f": {fields}" if fields else "")


def _source(number: dict[str, str], one: Source) -> Iterator[str]:
    yield f"{number[one.record]} {one_line(one.record)}"
    place = f"    {one.source}, first read from {one_line(one.file)} line {one.line:,}; loads {', '.join(one.loads)}"
    if one.updated:
        place += f"; this version is of {one_line(one.updated)}"
    yield place
    if one.joined is not None:
        yield f"    joined without a common identifier by: {_how(one.joined)}"
    if one.seen is not None:
        seen = f"    seen at {one_line(one.seen.url)}"
        if one.seen.by:
            seen += f", added by {one_line(one.seen.by)}"
        if one.seen.on:
            seen += f" on {one_line(one.seen.on)}"
        yield seen
        if one.seen.file_sha256:
            yield f"    kept as {one_line(one.seen.file_name or 'a file')}, SHA-256 {one_line(one.seen.file_sha256)}"
    if one.stale:
        yield "    changed since: the work is not worked out anew from it yet (coauth load does)"


def _field(number: dict[str, str], one: Field) -> Iterator[str]:
    width = 10
    name = one.name
    if one.taken is not None and not any(value.taken for value in one.values):
        yield f"{name:<{width}} * {_cut(_shown(one.taken))} (from all records together)"
        name = ""
    for value in one.values:
        mark = "*" if value.taken else " "
        yield f"{name:<{width}} {mark} {_cut(_shown(value.value))} {_numbers(number, value.records)}"
        name = ""


def _shown(value: Any) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def _how(how: How) -> str:
    parts = [how.rule]
    if how.state is not None:
        parts.insert(0, how.state)
    if how.confidence is not None:
        parts.append(f"{how.confidence:.2f}")
    return ", ".join(parts)


def _author(number: dict[str, str], one: Byline) -> Iterator[str]:
    look = "  (a person must look)" if one.review else ""
    yield f"{one.position + 1}. {one_line(one.printed)}{look}"
    yield f"     person {one.person} {one_line(one.person_name)}: {_how(one.person_by)}"
    if len(one.mentions) == 1:
        yield "     one record names this author" + (
            "" if one.aligned.rule == "one-record" else f": {_how(one.aligned)}"
        )
    else:
        yield f"     {len(one.mentions):,} records joined by: {_how(one.aligned)}"
    yield from (f"     {_mention(number, told)}" for told in one.mentions)
    for address in one.addresses:
        yield from (f"     {line}" for line in _address(number, address))
    yield from (f"     {_elsewhere(number, found)}" for found in one.elsewhere)
    for label in one.labels:
        yield f"     {_label(number, label, one)}"


def _mention(number: dict[str, str], one: Mention) -> str:
    where = _numbers(number, [one.record])
    if one.name is None:
        return f"{where} no longer says so: the work is not worked out anew yet ({one_line(one.mention)})"
    parts = [one_line(one.name), f"author {(one.position or 0) + 1}"]
    if one.name_native:
        parts.insert(1, one_line(one.name_native))
    if one.corresponding:
        parts.append("corresponding")
    if one.orcid:
        parts.append(f"ORCID {one.orcid}")
    if one.source_id:
        parts.append(one_line(one.source_id))
    if not one.affiliations:
        parts.append("no affiliation given")
    return f"{where} {', '.join(parts)}"


def _address(number: dict[str, str], one: Address) -> Iterator[str]:
    yield f"printed: {one_line(one.printed)} {_numbers(number, one.records)}"
    yield from (f"  → {_read(number, read, one.printed)}" for read in one.read)
    if not one.read:
        yield "  → no country and no institution was read from it"
    decided = not one.read or any(RULE in read.rule for read in one.read)
    for by in one.judged:
        yield (
            f"  judged by {one_line(by.by)} on {one_line(by.at[:10])}: {_cut(by.why)} (judgement {one_line(by.id)})"
            + ("" if decided else "; not in the store yet: coauth renormalise --judged")
        )


def _read(number: dict[str, str], one: Read, printed: str) -> str:
    if one.kind == "country":
        what = f"{one.value} {one_line(one.name)}"
    else:
        what = f"{one_line(one.name)} ({one_line(one.value)})"
    said = f"{what}: {one.state}, {one.rule}, {one.confidence:.2f}"
    if one.span is not None:
        start, end = one.span
        said += f", on “{one_line(printed[start:end])}” ({start}-{end})"
    return f"{said} {_numbers(number, [one.record])}"


def _elsewhere(number: dict[str, str], one: Elsewhere) -> str:
    said = f"{_cut(one.text)} ({one_line(one.place or '')})" if one.text is not None else "(a statement)"
    return f"said elsewhere: {said} → {_read(number, one.read, '')}"


def _label(number: dict[str, str], one: Label, author: Byline) -> str:
    sources = ", ".join(dict.fromkeys(key.partition(":")[0] for key in one.records))
    head = f"{one_line(sources)} {_numbers(number, one.records)} labels {one_line(one.code)} {one_line(one.name)}"
    if one.verdict == "agrees":
        return f"{head}; the print says so too"
    if one.verdict == "label-only":
        return f"{head}; no printed affiliation says a country, so it is for review"
    countries = [
        f"{one_line(address.printed)} → {read.value} {read.state}, {read.rule}"
        for address in author.addresses
        for read in address.read
        if read.kind == "country"
    ]
    decides = "it is for review in the print" if one.verdict == "review" else "the printed string decides"
    return f"{head}; printed: {'; '.join(countries)}: {decides}"
