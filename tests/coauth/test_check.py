"""`coauth check`: it names what is wrong, masks what is secret, and starts nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from graph import model
from graph.prepare import prepare
from graph.store import Store
from tests.registries import RECORDS, lines
from tests.servers.targets import Cli, Target

Findings = list[dict[str, Any]]


def _check(coauth: Cli, **environment: str) -> tuple[int, Findings]:
    done = coauth("check", "--json", environment=environment)
    shown = json.loads(done.stdout)
    assert shown["ok"] is (done.returncode == 0), done.stderr
    return done.returncode, shown["findings"]


def _about(findings: Findings, topic: str, state: str | None = None) -> str:
    return "\n".join(
        f"{finding['text']} -> {finding['mend']}"
        for finding in findings
        if finding["topic"] == topic and state in (None, finding["state"])
    )


def test_a_new_machine(coauth_alone: Callable[..., Cli], tmp_path: Path) -> None:
    coauth = coauth_alone()
    status, findings = _check(coauth)
    assert status == 0
    assert {finding["topic"] for finding in findings} >= {
        "python", "packages", "settings", "folder", "disk", "memory", "java", "browser", "store",
    }  # fmt: skip
    assert "starts with the next command" in _about(findings, "store")
    assert "Java" in _about(findings, "java", "ok")
    assert not (tmp_path / "home").exists()
    person = coauth("check")
    assert person.returncode == 0
    assert "nothing is broken" in person.stderr


def test_settings_are_shown_with_their_place_and_passwords_masked(
    coauth_alone: Callable[..., Cli], tmp_path: Path
) -> None:
    coauth = coauth_alone(COAUTH_BATCH_SIZE="7")
    (tmp_path / "home").mkdir()
    file = tmp_path / "home" / "coauth.toml"
    file.write_text('neo4j_password = "very-secret-word"\nstore_heap = "600m"\n', encoding="utf-8")
    file.chmod(0o644)
    uri = {"NEO4J_URI": "bolt://someone:another-secret@127.0.0.1:1"}
    environments: tuple[dict[str, str], ...] = ({}, uri)
    for environment in environments:
        done = coauth("check", environment=environment)
        assert "very-secret-word" not in done.stdout + done.stderr
        assert "another-secret" not in done.stdout + done.stderr
    _, findings = _check(coauth)
    settings = _about(findings, "settings")
    assert "batch_size = 7 (COAUTH_BATCH_SIZE)" in settings
    assert f"store_heap = 600m ({file})" in settings
    assert f"neo4j_password = ******** ({file})" in settings
    assert "query_timeout = 120.0 (default)" in settings
    assert f"chmod 600 {file}" in _about(findings, "settings", "warning")


def test_what_is_broken_is_named(coauth_alone: Callable[..., Cli], tmp_path: Path) -> None:
    coauth = coauth_alone()
    status, findings = _check(coauth, COAUTH_BATCH_SIZE="many")
    assert status == 1
    assert "batch_size" in _about(findings, "settings", "broken")

    status, findings = _check(coauth, NEO4J_URI="bolt://127.0.0.1:1", NEO4J_PASSWORD="x")
    assert status == 1
    assert "does not answer" in _about(findings, "store", "broken")

    status, findings = _check(coauth, NEO4J_URI="bolt://127.0.0.1:1")
    assert status == 1
    assert "NEO4J_PASSWORD" in _about(findings, "store", "broken")

    status, findings = _check(coauth, NEO4J_PASSWORD="x")
    assert status == 0
    assert "without NEO4J_URI" in _about(findings, "settings", "warning")

    (tmp_path / "file").write_text("", encoding="utf-8")
    status, findings = _check(coauth, COAUTH_HOME=str(tmp_path / "file" / "home"))
    assert status == 1
    assert "COAUTH_HOME" in _about(findings, "folder", "broken")

    # a folder of somebody else's with one of our short names
    (tmp_path / "shadow" / "loaders").mkdir(parents=True)
    (tmp_path / "shadow" / "loaders" / "__init__.py").write_text("", encoding="utf-8")
    path = f"{tmp_path / 'shadow'}:{coauth.environment['PYTHONPATH']}"
    status, findings = _check(coauth, PYTHONPATH=path)
    assert status == 1
    assert "shadows" in _about(findings, "packages", "broken")


def test_what_decides_is_looked_at(coauth_alone: Callable[..., Cli], tmp_path: Path) -> None:
    coauth, home = coauth_alone(), tmp_path / "home"
    (coauth.folder / "dump.jsonl").write_bytes(lines(RECORDS[:2]))
    assert coauth("registry", "load", "dump.jsonl").returncode == 0
    assert coauth("judge", "affiliation", "Korea", "--country", "KR", "--why", "x").returncode == 0
    status, findings = _check(coauth)
    assert status == 0
    assert "dump.jsonl, loaded " in _about(findings, "registry", "ok")
    assert "1 in " in _about(findings, "judgements", "ok")
    for index in (home / "registry").glob("*.index"):
        index.unlink()
    (home / "judgements.jsonl").write_text("a\nb\n", encoding="utf-8")
    status, findings = _check(coauth)
    assert status == 1
    assert "coauth registry load" in _about(findings, "registry", "broken")
    assert "it holds no judgement" in _about(findings, "judgements", "broken")


def test_the_store_it_finds(store: Store, target: Target, coauth: Cli) -> None:
    _, findings = _check(coauth)
    assert "no graph in it yet" in _about(findings, "store", "ok")
    prepare(store)
    status, findings = _check(coauth)
    assert status == 0
    assert f"version {model.MODEL_VERSION} of the model" in _about(findings, "store", "ok")
    if target.kind == "neo4j":
        assert "Neo4j 5." in _about(findings, "store", "ok") or "Neo4j 20" in _about(findings, "store", "ok")
        wrong, findings = _check(coauth, NEO4J_PASSWORD="wrong-password")
        assert wrong == 1
        assert "password" in _about(findings, "store", "broken")
    store.execute("MATCH (s:Store) SET s.model_version = 999")
    status, findings = _check(coauth)
    assert status == 1
    assert "version 999" in _about(findings, "store", "broken")
