"""`/api/v1/`: reading without an account. Refusals are JSON (`caire.web.errors`)."""

from flask import Blueprint, Response

from caire.api.answers import shared
from caire.api.documents import certificate_document, course_document, course_summary
from caire.api.openapi import description
from caire.catalogue.queries import course_version, current_course, current_courses
from caire.certificates.codes import normalised
from caire.certificates.errors import NoSuchCertificate
from caire.certificates.queries import certificate
from caire.web.database import current_db
from caire.web.platform import current_config

bp = Blueprint("api", __name__, url_prefix="/api/v1")

COURSES_S = 300
#: A revoked certificate must not be believed for long.
CERTIFICATE_S = 60
DESCRIPTION_S = 3_600


@bp.get("/courses")
def courses() -> Response:
    found = [course_summary(course) for _version, course in current_courses(current_db())]
    return shared({"courses": found}, COURSES_S)


@bp.get("/courses/<key>")
def course(key: str) -> Response:
    _version, found = current_course(current_db(), key)
    return shared(course_document(found), COURSES_S)


@bp.get("/certificates/<code>")
def verify(code: str) -> Response:
    db = current_db()
    row = certificate(db, normalised(code) or "")
    if row is None:
        raise NoSuchCertificate("no certificate has this code")
    document = certificate_document(row, course_version(db, row.course_version_id))
    return shared(document, CERTIFICATE_S)


@bp.get("/openapi.json")
def openapi() -> Response:
    return shared(description(current_config().site.url), DESCRIPTION_S)
