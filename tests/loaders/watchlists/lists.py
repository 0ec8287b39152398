"""Small lists in the shape of each kind, made up for tests."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from pathlib import Path

SECTION_1286 = """\
schema,name,aliases,topics,program,authority,reason,report-date,start-date,end-date,country,notes,source_url
Company,University of Karlstein,UK,debarment,Section 1286,Congress,,2022,,,,,https://example.org/22
Company,University of Karlstein (UK),Universität Karlstein,debarment,Section 1286,Congress,,2024,,2025-07-01,,,https://example.org/24
Company,"Karlstein Academy, Institute of Nothing",,debarment,Section 1286,Congress,,2024,,,Germany,,
"""
SECTION_1260H = """\
Name,Clean Name,Alias,Previous Name,Parent Name,Note,Start date,End date,Source Url
Zoltek Industries Inc. (ZTK)*,Zoltek Industries Inc.,ZTK,Zoltek Old Works; Zoltek Mill,,,2021-06-03,,
Zoltek Industries Inc. (ZTK),Zoltek Industries Inc.,ZTK,,,,2024-01-31,2024-12-31,https://example.org/24
"Zoltek Industries, Inc.",Zoltek Industries Inc.,,,,,2026-06-08,,https://example.org/26
"""
EU = """\
celex,recordId,programKey,annex,measure,startDate,reason,schema,name,alias,weakAlias,previousName,country,nationality,address
32017R1509,1,EU-PRK,XIII.A,Asset freeze,16.7.2009,,Person,Ri Made Up,Ri M. Up,,,,DPRK,
32017R1509,2,EU-PRK,XIII.B,Asset freeze,24.4.2009,,LegalEntity,Second Academy of Natural Sciences,‘2nd Academy’; “SANS”,,,,,"Pyongyang, DPRK"
32017R1509,3,EU-PRK,XIV.B,Transportation,30.3.2018,,Vessel,MADE UP 1,,,,,,
"""
ENTITY_LIST = {
    "generatedAt": "2026-03-30T14:41:14.232650Z",
    "entries": [
        {
            "name": "University of Karlstein (UK)",
            "raw": "University of Karlstein (UK), a.k.a., the following two aliases: —Universität Karlstein; and "
            "—Karlstein Works Co. No. 1 Long Road, Karlstein, Germany; and No. 2 Short Road, Wattburg, Germany.",
        },
        {
            "name": "Altenau Works 8th Academy, and the following one alias: —Altenau Institute (AI)",
            "raw": "Altenau Works 8th Academy, and the following one alias: —Altenau Institute (AI). 3 Road, Altenau, Austria",
        },
        {"name": "Plain Institute", "raw": "Plain Institute, 4 Road, Beijing, 100850, China."},
    ],
}
UN = """<?xml version="1.0" encoding="UTF-8"?>
<CONSOLIDATED_LIST xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" dateGenerated="2026-02-27T00:00:09.554Z">
<INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>RI</FIRST_NAME><SECOND_NAME>MADE UP</SECOND_NAME></INDIVIDUAL></INDIVIDUALS>
<ENTITIES><ENTITY><DATAID>2</DATAID><FIRST_NAME>SECOND ACADEMY OF NATURAL SCIENCES ; SANS WORKS</FIRST_NAME>
<REFERENCE_NUMBER>KPe.018 </REFERENCE_NUMBER><LISTED_ON>2013-03-07-04:00</LISTED_ON>
<NAME_ORIGINAL_SCRIPT>제2자연과학원</NAME_ORIGINAL_SCRIPT>
<ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>"SANSRI"</ALIAS_NAME></ENTITY_ALIAS>
<ENTITY_ALIAS><QUALITY/><ALIAS_NAME/></ENTITY_ALIAS>
<ENTITY_ADDRESS><CITY>Pyongyang</CITY><COUNTRY>Democratic People's Republic of Korea</COUNTRY></ENTITY_ADDRESS></ENTITY>
</ENTITIES></CONSOLIDATED_LIST>
"""
PLAIN = """\
# name: Partners we look at
# publisher: our desk
# dated: 2026-05-01
name,aliases,country,since,until,source,type
University of Karlstein,UK; Universität Karlstein,DE,2019-03,,a letter,
Ri Made Up,,KP,,,,person
MADE UP 1,,,,,,vessel
"""

TEXTS = {
    "1286": ("section_1286.csv", SECTION_1286),
    "1260h": ("1260h.csv", SECTION_1260H),
    "eu-2017-1509": ("eu.csv", EU),
    "entity-list": ("entity_list.json", json.dumps(ENTITY_LIST, ensure_ascii=False)),
    "un": ("un.xml", UN),
    "plain": ("ours.csv", PLAIN),
}


def written(folder: Path, kind: str, *, zipped: bool = False) -> Path:
    """The list of this kind as a file."""
    name, text = TEXTS[kind]
    path = folder / (f"{name}.gz" if zipped else name)
    path.write_bytes(gzip.compress(text.encode()) if zipped else text.encode())
    return path


def table(folder: Path, rows: Iterable[str], head: str = "name,aliases,country,since,until,source") -> Path:
    """A plain list with these rows."""
    path = folder / "list.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path
