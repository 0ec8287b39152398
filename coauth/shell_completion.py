"""What `coauth shell` offers to go on with: questions with their options and choices, commands, and for a statement the
model's labels, relationship types and properties, and Cypher's words and functions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from coauth.shell_input import is_statement
from graph import country_codes, model
from graph.errors import WrongUsage
from graph.front_matter import Parameter, Query
from graph.guard import FIRST_WORDS, FUNCTIONS, PROCEDURES
from graph.queries import catalogue, question

KEYWORDS = (
    *sorted(FIRST_WORDS), "WHERE", "ORDER BY", "SKIP", "LIMIT", "DISTINCT", "AS", "AND", "OR", "XOR", "NOT", "IN",
    "STARTS WITH", "ENDS WITH", "CONTAINS", "IS NULL", "IS NOT NULL", "OPTIONAL MATCH", "UNION", "UNION ALL", "YIELD",
    "CASE", "WHEN", "THEN", "ELSE", "END", "EXISTS", "COUNT", "COLLECT", "ASC", "DESC", "null", "true", "false",
)  # fmt: skip

OUTPUT_OPTIONS = {
    "--table": "a table", "--csv": "CSV", "--json": "JSON", "--limit": "first N rows", "-o": "into a file",
    "--explain": "ask nothing, show the Cypher", "--help": "what it takes and answers",
}  # fmt: skip

_WORD = re.compile(r"\w*\Z")
_CALLED = re.compile(r"\bCALL\s+([\w.]*)\Z", re.IGNORECASE)
_BOUND = re.compile(r"[(\[]\s*(\w+)\s*:\s*(\w+)")
_LABELLED = re.compile(r"[(\[|&]?\s*\w*\s*:\s*(\w+)\s*\{[^{}]*\Z")

Offer = Iterable[tuple[str, str]]
"""Words to go on with, each with what is said beside it."""


class ShellCompleter(Completer):
    """params: the names of the parameters that are set, asked for anew each time. commands: name and meaning."""

    def __init__(self, params: Callable[[], Iterable[str]], commands: dict[str, str]) -> None:
        self._params = params
        self._commands = commands

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        before = document.text_before_cursor
        typed, offer = self._offer(before)
        for word, said in offer:
            if word.lower().startswith(typed.lower()) and word != typed:
                yield Completion(word, start_position=-len(typed), display_meta=said)

    def _offer(self, before: str) -> tuple[str, Offer]:
        """What has been typed of the word, and what it can become."""
        words = before.lstrip().split()
        typed = "" if not before or before[-1].isspace() else words[-1]
        first = len(words) - bool(typed) == 0
        if first and typed.startswith(":"):
            return typed, self._commands.items()
        if first and "\n" not in before:
            starts = [(word, "") for word in sorted(FIRST_WORDS)] if _WORD.fullmatch(typed) else []
            return typed, [*_questions(), *starts]
        if words[0].startswith(":"):
            return typed, self._after_command(words[0], words[1 : len(words) - bool(typed)])
        if not is_statement(before):
            return typed, _options(words[0], words[1 : len(words) - bool(typed)])
        return self._in_statement(before)

    def _after_command(self, command: str, before: list[str]) -> Offer:
        if command == ":explain":
            return _options(before[0], before[1:]) if before else _questions()
        if command == ":help":
            return [] if before else [*_questions(), *self._commands.items()]
        if command in (":param", ":params"):
            return [] if before else [(name, "") for name in self._params()]
        return []

    def _in_statement(self, before: str) -> tuple[str, Offer]:
        if called := _CALLED.search(before):
            return called[1], [(f"{name}(", "procedure") for name in sorted(PROCEDURES)]
        typed = match[0] if (match := _WORD.search(before)) else ""
        rest = before[: len(before) - len(typed)]
        if rest.endswith("$"):
            return typed, [(name, "") for name in self._params()]
        if re.search(r"[\w)\]]\s*\.\Z", rest):
            owner = re.search(r"(\w+)\s*\.\Z", rest)
            return typed, _properties(_bound(before, owner[1]) if owner else [])
        if rest.rstrip().endswith((":", "|", "&", "!")):
            inside = _innermost(rest)
            if inside == "(":
                return typed, [(model.label(kind), "label") for kind in model.NODES]
            if inside == "[":
                return typed, [(name, "relationship") for name in _types()]
        if (labelled := _LABELLED.search(rest)) and not rest.rstrip().endswith(":"):
            return typed, _properties(_kinds(labelled[1]))
        if not typed:
            return typed, []
        return typed, [
            *((word, "") for word in KEYWORDS),
            *((f"{name}(", "function") for name in sorted(FUNCTIONS)),
        ]


def _questions() -> list[tuple[str, str]]:
    return [(one.name, one.title) for one in catalogue()]


def _options(name: str, before: list[str]) -> Offer:
    """Options of a question, or the values of the one that was just given."""
    try:
        query = question(name)
    except WrongUsage:
        return []
    parameter = _named(query, before[-1]) if before else None
    if parameter is None or parameter.kind == "flag":
        given = {word for word in before if word.startswith("--")}
        own = [
            (one.option, one.meaning)
            for one in query.parameters
            if one.option not in given or one.kind == "countries"
        ]
        return [*own, *OUTPUT_OPTIONS.items()]
    if parameter.kind in ("country", "countries"):
        return sorted(country_codes.names().items())
    return [(choice, "") for choice in parameter.choices]


def _named(query: Query, option: str) -> Parameter | None:
    return next((one for one in query.parameters if one.option == option), None)


def _innermost(text: str) -> str:
    """The bracket that is open at the end of the text."""
    depth = 0
    for char in reversed(text):
        if char in ")]}":
            depth += 1
        elif char in "([{":
            if not depth:
                return char
            depth -= 1
    return ""


def _types() -> list[str]:
    return list(dict.fromkeys(model.label(kind) for kind in model.RELATIONSHIPS))


def _kinds(label: str) -> list[type]:
    return [kind for kind in (*model.NODES, *model.RELATIONSHIPS) if model.label(kind) == label]


def _bound(text: str, name: str) -> list[type]:
    """What a name stands for, as far as the statement says."""
    return [kind for variable, label in _BOUND.findall(text) if variable == name for kind in _kinds(label)]


def _properties(kinds: list[type]) -> list[tuple[str, str]]:
    """Of these nodes or relationships, of all where it is not known which."""
    found: dict[str, str] = {}
    for kind in kinds or [*model.NODES, *model.RELATIONSHIPS]:
        for one in model.properties(kind):
            found.setdefault(one.name, one.type)
    return sorted(found.items())
