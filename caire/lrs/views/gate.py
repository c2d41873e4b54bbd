"""What stands before every resource but statements: who comes, and with which parameters."""

from flask import Response, request

from caire.lrs.access import KeyAccess
from caire.lrs.bounds import Resource
from caire.lrs.documents.agents import PARAMETER, agent_in
from caire.lrs.documents.contents import etag_of
from caire.lrs.documents.places import Agent
from caire.lrs.errors import ScopeMissing, StatementInvalid
from caire.lrs.requests import BadRequest, parameters, spoken_version
from caire.lrs.texts import check_iri
from caire.lrs.versions import Version
from caire.lrs.views.callers import caller
from caire.web.database import current_db

Given = dict[str, str]


def spoken() -> Version:
    return spoken_version(request.environ)


def look_up(resource: Resource, *, known: tuple[str, ...]) -> tuple[KeyAccess, Given]:
    """Raises: WrongVersion, KeyRefused, ScopeMissing, BadRequest, NotAllowed."""
    spoken()
    access = caller()
    if not access.may_look_up:
        raise ScopeMissing("statements/read/mine")
    return access, _bounded(access, resource, known)


def open_documents(
    resource: Resource, *, scope: str, known: tuple[str, ...], writes: bool
) -> tuple[KeyAccess, Given]:
    """Raises: KeyRefused, ScopeMissing, BadRequest, NotAllowed."""
    access = caller()
    allowed = access.may_keep if writes else access.may_consult
    if not allowed(scope):
        raise ScopeMissing(scope)
    return access, _bounded(access, resource, known)


def iri_parameter(given: Given, name: str) -> str:
    if name not in given:
        raise BadRequest(f"give {name}: an IRI")
    try:
        check_iri(given[name], name)
    except StatementInvalid as fault:
        raise BadRequest(str(fault)) from None
    return given[name]


def agent_parameter(given: Given) -> Agent:
    if PARAMETER not in given:
        raise BadRequest(f"give {PARAMETER}: an Agent in JSON")
    try:
        return agent_in(given[PARAMETER])
    except StatementInvalid as fault:
        raise BadRequest(str(fault)) from None


def with_etag(response: Response) -> Response:
    """Its own hash for a tag; 304 without body when If-None-Match holds it."""
    response.set_etag(etag_of(response.get_data()))
    return conditional(response)


def conditional(response: Response) -> Response:
    response.make_conditional(request)  # changes it in place
    return response


def _bounded(access: KeyAccess, resource: Resource, known: tuple[str, ...]) -> Given:
    given = parameters(request, known=known)
    if access.bounds is not None:
        access.bounds.refuse_request(
            current_db(), resource=resource, method=request.method, parameters=given
        )
    return given
