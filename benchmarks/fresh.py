"""Stores with nothing in them, for one measurement each."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph import embedded
from graph.errors import CoauthError
from graph.settings import Settings, load_settings
from graph.store import Store, open_store
from tests.servers import neo4j as neo4j_server
from tests.servers.targets import empty

KINDS = ("local", "neo4j")
SIZES = "1000,10000,50000"
NEO4J_NAMES = ("NEO4J_URI", "NEO4J_USER", "NEO4J_PASSWORD", "NEO4J_DATABASE")
GIVEN = {name: os.environ[name] for name in NEO4J_NAMES if os.environ.get(name)}


@contextmanager
def fresh(kind: str) -> Iterator[tuple[Store, Settings]]:
    """An empty store of its own, open, with the settings that led to it; it is thrown away at the end.

    local: a data folder of its own. neo4j: the server that NEO4J_URI named when this was imported, which must hold
    nothing of ours and is emptied again; else one is started out of the tests' cache. Raises CoauthError where there
    is none.
    """
    home = Path(tempfile.mkdtemp(prefix="coauth-benchmark-"))
    for name in NEO4J_NAMES:
        os.environ.pop(name, None)
    os.environ["COAUTH_HOME"] = str(home)
    try:
        if kind == "local":
            settings = load_settings()
            try:
                with open_store(settings) as store:
                    yield store, settings
            finally:
                embedded.stop(settings)
        elif GIVEN:
            os.environ.update(GIVEN)
            with open_store(load_settings()) as store:
                if store.read("MATCH (n:Record) RETURN 1 AS found LIMIT 1"):
                    raise CoauthError(f"{store.name} holds a graph of coauth", hint="name an empty server")
                try:
                    yield store, load_settings()
                finally:
                    empty(store)
        else:
            reason = neo4j_server.missing()
            if reason:
                raise CoauthError(f"no Neo4j: {reason}", hint="or name a server with NEO4J_URI")
            server = neo4j_server.start()
            try:
                os.environ |= {
                    "NEO4J_URI": server.uri,
                    "NEO4J_USER": server.user,
                    "NEO4J_PASSWORD": server.password,
                }
                with open_store(load_settings()) as store:
                    yield store, load_settings()
            finally:
                server.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)
