"""Which versions are spoken here."""

from flask import Response

from caire.lrs.versions import Version
from caire.lrs.views.blueprint import bp, json_response


@bp.get("/about")
def about() -> Response:
    """Which versions are spoken here; for anybody."""
    return json_response({"version": [version.value for version in Version]})
