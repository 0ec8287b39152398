"""Make a store ready to be written: constraints, indexes, the model's version; refuse what is not ours."""

from __future__ import annotations

from graph import model, schema
from graph.errors import StoreRefused
from graph.settings import Settings
from graph.store import Store, Transaction, open_store

STORE_KEY = "coauthgraph"


def model_version(store: Store) -> int | None:
    """The version of the model that the store holds; None where nothing of ours is in it."""
    found = store.read(
        f"MATCH (s:{model.label(model.Store)} {{key: $key}}) RETURN s.model_version AS version",
        {"key": STORE_KEY},
    )
    return int(found[0]["version"]) if found else None


def require_current(store: Store) -> None:
    """Raise StoreRefused unless the store holds this version of the model, or nothing at all of ours.

    A database in which others use our labels is refused too: it would be impossible to tell their nodes from ours.
    """
    version = model_version(store)
    if version is None and (found := _labelled_as_ours(store)):
        # asked again: another process may have prepared the store since, and it names the version before it writes
        version = model_version(store)
        if version is None:
            raise StoreRefused(
                f"{store.name} already holds :{found} nodes that coauthgraph did not write",
                hint="use a database of its own (NEO4J_DATABASE), or the local store (unset NEO4J_URI)",
            )
    if version is not None and version != model.MODEL_VERSION:
        raise StoreRefused(
            f"{store.name} holds version {version} of the model, this program needs {model.MODEL_VERSION}",
            hint="load into a fresh store: coauth store reset, or another NEO4J_DATABASE",
        )


def open_current(settings: Settings | None = None) -> Store:
    """The store, opened for questions.

    Raises StoreRefused where it holds another version of the model, and what open_store raises.
    """
    store = open_store(settings)
    try:
        require_current(store)
    except BaseException:
        store.close()
        raise
    return store


def _labelled_as_ours(store: Store) -> str | None:
    for kind in model.NODES:
        if store.read(f"MATCH (n:{model.label(kind)}) RETURN 1 AS found LIMIT 1"):
            return model.label(kind)
    return None


def _make_schema(tx: Transaction) -> None:
    for statement in schema.constraints() + schema.indexes():
        tx.run(statement)


def prepare(store: Store) -> None:
    """Make constraints and indexes where they are missing, and note the model's version. Safe to repeat.

    Raises StoreRefused as require_current does.
    """
    if model_version(store) == model.MODEL_VERSION:
        return
    require_current(store)
    store.write(_make_schema)
    store.execute(
        f"MERGE (s:{model.label(model.Store)} {{key: $key}}) SET s.model_version = $version",
        {"key": STORE_KEY, "version": model.MODEL_VERSION},
    )
    if store.kind == "neo4j":
        store.execute("CALL db.awaitIndexes(60)")
