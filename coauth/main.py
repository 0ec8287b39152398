"""The click group: which commands there are, the options they share, how errors are shown."""

from __future__ import annotations

import difflib
import importlib
import logging
import os
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

import click

from coauth import __version__
from coauth.failure import show_error
from coauth.interrupt import Told, keep_interrupts
from graph.errors import CoauthError, WrongUsage, was_interrupted
from graph.views.text import one_line

log = logging.getLogger(__name__)

# command -> its module and attribute: imported only when it is asked for, so that --help stays quick
COMMANDS = {
    "demo": "coauth.demo:demo",
    "load": "coauth.load:load",
    "fetch": "coauth.fetch:fetch",
    "add": "coauth.add:add",
    "query": "coauth.query:query",
    "shell": "coauth.shell:shell",
    "paths": "coauth.paths:paths",
    "network": "coauth.network:network",
    "export": "coauth.export:export",
    "report": "coauth.report:report",
    "browser": "coauth.browser:browser",
    "explain": "coauth.explain:explain",
    "registry": "coauth.registry:registry",
    "watchlist": "coauth.watchlist:watchlist",
    "judge": "coauth.judge:judge",
    "resolve": "coauth.resolve:resolve_command",
    "review": "coauth.review:review",
    "renormalise": "coauth.renormalise:renormalise",
    "mentions": "coauth.mentions:mentions",
    "classify": "coauth.classify:classify",
    "terms": "coauth.terms:terms",
    "quarantine": "coauth.quarantine:quarantine",
    "loads": "coauth.loads:loads",
    "unload": "coauth.unload:unload",
    "store": "coauth.store:store",
    "check": "coauth.check:check",
}


class LazyGroup(click.Group):
    """A group that imports a command when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, attribute = place.split(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            like = difflib.get_close_matches(name, COMMANDS, n=1, cutoff=0.5)
            raise WrongUsage(
                f"there is no command {name!r}", hint=f"coauth {like[0]}" if like else "coauth --help"
            )
        return super().resolve_command(ctx, args)


class _Plain(logging.Formatter):
    """A warning as a person reads it: in one line, without what only a log needs."""

    def format(self, record: logging.LogRecord) -> str:
        return one_line(f"coauth: {record.getMessage()}")


def _log_to(verbose: int, debug: bool, log_file: Path | None) -> None:
    level = logging.DEBUG if debug else {0: logging.WARNING, 1: logging.INFO}.get(verbose, logging.DEBUG)
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stderr)]
    handlers[0].setLevel(level)
    if level >= logging.WARNING:
        handlers[0].setFormatter(_Plain())
    if log_file is not None:
        try:
            handlers.append(logging.FileHandler(log_file, encoding="utf-8"))
        except OSError as error:
            raise CoauthError(
                f"--log-file {log_file}: {error.strerror}", hint="name a file that can be written"
            ) from None
    logging.basicConfig(
        level=min(level, logging.INFO) if log_file else level,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        handlers=handlers,
        force=True,
    )
    for chatty in ("neo4j", "neo4j.notifications", "neo4j.io", "neo4j.pool"):
        logging.getLogger(chatty).setLevel(logging.CRITICAL if not debug else logging.INFO)
    for chatty in ("urllib3", "pyalex"):
        logging.getLogger(chatty).setLevel(logging.WARNING)  # every request is logged by loaders.fetch
    logging.getLogger("filelock").setLevel(logging.WARNING)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "--version", prog_name="coauth")
@click.option("-v", "--verbose", count=True, help="Say more; twice for still more.")
@click.option("--debug", is_flag=True, help="Log everything, and show a traceback on an error.")
@click.option("--log-file", type=click.Path(dir_okay=False, path_type=Path), help="Write the log there too.")
@click.pass_context
def cli(ctx: click.Context, verbose: int, debug: bool, log_file: Path | None) -> None:
    """Who publishes with whom across borders, with the evidence of every answer.

    \b
    Examples:
      coauth demo
      coauth load works.jsonl.gz
      coauth query triads --country KP --country CN --country US
      coauth explain affiliation "Kim II-sung Univ., Pyongyang, South Korea"
    """
    ctx.obj = {"debug": debug}
    _log_to(verbose, debug, log_file)
    log.info("coauth %s: %s", __version__, ctx.invoked_subcommand)


def _command(arguments: list[str]) -> str:
    """The command of which click does not say that its options were wrong."""
    return next((f"coauth {word}" for word in arguments if word in COMMANDS), "coauth")


def _called(arguments: list[str]) -> Any:
    """What the command gives. An error that came of an interrupt (connections that do not close in peace) is one."""
    try:
        return cli.main(args=arguments, prog_name="coauth", standalone_mode=False)
    except Exception as error:
        if was_interrupted(error) and not isinstance(error, CoauthError):
            raise KeyboardInterrupt from error
        raise


def run(arguments: list[str] | None = None) -> int:
    """Run one command line and give its exit status: 0 done, 1 failed, 2 wrong usage, 130 interrupted."""
    arguments = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in arguments
    try:
        outcome = _called(arguments)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return 2
    except click.UsageError as error:
        where = error.ctx.command_path if error.ctx is not None else _command(arguments)
        show_error(WrongUsage(error.format_message().rstrip("."), hint=f"{where} --help"))
        return 2
    except click.exceptions.Exit as error:
        return int(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("coauth: interrupted; what is unfinished goes on with the same command", err=True)
        return 130
    except click.ClickException as error:
        error.show()
        return 1
    except CoauthError as error:
        if debug:
            traceback.print_exc()
        log.info("ended with an error: %s", error.message)
        show_error(error)
        return 2 if isinstance(error, WrongUsage) else 1
    except BrokenPipeError:
        # the reader of our output went away (`| head`): nothing more to say, and nothing to complain about
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if debug:
            traceback.print_exc()
        log.info("ended with an unexpected error", exc_info=True)
        click.echo(one_line(f"coauth: unexpected: {type(error).__name__}: {error}")[:500], err=True)
        click.echo(
            "  try: the same command with --debug before it (coauth --debug ...), and report what it prints",
            err=True,
        )
        return 1
    return outcome if isinstance(outcome, int) else 0


def main() -> None:
    """The console script. What a signal ended exits as 128 + its number (Ctrl-C: 130, SIGTERM: 143)."""
    keep_interrupts()
    told = Told()
    status = run()
    sys.exit(128 + told.number if told.number and status == 128 + signal.SIGINT else status)


if __name__ == "__main__":
    main()
