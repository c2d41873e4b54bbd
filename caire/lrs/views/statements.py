"""The statements resource. Source: xAPI 1.0.3, part three, 2.1."""

from datetime import datetime

import msgspec
from flask import Response, request

from caire.clock import utcnow
from caire.config import LrsConfig
from caire.lrs.errors import NoSuchStatement, ScopeMissing, StatementInvalid
from caire.lrs.numbering import instant
from caire.lrs.queries import visible_raw
from caire.lrs.requests import (
    BadRequest,
    credentials,
    json_body,
    parameters,
    refuse_other_versions,
    statements_of,
    uuid_parameter,
)
from caire.lrs.services.completing import Incoming, complete
from caire.lrs.services.keys import KeyAccess, access_with
from caire.lrs.services.storing import Source, store
from caire.lrs.views.blueprint import bp, json_response
from caire.web.database import current_db, transaction
from caire.web.platform import current_platform


@bp.get("/statements")
def statement_by_id() -> Response:
    """One statement, or one that was voided (`voidedStatementId`)."""
    refuse_other_versions(request)
    access = _access()
    if not access.may_read_own:
        raise ScopeMissing("statements/read/mine")
    given = parameters(request, known=("statementId", "voidedStatementId", "format", "attachments"))
    named = [name for name in ("statementId", "voidedStatementId") if name in given]
    if len(named) != 1:
        raise BadRequest("give either statementId or voidedStatementId")
    raw = visible_raw(
        current_db(),
        id=uuid_parameter(named[0], given[named[0]]),
        voided=named[0] == "voidedStatementId",
        key_id=None if access.may_read_all else access.key_id,
        organisation_id=access.organisation_id,
    )
    if raw is None:
        raise NoSuchStatement(f"no statement with the {named[0]} {given[named[0]]}")
    response = Response(raw, mimetype="application/json")
    response.headers["X-Experience-API-Consistent-Through"] = instant(utcnow())
    response.last_modified = datetime.fromisoformat(msgspec.json.decode(raw)["stored"])
    return response


@bp.post("/statements")
def store_statements() -> Response:
    """One statement or several, all or none; answers with their ids in the same order."""
    refuse_other_versions(request)
    access = _writing_access()
    parameters(request, known=())
    limits = _limits()
    body = json_body(request, max_bytes=limits.max_body_bytes)
    incoming = [
        _completed(raw, path, access)
        for raw, path in statements_of(body, max_count=limits.max_batch)
    ]
    _refuse_repeated_ids(incoming)
    with transaction() as db:
        records = store(db, incoming=incoming, source=Source.KEY)
    return json_response([record.id for record in records])


@bp.put("/statements")
def store_statement() -> Response:
    """One statement under the id of the address; sent twice, it is stored once."""
    refuse_other_versions(request)
    access = _writing_access()
    given = parameters(request, known=("statementId",))
    if "statementId" not in given:
        raise BadRequest("give the statement's id: ?statementId=…")
    id = uuid_parameter("statementId", given["statementId"])
    body = json_body(request, max_bytes=_limits().max_body_bytes)
    incoming = _completed(msgspec.Raw(body), "$", access, id=id)
    if incoming.id != id:
        raise StatementInvalid("$.id", f"{incoming.id} is not the statementId {id}")
    with transaction() as db:
        store(db, incoming=[incoming], source=Source.KEY)
    return Response(status=204)


def _access() -> KeyAccess:
    key, secret = credentials(request)
    return access_with(current_db(), key=key, secret=secret)


def _writing_access() -> KeyAccess:
    access = _access()
    if not access.may_write:
        raise ScopeMissing("statements/write")
    return access


def _limits() -> LrsConfig:
    return current_platform().config.lrs


def _completed(
    raw: msgspec.Raw, path: str, access: KeyAccess, *, id: str | None = None
) -> Incoming:
    try:
        return complete(
            raw,
            home=current_platform().config.xapi_root,
            authority=access.key,
            key_id=access.key_id,
            organisation_id=access.organisation_id,
            default_id=id,
        )
    except StatementInvalid as fault:
        raise fault.inside(path) from None


def _refuse_repeated_ids(incoming: list[Incoming]) -> None:
    seen: set[str] = set()
    for index, one in enumerate(incoming):
        if one.id in seen:
            raise StatementInvalid(f"$[{index}].id", f"{one.id} stands twice in the request")
        seen.add(one.id)
