"""One connection to another store.

The standard library is enough and fits best: the connection must go to the address that was
checked, under the certificate of the name, and never follow a redirect.
"""

import http.client
import socket
import ssl
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from threading import Timer
from types import TracebackType
from typing import Any, Self

from caire.lrs.attachments import parts_with
from caire.lrs.forwarding.addresses import PORTS, Endpoint, addresses_of
from caire.lrs.forwarding.errors import TargetInvalid
from caire.lrs.forwarding.letters import Letter
from caire.lrs.multipart import content_type_with, new_boundary, written

#: Seconds without a byte, and for a whole exchange.
SILENCE_S = 20.0
EXCHANGE_S = 60.0
#: Of an answer to statements, only so much is read.
ANSWER_BYTES = 65_536
STATEMENT_BYTES = 16_000_000


class Unreachable(Exception):
    """No answer: no such host, no connection, no certificate of that name, silence."""


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
        """Post statements of one version. Raises: Unreachable."""
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
        """Ask for the statement that the target knows by this id. Raises: Unreachable."""
        name = "voidedStatementId" if voided else "statementId"
        where = f"/statements?{name}={letter.id}"
        return self._exchange("GET", where, None, self._headers(letter.version), STATEMENT_BYTES)

    def _headers(self, version: str) -> dict[str, str]:
        return {"Authorization": self._authorization, "X-Experience-API-Version": version}

    def _exchange(
        self, method: str, where: str, body: bytes | None, headers: dict[str, str], most: int
    ) -> Answer:
        rested = self._connection is not None
        try:
            try:
                return self._once(method, where, body, headers, most)
            except (ConnectionError, http.client.BadStatusLine):
                if not rested:
                    raise
                # Closed by the other side meanwhile. Sent twice, a statement counts once.
                return self._once(method, where, body, headers, most)
        except (OSError, HTTPException, TargetInvalid) as error:
            raise Unreachable(f"{self._endpoint.host}: {error or type(error).__name__}") from error

    def _once(
        self, method: str, where: str, body: bytes | None, headers: dict[str, str], most: int
    ) -> Answer:
        connection = self._connection or self._connected()
        self._connection = connection
        limit = Timer(EXCHANGE_S, _cut, [connection.sock])
        limit.daemon = True
        limit.start()
        try:
            connection.request(method, self._endpoint.path + where, body, headers)
            response = connection.getresponse()
            text = response.read(most)
            if not response.isclosed() or connection.sock is None:
                self._close()  # the rest is not wanted, or the other side wants to end
            return Answer(response.status, text, response.headers.get("Retry-After"))
        except BaseException:
            self._close()
            raise
        finally:
            limit.cancel()

    def _connected(self) -> HTTPConnection:
        addresses = addresses_of(self._endpoint, allow_private=self._allow_private)
        sock = _first(addresses, self._endpoint.port)
        if self._endpoint.scheme == "https":
            context = ssl.create_default_context()
            try:
                sock = context.wrap_socket(sock, server_hostname=self._endpoint.host)
            except BaseException:
                sock.close()
                raise
        # It never connects by itself: it has its socket, and is closed with it.
        connection = HTTPConnection(self._endpoint.host, self._endpoint.port)
        connection.auto_open = 0
        connection.default_port = PORTS[self._endpoint.scheme]  # not said in the header Host
        connection.sock = sock
        return connection

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _first(addresses: Sequence[str], port: int) -> Any:
    """A connection to the first address that answers. Raises: OSError: that of the last one."""
    for address in addresses[:-1]:
        try:
            return socket.create_connection((address, port), timeout=SILENCE_S)
        except OSError:
            continue
    return socket.create_connection((addresses[-1], port), timeout=SILENCE_S)


def _cut(sock: socket.socket) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it is closed already
