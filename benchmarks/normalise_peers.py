"""Other packages that tell a country from a text, each on the last two pieces of an affiliation between commas.

None is a dependency of the project (pycountry's fuzzy search is never used by it): `pip install --target DIR
countryguess country-converter 'pandas<3' rigour` puts them where `python -m benchmarks.normalise --peers DIR` finds
them. They take the name of a country, not an affiliation: so each is asked for the last piece, and where it knows
nothing of that, for the one before. That is the fairest use of them that was found.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from typing import Any

from benchmarks.normalise_rows import Engine, Missing, Reader, Said

_RULE = "last-two-pieces"


def last_pieces(text: str) -> list[str]:
    """The last two pieces between commas, the last first, without a full stop and an e-mail address behind."""
    pieces = [piece.strip(" .;\t\n") for piece in text.replace(";", ",").split(",")]
    kept = []
    for piece in pieces:
        without = " ".join(word for word in piece.split() if "@" not in word).strip(" .;")
        if without.endswith("Electronic address:"):
            without = without.removesuffix("Electronic address:").strip(" .")
        if without:
            kept.append(without)
    return kept[:-3:-1]


def _reader(code: Callable[[str], str | None]) -> Reader:
    known = lru_cache(maxsize=200_000)(code)

    def read(text: str) -> list[Said]:
        for piece in last_pieces(text):
            found = known(piece)
            if found:
                return [Said(found, "yes", _RULE)]
        return []

    return read


def _module(name: str, folder: str | None) -> Any:
    if folder and folder not in sys.path:
        sys.path.append(folder)
    try:
        return import_module(name)
    except Exception as error:  # of another's package, whatever it is
        raise Missing(f"not installed: {type(error).__name__}: {error}"[:120]) from None


def make_pycountry(folder: str | None) -> Reader:
    """Its fuzzy search, the first answer."""
    module = _module("pycountry", folder)

    def code(text: str) -> str | None:
        try:
            return str(module.countries.search_fuzzy(text)[0].alpha_2)
        except LookupError:
            return None

    return _reader(code)


def make_countryguess(folder: str | None) -> Reader:
    """guess_country with its defaults."""
    module = _module("countryguess", folder)
    return _reader(lambda text: module.guess_country(text, attribute="iso2"))


def make_country_converter(folder: str | None) -> Reader:
    """convert to ISO2; several answers are none."""
    module = _module("country_converter", folder)
    logging.getLogger("country_converter").setLevel(logging.CRITICAL)
    try:
        converter = module.CountryConverter()
    except Exception as error:
        raise Missing(f"does not work here: {type(error).__name__}: {error}"[:120]) from None

    def code(text: str) -> str | None:
        found = converter.convert(text, to="ISO2", not_found="-")
        return found if isinstance(found, str) and len(found) == 2 else None

    return _reader(code)


def make_rigour(folder: str | None) -> Reader:
    """lookup_territory without its fuzzy search; a part of a country counts as the country."""
    module = _module("rigour.territories", folder)

    def code(text: str) -> str | None:
        found = module.lookup_territory(text)
        short = found.code[:2].upper() if found is not None else None
        return str(short) if short else None

    return _reader(code)


def country_peers(folder: str | None) -> tuple[Engine, ...]:
    """All of them. Takes the folder that they were installed into, None where they are installed beside the project."""
    makers = (make_countryguess, make_country_converter, make_rigour, make_pycountry)
    return tuple(
        Engine(maker.__name__.removeprefix("make_").replace("_", "-"), maker, (folder,)) for maker in makers
    )


S2AFF_PUBLISHED = {
    "s2aff": "best id of a string that has one: train part .981, validation part .976 (this file's rows), test part .957"
}
"""Figures of its authors for each file, from the README of github.com/allenai/S2AFF (rows and registry are theirs)."""


def make_s2aff(name: str, folder: str | None) -> Reader:
    """S2AFF on one of the gold files: never run here, and said to be so.

    Its package needs pypi-kenlm, which does not compile for Python 3.11, and 3.4 GiB of models that no package holds:
    its authors offer them in a store of their own. Missing: always, with what was published.
    """
    published = S2AFF_PUBLISHED.get(name, "nothing on this file")
    told = f"PUBLISHED by its authors, not measured here: {published}; any file: about 2 strings/s, 4 to 5 GB of memory"
    try:
        _module("s2aff", folder)
    except Missing as error:
        raise Missing(f"{error}; {told}") from None
    raise Missing(f"installed, but its models (3.4 GiB) are in no package; {told}")


ENOUGH_ALIKE = 90.0
"""rapidfuzz's score from which on the nearest name is taken: the best F1 on the first hundred rows of each file."""


def plain_similar(dump: str) -> Reader:
    """The nearest of all names of a registry by rapidfuzz's extractOne, as one would write it in a minute."""
    from pathlib import Path

    from rapidfuzz import fuzz, process, utils

    from loaders.registry.ror import Dump

    names = {name: one.id for one in Dump(Path(dump)) for name, kind in one.names if kind != "acronym"}
    folded = {name: utils.default_process(name) for name in names}

    def read(text: str) -> list[Said]:
        asked = utils.default_process(text)
        found = process.extractOne(asked, folded, scorer=fuzz.token_set_ratio, score_cutoff=ENOUGH_ALIKE)
        return [Said(f"ror:{names[found[2]]}", "yes", "extractOne")] if found and asked else []

    return read
