"""The description of the API, in OpenAPI 3.1. Written by hand: a test holds it to the answers."""

from caire.api.openapi_log import LOG_PATHS, LOG_SCHEMAS
from caire.api.schemas import STRING, Schema, exactly, in_path, list_of, operation, ref

TITLE = "CAIRE"
VERSION = "1.0.0"

DATE: Schema = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
LEVEL: Schema = {"type": "string", "enum": ["aware", "informed", "responsible"]}
MINUTES: Schema = {"type": "number", "minimum": 0}
TEXT = ref("Text")

SUMMARY: dict[str, Schema] = {
    "key": {"type": "string", "description": "Names the course in addresses."},
    "level": LEVEL,
    "number": {"type": "integer", "minimum": 1, "description": "Rank of the level."},
    "status": {
        "type": "string",
        "enum": ["open", "announced"],
        "description": "`open`: it can be followed now.",
    },
    "version": STRING,
    "licence": {"type": "string", "description": "Licence of the contents, as SPDX names it."},
    "title": TEXT,
    "summary": TEXT,
    "minutes": {**MINUTES, "description": "Typical time online."},
    "in_person_minutes": {**MINUTES, "description": "Length of the half-day."},
}

SCREEN = exactly(
    "One screen of a sequence.",
    id=STRING,
    type={
        "type": "string",
        "enum": [
            "lesson",
            "questions",
            "activity",
            "test",
            "exam",
            "production",
            "profile",
            "cmi5",
        ],
    },
    title=TEXT,
    minutes=MINUTES,
)

SCHEMAS: dict[str, Schema] = {
    "Text": {
        "type": "object",
        "description": "A text by language; French is always there.",
        "properties": {"fr": STRING, "en": STRING},
        "required": ["fr"],
        "additionalProperties": False,
    },
    "CourseSummary": exactly("A course in the list.", **SUMMARY),
    "CourseList": exactly(
        "Every course on offer, by level.", courses=list_of(ref("CourseSummary"))
    ),
    "Competency": exactly(
        "A competency and what can be done by who has it.",
        id=STRING,
        area=STRING,
        area_title=TEXT,
        critical={"type": "boolean"},
        statements=list_of(exactly("A can-do statement.", id=STRING, text=TEXT)),
    ),
    "Sequence": exactly(
        "A sequence of a course.",
        id=STRING,
        title=TEXT,
        objective=TEXT,
        minutes=MINUTES,
        version=STRING,
        licence=STRING,
        competencies=list_of({"type": "string", "description": "Id of a competency."}),
        screens=list_of(SCREEN),
    ),
    "Course": exactly(
        "All that a course teaches, and what earns its certificate.",
        **SUMMARY,
        audience=TEXT,
        objectives=list_of(TEXT),
        sequences=list_of(ref("Sequence")),
        announced=list_of(
            exactly("What will be taught.", title=TEXT, objective=TEXT, minutes=MINUTES)
        ),
        in_person=exactly("The half-day in a room.", title=TEXT, summary=TEXT, minutes=MINUTES),
        competencies=list_of(ref("Competency")),
        certificate_rule={"anyOf": [TEXT, {"type": "null"}]},
    ),
    "Certificate": exactly(
        "What the public verification page says; nothing about the holder.",
        code=STRING,
        status={"type": "string", "enum": ["valid", "revoked", "replaced"]},
        level=LEVEL,
        title=TEXT,
        competencies=list_of(ref("Competency")),
        issuer=STRING,
        date={**DATE, "description": "When the last condition was met, in France."},
        status_changed_on={"anyOf": [DATE, {"type": "null"}]},
    ),
    "Error": exactly(
        "Why the request was not answered.",
        error={"type": "string", "description": "A name that does not change."},
        message={
            "type": "string",
            "description": "A sentence, in the caller's language; of the log in English.",
        },
    ),
}


def description(site_url: str) -> Schema:
    """The whole document, for the platform at this address."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": TITLE,
            "version": VERSION,
            "description": (
                "Courses, certificates and the log of traces, read without an account; the proof "
                "of a trace by who may read it. All other answers hold no personal data and may "
                "be cached as their headers say; ask again with `If-None-Match`."
            ),
            "license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
        },
        "servers": [{"url": f"{site_url.rstrip('/')}/api/v1"}],
        "security": [],
        "paths": {
            "/courses": {"get": operation("listCourses", "Every course on offer", "CourseList")},
            "/courses/{key}": {
                "parameters": [in_path("key", "As the list names it.")],
                "get": operation("getCourse", "One course", "Course", missing=True),
            },
            "/certificates/{code}": {
                "parameters": [in_path("code", "As printed; dashes and case do not matter.")],
                "get": operation(
                    "verifyCertificate", "What a certificate is worth now", "Certificate", True
                ),
            },
            **LOG_PATHS,
            "/openapi.json": {
                "get": {
                    "operationId": "describe",
                    "summary": "This document",
                    "responses": {
                        "200": {
                            "description": "OpenAPI 3.1",
                            "content": {"application/json": {"schema": {"type": "object"}}},
                        }
                    },
                }
            },
        },
        "components": {
            "schemas": SCHEMAS | LOG_SCHEMAS,
            "securitySchemes": {
                "key": {"type": "http", "scheme": "basic", "description": "A key of the store."},
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "session",
                    "description": "Somebody of the administration, signed in.",
                },
            },
        },
    }
