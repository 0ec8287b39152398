"""The questions as saved queries: a file each and a zip for classic Neo4j Browser, one CSV for the new one."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass

from graph.browser.statement import as_graph, as_table
from graph.drawings import drawing
from graph.front_matter import Query

FOLDER = "coauthgraph"
COLUMNS = ("name", "description", "query", "id", "parentId", "isFolder")
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved query. file: its name, without ending."""

    file: str
    name: str
    description: str
    query: str


def saved(questions: Iterable[Query]) -> tuple[Saved, ...]:
    """Each question as a table and, where it is drawn, as a graph; the graphs first."""
    asked = tuple(questions)
    graphs = [
        Saved(f"{one.name}-graph", f"Graph: {one.title}", one.question, as_graph(one))
        for one in asked
        if drawing(one)
    ]
    return (*graphs, *(Saved(one.name, one.title, one.question, as_table(one)) for one in asked))


def as_zip(queries: Iterable[Saved]) -> bytes:
    """A zip that classic Neo4j Browser takes in whole, with its folder: the same bytes for the same queries."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for one in queries:
            archive.writestr(zipfile.ZipInfo(f"{FOLDER}/{one.file}.cypher", _EPOCH), one.query)
    return made.getvalue()


def as_csv(queries: Iterable[Saved]) -> str:
    """The CSV that the new Neo4j Browser imports: one folder, the queries in it."""
    made = io.StringIO(newline="")
    writer = csv.writer(made, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerow((FOLDER, "", "", FOLDER, "", "true"))
    for one in queries:
        writer.writerow((one.name, one.description, one.query, one.file, FOLDER, "false"))
    return made.getvalue()
