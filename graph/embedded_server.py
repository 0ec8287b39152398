"""The local store's own process: `python -m graph.embedded_server --folder FOLDER ...`.

It owns the engine and its data, says in the state file when it is ready, and ends on SIGTERM or when nobody
has been connected for long enough. A command never runs the engine in its own process: there it hangs at exit
while a driver is open. Passwords come from files in the folder, never from the command line.
"""

from __future__ import annotations

import argparse
import base64
import http.client
import json
import logging
import os
import signal
import sys
import threading
import time
from pathlib import Path
from types import FrameType
from typing import Any

import psutil
from filelock import FileLock, Timeout

from graph.embedded_files import (
    DATABASE,
    READER_USER,
    ROOT_USER,
    Layout,
    ServerState,
    read_password,
    read_state,
    write_json,
    write_state,
)

LOOPBACK = "127.0.0.1"
logger = logging.getLogger("graph.embedded_server")

# what a reader may do: read records, nothing else; the administrator keeps the engine's own rights
GROUPS = {
    "databases": {
        "*": {
            "groups": {
                "admin": {
                    "resultSetLimit": -1,
                    "readTimeout": -1,
                    "access": ["updateSecurity", "updateSchema", "updateDatabaseSettings"],
                    "types": {
                        "*": {"access": ["createRecord", "readRecord", "updateRecord", "deleteRecord"]}
                    },
                },
                "reader": {
                    "resultSetLimit": -1,
                    "readTimeout": -1,
                    "access": [],
                    "types": {"*": {"access": ["readRecord"]}},
                },
            }
        }
    },
    "version": 1,
}


def jvm_arguments(query_timeout: float, heap: str) -> list[str]:
    """The engine's guards, as options of its virtual machine. The time-out is in seconds."""
    small = heap.endswith("m") and int(heap[:-1]) < 1792
    return [
        # what Java itself takes on a machine of that size: it starts quicker, and needs less beside the heap
        *(["-XX:+UseSerialGC"] if small else []),
        # the only limit that stops a running query: time-outs asked for by a driver are ignored
        f"-Darcadedb.command.timeout={int(query_timeout * 1000)}",
        # an acknowledged transaction is on the disk before it is acknowledged
        "-Darcadedb.txWalFlush=2",
        # above the default of 16 MiB a message makes the client wait for ever
        f"-Darcadedb.bolt.maxMessageSize={64 * 1024 * 1024}",
        # out of memory in the middle of a commit: end, and let the next start recover from the log
        "-XX:+ExitOnOutOfMemoryError",
    ]


def ask_server(http_port: int, password: str, path: str, content: dict[str, Any]) -> tuple[int, str]:
    """One request of the administrator to the engine's own HTTP interface, never through a proxy.

    Returns status and body. Raises OSError or http.client.HTTPException.
    """
    connection = http.client.HTTPConnection(LOOPBACK, http_port, timeout=3600)
    try:
        token = base64.b64encode(f"{ROOT_USER}:{password}".encode()).decode()
        headers = {"Authorization": f"Basic {token}", "Content-Type": "application/json"}
        connection.request("POST", path, json.dumps(content), headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")
    finally:
        connection.close()


def _make_reader(layout: Layout, http_port: int, root_password: str, reader_password: str) -> None:
    known = layout.users.read_text(encoding="utf-8") if layout.users.exists() else ""
    names = {json.loads(line).get("name") for line in known.splitlines() if line.strip()}
    if READER_USER in names:
        return
    user = {"name": READER_USER, "password": reader_password, "databases": {DATABASE: ["reader"]}}
    status, _ = ask_server(
        http_port, root_password, "/api/v1/server", {"command": f"create user {json.dumps(user)}"}
    )
    if status != http.client.OK:
        raise RuntimeError(f"the engine refused to make the read-only user (HTTP {status})")


def connected(ports: frozenset[int]) -> bool:
    """True if a client holds a connection to one of this process's own ports."""
    return any(
        connection.status == psutil.CONN_ESTABLISHED and connection.laddr and connection.laddr.port in ports
        for connection in psutil.Process().net_connections(kind="tcp")
    )


class Idleness:
    """Decides when the store has been idle long enough.

    It is in use while a client holds a connection, and from the moment a command asked for it (the mtime of
    the state file, touched under the lock): whoever was just given the address has that long to connect.
    Connections are counted rather than statements, because an open driver may speak again at any moment.
    """

    def __init__(self, layout: Layout, ports: frozenset[int], idle_seconds: float) -> None:
        self.layout = layout
        self.ports = ports
        self.idle_seconds = idle_seconds
        self.last_used = time.time()

    def over(self) -> bool:
        """True if nobody used the store for that long."""
        if connected(self.ports):
            self.last_used = time.time()
            return False
        try:
            asked = self.layout.state.stat().st_mtime
        except FileNotFoundError:
            asked = 0.0
        return time.time() - max(self.last_used, asked) >= self.idle_seconds

    @property
    def every(self) -> float:
        """Seconds between two looks."""
        return min(5.0, max(0.2, self.idle_seconds / 10))


def _serve(layout: Layout, arguments: argparse.Namespace) -> None:
    root_password, reader_password = (read_password(layout, user) for user in (ROOT_USER, READER_USER))
    if root_password is None or reader_password is None:
        raise RuntimeError("the password files are missing")
    if not layout.groups.exists():
        layout.groups.parent.mkdir(parents=True, exist_ok=True)
        write_json(layout.groups, GROUPS)

    from arcadedb_embedded.server import ArcadeDBServer

    server = ArcadeDBServer(
        str(layout.engine),
        root_password=root_password,
        jvm_kwargs={
            "heap_size": arguments.heap,
            "jvm_args": jvm_arguments(arguments.query_timeout, arguments.heap),
        },
        config={
            "host": LOOPBACK,
            "http_port": arguments.http_port,
            "mode": "production",
            "server_plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
            "bolt_port": arguments.bolt_port,
            "bolt_defaultDatabase": DATABASE,
        },
    )
    server.start()
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    # only now: starting the virtual machine installs handlers of its own, which would end the process
    # without closing the database
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)

    server.create_database(DATABASE)
    _make_reader(layout, arguments.http_port, root_password, reader_password)
    write_state(
        layout,
        ServerState(
            pid=os.getpid(),
            created=psutil.Process().create_time(),
            bolt_port=arguments.bolt_port,
            http_port=arguments.http_port,
            started=time.time(),
            heap=arguments.heap,
            idle_minutes=arguments.idle_minutes,
            query_timeout=arguments.query_timeout,
            ready=True,
        ),
    )
    logger.info("ready")
    idleness = Idleness(
        layout, frozenset({arguments.bolt_port, arguments.http_port}), arguments.idle_minutes * 60
    )
    lock = FileLock(layout.lock)
    while not stopping.wait(idleness.every):
        if not idleness.over():
            continue
        try:
            # held until this process has ended, so that nobody is sent to a store that is closing
            lock.acquire(timeout=0)
        except Timeout:
            continue
        if idleness.over():
            logger.info("nobody is connected: stopping")
            break
        lock.release()
    server.stop()
    state = read_state(layout)
    if state is not None and state.pid == os.getpid():
        layout.state.unlink(missing_ok=True)
    logger.info("stopped")


def main(argv: list[str] | None = None) -> None:
    """Run the store until it is told to stop. Ends the process: 0 stopped, 1 could not start."""
    parser = argparse.ArgumentParser(prog="python -m graph.embedded_server", description="The local store.")
    parser.add_argument("--folder", type=Path, required=True, help="the store's folder")
    parser.add_argument("--bolt-port", type=int, required=True)
    parser.add_argument("--http-port", type=int, required=True)
    parser.add_argument("--heap", required=True, help="such as 512m")
    parser.add_argument("--idle-minutes", type=float, required=True)
    parser.add_argument("--query-timeout", type=float, required=True, help="seconds")
    arguments = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stdout)
    os.umask(0o077)
    layout = Layout(arguments.folder)
    os.chdir(layout.folder)  # the engine writes ./log
    status = 0
    try:
        _serve(layout, arguments)
    except BaseException:
        logger.exception("the local store cannot go on")
        status = 1
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    # the virtual machine's threads would keep a normal exit waiting
    os._exit(status)


if __name__ == "__main__":
    main()
