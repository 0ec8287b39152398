"""What is written for people is true: help, pages, and every command that they show."""

from __future__ import annotations

import json
import re
import shlex
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

from coauth.main import cli
from coauth.reference import commands, reference
from graph.browser.kit import kit
from graph.queries import catalogue
from loaders.rules import rules
from loaders.watchlists.kinds import READERS
from loaders.watchlists.matching import RULES_FOR_REVIEW
from tests.printed import fact, write_lines
from tests.servers.targets import ROOT, Cli

README = (ROOT / "README.md").read_text(encoding="utf-8")
LISTS = (ROOT / "docs/watchlists.md").read_text(encoding="utf-8")
BROWSER = (ROOT / "docs/browser.md").read_text(encoding="utf-8")
TOPICS = (ROOT / "docs/topics.md").read_text(encoding="utf-8")
FIELDS = (ROOT / "docs/restricted-fields.md").read_text(encoding="utf-8")
ALL = {" ".join(word for word, _ in path): path[-1][1] for path in commands(cli)}


@pytest.mark.parametrize("path", ALL)
def test_every_command_and_option_has_help(path: str) -> None:
    command = ALL[path]
    assert command.help, path
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, (path, parameter.name)
    if not isinstance(command, click.Group) or path == "coauth":
        said = f"{command.help}\n{command.epilog or ''}"
        assert "coauth " in said, f"{path} --help shows no example"


def test_the_page_about_the_commands_is_current() -> None:
    page = (ROOT / "docs/cli.md").read_text(encoding="utf-8")
    # a program of its own: click remembers a command's help option from whoever used the command first
    written = subprocess.run(
        [sys.executable, "-m", "coauth.reference"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert page == written.stdout, "python -m coauth.reference > docs/cli.md"


def test_the_readme_is_short_and_names_every_question() -> None:
    assert len(README.splitlines()) < 150
    for query in catalogue():
        assert f"`{query.name}`" in README


def test_the_two_commands_are_one_line_each_and_ci_runs_the_second() -> None:
    demo, tests = re.findall(r"```sh\n(python3 -m venv [^\n]+)\n```", README)
    assert demo.endswith("coauth demo")
    assert tests.endswith("-m pytest")
    assert "README" in (ROOT / ".ci/run").read_text(encoding="utf-8")


def shown_commands(page: str) -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)
    lines = [line.split("  #")[0].strip() for block in blocks for line in block.splitlines()]
    return list(dict.fromkeys(line for line in lines if line.startswith("coauth ")))


@pytest.mark.parametrize("target", ["local"], indirect=True)  # as a reader without a server runs them
def test_every_command_in_the_readme_runs(coauth: Cli, tmp_path: Path) -> None:
    (tmp_path / "loaders").symlink_to(ROOT / "loaders")
    shown = shown_commands(README)
    assert len(shown) >= 8
    for line in shown:
        done = coauth(*shlex.split(line)[1:])
        assert done.returncode == 0, f"{line}\n{done.stderr}"
    assert json.loads((tmp_path / "triads.json").read_text())[0]["doi"] == "10.1126/sciadv.1501513"
    assert (tmp_path / "triads.html").stat().st_size > 10_000


@pytest.mark.parametrize("target", ["local"], indirect=True)
def test_every_command_of_the_page_on_topics_runs(coauth: Cli, tmp_path: Path) -> None:
    pytest.importorskip("spacy")
    (tmp_path / "loaders").symlink_to(ROOT / "loaders")
    for line in (*shown_commands(TOPICS), *shown_commands(FIELDS)):
        command, _, file = line.partition(" > ")
        done = coauth(*shlex.split(command)[1:])
        assert done.returncode == 0, f"{line}\n{done.stderr}"
        if file:
            (tmp_path / file).write_text(done.stdout, encoding="utf-8")
    example = re.search(r"```toml\n(.*?)```", TOPICS, re.DOTALL)
    assert example is not None
    (tmp_path / "example.toml").write_text(example[1], encoding="utf-8")
    assert "my-field 2026.11" in coauth("terms", "check", "example.toml").stdout


@pytest.mark.parametrize("target", ["local"], indirect=True)
def test_every_command_of_the_page_on_neo4j_browser_runs(coauth: Cli, tmp_path: Path) -> None:
    (tmp_path / "loaders").symlink_to(ROOT / "loaders")
    shown = shown_commands(BROWSER)
    assert len(shown) >= 3
    for line in shown:
        words = shlex.split(line)[1:]
        if words == ["browser"]:
            # on its own port, which only one of two tests at once can have; what it serves depends on no store
            if "NEO4J_URI" not in coauth.environment:
                _serves(coauth, words)
            continue
        done = coauth(*words)
        assert done.returncode == 0, f"{line}\n{done.stderr}"
    assert (tmp_path / "kit/guide.html").exists()


@pytest.mark.parametrize("target", ["local"], indirect=True)
def test_every_command_of_the_page_on_lists_runs(coauth: Cli, tmp_path: Path) -> None:
    (tmp_path / "ours.csv").write_text(
        "name,country,since\nKim Il Sung University,KP,2020-01-01\n", encoding="utf-8"
    )
    works = [fact("a1", authors=[("Ri A", ["Kim Il Sung University, Pyongyang, DPR Korea"])])]
    assert coauth("load", write_lines(tmp_path / "works.jsonl", works)).returncode == 0
    shown = shown_commands(LISTS)
    assert len(shown) >= 6
    for line in shown:
        words = shlex.split(line)[1:]
        if words != ["demo"]:  # as in the README, whose test runs it
            done = coauth(*words)
            assert done.returncode == 0, f"{line}\n{done.stderr}"


def test_what_the_page_on_lists_says_of_kinds_and_rules_is_so() -> None:
    rows = re.findall(r"^\| `([^|]+)` \| ([^|]+) \| ([^|]+) \|", LISTS, re.MULTILINE)
    named = [row[0] for row in rows]
    assert set(READERS) <= set(named)
    reasons = set(
        re.findall(
            r"`([a-z-]+)`", " ".join(re.findall(r"^\| (`[a-z-]+`[^|]*) \| [^|]+ \|$", LISTS, re.MULTILINE))
        )
    )
    assert set(RULES_FOR_REVIEW) <= reasons
    days = {row[0]: (row[1], row[2]) for row in rows}
    for rule in rules():
        assert days[rule.id] == (rule.tag, rule.since.isoformat())


def _serves(coauth: Cli, words: list[str]) -> None:
    with subprocess.Popen(
        coauth.command(*words),
        env=coauth.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdout is not None
        typed = set(re.findall(r"`(:\w+ http[^`]+)`", BROWSER))
        while typed and (line := program.stdout.readline()):
            typed = {one for one in typed if one not in line}
        program.send_signal(signal.SIGINT)
        _, said = program.communicate(timeout=30)
    assert program.returncode == 130, said
    assert not typed


def test_what_the_page_on_neo4j_browser_says_of_files_and_pictures_is_so() -> None:
    files = set(kit())
    for name in re.findall(r"^\| `([\w.]+)` \|", BROWSER, re.MULTILINE):
        assert name in files
    for name in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", BROWSER):
        assert (ROOT / "docs" / name).stat().st_size < 200_000
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    settings = dict(re.findall(r'^ +NEO4J_(\w+): "(.*)"$', compose, re.MULTILINE))
    assert settings["browser_remote__content__hostname__whitelist"] == "localhost"
    assert settings["dbms_security_allow__csv__import__from__file__urls"] == "false"


WORDS = (
    "violat",
    "evade",
    "evasion",
    "illicit",
    "spy ",
    "spies",
    "north korean author",
    "north korean scientist",
)


def test_nothing_says_more_than_a_paper_shows() -> None:
    questions = sorted((ROOT / "cypher").rglob("*.cypher"))
    guide = (ROOT / "cypher/browser/guide.html").read_text(encoding="utf-8")
    for page in [
        README,
        BROWSER,
        guide,
        reference(),
        *(path.read_text(encoding="utf-8") for path in questions),
    ]:
        for word in WORDS:
            assert word not in page.casefold()


def test_the_project_speaks_of_itself_alone() -> None:
    hosts = re.compile(r"(?:/work/|/tmp/v/|pypi\.org|files\.pythonhosted|registry\.npmjs|repo1?\.maven)")
    for path in ROOT.rglob("*"):
        parts = path.relative_to(ROOT).parts
        if (
            not path.is_file()
            or (parts[0].startswith(".") and parts[0] != ".ci")
            or path.stat().st_size > 500_000
        ):
            continue
        if (
            path.suffix in {".py", ".md", ".cypher", ".toml", ".yml", ".html", ".js", ".xml"}
            and path.name != "test_docs.py"
        ):
            found = hosts.search(path.read_text(encoding="utf-8", errors="replace"))
            assert not found, f"{path}: {found}"


def test_every_dependency_is_bounded_and_says_what_for() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for requirement in tomllib.loads(text)["project"]["dependencies"]:
        assert "<" in requirement or "==" in requirement, requirement
        line = next(line for line in text.splitlines() if f'"{requirement}"' in line)
        assert "#" in line, requirement
