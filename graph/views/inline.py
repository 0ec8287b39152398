"""A picture inside a notebook: the same page as in a file, in a frame of its own."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path

from graph.views.atomic import write_file
from graph.views.drawn import counted
from graph.views.html import to_html
from graph.views.picture import Picture
from graph.views.text import one_line


@dataclass(frozen=True, repr=False)
class InlinePicture:
    """A picture that a notebook shows where it stands last in a cell. height: in pixels."""

    picture: Picture
    height: int

    @property
    def html(self) -> str:
        """The whole page, as `coauth export` writes it."""
        return to_html(self.picture)

    def save(self, file: str | Path) -> None:
        """Write the page to a file. Raises CoauthError where it cannot be written."""
        write_file(Path(file), self.html.encode("utf-8"))

    def __repr__(self) -> str:
        return f"<picture of {counted(self.picture)}>"

    def _repr_html_(self) -> str:
        # without allow-same-origin the page's scripts reach nothing of the notebook; a DOI opens in a window of its own
        return (
            f'<iframe title="{escape(one_line(self.picture.title))}" srcdoc="{escape(self.html)}" '
            'sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer" '
            f'style="width:100%;height:{self.height:d}px;border:1px solid #cccccc"></iframe>'
        )
