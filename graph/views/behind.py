"""The subgraph behind an answer: its works, their persons, and what their addresses were read as."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from graph.views.evidence import Finding, Row, countries_of, evidence_of, findings, said
from graph.views.picture import Picture, PictureEdge, PictureNode, doi_link
from graph.views.text import one_line, shorten, wrap
from graph.views.values import plain

MAX_WORKS = 200
MAX_AUTHORS = 40
"""Authors of one work that are drawn; of a longer list those with the countries asked for, and a number."""

FEW_WORKS = 40
"""Up to so many works, titles are drawn longer."""

READ_AT_ONCE = 200
NO_TITLE = "(no title printed)"

WORKS = """
UNWIND $works AS key
MATCH (w:Work {key: key})
RETURN w.key AS work, w.title AS title, w.year AS year, w.doi AS doi, w.venue AS venue,
       w.submitted AS submitted, w.submitted_precision AS submitted_precision,
       w.review_reasons AS review_reasons, w.affiliations AS affiliations,
       w.statements AS statements, w.statement_kinds AS statement_kinds, w.statement_places AS statement_places,
       w.ev_statement AS ev_statement, w.ev_affiliation AS ev_affiliation, w.ev_kind AS ev_kind, w.ev_value AS ev_value,
       w.ev_state AS ev_state, w.ev_rule AS ev_rule, w.ev_confidence AS ev_confidence
"""
INVOLVES = """
UNWIND $works AS key
MATCH (w:Work {key: key})-[i:INVOLVES]->(c:Country)
RETURN w.key AS work, c.code AS code, c.name AS name, i.confidence AS confidence, i.review AS review
"""
AUTHORS = """
UNWIND $works AS key
MATCH (w:Work {key: key})<-[r:AUTHORED]-(a:Author)
RETURN w.key AS work, a.key AS person, a.name AS name, a.orcid AS orcid, r.key AS authorship,
       r.printed AS printed, r.position AS position, r.corresponding AS corresponding, r.review AS review,
       r.person_state AS person_state, r.person_rule AS person_rule,
       r.person_confidence AS person_confidence, r.countries AS countries, r.affiliations AS affiliations,
       r.statements AS statements, r.statement_kinds AS statement_kinds, r.statement_places AS statement_places,
       r.ev_statement AS ev_statement, r.ev_affiliation AS ev_affiliation, r.ev_kind AS ev_kind, r.ev_value AS ev_value,
       r.ev_state AS ev_state, r.ev_rule AS ev_rule, r.ev_confidence AS ev_confidence
"""
INSTITUTIONS = """
UNWIND $keys AS key
MATCH (i:Institution {key: key})
OPTIONAL MATCH (i)-[:LOCATED_IN]->(c:Country)
RETURN i.key AS key, i.name AS name, i.city AS city, i.status AS status, c.code AS code
"""


class Reader(Protocol):
    """What is needed of a store (graph.store.Store)."""

    def read(self, cypher: str, parameters: dict[str, Any] | None = None, /) -> list[Row]:
        """Rows of a statement that cannot write."""
        ...


def picture_of(
    store: Reader,
    work_keys: Iterable[str],
    *,
    title: str,
    caution: str,
    countries: Sequence[str] = (),
    caveats: Sequence[str] = (),
    institutions: bool = False,
    max_works: int = MAX_WORKS,
    max_authors: int = MAX_AUTHORS,
) -> Picture:
    """The works with these keys, their persons and, if wanted, institutions, as a Picture.

    countries: those asked for; of a work with more than max_authors authors, only those with one of them are
    drawn. Works beyond max_works are left out, and a note says so. Raises what the store raises.
    """
    keys = list(dict.fromkeys(key for key in work_keys if key))
    drawn = keys[:max_works]
    works = _read(store, WORKS, drawn)
    involves = _read(store, INVOLVES, drawn)
    authors = _read(store, AUTHORS, drawn)
    names = {row["key"]: row for row in _institutions(store, [*works, *authors])}

    notes = []
    if len(keys) > len(drawn):
        notes.append(
            f"{len(drawn):,} of {len(keys):,} works are drawn; narrow the question to see the others"
        )
    asked = tuple(countries)
    size = (30, 3) if len(drawn) <= FEW_WORKS else (24, 2)
    draft = _Draft(names, asked, institutions, size)
    by_work: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(
        authors, key=lambda row: (row["work"], row["position"], row["person"], row["authorship"])
    ):
        by_work[row["work"]].append(row)
    for work in sorted(works, key=lambda row: str(row["work"])):
        key = work["work"]
        places = [row for row in involves if row["work"] == key]
        # those asked for stand first, in their order
        places.sort(
            key=lambda row: (asked.index(row["code"]) if row["code"] in asked else len(asked), row["code"])
        )
        draft.add_work(work, places, by_work[key], max_authors)
    if draft.cut:
        notes.append(
            f"{draft.cut:,} works have more than {max_authors} authors: of those, "
            + ("only authors with the countries asked for are drawn" if countries else "the first are drawn")
        )
    return Picture(
        nodes=tuple(draft.finished_nodes()),
        edges=tuple(sorted(draft.edges, key=lambda edge: (edge.source, edge.target, edge.kind))),
        title=title,
        caution=caution,
        notes=tuple(notes),
        countries=asked,
        caveats=tuple(caveats),
        country_names=tuple(sorted({(row["code"], row["name"] or row["code"]) for row in involves})),
    )


def _read(store: Reader, statement: str, keys: Sequence[str]) -> list[Row]:
    rows: list[Row] = []
    for start in range(0, len(keys), READ_AT_ONCE):
        rows += store.read(statement, {"works": list(keys[start : start + READ_AT_ONCE])})
    return rows


def _institutions(store: Reader, rows: Iterable[Row]) -> list[Row]:
    keys = sorted({one.value for row in rows for one in findings(row) if one.kind == "institution"})
    found: list[Row] = []
    for start in range(0, len(keys), READ_AT_ONCE):
        found += store.read(INSTITUTIONS, {"keys": keys[start : start + READ_AT_ONCE]})
    return found


class _Draft:
    """Nodes and edges as they are gathered, work by work."""

    def __init__(
        self,
        institutions: dict[str, Row],
        asked: tuple[str, ...],
        draw_institutions: bool,
        title_size: tuple[int, int],
    ) -> None:
        self.title_size = title_size
        self.names = institutions
        self.asked = asked
        self.draw_institutions = draw_institutions
        self.nodes: dict[str, PictureNode] = {}
        self.edges: list[PictureEdge] = []
        self.cut = 0
        self._persons: dict[str, list[tuple[Row, Row]]] = defaultdict(list)

    def add_work(self, work: Row, places: list[Row], authors: list[Row], max_authors: int) -> None:
        key = work["work"]
        found = findings(work)
        details: list[tuple[str, str]] = []
        for name, value in (
            ("year", work["year"]),
            ("venue", work["venue"]),
            ("DOI", work["doi"]),
            ("submitted", _dated(work["submitted"], work["submitted_precision"])),
            ("key", key if not work["doi"] else None),
            ("authors", len(authors) or None),
        ):
            if value is not None:
                details.append((name, str(value)))
        for place in places:
            sure = f"{place['name'] or place['code']} · confidence {place['confidence']:.2f}"
            details.append(("country, for review" if place["review"] else "country", sure))
        details += [("for review", str(reason)) for reason in work["review_reasons"] or []]
        printed = list(work["affiliations"] or [])
        if printed or found or work.get("statements"):
            details.append(("addresses that no author was given", str(len(printed))))
            details += evidence_of(work, self.names)
        sure_codes = [place["code"] for place in places if not place["review"]]
        codes = [*sure_codes, *(f"{place['code']}?" for place in places if place["review"])]
        title = work["title"] or " ".join(filter(None, (NO_TITLE, work["doi"])))
        second = " · ".join(str(one) for one in (work["year"], " ".join(codes[:8])) if one)
        self.nodes[f"work {key}"] = PictureNode(
            key=f"work {key}",
            kind="work",
            label=wrap(title, *self.title_size) + (f"\n{second}" if second else ""),
            title=one_line(title),
            countries=tuple(place["code"] for place in places),
            url=doi_link(work["doi"]),
            details=tuple(details),
            review=bool(work["review_reasons"]),
        )
        chosen = authors if len(authors) <= max_authors else _chosen(authors, self.asked, max_authors)
        for row in chosen:
            self._add_author(work, row)
        if len(chosen) < len(authors):
            self.cut += 1
            self._add_rest(key, authors, {row["authorship"] for row in chosen})
        self._add_unassigned(key, found, chosen, places)

    def _add_author(self, work: Row, row: Row) -> None:
        self._persons[row["person"]].append((work, row))
        said = f"author {row['position'] + 1}" + (", corresponding" if row["corresponding"] else "")
        self.edges.append(
            PictureEdge(
                source=f"person {row['person']}",
                target=f"work {work['work']}",
                kind="AUTHORED",
                label=said,
                review=row["person_state"] != "yes",
            )
        )
        if self.draw_institutions:
            self._add_institutions(f"person {row['person']}", findings(row))

    def _add_institutions(self, source: str, found: list[Finding]) -> None:
        states: dict[str, tuple[bool, bool]] = {}
        for one in found:
            if one.kind == "institution":
                certain, by_address = states.get(one.value, (False, False))
                states[one.value] = (certain or one.certain, by_address or one.affiliation >= 0)
        for key, (certain, by_address) in states.items():
            named = self.names.get(key, {})
            node = f"institution {key}"
            name = named.get("name") or key
            facts = (("city", named.get("city")), ("known by", named.get("status")), ("key", key))
            self.nodes[node] = PictureNode(
                key=node,
                kind="institution",
                label=wrap(name, 24, 2),
                title=one_line(name),
                countries=(named["code"],) if named.get("code") else (),
                details=tuple((what, str(value)) for what, value in facts if value),
                review=named.get("status") == "printed",
            )
            how = "printed as affiliation" if by_address else "named by a statement"
            edge = PictureEdge(source, node, "AFFILIATED_WITH", how, not certain)
            if edge not in self.edges:
                self.edges.append(edge)

    def _add_rest(self, key: str, authors: list[Row], drawn: set[str]) -> None:
        rest = [row for row in authors if row["authorship"] not in drawn]
        counted = Counter(code for row in rest for code in countries_of(findings(row))[0] or ("none read",))
        node = f"person and more of {key}"
        self.nodes[node] = PictureNode(
            key=node,
            kind="person",
            label=f"and {len(rest):,} more",
            title=f"and {len(rest):,} more authors",
            details=(
                ("not drawn one by one", f"{len(rest):,} of {len(authors):,} authors"),
                *(
                    (f"authors, {code}", f"{n:,}")
                    for code, n in sorted(counted.items(), key=lambda it: (-it[1], it[0]))
                ),
            ),
        )
        self.edges.append(PictureEdge(node, f"work {key}", "AUTHORED", "further authors"))

    def _add_unassigned(self, key: str, found: list[Finding], drawn: list[Row], places: list[Row]) -> None:
        """A country that only an address or a statement without author gives stands beside its work, once for each work."""
        borne = {code for row in drawn for code in countries_of(findings(row))[0]}
        names = {place["code"]: place["name"] for place in places}
        read = [one for one in found if one.kind in ("country", "label")]
        for code in sorted({one.value for one in read} - borne):
            review = not any(one.certain for one in read if one.value == code)
            by_address = any(one.statement < 0 for one in read if one.value == code)
            node = f"country {code} of {key}"
            self.nodes[node] = PictureNode(
                key=node,
                kind="country",
                label=code + ("?" if review else ""),
                title=f"{names.get(code) or code}: "
                + (
                    "printed address, given to no author" if by_address else "a statement about no one author"
                ),
                countries=(code,),
                details=tuple(
                    ("country, for review" if not one.certain else "country", said(code, one))
                    for one in read
                    if one.value == code
                ),
                review=review,
            )
            how = "address without author" if by_address else "statement"
            self.edges.append(PictureEdge(node, f"work {key}", "INVOLVES", how, review))

    def finished_nodes(self) -> list[PictureNode]:
        """All nodes, persons with everything that their works here say of them, in order of their keys."""
        for person, authorships in self._persons.items():
            found = [one for _, row in authorships for one in findings(row)]
            codes, review = countries_of(found)
            name = authorships[0][1]["name"] or authorships[0][1]["printed"]
            details = [("ORCID", authorships[0][1]["orcid"])] if authorships[0][1]["orcid"] else []
            for work, row in authorships:
                details.append(
                    (
                        "work",
                        one_line(work["title"] or NO_TITLE) + (f" ({work['year']})" if work["year"] else ""),
                    )
                )
                details.append(("name as printed", one_line(row["printed"])))
                details += evidence_of(row, self.names)
                if not row["affiliations"]:
                    details.append(("affiliation as printed", "none given to this author"))
                if row["person_state"] != "yes":
                    sure = f"rule {row['person_rule']} · confidence {row['person_confidence']:.2f}"
                    details.append(("same person, for review", sure))
            marks = " ".join(f"{code}?" if review else code for code in codes[:4])
            self.nodes[f"person {person}"] = PictureNode(
                key=f"person {person}",
                kind="person",
                label=shorten(one_line(name), 28) + (f"\n{marks}" if marks else ""),
                title=one_line(name),
                countries=codes,
                details=tuple(details),
                review=review,
            )
        return [self.nodes[key] for key in sorted(self.nodes)]


def _chosen(authors: list[Row], asked: tuple[str, ...], most: int) -> list[Row]:
    """Of a long list the authors with a country asked for, the rarest country first, in order of position."""
    if not asked:
        return authors[:most]
    having = {code: [row for row in authors if code in countries_of(findings(row))[0]] for code in asked}
    taken: dict[str, Row] = {}
    order = sorted(dict.fromkeys(asked), key=lambda code: (len(having[code]), code))
    for number, code in enumerate(order):
        share = max(1, (most - len(taken)) // (len(order) - number))
        fresh = [row for row in having[code] if row["authorship"] not in taken]
        taken.update({row["authorship"]: row for row in fresh[:share]})
    return [row for row in authors if row["authorship"] in taken]


def _dated(value: Any, precision: str | None) -> str | None:
    """A stored date, no more precise than it was printed."""
    if value is None:
        return None
    return str(plain(value))[: {"year": 4, "month": 7}.get(precision or "day", 10)]
