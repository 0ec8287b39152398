"""Who sits before the terminal, and what was typed there."""

from __future__ import annotations

import getpass

from graph.errors import WrongUsage
from graph.settings import Settings


def who_says(by: str | None, settings: Settings) -> tuple[str, str]:
    """Who adds or judges, and from where that is known. Raises WrongUsage where nothing says it."""
    if by is not None:
        return typed("--by", by), "as --by says"
    if settings.analyst is not None:
        return typed("COAUTH_ANALYST", settings.analyst), "as the settings say"
    try:
        return typed("the system's user name", getpass.getuser()), "the system's user name; --by says another"
    except (KeyError, OSError, ImportError):
        raise WrongUsage("the system has no user name for who it is", hint="--by NAME") from None


def typed(option: str, value: str) -> str:
    """A text as it was typed. Raises WrongUsage where there is none, or where it is no text."""
    if not value.strip():
        raise WrongUsage(f"{option} is empty", hint="leave it out, or say what is printed")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise WrongUsage(f"{option}: it is not UTF-8 text", hint="type it again") from None
    return value
