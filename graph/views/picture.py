"""A picture: works, the persons who wrote them, where their addresses lie. Data only, in no output form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

Kind = Literal["work", "person", "institution", "country"]

_DOI = re.compile(r"10\.\d{4,9}/[!-~]+\Z", re.ASCII)
_NOT_IN_DOI = re.compile(r"[<>\"'`{}|\\^\s]")


@dataclass(frozen=True)
class PictureNode:
    """One node. label: short, may hold line ends. title: in full. countries: ISO 3166-1 alpha-2, best first.

    url: a DOI's address or None. details: name and text of what the panel shows, in order; the name `work`
    opens a new group. review: what the node's countries or its identity rest on needs a person's look.
    """

    key: str
    kind: Kind
    label: str
    title: str
    countries: tuple[str, ...] = ()
    url: str | None = None
    details: tuple[tuple[str, str], ...] = ()
    review: bool = False


@dataclass(frozen=True)
class PictureEdge:
    """One line between two nodes, by their keys. label: what it says, in words. review: drawn dashed."""

    source: str
    target: str
    kind: str
    label: str = ""
    review: bool = False


@dataclass(frozen=True)
class Picture:
    """What is drawn. caution: one line that is always shown. notes: what was left out, and why.

    countries: the countries asked for; they get the first colours. country_names: code and English name.
    caveats: of the question behind the picture, shown beside it at length.
    """

    nodes: tuple[PictureNode, ...]
    edges: tuple[PictureEdge, ...]
    title: str
    caution: str
    notes: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    country_names: tuple[tuple[str, str], ...] = ()
    caveats: tuple[str, ...] = ()


def doi_link(doi: str | None) -> str | None:
    """The address of a well-formed DOI (`https://doi.org/10.…`), None for anything else."""
    if not doi or not _DOI.match(doi) or _NOT_IN_DOI.search(doi):
        return None
    return "https://doi.org/" + quote(doi, safe="/:;()._-,+@=")
