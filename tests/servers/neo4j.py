"""A real Neo4j server for the tests, out of Maven Central.

`python -m tests.servers.neo4j --fetch` gets it once. After
that no network is needed. The server listens on loopback and keeps its data in a temporary folder.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from neo4j import GraphDatabase
from neo4j.exceptions import DriverError, Neo4jError

POM = Path(__file__).with_name("neo4j.pom.xml")
PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
COMPLETE = "complete"
START_SECONDS = 120.0


def cache_folder() -> Path:
    """Where the server's jars are kept: COAUTH_TEST_CACHE, else a folder in the user's cache."""
    named = os.environ.get("COAUTH_TEST_CACHE")
    if named:
        return Path(named).expanduser()
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path("~/.cache").expanduser()) / "coauthgraph-neo4j"


def jar_folder() -> Path:
    """The folder of the jars that the pom names; another pom, another folder."""
    return cache_folder() / hashlib.sha256(POM.read_bytes()).hexdigest()[:16]


def fetch() -> Path:
    """Get the jars with Maven, unless they are there.

    Raises subprocess.CalledProcessError where Maven fails, FileNotFoundError where there is none.
    """
    target = jar_folder()
    if (target / COMPLETE).exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    # copied beside it and renamed: a fetch that was cut short leaves nothing that looks whole
    part = Path(tempfile.mkdtemp(dir=target.parent, prefix="part-"))
    try:
        subprocess.run(
            [
                "mvn",
                "-B",
                "-ntp",
                "-q",
                "-f",
                str(POM),
                PLUGIN,
                "-DincludeScope=runtime",
                f"-DoutputDirectory={part}",
            ],
            check=True,
            stdin=subprocess.DEVNULL,
        )
        (part / COMPLETE).touch()
        if target.exists():
            shutil.rmtree(target)
        part.rename(target)
    finally:
        if part.exists():
            shutil.rmtree(part)
    return target


def missing() -> str | None:
    """Why no server can be started here; None if one can."""
    if shutil.which("java") is None:
        return "no java"
    if not (jar_folder() / COMPLETE).exists():
        return "Neo4j's jars are not in the cache: python -m tests.servers.neo4j --fetch"
    return None


@dataclass(frozen=True)
class Neo4jServer:
    """A running server."""

    uri: str
    http: str
    user: str
    password: str = field(repr=False)
    home: Path
    process: subprocess.Popen[bytes]

    @property
    def log(self) -> Path:
        """What it printed."""
        return self.home / "stdout.log"

    def stop(self) -> None:
        """End the server and throw away its data."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(30)
        shutil.rmtree(self.home, ignore_errors=True)


def _free_ports(number: int) -> list[int]:
    probes = [socket.socket() for _ in range(number)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def _configure(home: Path, bolt: int, http: int) -> None:
    settings = {
        "server.default_listen_address": "127.0.0.1",
        "server.bolt.listen_address": f"127.0.0.1:{bolt}",
        "server.bolt.advertised_address": f"127.0.0.1:{bolt}",
        "server.http.listen_address": f"127.0.0.1:{http}",
        "server.http.advertised_address": f"127.0.0.1:{http}",
        "server.https.enabled": "false",
        "server.memory.heap.max_size": "512m",
        "server.memory.pagecache.size": "128m",
        "db.tx_log.preallocate": "false",
        "internal.dbms.bolt.netty_server_shutdown_quiet_period": "0",
        "dbms.usage_report.enabled": "false",
        # as in docker-compose.yml
        "browser.remote_content_hostname_whitelist": "localhost",
        # a statement is planned once, and not for each size of its lists
        "internal.cypher.use_parameter_size": "false",
        # reading files stays allowed, as on a server that nobody configured: our own guard has to hold there
    }
    (home / "conf").mkdir()
    text = "".join(f"{name}={value}\n" for name, value in settings.items())
    (home / "conf" / "neo4j.conf").write_text(text, encoding="ascii")


def start(*, short_lived: bool = False) -> Neo4jServer:
    """Start a server with a random password, and wait until it answers.

    short_lived: compile less, which a server of some minutes does not get back; for tests, not for figures. Raises
    RuntimeError with the end of its log where it does not answer.
    """
    jars = jar_folder()
    home = Path(tempfile.mkdtemp(prefix="coauth-neo4j-"))
    (home / "plugins").mkdir()
    bolt, http = _free_ports(2)
    _configure(home, bolt, http)
    opens = ("java.nio", "java.io", "sun.nio.ch")
    command = [
        "java",
        "-Xms256m",
        "-Xmx512m",
        "-XX:+UseSerialGC" if short_lived else "-XX:+UseG1GC",
        *(["-XX:TieredStopAtLevel=1"] if short_lived else []),
        "-XX:+ExitOnOutOfMemoryError",
        "-XX:MaxDirectMemorySize=256m",
        "-Djdk.nio.maxCachedBufferSize=1024",
        "-Dio.netty.tryReflectionSetAccessible=true",
        "-Dfile.encoding=UTF-8",
        *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in opens),
        "-cp",
        os.pathsep.join((f"{jars}/*", f"{home}/plugins/*", f"{home}/conf")),
        "org.neo4j.server.CommunityEntryPoint",
        f"--home-dir={home}",
        f"--config-dir={home}/conf",
    ]
    with (home / "stdout.log").open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # a Ctrl-C ends the tests, and they end the server
        )
    server = Neo4jServer(
        uri=f"bolt://127.0.0.1:{bolt}",
        http=f"http://127.0.0.1:{http}",
        user="neo4j",
        password=secrets.token_urlsafe(16),
        home=home,
        process=process,
    )
    try:
        _wait_and_set_password(server)
    except BaseException:
        server.stop()
        raise
    return server


def _wait_and_set_password(server: Neo4jServer) -> None:
    deadline = time.monotonic() + START_SECONDS
    password = "neo4j"  # the one that every new server has, and that must be changed first
    while True:
        # a bad setting ends the process at once: look at it too
        if server.process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"Neo4j did not start:\n{server.log.read_text(errors='replace')[-3000:]}")
        if not _accepts(server.uri):
            time.sleep(0.2)
            continue
        try:
            with GraphDatabase.driver(server.uri, auth=(server.user, password)) as driver:
                if password == server.password:
                    driver.execute_query("RETURN 1", database_="neo4j")
                    return
                driver.execute_query(
                    "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $new",
                    {"new": server.password},
                    database_="system",
                )
                password = server.password
        except (DriverError, Neo4jError):
            time.sleep(0.3)  # it listens a moment before its databases are up; the deadline above ends this


def _accepts(uri: str) -> bool:
    host, port = uri.removeprefix("bolt://").rsplit(":", 1)
    try:
        with socket.create_connection((host, int(port)), timeout=2):
            return True
    except OSError:
        return False


def main() -> None:
    """Fetch the jars, or run a server until Ctrl-C, for looking at it by hand."""
    parser = argparse.ArgumentParser(prog="python -m tests.servers.neo4j", description=__doc__)
    parser.add_argument("--fetch", action="store_true", help="only get the jars")
    arguments = parser.parse_args()
    folder = fetch()
    if arguments.fetch:
        print(f"Neo4j's jars: {folder}", file=sys.stderr)
        return
    server = start()
    print(f"NEO4J_URI={server.uri} NEO4J_PASSWORD={server.password}\nBrowser: {server.http}/browser/")
    stopping = threading.Event()
    for number in (
        signal.SIGINT,
        signal.SIGTERM,
    ):  # the former is ignored where a shell put us into the background
        signal.signal(number, lambda _number, _frame: stopping.set())
    try:
        while server.process.poll() is None and not stopping.wait(0.5):
            continue
    finally:
        server.stop()


if __name__ == "__main__":
    main()
