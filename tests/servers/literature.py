"""A server on this machine that answers as the APIs of OpenAlex and of Crossref do, and misbehaves when told to."""

from __future__ import annotations

import base64
import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

Fault = Callable[["_Handler"], None]
MAX_PER_PAGE = 100
MAX_GROUPS = 200
MAX_ROWS = 1000


class Literature:
    """The server. works: of OpenAlex, by their number; items: of Crossref, by DOI. merged: old number -> new one.

    faults: what happens to the next requests instead of an answer, in order. requests: path with query, and headers,
    of each. cursors_forgotten: Crossref answers 404 to any cursor but the first.
    """

    def __init__(self) -> None:
        self.works: dict[int, dict[str, Any]] = {}
        self.items: dict[str, dict[str, Any]] = {}
        self.merged: dict[int, int] = {}
        self.faults: list[Fault] = []
        self.requests: list[tuple[str, Mapping[str, str]]] = []
        self.cursors_forgotten = False
        self.per_page = MAX_PER_PAGE
        self.per_groups = MAX_GROUPS
        self.rows = MAX_ROWS
        self.headers: dict[str, str] = {}
        self._server = ThreadingHTTPServer(
            ("127.0.0.1", 0), type("Handler", (_Handler,), {"literature": self})
        )
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=lambda: self._server.serve_forever(0.01), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._server.server_close()

    @property
    def paths(self) -> list[str]:
        """What was asked for, decoded."""
        return [unquote(path.replace("+", " ")) for path, _ in self.requests]

    def add(
        self, number: int, *affiliations: str, label: str | None = None, authors: int = 1, year: int = 2020
    ) -> None:
        """One work of OpenAlex. label: the country that OpenAlex gives it."""
        self.works[number] = {
            "id": f"https://openalex.org/W{number}",
            "doi": f"https://doi.org/10.1000/{number}",
            "title": f"Work {number} — ün",
            "publication_year": year,
            "publication_date": f"{year}-05-01",
            "type": "article",
            "authorships": [
                {
                    "author": {"display_name": f"Author {place}"},
                    "countries": [label] if label else [],
                    "raw_affiliation_strings": list(affiliations),
                }
                for place in range(authors)
            ],
        }

    def add_item(self, doi: str, *affiliations: str, year: int = 2020) -> None:
        """One work of Crossref."""
        self.items[doi] = {
            "DOI": doi,
            "type": "journal-article",
            "title": [f"Work {doi}"],
            "issued": {"date-parts": [[year]]},
            "author": [
                {"given": "A.", "family": "Author", "affiliation": [{"name": name} for name in affiliations]}
            ],
        }


@contextmanager
def serving() -> Iterator[Literature]:
    """A server for the length of a block."""
    server = Literature()
    try:
        yield server
    finally:
        server.stop()


def answering(status: int, body: bytes = b"{}", **headers: str) -> Fault:
    """Answer like this instead. headers: with _ for -."""

    def fault(handler: _Handler) -> None:
        handler.answer(status, body, {name.replace("_", "-"): value for name, value in headers.items()})

    return fault


def as_usual(handler: _Handler) -> None:
    """No fault: the next one comes later."""
    handler.serve()


def breaking_off(handler: _Handler) -> None:
    """Promise more than is sent."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b'{"meta": {"count": 3}, "results": [')
    handler.close_connection = True


def cut_short(handler: _Handler) -> None:
    """End in the middle without saying how much there was to be."""
    handler.send_response(200)
    handler.end_headers()
    handler.wfile.write(b'{"meta": {"count": 3}, "results": [')
    handler.close_connection = True


def endless(megabytes: int) -> Fault:
    """So many megabytes of an answer, none of which says how much is to come."""

    def fault(handler: _Handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.close_connection = True
        try:
            handler.wfile.write(b'{"meta": {"count": 1}, "results": ["')
            for _ in range(megabytes):
                handler.wfile.write(b"x" * 2**20)
        except OSError:
            return  # who asked has heard enough

    return fault


def trickling(begin: bytes, more: bytes) -> Fault:
    """Begin so, and go on with more, a little at a time, until nobody listens."""

    def fault(handler: _Handler) -> None:
        handler.close_connection = True
        try:
            handler.wfile.write(begin)
            while True:
                handler.wfile.write(more)
                time.sleep(0.01)
        except OSError:
            return  # who asked has heard enough

    return fault


def hanging(begun: threading.Event, until: threading.Event) -> Fault:
    """Say nothing until told to."""

    def fault(handler: _Handler) -> None:
        begun.set()
        until.wait(60)
        handler.close_connection = True

    return fault


class _Handler(BaseHTTPRequestHandler):
    literature: Literature
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 2**16

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on the terminal."""

    def do_GET(self) -> None:
        here = self.literature
        here.requests.append((self.path, dict(self.headers.items())))
        if here.faults:
            here.faults.pop(0)(self)
        else:
            self.serve()

    def serve(self) -> None:
        """Answer as the service does."""
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        path = parts.path.removeprefix("/")
        if path == "works":
            self._crossref_list(asked) if "rows" in asked else self._openalex_list(asked)
        elif re.fullmatch(r"works/W\d+", path):
            self._openalex_single(int(path[7:]))
        else:
            self._crossref_single(unquote(path.removeprefix("works/")).lower())

    def answer(self, status: int, body: Any, headers: Mapping[str, str] | None = None) -> None:
        """Send JSON, or bytes as they are."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {
            "Content-Type": "application/json",
            **self.literature.headers,
            **(headers or {}),
        }.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _openalex_groups(self, asked: dict[str, str]) -> None:
        """Counts by country, in the order of their keys, one page after the other."""
        per_page = min(int(asked.get("per-page", "200")), self.literature.per_groups)
        filters = dict(one.split(":", 1) for one in asked["filter"].split(","))
        found = [
            work
            for work in self.literature.works.values()
            if str(work["publication_year"]) == filters["publication_year"]
        ]
        counts: dict[str, int] = {}
        for work in found:
            for code in {code for author in work["authorships"] for code in author["countries"]}:
                counts[code] = counts.get(code, 0) + 1
        groups = [
            {"key": f"https://openalex.org/countries/{code}", "key_display_name": code, "count": count}
            for code, count in sorted(counts.items())
        ]
        cursor = asked.get("cursor", "*")
        first = 0 if cursor == "*" else int(base64.b64decode(cursor))
        page = groups[first : first + per_page]
        last = first + len(page)
        after = base64.b64encode(str(last).encode()).decode() if len(page) == per_page else None
        meta = {"count": len(found), "groups_count": len(page), "next_cursor": after}
        self.answer(200, {"meta": meta, "results": [], "group_by": page})

    def _openalex_list(self, asked: dict[str, str]) -> None:
        if "group-by" in asked:
            self._openalex_groups(asked)
            return
        per_page = int(asked.get("per-page", "25"))
        if per_page > MAX_PER_PAGE or len(self.path) > 4096:
            self.answer(
                400, {"error": "Invalid query parameters error.", "message": "per-page parameter must be ..."}
            )
            return
        per_page = min(per_page, self.literature.per_page)
        filters = [one.split(":", 1) for one in asked["filter"].split(",")]
        known = {"raw_affiliation_strings.search", "authorships.institutions.country_code", "from_publication_date",
                 "to_publication_date", "type"}  # fmt: skip
        for name, _ in filters:
            if name not in known:
                self.answer(
                    400,
                    {"error": "Invalid query parameters error.", "message": f"{name} is not a valid field."},
                )
                return
        found = [
            work
            for _, work in sorted(self.literature.works.items())
            if all(_holds(work, *one) for one in filters)
        ]
        cursor = asked.get("cursor", "*")
        first = 0 if cursor == "*" else int(base64.b64decode(cursor))
        page = found[first : first + per_page]
        last = first + len(page)
        after = base64.b64encode(str(last).encode()).decode() if len(page) == per_page else None
        meta = {"count": len(found), "per_page": per_page, "page": None, "next_cursor": after}
        self.answer(200, {"meta": meta, "results": list(map(_list_form, page)), "group_by": []})

    def _openalex_single(self, number: int) -> None:
        if number in self.literature.merged:
            self.answer(301, b"", {"Location": f"/works/W{self.literature.merged[number]}"})
        elif number in self.literature.works:
            self.answer(200, self.literature.works[number])
        else:
            self.answer(404, b"<html>not found</html>")

    def _crossref_list(self, asked: dict[str, str]) -> None:
        rows = min(int(asked["rows"]), self.literature.rows)
        cursor = asked.get("cursor", "*")
        if cursor != "*" and self.literature.cursors_forgotten:
            self.answer(404, b"Resource not found.")
            return
        words = set(asked.get("query.affiliation", "").lower().split())
        found = [
            item
            for _, item in sorted(self.literature.items.items())
            if (not words or words & set(re.findall(r"\w+", json.dumps(item["author"]).lower())))
            and all(
                _crossref_holds(item, *one.split(":", 1)) for one in asked.get("filter", "").split(",") if one
            )
        ]
        first = 0 if cursor == "*" else int(cursor.removeprefix("+/="))
        page = found[first : first + rows]
        message = {"total-results": len(found), "items": page, "next-cursor": f"+/={first + len(page)}"}
        self.answer(200, {"status": "ok", "message-type": "work-list", "message": message})

    def _crossref_single(self, doi: str) -> None:
        if doi in self.literature.items:
            self.answer(200, {"status": "ok", "message-type": "work", "message": self.literature.items[doi]})
        else:
            self.answer(404, b"Resource not found.")


def _list_form(work: dict[str, Any]) -> dict[str, Any]:
    if len(work["authorships"]) <= MAX_PER_PAGE:
        return work
    return {**work, "authorships": work["authorships"][:100], "is_authors_truncated": True}


def _holds(work: dict[str, Any], name: str, value: str) -> bool:
    if name == "authorships.institutions.country_code":
        labels = {code for author in work["authorships"] for code in author["countries"]}
        return all(set(one.split("|")) & labels for one in value.split(" "))
    if name == "raw_affiliation_strings.search":
        printed = " | ".join(
            s for author in work["authorships"][:1] for s in author["raw_affiliation_strings"]
        )
        return any(f" {_words(phrase)} " in f" {_words(printed)} " for phrase in value.split("|"))
    if name == "type":
        return work["type"] in value.split("|")
    date: str = work["publication_date"]
    return date >= value if name.startswith("from") else date <= value


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _crossref_holds(item: dict[str, Any], name: str, value: str) -> bool:
    year = item["issued"]["date-parts"][0][0]
    if name == "from-pub-date":
        return bool(f"{year}-01-01" >= value)
    if name == "until-pub-date":
        return bool(f"{year}-01-01" <= value)
    return bool(item["type"] == value)
