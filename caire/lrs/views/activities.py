"""The Activities resource. Source: xAPI 1.0.3, part three, 2.5; IEEE 9274.1.1, 4.1.6.4."""

from typing import Any

from flask import Response
from msgspec import Raw

from caire.lrs.definitions import known_definition
from caire.lrs.views.blueprint import bp, json_response
from caire.lrs.views.gate import iri_parameter, look_up, with_etag
from caire.web.database import current_db


@bp.get("/activities")
def activity() -> Response:
    """All that the organisation's statements say of the activity; its id at least."""
    access, given = look_up("activities", known=("activityId",))
    iri = iri_parameter(given, "activityId")
    known = known_definition(current_db(), organisation_id=access.organisation_id, iri=iri)
    found: dict[str, Any] = {"objectType": "Activity", "id": iri}
    if known is not None:
        found["definition"] = Raw(known.definition.encode())
    response = json_response(found)
    if known is not None:
        response.last_modified = known.updated_at
    return with_etag(response)
