"""The kit over HTTP, on this machine only, as Neo4j Browser fetches it: from another origin, after a preflight."""

from __future__ import annotations

import errno
import logging
import sys
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from graph.errors import CoauthError
from graph.views.text import one_line

log = logging.getLogger(__name__)

LOOPBACK = "127.0.0.1"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".grass": "text/plain; charset=utf-8",
    ".cypher": "text/plain; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".zip": "application/zip",
}
METHODS = "GET, HEAD, OPTIONS"


class KitServer(ThreadingHTTPServer):
    """Serves these files and nothing else: no path of the machine is ever looked at.

    Raises CoauthError where the port cannot be had.
    """

    daemon_threads = True
    # on the same port again at once, also while old connections are still being closed
    allow_reuse_address = True

    def __init__(self, port: int, files: Mapping[str, bytes]) -> None:
        self.files = dict(files)
        try:
            super().__init__((LOOPBACK, port), _Handler)
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                taken = (
                    "another program has it" if error.errno == errno.EADDRINUSE else "it needs more rights"
                )
                raise CoauthError(
                    f"port {port} cannot be used: {taken}", hint="coauth browser --port 0 takes a free one"
                ) from None
            raise CoauthError(f"port {port} cannot be used: {error.strerror or error}") from error

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """One line at most: that a page was closed while it loaded is nobody's trouble."""
        error = sys.exc_info()[1]
        log.log(
            logging.INFO if isinstance(error, OSError) else logging.WARNING, "a request failed: %r", error
        )


class _Handler(BaseHTTPRequestHandler):
    server: KitServer
    server_version = "coauthgraph"
    sys_version = ""
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_OPTIONS(self) -> None:
        # the Browser asks before every fetch, since it sends cache-control and pragma
        self.send_response(HTTPStatus.NO_CONTENT)
        self.send_header("Access-Control-Allow-Methods", METHODS)
        self.send_header(
            "Access-Control-Allow-Headers", self.headers.get("Access-Control-Request-Headers") or "*"
        )
        if self.headers.get("Access-Control-Request-Private-Network") == "true":
            self.send_header("Access-Control-Allow-Private-Network", "true")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        try:
            name = unquote(urlsplit(self.path).path).lstrip("/") or "index.html"
        except ValueError:  # `http://[`
            self.send_error(HTTPStatus.BAD_REQUEST, explain="No address of a file.")
            return
        content = self.server.files.get(name)
        if content is None:
            self.send_error(HTTPStatus.NOT_FOUND, explain="No such file of the kit.")
            return
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", TYPES[PurePosixPath(name).suffix])
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if with_body:
            self.wfile.write(content)

    def end_headers(self) -> None:
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        log.info("%s %s", self.address_string(), one_line(format % args))
