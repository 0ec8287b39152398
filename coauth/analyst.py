"""Who sits before the terminal, and what was typed there."""

from __future__ import annotations

import getpass
import re

from graph.errors import WrongUsage
from graph.settings import Settings

_KEY = re.compile(r"(?:ror|coauth):\S+|(?:https?://)?ror\.org/\S+", re.IGNORECASE)
_ROR_ADDRESS = re.compile(r"\A(?:https?://)?ror\.org/", re.IGNORECASE)


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


def typed(option: str, value: str, *, example: str | None = None) -> str:
    """A text as it was typed. example: of what must not be left out.

    Raises WrongUsage where there is none, or where it is no text.
    """
    if not value.strip():
        raise WrongUsage(f"{option} is empty", hint=example or "leave it out, or say what is printed")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise WrongUsage(f"{option}: it is not UTF-8 text", hint="type it again") from None
    return value


def typed_key(given: str) -> str | None:
    """The key of an institution that was typed, as a key or as its address in the registry; None for what is none."""
    text = typed("an institution", given).strip()
    return _ROR_ADDRESS.sub("ror:", text).lower().rstrip("/") if _KEY.fullmatch(text) else None


def no_key(given: str) -> WrongUsage:
    """The error for what is no key of an institution."""
    return WrongUsage(
        f"{given.strip()[:200]}: it is no key of an institution",
        hint="coauth explain affiliation TEXT shows keys, such as ror:034t30j35",
    )
