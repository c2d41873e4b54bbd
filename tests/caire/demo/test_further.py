"""The demonstration shows levels 2 and 3: who is in their midst, at their end, at their door."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from caire.certificates.deciding import decision_on
from caire.certificates.queries import certificates_of
from caire.clock import utcnow
from caire.demo.cast import DOMAIN
from caire.learning.progress.summary import next_screen, sequence_progress
from caire.learning.queries import LearningPath, path_of
from caire.people.queries import person_by_email
from tests.conftest import ENGINES
from tests.support.client import PageClient
from tests.support.databases import FilledDatabases
from tests.support.demonstration import demonstration

INFORMED, RESPONSIBLE = "informed", "responsible"
HALF_DAY = ("attended", "participated", "identity_checked")


@pytest.fixture(params=ENGINES)
def database_url(
    request: pytest.FixtureRequest, filled_databases: FilledDatabases, tmp_path: Path
) -> Iterator[str]:
    yield from filled_databases.copy(request.param, demonstration, tmp_path)


def path_in(db: Session, level: str, name: str) -> LearningPath:
    person = person_by_email(db, f"{name}@{DOMAIN}")
    assert person is not None
    path = path_of(db, person_id=person.id, course_key=level)
    assert path is not None
    return path


def missing(db: Session, path: LearningPath) -> tuple[str, ...]:
    decision = decision_on(db, path, now=utcnow())
    assert decision is not None
    return decision.missing


class TestFurtherLevel:
    @pytest.mark.parametrize(
        ("level", "name"), [(INFORMED, "amina.haddad"), (RESPONSIBLE, "bruno.lefevre")]
    )
    def test_has_somebody_in_its_midst(
        self, level: str, name: str, db: Session, app: Flask
    ) -> None:
        path = path_in(db, level, name)

        statuses = [sequence_progress(s, path.state).status for s in path.course.sequences]

        assert statuses[:3] == ["done"] * 3
        assert statuses[-3:] == ["to_do"] * 3
        assert next_screen(path.course, path.state) is not None


class TestLevelTwo:
    def test_has_somebody_who_needs_its_half_day_alone_and_has_no_certificate_before(
        self, db: Session, app: Flask
    ) -> None:
        path = path_in(db, INFORMED, "david.nguyen")

        assert missing(db, path) == HALF_DAY
        owned = certificates_of(db, path.enrolment.person_id)
        assert [certificate.course_key for certificate in owned] == ["aware"]

    def test_has_somebody_whom_the_entry_test_let_in(self, db: Session, app: Flask) -> None:
        path = path_in(db, INFORMED, "rosa.da-silva")

        assert "prerequisite" not in missing(db, path)
        assert certificates_of(db, path.enrolment.person_id) == []

    def test_is_one_step_from_the_certificate_of_level_1(
        self, db: Session, client: PageClient
    ) -> None:
        client.sign_in(f"chloe.marchand@{DOMAIN}")
        page = client.get("/learn/aware/why")
        assert "Aller au niveau 2" in page.text

        client.submit(f"/learn/{INFORMED}/join")

        path = path_in(db, INFORMED, "chloe.marchand")
        assert "prerequisite" not in missing(db, path)


class TestOtherPages:
    def test_the_managers_say_of_each_row_which_level_it_is_about(
        self, db: Session, client: PageClient
    ) -> None:
        client.sign_in(f"manager@{DOMAIN}")

        rows = client.get("/organisation/valbruyere/?q=haddad").text

        assert "2 inscriptions" in rows
        for title in ("Usage responsable de l’IA", "Interagir et évaluer"):
            assert f"amina.haddad@{DOMAIN} {title}" in rows

    def test_half_days_that_were_attended_are_offered_after_the_others(
        self, db: Session, client: PageClient
    ) -> None:
        client.sign_in(f"amina.haddad@{DOMAIN}")

        offers = client.get("/learn/workshops/").text.partition("Séances à réserver")[2]

        first, _, others = offers.partition("Vous avez déjà suivi celle de ce niveau")
        assert "Sous réserve" in first
        assert "Sous réserve" not in others.partition("Séances passées")[0]


class TestLevelThree:
    def test_has_somebody_whose_dossier_waits_for_the_trainer_of_her_half_day(
        self, db: Session, client: PageClient
    ) -> None:
        path = path_in(db, RESPONSIBLE, "ines.caron")
        assert missing(db, path) == ("dossier_passed", *HALF_DAY)
        client.sign_in(f"trainer@{DOMAIN}")

        page = client.get("/train/dossiers/")

        [link] = re.findall(r'href="(/train/dossiers/\d+)"', page.html)
        dossier = client.get(link)
        assert "60 courriels" not in page.text
        assert "27 sur 61 demandent seulement comment prolonger un prêt" in dossier.text
        assert "Inès" not in dossier.text

    def test_tells_her_what_is_left(self, db: Session, client: PageClient) -> None:
        client.sign_in(f"ines.caron@{DOMAIN}")

        home, plan, why = (
            client.get(f"/learn/{address}")
            for address in ("", f"{RESPONSIBLE}/", f"{RESPONSIBLE}/why")
        )

        assert "déposé, en attente de relecture" in home.text
        assert "déposé, en attente de relecture" in plan.text
        assert "un dossier réussi, la demi-journée" in why.text
