"""`coauth shell`: a prompt for questions and statements, over one connection."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from prompt_toolkit import PromptSession
from prompt_toolkit.completion import ThreadedCompleter
from prompt_toolkit.filters import completion_is_selected
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.output import ColorDepth, Output, create_output

from coauth.failure import show_error
from coauth.interrupt import told_to_end
from coauth.shell_completion import ShellCompleter
from coauth.shell_input import entries, is_complete
from coauth.shell_session import COMMANDS, ShellSession
from graph.errors import CoauthError, WrongUsage
from graph.session import connect
from graph.settings import home_folder
from graph.views.forms import FORMS, Form

HISTORY = "shell_history"
ROWS_AT_A_PROMPT = 1_000
"""Rows that a person is shown where no other limit is set; from a pipe, as many as a statement may have."""


@click.command(
    short_help="Ask questions and run statements at a prompt.",
    epilog="\b\nExamples:\n"
    "  coauth shell\n"
    "  echo 'triads --from 2010' | coauth shell --json\n"
    "  coauth shell < statements.cypher\n",
)
@click.option(
    "--limit", type=click.IntRange(min=0), metavar="N", help="Show the first N rows of each answer."
)
@click.option("--json", "as_json", is_flag=True, help="Answers as JSON.")
@click.option(
    "--csv", "as_csv", is_flag=True, help="Answers as CSV; the default where the output is no terminal."
)
@click.option("--table", "as_table", is_flag=True, help="Answers as tables; the default on a terminal.")
def shell(limit: int | None, as_json: bool, as_csv: bool, as_table: bool) -> int:
    """Ask questions and run statements of your own at a prompt, over one connection.

    A question is typed with its options (triads --from 2017); anything else is a statement in Cypher, which can only
    read and ends after COAUTH_QUERY_TIMEOUT seconds; a semicolon or a blank line ends it. :help lists the commands. Tab
    completes questions, options, labels, relationship types and properties. What was typed is kept in the data folder
    (shell_history). From a pipe, each entry is carried out, and the exit status is 1 if one failed.
    """
    given = dict(zip(FORMS, (as_table, as_csv, as_json), strict=True))
    forms: list[Form] = [form for form in FORMS if given[form]]
    if len(forms) > 1:
        raise WrongUsage("only one of " + ", ".join(f"--{form}" for form in forms) + " can be had at a time")
    at_prompt = sys.stdin.isatty()
    if at_prompt and limit is None:
        limit = ROWS_AT_A_PROMPT
    with connect() as session:
        here = ShellSession(session, form=forms[0] if forms else None, limit=limit)
        if not at_prompt:
            return from_pipe(here)
        click.echo(f"{session.name}. :help says what can be typed, :quit leaves.", err=True)
        converse(here)
        return 0


def from_pipe(here: ShellSession) -> int:
    """Carry out what comes from standard input; 1 where something failed."""
    failed = False
    for entry in entries(_lines()):
        failed |= not here.do(entry)
        if here.ended:
            break
    return int(failed)


def _lines() -> Iterator[str]:
    """Standard input, line by line. Raises CoauthError where it is not UTF-8 text."""
    for number, line in enumerate(sys.stdin.buffer, 1):
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise CoauthError(f"standard input, line {number:,}: it is not UTF-8 text") from None


def converse(here: ShellSession, source: Input | None = None, screen: Output | None = None) -> None:
    """Ask at a prompt until nobody answers any more. source, screen: the terminal, unless others are given."""
    prompt = _prompt(here, source, screen)
    while not here.ended:
        try:
            text = prompt.prompt()
        except KeyboardInterrupt:
            if told_to_end():
                raise
            continue  # Ctrl-C forgets the line
        except EOFError:
            break
        for entry in entries(text.split("\n")):
            if not here.do(entry, keep_on=True) or here.ended:
                break


def _prompt(here: ShellSession, source: Input | None, screen: Output | None) -> PromptSession[str]:
    depth = ColorDepth.DEPTH_1_BIT if os.environ.get("NO_COLOR") else None
    return PromptSession(
        "coauth> ",
        multiline=True,
        prompt_continuation="   ...> ",
        key_bindings=_keys(),
        history=kept_history(home_folder()),
        completer=ThreadedCompleter(ShellCompleter(lambda: sorted(here.params), COMMANDS)),
        complete_while_typing=True,
        reserve_space_for_menu=6,
        color_depth=depth,
        input=source,
        # where answers go into a file, the prompt still goes to the terminal
        output=screen or create_output(always_prefer_tty=True),
    )


def _keys() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("enter", filter=~completion_is_selected)
    def _(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        on_last_line = "\n" not in buffer.document.text_after_cursor
        if on_last_line and is_complete(buffer.text):
            buffer.validate_and_handle()
        else:
            buffer.newline(copy_margin=False)

    @keys.add("enter", filter=completion_is_selected)
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.complete_state = None  # the word is taken

    return keys


class _KeptHistory(FileHistory):
    """A line that cannot be written down (a full disk) is no reason to stop."""

    def store_string(self, string: str) -> None:
        with contextlib.suppress(OSError):
            super().store_string(string)


def kept_history(home: Path) -> History:
    """What was typed before, in a file of the data folder that only its owner reads; in memory where there is none."""
    file = home / HISTORY
    try:
        home.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.fchmod(handle, 0o600)
        finally:
            os.close(handle)
    except OSError as error:
        show_error(CoauthError(f"{file}: {error.strerror}; what is typed is not kept"))
        return InMemoryHistory()
    return _KeptHistory(str(file))
