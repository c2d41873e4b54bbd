"""The Activity Profile and Agent Profile resources.

Source: xAPI 1.0.3, part three, 2.6 and 2.7; IEEE 9274.1.1, 4.1.6.5 and 4.1.6.6.
"""

from flask import Response

from caire.lrs.documents.places import Kind
from caire.lrs.views import documents
from caire.lrs.views.blueprint import bp

OF_ACTIVITY = documents.Resource(
    Kind.ACTIVITY_PROFILE,
    bounded="activity_profile",
    name="profileId",
    needs=("activityId",),
    scope="profile",
)
OF_AGENT = documents.Resource(
    Kind.AGENT_PROFILE,
    bounded="agent_profile",
    name="profileId",
    needs=("agent",),
    scope="profile",
)


@bp.get("/activities/profile")
def read_activity_profile() -> Response:
    return documents.read(OF_ACTIVITY)


@bp.put("/activities/profile")
def put_activity_profile() -> Response:
    return documents.put(OF_ACTIVITY)


@bp.post("/activities/profile")
def post_activity_profile() -> Response:
    return documents.post(OF_ACTIVITY)


@bp.delete("/activities/profile")
def delete_activity_profile() -> Response:
    return documents.remove(OF_ACTIVITY)


@bp.get("/agents/profile")
def read_agent_profile() -> Response:
    return documents.read(OF_AGENT)


@bp.put("/agents/profile")
def put_agent_profile() -> Response:
    return documents.put(OF_AGENT)


@bp.post("/agents/profile")
def post_agent_profile() -> Response:
    return documents.post(OF_AGENT)


@bp.delete("/agents/profile")
def delete_agent_profile() -> Response:
    return documents.remove(OF_AGENT)
