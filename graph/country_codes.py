"""Country codes that a person types: is there such a code, and if not, which was meant."""

from __future__ import annotations

import difflib
from functools import cache

import pycountry

USER_ASSIGNED = {"XK": "Kosovo"}
"""Codes in common use that ISO 3166-1 leaves to its users."""


@cache
def names() -> dict[str, str]:
    """English name of every ISO 3166-1 alpha-2 code, and of the codes in USER_ASSIGNED."""
    return {country.alpha_2: str(country.name) for country in pycountry.countries} | USER_ASSIGNED


def known(text: str | None) -> str | None:
    """The code in capitals, if it is one."""
    code = (text or "").strip().upper()
    return code if code in names() else None


def meant_by(text: str) -> tuple[str, ...]:
    """Codes that may have been meant by something that is no code, likeliest first, at most four."""
    asked = text.strip()
    found = [country.alpha_2 for country in pycountry.countries if country.alpha_3 == asked.upper()]
    if asked.upper() in _SAID_FOR:
        found.append(_SAID_FOR[asked.upper()])
    if found:
        return tuple(found)
    words = asked.casefold()
    if len(words) > 3:
        found += [code for code, name in sorted(names().items()) if words in _all_names(code, name)]
        by_name = {name.casefold(): code for code, name in names().items()}
        found += [
            by_name[name] for name in difflib.get_close_matches(words, sorted(by_name), n=3, cutoff=0.7)
        ]
    else:
        found += [code for code in sorted(names()) if len(asked) == 2 and code == asked.upper()[::-1]]
        found += difflib.get_close_matches(asked.upper(), sorted(names()), n=3, cutoff=0.5)
    return tuple(dict.fromkeys(found))[:4]


_SAID_FOR = {
    "UK": "GB",
    "EL": "GR",
    "NK": "KP",
    "SK": "KR",
    "ROK": "KR",
    "DPRK": "KP",
    "UAE": "AE",
    "EN": "GB",
}
"""What people write for a country that has another code."""


def _all_names(code: str, name: str) -> str:
    country = pycountry.countries.get(alpha_2=code)
    more = [getattr(country, one, "") for one in ("official_name", "common_name")] if country else []
    return " ".join([name, *more]).casefold()
