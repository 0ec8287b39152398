"""One request: patient within bounds, and never telling a key to anyone else."""

from __future__ import annotations

import email.utils
import logging
import time as real_time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from graph.errors import CoauthError
from loaders.fetch import transport
from loaders.fetch.openalex import openalex_queries
from loaders.fetch.transport import Client, Refused
from tests.loaders.fetch.kit import Time, Watcher, open_openalex, settings
from tests.servers.literature import (
    Fault,
    Literature,
    answering,
    breaking_off,
    cut_short,
    endless,
    serving,
    trickling,
)

KEY = "key-that-nobody-may-see"


def client(server: Literature, time: Time, **more: Any) -> Client:
    return Client(
        "Service",
        server.url,
        {"Authorization": f"Bearer {KEY}"},
        watcher=Watcher(),
        secret=KEY,
        hint="set the key",
        wait=time.wait,
        clock=time.clock,
        **more,
    )


def ask(server: Literature, time: Time) -> dict[str, Any]:
    asking = client(server, time)
    try:
        return asking.get("works/W1", msgspec.json.Decoder(dict[str, Any]).decode)
    finally:
        asking.close()


@pytest.fixture(autouse=True)
def one_work(server: Literature) -> None:
    server.add(1, "Pyongyang")


@pytest.mark.parametrize(
    ("faults", "waits"),
    [
        ([], []),
        ([answering(429, Retry_After="7")], [7]),
        ([answering(429), answering(500), answering(503)], [1, 2, 4]),
        ([answering(503, Retry_After="0"), answering(502, Retry_After="soon")], [0, 2]),
        ([answering(429, X_RateLimit_Remaining="0", X_RateLimit_Reset="60")], [60]),
        ([answering(429, X_RateLimit_Remaining="5", X_RateLimit_Reset="60")], [1]),
        (
            [
                answering(
                    429, X_RateLimit_Remaining="5", X_RateLimit_Credits_Required="10", X_RateLimit_Reset="9"
                )
            ],
            [9],
        ),
        ([answering(403, Retry_After="3")], [3]),
        ([breaking_off], [1]),
        ([cut_short, breaking_off], [1, 2]),
        ([answering(200, b"<html>log in, please</html>")], [1]),
        ([answering(200, b"[1, 2]")], [1]),
        ([answering(200, b"[" * 100_000)], [1]),
        ([answering(200, b"\x1f\x8bnot gzip", Content_Encoding="gzip")], [1]),
        ([answering(500)] * 6, [1, 2, 4, 8, 16, 32]),
    ],
)
def test_what_passes_is_waited_for(
    server: Literature, time: Time, faults: Sequence[Fault], waits: list[float]
) -> None:
    server.faults += faults
    assert ask(server, time)["id"] == "https://openalex.org/W1"
    assert time.waits == waits


def test_a_date_to_wait_for(server: Literature, time: Time) -> None:
    server.faults.append(
        answering(429, Retry_After=email.utils.formatdate(real_time.time() + 100, usegmt=True))
    )
    ask(server, time)
    assert 90 < time.waits[0] <= 100


@pytest.mark.parametrize(
    ("faults", "message", "hint", "waits"),
    [
        ([answering(500)] * 7, "answers 500, 7 times in a row", "goes on where", 6),
        ([answering(200, b"no JSON")] * 7, "not what was asked for, 7 times", "goes on where", 6),
        ([breaking_off] * 7, "broke off its answer, 7 times", "goes on where", 6),
        ([answering(429, Retry_After="7200")], "asks to wait for 2 hours", "goes on where", 0),
        (
            [answering(429, X_RateLimit_Remaining="0", X_RateLimit_Reset="40000")],
            "in a day is used up; more in 11 hours",
            "goes on where",
            0,
        ),
        ([answering(401, b'{"error": "Invalid API key: ' + KEY.encode() + b'"}')], r"401: Invalid API key: \*\*\*", "set the key", 0),
        ([answering(403, b"<html>no</html>")], r"refuses the request \(403\)", "set the key", 0),
        ([answering(400, b'{"error": "x", "message": "bad \\u001b[31mfield"}')], r"400: bad \\x1b\[31mfield", "", 0),
        ([answering(404, b"Resource not found.")], "404: Resource not found", "", 0),
    ],
)  # fmt: skip
def test_what_does_not_pass_is_said(
    server: Literature, time: Time, faults: Sequence[Fault], message: str, hint: str, waits: int
) -> None:
    server.faults += faults
    with pytest.raises(CoauthError, match=message) as raised:
        ask(server, time)
    assert hint in (raised.value.hint or "")
    assert KEY not in str(raised.value)
    assert len(time.waits) == waits


def test_who_has_no_key_is_told_that_one_allows_more(server: Literature, time: Time, tmp_path: Path) -> None:
    server.faults.append(answering(429, X_RateLimit_Remaining="0", X_RateLimit_Reset="40000"))
    source = open_openalex(server, time)
    with pytest.raises(CoauthError, match="used up") as raised:
        source.page(openalex_queries(settings(server), "IS")[0], "*")
    source.close()
    assert "COAUTH_OPENALEX_API_KEY" in str(raised.value.hint)
    assert "goes on" in str(raised.value.hint)


def test_an_answer_without_end_is_not_read(
    server: Literature, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "MAX_BODY", 2**20)
    server.faults += [endless(1000)]
    with pytest.raises(CoauthError, match="more than 1 MiB"):
        ask(server, time)
    server.faults += [answering(200, b"x" * (2**20 + 1))]
    with pytest.raises(CoauthError, match="more than 1 MiB"):
        ask(server, time)


def test_nobody_there(time: Time) -> None:
    with serving() as gone:
        pass
    with pytest.raises(CoauthError, match="cannot be reached, 7 times"):
        ask(gone, time)


def test_a_redirection_to_another_address_is_not_followed(server: Literature, time: Time) -> None:
    with serving() as other:
        other.add(1, "Pyongyang")
        for target in (
            f"{other.url}/works/W1",
            f"//127.0.0.1:{other.url.rsplit(':', 1)[1]}/works/W1",
            "file:///etc/passwd",
        ):
            server.faults.append(answering(302, Location=target))
            with pytest.raises(CoauthError, match="another address"):
                ask(server, time)
        assert other.requests == []


@pytest.mark.parametrize("target", ["http://[", "http://127.0.0.1:99999/"])
def test_a_redirection_to_no_address(server: Literature, time: Time, target: str) -> None:
    server.faults.append(answering(302, Location=target))
    with pytest.raises(CoauthError, match="an address that is none"):
        ask(server, time)


@pytest.mark.parametrize(
    ("begin", "more", "message"),
    [
        (b"HTTP/1.1 200 OK\r\nX: ", b"x", "answers too slowly"),
        (b"HTTP/1.1 200 OK\r\n\r\n[", b" ", "answers too slowly"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n[", b" ", "answers too slowly"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n[\r\n", "answers too slowly"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", b"x", r"refuses the request \(400|too slowly"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n", "answers too slowly"),
    ],
)
def test_an_answer_that_trickles_in_is_given_up(
    server: Literature, time: Time, monkeypatch: pytest.MonkeyPatch, begin: bytes, more: bytes, message: str
) -> None:
    monkeypatch.setattr(transport, "MAX_SECONDS", 0.2)
    monkeypatch.setattr(transport, "MAX_TRIES", 1)
    server.faults.append(trickling(begin, more))
    with pytest.raises(CoauthError, match=message):
        ask(server, time)


def test_what_must_not_be_seen_is_blanked_in_logs(
    server: Literature, time: Time, caplog: pytest.LogCaptureFixture
) -> None:
    server.faults.append(answering(302, Location=f"/works/W1?key={KEY}&mail=me@example.org"))
    with caplog.at_level(logging.INFO), pytest.raises(CoauthError):
        asking = client(server, time, mailto="me@example.org")
        server.faults.append(answering(400, f"{KEY} of me@example.org".encode()))
        asking.get("works/W1", msgspec.json.decode)
    assert "key=***&mail=***" in caplog.text
    assert KEY not in caplog.text
    assert "me@example.org" not in caplog.text


def test_a_redirection_on_the_same_address_is_followed_a_few_times(server: Literature, time: Time) -> None:
    server.faults += [answering(301, Location="/works/W1")] * 3
    assert ask(server, time)["id"] == "https://openalex.org/W1"
    server.faults += [answering(301, Location="/works/W1")] * 4
    with pytest.raises(CoauthError, match="without end"):
        ask(server, time)


@pytest.mark.parametrize(
    ("base", "taken"),
    [
        ("http://example.org", False),
        ("http://127.0.0.1.example.org", False),
        ("https://example.org", True),
        ("http://localhost:9", True),
    ],
)
def test_a_key_does_not_travel_unencrypted(base: str, taken: bool) -> None:
    if taken:
        Client("Service", base, {}, watcher=Watcher(), secret=KEY).close()
    else:
        with pytest.raises(CoauthError, match="unencrypted"):
            Client("Service", base, {}, watcher=Watcher(), secret=KEY)
    Client("Service", base, {}, watcher=Watcher()).close()


def test_nothing_is_sent_that_was_not_meant_to_be(
    server: Literature, time: Time, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login someone password else\n")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    server.headers = {"Set-Cookie": "watched=yes"}
    asking = client(server, time)
    for _ in range(2):
        asking.get("works/W1", msgspec.json.decode)
    asking.close()
    for _, headers in server.requests:
        assert headers["Authorization"] == f"Bearer {KEY}"
        assert "Cookie" not in headers


def test_the_pace_that_a_service_asks_for_is_kept(server: Literature, time: Time) -> None:
    server.headers = {"X-Rate-Limit-Limit": "5", "X-Rate-Limit-Interval": "1s"}
    asking = client(server, time)
    for _ in range(4):
        asking.get("works/W1", msgspec.json.decode)
    asking.close()
    assert sum(time.waits) == pytest.approx(0.6, abs=0.21)


def test_a_refusal_has_its_status(server: Literature, time: Time) -> None:
    server.faults.append(answering(410))
    with pytest.raises(Refused) as raised:
        ask(server, time)
    assert raised.value.status == 410
