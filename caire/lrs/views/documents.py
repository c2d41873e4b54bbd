"""What the three document resources share: reading the request, answering it.

Source: xAPI 1.0.3, part three, 2.2 and 3.1; IEEE 9274.1.1, 4.1.4 and 4.1.6.
"""

import re
from dataclasses import dataclass

from flask import Response, request
from werkzeug.datastructures import ETags

from caire.clock import utcnow
from caire.config import LrsConfig
from caire.lrs.bounds import Resource as ResourceName
from caire.lrs.documents.agents import PARAMETER
from caire.lrs.documents.contents import Content
from caire.lrs.documents.errors import DocumentTooLarge, NoSuchDocument
from caire.lrs.documents.places import Kind, Place, Shelf
from caire.lrs.documents.preconditions import Blind, Precondition, Tags
from caire.lrs.documents.reading import document_at, names_on
from caire.lrs.requests import (
    BadRequest,
    TooLarge,
    bounded_body,
    first_version_patch,
    moment_parameter,
    uuid_parameter,
)
from caire.lrs.services.documents import (
    delete_document,
    delete_documents,
    merge_document,
    put_document,
)
from caire.lrs.versions import Version
from caire.lrs.views.blueprint import json_response
from caire.lrs.views.gate import (
    agent_parameter,
    conditional,
    iri_parameter,
    open_documents,
    spoken,
    with_etag,
)
from caire.web.database import current_db, transaction
from caire.web.platform import current_platform

MAX_NAME = 1_000
_MEDIA_TYPE = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+/[!#$%&'*+.^_`|~0-9A-Za-z-]+(?:\s*;[ -~]*)?")
_MEDIA_TYPE_LENGTH = 255


@dataclass(frozen=True, slots=True)
class Resource:
    """A document resource. `name` is the parameter with a document's id, `needs` the others.

    `bounded` is how the bounds of a lent access call it.
    """

    kind: Kind
    bounded: ResourceName
    name: str
    needs: tuple[str, ...]
    scope: str
    optional: tuple[str, ...] = ()

    @property
    def known(self) -> tuple[str, ...]:
        return (*self.needs, *self.optional, self.name)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request whose parameters hold. `name` is None when no document is named."""

    version: Version
    shelf: Shelf
    registration: str | None
    name: str | None
    given: dict[str, str]

    def place(self, resource: Resource) -> Place:
        if self.name is None:
            raise BadRequest(f"give {resource.name}: the id of the document")
        return self.shelf.place(self.name, self.registration)


def read(resource: Resource) -> Response:
    """One document, or the names of all; both with an ETag that If-None-Match may hold."""
    asked = _asked(resource, (*resource.known, "since"), writes=False)
    since = moment_parameter("since", asked.given["since"]) if "since" in asked.given else None
    if asked.name is None:
        listed = names_on(current_db(), asked.shelf, registration=asked.registration, since=since)
        response = json_response(list(listed.names))
        response.last_modified = listed.updated_at
        return with_etag(response)
    document = document_at(current_db(), asked.place(resource))
    if document is None:
        raise NoSuchDocument(f"no document with this {resource.name}: PUT or POST stores one")
    response = Response(document.content.body, content_type=document.content.content_type)
    response.last_modified = document.updated_at
    response.set_etag(document.etag)
    return conditional(response)


def put(resource: Resource) -> Response:
    asked = _asked(resource, resource.known, writes=True)
    place, content = asked.place(resource), _content()
    with transaction() as db:
        put_document(
            db,
            place=place,
            content=content,
            precondition=_precondition(),
            blind=_blind(resource.kind, asked.version),
            now=utcnow(),
        )
    return Response(status=204)


def post(resource: Resource) -> Response:
    asked = _asked(resource, resource.known, writes=True)
    place, content = asked.place(resource), _content()
    with transaction() as db:
        merge_document(
            db,
            place=place,
            content=content,
            precondition=_precondition(),
            max_bytes=_limits().max_document_bytes,
            now=utcnow(),
        )
    return Response(status=204)


def remove(resource: Resource) -> Response:
    asked = _asked(resource, resource.known, writes=True)
    place = asked.place(resource)
    with transaction() as db:
        delete_document(db, place=place, precondition=_precondition())
    return Response(status=204)


def remove_any(resource: Resource) -> Response:
    """One document, or all that stand together when none is named."""
    asked = _asked(resource, resource.known, writes=True)
    if asked.name is not None:
        return remove(resource)
    if not _precondition().is_absent:
        raise BadRequest(f"If-Match and If-None-Match speak of one document: give {resource.name}")
    with transaction() as db:
        delete_documents(db, shelf=asked.shelf, registration=asked.registration)
    return Response(status=204)


def _asked(resource: Resource, known: tuple[str, ...], *, writes: bool) -> Asked:
    version = spoken()
    access, given = open_documents(
        resource.bounded, scope=resource.scope, known=known, writes=writes
    )
    shelf = Shelf(
        kind=resource.kind,
        organisation_id=access.organisation_id,
        activity=iri_parameter(given, "activityId") if "activityId" in resource.needs else None,
        agent=agent_parameter(given) if PARAMETER in resource.needs else None,
    )
    registration = given.get("registration")
    return Asked(
        version=version,
        shelf=shelf,
        registration=(
            None if registration is None else uuid_parameter("registration", registration)
        ),
        name=_name_of(given, resource.name),
        given=given,
    )


def _name_of(given: dict[str, str], parameter: str) -> str | None:
    name = given.get(parameter)
    if name is None:
        return None
    if not 0 < len(name) <= MAX_NAME or "\0" in name:
        raise BadRequest(f"{parameter} must have 1 to {MAX_NAME} characters, none of them NUL")
    return name


def _content() -> Content:
    limit = _limits().max_document_bytes
    content_type = request.headers.get("Content-Type") or "application/octet-stream"
    if len(content_type) > _MEDIA_TYPE_LENGTH or not _MEDIA_TYPE.fullmatch(content_type):
        raise BadRequest("the content type must be a media type, as application/json")
    try:
        return Content(bounded_body(request.environ, max_bytes=limit), content_type)
    except TooLarge:
        raise DocumentTooLarge(f"at most {limit} bytes a document: split it") from None


def _blind(kind: Kind, version: Version) -> Blind:
    """1.0.x lets a state be replaced unseen, since one program alone writes it; 2.0 no longer.

    The official suite holds 1.0.3 to its word that a profile is never PUT without precondition, and
    lets 1.0.2 and 2.0 create one. Clients of 1.0.2 and before do.
    """
    if version is Version.V1 and kind is Kind.STATE:
        return Blind.REPLACE
    if version is Version.V1 and first_version_patch(request.environ) >= 3:
        return Blind.NEVER
    return Blind.CREATE


def _precondition() -> Precondition:
    return Precondition(
        match=_tags("If-Match", request.if_match),
        none_match=_tags("If-None-Match", request.if_none_match),
    )


def _tags(header: str, given: ETags) -> Tags | None:
    """A proxy that compresses makes a tag weak (`W/`): the hash in it still names the content."""
    if header not in request.headers:
        return None
    return Tags(given.star_tag, frozenset(given.as_set(include_weak=True)))


def _limits() -> LrsConfig:
    return current_platform().config.lrs
