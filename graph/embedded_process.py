"""The local store's process seen from outside: start it, find it, end it, and say why it could not start."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from filelock import FileLock, Timeout

from graph.embedded_files import (
    SERVER_MODULE,
    Layout,
    ServerState,
    find_lost_process,
    find_process,
    make_passwords,
    read_json,
    read_state,
    schema_is_lost,
    write_json,
    write_state,
)
from graph.embedded_server import LOOPBACK
from graph.errors import CoauthError
from graph.settings import Settings

MIB = 1024 * 1024
SMALLEST_HEAP, LARGEST_HEAP = 512 * MIB, 4096 * MIB
# the engine cannot keep its log of transactions on a disk with less
LEAST_DISK = 64 * MIB
START_SECONDS = 120.0  # a database left by a kill is recovered first
STOP_SECONDS = 60.0
LOCK_SECONDS = START_SECONDS + STOP_SECONDS
# of our own environment the process gets these only: no password, no option for some other virtual machine
PASSED_ON = ("PATH", "HOME", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "LD_LIBRARY_PATH")

# kept, so that a child that ended is reaped and none is reported as forgotten
_children: dict[int, subprocess.Popen[bytes]] = {}


def heap_size(settings: Settings) -> str:
    """The engine's heap, in the form of -Xmx: as set, else a quarter of the memory, within 512m and 4g."""
    if settings.store_heap:
        return settings.store_heap
    size = min(max(memory_size() // 4, SMALLEST_HEAP), LARGEST_HEAP)
    return f"{size // MIB}m"


def memory_size() -> int:
    """Bytes of memory this process may use: the machine's, or less where a control group says so."""
    size: int = psutil.virtual_memory().total
    for limit in (
        Path("/sys/fs/cgroup/memory.max"),
        Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
    ):
        try:
            text = limit.read_text(encoding="ascii").strip()
        except OSError:
            continue  # no such control group here
        if text.isdigit() and int(text) > 0:
            size = min(size, int(text))
    return size


@contextmanager
def locked(layout: Layout) -> Iterator[None]:
    lock = FileLock(layout.lock, timeout=LOCK_SECONDS, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        raise CoauthError(
            f"another command has been starting or stopping the local store for {LOCK_SECONDS:.0f} s",
            hint=f"look at {layout.log}, end that command, then try again",
        ) from None
    except (OSError, NotImplementedError) as error:  # the latter: a file system without locks
        raise CoauthError(
            f"the local store's lock {layout.lock} cannot be taken: {error}",
            hint="see that this folder can be written, or name another with COAUTH_HOME",
        ) from None
    try:
        yield
    finally:
        lock.release()


def find(layout: Layout) -> ServerState | None:
    """The running store, once it answers; None if there is none. Called under the lock."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        _reap()
        state = read_state(layout)
        if state is None or find_process(layout, state) is None:
            layout.state.unlink(missing_ok=True)
            return None
        if state.ready and _answers(state.bolt_port):
            return state
        # either its starter was killed while it was starting, or it was told to stop: then it closes its port
        # first and its data last
        if time.monotonic() > deadline:
            raise CoauthError(
                f"the local store (process {state.pid}) runs but does not answer; its log is {layout.log}",
                hint="coauth store stop, then the same command again",
            )
        time.sleep(0.1)


def _answers(port: int) -> bool:
    try:
        with socket.create_connection((LOOPBACK, port), timeout=5):
            return True
    except OSError:
        return False


def _free_ports(layout: Layout) -> tuple[int, int]:
    last = read_json(layout.ports) or {}
    chosen: list[int] = []
    held: list[socket.socket] = []
    try:
        for wanted in (last.get("bolt"), last.get("http")):
            for port in (wanted, 0):
                probe = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                held.append(probe)
                try:
                    probe.bind((LOOPBACK, port))
                except (OSError, TypeError, OverflowError):
                    continue  # taken meanwhile, or no port: any free one will do
                chosen.append(probe.getsockname()[1])
                break
    finally:
        for probe in held:
            probe.close()
    bolt, http = chosen
    return bolt, http


def start(layout: Layout, settings: Settings) -> ServerState:
    """Start the store and wait until it answers. Called under the lock, with no store running.

    Raises CoauthError where it cannot be started.
    """
    heap = heap_size(settings)
    try:
        tidy(layout)
        free = shutil.disk_usage(layout.folder).free
        if free < LEAST_DISK:
            raise CoauthError(
                f"the local store cannot be started: only {free // MIB} MiB are free at {layout.folder}",
                hint="make room, or name a folder on another disk with COAUTH_HOME",
            )
        if schema_is_lost(layout):
            raise _cannot_open(layout, "its schema.json is damaged")
        make_passwords(layout)
        failure = ""
        for _attempt in range(3):
            before = layout.log.stat().st_size if layout.log.exists() else 0
            process = _launch(layout, settings, heap)
            try:
                state = _wait_until_ready(layout, process)
            except BaseException:
                # Ctrl-C: nobody would wait for it any more
                _end(psutil.Process(process.pid))
                raise
            if state is not None:
                return state
            layout.state.unlink(missing_ok=True)
            failure = _log_since(layout, before)
            if not _port_was_taken(failure):
                break
            layout.ports.unlink(missing_ok=True)  # somebody took a port in between: choose others
    except OSError as error:
        raise CoauthError(
            f"the local store cannot be started in {layout.folder}: {error.strerror or error}",
            hint="see that this folder can be written and has room, or name another with COAUTH_HOME",
        ) from None
    raise _explain(layout, failure, heap)


def tidy(layout: Layout) -> None:
    """Finish what a killed `restore` or `reset` left half done. Called under the lock. Raises OSError."""
    if layout.previous.exists():
        if layout.database.exists():
            layout.previous.rename(layout.aside("removed"))
        else:
            layout.database.parent.mkdir(parents=True, exist_ok=True)
            layout.previous.rename(layout.database)
    for rubbish in layout.folder.glob("removed-*"):
        shutil.rmtree(rubbish)


def _launch(layout: Layout, settings: Settings, heap: str) -> subprocess.Popen[bytes]:
    bolt, http = _free_ports(layout)
    write_json(layout.ports, {"bolt": bolt, "http": http})
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    # the same code as this process, wherever it was imported from; -P: never from the data folder
    ours = str(Path(__file__).resolve().parent.parent)
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [ours, os.environ.get("PYTHONPATH")]))
    command = [
        sys.executable,
        "-P",
        "-m",
        SERVER_MODULE,
        f"--folder={layout.folder}",
        f"--bolt-port={bolt}",
        f"--http-port={http}",
        f"--heap={heap}",
        f"--idle-minutes={settings.store_idle_minutes}",
        f"--query-timeout={settings.query_timeout}",
    ]
    _keep_log_short(layout)
    handle = os.open(layout.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        process = subprocess.Popen(
            command,
            cwd=layout.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=handle,
            stderr=handle,
            start_new_session=True,  # Ctrl-C and a closed terminal end the command, not the store
        )
    finally:
        os.close(handle)
    _children[process.pid] = process
    # should this command be killed now, the next one finds the store that is starting and waits for it
    write_state(
        layout,
        ServerState(
            pid=process.pid,
            created=psutil.Process(process.pid).create_time(),
            bolt_port=bolt,
            http_port=http,
            started=time.time(),
            heap=heap,
            idle_minutes=settings.store_idle_minutes,
            query_timeout=settings.query_timeout,
            ready=False,
        ),
    )
    return process


def _wait_until_ready(layout: Layout, process: subprocess.Popen[bytes]) -> ServerState | None:
    """What the new process says when it is ready; None if it ended before that."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        state = read_state(layout)
        if state is not None and state.ready and state.pid == process.pid and _answers(state.bolt_port):
            return state
        if process.poll() is not None:
            _children.pop(process.pid, None)
            return None
        time.sleep(0.05)
    _end(psutil.Process(process.pid))
    layout.state.unlink(missing_ok=True)
    raise CoauthError(
        f"the local store was not ready after {START_SECONDS:.0f} s; its log is {layout.log}",
        hint="the same command again, when the machine is less busy",
    )


def _port_was_taken(printed: str) -> bool:
    # what the engine says of its Bolt and of its HTTP port (measured), and what the system says
    return "Unable to listen" in printed or "Address already in use" in printed


def _explain(layout: Layout, printed: str, heap: str) -> CoauthError:
    """Why it did not start, from what it printed."""
    log = f"its log is {layout.log}"
    if "No space left on device" in printed or "Disk quota exceeded" in printed:
        return CoauthError(
            f"the local store cannot be started: the disk is full; {log}",
            hint="make room, or name a folder on another disk with COAUTH_HOME",
        )
    if any(sign in printed for sign in ("OutOfMemoryError", "Could not reserve enough space", "MemoryError")):
        return CoauthError(
            f"the local store cannot be started with a heap of {heap}: not enough memory; {log}",
            hint="close other programs, or set COAUTH_STORE_HEAP (a small graph does with 512m)",
        )
    if _port_was_taken(printed):
        return CoauthError(
            f"the local store cannot be started: other programs took its ports on {LOOPBACK}; {log}",
            hint="the same command again: it looks for other ports",
        )
    if "Permission denied" in printed or "Read-only file system" in printed:
        return CoauthError(
            f"the local store cannot be started: a file in {layout.folder} cannot be written; {log}",
            hint="see that this folder is yours and can be written, or name another with COAUTH_HOME",
        )
    if "ModuleNotFoundError" in printed or "Bundled JRE not found" in printed:
        return CoauthError(
            f"the local store cannot be started: a part of the installation is missing; {log}",
            hint="coauth check",
        )
    if "locked by another process" in printed:
        return CoauthError(
            f"another process holds the local store's data in {layout.folder}; {log}",
            hint="coauth store stop, then the same command again",
        )
    if layout.database.exists():
        return _cannot_open(layout, log)
    return CoauthError(f"the local store cannot be started; {log}", hint="coauth check")


def _cannot_open(layout: Layout, why: str) -> CoauthError:
    return CoauthError(
        f"the local store cannot open its data in {layout.database}; {why}",
        hint="coauth store restore FILE brings back a backup, coauth store reset begins anew",
    )


def _log_since(layout: Layout, before: int) -> str:
    try:
        with layout.log.open("rb") as file:
            file.seek(before)
            return file.read(MIB).decode("utf-8", "replace")
    except OSError as error:
        return error.strerror or ""


def _keep_log_short(layout: Layout) -> None:
    if layout.log.exists() and layout.log.stat().st_size > 4 * MIB:
        layout.log.replace(layout.log.with_suffix(".log.1"))


def end_running(layout: Layout) -> bool:
    """Stop what runs. Called under the lock."""
    _reap()
    state = read_state(layout)
    process = (find_process(layout, state) if state else None) or find_lost_process(layout)
    if process is not None:
        _end(process)
    layout.state.unlink(missing_ok=True)
    return process is not None


def _end(process: psutil.Process) -> None:
    try:
        process.terminate()
        if _gone(process, STOP_SECONDS):
            return
        # what it acknowledged is on the disk: the next start recovers it
        process.kill()
        if _gone(process, 10):
            return
    except psutil.NoSuchProcess:
        return
    except psutil.AccessDenied:
        raise CoauthError(
            f"the local store (process {process.pid}) belongs to another user",
            hint="stop it as that user, or name another folder with COAUTH_HOME",
        ) from None
    raise CoauthError(
        f"the local store (process {process.pid}) does not end",
        hint=f"end process {process.pid}, then try again",
    )


def _gone(process: psutil.Process, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        _reap()
        try:
            if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.05)
    return False


def _reap() -> None:
    for pid, child in list(_children.items()):
        if child.poll() is not None:
            del _children[pid]


def memory_of(process: psutil.Process) -> int | None:
    try:
        size: int = process.memory_info().rss
    except psutil.Error:
        return None
    return size


def folder_size(folder: Path) -> int:
    size = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                size += (Path(place) / name).lstat().st_size
            except FileNotFoundError:
                continue  # the engine removed it meanwhile
    return size
