"""The example notebook, and every line of the page on notebooks, as a reader runs them after `coauth demo`."""

from __future__ import annotations

import base64
import html
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from graph.session import connect
from tests.servers.targets import ROOT, Cli

PAGE = (ROOT / "docs/notebooks.md").read_text(encoding="utf-8")
NOTEBOOK = ROOT / "docs/example.ipynb"

on_the_local_store = pytest.mark.parametrize("target", ["local"], indirect=True)


@pytest.fixture
def demo(coauth: Cli) -> Cli:
    """The shipped works are loaded."""
    done = coauth("load", ROOT / "loaders/demo/works.jsonl")
    assert done.returncode == 0, done.stderr
    return coauth


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def test_the_notebook_is_kept_without_outputs() -> None:
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        assert not cell.get("outputs") and not cell.get("execution_count")


@on_the_local_store
def test_the_notebook(demo: Cli, tmp_path: Path) -> None:
    """A reader sees the answer with its cautions, a frame, a plot and a picture, and nothing went wrong."""
    for name in ("pandas", "matplotlib", "ipykernel", "nbclient"):
        pytest.importorskip(name, reason="pip install 'coauthgraph[notebooks]'")
    command = next(
        line for block in blocks("sh") for line in block.splitlines() if line.startswith("jupyter ")
    )
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    words = shlex.split(command.replace("--output=", f"--output={tmp_path}/"))
    done = subprocess.run(
        [Path(sys.executable).parent / f"{words[0]}-{words[1]}", *words[2:]],
        cwd=tmp_path, env=demo.environment | {"MPLBACKEND": ""}, capture_output=True, text=True, timeout=150, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    cells = json.loads((tmp_path / "example-run.ipynb").read_text(encoding="utf-8"))["cells"]
    outputs = {cell["id"]: cell["outputs"] for cell in cells if cell["cell_type"] == "code"}
    assert {one["output_type"] for found in outputs.values() for one in found} == {
        "execute_result",
        "display_data",
    }
    shown: list[dict[str, Any]] = [
        {kind: "".join(data) for kind, data in one["data"].items()}
        for found in outputs.values()
        for one in found
    ]
    questions, triads, partners, plot, picture, statement = shown
    assert "first-contacts" in questions["text/html"]
    assert (
        "10.1126/sciadv.1501513" in triads["text/html"]
        and "Partial melt".lower() in triads["text/html"].lower()
    )
    assert "<b>Caution:</b> A common paper shows" in triads["text/html"]
    assert "of 165 works, 106 have a readable affiliation" in triads["text/html"]
    assert "of_country" in partners["text/plain"] and "CN" in partners["text/plain"]
    png = base64.b64decode(plot["image/png"])
    assert png.startswith(b"\x89PNG") and len(png) > 10_000
    framed = re.fullmatch(
        r'<iframe title="Works that join [^"]*" srcdoc="([^"]*)" sandbox="allow-scripts [^>]*></iframe>',
        picture["text/html"],
    )
    assert framed is not None
    page = html.unescape(framed[1])
    assert "Kim Il Sung University" in page or "Pyongyang" in page
    assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page
    assert statement["text/plain"].startswith("<Answer: 7 rows of doi, title, submitted")
    assert min(re.findall(r"20\d\d-\d\d-\d\d", statement["text/html"])) >= "2016-11-30"


@on_the_local_store
def test_every_line_of_the_page(
    demo: Cli, stores_env: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("pandas", "polars", "py2neo"):
        pytest.importorskip(name, reason="pip install 'coauthgraph[notebooks,polars,ogm]'")
    names: dict[str, Any] = {}
    for block in blocks("python"):
        exec(block, names)
    out = capsys.readouterr().out
    assert "partial melt" in out and "Int64" in out and "Kim" in out and "Pyongyang" in out
    for line in (line for block in blocks("sh") for line in block.splitlines()):
        if line.startswith("echo"):
            said, command = line.split(" | ")
            done = demo(*shlex.split(command)[1:], input=shlex.split(said)[1] + "\n")
            assert (done.returncode, json.loads(done.stdout)) == (0, [{"works": 165}])
        elif line.startswith("coauth "):
            assert demo(*shlex.split(line)[1:], "--help").returncode == 0
        else:
            assert re.fullmatch(
                r"jupyter execute .*|pip install 'coauthgraph\[(notebooks|polars|ogm)\]'", line
            )


@on_the_local_store
def test_a_session_keeps_what_the_command_line_answers(demo: Cli, stores_env: dict[str, str]) -> None:
    rows = json.loads(demo("query", "partners", "--country", "KP", "--from", "2017", "--json").stdout)
    with connect() as session:
        assert session.query("partners", country="KP", from_=2017).rows == rows
