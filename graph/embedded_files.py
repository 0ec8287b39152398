"""What the local store keeps in its folder: its files, its passwords, the state of its process."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import tempfile
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import psutil

from graph.errors import CoauthError

DATABASE = "graph"
ROOT_USER = "root"  # the engine's own name for its administrator
READER_USER = "reader"
SERVER_MODULE = "graph.embedded_server"
# the clock may be set between two looks at a process; more than this and the command line has to tell
CREATED_WITHIN = 2.0


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the local store keeps what. Only its owner may look into the folder (mode 0700)."""

    folder: Path

    @classmethod
    def of(cls, home: Path) -> Layout:
        """The layout inside a data folder."""
        return cls(home / "store")

    @property
    def engine(self) -> Path:
        """The engine's own folder: its databases, its users, its event log."""
        return self.folder / "engine"

    @property
    def database(self) -> Path:
        """The one database, as the engine lays it out."""
        return self.engine / "databases" / DATABASE

    @property
    def users(self) -> Path:
        """The engine's users with their hashed passwords."""
        return self.engine / "config" / "server-users.jsonl"

    @property
    def groups(self) -> Path:
        """What each group of the engine's users may do."""
        return self.engine / "config" / "server-groups.json"

    @property
    def backups(self) -> Path:
        """Where the engine writes a backup before it is moved to where the person wants it."""
        return self.engine / "backups"

    @property
    def lock(self) -> Path:
        """Held while the store is started, stopped or replaced."""
        return self.folder / "lock"

    @property
    def state(self) -> Path:
        """What the running process says of itself. Its mtime is the last time a command asked for it."""
        return self.folder / "state.json"

    @property
    def ports(self) -> Path:
        """The ports of the last start: taken again if free, so that an open driver finds the way back."""
        return self.folder / "ports.json"

    @property
    def log(self) -> Path:
        """What the process printed."""
        return self.folder / "server.log"

    @property
    def previous(self) -> Path:
        """The database that a restore is just replacing."""
        return self.folder / "previous"

    @property
    def restoring(self) -> Path:
        """Held while a backup is unpacked and tried out."""
        return self.folder / "restoring.lock"

    def aside(self, kind: str) -> Path:
        """A new folder name beside the data, on the same disk: `incoming-...` or `removed-...`."""
        return self.folder / f"{kind}-{secrets.token_hex(6)}"

    def password_file(self, user: str) -> Path:
        """Where a user's password is kept (mode 0600)."""
        return self.folder / f"{user}.password"


@dataclass(frozen=True, slots=True)
class ServerState:
    """The running process in its own words. Times are seconds since 1970."""

    pid: int
    created: float
    bolt_port: int
    http_port: int
    started: float
    heap: str
    idle_minutes: float
    query_timeout: float
    ready: bool = True  # False: it was launched and does not answer yet


def prepare_folder(layout: Layout) -> None:
    """Make the store's folder, for its owner alone.

    Raises CoauthError where that cannot be done.
    """
    try:
        layout.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        layout.folder.chmod(0o700)
        layout.engine.mkdir(exist_ok=True, mode=0o700)
    except OSError as error:
        raise CoauthError(
            f"the local store's folder {layout.folder} cannot be used: {error.strerror}",
            hint="name a folder that can be written with COAUTH_HOME, or set NEO4J_URI to use a Neo4j",
        ) from None


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read; it appears whole or not at all.

    Raises OSError.
    """
    # mkstemp creates with O_EXCL and mode 0600
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
        raise


def read_password(layout: Layout, user: str) -> str | None:
    """A user's password; None if there is none (or the file was left empty by a full disk)."""
    path = layout.password_file(user)
    try:
        password = path.read_text(encoding="ascii").strip()
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
    except (FileNotFoundError, UnicodeDecodeError):
        return None
    return password or None


def make_passwords(layout: Layout) -> None:
    """Make the passwords where one is missing; called under the lock, with the store stopped.

    The engine keeps hashes only, and takes the administrator's password on its first start alone: when a
    password is lost, its users are forgotten, and made anew with the new passwords.
    Raises OSError.
    """
    if all(read_password(layout, user) for user in (ROOT_USER, READER_USER)) and layout.users.exists():
        return
    layout.users.unlink(missing_ok=True)
    for user in (ROOT_USER, READER_USER):
        write_private(layout.password_file(user), secrets.token_urlsafe(32))


def write_json(path: Path, content: Any) -> None:
    """Write JSON into a private file. Raises OSError."""
    write_private(path, json.dumps(content, indent=1))


def read_json(path: Path) -> dict[str, Any] | None:
    """Read a JSON object; None where there is none that can be read."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None


def write_state(layout: Layout, state: ServerState) -> None:
    """Tell the commands who runs. Raises OSError."""
    write_json(layout.state, asdict(state))


def read_state(layout: Layout) -> ServerState | None:
    """What the store's process last said of itself; None where nothing usable is said."""
    content = read_json(layout.state) or {}
    known = {name.name: content[name.name] for name in fields(ServerState) if name.name in content}
    try:
        return ServerState(**known)
    except TypeError:
        return None  # absent, of another version, or mangled: nobody can be found by it


def schema_is_lost(layout: Layout) -> bool:
    """True if there is data, and the file that says what it is cannot be read.

    The engine itself would go on with an empty schema, and show an empty graph.
    """
    if not any(layout.database.glob("*.bucket")):
        return False
    kept = (read_json(layout.database / name) for name in ("schema.json", "schema.prev.json"))
    return not any(schema and schema.get("types") for schema in kept)


def find_process(layout: Layout, state: ServerState) -> psutil.Process | None:
    """The live process that wrote the state; None if it is gone, or its number was given to another one."""
    try:
        process = psutil.Process(state.pid)
        if process.status() in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD):
            return None
        if abs(process.create_time() - state.created) < CREATED_WITHIN:
            return process
        # the machine's clock may have been set since: then the command line still tells
        return process if _serves(layout, process) else None
    except psutil.Error:
        return None


def find_lost_process(layout: Layout) -> psutil.Process | None:
    """A live process that owns this folder though no state file says so (it was removed or mangled)."""
    for process in psutil.process_iter():
        try:
            if _serves(layout, process):
                return process
        except psutil.Error:
            continue  # gone meanwhile, or another user's: not ours
    return None


def _serves(layout: Layout, process: psutil.Process) -> bool:
    command = process.cmdline()
    return SERVER_MODULE in command and f"--folder={layout.folder}" in command
