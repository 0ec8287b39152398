"""A group of commands of which one is meant where none is named: `coauth judge A B`, `coauth review`."""

from __future__ import annotations

import difflib
from typing import Any

import click

from graph.errors import WrongUsage


class WithDefault(click.Group):
    """A group with a default command.

    default: its name. alone: it is meant, too, where nothing at all is said. words: what is no command may be its argument;
    otherwise that is refused. A word that is nearly a command's name is taken for an error in any case.
    """

    def __init__(
        self, *arguments: Any, default: str, alone: bool = False, words: bool = False, **more: Any
    ) -> None:
        super().__init__(*arguments, **more)
        self._default = default
        self._words = words
        if alone:
            self.no_args_is_help = False
        self._alone = alone

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The arguments, with the default command before them where none is named. Raises WrongUsage."""
        if not args:
            args = [self._default] if self._alone else []
        elif args[0] not in ctx.help_option_names and args[0] not in self.commands:
            if not args[0].startswith("-") or args[0] == "-":
                self._must_be_argument(ctx, args[0])
            args = [self._default, *args]
        return super().parse_args(ctx, args)

    def _must_be_argument(self, ctx: click.Context, word: str) -> None:
        like = difflib.get_close_matches(word, self.commands, n=1, cutoff=0.7)
        if like or not self._words:
            hint = f"{ctx.command_path} {like[0]}" if like else f"{ctx.command_path} --help"
            raise WrongUsage(f"there is no command {word!r}", hint=hint)
