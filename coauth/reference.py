"""docs/cli.md, written from the commands themselves: `python -m coauth.reference > docs/cli.md`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from coauth.main import cli

Path = tuple[tuple[str, click.Command], ...]


def commands(command: click.Command, above: Path = (), word: str = "coauth") -> Iterator[Path]:
    """Every command below one, itself included: the words that lead to it, each with its command."""
    path = (*above, (word, command))
    yield path
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=word)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None:
                yield from commands(inner, path, name)


def reference() -> str:
    """The page: what each command's --help says."""
    lines = [
        "# The command line",
        "",
        "Written by `python -m coauth.reference`; a test fails when it is stale. Exit status: 0 done, 1 something could",
        "not be done, 2 wrong usage, 130 interrupted (a load goes on with the same command).",
    ]
    for path in commands(cli):
        context: click.Context | None = None
        for word, command in path:
            context = click.Context(
                command, info_name=word, parent=context, max_content_width=100, **command.context_settings
            )
            context.terminal_width = 100
        assert context is not None
        lines += [
            "",
            f"## {' '.join(word for word, _ in path)}",
            "",
            "```text",
            context.get_help().rstrip(),
            "```",
        ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(reference(), end="")
