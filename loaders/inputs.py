"""Which files a load is made of: looked at before anything is written, archives unpacked for as long as it runs."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from graph.errors import CoauthError
from loaders.records import Located, Rejected
from loaders.sources import Opened, open_file
from loaders.sources.archive import is_archive, unpacked
from loaders.sources.format import Carries
from loaders.sources.plain_table import Mapping


@dataclass(slots=True)
class Input:
    """A file that can be read: where it lies, its name among the load's files, its format and what that can say, the
    hash and number of its bytes. shown: how messages name it. by: the mapping of tables that no format knows."""

    path: Path
    name: str
    format: str
    title: str
    carries: Carries
    sha256: str
    size: int
    shown: str
    by: Mapping | None = None

    def open(self, progress: list[int] | None = None) -> Opened:
        """Its records (see sources.open_file). An error names the file as its user knows it: a member of an archive lies
        elsewhere."""
        with _named(self.path, self.shown):
            opened = open_file(self.path, by=self.by, progress=progress)
        return replace(opened, items=self._items(opened))

    def _items(self, opened: Opened) -> Generator[Located | Rejected]:
        line = 0
        try:
            with _named(self.path, self.shown), closing(opened.items):
                for item in _counted(opened.items):
                    line = item.line
                    yield item
        except CoauthError:
            raise
        except Exception as error:
            raise CoauthError(
                f"{self.shown}: reading it failed after line {line:,} ({type(error).__name__}: {error})"[
                    :500
                ],
                hint="this is a fault of coauth: report it with the file (coauth --debug load shows more)",
            ) from error


def _counted(items: Iterable[Located | Rejected]) -> Iterator[Located | Rejected]:
    """Rejected ones of the same bytes in one line are told apart by their number (Rejected.same)."""
    line, seen = 0, dict[bytes, int]()
    for item in items:
        if isinstance(item, Rejected):
            if item.line != line:
                line, seen = item.line, {}
            digest = hashlib.sha256(item.raw).digest()
            same = seen.get(digest, 0)
            seen[digest] = same + 1
            if same:
                item = msgspec.structs.replace(item, same=same)
        yield item


@contextmanager
def _named(path: Path, shown: str) -> Iterator[None]:
    """What goes wrong with a file is said under the name that its user knows."""
    try:
        yield
    except CoauthError as error:
        raise CoauthError(error.message.replace(str(path), shown), hint=error.hint) from error


def inspect(
    paths: Sequence[Path], stack: ExitStack, by: Mapping | None = None
) -> tuple[list[Input], list[CoauthError]]:
    """Look at files before anything is written: which can be read, and what is wrong with the others.

    The members of an archive are inputs of their own (`archive.zip/member`); what they are unpacked into is gone when
    the stack is closed.
    """
    inputs: list[Input] = []
    refused: list[CoauthError] = []
    names: dict[str, int] = {}
    for path in paths:
        if not (path.is_file() and is_archive(path)):
            _look(path, _printable(path.name), str(path), by, names, inputs, refused)
            continue
        try:
            members = stack.enter_context(unpacked(path))
        except CoauthError as error:
            refused.append(error)
            continue
        if not members:
            refused.append(CoauthError(f"{path} has no files in it", hint="name an archive of records"))
        for member in members:
            name, shown = _printable(f"{path.name}/{member.name}"), f"{path}/{member.name}"
            if is_archive(member.path):
                refused.append(CoauthError(f"{shown} is an archive in an archive", hint="unpack it by hand"))
            else:
                _look(member.path, name, shown, by, names, inputs, refused)
    return inputs, refused


def _look(
    path: Path,
    name: str,
    shown: str,
    by: Mapping | None,
    names: dict[str, int],
    inputs: list[Input],
    refused: list[CoauthError],
) -> None:
    try:
        with _named(path, shown):
            opened = open_file(path, by=by)
            opened.close()
        digest = hashlib.sha256()
        with path.open("rb") as stream:
            while chunk := stream.read(2**20):
                digest.update(chunk)
        size = path.stat().st_size
    except CoauthError as error:
        refused.append(error)
        return
    except OSError as error:
        refused.append(
            CoauthError(f"{shown}: {error.strerror or error}", hint="name a file that can be read")
        )
        return
    name = _unused(name, names)
    inputs.append(
        Input(path, name, opened.format, opened.title, opened.carries, digest.hexdigest(), size, shown, by)
    )


def _unused(name: str, names: dict[str, int]) -> str:
    """What becomes of a record is counted by the name of its file: no two may have the same. names: those that are
    taken, with the last number that was added."""
    unused = name
    while unused in names:
        names[name] += 1
        unused = f"{name} ({names[name]})"
    names[unused] = 1
    return unused


def _printable(name: str) -> str:
    """A file's name as text that every store takes: undecodable bytes are written out."""
    return name.encode("utf-8", "backslashreplace").decode()


def load_key(inputs: Sequence[Input]) -> str:
    """The same files are the same load: hash of their bytes and formats, in the order given, and of the mapping."""
    lines = [f"{item.format} {item.sha256}" for item in inputs]
    lines += sorted({f"by {item.by.text}" for item in inputs if item.by is not None})
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]
