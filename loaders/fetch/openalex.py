"""Works of OpenAlex, through pyalex: it builds the addresses and follows the cursors, our client carries them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote_plus

import msgspec
import pyalex
from pyalex.api import Paginator

from graph.settings import Settings
from loaders.fetch.phrases import phrases_of
from loaders.fetch.query import Found, Page, Query
from loaders.fetch.transport import Client, Refused, Watcher
from loaders.sources.openalex import NAME, work_id

PER_PAGE = 100
"""The most that OpenAlex gives in one answer."""
LIST_AUTHORS = 100
"""A list answer cuts the authors of a work here; the work asked for alone has them all."""
MAX_VALUES = 90
MAX_FILTER = 3000
"""OpenAlex takes 100 alternatives in one filter, and an address of about 4 KB."""
LABEL, SEARCH = "label", "search"
COUNTRY_FIELD = "authorships.institutions.country_code"
STRINGS_FIELD = "raw_affiliation_strings.search"
FROM_FIELD, TO_FIELD = "from_publication_date", "to_publication_date"
OWN_FIELDS = frozenset({STRINGS_FIELD, FROM_FIELD, TO_FIELD})
"""Filters that the queries have themselves: a second one of the kind would not mean what it seems to."""
_HOST = "https://api.openalex.org/"


class _Meta(msgspec.Struct):
    count: int
    next_cursor: str | None = None


class _List(msgspec.Struct):
    meta: _Meta
    results: list[dict[str, Any]]


_LIST = msgspec.json.Decoder(_List)
_WORK = msgspec.json.Decoder(dict[str, Any])


def openalex_queries(
    settings: Settings,
    country: str,
    *,
    ways: Sequence[str] = (LABEL, SEARCH),
    years: tuple[int | None, int | None] = (None, None),
    filters: Mapping[str, Sequence[str]] | None = None,
) -> list[Query]:
    """The lists that are to be read for a country (ISO 3166-1 alpha-2): by OpenAlex's own country label, and by what
    is printed.

    years: first and last year, both included. filters: further ones of OpenAlex, all of which must hold.
    """
    fixed: dict[str, Any] = {}
    if years[0] is not None:
        fixed[FROM_FIELD] = f"{years[0]:04d}-01-01"
    if years[1] is not None:
        fixed[TO_FIELD] = f"{years[1]:04d}-12-31"
    further = {name: list(values) for name, values in (filters or {}).items()}
    found = []
    if LABEL in ways:
        found.append(_query(settings, LABEL, {COUNTRY_FIELD: [country]}, fixed, further))
    if SEARCH in ways:
        for kind in ("country", "city", "institution"):
            texts = [phrase.text for phrase in phrases_of(country) if phrase.kind == kind]
            for together in _packed(texts):
                any_of = "|".join(f'"{text}"' for text in together)
                found.append(
                    _query(settings, SEARCH, {STRINGS_FIELD: any_of}, fixed, further, tuple(together))
                )
    return found


def _query(
    settings: Settings,
    way: str,
    own: Mapping[str, Any],
    fixed: Mapping[str, Any],
    further: Mapping[str, list[str]],
    terms: tuple[str, ...] = (),
) -> Query:
    wanted: dict[str, Any] = {**own, **fixed}
    for name, values in further.items():
        wanted[name] = [*wanted.get(name, ()), *values]
    works = pyalex.Works().filter(**wanted)
    shown = ",".join(
        f"{name}:{'+'.join(value) if isinstance(value, list) else value}" for name, value in wanted.items()
    )
    return Query(way, f"{settings.openalex_url}/{works.url.removeprefix(_HOST)}", shown, terms, wanted)


def _packed(texts: Sequence[str]) -> list[list[str]]:
    """As few groups as the bounds of one request allow, in order."""
    groups: list[list[str]] = []
    size = 0
    for text in texts:
        needed = len(quote_plus(f'|"{text}"'))
        if not groups or size + needed > MAX_FILTER or len(groups[-1]) == MAX_VALUES:
            groups.append([])
            size = 0
        groups[-1].append(text)
        size += needed
    return groups


class OpenAlex:
    """OpenAlex as a source of works. client: carries the requests; the key is in its headers."""

    name = NAME

    def __init__(self, client: Client) -> None:
        self._client = client

    @property
    def client(self) -> Client:
        """What carries the requests."""
        return self._client

    def page(self, query: Query, cursor: str) -> Page:
        """One page of works. Raises CoauthError."""
        works = pyalex.Works().filter(**{name: _copied(value) for name, value in query.params.items()})
        pages = Paginator(works, method="cursor", value=cursor, per_page=PER_PAGE)
        pages._session = _Session(self._client)
        found = next(pages)
        after = found.meta["next_cursor"]
        return Page(found.meta["count"], tuple(map(_found, found)), after if after != cursor else None)

    def cursor_lives(self, query: Query) -> None:
        """It stays good: it is a place in the order of the works."""

    def whole(self, work: Found) -> Found:
        """The work with all its authors; the one of the list where OpenAlex no longer has it by that id."""
        try:
            fields = self._client.get(f"works/{work.id}", _work)
        except Refused as error:
            if error.status in (404, 410):
                return work
            raise
        return Found(work.id, msgspec.json.encode(fields), bool(fields.get("is_authors_truncated")))

    def close(self) -> None:
        """Give up the connections."""
        self._client.close()


def openalex(settings: Settings, agent: str, watcher: Watcher, **time: Any) -> OpenAlex:
    """OpenAlex, with key and address from the settings. agent: name and version of the program. time: wait and clock
    of the client, for tests. Raises CoauthError where the key would travel unencrypted."""
    headers = {"User-Agent": agent}
    key = settings.openalex_api_key.get_secret_value() if settings.openalex_api_key else None
    if key:
        headers["Authorization"] = f"Bearer {key}"
    if settings.mailto:
        headers["From"] = settings.mailto
    hint = "set COAUTH_OPENALEX_API_KEY (a free key is at openalex.org/settings/api)"
    return OpenAlex(
        Client(
            "OpenAlex",
            settings.openalex_url,
            headers,
            watcher=watcher,
            secret=key,
            mailto=settings.mailto,
            hint=hint,
            **time,
        )
    )


class _Session:
    """What pyalex takes for a session: our client, which bounds what it reads and tries again."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def get(self, url: str, auth: object = None) -> _Answer:
        """auth: that of pyalex, which is not used: key and address are in our headers."""
        return _Answer(self._client.get(url.removeprefix(_HOST), _list))


class _Answer:
    """A decoded answer as pyalex looks at it. Any other status than 200 has been raised before."""

    status_code = 200

    def __init__(self, fields: dict[str, Any]) -> None:
        self._fields = fields

    def json(self) -> dict[str, Any]:
        return self._fields

    def raise_for_status(self) -> None:
        """There is nothing to raise."""


def _list(body: bytes) -> dict[str, Any]:
    """A list answer. Raises msgspec.DecodeError or ValueError for anything else."""
    answer = _LIST.decode(body)
    if answer.meta.count < 0:
        raise ValueError("less than no works")
    for fields in answer.results:
        _checked(fields)
    return {
        "meta": {"count": answer.meta.count, "next_cursor": answer.meta.next_cursor},
        "results": answer.results,
    }


def _work(body: bytes) -> dict[str, Any]:
    return _checked(_WORK.decode(body))


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(fields.get("id"), str) or work_id(fields["id"]) is None:
        raise ValueError("a work without an id of OpenAlex")
    return fields


def _found(fields: dict[str, Any]) -> Found:
    authorships = fields.get("authorships")
    cut = bool(fields.get("is_authors_truncated")) or (
        isinstance(authorships, list) and len(authorships) >= LIST_AUTHORS
    )
    return Found(work_id(fields["id"]) or "", msgspec.json.encode(fields), cut)


def _copied(value: Any) -> Any:
    return list(value) if isinstance(value, list) else value
