"""A small registry of made-up and real organisations, for tests."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from loaders.normalize.registered import Registered
from loaders.registry.build import build
from loaders.registry.index import Index
from loaders.registry.ror import organisation


def record(
    number: int,
    name: str,
    country: str,
    city: str,
    *,
    kind: str = "education",
    aliases: Sequence[str] = (),
    acronyms: Sequence[str] = (),
    labels: Sequence[str] = (),
    parents: Sequence[int] = (),
    successors: Sequence[int] = (),
    status: str = "active",
    ror: str | None = None,
) -> dict[str, Any]:
    """One record of schema 2; numbers make ids."""
    names = [{"lang": None, "types": ["label", "ror_display"], "value": name}]
    names += [{"lang": None, "types": ["alias"], "value": alias} for alias in aliases]
    names += [{"lang": None, "types": ["acronym"], "value": acronym} for acronym in acronyms]
    names += [{"lang": None, "types": ["label"], "value": label} for label in labels]
    related = [{"type": "parent", "label": "", "id": address(one)} for one in parents]
    related += [{"type": "successor", "label": "", "id": address(one)} for one in successors]
    return {
        "id": f"https://ror.org/{ror}" if ror else address(number),
        "status": status,
        "types": [kind],
        "established": None,
        "names": names,
        "locations": [{"geonames_id": 1, "geonames_details": {"country_code": country, "name": city}}],
        "relationships": related,
        "links": [],
        "domains": [],
    }


def address(number: int) -> str:
    """An id in the registry's form."""
    return f"https://ror.org/{ident(number)}"


def ident(number: int) -> str:
    """The last part of an id."""
    return f"0{number:06d}{number % 89 + 10:02d}"


def key(number: int) -> str:
    """The key of an institution."""
    return f"ror:{ident(number)}"


RECORDS = (
    record(
        1,
        "University of Karlstein",
        "DE",
        "Karlstein",
        aliases=["Universität Karlstein", "Karlstein University"],
    ),
    record(2, "Karlstein University Hospital", "DE", "Karlstein", kind="healthcare", parents=[1]),
    record(
        3, "Max Planck Institute for Tidal Physics", "DE", "Wattburg", kind="facility", acronyms=["MPITP"]
    ),
    record(4, "University of Westmark", "US", "Fairhaven", kind="education"),
    record(5, "University of Westmark at Oakport", "US", "Oakport", parents=[4]),
    record(6, "University of Westmark at Lakeside", "US", "Lakeside", parents=[4]),
    record(7, "Ministry of Health", "KE", "Nairobi", kind="government"),
    record(8, "Ministry of Health", "PE", "Lima", kind="government"),
    record(9, "Polytechnic of Altenau", "AT", "Altenau", status="inactive", successors=[10]),
    record(
        10, "Altenau University of Technology", "AT", "Altenau", labels=["Technische Universität Altenau"]
    ),
    record(11, "Zoltek Industries (United States)", "US", "Dayton", kind="company", acronyms=["ZTK"]),
    record(12, "Zoltek Industries (Japan)", "JP", "Osaka", kind="company", parents=[11]),
    record(13, "北海理工大学", "CN", "Dalian", aliases=["Beihai Institute of Technology and Science"]),
    record(14, "Institute of Virology", "SK", "Bratislava", kind="facility"),
    record(15, "Korea University", "KR", "Seoul", ror="047dqcg40"),
    record(16, "University of Würzfeld", "DE", "Würzfeld"),
    record(17, "Department of Agriculture", "US", "Washington", kind="government"),
    record(18, "First Affiliated Hospital of Karlstein University", "DE", "Karlstein", kind="healthcare"),
    record(19, "Second Affiliated Hospital of Karlstein University", "DE", "Karlstein", kind="healthcare"),
    record(20, "University of the Sciences", "US", "Philadelphia"),
    record(21, "Academy of Social Sciences", "GB", "London", kind="other"),
    record(22, "National Institute of Tides, Oakport", "US", "Oakport"),
    record(23, "Tidewater Cancer Center Lakeside", "US", "Lakeside", kind="healthcare"),
    record(24, "Westmark University Tidewater Cancer Center", "US", "Fairhaven", kind="healthcare"),
    record(25, "Vendelbrook Arboretum", "GB", "Vendelbrook", kind="archive", acronyms=["VENDARB"]),
    record(26, "National Institute of Tides", "US", "Fairhaven"),
    record(27, "Grumbeck (Germany)", "DE", "Wattburg", kind="company"),
    record(28, "Grumbeck (Austria)", "AT", "Altenau", kind="company"),
    record(29, "Lakeside University in Oakport", "US", "Oakport", aliases=["Lakeside University"]),
    record(30, "University of Lakeside Hills", "US", "Lakeside"),
    record(31, "Grumhold", "DE", "Wattburg", kind="facility"),
    record(32, "Unit of Tidal Soils", "DE", "Wattburg", kind="facility", acronyms=["UMR"]),
)


def lines(records: Sequence[dict[str, Any]] = RECORDS) -> bytes:
    """The records as JSON Lines."""
    return b"".join(json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in records)


@cache
def small() -> Registered:
    """The records as an opened registry."""
    return registered(RECORDS)


def registered(records: Sequence[dict[str, Any]]) -> Registered:
    """Records as an opened registry."""
    organisations = [organisation(json.dumps(one).encode()) for one in records]
    return Registered(
        Index(build(organisations, source="small", sha256="0123456789abcdef", built="2026-01-01"))
    )
