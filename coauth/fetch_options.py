"""What the commands that fetch have in common: who they say they are, and the filters of a service."""

from __future__ import annotations

import re
from collections.abc import Sequence

from coauth import __version__
from graph.errors import WrongUsage

AGENT = f"coauthgraph/{__version__}"
_FILTER = re.compile(r"([A-Za-z][A-Za-z0-9_.-]{0,99}):([^,\x00-\x1f\x7f]{1,1000})")


def filters_of(given: Sequence[str], own: frozenset[str]) -> dict[str, list[str]]:
    """Filters, each `KEY:VALUE`, by key. own: those that the command has options for. Raises WrongUsage."""
    found: dict[str, list[str]] = {}
    for text in given:
        match = _FILTER.fullmatch(text.strip())
        if match is None:
            raise WrongUsage(
                f"--filter {text}: it is no KEY:VALUE", hint="one filter each time, without commas"
            )
        name, value = match.groups()
        if name in own:
            raise WrongUsage(
                f"--filter {name}: that has an option of its own", hint="--from and --to for years"
            )
        found.setdefault(name, []).append(value)
    return found
