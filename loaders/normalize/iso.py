"""Names of countries after ISO 3166-1, for showing; Kosovo has no code there and is XK, as commonly used."""

from __future__ import annotations

from functools import cache

import pycountry


@cache
def country_name(code: str) -> str:
    """English short name of an ISO 3166-1 alpha-2 code; the code itself where ISO has none."""
    if code == "XK":
        return "Kosovo"
    found = pycountry.countries.get(alpha_2=code)
    return str(found.name) if found is not None else code


@cache
def country_codes() -> frozenset[str]:
    """All ISO 3166-1 alpha-2 codes."""
    return frozenset(country.alpha_2 for country in pycountry.countries)
