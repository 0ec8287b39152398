"""The end of requests that take too long: a socket's time-out begins anew with every byte that trickles in."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from weakref import WeakSet

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection


class Deadline(HTTPAdapter):
    """Carries the requests of one client, and can cut them off. seconds: for one answer as a whole.

    passed: was the last one cut off?
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.passed = False
        self._opened: WeakSet[Any] = WeakSet()
        super().__init__()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Whatever is read within the block, however slowly, ends in time: as a connection that broke."""
        self.passed = False
        timer = threading.Timer(self.seconds, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """As that of requests."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools()

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        """As that of requests."""
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = self._pools()
        return manager

    def _pools(self) -> dict[str, type[HTTPConnectionPool]]:
        opened = self._opened

        class Plain(HTTPConnection):
            def connect(self) -> None:
                opened.add(self)  # until it stands, its socket is another one
                super().connect()
                opened.add(self.sock)

        class Secure(HTTPSConnection):
            def connect(self) -> None:
                opened.add(self)
                super().connect()
                opened.add(self.sock)

        return {
            "http": type("PlainPool", (HTTPConnectionPool,), {"ConnectionCls": Plain}),
            "https": type("SecurePool", (HTTPSConnectionPool,), {"ConnectionCls": Secure}),
        }

    def _cut(self) -> None:
        self.passed = True
        for one in list(self._opened):
            # an answer that ends with its connection keeps the socket when the connection has let go of it
            held = one.sock if isinstance(one, HTTPConnection) else one
            if held is not None:
                with suppress(OSError):  # it has just ended by itself
                    held.shutdown(socket.SHUT_RDWR)
