"""What `coauth shell` does with an entry: a question, a statement or one of its own commands."""

from __future__ import annotations

import dataclasses
import difflib
import re
import shlex
from typing import Any, get_args

import click

from coauth.explain_query import answer_options, explain
from coauth.failure import show_error
from coauth.interrupt import told_to_end
from coauth.output import Output, show, write_lines
from coauth.questions import QuestionGroup
from coauth.shell_input import LONGEST, is_statement
from coauth.shell_values import value_of
from graph.errors import CoauthError, WrongUsage
from graph.front_matter import Query
from graph.guard import ROW_LIMIT, Words, parameters_of
from graph.lexer import Unreadable
from graph.queries import catalogue, checked, listed
from graph.session import Session
from graph.views.answer import Answer
from graph.views.forms import Form
from graph.views.json_rows import to_json
from graph.views.text import one_line

COMMANDS = {
    ":help": "this list; :help NAME what a question takes and answers",
    ":questions": "the questions",
    ":explain": ":explain NAME [OPTIONS] shows a question's cautions and Cypher, and asks nothing",
    ":param": ":param x => 1 sets $x for statements (:param x 1, too)",
    ":params": "what is set; :params {x: 1, y: 'text'} sets several, :params clear forgets all",
    ":table": "answers as tables",
    ":csv": "answers as CSV",
    ":json": "answers as JSON",
    ":limit": ":limit N shows the first N rows, :limit all as many as there may be",
    ":quit": "leave (or Ctrl-D)",
}
ALSO = {":exit": ":quit", ":q": ":quit", ":h": ":help", ":?": ":help"}

IN_SHELL = Words(":param {} => VALUE", ":limit", "MATCH ... RETURN ...;")

_PARAM = re.compile(r"(`[^`]+`|[^\W\d]\w*)\s*(?:=>|:|=(?!>)|\s)\s*(.+)\Z", re.DOTALL)


class ShellSession:
    """One connection, the form of the answers, the limit of rows, the parameters of statements."""

    def __init__(self, session: Session, *, form: Form | None = None, limit: int | None = None) -> None:
        self.session = session
        self.form = form
        self.limit = limit
        self.params: dict[str, Any] = {}
        self.ended = False
        self._group = QuestionGroup(name="shell", answer=self._answer, extra=answer_options)

    def do(self, entry: str, *, keep_on: bool = False) -> bool:
        """Carry out one entry; False where it failed, which has then been said.

        keep_on: an interrupt ends this entry only, as at a prompt; else it is raised.
        """
        try:
            self._do(entry)
        except CoauthError as error:
            show_error(_here(error))
        except click.UsageError as error:
            show_error(WrongUsage(error.format_message().rstrip("."), hint=":help"))
        except (click.Abort, KeyboardInterrupt):
            if not keep_on or told_to_end():
                raise KeyboardInterrupt from None
            click.echo("interrupted", err=True)
        else:
            return True
        return False

    def _do(self, entry: str) -> None:
        if len(entry) > LONGEST:
            raise WrongUsage(f"longer than any statement ({LONGEST:,} characters)")
        if entry.startswith(":"):
            self._command(entry)
        elif is_statement(entry):
            self._statement(entry)
        else:
            self._question(entry)

    def _statement(self, text: str) -> None:
        try:
            asked = parameters_of(text)
        except Unreadable:
            asked = frozenset()  # which is told when it is run
        values = {name: value for name, value in self.params.items() if name in asked}
        show(self.session.run_own(text, values, limit=self.limit, words=IN_SHELL), Output(self.form))

    def _question(self, text: str) -> None:
        words = _words(text.rstrip(";"))
        if words[:2] == ["coauth", "query"]:  # as help and README write it
            words = words[2:]
        if not words:
            raise WrongUsage("which question?", hint=":questions")
        self._run(words)

    def _run(self, words: list[str]) -> None:
        name = words[0]
        names = [query.name for query in catalogue()]
        if name not in names:
            like = difflib.get_close_matches(name, [*names, *COMMANDS], n=1, cutoff=0.5)
            raise WrongUsage(
                f"{name[:60]}: no question has this name, and no statement begins so",
                hint=like[0] if like else ":questions, :help",
            )
        command = self._group.get_command(click.Context(self._group), name)
        command.main(words[1:], prog_name=name, standalone_mode=False)

    def _answer(self, query: Query, values: dict[str, Any], output: Output, explained: bool) -> None:
        if output.form is None and output.file is None:
            output = dataclasses.replace(output, form=self.form)
        checked(query, values)
        if explained:
            explain(query, values, output)
            return
        limit = self.limit if output.limit is None and output.file is None else output.limit
        answer = self.session.ask(query, values)
        show(answer, dataclasses.replace(output, limit=limit))

    def _command(self, entry: str) -> None:
        word, _, rest = entry.rstrip(";").partition(" ")
        word, rest = ALSO.get(word, word), rest.strip()
        if word[1:] in get_args(Form):
            self.form = word[1:]  # type: ignore[assignment]
        elif word == ":help":
            self._help(rest)
        elif word == ":questions":
            show(listed(), Output(self.form))
        elif word == ":explain":
            words = _words(rest)
            if not words:
                raise WrongUsage(":explain which question?", hint=":explain triads")
            self._run([*words, "--explain"])
        elif word == ":param":
            self._param(rest)
        elif word == ":params":
            self._set_params(rest)
        elif word == ":limit":
            self._limit(rest)
        elif word == ":quit":
            self.ended = True
        else:
            like = difflib.get_close_matches(word, COMMANDS, n=1, cutoff=0.5)
            raise WrongUsage(f"there is no command {word[:60]}", hint=like[0] if like else ":help")

    def _help(self, name: str) -> None:
        if name and not name.startswith(":"):
            self._run([name, "--help"])
            return
        width = max(map(len, COMMANDS))
        write_lines(
            [
                "A question with its options (triads --from 2017), or a statement in Cypher that reads, ended by ; or a",
                f"blank line; it ends after {self.session.query_timeout:g} seconds. Commands:",
                *(f"  {command.ljust(width)}  {said}" for command, said in COMMANDS.items()),
            ]
        )

    def _param(self, text: str) -> None:
        if not text:
            self._show_params()
            return
        match = _PARAM.match(text)
        if match is None:
            if text not in self.params:
                raise WrongUsage(f"${text[:60]} is not set", hint=f":param {text[:60]} => VALUE")
            write_lines([f"{text}: {to_json(self.params[text])}"])
            return
        self.params[match[1].strip("`")] = value_of(match[2])

    def _set_params(self, text: str) -> None:
        if not text:
            self._show_params()
        elif text == "clear":
            self.params.clear()
        else:
            values = value_of(text)
            if not isinstance(values, dict):
                raise WrongUsage(f"{text[:60]}: it is no map", hint=":params {x: 1}")
            self.params |= values

    def _show_params(self) -> None:
        rows = [{"name": name, "value": to_json(value)} for name, value in sorted(self.params.items())]
        show(Answer(columns=("name", "value"), rows=rows), Output(self.form))

    def _limit(self, text: str) -> None:
        if not text:
            write_lines([f"{ROW_LIMIT if self.limit is None else self.limit:,} rows"])
        elif text == "all":
            self.limit = None
        elif text.isdecimal() and len(text) < 10:
            self.limit = int(text)
        else:
            raise WrongUsage(f":limit {text[:60]}: it is no number of rows", hint=":limit 100, or :limit all")


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError as error:
        raise WrongUsage(f"{one_line(text)[:60]}: {str(error).lower()}", hint="close the quotes") from None


def _here(error: CoauthError) -> CoauthError:
    """An error whose hint is what can be typed here."""
    if error.hint is None:
        return error
    hint = re.sub(r"\bcoauth query (?=[a-z])", "", error.hint)
    return type(error)(error.message, hint=hint)
