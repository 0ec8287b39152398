"""The command line: what the analyst types; and `coauth.open()`, which a notebook begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.session import Session
    from graph.settings import Settings

__version__ = "0.1.0"


def open(settings: Settings | None = None) -> Session:
    """Open the graph for reading, by the settings of the command line unless others are given.

        with coauth.open() as graph:
            frame = graph.query("triads", country=["KP", "CN", "US"], from_=2017, frame="pandas")

    Raises graph.errors.CoauthError, which says what to do next.
    """
    from graph import connect

    return connect(settings)
