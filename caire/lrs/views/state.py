"""The State resource. Source: xAPI 1.0.3, part three, 2.3; IEEE 9274.1.1, 4.1.6.2."""

from flask import Response

from caire.lrs.documents.places import Kind
from caire.lrs.views import documents
from caire.lrs.views.blueprint import bp

STATE = documents.Resource(
    Kind.STATE,
    bounded="state",
    name="stateId",
    needs=("activityId", "agent"),
    optional=("registration",),
    scope="state",
)


@bp.get("/activities/state")
def read_state() -> Response:
    return documents.read(STATE)


@bp.put("/activities/state")
def put_state() -> Response:
    return documents.put(STATE)


@bp.post("/activities/state")
def post_state() -> Response:
    return documents.post(STATE)


@bp.delete("/activities/state")
def delete_state() -> Response:
    return documents.remove_any(STATE)
