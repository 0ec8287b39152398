"""The text of a question: comment lines first, then one Cypher statement; read as a typed, frozen Query.

The front matter is `//` lines at the top, so that the whole file runs in Neo4j Browser as it is:

    // title: …                      once
    // question: …                   once
    // parameter: NAME | TYPE | DEFAULT | OPTION | MEANING
    // undated: always left out      where the question cannot be asked of a work without a year
    // needs: LABEL | WHAT           the store may hold no node of the label; said where the answer is empty for that
    // values: PARAMETER | LABEL | PROPERTIES | WHAT    it must be one of theirs in the store, where there are any
    // column: NAME: MEANING
    // computed: NAME | RULE | COLUMNS | MEANING    a column that is made of others after the statement
    // caveat: …                     what the answer does not show
    // example: …                    a command line
    //   a line that begins with three blanks goes on with the one before

TYPE is `country`, `N countries`, `year`, `date`, `number LOW..HIGH`, `whole number LOW..HIGH`, `text`, `flag`, or a choice
written as `this, that or other`. DEFAULT is `-` for none, `required` where a value must be given. A flag is off unless it
is given: its default is `-`, its value true or false.

RULE is one of graph.intervals.RULES and COLUMNS are what it takes; in Neo4j Browser such a column is not there.

A `date` is YYYY-MM-DD; a month or a year stands for its last day, so that what is after 2016 begins in 2017. The
statement gets it as text, for `date($name)`: so Neo4j Browser can be given it too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal

from graph import intervals
from graph.errors import CoauthError

Kind = Literal["country", "countries", "year", "date", "number", "whole", "choice", "text", "flag"]
Value = str | bool | int | float | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a question.

    count: how many countries (kind `countries`). low, high: bounds, included (`number`, `whole`). choices: of a
    `choice`. option: how it is given on the command line. default: None where there is none; False of a `flag`.
    """

    name: str
    kind: Kind
    default: Value
    option: str
    meaning: str
    required: bool = False
    count: int = 1
    low: float = 0
    high: float = 0
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the answer, and what it holds."""

    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Computed:
    """A column that is computed from others of its row, by a rule of graph.intervals, after the statement."""

    name: str
    rule: str
    of: tuple[str, ...]
    meaning: str

    def value(self, row: Mapping[str, Any]) -> float | None:
        """Its value in a row of the statement's answer."""
        return intervals.RULES[self.rule].value(*(row[name] for name in self.of))


@dataclass(frozen=True, slots=True)
class Values:
    """That a parameter's value is one of those which nodes of a label have in a store, in one of these properties. what:
    how one of them is called."""

    parameter: str
    label: str
    properties: tuple[str, ...]
    what: str


@dataclass(frozen=True, slots=True)
class Query:
    """A question: what it asks, what it takes, what it answers with, and its Cypher, front matter included.

    columns: what the statement answers with; computed: what is made of it afterwards.
    always_dated: it cannot be asked of a work without a year, so such works are left out even without from and to.
    needs: the label without which there is no answer, and what is said where the store holds no node of it.
    values: parameters of which the store says what they can be.
    """

    name: str
    title: str
    question: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    caveats: tuple[str, ...]
    examples: tuple[str, ...]
    cypher: str = field(repr=False)
    always_dated: bool = False
    computed: tuple[Computed, ...] = ()
    needs: tuple[str, str] | None = None
    values: tuple[Values, ...] = ()

    @property
    def statement(self) -> str:
        """Its Cypher without the front matter."""
        return "\n".join(_split(self.cypher)[1]).strip()

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def answered(self) -> tuple[Column, ...]:
        """The columns of the answer: those of the statement, then the computed ones."""
        return self.columns + tuple(Column(one.name, one.meaning) for one in self.computed)

    def parameter(self, name: str) -> Parameter | None:
        """The parameter of this name, None where the question takes none."""
        return next((one for one in self.parameters if one.name == name), None)


ALWAYS_LEFT_OUT = "always left out"
_LINE = re.compile(r"//\s?([a-z]+):\s*(.*)\Z")
_CONTINUED = re.compile(r"//\s{3,}(\S.*)\Z")
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?\Z", re.ASCII)
_RANGE = re.compile(r"(whole number|number)\s+(-?[\d.]+)\.\.(-?[\d.]+)\Z")
_COUNTRIES = re.compile(r"([2-9]) countries\Z")
_NAME = re.compile(r"[a-z][a-z_0-9]*\Z")
_LABEL = re.compile(r"[A-Z][A-Za-z]*\Z")
_OPTION = re.compile(r"--[a-z][a-z-]*\Z")
_PLAIN: dict[str, Kind] = {
    "country": "country", "year": "year", "date": "date", "text": "text", "flag": "flag",
}  # fmt: skip
_ONCE = ("title", "question")
_AT_MOST_ONCE = ("undated", "needs")
_MANY = ("parameter", "values", "column", "computed", "caveat", "example")


def parse(name: str, text: str) -> Query:
    """Read the text of the question `name`.

    Raises CoauthError that names all faults of the front matter at once.
    """
    faults: list[str] = []
    lines = _front_matter(text, faults)
    once = {key: [value for found, value in lines if found == key] for key in (*_ONCE, *_AT_MOST_ONCE)}
    faults += [
        f"{key} must stand there once, not {len(once[key])} times" for key in _ONCE if len(once[key]) != 1
    ]
    if any(value != ALWAYS_LEFT_OUT for value in once["undated"]):
        faults.append(f"undated can only be `{ALWAYS_LEFT_OUT}`")
    needs = _needs(once["needs"], faults)
    parameters = [_parameter(value, faults) for key, value in lines if key == "parameter"]
    columns = [_column(value, faults) for key, value in lines if key == "column"]
    computed = [
        _computed(value, {one.name for one in columns if one}, faults)
        for key, value in lines
        if key == "computed"
    ]
    _twice("parameter", [one.name for one in parameters if one], faults)
    _twice("option", [one.option for one in parameters if one], faults)
    _twice("column", [one.name for one in (*columns, *computed) if one], faults)
    if not columns:
        faults.append("there is no column")
    caveats = tuple(value for key, value in lines if key == "caveat")
    if not caveats:
        faults.append("there is no caveat: every answer can mislead")
    looked_up = [_values(value, parameters, faults) for key, value in lines if key == "values"]
    used = set(re.findall(r"\$([A-Za-z_]\w*)", _statement(text)))
    known = {one.name for one in parameters if one}
    faults += [f"${one} is used and no parameter of the front matter" for one in sorted(used - known)]
    faults += [f"parameter {one} is never used" for one in sorted(known - used)]
    if not _statement(text).strip():
        faults.append("there is no statement after it")
    if faults:
        raise CoauthError(f"question {name}: its front matter has faults: " + "; ".join(faults))
    return Query(
        name=name,
        title=once["title"][0],
        question=once["question"][0],
        parameters=tuple(one for one in parameters if one),
        columns=tuple(one for one in columns if one),
        caveats=caveats,
        examples=tuple(value for key, value in lines if key == "example"),
        cypher=text,
        always_dated=bool(once["undated"]),
        computed=tuple(one for one in computed if one),
        needs=needs,
        values=tuple(one for one in looked_up if one),
    )


def type_of(parameter: Parameter) -> str:
    """What a parameter takes, in the words of a front matter."""
    if parameter.kind == "countries":
        return f"{parameter.count} countries"
    if parameter.kind == "choice":
        return ", ".join(parameter.choices[:-1]) + f" or {parameter.choices[-1]}"
    if parameter.kind in ("number", "whole"):
        word = "whole number" if parameter.kind == "whole" else "number"
        return f"{word} {parameter.low:g}..{parameter.high:g}"
    return parameter.kind


def last_day(text: str) -> date:
    """The day that YYYY-MM-DD names, the last day of YYYY-MM or of YYYY. Raises ValueError for anything else."""
    match = _DATE.match(text)
    if match is None:
        raise ValueError(f"{text!r} is no date")
    year, month, day = int(match[1]), int(match[2] or 12), match[3]
    if day:
        return date(year, month, int(day))
    return date(year, month, 31) if month == 12 else date(year, month + 1, 1) - timedelta(days=1)


def _split(text: str) -> tuple[list[str], list[str]]:
    lines = text.splitlines()
    end = next((n for n, line in enumerate(lines) if not line.startswith("//")), len(lines))
    return lines[:end], lines[end:]


def _statement(text: str) -> str:
    return "\n".join(line for line in _split(text)[1] if not line.lstrip().startswith("//"))


def _front_matter(text: str, faults: list[str]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for line in _split(text)[0]:
        more = _CONTINUED.match(line)
        match = _LINE.match(line)
        if more and found:
            key, value = found[-1]
            found[-1] = (key, f"{value} {more[1].strip()}")
        elif match and match[1] in (*_ONCE, *_AT_MOST_ONCE, *_MANY):
            found.append((match[1], match[2].strip()))
        else:
            faults.append(f"`{line.strip()}` is no line of a front matter")
    return found


def _parameter(text: str, faults: list[str]) -> Parameter | None:
    parts = [part.strip() for part in text.split("|")]
    if len(parts) != 5 or not all(parts):
        faults.append(f"parameter `{text}` is not NAME | TYPE | DEFAULT | OPTION | MEANING")
        return None
    name, kind, default, option, meaning = parts
    before = len(faults)
    if not _NAME.match(name):
        faults.append(f"parameter {name}: its name is not made of small letters")
    if not _OPTION.match(option):
        faults.append(f"parameter {name}: `{option}` is no option")
    made = _typed(name, kind, option, meaning)
    if made is None:
        faults.append(f"parameter {name}: `{kind}` is no type")
        return None
    if made.kind == "flag" and default != "-":
        faults.append(f"parameter {name}: a flag is off unless it is given, its default is `-`")
    required = default == "required"
    value: Value = None if required or default == "-" else _default(made, default, faults)
    if made.kind == "flag":
        value = False
    if len(faults) > before:
        return None
    return Parameter(
        name, made.kind, value, option, meaning, required, made.count, made.low, made.high, made.choices
    )


def _typed(name: str, kind: str, option: str, meaning: str) -> Parameter | None:
    if plain := _PLAIN.get(kind):
        return Parameter(name, plain, None, option, meaning)
    if match := _COUNTRIES.match(kind):
        return Parameter(name, "countries", None, option, meaning, count=int(match[1]))
    if match := _RANGE.match(kind):
        number: Kind = "whole" if match[1] == "whole number" else "number"
        return Parameter(name, number, None, option, meaning, low=float(match[2]), high=float(match[3]))
    if " or " in kind:
        choices = tuple(part.strip() for part in re.split(r",\s*|\s+or\s+", kind))
        return Parameter(name, "choice", None, option, meaning, choices=choices) if all(choices) else None
    return None


def _default(made: Parameter, text: str, faults: list[str]) -> Value:
    try:
        if made.kind == "countries":
            codes = tuple(text.split())
            if len(codes) != made.count:
                raise ValueError
            return codes
        if made.kind in ("whole", "year"):
            return int(text)
        if made.kind == "date":
            return last_day(text).isoformat()
        if made.kind == "number":
            return float(text)
        if made.kind == "choice" and text not in made.choices:
            raise ValueError
    except ValueError:
        faults.append(f"parameter {made.name}: the default `{text}` does not fit its type")
        return None
    return text


def _needs(values: list[str], faults: list[str]) -> tuple[str, str] | None:
    if not values:
        return None
    label, _, what = (part.strip() for part in values[0].partition("|"))
    if len(values) > 1 or not _LABEL.match(label) or not what:
        faults.append(f"needs `{'; '.join(values)}` is not, once, LABEL | WHAT")
        return None
    return label, what


def _values(text: str, parameters: list[Parameter | None], faults: list[str]) -> Values | None:
    name, label, properties, what, *more = [*(part.strip() for part in text.split("|")), "", "", "", ""]
    known = {one.name for one in parameters if one is not None and one.kind == "text"}
    if (
        any(more)
        or name not in known
        or not _LABEL.match(label)
        or not what
        or not properties
        or not all(map(_NAME.match, properties.split()))
    ):
        faults.append(f"values `{text}` is not a parameter of the kind text | LABEL | PROPERTIES | WHAT")
        return None
    return Values(name, label, tuple(properties.split()), what)


def _column(text: str, faults: list[str]) -> Column | None:
    name, _, meaning = text.partition(":")
    if not _NAME.match(name.strip()) or not meaning.strip():
        faults.append(f"column `{text}` is not NAME: MEANING")
        return None
    return Column(name.strip(), meaning.strip())


def _computed(text: str, columns: set[str], faults: list[str]) -> Computed | None:
    parts = [part.strip() for part in text.split("|")]
    if len(parts) != 4 or not all(parts) or not _NAME.match(parts[0]):
        faults.append(f"computed `{text}` is not NAME | RULE | COLUMNS | MEANING")
        return None
    name, rule, of, meaning = parts[0], parts[1], tuple(parts[2].split()), parts[3]
    if rule not in intervals.RULES:
        faults.append(f"computed {name}: `{rule}` is none of {', '.join(intervals.RULES)}")
        return None
    if len(of) != intervals.RULES[rule].takes:
        faults.append(f"computed {name}: `{rule}` takes {intervals.RULES[rule].takes} columns, not {len(of)}")
    faults += [f"computed {name}: there is no column {one}" for one in of if one not in columns]
    return Computed(name, rule, of, meaning)


def _twice(what: str, names: list[str], faults: list[str]) -> None:
    faults += [
        f"{what} {name} stands there twice" for name in sorted({n for n in names if names.count(n) > 1})
    ]
