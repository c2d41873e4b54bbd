"""The Agents resource: a Person. Source: xAPI 1.0.3, part three, 2.4; IEEE 9274.1.1, 4.1.6.3."""

from flask import Response

from caire.lrs.documents.agents import PARAMETER, person_of
from caire.lrs.errors import StatementInvalid
from caire.lrs.requests import BadRequest
from caire.lrs.views.blueprint import bp, json_response
from caire.lrs.views.gate import look_up, with_etag


@bp.get("/agents")
def person() -> Response:
    """What the request says of the agent, and no more: identities are not tied together here."""
    _, given = look_up("agents", known=(PARAMETER,))
    if PARAMETER not in given:
        raise BadRequest(f"give {PARAMETER}: an Agent in JSON")
    try:
        return with_etag(json_response(person_of(given[PARAMETER])))
    except StatementInvalid as fault:
        raise BadRequest(str(fault)) from None
