"""A file is written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from graph.errors import CoauthError


def check_writable(path: Path) -> None:
    """Say at once what would fail after a long question. Raises CoauthError."""
    folder = path.parent
    if path.is_dir():
        raise CoauthError(
            f"cannot write {path}: it is a folder", hint=f"name a file in it: -o {path / 'answer.csv'}"
        )
    if not folder.is_dir():
        raise CoauthError(f"cannot write {path}: there is no folder {folder}", hint=f"mkdir -p {folder}")


def write_file(path: Path, content: bytes) -> None:
    """Write `content` beside `path`, then put it in its place in one step; till then the old file stays.

    Pipes and devices are written directly. Raises CoauthError (no such folder, no permission, disk full).
    """
    check_writable(path)
    try:
        if path.exists() and not path.is_file():
            with path.open("wb") as device:
                device.write(content)
        else:
            _replace(path.resolve(), content)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise CoauthError(
            f"cannot write {path}: {error.strerror or error}", hint="name another place with -o, or make room"
        ) from error


def _replace(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:100]}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as part:
            part.write(content)
            part.flush()
            os.fsync(part.fileno())
            os.fchmod(part.fileno(), _mode(path))
        os.replace(name, path)  # noqa: PTH105 - the name comes from mkstemp as text
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)  # noqa: PTH108
        raise


def _mode(path: Path) -> int:
    """The mode of the file that is replaced, else what a new file gets here (mkstemp makes it private)."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
