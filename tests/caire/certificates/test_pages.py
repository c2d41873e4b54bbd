"""Certificates as their holder, a stranger and an employer see them."""

import io
import re
from datetime import timedelta

import pytest
from pypdf import PdfReader
from sqlalchemy.orm import Session

from caire.certificates.queries import CertificateRow, certificates_of
from caire.certificates.services.revoking import reissue, revoke
from caire.clock import utcnow
from caire.demo.journeys import Learner, take_exam
from caire.workshops.services.booking import book_seat
from tests.factories import (
    NOW,
    XAPI_ROOT,
    make_organisation,
    make_person,
    make_room,
    make_workshop,
)
from tests.support.client import PageClient
from tests.support.half_day import attend, earn
from tests.support.played import LEA, lea

WHY = "/learn/aware/why"
JSON = {"Accept": "application/json"}


def certified(db: Session) -> tuple[Learner, CertificateRow]:
    make_organisation(db, name="Université de Test", kind="institution")
    learner = lea(db)
    earn(db, learner)
    (row,) = certificates_of(db, learner.person_id)
    db.commit()
    return learner, row


class TestWhy:
    def test_says_what_is_missing(self, db: Session, client: PageClient) -> None:
        client.sign_in(LEA)

        page = client.get(WHY)

        assert "Vous ne l’avez pas encore passée" in page.text
        assert "Pas de présence enregistrée" in page.text

    def test_says_when_a_seat_is_kept(self, db: Session, client: PageClient) -> None:
        organisation = make_organisation(db, kind="institution")
        trainer = make_person(db, role="trainer", organisation_id=organisation.id)
        workshop = make_workshop(db, trainer=trainer, room=make_room(db, organisation))
        learner = lea(db)
        book_seat(
            db, workshop_id=workshop.id, person_id=learner.person_id, xapi_root=XAPI_ROOT, now=NOW
        )
        db.commit()
        client.sign_in(LEA)

        page = client.get(WHY)

        assert "Votre place est gardée : jeudi 10 décembre 2026 à 9 h 00." in page.text
        assert f"/learn/workshops/{workshop.id}" in page.html

    def test_names_the_trace_that_satisfied_each_condition(
        self, db: Session, client: PageClient
    ) -> None:
        learner = lea(db)
        take_exam(db, learner)
        half_day = attend(db, learner, at=utcnow() - timedelta(days=1))
        exam = learner.path(db).state.exams[0].statement
        db.commit()
        client.sign_in(LEA)

        page = client.get(WHY)

        assert exam in page.html
        assert half_day in page.html
        assert "/learn/certificates/" in page.html

    def test_is_not_shown_to_strangers(self, db: Session, client: PageClient) -> None:
        assert client.get(WHY).location == f"/sign-in?next={WHY}"


class TestOwnCertificate:
    def test_is_listed_shown_and_downloaded(self, db: Session, client: PageClient) -> None:
        _, row = certified(db)
        client.sign_in(LEA)

        listed = client.get("/learn/certificates/")
        page = client.get(f"/learn/certificates/{row.code}")

        assert row.code in listed.html
        assert "Léa Martin" in page.text
        assert "<svg" in page.html

    @pytest.mark.parametrize("fields", [{}, {"accepted": "1"}])
    def test_proposes_the_review_once_with_its_box_unticked(
        self, db: Session, client: PageClient, fields: dict[str, str]
    ) -> None:
        _learner, row = certified(db)
        client.sign_in(LEA)
        url = f"/learn/certificates/{row.code}"
        proposed = client.get(url)

        client.submit("/learn/review/proposal", page=url, **fields)

        assert re.search(r'name="accepted"[^>]*>', proposed.html)
        assert not re.search(r'name="accepted"[^>]*checked', proposed.html)
        assert 'name="accepted"' not in client.get(url).html

    def test_its_pdf_is_tagged_and_names_holder_level_issuer_and_code(
        self, db: Session, client: PageClient
    ) -> None:
        _, row = certified(db)
        client.sign_in(LEA)

        response = client.get(f"/learn/certificates/{row.code}.pdf").response

        assert response.mimetype == "application/pdf"
        pdf = PdfReader(io.BytesIO(response.data))
        root = pdf.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"].startswith("fr")
        assert row.code in response.headers["Content-Disposition"]
        (only_page,) = pdf.pages
        printed = " ".join(only_page.extract_text().split())
        for text in ("Léa Martin", row.code, "Université de Test", "Niveau 1"):
            assert text in printed.replace("\u00a0", " ").replace("\u202f", " ")

    def test_its_pdf_is_always_the_same(self, db: Session, client: PageClient) -> None:
        _, row = certified(db)
        client.sign_in(LEA)
        url = f"/learn/certificates/{row.code}.pdf"

        assert client.get(url).response.data == client.get(url).response.data

    def test_is_nobody_else_s(self, db: Session, client: PageClient) -> None:
        _, row = certified(db)
        other = make_person(db)
        db.commit()
        client.sign_in(other.email)

        for suffix in ("", ".pdf"):
            assert client.get(f"/learn/certificates/{row.code}{suffix}").status == 404


class TestVerify:
    def test_shows_validity_level_competencies_issuer_and_date_only(
        self, db: Session, client: PageClient
    ) -> None:
        learner, row = certified(db)

        page = client.get(f"/verify/{row.code}")

        for text in ("Ce certificat est valide", "Niveau 1", "Université de Test", "2026"):
            assert text in page.text
        hidden = ("Léa", "Martin", LEA, "points", learner.path(db).enrolment.registration)
        assert not [text for text in hidden if text in page.html]
        assert "noindex" in page.html

    def test_says_the_same_to_programs(self, db: Session, client: PageClient) -> None:
        _, row = certified(db)

        told = client.get(f"/verify/{row.code}", headers=JSON).response.json

        assert told is not None
        assert set(told) == {
            "code", "status", "level", "title", "competencies", "issuer", "date",
            "status_changed_on",
        }  # fmt: skip
        assert (told["status"], told["level"]) == ("valid", "aware")
        assert told["date"] == "2026-10-05"

    def test_is_read_without_session_and_leaves_none(self, db: Session, client: PageClient) -> None:
        _, row = certified(db)

        page = client.get(f"/verify/{row.code}")

        assert "Set-Cookie" not in page.response.headers

    @pytest.mark.parametrize("write", [str.lower, lambda code: code.replace("-", "")])
    def test_reads_the_code_as_it_is_typed(
        self, db: Session, client: PageClient, write: object
    ) -> None:
        _, row = certified(db)

        page = client.get("/verify/", query_string={"code": write(row.code)})  # type: ignore[operator]

        assert page.location == f"/verify/{row.code}"

    @pytest.mark.parametrize(
        "code", ["0000-0000-0000-0000", "nothing", "<script>alert(1)</script>", "a" * 500]
    )
    def test_an_unknown_code_is_not_found(self, db: Session, client: PageClient, code: str) -> None:
        page = client.get(f"/verify/{code}")
        told = client.get(f"/verify/{code}", headers=JSON)

        assert page.status == told.status == 404
        assert "<script>alert" not in page.html
        if told.response.json:
            assert told.response.json.get("status", "unknown") == "unknown"

    def test_tells_a_revocation_without_its_reason(self, db: Session, client: PageClient) -> None:
        learner, row = certified(db)
        revoke(db, code=row.code, reason="Motif privé", xapi_root=XAPI_ROOT, now=learner.later(1))
        db.commit()

        page = client.get(f"/verify/{row.code}")
        told = client.get(f"/verify/{row.code}", headers=JSON).response.json

        assert "a été révoqué" in page.text
        assert "Ce certificat est valide" not in page.text
        assert "Motif privé" not in page.html
        assert told is not None
        assert (told["status"], told["status_changed_on"]) == ("revoked", "2026-10-05")

    def test_tells_a_replacement_without_the_new_code(
        self, db: Session, client: PageClient
    ) -> None:
        learner, row = certified(db)
        new = reissue(
            db,
            code=row.code,
            reason="Nom corrigé",
            xapi_root=XAPI_ROOT,
            issued_by=None,
            now=learner.later(1),
        )
        db.commit()

        page = client.get(f"/verify/{row.code}")

        assert "a été remplacé" in page.text
        assert new.code not in page.html
