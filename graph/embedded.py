"""The local store, for whoever has no Neo4j: start it, find it, stop it, copy it.

It is `arcadedb-embedded` in a process of its own (`graph/embedded_server.py`), which outlives the command
that started it, listens on loopback only, and stops by itself when idle.
"""

from __future__ import annotations

import http.client
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout

from graph.embedded_archive import pack, unpack
from graph.embedded_files import (
    DATABASE,
    READER_USER,
    ROOT_USER,
    Layout,
    ServerState,
    find_process,
    prepare_folder,
    read_password,
    read_state,
)
from graph.embedded_process import (
    LEAST_DISK,
    end_running,
    find,
    folder_size,
    locked,
    memory_of,
    start,
    tidy,
)
from graph.embedded_server import LOOPBACK, ask_server
from graph.errors import CoauthError
from graph.settings import Settings


@dataclass(frozen=True, slots=True)
class Address:
    """Where the local store answers, and as whom."""

    uri: str
    database: str
    user: str
    password: str = field(repr=False)
    reader_user: str
    reader_password: str = field(repr=False)
    log: Path


@dataclass(frozen=True, slots=True)
class Status:
    """How the local store is. Sizes in bytes, times in seconds since 1970; None where it is not running."""

    # running | starting | stopped | stale (it ended without being stopped: the next command recovers it)
    state: str
    folder: Path
    log: Path
    size_bytes: int
    has_data: bool
    pid: int | None = None
    uri: str | None = None
    started: float | None = None
    heap: str | None = None
    memory_bytes: int | None = None
    idle_minutes: float | None = None


def ensure_running(settings: Settings) -> Address:
    """Find the local store, or start it.

    Two commands at once start it once. A store that was killed is started anew; what it had acknowledged is
    there. Raises CoauthError where it cannot be started, naming its log.
    """
    layout = Layout.of(settings.home)
    prepare_folder(layout)
    with locked(layout):
        return _ensure(layout, settings)


def _ensure(layout: Layout, settings: Settings) -> Address:
    state = find(layout) or start(layout, settings)
    os.utime(layout.state)  # asked for now: the idle time counts from here
    return _address(layout, state)


def status(settings: Settings) -> Status:
    """Look at the local store without starting it. Raises CoauthError where its folder cannot be read."""
    layout = Layout.of(settings.home)
    try:
        return _look(layout)
    except OSError as error:
        raise CoauthError(
            f"the local store in {layout.folder} cannot be looked at: {error.strerror}",
            hint="see that this folder is yours, or name another with COAUTH_HOME",
        ) from None


def _look(layout: Layout) -> Status:
    state = read_state(layout)
    process = find_process(layout, state) if state else None
    at_rest = Status(
        state="stopped" if state is None else "stale",
        folder=layout.folder,
        log=layout.log,
        size_bytes=folder_size(layout.engine),
        has_data=layout.database.exists(),
    )
    if state is None or process is None:
        return at_rest
    return Status(
        state="running" if state.ready else "starting",
        folder=at_rest.folder,
        log=at_rest.log,
        size_bytes=at_rest.size_bytes,
        has_data=at_rest.has_data,
        pid=state.pid,
        uri=f"bolt://{LOOPBACK}:{state.bolt_port}",
        started=state.started,
        heap=state.heap,
        memory_bytes=memory_of(process),
        idle_minutes=state.idle_minutes,
    )


def stop(settings: Settings) -> bool:
    """Stop the local store; what it holds stays. True if it was running.

    Raises CoauthError if it does not go away.
    """
    layout = Layout.of(settings.home)
    if not layout.folder.exists():
        return False
    with locked(layout):
        return end_running(layout)


def _address(layout: Layout, state: ServerState) -> Address:
    root, reader = (read_password(layout, user) for user in (ROOT_USER, READER_USER))
    if root is None or reader is None:
        raise CoauthError(
            f"the local store is running, but its password files in {layout.folder} are gone",
            hint="coauth store stop, then the same command: they are made anew",
        )
    return Address(
        f"bolt://{LOOPBACK}:{state.bolt_port}", DATABASE, ROOT_USER, root, READER_USER, reader, layout.log
    )


def reset(settings: Settings) -> None:
    """Stop the local store and throw away everything in it.

    Raises CoauthError where a file cannot be removed.
    """
    layout = Layout.of(settings.home)
    if not layout.folder.exists():
        return
    with locked(layout):
        end_running(layout)
        try:
            if layout.previous.exists():
                layout.previous.rename(layout.aside("removed"))
            if layout.engine.exists():
                layout.engine.rename(layout.aside("removed"))  # gone at once, whatever comes next
            tidy(layout)
        except OSError as error:
            raise CoauthError(
                f"the local store in {layout.folder} cannot be emptied: {error.strerror}",
                hint="see that this folder is yours and can be written, then coauth store reset again",
            ) from None


def backup(settings: Settings, file: Path) -> None:
    """Copy what the local store holds into one new file, while it may be in use.

    The file is a zip; it holds no password. Raises CoauthError where it exists already or cannot be written.
    """
    file = file.expanduser().absolute()
    if file.exists():
        raise CoauthError(f"{file} exists already", hint="name another file, or remove that one")
    if not file.parent.is_dir():
        raise CoauthError(f"{file.parent} is no folder", hint="make it, or name another file")
    address = ensure_running(settings)
    layout = Layout.of(settings.home)
    state = read_state(layout)
    if state is None:
        raise CoauthError("the local store stopped meanwhile", hint="the same command again")
    name = f"{layout.aside('backup').name}.zip"
    written = layout.backups / DATABASE / name
    command = {"language": "sql", "command": f"BACKUP DATABASE file://{name}"}
    try:
        try:
            code, _ = ask_server(state.http_port, address.password, f"/api/v1/command/{DATABASE}", command)
        except (OSError, http.client.HTTPException) as error:
            raise CoauthError(
                f"the local store did not finish its backup ({error}); its log is {layout.log}",
                hint="coauth store status",
            ) from None
        if code != http.client.OK or not written.exists():
            free = shutil.disk_usage(layout.folder).free // (1024 * 1024)
            raise CoauthError(
                f"the local store could not write its backup ({free} MiB are free); its log is {layout.log}",
                hint="see that there is room at the data folder for a copy, then the same command again",
            )
        pack(written, file)
    finally:
        written.unlink(missing_ok=True)


def restore(settings: Settings, file: Path) -> None:
    """Put a backup in the place of what the local store holds.

    The copy is unpacked, opened and read beside the data first; only then are the two exchanged, by renaming.
    If anything fails before, the data is as it was. The store is stopped afterwards.
    Raises CoauthError where the file is no backup, is damaged, or does not fit on the disk.
    """
    layout = Layout.of(settings.home)
    prepare_folder(layout)
    try:
        with FileLock(layout.restoring, timeout=0, mode=0o600):
            _restore(layout, settings, file)
    except Timeout:
        raise CoauthError("another restore is running", hint="wait for its end") from None
    except OSError as error:
        raise CoauthError(
            f"{file} cannot be restored: {error.strerror or error}",
            hint="see that the file can be read, and that the data folder has room for it",
        ) from None


def _restore(layout: Layout, settings: Settings, file: Path) -> None:
    for leftover in layout.folder.glob("incoming-*"):
        # of a restore that was killed
        end_running(Layout(leftover))
        shutil.rmtree(leftover)
    incoming = Layout(layout.aside("incoming"))
    prepare_folder(incoming)
    try:
        incoming.database.mkdir(parents=True)
        room = shutil.disk_usage(layout.folder).free - 2 * LEAST_DISK
        unpack(file, incoming.database, room)
        _try_out(incoming, settings, file)
        with locked(layout):
            end_running(layout)
            tidy(layout)
            if layout.database.exists():
                layout.database.rename(layout.previous)
            layout.database.parent.mkdir(parents=True, exist_ok=True)
            incoming.database.rename(layout.database)
            tidy(layout)
    finally:
        shutil.rmtree(incoming.folder)


def _try_out(incoming: Layout, settings: Settings, file: Path) -> None:
    """Open the unpacked copy with the engine, and read it through once."""
    try:
        try:
            state = start(incoming, settings)
        except CoauthError as error:
            raise CoauthError(
                f"{file} holds no data that can be opened", hint="name another backup"
            ) from error
        password = read_password(incoming, ROOT_USER) or ""
        command = {"language": "sql", "command": "CHECK DATABASE"}
        code, _ = ask_server(state.http_port, password, f"/api/v1/command/{DATABASE}", command)
        if code != http.client.OK:
            raise CoauthError(f"{file}: its data cannot be read", hint="name another backup")
    finally:
        end_running(incoming)
