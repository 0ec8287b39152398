"""`coauth explain`: why a printed string was read as it was. See explain_name.py for names, explain_work.py for works,
explain_pair.py for two mentions of authors, explain_author.py for a person."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from coauth.explain_author import author
from coauth.explain_name import name
from coauth.explain_pair import pair
from coauth.explain_work import work
from coauth.judgement_lines import as_judged, by_whom
from coauth.output import Output, show
from coauth.printed_lines import lines_of, readable, visible
from coauth.progress import Bar
from graph.errors import WrongUsage
from graph.settings import home_folder
from graph.views.answer import Answer
from graph.views.json_rows import to_json
from graph.views.text import one_line
from loaders.deciding import Decider, open_decider
from loaders.judgements.entry import Line
from loaders.normalize.affiliations import AffiliationFindings
from loaders.normalize.decision import Decision
from loaders.normalize.institutions import InstitutionDecision
from loaders.registry.library import of_dump


@click.group(short_help="Show why a string or name was read as it was, who says what, who is one.")
def explain() -> None:
    """Show the decisions for a printed string, a work with everything that its records say, or why mentions of authors are
    one person.

    A string needs no store; a work, a person and two mentions do.

    \b
    Examples:
      coauth explain affiliation "Kim II-sung Univ., Pyongyang, South Korea"
      coauth explain affiliation --json "Chosun University, Gwangju"
      coauth explain name "Ri Chol Su" "Lee Cheol-su"
      coauth explain work 10.1126/sciadv.1501513
      coauth explain pair facts:a1#0 facts:a2#3
      coauth explain author 3f2a9c0d5b7e41f8a6c2d9e0b1f47a35
      cut -f3 addresses.tsv | coauth explain affiliation --json - > decisions.jsonl
    """


explain.add_command(name)
explain.add_command(pair)
explain.add_command(author)
explain.add_command(work)


@explain.command()
@click.argument("words", nargs=-1, required=True, metavar="TEXT")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a string, on one line.")
@click.option(
    "--registry",
    "dump",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A dump of the institution registry to decide with (see coauth registry load), for this once.",
)
def affiliation(words: tuple[str, ...], as_json: bool, dump: Path | None) -> None:
    """Countries and institutions of a printed affiliation.

    TEXT is the string, or - to read strings from standard input, one a line (a line ends at a newline
    character and nowhere else); one answer comes out for each, in order.

    State `yes` is certain enough to count; `review` needs a person, and lists each reading. `span` counts characters
    from 0, its end left out. An institution known only by its printed name is `review` with the rule
    `printed-name`. Without --json the institutions that were considered for one string are shown too, with how well
    each fits. What a person decided has the rule `judged` (coauth judge), with who, when and why.

    \b
    Examples:
      coauth explain affiliation "Korea University, Kodaira, Tokyo"
      coauth explain affiliation --json "Univ Sci, Pyongyang" | python -m json.tool
      coauth explain affiliation --json - < strings.txt
      coauth explain affiliation --json --registry ror-data.zip - < strings.txt
    """
    if len(words) > 1:
        raise WrongUsage(
            "an affiliation of several words stands in quotes",
            hint=f'coauth explain affiliation "{" ".join(words)}"',
        )
    text = words[0]
    decider = _decider(dump)
    if text != "-":
        text = readable(text)
        findings = decider.decide(text)
        if as_json:
            click.echo(to_json(as_object(text, findings, decider.judgements_of(text))))
        else:
            _show(text, findings, decider.judgements_of(text))
            _show_considered(text, decider)
        return
    lines = lines_of(sys.stdin.buffer)
    if as_json:
        _bulk(lines, decider)
        return
    for number, line in enumerate(lines):
        if number:
            click.echo()
        _show(line, decider.decide(line), decider.judgements_of(line))


def _decider(dump: Path | None) -> Decider:
    home = home_folder()
    if dump is None:
        return open_decider(home)
    with Bar() as bar:
        registry = of_dump(dump, home, bar)
    head = registry.index.head
    if head.refused:
        count = "1 record was" if head.refused == 1 else f"{head.refused:,} records were"
        first = f"; the first: {head.why[0]}" if head.why else ""
        click.echo(one_line(f"coauth: {dump}: {count} left out{first}"), err=True)
    return open_decider(home, registry=registry)


def as_object(text: str, findings: AffiliationFindings, judged: Sequence[Line] = ()) -> dict[str, Any]:
    """The findings in the shape that other programs read: input, countries, institutions; and where people decided
    (only there) judged, with who, when and why."""
    found: dict[str, Any] = {
        "input": text,
        "countries": [
            {
                "code": decision.value,
                **_how(decision),
            }
            for decision in findings.countries
        ],
        "institutions": [
            {
                "key": decision.key,
                "name": decision.name,
                "country": decision.country,
                **_how(decision),
            }
            for decision in findings.institutions
        ],
    }
    return found | {"judged": [as_judged(line) for line in judged]} if judged else found


def _how(decision: Decision | InstitutionDecision) -> dict[str, Any]:
    return {
        "state": decision.state,
        "rule": decision.rule,
        "confidence": decision.confidence,
        "span": list(decision.span) if decision.span else None,
    }


def _bulk(lines: Iterator[str], decider: Decider) -> None:
    """One object a line, each sent at once: whoever feeds the lines may wait for the answer to the last
    one."""
    binary = sys.stdout.buffer
    for line in lines:
        answer = to_json(as_object(line, decider.decide(line), decider.judgements_of(line)))
        binary.write(answer.encode("utf-8", "replace") + b"\n")
        binary.flush()


COLUMNS = ("what", "decided", "key", "state", "rule", "confidence", "span", "printed")


def _show(text: str, findings: AffiliationFindings, judged: Sequence[Line]) -> None:
    """A table for people: what was decided, by which rule, on which characters."""
    rows = [_row("country", str(country.value), country, text) for country in findings.countries]
    for institution in findings.institutions:
        where = f" ({institution.country})" if institution.country else ""
        name = f"{institution.name}{where}"
        if institution.controlled_from:
            name += f", run from {institution.controlled_from}"
        rows.append(_row("institution", name, institution, text, institution.key))
    notes: tuple[str, ...] = () if rows else ("no country and no institution is named in it",)
    notes += tuple(by_whom(line) for line in judged)
    show(Answer(columns=COLUMNS, rows=rows, title=visible(text), notes=notes), Output(form="table"))


CONSIDERED = ("printed", "may_mean", "key", "as", "score", "place", "won")


def _show_considered(text: str, decider: Decider) -> None:
    """The institutions that the names in a string may mean, and which one won."""
    seen: set[tuple[tuple[int, int], str]] = set()
    rows = []
    for one in decider.considered(text):
        if (one.span, one.fact.key) in seen:
            continue
        seen.add((one.span, one.fact.key))
        rows.append(
            {
                "printed": visible(text[one.span[0] : one.span[1]]),
                "may_mean": visible(f"{one.fact.name} ({one.fact.country})"),
                "key": one.fact.key,
                "as": one.how,
                "score": one.score,
                "place": one.fits,
                "won": one.won,
            }
        )
    if rows:
        notes = (
            "as: name, plain, generic: forms of the built-in table by how strongly they claim; telling, weak, unit, "
            "campus, word, acronym: names of the registry by the same; similar: by rare words in common (score)",
        )
        click.echo()
        title = "Institutions considered"
        show(Answer(columns=CONSIDERED, rows=rows, title=title, notes=notes), Output(form="table"))


def _row(
    kind: str, decided: str, decision: Decision | InstitutionDecision, text: str, key: str | None = None
) -> dict[str, Any]:
    span = decision.span
    return {
        "what": kind,
        "decided": visible(decided),
        "key": key,
        "state": decision.state,
        "rule": decision.rule,
        "confidence": decision.confidence,
        "span": f"{span[0]}-{span[1]}" if span else None,
        "printed": visible(text[span[0] : span[1]]) if span else None,
    }
