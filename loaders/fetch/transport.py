"""One request after another to one service: bounded, patient, and never telling a key to anyone else."""

from __future__ import annotations

import email.utils
import logging
import time
from collections.abc import Callable, Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import NoReturn, Protocol, TypeVar
from urllib.parse import urljoin, urlsplit

import msgspec
import requests

from graph.errors import CoauthError
from graph.settings import LOOPBACK
from graph.views.text import one_line
from loaders.fetch.deadline import Deadline

log = logging.getLogger(__name__)

MAX_BODY = 64 * 2**20
"""Bytes of one answer, unpacked: a page of 100 works with 100 authors each has about 5 MB."""
MAX_TRIES = 7
MAX_WAIT = 300.0
"""Seconds: who must wait longer than that gives up, and goes on another time."""
MAX_SECONDS = 600.0
"""For one answer as a whole, however slowly it trickles in."""
TIMEOUT = (20.0, 120.0)
MAX_REDIRECTS = 3
MAX_SHOWN = 10_000
"""Characters of an address in a log or a message: the cursor in it, or all of it, may be the service's."""
AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
GONE_WRONG = (
    requests.ConnectionError,
    requests.Timeout,
    requests.exceptions.ChunkedEncodingError,
    requests.exceptions.ContentDecodingError,
)
_PIECE = 2**16
_CAN_GO_ON = "the same command later goes on where this one stopped"

T = TypeVar("T")


class Refused(CoauthError):
    """The service answered that it will not answer this request. status: of HTTP."""

    def __init__(self, message: str, *, status: int, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.status = status


class _Damaged(Exception):
    """An answer that broke off, or is not what was asked for: worth another try. reason: for a person."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Watcher(Protocol):
    """Who wants to know that a request must wait."""

    def pausing(self, seconds: float, reason: str) -> None:
        """So long before the next try."""


class Client:
    """Requests to one service, whose base address is one of the settings.

    name: of the service, for messages. headers: sent with every request, to that address only. secret: the one that
    must not be seen; mailto: the user's address. Both are blanked in whatever is shown. hint: what to do where the key is refused. wait, clock: time, so
    that tests need none.

    Raises CoauthError where a key would travel unencrypted.
    """

    def __init__(
        self,
        name: str,
        base: str,
        headers: Mapping[str, str],
        *,
        watcher: Watcher,
        secret: str | None = None,
        mailto: str | None = None,
        hint: str | None = None,
        wait: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        parts = urlsplit(base)
        if secret and parts.scheme != "https" and parts.hostname not in LOOPBACK:
            raise CoauthError(
                f"the key for {name} is not sent to {base}: it would travel unencrypted",
                hint="set an address that begins with https://",
            )
        self.name = name
        self.base = base.rstrip("/")
        self._origin = _origin(base)
        self._secret = secret
        self._private = [text for text in (secret, mailto) if text]
        self._hint = hint
        self._watcher = watcher
        self._wait = wait
        self._clock = clock
        self._pace = 0.0
        self._next = 0.0
        self._session = requests.Session()
        self._session.trust_env = parts.hostname not in LOOPBACK  # to this machine, never through a proxy
        self._deadline = Deadline(MAX_SECONDS)
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, self._deadline)
        self._session.headers.update({"Accept": "application/json", "Accept-Encoding": "gzip, deflate"})
        self._session.headers.update(headers)
        self._session.auth = _as_it_is  # else a .netrc could put its own credentials there
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def get(self, path: str, decode: Callable[[bytes], T]) -> T:
        """The answer to one request, decoded. path: what follows the base address, with its query.

        decode raises ValueError or msgspec.DecodeError for what is not the answer that was expected. What may pass
        (429, 5xx, a broken connection, a damaged answer) is tried again, after as long as the service asks for, else
        after ever longer waits. Raises Refused for any other answer, CoauthError where no try succeeded, where the
        answer is too large, and for a redirection to another address.
        """
        address = f"{self.base}/{path.lstrip('/')}"
        reason = ""
        for tried in range(1, MAX_TRIES + 1):
            self._keep_pace()
            asked_for: float | None = None
            try:
                with self._deadline.watched(), self._send(address) as response:
                    if response.status_code == requests.codes.ok:
                        return self._decoded(response, decode)
                    asked_for = self._judge(response)
                    reason = f"answers {response.status_code}"
            except requests.exceptions.SSLError:
                raise CoauthError(
                    f"{self.name}: no secure connection to {urlsplit(self.base).hostname}",
                    hint="is the address right, and the clock? REQUESTS_CA_BUNDLE names the authorities of a proxy",
                ) from None
            except GONE_WRONG as error:
                reason = "cannot be reached" if _not_reached(error) else "broke off its answer"
            except requests.RequestException as error:
                raise CoauthError(f"{self.name}: the request failed ({type(error).__name__})") from None
            except _Damaged as error:
                reason = error.reason
            if self._deadline.passed:
                reason = "answers too slowly"
            if tried < MAX_TRIES:
                self._pause(asked_for if asked_for is not None else 2.0 ** (tried - 1), reason)
        raise CoauthError(f"{self.name} {reason}, {MAX_TRIES} times in a row", hint=_CAN_GO_ON)

    def close(self) -> None:
        """Give up the connections."""
        self._session.close()

    def _send(self, address: str) -> requests.Response:
        for _ in range(MAX_REDIRECTS + 1):
            try:
                response = self._session.get(address, stream=True, allow_redirects=False, timeout=TIMEOUT)
            except requests.RequestException:
                raise
            except ValueError:  # requests looks where a redirection would lead
                raise CoauthError(f"{self.name} sends on to an address that is none") from None
            log.info("%s %s", response.status_code, self._clean(address[:MAX_SHOWN]))
            self._learn_pace(response)
            target = response.headers.get("Location")
            if not response.is_redirect or target is None:
                return response
            response.close()
            address = urljoin(address, target)
            if _origin(address) != self._origin:
                raise CoauthError(
                    f"{self.name} sends on to another address ({self._clean(address[:MAX_SHOWN])}), which is not "
                    "followed",
                    hint="if it has moved, set its new address",
                )
        raise CoauthError(f"{self.name} sends on from one address to the next without end")

    def _decoded(self, response: requests.Response, decode: Callable[[bytes], T]) -> T:
        body = self._body(response)
        try:
            return decode(body)
        except (msgspec.DecodeError, ValueError, RecursionError):
            raise _Damaged("answers with something that is not what was asked for") from None

    def _body(self, response: requests.Response) -> bytes:
        declared = response.headers.get("Content-Length", "")
        if declared.isascii() and declared.isdigit() and int(declared[:20]) > MAX_BODY:
            self._too_large()
        pieces: list[bytes] = []
        size = 0
        for piece in response.iter_content(_PIECE):
            size += len(piece)
            if size > MAX_BODY:
                self._too_large()
            pieces.append(piece)
        return b"".join(pieces)

    def _too_large(self) -> NoReturn:
        raise CoauthError(
            f"{self.name}: an answer of more than {MAX_BODY // 2**20} MiB is not read", hint=_CAN_GO_ON
        )

    def _judge(self, response: requests.Response) -> float | None:
        """Seconds to wait before the next try, None where the service does not say. Raises for what will not pass."""
        status = response.status_code
        asked_for = _retry_after(response.headers.get("Retry-After"))
        if (
            status == requests.codes.too_many_requests
            and (until := _budget_spent(response.headers)) is not None
        ):
            asked_for = until if asked_for is None else max(until, asked_for)
            if asked_for > MAX_WAIT:
                more = f"{self._hint}: it allows more; " if self._hint and not self._secret else ""
                raise CoauthError(
                    f"{self.name}: what may be asked in a day is used up; more in {_lasting(asked_for)}",
                    hint=more + _CAN_GO_ON,
                )
        if status in AGAIN or (status == requests.codes.forbidden and asked_for is not None):
            if asked_for is not None and asked_for > MAX_WAIT:
                raise CoauthError(
                    f"{self.name} answers {status} and asks to wait for {_lasting(asked_for)}",
                    hint=_CAN_GO_ON,
                )
            return asked_for
        said = self._message(response)
        refusal = f"{self.name} refuses the request ({status}{': ' + said if said else ''})"
        key = status in (requests.codes.unauthorized, requests.codes.forbidden)
        raise Refused(refusal, status=status, hint=self._hint if key else None)

    def _message(self, response: requests.Response) -> str:
        """What the service says about its refusal, cut and made harmless."""
        try:
            text = next(response.iter_content(2000), b"").decode("utf-8", "replace")
        except requests.RequestException:
            return ""
        try:
            fields = msgspec.json.decode(text, type=dict[str, object])
        except (msgspec.DecodeError, RecursionError):
            fields = {}
        said = fields.get("message") or fields.get("error")
        if isinstance(said, list) and said and isinstance(said[0], dict):  # of Crossref
            said = said[0].get("message")
        return self._clean(said if isinstance(said, str) else "" if text.lstrip()[:1] == "<" else text)[:300]

    def _clean(self, text: str) -> str:
        for private in self._private:
            text = text.replace(private, "***")
        return one_line(text).strip()

    def _pause(self, seconds: float, reason: str) -> None:
        log.info("%s %s: waiting %.1f s", self.name, reason, seconds)
        self._watcher.pausing(seconds, f"{self.name} {reason}")
        self._wait(seconds)

    def _learn_pace(self, response: requests.Response) -> None:
        """How many requests in how long Crossref takes (`X-Rate-Limit-Limit`, `X-Rate-Limit-Interval: 1s`)."""
        limit = response.headers.get("X-Rate-Limit-Limit", "")
        interval = response.headers.get("X-Rate-Limit-Interval", "").removesuffix("s")
        if all(text.isascii() and text.isdigit() and len(text) <= 6 for text in (limit, interval)) and int(
            limit
        ):
            self._pace = min(int(interval) / int(limit), 10.0)

    def _keep_pace(self) -> None:
        now = self._clock()
        if self._pace and now < self._next:
            self._wait(self._next - now)
        self._next = max(now, self._next) + self._pace


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _origin(address: str) -> tuple[str, str | None, int | None]:
    try:
        parts = urlsplit(address)
        return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return "", None, None


def _not_reached(error: requests.RequestException) -> bool:
    return isinstance(error, requests.ConnectionError | requests.ConnectTimeout) and not isinstance(
        error, requests.exceptions.ChunkedEncodingError
    )


def _retry_after(value: str | None) -> float | None:
    """`Retry-After`, in seconds or as a date, in seconds from now; None where there is none to be read."""
    if not value:
        return None
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        until = email.utils.parsedate_to_datetime(value)
        return max(0.0, until.timestamp() - time.time())
    except (TypeError, ValueError, OverflowError):
        return None


def _budget_spent(headers: Mapping[str, str]) -> float | None:
    """Seconds until OpenAlex's daily budget is filled again, where the next request costs more than is left."""
    left, needed = headers.get("X-RateLimit-Remaining", ""), headers.get("X-RateLimit-Credits-Required", "1")
    reset = headers.get("X-RateLimit-Reset", "")
    if not all(text.isascii() and text.isdigit() for text in (left, needed, reset)):
        return None
    return float(reset[:9]) if int(left[:9]) < int(needed[:9]) else None


def _lasting(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes} minutes" if minutes < 120 else f"{round(seconds / 3600)} hours"
