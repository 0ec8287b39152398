"""Names of countries in other languages: the translations of ISO 3166-1 that pycountry ships."""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pycountry

# the languages that affiliations are printed in beside English; each file takes a few milliseconds
LANGUAGES = ("ko", "zh_CN", "zh_TW", "ja", "ru", "ar", "es", "fr", "de", "pt", "pt_BR", "it")
_ATTRIBUTES = ("name", "common_name", "official_name")


@cache
def iso_names() -> tuple[tuple[str, str, str], ...]:
    """Code, which of its names (name, common_name, official_name), and the name in English, as ISO has them."""
    return tuple(
        (country.alpha_2, attribute, form)
        for country in pycountry.countries
        for attribute in _ATTRIBUTES
        if (form := getattr(country, attribute, None)) is not None
    )


def _languages() -> Iterator[gettext.NullTranslations]:
    for language in LANGUAGES:
        path = Path(pycountry.LOCALES_DIR) / language / "LC_MESSAGES" / "iso3166-1.mo"
        if path.is_file():  # another release of pycountry may lack one
            with path.open("rb") as file:
                yield gettext.GNUTranslations(file)


def translated_names() -> dict[str, str]:
    """Name -> code, of every name that is not the English one and means one country alone."""
    found: dict[str, str] = {}
    several = set()
    for language in _languages():
        for code, _, english in iso_names():
            name = language.gettext(english)
            if name != english and found.setdefault(name, code) != code:
                several.add(name)
    return {name: code for name, code in found.items() if name not in several}
