"""POST and PUT of statements: what programs ask most, answered without Flask.

Nothing here needs what Flask gives each request: neither its context nor functions before and
after. That took a sixth of the time of a statement that comes alone.
Source: xAPI 1.0.3, part three, 2.1; IEEE 9274.1.1, 4.1.6.1.
"""

import time
from collections.abc import Callable, Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import msgspec
from flask import Response
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request
from werkzeug.wsgi import ClosingIterator

from caire.errors import Refusal
from caire.lrs.metering import Meter
from caire.lrs.receiving import sent_by
from caire.lrs.requests import (
    VERSION_HEADER,
    BadRequest,
    parameters,
    spoken_version,
    uuid_parameter,
)
from caire.lrs.services.gathering import Gatherer
from caire.lrs.views.blueprint import bug, http_error, refuse_broken, refused, said_version
from caire.lrs.views.callers import refuse_beyond, writing_caller
from caire.lrs.views.cross_origin import sharing
from caire.lrs.views.storing import Posted, refuse_unless_writes, stored
from caire.web.health import count_answer
from caire.web.platform import Platform

ADDRESS = "/xapi/statements"
#: What is answered here, by method, with the name under which it is counted.
ENDPOINTS = {"POST": "lrs.store_statements", "PUT": "lrs.store_statement"}


#: Status, headers and body: what Werkzeug's own answer adds to them costs more than checking a
#: statement.
_Answer = tuple[str, list[tuple[str, str]], bytes]


class Writing:
    """WSGI: stores what is sent to the statements resource, and hands on all other requests."""

    def __init__(self, others: WSGIApplication, platform: Platform, meter: Meter) -> None:
        self.others = others
        self.platform = platform
        self.meter = meter
        self.gatherer = Gatherer(platform.sessions)

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        endpoint = ENDPOINTS.get(environ["REQUEST_METHOD"])
        if endpoint is None or environ.get("PATH_INFO") != ADDRESS:
            return self.others(environ, start)
        began = time.perf_counter()
        afterwards: list[Callable[[], None]] = []
        status, headers, body = self._answer(environ, afterwards)
        headers.append((VERSION_HEADER, said_version(environ, self.platform.config)))
        headers += sharing(environ, self.platform)
        count_answer(endpoint, int(status[:3]), began)
        start(status, headers)
        return ClosingIterator([body], afterwards) if afterwards else [body]

    def _answer(self, environ: WSGIEnvironment, afterwards: list[Callable[[], None]]) -> _Answer:
        """The answer, a refusal too; `afterwards` is given what is to be done when it has left."""
        try:
            refuse_broken(environ)
            return self._store(environ, afterwards)
        except Refusal as refusal:
            return _plain(refused(refusal))
        except HTTPException as error:
            return _plain(http_error(error))
        except Exception:
            return _plain(bug(ADDRESS))

    def _store(self, environ: WSGIEnvironment, afterwards: list[Callable[[], None]]) -> _Answer:
        """One statement or several, all or none; answers a POST with their ids in the same order.

        A PUT brings one, under the id of the address; sent twice, it is stored once.

        Raises:
            WrongVersion, KeyRefused, ScopeMissing, RateExceeded, NotAllowed, BadRequest, and what
            `stored` raises.
        """
        version = spoken_version(environ)
        counted = writing_caller(environ, self.platform, self.meter)
        if counted.afterwards is not None:
            afterwards.append(counted.afterwards)
        access = counted.access
        refuse_unless_writes(access)
        refuse_beyond(self.platform, access, environ)
        only_id = _id_of_address(environ)
        sent = sent_by(environ, self.platform.config.lrs)
        posted = Posted(self.platform, self.meter, access, version, sent, only_id)
        ids = stored(posted, self.gatherer)
        if only_id is not None:
            return "204 NO CONTENT", [], b""
        body = msgspec.json.encode(ids)
        return (
            "200 OK",
            [("Content-Type", "application/json"), ("Content-Length", str(len(body)))],
            body,
        )


def _plain(response: Response) -> _Answer:
    return response.status, response.headers.to_wsgi_list(), response.get_data()


def _id_of_address(environ: WSGIEnvironment) -> str | None:
    """The id under which a PUT stores; a POST has no parameters. Raises: BadRequest."""
    if environ["REQUEST_METHOD"] == "POST":
        if environ.get("QUERY_STRING"):
            parameters(Request(environ), known=())
        return None
    given = parameters(Request(environ), known=("statementId",))
    if "statementId" not in given:
        raise BadRequest("give the statement's id: ?statementId=…")
    return uuid_parameter("statementId", given["statementId"])
