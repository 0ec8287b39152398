"""`coauth browser`: what it serves, to whom, and how it ends."""

from __future__ import annotations

import json
import signal
import socket
import struct
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from graph.browser.kit import address_at, kit
from tests.servers.targets import Cli

Make = Callable[..., Cli]


@contextmanager
def serving(
    coauth: Cli, *arguments: str, log: str | None = None
) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    """The real program, and the addresses that it printed."""
    with subprocess.Popen(
        coauth.command(*([log] if log else []), "browser", "--port", "0", "--json", *arguments),
        cwd=coauth.folder,
        env=coauth.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        try:
            assert program.stdout is not None
            yield program, json.loads(program.stdout.readline())
        finally:
            program.kill()


def fetched(address: str, method: str = "GET", **headers: str) -> Any:
    request = urllib.request.Request(
        address, method=method, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    return urllib.request.urlopen(request, timeout=20)


def test_it_serves_the_kit_as_the_browser_asks_for_it(coauth_alone: Make) -> None:
    with serving(coauth_alone()) as (program, at):
        preflight = fetched(
            at["guide"],
            "OPTIONS",
            Origin="http://localhost:7474",
            Access_Control_Request_Method="GET",
            Access_Control_Request_Headers="cache-control,pragma",
            Access_Control_Request_Private_Network="true",
        )
        assert preflight.status == 204
        assert preflight.headers["Access-Control-Allow-Origin"] == "*"
        assert preflight.headers["Access-Control-Allow-Headers"] == "cache-control,pragma"
        assert "GET" in preflight.headers["Access-Control-Allow-Methods"]
        assert preflight.headers["Access-Control-Allow-Private-Network"] == "true"
        guide = fetched(at["guide"], Origin="http://localhost:7474")
        assert guide.headers["Content-Type"] == "text/html; charset=utf-8"
        assert guide.headers["Access-Control-Allow-Origin"] == "*"
        port = int(at["kit"].rstrip("/").rpartition(":")[2])
        files = kit(address_at(port))
        assert guide.read() == files["guide.html"]
        assert f":style http://localhost:{port}/style.grass".encode() in files["guide.html"]
        for name in ("style", "favourites", "saved"):
            assert fetched(at[name]).read() == files[at[name].rpartition("/")[2]]
        page = fetched(at["kit"]).read().decode()
        assert at["play"].replace("&", "&amp;") in page
        assert fetched(at["style"], "HEAD").read() == b""
        for wrong in ("../pyproject.toml", "%2e%2e/README.md", "nothing", "favourites", "//etc/passwd"):
            with pytest.raises(urllib.error.HTTPError) as error:
                fetched(at["kit"] + wrong)
            assert error.value.code == 404
        program.send_signal(signal.SIGINT)
        _, said = program.communicate(timeout=30)
        assert program.returncode == 130
        assert "The local store has no Neo4j Browser" in said
        assert "Traceback" not in said


def test_requests_that_are_none(coauth_alone: Make) -> None:
    with serving(coauth_alone(), log="--verbose") as (program, at):
        port = int(at["kit"].rstrip("/").rpartition(":")[2])

        def answered(request: bytes) -> bytes:
            with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
                connection.sendall(request)
                return connection.makefile("rb").readline()

        assert answered(b"GET http://[ HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 400 ")
        assert answered(b"GET /\x1b[31m HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 404 ")
        assert answered(b"POST / HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 501 ")
        for _ in range(5):  # pages that are closed while they load
            with socket.create_connection(("127.0.0.1", port)) as connection:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                connection.sendall(b"GET /guide.html HTTP/1.1\r\n\r\n" * 20)
        assert fetched(at["kit"]).status == 200
        program.send_signal(signal.SIGINT)
        _, said = program.communicate(timeout=30)
    assert "Traceback" not in said
    assert "\x1b" not in said
    assert "\\x1b[31m" in said


def test_other_machines_do_not_see_it(coauth_alone: Make) -> None:
    with serving(coauth_alone()) as (_, at):
        port = int(at["kit"].rstrip("/").rpartition(":")[2])
        # what listens on every address also answers on this one
        with socket.socket() as probe, pytest.raises(OSError):
            probe.settimeout(5)
            probe.connect(("127.0.0.2", port))


def test_where_the_browser_is_follows_the_server(coauth_alone: Make) -> None:
    with serving(coauth_alone(NEO4J_URI="neo4j+s://graph.example.org:7687")) as (program, at):
        assert at["browser"] == "http://graph.example.org:7474/browser/"
        assert at["preview"].endswith("/browser/preview/")
        assert at["play"].startswith(
            "http://graph.example.org:7474/browser/?cmd=play&arg=http%3A%2F%2Flocalhost%3A"
        )
        program.send_signal(signal.SIGTERM)
        _, said = program.communicate(timeout=30)
        assert program.returncode == 143
        assert "local store" not in said


def test_a_taken_port_is_told_with_a_way_on(coauth_alone: Make) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = coauth_alone()("browser", "--port", str(port))
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        f"coauth: port {port} cannot be used: another program has it\n"
        "  try: coauth browser --port 0 takes a free one\n"
    )


def test_the_files_into_a_folder(coauth_alone: Make, tmp_path: Path) -> None:
    coauth = coauth_alone()
    done = coauth("browser", "-o", "kit/of mine", "--port", "7480", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    files = kit(address_at(7480))
    assert (told["folder"], told["files"]) == ("kit/of mine", sorted(files))
    for name, content in files.items():
        assert (tmp_path / "kit/of mine" / name).read_bytes() == content
    again = coauth("browser", "-o", "kit/of mine")
    assert again.stderr == f"{len(files)} files written to kit/of mine\n"


def test_no_folder(coauth_alone: Make, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    done = coauth_alone()("browser", "-o", "file")
    assert done.returncode == 1
    assert done.stderr.startswith("coauth: cannot write into file: ")
    done = coauth_alone()("browser", "-o", "kit", "--open")
    assert done.returncode == 2
    done = coauth_alone()("browser", "-o", "")
    assert (done.returncode, "no folder is named" in done.stderr) == (2, True)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["file"]


def test_it_opens_the_page_only_when_asked(coauth_alone: Make, tmp_path: Path) -> None:
    opened, script = tmp_path / "opened", tmp_path / "web"
    script.write_text(f'#!/bin/sh\nprintf %s "$1" > "{opened}.part" && mv "{opened}.part" "{opened}"\n')
    script.chmod(0o755)
    coauth = coauth_alone(BROWSER=f"{script} %s")
    with serving(coauth, "--open") as (_, at):
        deadline = 200
        while not opened.exists() and deadline:
            deadline -= 1
            subprocess.run([sys.executable, "-c", "import time; time.sleep(0.1)"], check=True)
        assert opened.read_text() == at["kit"]
    opened.unlink()
    with serving(coauth) as (_, at):
        assert fetched(at["kit"]).status == 200
    assert not opened.exists()
