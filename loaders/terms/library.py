"""Where term lists are: those that are shipped, or an analyst's own file or folder."""

from __future__ import annotations

import importlib.resources
from collections.abc import Iterable
from pathlib import Path

from graph.errors import CoauthError, WrongUsage
from loaders.terms.reading import MOST_BYTES, read_terms
from loaders.terms.term_list import TermList

MOST_FILES = 100
"""Lists in one folder."""


def shipped_names() -> list[str]:
    """Names of the lists that are shipped."""
    folder = importlib.resources.files(__package__)
    return sorted(one.name.removesuffix(".toml") for one in folder.iterdir() if one.name.endswith(".toml"))


def shipped(name: str) -> TermList:
    """A shipped list. Raises WrongUsage where there is none of that name."""
    if name not in shipped_names():
        raise WrongUsage(f"there is no term list {name!r}", hint="coauth terms list")
    data = importlib.resources.files(__package__).joinpath(f"{name}.toml").read_bytes()
    return read_terms(data, f"{name}.toml")


def read_file(path: Path) -> TermList:
    """The list in a file. Raises CoauthError where it cannot be read, TermFaults where it is wrong."""
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise CoauthError(f"{path}: {error.strerror}", hint="coauth terms list") from None
    return read_terms(data, str(path))


def term_lists(paths: Iterable[Path] = (), names: Iterable[str] = ()) -> list[TermList]:
    """The shipped lists, and those of files and folders, which take the place of a shipped one of their name.

    names: of the lists that are wanted; without any all. Sorted by name. Raises CoauthError where one cannot be read, is
    wrong, or two of the files have one name; WrongUsage where a wanted one is not there.
    """
    own: dict[str, TermList] = {}
    for path in _files(paths):
        one = read_file(path)
        if one.name in own:
            raise CoauthError(
                f"{path}: another file has the list {one.name!r}", hint="give each its own name"
            )
        own[one.name] = one
    wanted = set(names)
    known = {*own, *shipped_names()}
    if missing := sorted(wanted - known):
        raise WrongUsage(f"there is no term list {missing[0]!r}", hint="coauth terms list")
    return [own[name] if name in own else shipped(name) for name in sorted(wanted or known)]


def named(what: str) -> TermList:
    """A list by the name of a shipped one, or by its file. Raises as read_file, and WrongUsage where there is neither."""
    if what in shipped_names():
        return shipped(what)
    if not what.endswith(".toml") and not Path(what).exists():
        raise WrongUsage(f"there is no term list {what!r}, and no such file", hint="coauth terms list")
    return read_file(Path(what))


def _files(paths: Iterable[Path]) -> list[Path]:
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            found = sorted(one for one in path.iterdir() if one.suffix == ".toml")
            if not found or len(found) > MOST_FILES:
                many = "no" if not found else f"more than {MOST_FILES}"
                raise CoauthError(f"{path}: the folder has {many} .toml files", hint="coauth terms list")
            files += found
        else:
            files.append(path)
    return files
