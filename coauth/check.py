"""`coauth check`: what is wrong with an installation, and how to mend it. It starts and changes nothing."""

from __future__ import annotations

import importlib.util
import os
import platform
import re
import shutil
import stat
import sys
import tomllib
import webbrowser
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import click
import psutil
from pydantic import SecretStr

from coauth import __version__
from coauth.store import size
from graph import embedded
from graph.embedded_process import LEAST_DISK, heap_size, memory_size
from graph.errors import CoauthError
from graph.settings import SETTINGS_FILE, Settings, home_folder, load_settings
from graph.views.json_rows import to_json

GIB = 1024**3
PACKAGES = ("coauth", "loaders", "graph", "cypher")
OLDEST_NEO4J = (5, 26)
MASK = "********"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. state: ok, info, warning (it works, with a drawback) or broken."""

    topic: str
    state: str
    text: str
    mend: str | None = None


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One object: `ok` and the list of findings.")
@click.pass_context
def check(ctx: click.Context, as_json: bool) -> None:
    """Say what is wrong with this installation, and how to mend it.

    Exit status 1 if something is broken. The local store is not started.

    \b
    Examples:
      coauth check
      NEO4J_URI=bolt://localhost:7687 NEO4J_PASSWORD=... coauth check
    """
    found = list(findings())
    broken = sum(finding.state == "broken" for finding in found)
    if as_json:
        listed = [asdict(finding) for finding in found]
        click.echo(to_json({"ok": not broken, "findings": listed}, indent=2))
    else:
        for finding in found:
            mark = "" if finding.state == "info" else finding.state
            click.echo(f"{mark:<8} {finding.topic:<10} {' '.join(finding.text.split())}")
            if finding.mend:
                click.echo(f"{'':<8} {'':<10} to mend it: {finding.mend}")
        click.echo(f"{broken} broken" if broken else "nothing is broken", err=True)
    if broken:
        ctx.exit(1)


def findings() -> Iterator[Finding]:
    """Everything that is looked at, in the order in which a fault is best mended."""
    yield from python_findings()
    packages = list(package_findings())
    yield from packages
    try:
        settings = load_settings()
    except CoauthError as error:
        yield Finding("settings", "broken", error.message, error.hint)
        return
    yield from setting_findings(settings)
    local = settings.neo4j_uri is None
    yield from machine_findings(settings, local)
    if all(finding.state != "broken" for finding in packages):  # else it may be somebody else's `loaders`
        yield from deciding_findings(settings)
    yield java_finding(local)
    yield browser_finding()
    try:
        yield from local_findings(settings) if local else neo4j_findings(settings)
    except CoauthError as error:
        yield Finding("store", "broken", error.message, error.hint)


def python_findings() -> Iterator[Finding]:
    """Python, and the versions of what this is built on."""
    bits = "64" if sys.maxsize > 2**32 else "32"
    yield Finding(
        "python",
        "ok" if bits == "64" else "broken",
        f"coauth {__version__}, Python {platform.python_version()} ({bits} bit) at {sys.executable}",
        None if bits == "64" else "install it with a 64-bit Python",
    )
    try:
        wanted = metadata.requires("coauthgraph") or []
    except metadata.PackageNotFoundError:
        yield Finding(
            "python", "warning", "coauthgraph runs from a folder and is not installed", "pip install ."
        )
        return
    missing = []
    for requirement in wanted:
        name, marker = requirement.partition(";")[::2]
        if "extra" in marker:
            continue
        name = re.split(r"[^A-Za-z0-9._-]", name.strip())[0]
        try:
            metadata.version(name)
        except metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        yield Finding("python", "broken", f"not installed: {', '.join(missing)}", "pip install coauthgraph")
    driver, engine = (_version(name) for name in ("neo4j", "arcadedb-embedded"))
    yield Finding("python", "info", f"neo4j driver {driver}, local store's engine {engine}")


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "missing"


def package_findings() -> Iterator[Finding]:
    """Where the packages came from: their names are short, and something else may bear one of them."""
    places: dict[str, Path | None] = {}
    for name in PACKAGES:
        spec = importlib.util.find_spec(name)
        places[name] = Path(spec.origin).resolve().parent.parent if spec and spec.origin else None
    ours = places["coauth"]
    yield Finding("packages", "info", f"imported from {ours}")
    for name, place in places.items():
        if place is None:
            text = f"{name} is not there, or is a folder without our code"
        elif place != ours:
            text = f"{name} comes from {place}, not from {ours}: something shadows it"
        else:
            continue
        yield Finding("packages", "broken", text, "use a virtual environment of its own, and see PYTHONPATH")


def setting_findings(settings: Settings) -> Iterator[Finding]:
    """Each setting with the place where it was read; passwords are masked."""
    file = home_folder() / SETTINGS_FILE
    in_file: dict[str, Any] = {}
    if file.is_file():
        in_file = tomllib.loads(file.read_text(encoding="utf-8"))
        if {"neo4j_password", "openalex_api_key"} & {name.lower() for name in in_file} and stat.S_IMODE(
            file.stat().st_mode
        ) & 0o077:
            yield Finding(
                "settings",
                "warning",
                f"{file} holds a password or a key and others may read it",
                f"chmod 600 {file}",
            )
    known_in_file = {name.lower() for name in in_file}
    environment = {name.upper() for name, value in os.environ.items() if value}
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        variable = name.upper() if name.startswith("neo4j_") else f"COAUTH_{name.upper()}"
        source = variable if variable in environment else str(file) if name in known_in_file else "default"
        if value is None and source == "default":
            continue
        shown = MASK if isinstance(value, SecretStr) else _without_password(str(value))
        yield Finding("settings", "info", f"{name} = {shown} ({source})")
    if settings.neo4j_uri is None and {"NEO4J_PASSWORD", "NEO4J_USER", "NEO4J_DATABASE"} & environment:
        yield Finding(
            "settings",
            "warning",
            "NEO4J_... is set without NEO4J_URI: the local store is used",
            "set NEO4J_URI, such as bolt://localhost:7687",
        )


def deciding_findings(settings: Settings) -> Iterator[Finding]:
    """What the data folder holds that decides: the registry in use, and people's judgements."""
    from loaders.judgements import file as judgement_file
    from loaders.registry import library

    if not settings.home.is_dir():
        return
    try:
        found = library.status(settings.home)
        if found is None:
            yield Finding("registry", "info", "none is loaded: only the built-in table is known")
        elif found.readable:
            yield Finding("registry", "ok", f"{found.source}, loaded {found.loaded[:10]}")
        else:
            error = library.gone(found)
            yield Finding("registry", "broken", error.message, error.hint)
    except CoauthError as error:
        yield Finding("registry", "broken", error.message, error.hint)
    path = judgement_file.path_in(settings.home)
    try:
        judged = judgement_file.read(path)
    except CoauthError as error:
        yield Finding("judgements", "broken", error.message, f"move {path} away; it is not changed")
        return
    if judged.damaged:
        text = f"{len(judged.entries):,} in {path}; lines that do not count: {len(judged.damaged):,}"
        yield Finding("judgements", "warning", text, "coauth judge export -o FILE writes those that count")
    elif judged.entries:
        yield Finding("judgements", "ok", f"{len(judged.entries):,} in {path}")


def _without_password(text: str) -> str:
    return re.sub(r"(://)[^/@\s]*@", rf"\1{MASK}@", text)


def machine_findings(settings: Settings, local: bool) -> Iterator[Finding]:
    """The data folder, the disk, the memory."""
    home = settings.home
    existing = home
    while not existing.exists() and existing != existing.parent:
        existing = existing.parent
    usable = existing.is_dir() and os.access(existing, os.W_OK | os.X_OK)
    yield Finding(
        "folder",
        "ok" if usable else "broken",
        f"data folder {home}" + ("" if usable else " cannot be written"),
        None if usable else "name another with COAUTH_HOME",
    )
    free = shutil.disk_usage(existing).free
    low = free < GIB
    yield Finding(
        "disk",
        "broken" if local and free < LEAST_DISK else "warning" if low else "ok",
        f"{size(free)} free at {existing}",
        "make room, or name a folder on another disk with COAUTH_HOME" if low else None,
    )
    total, available = memory_size(), psutil.virtual_memory().available
    heap = heap_size(settings)
    need = int(heap[:-1]) * (GIB if heap.endswith("g") else 1024 * 1024)
    tight = local and min(total, available) < need
    yield Finding(
        "memory",
        "warning" if tight else "ok",
        f"{size(total)}, {size(available)} available"
        + (f"; the local store takes up to {heap}" if local else ""),
        "close other programs, or set COAUTH_STORE_HEAP to less, such as 512m" if tight else None,
    )


def java_finding(local: bool) -> Finding:
    """The virtual machine that comes with the local store's engine."""
    spec = importlib.util.find_spec("arcadedb_embedded")
    places = list(spec.submodule_search_locations or []) if spec else []
    for place in places:
        folder = Path(place) / "jre"
        library = ("lib/server/libjvm.so", "lib/server/libjvm.dylib", "bin/server/jvm.dll")
        if any((folder / name).exists() for name in library):
            release = folder / "release"
            text = release.read_text(encoding="utf-8", errors="replace") if release.exists() else ""
            version = re.search(r'JAVA_VERSION="([^"]+)"', text)
            return Finding(
                "java", "ok", f"Java {version[1] if version else '?'}, bundled with the local store's engine"
            )
    return Finding(
        "java",
        "broken" if local else "warning",
        "the Java that comes with arcadedb-embedded is missing",
        "pip install --force-reinstall arcadedb-embedded, or set NEO4J_URI to use a Neo4j",
    )


def browser_finding() -> Finding:
    """A browser for the picture; one on another machine will do."""
    try:
        webbrowser.get()
    except webbrowser.Error:
        return Finding(
            "browser",
            "info",
            "none that can be opened from here; a picture is one HTML file, and opens in any desktop browser",
        )
    return Finding("browser", "ok", "there is one for the picture")


def local_findings(settings: Settings) -> Iterator[Finding]:
    """The local store as it is; if it does not run, it is not started."""
    found = embedded.status(settings)
    if found.state == "running":
        text = f"local store, running at {found.uri} (process {found.pid}), {size(found.size_bytes)}"
        yield Finding("store", "ok", text)
        yield from _inside(settings)
    elif found.state == "stale":
        text = f"local store, ended without being stopped; its log is {found.log}"
        yield Finding("store", "warning", text, "coauth store start recovers it")
    else:
        text = f"{size(found.size_bytes)} in {found.folder}" if found.has_data else "nothing in it yet"
        yield Finding("store", "ok", f"local store, {found.state}, starts with the next command; {text}")


def neo4j_findings(settings: Settings) -> Iterator[Finding]:
    """The Neo4j that NEO4J_URI names: reachable, of a usable version, holding what this version reads."""
    yield Finding("store", "info", f"Neo4j at {_without_password(settings.neo4j_uri or '')}")
    yield from _inside(settings)


def _inside(settings: Settings) -> Iterator[Finding]:
    from graph.prepare import model_version, require_current
    from graph.store import open_store

    try:
        with open_store(settings) as store:
            if store.kind == "neo4j":
                yield _server_version(store.read)
            require_current(store)
            version = model_version(store)
            yield Finding(
                "store",
                "ok",
                "no graph in it yet" if version is None else f"it holds version {version} of the model",
            )
    except CoauthError as error:
        mend = error.hint
        if mend in (None, "coauth check"):  # we are there already
            mend = "see that the server runs (docker compose up -d), and that NEO4J_URI names it"
        yield Finding("store", "broken", _without_password(error.message), mend)


def _server_version(read: Callable[[str], list[dict[str, Any]]]) -> Finding:
    rows = read("CALL dbms.components() YIELD name, versions, edition RETURN name, versions, edition")
    kernel = next((row for row in rows if row["name"] == "Neo4j Kernel"), None)
    if kernel is None:
        return Finding("store", "warning", "the server does not say which version it is")
    version = str(kernel["versions"][0])
    numbers = tuple(int(part) for part in re.findall(r"\d+", version)[:2])
    old = numbers < OLDEST_NEO4J
    return Finding(
        "store",
        "broken" if old else "ok",
        f"Neo4j {version} {kernel['edition']}" + (": too old" if old else ""),
        "use Neo4j 5.26 LTS or later (docker-compose.yml)" if old else None,
    )
