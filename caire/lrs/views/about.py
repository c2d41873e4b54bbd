"""Which versions are spoken here."""

from flask import Response

from caire.lrs.services.storing import VERSION
from caire.lrs.views.blueprint import bp, json_response


@bp.get("/about")
def about() -> Response:
    """Which versions are spoken here; for anybody."""
    return json_response({"version": [VERSION]})
