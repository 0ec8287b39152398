"""docs/cli.md, written from the commands themselves: `python -m coauth.reference > docs/cli.md`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from coauth.main import cli


def commands(
    command: click.Command, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command below one, itself included, with its words."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=path[-1])
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None:
                yield from commands(inner, (*path, name))


def reference() -> str:
    """The page: what each command's --help says."""
    lines = [
        "# The command line",
        "",
        "Written by `python -m coauth.reference`; a test fails when it is stale. Exit status: 0 done, 1 something could",
        "not be done, 2 wrong usage, 130 interrupted (the same command goes on where it stopped).",
    ]
    for path, command in commands(cli, ("coauth",)):
        context: click.Context | None = None
        for word in path:
            context = click.Context(
                command, info_name=word, parent=context, terminal_width=100, max_content_width=100
            )
        assert context is not None
        context.command = command
        lines += ["", f"## {' '.join(path)}", "", "```text", command.get_help(context).rstrip(), "```"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(reference(), end="")
