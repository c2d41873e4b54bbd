"""Who comes, and whether she came too often.

A right key is never refused for the failures of others behind the same address: with 256 random
bits there is nothing to guess, so what fails is only kept from costing much.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol
from wsgiref.types import WSGIEnvironment

from flask import Response, after_this_request, current_app
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from structlog import get_logger
from werkzeug.wrappers import Request

from caire import db as database
from caire.clock import utcnow
from caire.lrs.access import KeyAccess, access_with, expected_access
from caire.lrs.errors import KeyRefused
from caire.lrs.metering import Amount, Meter
from caire.lrs.requests import credentials
from caire.lrs.services.usage import add_usage, note_use
from caire.people.errors import TooManyAttempts
from caire.people.services.throttle import Limit, network_of, refuse_excess
from caire.web.platform import Platform, current_platform, current_request

log = get_logger(__name__)

METER = "caire.lrs.meter"
FAILED = "lrs key by network"
#: A school's tools share an address, and one of them may hold a wrong key for a while.
FAILURES = Limit(attempts=120, window=timedelta(minutes=15))


@dataclass(frozen=True, slots=True)
class Counted:
    """Who comes, counted; `afterwards` is to be called when the answer has left."""

    access: KeyAccess
    afterwards: Callable[[], None] | None


def caller() -> KeyAccess:
    """Who comes with the key of Flask's request; her request is counted, and noted after it.

    Raises:
        KeyRefused. RateExceeded. TooManyAttempts: failures from this address are not heard now.
    """
    counted = _counted(current_request().environ, current_platform(), current_meter(), access_with)
    afterwards = counted.afterwards
    if afterwards is not None:

        @after_this_request
        def close_with(response: Response) -> Response:
            response.call_on_close(afterwards)
            return response

    return counted.access


def writing_caller(environ: WSGIEnvironment, platform: Platform, meter: Meter) -> Counted:
    """As `caller`, by what this process knows of the key: the transaction asks again.

    Raises:
        What `caller` raises.
    """
    return _counted(environ, platform, meter, expected_access)


class _Answering(Protocol):
    def __call__(self, engine: Engine, *, key: str, secret: str, now: datetime) -> KeyAccess: ...


def _counted(
    environ: WSGIEnvironment, platform: Platform, meter: Meter, answering: _Answering
) -> Counted:
    key, secret = credentials(environ)
    now = utcnow()
    try:
        access = answering(platform.engine, key=key, secret=secret, now=now)
    except KeyRefused:
        _count_failure(environ, platform, meter)
        raise
    own, settings = access.limits.requests, platform.config.lrs.requests_per_minute
    _spend(platform, meter, access, "requests", 1, limit=settings if own is None else own, now=now)
    if meter.may_note(access.key_id, now):
        return Counted(access, partial(_note, platform, access.key_id, now))
    return Counted(access, None)


def spend_statements(platform: Platform, meter: Meter, access: KeyAccess, count: int) -> None:
    """Count statements that are about to be stored. Raises: RateExceeded."""
    own, settings = access.limits.statements, platform.config.lrs.statements_per_minute
    limit = settings if own is None else own
    _spend(platform, meter, access, "statements", count, limit=limit, now=utcnow())


def refuse_beyond(platform: Platform, access: KeyAccess, environ: WSGIEnvironment) -> None:
    """Raises: NotAllowed: the access was lent, and the request for statements reaches further."""
    if access.bounds is None:
        return
    asked = Request(environ)
    with platform.sessions() as db:
        database.read_without_transaction(db)
        access.bounds.refuse_request(
            db, resource="statements", method=asked.method, parameters=asked.args.to_dict()
        )


def current_meter() -> Meter:
    meter: Meter = current_app.extensions[METER]
    return meter


def _spend(
    platform: Platform,
    meter: Meter,
    access: KeyAccess,
    what: str,
    count: int,
    *,
    limit: int,
    now: datetime,
) -> None:
    def tell(minute: int, amount: Amount) -> Amount:
        with platform.sessions() as db, database.transaction(db):
            return add_usage(db, caller=access.key, minute=minute, amount=amount)

    meter.spend(access.key, what, count, limit=limit, now=now, tell=tell)


def _count_failure(environ: WSGIEnvironment, platform: Platform, meter: Meter) -> None:
    now, network = utcnow(), network_of(environ.get("REMOTE_ADDR", ""))
    if until := meter.silenced_until(network, now):
        raise TooManyAttempts(until)
    try:
        with platform.sessions() as db, database.transaction(db):
            refuse_excess(db, action=FAILED, value=network, limit=FAILURES, now=now)
    except TooManyAttempts as refusal:
        meter.silence(network, refusal.retry_at)
        raise


def _note(platform: Platform, key_id: int, now: datetime) -> None:
    """Write that the key was used, once the answer has left: nobody waits for it."""
    try:
        with platform.sessions() as db, database.transaction(db):
            note_use(db, key_id=key_id, now=now)
    except SQLAlchemyError:  # what was asked for is done and answered: only the date is lost
        log.exception("the use of a key could not be noted", key=key_id)
