"""What programs read: exactly what is described, and nothing about anybody."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from caire.catalogue.queries import current_course
from caire.certificates.queries import CertificateRow, certificates_of
from caire.certificates.services.revoking import revoke
from caire.clock import utcnow
from tests.factories import COURSE, XAPI_ROOT, make_organisation
from tests.support.half_day import earn
from tests.support.played import LEA, lea
from tests.support.schemas import faults, resolved

V1 = "/api/v1"


@pytest.fixture
def http(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def certificate(db: Session) -> CertificateRow:
    """Léa's, just earned."""
    make_organisation(db, name="Université de Test", kind="institution")
    learner = lea(db)
    earn(db, learner)
    db.commit()
    return certificates_of(db, learner.person_id)[0]


def described(http: FlaskClient) -> dict[str, Any]:
    document = http.get(f"{V1}/openapi.json").json
    assert isinstance(document, dict)
    return document


def faults_of_answer(http: FlaskClient, path: str, template: str) -> list[str]:
    """How the answer differs from what the description says of this address."""
    document = described(http)
    answer = http.get(V1 + path)
    assert answer.mimetype == "application/json"
    responses = document["paths"][template]["get"]["responses"]
    assert str(answer.status_code) in responses, f"{answer.status_code} is not described"
    content = responses[str(answer.status_code)]["content"]["application/json"]
    return faults(answer.json, content["schema"], document)


class TestTheDescription:
    def test_names_every_address_and_no_other(self, app: Flask, http: FlaskClient) -> None:
        served = {
            rule.rule.removeprefix(V1).replace("<", "{").replace(">", "}")
            for rule in app.url_map.iter_rules()
            if rule.rule.startswith(f"{V1}/")
        }
        assert served == set(described(http)["paths"])

    def test_is_openapi_whose_references_all_lead_somewhere(self, http: FlaskClient) -> None:
        document = described(http)
        assert document["openapi"].startswith("3.1.")
        assert document["servers"] == [{"url": "http://localhost/api/v1"}]
        references = list(references_in(document))
        assert references
        for reference in references:
            assert resolved(document, reference)
        ids = [path["get"]["operationId"] for path in document["paths"].values()]
        assert len(ids) == len(set(ids))

    def test_is_true_of_lists_and_courses(self, http: FlaskClient) -> None:
        assert faults_of_answer(http, "/courses", "/courses") == []
        keys = [course["key"] for course in http.get(f"{V1}/courses").json["courses"]]
        assert keys[0] == COURSE
        for key in keys:
            assert faults_of_answer(http, f"/courses/{key}", "/courses/{key}") == []

    def test_is_true_of_certificates(
        self, db: Session, http: FlaskClient, certificate: CertificateRow
    ) -> None:
        path = f"/certificates/{certificate.code}"
        assert faults_of_answer(http, path, "/certificates/{code}") == []
        revoke(db, code=certificate.code, reason="Essai", xapi_root=XAPI_ROOT, now=utcnow())
        db.commit()
        assert faults_of_answer(http, path, "/certificates/{code}") == []

    @settings(
        max_examples=40,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(key=st.text(min_size=1, max_size=60).filter(lambda t: "/" not in t and t not in "..?#"))
    def test_is_true_of_whatever_is_asked(self, http: FlaskClient, key: str) -> None:
        quoted = "".join(f"%{byte:02X}" for byte in key.encode("utf-8", "ignore")) or "%20"
        for what, name in (("courses", "key"), ("certificates", "code")):
            assert faults_of_answer(http, f"/{what}/{quoted}", f"/{what}/{{{name}}}") == []


class TestACourse:
    def test_says_all_that_is_taught(self, db: Session, http: FlaskClient) -> None:
        said = http.get(f"{V1}/courses/{COURSE}").json
        _version, course = current_course(db, COURSE)
        assert said["title"] == dict(course.title)
        assert [s["id"] for s in said["sequences"]] == [s.id for s in course.sequences]
        screens = [screen["id"] for s in said["sequences"] for screen in s["screens"]]
        assert screens == [screen.id for screen in course.screens()]
        assert (said["licence"], len(said["objectives"])) == (
            course.licence,
            len(course.objectives),
        )

    def test_gives_away_no_question(self, db: Session, http: FlaskClient) -> None:
        _version, course = current_course(db, COURSE)
        text = http.get(f"{V1}/courses/{COURSE}").get_data(as_text=True)
        assert course.items
        assert not [item_id for item_id in course.items if f'"{item_id}"' in text]


class TestACertificate:
    def test_says_what_the_verification_page_says(
        self, http: FlaskClient, certificate: CertificateRow
    ) -> None:
        said = http.get(f"{V1}/certificates/{certificate.code.lower()}").json
        page = http.get(f"/verify/{certificate.code}", headers={"Accept": "application/json"}).json
        texts = [s["text"]["fr"] for c in said["competencies"] for s in c["statements"]]
        assert {**said, "title": said["title"]["fr"], "competencies": texts} == page

    def test_says_nothing_of_its_holder(
        self, http: FlaskClient, certificate: CertificateRow
    ) -> None:
        text = http.get(f"{V1}/certificates/{certificate.code}").get_data(as_text=True)
        assert not [name for name in (LEA, "Léa", "Martin") if name in text]

    def test_says_why_a_code_has_no_answer(self, http: FlaskClient) -> None:
        answer = http.get(f"{V1}/certificates/AAAA-BBBB")
        assert (answer.status_code, answer.json["error"]) == (404, "no_such_certificate")
        assert answer.headers["Cache-Control"] == "private, no-store"


class TestCaches:
    @pytest.mark.parametrize(
        ("path", "seconds"), [("courses", 300), (f"courses/{COURSE}", 300), ("openapi.json", 3600)]
    )
    def test_may_keep_an_answer_that_is_the_same_for_everybody(
        self, http: FlaskClient, path: str, seconds: int
    ) -> None:
        answer = http.get(f"{V1}/{path}", headers={"Accept-Language": "en"})
        assert answer.headers["Cache-Control"] == f"public, max-age={seconds}"
        assert "Set-Cookie" not in answer.headers
        assert http.get(f"{V1}/{path}", headers={"Accept-Language": "fr"}).data == answer.data
        again = http.get(f"{V1}/{path}", headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")

    def test_do_not_believe_a_revoked_certificate_for_long(
        self, db: Session, http: FlaskClient, certificate: CertificateRow
    ) -> None:
        path = f"{V1}/certificates/{certificate.code}"
        before = http.get(path)
        assert before.headers["Cache-Control"] == "public, max-age=60"
        revoke(db, code=certificate.code, reason="Essai", xapi_root=XAPI_ROOT, now=utcnow())
        db.commit()
        after = http.get(path, headers={"If-None-Match": before.headers["ETag"]})
        assert (after.status_code, after.json["status"]) == (200, "revoked")


class TestAProgramThatErrs:
    @pytest.mark.parametrize(
        ("method", "path", "status"),
        [("GET", "nowhere", 404), ("DELETE", "courses", 405), ("GET", "courses/", 404)],
    )
    def test_reads_json(self, http: FlaskClient, method: str, path: str, status: int) -> None:
        answer = http.open(f"{V1}/{path}", method=method, headers={"Accept": "text/html"})
        assert answer.mimetype == "application/json"
        assert set(answer.json) == {"error", "message"}
        assert answer.status_code == status


def references_in(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if "$ref" in value else []
        return own + [found for inner in value.values() for found in references_in(inner)]
    if isinstance(value, list):
        return [found for inner in value for found in references_in(inner)]
    return []
