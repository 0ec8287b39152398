"""A question as one statement that runs in Neo4j Browser as it is: the values stand in its first lines.

Neo4j Browser takes values by `:params`, a command of its own: the statement would be two runs, and a saved query could not
hold its values. Here each value is a variable of the first line, where an analyst changes it, and a subquery takes it in.
Neo4j lets the whole subquery see such a variable; the local store does not, and has no Browser.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from textwrap import wrap

from graph.drawings import drawing, drawn
from graph.errors import CoauthError
from graph.front_matter import Parameter, Query, Value
from graph.lexer import Token, tokens

PREFIX = "asked_"
WIDTH = 100


def as_table(query: Query) -> str:
    """The statement that answers with the question's table."""
    return _with_values(
        query,
        f"CALL () {{\n{query.statement}\n}}\nRETURN {', '.join(query.column_names)}",
        f"{query.title}",
        [query.question],
    )


def as_graph(query: Query) -> str:
    """The statement whose answer Neo4j Browser draws. Raises CoauthError for a question without a drawing."""
    found = drawing(query)
    said = [] if found is None else [query.question, f"Drawn: {found.draws} The first {found.rows} rows."]
    return _with_values(query, drawn(query), f"Graph: {query.title}", said)


def variable(parameter: Parameter) -> str:
    """The variable that takes a parameter's place."""
    return f"{PREFIX}{parameter.name}"


def literal(value: Value) -> str:
    """A value as Cypher writes it."""
    if isinstance(value, tuple):
        return "[" + ", ".join(literal(one) for one in value) + "]"
    if isinstance(value, str):
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
    return json.dumps(value)


def _with_values(query: Query, statement: str, title: str, said: list[str]) -> str:
    head = [f"// {title}"]
    for text in said:
        head += [f"// {line}" for line in wrap(text, WIDTH)]
    if not query.parameters:
        return "\n".join([*head, statement]) + "\n"
    head += ["// Change the values in the next lines; the rest stays as it is.", *_values(query)]
    return "\n".join(head) + f"\n{_taking_in(query, statement)}\n"


def _values(query: Query) -> Iterator[str]:
    pairs = [f"{literal(one.default)} AS {variable(one)}" for one in query.parameters]
    width = max(len(pair) for pair in pairs) + 1
    for number, (parameter, pair) in enumerate(zip(query.parameters, pairs, strict=True)):
        start = "WITH " if number == 0 else "     "
        comma = "," if number < len(pairs) - 1 else ""
        needed = "fill it in: " if parameter.required else ""
        yield f"{start}{(pair + comma).ljust(width)}  // {needed}{_meaning(parameter)}"


def _meaning(parameter: Parameter) -> str:
    said = parameter.meaning
    if parameter.kind == "choice":
        said += f" ({', '.join(parameter.choices)})"
    return said + (" (true or false)" if parameter.kind == "flag" else "")


def _taking_in(query: Query, statement: str) -> str:
    """The statement with variables for its parameters, taken in by every subquery."""
    names = {one.name: variable(one) for one in query.parameters}
    taken = ", ".join(names.values())
    read = tokens(statement)
    if any(token.printed.startswith(PREFIX) for token in read if token.kind == "word"):
        raise CoauthError(f"question {query.name}: no name in it may begin with {PREFIX}")
    parts, at = [], 0
    for start, end, text in _changes(read, names, taken):
        parts += [statement[at:start], text]
        at = end
    return "".join([*parts, statement[at:]])


def _changes(read: list[Token], names: dict[str, str], taken: str) -> Iterator[tuple[int, int, str]]:
    """Which stretches of a statement are replaced, and by what."""
    for number, token in enumerate(read[:-1]):
        after = read[number + 1]
        if token.printed == "$" and after.printed in names:
            yield token.at, after.at + len(after.printed), names[after.printed]
        elif token.kind == "word" and token.text == "CALL" and after.printed == "(":
            inner = after.at + 1
            yield inner, inner, taken if read[number + 2].printed == ")" else f"{taken}, "
