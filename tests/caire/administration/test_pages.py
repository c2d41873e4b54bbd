"""The administrator's pages: find, read, decide. An auditor reads all and changes nothing."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.certificates.models import Certificate
from caire.certificates.queries import CertificateRow, certificate, certificates_of
from caire.demo.journeys import Learner
from caire.people.models import RoleGrant
from tests.factories import NOW, make_organisation, make_person, make_room, make_workshop
from tests.support.client import PageClient, find_token
from tests.support.clock import set_clock
from tests.support.half_day import attend, earn
from tests.support.played import LEA, lea, newcomer


@pytest.fixture
def database_url(played_database_url: str) -> str:
    return played_database_url


@pytest.fixture(autouse=True)
def december(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages live on one day, whenever the tests run: questions have a date of review."""
    set_clock(monkeypatch).move_to(NOW)


@pytest.fixture
def learner(db: Session) -> Learner:
    """Léa, who has earned her certificate."""
    learner = lea(db)
    earn(db, learner)
    db.commit()
    return learner


@pytest.fixture
def admin(db: Session, client: PageClient) -> PageClient:
    account = make_person(db, role="admin")
    db.commit()
    client.sign_in(account.email)
    return client


def owned(db: Session, learner: Learner) -> CertificateRow:
    db.rollback()
    return certificates_of(db, learner.person_id)[0]


def pages_about(db: Session, learner: Learner) -> list[str]:
    code = owned(db, learner).code
    enrolment = learner.path(db).enrolment
    return [
        "/admin/",
        f"/admin/people/{learner.person_id}",
        f"/admin/enrolments/{enrolment.id}/traces",
        f"/admin/certificates/{code}/audit",
    ]


def auditor_who_also(db: Session, role: str | None) -> str:
    """The address of an auditor, perhaps with another role."""
    organisation = make_organisation(db)
    account = make_person(db, role="auditor")
    if role is not None:
        db.add(RoleGrant(person_id=account.id, role=role, organisation_id=organisation.id))
    db.commit()
    return account.email


class TestWhoMayRead:
    @pytest.mark.parametrize("role", ["admin", "auditor"])
    def test_administrators_and_auditors_open_every_page(
        self, db: Session, client: PageClient, learner: Learner, role: str
    ) -> None:
        account = make_person(db, role=role)
        db.commit()
        client.sign_in(account.email)

        for url in pages_about(db, learner):
            assert client.get(url).status == 200, url

    @pytest.mark.parametrize("role", ["learner", "trainer", "manager"])
    def test_others_are_told_whom_it_is_for(
        self, db: Session, client: PageClient, learner: Learner, role: str
    ) -> None:
        organisation = make_organisation(db)
        account = make_person(db, role=role, organisation_id=organisation.id)
        db.commit()
        client.sign_in(account.email)

        for url in pages_about(db, learner):
            page = client.get(url)
            assert page.status == 403, url
            assert "réservée à l’administration" in page.text

    def test_visitors_are_asked_to_sign_in(
        self, db: Session, client: PageClient, learner: Learner
    ) -> None:
        for url in pages_about(db, learner):
            assert client.get(url).location == f"/sign-in?next={url}"

    @pytest.mark.parametrize(
        "url",
        [
            "/admin/people/999",
            "/admin/enrolments/999/traces",
            "/admin/certificates/0000-0000-0000-0000/audit",
            "/admin/certificates/0000-0000-0000-0000/revoke",
        ],
    )
    def test_what_does_not_exist_is_not_found(self, admin: PageClient, url: str) -> None:
        assert admin.get(url).status == 404


class TestAuditor:
    @pytest.mark.parametrize("role", [None, "manager", "trainer"])
    def test_changes_nothing_whatever_else_she_does(
        self, db: Session, client: PageClient, learner: Learner, role: str | None
    ) -> None:
        other = newcomer(db)
        email = auditor_who_also(db, role)
        client.sign_in(email)
        code, enrolment_id = owned(db, learner).code, other.path(db).enrolment.id
        token = find_token(client.get("/admin/").html)

        answers = [
            client.post(url, {"csrf_token": token, "reason": "Parce que"})
            for url in (
                f"/admin/certificates/{code}/revoke",
                f"/admin/certificates/{code}/reissue",
                f"/admin/enrolments/{enrolment_id}/certificate",
            )
        ]

        assert [page.status for page in answers] == [403, 403, 403]
        assert owned(db, learner).status == "valid"

    def test_is_offered_no_button_that_would_be_refused(
        self, db: Session, client: PageClient, learner: Learner
    ) -> None:
        client.sign_in(auditor_who_also(db, None))

        page = client.get(f"/admin/people/{learner.person_id}")

        assert "/revoke" not in page.html
        assert "/reissue" not in page.html


class TestPeople:
    @pytest.mark.parametrize("text", ["lea", "LÉA martin", "martin", LEA])
    def test_are_found_by_name_or_address(
        self, admin: PageClient, learner: Learner, text: str
    ) -> None:
        page = admin.get("/admin/", query_string={"q": text})

        assert f"/admin/people/{learner.person_id}" in page.html

    def test_are_found_by_the_code_of_a_certificate(
        self, db: Session, admin: PageClient, learner: Learner
    ) -> None:
        code = owned(db, learner).code.lower().replace("-", " ")

        found = admin.get("/admin/", query_string={"q": code})

        assert found.location == f"/admin/people/{learner.person_id}"

    @pytest.mark.parametrize("query", ["?q=%00", "?q=%25", "?page=-1", "?page=99", "?q=<b>"])
    def test_survives_any_search(self, admin: PageClient, query: str) -> None:
        page = admin.get(f"/admin/{query}")

        assert page.status == 200
        assert "<b>" not in page.html.partition("<main")[2]


class TestPerson:
    def test_shows_progress_conditions_and_certificates(
        self, db: Session, admin: PageClient, learner: Learner
    ) -> None:
        page = admin.get(f"/admin/people/{learner.person_id}")

        assert owned(db, learner).code in page.text
        assert page.text.count("remplie") == 5
        assert "réussi" in page.text

    def test_somebody_who_follows_nothing_has_a_page_too(
        self, db: Session, admin: PageClient
    ) -> None:
        account = make_person(db)
        db.commit()

        assert "Aucun parcours suivi" in admin.get(f"/admin/people/{account.id}").text


class TestTraces:
    def test_are_told_in_sentences_and_as_stored(
        self, db: Session, admin: PageClient, learner: Learner
    ) -> None:
        enrolment = learner.path(db).enrolment

        pages = [admin.get(f"/admin/enrolments/{enrolment.id}/traces?page={n}") for n in (1, 2)]

        assert all(page.status == 200 for page in pages)
        assert enrolment.actor_name in pages[0].html
        assert pages[0].html != pages[1].html
        assert "Évaluation «\xa0finale\xa0» réussie" in pages[0].html
        for page in pages:
            assert "«\xa0itm." not in page.html
            assert "«\xa0act." not in page.html
            assert "«\xa0«" not in page.html

    def test_name_a_half_day_by_its_title_and_day(
        self, db: Session, admin: PageClient, learner: Learner
    ) -> None:
        institution = make_organisation(db, kind="institution")
        trainer = make_person(db, role="trainer", organisation_id=institution.id)
        workshop = make_workshop(db, trainer=trainer, room=make_room(db, institution))
        attend(db, learner, workshop_id=workshop.id)
        db.commit()
        shown = f"Présence à la séance «\u00a0{workshop.title}, 10 décembre 2026\u00a0»"

        told = admin.get(f"/admin/enrolments/{learner.path(db).enrolment.id}/traces").html
        browsed = admin.get(
            "/admin/traces", query_string={"activity": f"workshop/{workshop.id}"}
        ).html

        assert shown in told
        assert shown in browsed


class TestDecide:
    def test_issue_is_refused_with_the_reason_while_conditions_are_missing(
        self, db: Session, admin: PageClient
    ) -> None:
        other = newcomer(db)
        db.commit()
        person = f"/admin/people/{other.person_id}"
        enrolment_id = other.path(db).enrolment.id
        db.rollback()

        page = admin.follow(
            admin.submit(f"/admin/enrolments/{enrolment_id}/certificate", page=person)
        )

        assert "des conditions manquent" in page.text
        assert "Délivrer le certificat" not in page.text
        assert certificates_of(db, other.person_id) == []

    def test_revoking_asks_for_a_reason_and_keeps_it(
        self, db: Session, admin: PageClient, learner: Learner
    ) -> None:
        url = f"/admin/certificates/{owned(db, learner).code}/revoke"

        empty = admin.submit(url, reason=" ")
        done = admin.submit(url, reason="Identité usurpée")

        assert "Écrivez le motif" in empty.text
        assert done.location == f"/admin/people/{learner.person_id}"
        row = owned(db, learner)
        assert (row.status, row.status_reason) == ("revoked", "Identité usurpée")

    def test_revoking_twice_says_that_it_is_done(
        self, db: Session, admin: PageClient, learner: Learner
    ) -> None:
        url = f"/admin/certificates/{owned(db, learner).code}/revoke"
        admin.submit(url, reason="Erreur")

        page = admin.submit(url, reason="Erreur")

        assert page.status == 409
        assert "déjà révoqué" in page.text

    def test_a_new_certificate_replaces_the_old_one(
        self, db: Session, admin: PageClient, learner: Learner
    ) -> None:
        old = owned(db, learner).code

        admin.submit(f"/admin/certificates/{old}/reissue", reason="Nom corrigé")

        new, kept = owned(db, learner), certificate(db, old)
        assert kept is not None
        assert (new.status, kept.status, kept.replaced_by_id) == ("valid", "replaced", new.id)

    def test_the_audit_says_whether_the_traces_agree(
        self, db: Session, admin: PageClient, learner: Learner
    ) -> None:
        page = admin.get(f"/admin/certificates/{owned(db, learner).code}/audit")

        assert "Séquences terminées" in page.text
        assert "Conforme" in page.text
        assert "Évaluation «\xa0finale\xa0» réussie" in page.html

    def test_the_audit_says_what_differs_in_the_readers_language(
        self, db: Session, admin: PageClient, learner: Learner
    ) -> None:
        kept = db.scalars(select(Certificate)).one()
        kept.evidence = {**kept.evidence, "attended": ["0" * 36]}
        db.commit()

        page = admin.get(f"/admin/certificates/{kept.code}/audit")

        assert "Présence à la demi-journée\xa0: les traces en donnent 1" in page.html
        assert "Cette trace n’existe plus" in page.text

    def test_an_action_that_does_not_exist_is_not_found(
        self, db: Session, admin: PageClient, learner: Learner
    ) -> None:
        assert admin.get(f"/admin/certificates/{owned(db, learner).code}/delete").status == 404
