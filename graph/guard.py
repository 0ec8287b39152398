"""An analyst's own statement: whatever it holds, it reads the graph and nothing else.

Four things stand in its way, each alone enough for most: the words of the statement (here), the store's own plan for
it (here), a user or an access mode that cannot write (graph.store), and limits of rows and time.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import neo4j

from graph.errors import StoreRefused, WrongUsage
from graph.lexer import Token, Unreadable, tokens
from graph.views.answer import Answer

log = logging.getLogger(__name__)

ROW_LIMIT = 100_000
"""Rows of an analyst's own statement that are fetched where no other limit is given."""

MAX_DEPTH = 100
"""Brackets within brackets of a statement; people write fewer than ten."""

FIRST_WORDS = frozenset({"MATCH", "OPTIONAL", "WITH", "UNWIND", "RETURN", "CALL"})

REFUSED_WORDS = {
    **dict.fromkeys(
        ("CREATE", "MERGE", "SET", "DELETE", "DETACH", "NODETACH", "REMOVE", "FOREACH", "INSERT"), "it would write"
    ),
    **dict.fromkeys(
        (
            "DROP", "ALTER", "GRANT", "DENY", "REVOKE", "RENAME", "TERMINATE", "SHOW", "DEALLOCATE", "REALLOCATE",
            "DRYRUN",
        ),
        "it is a command to the server, not a question to the graph",
    ),
    "LOAD": "it would read a file or an address",
    "USE": "it would read another database",
}  # fmt: skip
"""Words that no question needs; as a name they can stand in backticks, behind a dot or behind a colon."""

PROCEDURES = frozenset({
    "db.labels", "db.relationshiptypes", "db.propertykeys", "db.schema.visualization",
    "db.schema.nodetypeproperties", "db.schema.reltypeproperties", "db.index.fulltext.querynodes",
    "db.index.fulltext.queryrelationships", "db.index.vector.querynodes", "db.index.vector.queryrelationships",
})  # fmt: skip
"""Procedures that may be called: they read the graph or its schema."""

FUNCTIONS = frozenset({
    "abs", "acos", "all", "allshortestpaths", "any", "asin", "atan", "atan2", "avg", "btrim", "ceil", "char_length",
    "character_length", "coalesce", "collect", "cos", "cosh", "cot", "coth", "count", "date", "date.realtime",
    "date.statement", "date.transaction", "date.truncate", "datetime", "datetime.fromepoch",
    "datetime.fromepochmillis", "datetime.realtime", "datetime.statement", "datetime.transaction",
    "datetime.truncate", "degrees", "duration", "duration.between", "duration.indays", "duration.inmonths",
    "duration.inseconds", "e", "elementid", "endnode", "exists", "exp", "floor", "haversin", "head", "id", "isempty",
    "isnan", "keys", "labels", "last", "left", "length", "localdatetime", "localdatetime.realtime",
    "localdatetime.statement", "localdatetime.transaction", "localdatetime.truncate", "localtime",
    "localtime.realtime", "localtime.statement", "localtime.transaction", "localtime.truncate", "log", "log10",
    "lower", "ltrim", "max", "min", "nodes", "none", "normalize", "nullif", "percentilecont", "percentiledisc", "pi",
    "point", "point.distance", "point.withinbbox", "properties", "radians", "rand", "randomuuid", "range", "reduce",
    "relationships", "replace", "reverse", "right", "round", "rtrim", "shortestpath", "sign", "sin", "single", "sinh",
    "size", "split", "sqrt", "startnode", "stdev", "stdevp", "substring", "sum", "tail", "tan", "tanh", "time",
    "time.realtime", "time.statement", "time.transaction", "time.truncate", "timestamp", "toboolean", "tobooleanlist",
    "tobooleanornull", "tofloat", "tofloatlist", "tofloatornull", "tointeger", "tointegerlist", "tointegerornull",
    "tolower", "tostring", "tostringlist", "tostringornull", "toupper", "trim", "type", "upper", "valuetype",
    "vector.similarity.cosine", "vector.similarity.euclidean",
})  # fmt: skip
"""Functions that may be called: those of Cypher itself, but for `file` and `graph.…`, which look elsewhere."""

BEFORE_PARENTHESIS = frozenset({
    "MATCH", "OPTIONAL", "WHERE", "AND", "OR", "XOR", "NOT", "IN", "WITH", "RETURN", "UNWIND", "CALL", "BY", "SKIP",
    "LIMIT", "OFFSET", "DISTINCT", "AS", "CASE", "WHEN", "THEN", "ELSE", "CONTAINS", "STARTS", "ENDS", "IS", "SHORTEST",
    "ANY", "ALL", "PATH", "PATHS", "GROUP", "GROUPS", "ACYCLIC", "TRAIL", "WALK", "ELEMENTS", "BINDINGS", "FROM",
    "LEADING", "TRAILING", "BOTH", "ON", "FILTER", "LET", "COUNT", "EXISTS", "COLLECT", "UNION", "ORDER",
})  # fmt: skip
"""Words of the language that may stand before a parenthesis without being a function."""

WRITING_OPERATORS = (
    "LoadCSV",
    "Create",
    "Merge",
    "Set",
    "Delete",
    "DetachDelete",
    "Remove",
    "Foreach",
    "Transaction",
)

_EXPLAIN = "EXPLAIN "
_HINT = "ask with MATCH, WHERE, WITH, UNWIND, CALL {...} and RETURN; put a name in backticks"


@dataclass(frozen=True, slots=True)
class Words:
    """How whoever asks gives a value, a limit and a statement: said in hints and notes."""

    value: str
    limit: str
    statement: str


COMMAND_LINE = Words("--param {}=VALUE", "--limit", "coauth query --file FILE.cypher")


class Questioned(Protocol):
    """What is needed of a store (graph.store.Store)."""

    def read_result(
        self,
        cypher: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        timeout: float | None = None,
        limit: int | None = None,
    ) -> tuple[list[dict[str, Any]], tuple[str, ...], neo4j.ResultSummary]:
        """Rows, columns and summary of a statement that cannot write."""
        ...


def ask_own(
    store: Questioned,
    statement: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    limit: int | None = None,
    timeout: float | None = None,
    words: Words = COMMAND_LINE,
) -> Answer:
    """Run an analyst's own statement, once it is sure that it only reads the graph.

    limit: rows to fetch, ROW_LIMIT where it is not given; a note says so where there are more. timeout: seconds, the
    store's own limit where it is not given. words: those of whoever asks. Raises WrongUsage for a statement that is
    empty or not one, StoreRefused for one that would do more than read the graph, and what the store raises.
    """
    statement = one_statement(statement, words)
    values = dict(parameters or {})
    _check_parameters(statement, values, words)
    with _Told(len(_EXPLAIN)):
        _, _, summary = store.read_result(_EXPLAIN + statement, values, timeout=timeout)
    _check_plan(summary)
    with _Told():
        wanted = ROW_LIMIT if limit is None else limit
        started = time.monotonic()
        rows, columns, _ = store.read_result(statement, values, timeout=timeout, limit=wanted + 1)
        log.info("ran an own statement: %d rows, %.2f s", len(rows), time.monotonic() - started)
    more = len(rows) > wanted
    said = words.limit if limit is not None else f"the limit where no {words.limit} is given"
    notes = (f"the first {wanted:,} rows; there are more ({said})",) if more else ()
    return Answer(columns=columns, rows=rows[:wanted], notes=notes)


def one_statement(text: str, words: Words = COMMAND_LINE) -> str:
    """The one statement that a text holds, without the semicolon at its end. words: those of whoever asks.

    Raises WrongUsage for an empty text and for several statements, StoreRefused for what is more than a question.
    """
    try:
        found = tokens(text)
    except Unreadable as error:
        raise StoreRefused(
            f"refused: {error}", hint=f"write it out plainly, or give the value: {words.value.format('x')}"
        ) from None
    end = len(text)
    while found and found[-1].text == ";" and found[-1].kind == "sign":
        end = found.pop().at
    if not found:
        raise WrongUsage("there is no statement in it", hint=words.statement)
    if any(token.kind == "sign" and token.text == ";" for token in found):
        raise WrongUsage("there is more than one statement in it", hint=f"one statement: {words.statement}")
    _check_depth(found)
    _check_words(found)
    return text[:end].strip()


def parameters_of(statement: str) -> frozenset[str]:
    """The names that stand in a statement as $name. Raises graph.lexer.Unreadable."""
    found = tokens(statement)
    return frozenset(
        token.printed if token.kind == "word" else token.text
        for place, token in enumerate(found)
        if token.kind in ("word", "quoted", "number") and _sign(found, place - 1, "$")
    )


def _check_parameters(statement: str, values: Mapping[str, Any], words: Words) -> None:
    """Every $name has a value, and every value a $name. Raises WrongUsage that names those that have not."""
    asked = parameters_of(statement)
    if missing := sorted(asked - values.keys()):
        raise WrongUsage(
            ", ".join(f"${name}" for name in missing)
            + (" has no value" if len(missing) == 1 else " have no values"),
            hint=" ".join(words.value.format(name) for name in missing),
        )
    if unused := sorted(values.keys() - asked):
        raise WrongUsage(
            "the statement has no " + ", ".join(f"${name}" for name in unused),
            hint="leave that value out, or mend the name",
        )


def _check_depth(found: Sequence[Token]) -> None:
    """A parser goes as deep as its text does, and no time limit holds before it is through."""
    depth = 0
    for token in found:
        if token.kind == "sign":
            depth += (token.text in "([{") - (token.text in ")]}")
        if depth > MAX_DEPTH:
            raise StoreRefused(f"refused: brackets are nested more than {MAX_DEPTH} deep", hint=_HINT)


def _check_words(found: Sequence[Token]) -> None:
    first = found[0]
    if first.kind != "word" or first.text not in FIRST_WORDS:
        why = {
            "EXPLAIN": "it is run as it is: leave EXPLAIN out",
            "PROFILE": "it is run as it is: leave PROFILE out",
            "CYPHER": "the version and the options of Cypher are the store's: leave CYPHER ... out",
        }.get(first.text) or REFUSED_WORDS.get(first.text)
        raise StoreRefused(
            f"refused: {why or 'a question begins with MATCH, OPTIONAL MATCH, WITH, UNWIND, CALL or RETURN'}"
            f" ({_shown(first)})",
            hint=_HINT,
        )
    for place, token in enumerate(found):
        if token.kind == "word" and token.text in REFUSED_WORDS and not _is_name(found, place):
            raise StoreRefused(f"refused: {REFUSED_WORDS[token.text]} ({_shown(token)})", hint=_HINT)
        if token.kind == "word" and token.text == "TRANSACTIONS" and _in_transactions(found, place):
            raise StoreRefused("refused: a question runs in one transaction (IN TRANSACTIONS)", hint=_HINT)
        if token.kind == "word" and token.text == "CALL" and not _is_name(found, place):
            _check_procedure(found, place + 1)
        if token.kind == "sign" and token.text == "(":
            _check_function(found, place)


def _shown(token: Token) -> str:
    return token.printed if len(token.printed) <= 40 else token.printed[:39] + "…"


def _sign(found: Sequence[Token], place: int, *signs: str) -> bool:
    return 0 <= place < len(found) and found[place].kind == "sign" and found[place].text in signs


def _is_name(found: Sequence[Token], place: int) -> bool:
    """Behind a dot, a colon or a dollar sign there is a name, not a word of the language."""
    if _sign(found, place - 1, ":", "$"):
        return True
    # a dot behind a number might be a part of the number, two dots are a range
    return (
        _sign(found, place - 1, ".")
        and not _sign(found, place - 2, ".")
        and place >= 2
        and found[place - 2].kind != "number"
    )


def _in_transactions(found: Sequence[Token], place: int) -> bool:
    before = place - 1
    while before >= 0 and found[before].text != "IN" and place - before <= 6:
        before -= 1
    return before >= 1 and found[before].text == "IN" and _sign(found, before - 1, "}")


def _name_from(found: Sequence[Token], place: int) -> str:
    parts = []
    while place < len(found) and found[place].kind in ("word", "quoted"):
        parts.append(found[place].printed if found[place].kind == "word" else found[place].text)
        if not _sign(found, place + 1, "."):
            break
        place += 2
    return ".".join(parts)


def _check_procedure(found: Sequence[Token], place: int) -> None:
    if _sign(found, place, "{", "("):
        return
    name = _name_from(found, place)
    if name.lower() not in PROCEDURES:
        raise StoreRefused(
            f"refused: the procedure {name[:60] or '(no name)'} is none that a question may call",
            hint="CALL {...}, or one of " + ", ".join(sorted(PROCEDURES)),
        )


def _check_function(found: Sequence[Token], place: int) -> None:
    """What stands before a parenthesis is a sign, a word of the language, or a function that may be called."""
    last = place - 1
    if last < 0 or found[last].kind not in ("word", "quoted"):
        return
    parts = [found[last]]
    while _sign(found, last - 1, "."):
        if last < 2 or found[last - 2].kind not in ("word", "quoted"):
            raise StoreRefused(f"refused: {_shown(found[place - 1])}(...) is called on a value", hint=_HINT)
        last -= 2
        parts.insert(0, found[last])
    if len(parts) == 1 and parts[0].kind == "word" and parts[0].text in BEFORE_PARENTHESIS:
        return
    name = ".".join(part.printed if part.kind == "word" else part.text for part in parts)
    before = last - 1
    called = before >= 0 and found[before].kind == "word" and found[before].text == "CALL"
    if called and not _is_name(found, before):
        return  # a procedure: looked at where CALL stands
    if name.lower() not in FUNCTIONS:
        raise StoreRefused(f"refused: {name[:60]}(...) is no function that a question may call", hint=_HINT)


def _check_plan(summary: neo4j.ResultSummary) -> None:
    """The store's own opinion, where it has one: the local store plans everything as a write, and names no operators;
    there the reader's user is what cannot write."""
    plan: dict[str, Any] | None = summary.plan
    if plan is not None and str(plan.get("operatorType", "")).startswith("ArcadeDB."):
        return
    if plan is None or summary.query_type != "r":
        raise StoreRefused("refused: the store plans it as more than a question", hint=_HINT)
    stack = [plan]
    while stack:
        one = stack.pop()
        stack += one.get("children") or []
        operator = str(one.get("operatorType", "")).split("@")[0]
        if operator.startswith(WRITING_OPERATORS):
            raise StoreRefused(f"refused: the store plans {operator} for it", hint=_HINT)
        if operator.startswith("ProcedureCall"):
            called = str((one.get("args") or {}).get("Details", "")).split("(")[0].strip().replace("`", "")
            if called.lower() not in PROCEDURES:
                raise StoreRefused(
                    f"refused: the procedure {called[:60]} is none that a question may call", hint=_HINT
                )


_PLACE = re.compile(r"\(line (\d+), column (\d+) \(offset: (\d+)\)\)")
_LOCAL_PLACE = re.compile(r"\bline (\d+):(\d+)")


class _Told:
    """A refusal told as the analyst's statement has it: without our EXPLAIN before it. Where the local store's reason
    is not found, say at least what is likely."""

    def __init__(self, added: int = 0) -> None:
        self.added = added

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if not isinstance(error, StoreRefused):
            return
        if "Check the server log" not in error.message:
            # the local store counts columns from 0, and our EXPLAIN not at all
            told = _LOCAL_PLACE.sub(
                lambda place: f"line {place[1]}, column {int(place[2]) + 1}", error.message
            )
            if self.added:
                told = _PLACE.sub(self._moved, told).replace(f'"{_EXPLAIN}', '"')
            if told != error.message:
                raise StoreRefused(told, hint=error.hint) from error
            return
        if "cannot write" in error.message:
            raise StoreRefused("refused: a question cannot write", hint=_HINT) from error
        raise StoreRefused(
            "the store cannot run this statement (it does not say why)",
            hint="look for a misspelt word, an open bracket, a parameter without a value, or a function it has not",
        ) from error

    def _moved(self, place: re.Match[str]) -> str:
        line, column, offset = (int(number) for number in place.groups())
        return f"(line {line}, column {column - self.added if line == 1 else column} (offset: {offset - self.added}))"
