"""The statements resource. Source: xAPI 1.0.3, part three, 2.1; IEEE 9274.1.1, 4.1.6.1."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

import msgspec
from flask import Response, request
from sqlalchemy.orm import Session

from caire.config import LrsConfig
from caire.lrs.access import KeyAccess
from caire.lrs.asking import Format, OneStatement, StatementFilter
from caire.lrs.attachments import parts_with
from caire.lrs.consistency import consistent_through
from caire.lrs.definitions import known_definitions
from caire.lrs.errors import NoSuchStatement, ScopeMissing
from caire.lrs.filters import statement_query
from caire.lrs.formats import activities_of, shown
from caire.lrs.languages import accepted
from caire.lrs.multipart import content_type_with, new_boundary, written
from caire.lrs.numbering import instant, last_number, stored_at
from caire.lrs.queries import authority_key_id, reader_of, visible
from caire.lrs.reading import consistent_reader
from caire.lrs.requests import BadRequest, spoken_version
from caire.lrs.searching import Found, Window, search
from caire.lrs.services.keeping_files import files_of
from caire.lrs.validation import found_in
from caire.lrs.views.blueprint import bp
from caire.lrs.views.callers import caller, refuse_beyond
from caire.web.database import current_db
from caire.web.platform import current_platform

CONSISTENT_THROUGH = "X-Experience-API-Consistent-Through"
#: The parameter of ours in `more`: the number of the last statement that was shown.
BEYOND = "beyond"


@bp.after_request
def say_consistent_through(response: Response) -> Response:
    """Every answer to a GET of statements says it, a refusal too (xAPI 1.0.3, XAPI-00153)."""
    if request.endpoint == "lrs.statements" and CONSISTENT_THROUGH not in response.headers:
        response.headers[CONSISTENT_THROUGH] = instant(consistent_through(current_db()))
    return response


@bp.get("/statements")
def statements() -> Response:
    """Statements by a filter, page by page; or one by its id."""
    spoken_version(request.environ)
    access = caller()
    if not access.may_read_own:
        raise ScopeMissing("statements/read/mine")
    asked = statement_query(request, extra=(BEYOND,))
    refuse_beyond(current_platform(), access, request.environ)
    with consistent_reader(current_db(), current_platform().replicas) as (db, through):
        if isinstance(asked, OneStatement):
            response = _one(db, asked, access)
        else:
            response = _page(db, asked, access, last_number(through))
    response.headers[CONSISTENT_THROUGH] = instant(through)
    return response


def _home() -> str:
    return current_platform().config.xapi_root


def _limits() -> LrsConfig:
    return current_platform().config.lrs


def _one(db: Session, asked: OneStatement, access: KeyAccess) -> Response:
    reader = reader_of(db, access)
    found = visible(db, id=asked.id, voided=asked.voided, reader=reader)
    if found is None:
        name = "voidedStatementId" if asked.voided else "statementId"
        raise NoSuchStatement(f"no statement with the {name} {asked.id}")
    (raw,) = _shown(db, [found], asked, access)
    response = _answer(db, raw.encode(), [found], attachments=asked.attachments)
    response.last_modified = stored_at(found.seq)
    return response


def _page(db: Session, asked: StatementFilter, access: KeyAccess, through: int) -> Response:
    most = _limits().max_page
    size = min(asked.limit or most, most)
    beyond = request.args.get(BEYOND, "")
    if beyond and not beyond.isdigit():
        raise BadRequest(f"{BEYOND} is a number that `more` gives: follow `more` as it is")
    found = search(
        db,
        asked,
        reader=reader_of(db, access),
        # Ascending, nothing may come later before what was shown: only what is complete is.
        window=Window(
            size + 1, int(beyond) if beyond else None, through if asked.ascending else None
        ),
        authority=authority_key_id(db, asked.agent, _home()) if asked.related_agents else None,
    )
    page = found[:size]
    more = _more(page[-1].seq) if len(found) > size else ""
    texts = ",".join(_shown(db, page, asked, access))
    body = f'{{"statements":[{texts}],"more":{msgspec.json.encode(more).decode()}}}'
    response = _answer(db, body.encode(), page, attachments=asked.attachments)
    if page:
        response.last_modified = stored_at(max(one.seq for one in page))
    return response


def _more(last: int) -> str:
    """The address of the next page, without host: the same question, from the last one shown."""
    asked = {**request.args.to_dict(), BEYOND: str(last)}
    return f"{request.root_path}{request.path}?{urlencode(asked)}"


def _shown(
    db: Session, found: Sequence[Found], asked: OneStatement | StatementFilter, access: KeyAccess
) -> list[str]:
    """Each statement in the format asked for."""
    if asked.format is Format.EXACT:
        return [one.raw for one in found]
    definitions: Mapping[str, str] = {}
    if asked.format is Format.CANONICAL:
        iris = {iri for one in found for iri in activities_of(one.raw)}
        definitions = known_definitions(db, organisation_id=access.organisation_id, iris=iris)
    languages = accepted(request.headers.get("Accept-Language"))
    return [
        shown(one.raw, asked.format, languages=languages, definitions=definitions).decode()
        for one in found
    ]


def _answer(db: Session, body: bytes, found: Sequence[Found], *, attachments: bool) -> Response:
    if not attachments:
        return Response(body, mimetype="application/json")
    files = files_of(db, [one.seq for one in found])
    told = {
        seen.sha2: seen.content_type
        for one in found
        for seen in found_in(one.raw.encode()).attachments
        if seen.sha2 in files
    }
    boundary = new_boundary()
    parts = parts_with(body, [(sha2, kind, files[sha2]) for sha2, kind in told.items()])
    return Response(b"".join(written(parts, boundary)), content_type=content_type_with(boundary))
