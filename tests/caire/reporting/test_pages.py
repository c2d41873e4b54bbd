"""The manager's pages: numbers and names of her organisation, never anybody's answers."""

import csv
import io

import pytest
from sqlalchemy.orm import Session

from caire.cohorts.services import cohort_named, enrol
from caire.organisations.models import Organisation
from caire.people.account import Account
from caire.reporting.views import harmless
from tests.factories import COURSE, NOW, XAPI_ROOT, make_organisation, make_person
from tests.support.client import PageClient
from tests.support.played import LEA, PLAYED, lea


def managed(db: Session) -> tuple[Organisation, Account]:
    """An organisation that sent Léa, and its manager."""
    organisation = make_organisation(db, name="Ville de Dijon")
    manager = make_person(db, role="manager", organisation_id=organisation.id)
    cohort = cohort_named(
        db, organisation_id=organisation.id, course_key=COURSE, name="=1+1", now=NOW
    )
    enrol(
        db,
        person_id=lea(db).person_id,
        course_key=COURSE,
        organisation_id=organisation.id,
        cohort_id=cohort.id,
        xapi_root=XAPI_ROOT,
        now=PLAYED,
    )
    db.commit()
    return organisation, manager


class TestOrganisationPage:
    def test_leads_a_manager_to_her_only_organisation(
        self, db: Session, client: PageClient
    ) -> None:
        organisation, manager = managed(db)
        client.sign_in(manager.email)

        assert client.get("/organisation/").location == f"/organisation/{organisation.slug}/"

    def test_shows_names_and_stages(self, db: Session, client: PageClient) -> None:
        organisation, manager = managed(db)
        client.sign_in(manager.email)

        page = client.get(f"/organisation/{organisation.slug}/")

        assert "Léa Martin" in page.text
        assert "À distance terminé" in page.text
        assert lea(db).path(db).enrolment.registration not in page.html

    @pytest.mark.parametrize(
        "query", ["?page=0", "?page=-3", "?page=999", "?stage=none-such", "?q=%00", "?course=<b>"]
    )
    def test_survives_any_address(self, db: Session, client: PageClient, query: str) -> None:
        organisation, manager = managed(db)
        client.sign_in(manager.email)

        page = client.get(f"/organisation/{organisation.slug}/{query}")

        assert page.status == 200
        assert "<b>" not in page.html

    def test_another_organisation_is_not_found(self, db: Session, client: PageClient) -> None:
        organisation, _ = managed(db)
        other = make_organisation(db)
        stranger = make_person(db, role="manager", organisation_id=other.id)
        db.commit()
        client.sign_in(stranger.email)

        for path in ("", "people.csv"):
            assert client.get(f"/organisation/{organisation.slug}/{path}").status == 404
        assert client.get("/organisation/none-such/").status == 404

    def test_learners_are_told_whom_it_is_for(self, db: Session, client: PageClient) -> None:
        organisation, _ = managed(db)
        client.sign_in(LEA)

        assert client.get(f"/organisation/{organisation.slug}/").status == 403

    def test_administrators_and_auditors_read_every_organisation(
        self, db: Session, client: PageClient
    ) -> None:
        organisation, _ = managed(db)
        readers = [make_person(db, role=role) for role in ("admin", "auditor")]
        db.commit()

        for reader in readers:
            visitor = PageClient(client.app)
            visitor.sign_in(reader.email)
            assert visitor.get(f"/organisation/{organisation.slug}/").status == 200


class TestPeopleTable:
    def test_opens_in_a_french_spreadsheet(self, db: Session, client: PageClient) -> None:
        organisation, manager = managed(db)
        client.sign_in(manager.email)

        response = client.get(f"/organisation/{organisation.slug}/people.csv").response

        text = response.get_data(as_text=True)
        assert text.startswith("\ufeff")
        header, row = csv.reader(io.StringIO(text[1:]), delimiter=";")
        assert header[:3] == ["Nom de famille", "Prénom", "Adresse e-mail"]
        title = "Usage responsable de l’IA"
        assert row[:6] == ["Martin", "Léa", LEA, "'=1+1", title, "À distance terminé"]
        assert row[6] == "05/10/2026"

    @pytest.mark.parametrize(
        ("text", "written"),
        [
            ("=1+1", "'=1+1"),
            ("+33", "'+33"),
            ("-cmd", "'-cmd"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("Zoé", "Zoé"),
            ("", ""),
        ],
    )
    def test_holds_nothing_that_a_spreadsheet_would_run(self, text: str, written: str) -> None:
        assert harmless(text) == written
