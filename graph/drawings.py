"""A question's answer as a graph: its own statement, and what is drawn of each row.

A file of the package `cypher.drawings` has the name of its question:

    // draws: WHAT IS DRAWN OF A ROW          once
    // rows: NUMBER                           of how many rows, the first ones
    //   a line that begins with three blanks goes on with the one before

and then Cypher in which the columns of the question are variables, and which returns each path that is drawn as `path`.
Only the node with a key has a label: where a store knows an index for another too, it may begin at both, and join all with
all. What a relationship leads to is certain from its type.

The question's statement itself says which rows there are, so a drawing can show no other works than the table does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from graph.errors import CoauthError
from graph.front_matter import Query

COLUMN = "drawn"
"""The further column of a drawn answer: the paths of a row."""

_HEAD = re.compile(r"//\s(draws|rows):\s*(.*)\Z")
_CONTINUED = re.compile(r"//\s{3,}(\S.*)\Z")
_LIMITED = re.compile(r"\b(?:LIMIT|SKIP)\s+\S+\s*\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn of each row of a question's answer, and of how many rows."""

    name: str
    draws: str
    rows: int
    cypher: str = field(repr=False)


def parse(name: str, text: str) -> Drawing:
    """Read the drawing of the question `name`. Raises CoauthError that names all faults of its first lines."""
    lines = text.splitlines()
    end = next((n for n, line in enumerate(lines) if not line.startswith("//")), len(lines))
    head: dict[str, str] = {}
    last, faults = "", []
    for line in lines[:end]:
        if match := _HEAD.match(line):
            last = match[1]
            if last in head:
                faults.append(f"{last} stands there twice")
            head[last] = match[2].strip()
        elif (more := _CONTINUED.match(line)) and last:
            head[last] += f" {more[1].strip()}"
        else:
            faults.append(f"`{line}` is neither draws nor rows")
    faults += [f"{one} is missing" for one in ("draws", "rows") if not head.get(one)]
    rows = head.get("rows", "1")
    if not (rows.isascii() and rows.isdigit() and int(rows)):
        faults.append(f"rows: `{rows}` is no number of rows")
    cypher = "\n".join(lines[end:]).strip()
    if "RETURN path" not in cypher:
        faults.append("nothing returns path")
    if faults:
        raise CoauthError(f"drawing {name}: " + "; ".join(faults), hint="install coauthgraph anew")
    return Drawing(name, head["draws"], int(rows), cypher)


@cache
def drawings() -> dict[str, Drawing]:
    """Every drawing, by the name of its question."""
    folder = resources.files("cypher") / "drawings"
    return {
        name: parse(name, file.read_text(encoding="utf-8"))
        for file in sorted(folder.iterdir(), key=lambda one: one.name)
        if (name := file.name.removesuffix(".cypher")) != file.name
    }


def drawing(query: Query) -> Drawing | None:
    """What is drawn of the question's answer; None for one that is a table only."""
    return drawings().get(query.name)


def drawn(query: Query) -> str:
    """The statement that answers the question with its columns and the paths of each row (`drawn`).

    It takes the question's parameters and runs on both stores. Raises CoauthError for a question without a drawing.
    """
    found = drawing(query)
    if found is None:
        raise CoauthError(f"{query.name} is not drawn: its answer is a table")
    if _LIMITED.search(query.statement):
        raise CoauthError(f"question {query.name}: its statement has a limit of its own")
    return (
        f"CALL () {{\n{query.statement}\nLIMIT {found.rows}\n}}\n"
        f"RETURN {', '.join(query.column_names)}, COLLECT {{\n{found.cypher}\n}} AS {COLUMN}"
    )
