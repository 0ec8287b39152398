"""How an error is shown to a person."""

from __future__ import annotations

import click

from graph.errors import CoauthError
from graph.views.text import one_line


def show_error(error: CoauthError, *, with_hint: bool = True) -> None:
    """One line on what is wrong, and what to do next (unless without that), on standard error."""
    click.echo(one_line(f"coauth: {error.message}"), err=True)
    if error.hint and with_hint:
        click.echo(f"  try: {one_line(error.hint)}", err=True)
