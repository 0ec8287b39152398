"""Records of the Research Organization Registry as published, in both of its schemas.

Source: https://ror.readme.io/docs/ror-data-structure (schema 2.x) and https://ror.readme.io/v1/docs (schema 1.x).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec

from graph.errors import CoauthError
from loaders.records import Rejected
from loaders.sources.archive import is_archive, unpacked
from loaders.sources.json_stream import Piece, pieces

NameKind = Literal["label", "alias", "acronym"]
MOST_NAMES = 1_000
"""Names of one record that are taken: the longest real one has below a hundred."""
MOST_LETTERS = 500
"""Letters of one name: a longer one is none."""
MOST_PLACES = 100
"""Places, types, related records and hosts of one record that are taken, each."""
_YEARS = range(1, 10_000)

_ID = re.compile(r"(?:https?://)?(?:www\.)?ror\.org/(0[a-hj-km-np-tv-z0-9]{6}[0-9]{2})/?\Z", re.I | re.A)
_CODE = re.compile(r"[A-Z]{2}\Z")


class Organisation(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One record of a registry, of either schema.

    id: the last part of its address (`034t30j35`). name: the one that the registry shows. places: (ISO alpha-2 code,
    city, region) of each location, the first being the seat; `` where the record has none. types: lower case.
    status: active, inactive or withdrawn. names: every other and the shown one, with its kind. parents, successors:
    ids. hosts: domain names that are its own, its website's first.
    """

    id: str
    name: str
    places: tuple[tuple[str, str, str], ...]
    types: tuple[str, ...]
    status: str
    established: int | None
    names: tuple[tuple[str, NameKind], ...]
    parents: tuple[str, ...]
    successors: tuple[str, ...]
    hosts: tuple[str, ...]


class _Relation(msgspec.Struct):
    type: str
    id: str


class _Geonames(msgspec.Struct):
    country_code: str | None = None
    name: str | None = None
    country_subdivision_name: str | None = None


class _Location(msgspec.Struct):
    geonames_details: _Geonames = msgspec.field(default_factory=_Geonames)


class _Name(msgspec.Struct):
    value: str
    types: list[str] = []


class _Link(msgspec.Struct):
    value: str | None = None
    type: str | None = None


class _Label(msgspec.Struct):
    label: str


class _Address(msgspec.Struct):
    city: str | None = None
    state: str | None = None
    country_geonames_id: int | None = None


class _Country(msgspec.Struct):
    country_code: str | None = None


class _Record(msgspec.Struct):
    """Both schemas at once: each reads its own fields."""

    id: str
    status: str = "active"
    established: int | None = None
    types: list[str] = []
    relationships: list[_Relation] = []
    # 2.x
    names: list[_Name] = []
    locations: list[_Location] = []
    domains: list[str] | None = None
    links: list[Any] | None = None
    # 1.x
    name: str | None = None
    aliases: list[str] = []
    acronyms: list[str] = []
    labels: list[_Label] = []
    addresses: list[_Address] = []
    country: _Country | None = None


_DECODER = msgspec.json.Decoder(_Record)


def organisation(raw: bytes | msgspec.Raw) -> Organisation:
    """One record. Raises ValueError for what is no record of the registry."""
    try:
        record = _DECODER.decode(raw)
    except (msgspec.DecodeError, msgspec.ValidationError, RecursionError) as error:
        raise ValueError(f"no record of the registry: {error}") from None
    named = _ID.match(record.id)
    if named is None:
        raise ValueError(f"its id is no ROR id: {record.id[:100]}")
    names = list(dict.fromkeys(_names(record)))[:MOST_NAMES]
    shown = record.name or next((n.value for n in record.names if "ror_display" in n.types), None)
    shown = " ".join((shown or next((name for name, kind in names if kind == "label"), "")).split())
    if not shown or not names:
        raise ValueError("it has no name")
    return Organisation(
        id=named.group(1).lower(),
        name=shown[:MOST_LETTERS],
        places=_places(record),
        types=tuple(
            sorted({kind.lower() for kind in record.types if len(kind) <= MOST_LETTERS})[:MOST_PLACES]
        ),
        status=record.status.lower()[:MOST_LETTERS],
        established=record.established if record.established in _YEARS else None,
        names=tuple(names),
        parents=_related(record, "parent"),
        successors=_related(record, "successor"),
        hosts=_hosts(record),
    )


def _names(record: _Record) -> Iterator[tuple[str, NameKind]]:
    found: list[tuple[str, NameKind]] = []
    for name in record.names:
        kind: NameKind = "acronym"
        if "ror_display" in name.types or "label" in name.types:
            kind = "label"
        elif "alias" in name.types:
            kind = "alias"
        found.append((name.value, kind))
    if record.name:
        found.append((record.name, "label"))
    found += [(label.label, "label") for label in record.labels]
    found += [(alias, "alias") for alias in record.aliases]
    found += [(acronym, "acronym") for acronym in record.acronyms]
    for value, kind in found:
        value = " ".join(value.split())
        if value and len(value) <= MOST_LETTERS:
            yield value, kind


def _places(record: _Record) -> tuple[tuple[str, str, str], ...]:
    found = [
        (at.country_code or "", at.name or "", at.country_subdivision_name or "")
        for at in (location.geonames_details for location in record.locations)
    ]
    if not found and record.country is not None:
        code = record.country.country_code or ""
        found = [(code, at.city or "", at.state or "") for at in record.addresses] or [(code, "", "")]
    fitting = (place for place in found if _CODE.match(place[0]) and max(map(len, place)) <= MOST_LETTERS)
    return tuple(dict.fromkeys(fitting))[:MOST_PLACES]


def _related(record: _Record, kind: str) -> tuple[str, ...]:
    ids = (_ID.match(one.id) for one in record.relationships if one.type.lower() == kind)
    return tuple(dict.fromkeys(found.group(1).lower() for found in ids if found))[:MOST_PLACES]


def _hosts(record: _Record) -> tuple[str, ...]:
    links = [link if isinstance(link, str) else link.get("value") for link in record.links or ()
             if isinstance(link, str | dict)]  # fmt: skip
    hosts = [_host(link) for link in links if isinstance(link, str)] + [
        d.lower() for d in record.domains or ()
    ]
    return tuple(dict.fromkeys(host for host in hosts if 0 < len(host) <= MOST_LETTERS))[:MOST_PLACES]


def _host(link: str) -> str:
    return link.partition("//")[2].partition("/")[0].partition(":")[0].lower().removeprefix("www.")


class Dump:
    """A published dump: a zip file, a JSON array, or JSON Lines, gzipped or not.

    Iterating gives each organisation once, in the file's order; an id that comes again in the newer schema, as in a zip
    file that holds both, replaces nothing: the newer schema's file is read alone. refused: why a record was left out,
    for at most the first hundred; count_refused: how many were.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.read = [0]  # bytes read so far, of the file at hand
        self.refused: list[str] = []
        self.count_refused = 0

    def __iter__(self) -> Iterator[Organisation]:
        """Raises CoauthError where the file cannot be read, is damaged or cut short, or holds no record."""
        count = 0
        seen: set[str] = set()
        for one in self._raw():
            if isinstance(one, Rejected):
                # with half of a registry a name would be taken for the only one of its kind
                raise CoauthError(f"{self._path}: {one.reason}", hint="fetch the dump again")
            try:
                found = organisation(one.raw)
            except ValueError as error:
                self._refuse(f"record {one.line}: {error}")
                continue
            if found.id in seen:
                self._refuse(f"record {one.line}: {found.id} stands there twice")
                continue
            seen.add(found.id)
            count += 1
            yield found
        if not count:
            why = f"; the first: {self.refused[0]}" if self.refused else ""
            raise CoauthError(
                f"{self._path} holds no record of the Research Organization Registry{why}",
                hint="its dumps are at https://zenodo.org/communities/ror-data (zip, JSON; JSON Lines are read too)",
            )

    def _refuse(self, why: str) -> None:
        self.count_refused += 1
        if len(self.refused) < 100:
            self.refused.append(why)

    def _raw(self) -> Iterator[Piece | Rejected]:
        if not is_archive(self._path):
            yield from pieces(self._path, progress=self.read)
            return
        with unpacked(self._path) as members:
            files = [one for one in members if _is_data(one.name)]
            newer = [one for one in files if "schema_v2" in one.name.lower()]
            for one in newer or files:
                yield from pieces(one.path, progress=self.read)


def _is_data(name: str) -> bool:
    return name.lower().endswith((".json", ".jsonl", ".ndjson", ".json.gz", ".jsonl.gz"))
