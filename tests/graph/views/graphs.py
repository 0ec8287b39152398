"""A small graph for the picture's tests: printed records as a store holds them, hostile ones among them."""

from __future__ import annotations

from typing import Any

from graph.store import Store

HOSTILE = "<img src=x onerror=alert(1)></script><script>alert(2)</script> & \u2028 <b>bold</b>"
KISU = "Kim Il Sung University, Pyongyang, DPR Korea"
NONE: dict[str, Any] = {
    f"ev_{name}": [] for name in ("affiliation", "kind", "value", "state", "rule", "confidence", "statement")
}


def evidence(*entries: tuple[int, str, str, str, str, float]) -> dict[str, Any]:
    """Evidence lists from (affiliation, kind, value, state, rule, confidence), of affiliations alone."""
    names = ("affiliation", "kind", "value", "state", "rule", "confidence")
    lists = {f"ev_{name}": [entry[i] for entry in entries] for i, name in enumerate(names)}
    return lists | {"ev_statement": [-1] * len(entries)}


WORKS: list[dict[str, Any]] = [
    {
        "key": "doi:10.1234/melt",
        "doi": "10.1234/melt",
        "title": "Partial melt beneath Mt. Paektu",
        "year": 2016,
        "venue": "A Journal",
        "submitted": "2016-03-01",
        "submitted_precision": "month",
        "review_reasons": [],
        "affiliations": ["Academy of Sciences, Beijing, China"],
        **evidence((0, "country", "CN", "yes", "country-name", 0.98)),
    },
    {
        "key": "title:hostile",
        "doi": None,
        "title": HOSTILE,
        "year": None,
        "venue": None,
        "submitted": None,
        "submitted_precision": None,
        "review_reasons": ["year-conflict"],
        "affiliations": [],
        **NONE,
    },
]
INVOLVES: list[dict[str, Any]] = [
    {"work": "doi:10.1234/melt", "code": "KP", "confidence": 0.99, "review": False},
    {"work": "doi:10.1234/melt", "code": "CN", "confidence": 0.98, "review": False},
    {"work": "doi:10.1234/melt", "code": "GB", "confidence": 0.97, "review": False},
    {"work": "title:hostile", "code": "KP", "confidence": 0.5, "review": True},
    {"work": "title:hostile", "code": "KR", "confidence": 0.5, "review": True},
]
COUNTRIES = {"KP": "North Korea", "KR": "South Korea", "CN": "China", "GB": "United Kingdom"}
INSTITUTIONS = {"coauth:kisu": "Kim Il Sung University"}
AUTHORED: list[dict[str, Any]] = [
    {
        "work": "doi:10.1234/melt",
        "person": "p1",
        "name": "김성일",
        "printed": "Kim Song Il",
        "position": 0,
        "corresponding": True,
        "review": False,
        "person_state": "yes",
        "person_rule": "alone",
        "person_confidence": 1.0,
        "countries": ["KP", "GB"],
        "affiliations": [KISU, "University of London, UK"],
        **evidence(
            (0, "country", "KP", "yes", "dprk-form", 0.99),
            (0, "institution", "coauth:kisu", "yes", "table-name", 0.95),
            (1, "country", "GB", "yes", "country-name", 0.97),
        ),
    },
    {
        "work": "title:hostile",
        "person": "p1",
        "name": "김성일",
        "printed": "S. I. Kim",
        "position": 0,
        "corresponding": None,
        "review": True,
        "person_state": "review",
        "person_rule": "initials",
        "person_confidence": 0.4,
        "countries": [],
        "affiliations": ["Dept. of Physics, Korea"],
        **evidence(
            (0, "country", "KP", "review", "bare-korea", 0.5),
            (0, "country", "KR", "review", "bare-korea", 0.5),
        ),
    },
    {
        "work": "title:hostile",
        "person": "p2",
        "name": HOSTILE,
        "printed": HOSTILE,
        "position": 1,
        "corresponding": None,
        "review": False,
        "person_state": "yes",
        "person_rule": "alone",
        "person_confidence": 1.0,
        "countries": [],
        "affiliations": [],
        **NONE,
    },
]


def write(store: Store) -> None:
    """Write the graph into an empty store."""
    store.execute("UNWIND $rows AS row CREATE (w:Work) SET w = row", {"rows": WORKS})
    for code, name in COUNTRIES.items():
        store.execute("CREATE (:Country {code: $code, name: $name})", {"code": code, "name": name})
    for key, name in INSTITUTIONS.items():
        store.execute(
            "MATCH (c:Country {code: 'KP'}) CREATE (i:Institution {key: $key, name: $name, status: 'known'}) "
            "CREATE (i)-[:LOCATED_IN {source: 'table'}]->(c)",
            {"key": key, "name": name},
        )
    for row in INVOLVES:
        store.execute(
            "MATCH (w:Work {key: $work}), (c:Country {code: $code}) "
            "CREATE (w)-[:INVOLVES {confidence: $confidence, review: $review, mentions: 1}]->(c)",
            row,
        )
    for number, row in enumerate(AUTHORED):
        relation = {name: value for name, value in row.items() if name not in ("work", "person", "name")}
        store.execute(
            "MATCH (w:Work {key: $work}) MERGE (a:Author {key: $person}) SET a.name = $name "
            "CREATE (a)-[r:AUTHORED]->(w) SET r = $relation",
            {
                "work": row["work"],
                "person": row["person"],
                "name": row["name"],
                "relation": relation | {"key": f"authorship {number}"},
            },
        )
