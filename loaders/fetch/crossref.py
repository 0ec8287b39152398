"""Works of Crossref: by a search in the affiliations, by filters, or by their DOIs.

Its search finds a work that has any one of the words, best first; it knows no phrases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

import msgspec

from graph.settings import Settings
from loaders.fetch.query import FIRST, Found, Page, Query
from loaders.fetch.transport import Client, Refused, Watcher
from loaders.merging.identity import normal_doi
from loaders.sources.crossref import NAME

ROWS = 200
"""Works in one answer: Crossref would give 1,000, which with their references can be too much for one."""
DOIS = 20
"""So many DOIs, one request each, are kept as one page."""
CURSOR_LIVES = 240.0
"""Crossref forgets a cursor after five minutes."""
AFFILIATION, FILTER, DOI = "affiliation", "filter", "doi"
OWN_FILTERS = frozenset({"from-pub-date", "until-pub-date"})


class _Work(msgspec.Struct):
    doi: str = msgspec.field(name="DOI")


class _Listed(msgspec.Struct):
    total: int = msgspec.field(name="total-results")
    items: list[msgspec.Raw]
    after: str | None = msgspec.field(name="next-cursor", default=None)


class _List(msgspec.Struct):
    message: _Listed


class _Single(msgspec.Struct):
    message: msgspec.Raw


_LIST = msgspec.json.Decoder(_List)
_SINGLE = msgspec.json.Decoder(_Single)
_WORK = msgspec.json.Decoder(_Work)


def crossref_queries(
    settings: Settings,
    *,
    affiliations: Sequence[str] = (),
    dois: Sequence[str] = (),
    years: tuple[int | None, int | None] = (None, None),
    filters: Mapping[str, Sequence[str]] | None = None,
) -> list[Query]:
    """The lists that are to be read: one for each affiliation, else one for the filters, and one for the DOIs.

    years: first and last year of publication, both included. filters: further ones of Crossref, all of which must
    hold; several values of one are alternatives. dois: as normal_doi gives them.
    """
    narrowing = []
    if years[0] is not None:
        narrowing.append(f"from-pub-date:{years[0]:04d}-01-01")
    if years[1] is not None:
        narrowing.append(f"until-pub-date:{years[1]:04d}-12-31")
    narrowing += [f"{name}:{value}" for name, values in (filters or {}).items() for value in values]
    shown = ",".join(narrowing)
    common = {"filter": shown} if shown else {}
    found = [
        _query(settings, AFFILIATION, shown, (words,), {"query.affiliation": words, **common})
        for words in affiliations
    ]
    if filters and not affiliations:
        found.append(_query(settings, FILTER, shown, (), common))
    if dois:
        wanted = tuple(dict.fromkeys(dois))
        one = quote(wanted[0], safe="") if len(wanted) == 1 else "DOI"
        found.append(Query(DOI, f"{settings.crossref_url}/works/{one}", "", wanted))
    return found


def _query(
    settings: Settings, way: str, shown: str, terms: tuple[str, ...], params: Mapping[str, str]
) -> Query:
    return Query(way, f"{settings.crossref_url}/works?{urlencode(params)}", shown, terms, params)


class Crossref:
    """Crossref as a source of works. client: carries the requests."""

    name = NAME

    def __init__(self, client: Client) -> None:
        self._client = client

    def page(self, query: Query, cursor: str) -> Page:
        """One page of works, or the next few of the DOIs. Raises CoauthError."""
        if query.way == DOI:
            return self._by_doi(query.terms, 0 if cursor == FIRST else int(cursor))
        params = {**query.params, "rows": str(ROWS), "cursor": cursor}
        listed = self._client.get(f"works?{urlencode(params)}", _list)
        works = tuple(map(_found, listed.items))
        # it always gives a next cursor, often the same one; the list is at its end when an answer is not full
        return Page(listed.total, works, listed.after if len(works) >= ROWS else None)

    def cursor_lives(self, query: Query) -> float | None:
        """A few minutes; a place in a list of DOIs stays good."""
        return None if query.way == DOI else CURSOR_LIVES

    def whole(self, work: Found) -> Found:
        """The same: Crossref cuts nothing."""
        return work

    def close(self) -> None:
        """Give up the connections."""
        self._client.close()

    def _by_doi(self, dois: Sequence[str], first: int) -> Page:
        works, missing = [], []
        for doi in dois[first : first + DOIS]:
            try:
                works.append(self._client.get(f"works/{quote(doi, safe='')}", _single))
            except Refused as error:
                if error.status not in (400, 404, 410):
                    raise
                missing.append(doi)
        last = first + DOIS
        return Page(len(dois), tuple(works), str(last) if last < len(dois) else None, tuple(missing))


def crossref(settings: Settings, agent: str, watcher: Watcher, **time: Any) -> Crossref:
    """Crossref, with its address from the settings; who gives an address to write to is served in its polite pool.

    agent: name and version of the program. time: wait and clock of the client, for tests."""
    headers = {"User-Agent": f"{agent} (mailto:{settings.mailto})" if settings.mailto else agent}
    return Crossref(
        Client("Crossref", settings.crossref_url, headers, watcher=watcher, mailto=settings.mailto, **time)
    )


def _list(body: bytes) -> _Listed:
    listed = _LIST.decode(body).message
    if listed.total < 0:
        raise ValueError("less than no works")
    for item in listed.items:
        _WORK.decode(item)
    return listed


def _single(body: bytes) -> Found:
    return _found(_SINGLE.decode(body).message)


def _found(item: msgspec.Raw) -> Found:
    doi = _WORK.decode(item).doi
    return Found(normal_doi(doi) or doi.strip().lower(), msgspec.json.format(bytes(item), indent=-1))
