"""The output options that every answering command shares, and how an answer is shown with them."""

from __future__ import annotations

import functools
import io
import os
import shutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO, TypeVar, cast

import click

from graph.errors import CoauthError, WrongUsage
from graph.views.answer import Answer
from graph.views.atomic import check_writable, write_file
from graph.views.forms import FORMS, Form, write_answer
from graph.views.text import one_line

F = TypeVar("F", bound=Callable[..., Any])

ENDINGS: dict[str, Form] = {".csv": "csv", ".json": "json", ".txt": "table"}


@dataclass(frozen=True)
class Output:
    """What was asked for: form (None: a table on a terminal, CSV elsewhere), file, limit in rows."""

    form: Form | None = None
    file: Path | None = None
    limit: int | None = None

    def form_for(self, stream: TextIO) -> Form:
        """The form to write: the one asked for, else by the file's ending, else by what the stream is."""
        if self.form is not None:
            return self.form
        if self.file is not None:
            return ENDINGS[self.file.suffix.lower()]
        return "table" if stream.isatty() else "csv"


def output_options(command: F) -> F:
    """Add --table, --csv, --json, -o and --limit; the command receives them as one argument `output`.

    Raises WrongUsage for two forms at once or a file whose ending says nothing, CoauthError for a file that
    cannot be written, both before the command runs.
    """

    @functools.wraps(command)
    def with_output(*args: Any, **kwargs: Any) -> Any:
        forms = [form for form in FORMS if kwargs.pop(f"as_{form}")]
        output = _checked(forms, kwargs.pop("output_file"), kwargs.pop("limit"))
        return command(*args, output=output, **kwargs)

    options: tuple[Callable[[Any], Any], ...] = (
        click.option("--limit", type=click.IntRange(min=0), metavar="N", help="Show the first N rows only."),
        click.option(
            "-o",
            "--output",
            "output_file",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help=f"Write to FILE; its ending says how ({', '.join(ENDINGS)}).",
        ),
        click.option("--json", "as_json", is_flag=True, help="One array of objects keyed by column name."),
        click.option(
            "--csv", "as_csv", is_flag=True, help="CSV; the default where the output is no terminal."
        ),
        click.option("--table", "as_table", is_flag=True, help="A table; the default on a terminal."),
    )
    wrapped: Any = with_output
    for option in options:
        wrapped = option(wrapped)
    return cast(F, wrapped)


def _checked(forms: list[Form], file: Path | None, limit: int | None) -> Output:
    if len(forms) > 1:
        raise WrongUsage("only one of " + ", ".join(f"--{form}" for form in forms) + " can be had at a time")
    form = forms[0] if forms else None
    if file is not None:
        if file.is_dir():
            raise WrongUsage(f"{file} is a folder", hint="name a file in it")
        ending = file.suffix.lower()
        if form is not None and ENDINGS.get(ending, form) != form:
            raise WrongUsage(
                f"{file}: its ending says {ENDINGS[ending]}, and --{form} is asked for", hint="one of the two"
            )
        if form is None and ending == ".html":
            raise WrongUsage(
                f"{file}: a picture is drawn by another command", hint=f"coauth export -o {file} ..."
            )
        if form is None and ending not in ENDINGS:
            raise WrongUsage(
                f"{file}: its ending does not say how to write it",
                hint=f"end it in {', '.join(ENDINGS)}, or add --csv",
            )
        check_writable(file)
    return Output(form=form, file=file, limit=limit)


def show(answer: Answer, output: Output | None = None) -> None:
    """Write an answer to standard output, or to the file asked for.

    Beside CSV and JSON, caveats and notes go to standard error; a table holds them itself. Raises CoauthError
    where the output cannot be written.
    """
    output = output or Output()
    answer = answer.first(output.limit)
    form = output.form_for(sys.stdout)
    if output.file is not None:
        text = io.StringIO(newline="")
        write_answer(answer, form, text)
        write_file(output.file, text.getvalue().encode("utf-8"))
        count = "1 row" if len(answer.rows) == 1 else f"{len(answer.rows):,} rows"
        click.echo(f"{count} written to {output.file}", err=True)
    elif form == "table":
        _to_terminal(answer)
    else:
        text = io.StringIO(newline="")
        write_answer(answer, form, text)
        write_out(text.getvalue().encode("utf-8"))
    if form != "table":
        say_beside(answer)


def say_beside(answer: Answer) -> None:
    """Caveats and notes on standard error."""
    for name, lines in (("caution", answer.caveats), ("note", answer.notes)):
        for line in lines:
            click.echo(f"{name}: {one_line(line)}", err=True)


def colour_wanted(stream: TextIO) -> bool:
    """Colours only on a terminal, and not where NO_COLOR is set (https://no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR")


def _to_terminal(answer: Answer) -> None:
    terminal = sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdigit()
    width = shutil.get_terminal_size().columns if terminal else None
    text = _Shown(sys.stdout.encoding or "utf-8")
    write_answer(answer, "table", text, width=width, colour=colour_wanted(sys.stdout))
    # a terminal that is not UTF-8 gets \u escapes for what it cannot show
    write_out(text.getvalue().encode(text.encoding, "backslashreplace"))


class _Shown(io.StringIO):
    """Text for a stream of this encoding: what draws a table asks for it to choose its lines."""

    def __init__(self, encoding: str) -> None:
        super().__init__(newline="")
        self._encoding = encoding

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._encoding


def write_out(content: bytes) -> None:
    """Write bytes to standard output and flush them.

    Raises BrokenPipeError where the reader went away, CoauthError for any other failure (disk full).
    """
    sys.stdout.flush()
    stream = sys.stdout.buffer
    try:
        stream.write(content)
        stream.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        _drop_standard_output()
        raise CoauthError(
            f"cannot write the answer: {error.strerror or error}",
            hint="make room, or name a file with -o FILE",
        ) from error


def write_lines(lines: Iterable[str]) -> None:
    """Write lines for people to standard output; a terminal that is not UTF-8 gets \\u escapes for what it cannot show.
    Raises as write_out does."""
    text = "".join(f"{line}\n" for line in lines)
    write_out(text.encode(sys.stdout.encoding or "utf-8", "backslashreplace"))


def _drop_standard_output() -> None:
    """What is still buffered would fail again at exit, with a second message and another exit status."""
    try:
        number = sys.stdout.fileno()
    except (OSError, ValueError):
        return  # not a real stream: nothing will be flushed at exit
    os.dup2(os.open(os.devnull, os.O_WRONLY), number)
