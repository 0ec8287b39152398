"""A person is asked on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable

import click

from coauth.output import Output

Ask = Callable[[str], str | None]
"""A question, and what is answered; None where nobody answers any more."""


def ask_on_terminal(question: str) -> str | None:
    """What a person types; None where nobody does any more (Ctrl-D)."""
    try:
        return str(click.prompt(question, default="", show_default=False, prompt_suffix=" "))
    except click.Abort as error:
        if isinstance(error.__context__, KeyboardInterrupt):
            raise
        click.echo()
        return None


def can_ask(output: Output) -> bool:
    """Whether somebody sits there, and no form of output was asked for."""
    return sys.stdin.isatty() and sys.stdout.isatty() and output == Output(limit=output.limit)
