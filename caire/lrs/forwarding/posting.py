"""One connection to another store.

The standard library is enough and fits best: the connection must go to the address that was
checked, under the certificate of the name, and never follow a redirect.
"""

import socket
import ssl
import time
from base64 import b64encode
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.client import BadStatusLine, HTTPConnection, HTTPException, HTTPResponse, IncompleteRead
from threading import Timer
from types import TracebackType
from typing import Self

from caire.lrs.attachments import parts_with
from caire.lrs.forwarding.addresses import PORTS, Endpoint, addresses_of
from caire.lrs.forwarding.errors import TargetInvalid
from caire.lrs.forwarding.letters import Letter
from caire.lrs.multipart import content_type_with, new_boundary, written

#: Seconds without a byte, and for a whole exchange: connecting, sending, and all of the answer,
#: however it trickles. Only the look-up of a name has other bounds: those of the resolver.
SILENCE_S = 20.0
EXCHANGE_S = 30.0
#: Of an answer to statements, only so much is read.
ANSWER_BYTES = 65_536
STATEMENT_BYTES = 16_000_000


class Unreachable(Exception):
    """Nobody to speak to: no such host, no connection, no certificate of that name."""


class Unanswered(Unreachable):
    """It was there and got the request, but no whole answer came: silence, drops, a broken line."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    retry_after: str | None


class Post:
    """Sends statements to one target and asks it for one. To be used in a `with`."""

    def __init__(
        self, endpoint: Endpoint, *, username: str, secret: str, allow_private: bool
    ) -> None:
        pair = b64encode(f"{username}:{secret}".encode()).decode()
        self._authorization = f"Basic {pair}"
        self._endpoint = endpoint
        self._allow_private = allow_private
        self._connection: HTTPConnection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def send(self, letters: Sequence[Letter]) -> Answer:
        """Post statements of one version. Raises: Unreachable, Unanswered."""
        body = b"[" + b",".join(letter.raw for letter in letters) + b"]"
        kind = "application/json"
        files = {file.sha2: file for letter in letters for file in letter.files}
        if files:
            boundary = new_boundary()
            told = [(file.sha2, file.content_type, file.data) for file in files.values()]
            body = b"".join(written(parts_with(body, told), boundary))
            kind = content_type_with(boundary)
        headers = {**self._headers(letters[0].version), "Content-Type": kind}
        return self._exchange("POST", "/statements", body, headers, ANSWER_BYTES)

    def fetch(self, letter: Letter, *, voided: bool) -> Answer:
        """Ask for the statement that the target knows by this id.

        Raises: Unreachable, Unanswered.
        """
        name = "voidedStatementId" if voided else "statementId"
        where = f"/statements?{name}={letter.id}"
        return self._exchange("GET", where, None, self._headers(letter.version), STATEMENT_BYTES)

    def _headers(self, version: str) -> dict[str, str]:
        return {"Authorization": self._authorization, "X-Experience-API-Version": version}

    def _exchange(
        self, method: str, where: str, body: bytes | None, headers: dict[str, str], most: int
    ) -> Answer:
        request = _Request(method, self._endpoint.path + where, body, headers, most)
        rested = self._connection is not None
        with _Limit() as limit:
            try:
                return self._once(request, limit)
            except (ConnectionError, BadStatusLine) as error:
                if not rested or limit.is_over:
                    raise self._failed(error, limit) from error
                # Closed by the other side meanwhile. Sent twice, a statement counts once.
                limit.has_reached = False
            except (OSError, HTTPException, TargetInvalid) as error:
                raise self._failed(error, limit) from error
            try:
                return self._once(request, limit)
            except (OSError, HTTPException, TargetInvalid) as error:
                raise self._failed(error, limit) from error

    def _failed(self, error: Exception, limit: "_Limit") -> Unreachable:
        reached = limit.has_reached
        reason = str(error) or type(error).__name__
        if limit.is_over or limit.left_s <= 0:
            reason = f"no whole answer within {EXCHANGE_S:g} s"
        elif reached and isinstance(error, TimeoutError):
            reason = f"silent for {SILENCE_S:g} s"
        return (Unanswered if reached else Unreachable)(f"{self._endpoint.host}: {reason}")

    def _once(self, request: "_Request", limit: "_Limit") -> Answer:
        try:
            connection = self._connection or self._connected(limit)
            self._connection = connection
            limit.reach(connection.sock)
            connection.request(request.method, request.path, request.body, request.headers)
            response = connection.getresponse()
            text = self._text(response, request)
            if not response.isclosed() or connection.sock is None or limit.is_over:
                self._close()  # the rest is not wanted, or the other side wants to end
            return Answer(response.status, text, response.headers.get("Retry-After"))
        except BaseException:
            self._close()
            raise

    def _text(self, response: HTTPResponse, request: "_Request") -> bytes:
        try:
            text = response.read(request.most)
            if response.length and len(text) < request.most:
                raise IncompleteRead(text, response.length)
        except (OSError, HTTPException):
            if request.method == "GET":
                raise
            # The status says what became of the statements; this was to be its reason.
            self._close()
            return b""
        return text

    def _connected(self, limit: "_Limit") -> HTTPConnection:
        addresses = addresses_of(self._endpoint, allow_private=self._allow_private)
        sock = self._first(addresses, limit)
        if self._endpoint.scheme == "https":
            context = ssl.create_default_context()
            named = context.wrap_socket(
                sock, server_hostname=self._endpoint.host, do_handshake_on_connect=False
            )
            limit.hold(named)
            try:
                named.do_handshake()
            except BaseException:
                named.close()
                raise
            sock = named
        # It never connects by itself: it has its socket, and is closed with it.
        connection = HTTPConnection(self._endpoint.host, self._endpoint.port)
        connection.auto_open = 0
        connection.default_port = PORTS[self._endpoint.scheme]  # not said in the header Host
        connection.sock = sock
        return connection

    def _first(self, addresses: Sequence[str], limit: "_Limit") -> socket.socket:
        """A connection to the first address that answers. Raises: OSError: of the last one."""
        failure = OSError("no address")
        for address in addresses:
            wait = min(SILENCE_S, limit.left_s)
            if wait <= 0:
                break
            try:
                sock = socket.create_connection((address, self._endpoint.port), timeout=wait)
            except OSError as error:
                failure = error
                continue
            sock.settimeout(SILENCE_S)
            return sock
        raise failure

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


@dataclass(frozen=True, slots=True)
class _Request:
    """`most`: bytes of the answer that are read."""

    method: str
    path: str
    body: bytes | None
    headers: dict[str, str]
    most: int


class _Limit:
    """Cuts the connection in hand when the time of an exchange is over. To be used in a `with`.

    A socket's own limit begins anew with each byte: who sends one a second could hold us for ever.
    """

    def __init__(self) -> None:
        self.is_over = False
        self.has_reached = False
        self._end = time.monotonic() + EXCHANGE_S
        self._socket: socket.socket | None = None
        self._timer = Timer(EXCHANGE_S, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()

    @property
    def left_s(self) -> float:
        return self._end - time.monotonic()

    def hold(self, sock: socket.socket) -> None:
        """This is the connection to cut. Raises: TimeoutError: it is too late already."""
        self._socket = sock
        if self.is_over:
            raise TimeoutError

    def reach(self, sock: socket.socket) -> None:
        """The target is there, from now on it gets the request. Raises: TimeoutError."""
        self.hold(sock)
        self.has_reached = True

    def _cut(self) -> None:
        self.is_over = True
        if self._socket is None:
            return
        with suppress(OSError):  # it is closed already
            # Not the method of an SSL socket, which would have the other thread read in the clear.
            socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
