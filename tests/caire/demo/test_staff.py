"""The demonstration gives trainers, authors and managers something to do from the first minute."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.analysis.jobs import count_answers
from caire.catalogue.queries import course_version
from caire.catalogue.rules import Rubric
from caire.cohorts.models import Enrolment
from caire.demo.cast import DOMAIN
from caire.dossiers.models import Dossier
from caire.dossiers.services.marking import mark_dossier
from caire.people.account import Account
from caire.people.queries import known_account, person_by_email
from tests.conftest import ENGINES
from tests.factories import XAPI_ROOT
from tests.support.client import PageClient
from tests.support.databases import FilledDatabases
from tests.support.demonstration import demonstration


@pytest.fixture(params=ENGINES)
def database_url(
    request: pytest.FixtureRequest, filled_databases: FilledDatabases, tmp_path: Path
) -> Iterator[str]:
    yield from filled_databases.copy(request.param, demonstration, tmp_path)


def account(db: Session, name: str) -> Account:
    person = person_by_email(db, f"{name}@{DOMAIN}")
    assert person is not None
    return known_account(db, person.id)


def marks_close_to_the_pass_mark(rubric: Rubric) -> dict[str, dict[str, int]]:
    """As many points as call for a second marking, shared out over the criteria."""
    points = round((rubric.second_from + rubric.second_to) / 2 * rubric.points_max)
    places = [(part.id, criterion.id) for part in rubric.parts for criterion in rubric.criteria]
    marks: dict[str, dict[str, int]] = {part.id: {} for part in rubric.parts}
    for number, (part, criterion) in enumerate(places):
        marks[part][criterion] = (points + number) // len(places)
    return marks


class TestEachTrainer:
    @pytest.mark.parametrize("name", ["trainer", "trainer2"])
    def test_finds_somebody_who_has_used_all_attempts(
        self, name: str, db: Session, client: PageClient
    ) -> None:
        client.sign_in(f"{name}@{DOMAIN}")

        page = client.get("/train/attempts/")

        assert "Farid Mansouri" in page.text
        assert "peut être rouverte" in page.text


class TestSecondTrainer:
    def test_marks_again_what_the_first_found_close_to_the_pass_mark(
        self, db: Session, app: Flask, client: PageClient
    ) -> None:
        dossier = db.scalars(select(Dossier)).one()
        version_id = db.get_one(Enrolment, dossier.enrolment_id).course_version_id
        rubric = course_version(db, version_id).rubric
        assert rubric is not None
        marks = marks_close_to_the_pass_mark(rubric)
        mark_dossier(
            db,
            dossier_id=dossier.id,
            actor=account(db, "trainer"),
            marks=marks,
            comments={part: dict.fromkeys(given, "Clair.") for part, given in marks.items()},
            xapi_root=XAPI_ROOT,
            now=dossier.deposited_at,
        )
        db.commit()
        client.sign_in(f"trainer2@{DOMAIN}")

        page = client.get(f"/train/dossiers/{dossier.id}")

        assert f'href="/train/dossiers/{dossier.id}"' in client.get("/train/dossiers/").html
        assert "mark-" in page.html


class TestAuthors:
    def test_see_which_questions_of_the_first_test_to_look_at(
        self, app: Flask, client: PageClient
    ) -> None:
        count_answers(app.extensions["caire"].sessions)
        client.sign_in(f"admin@{DOMAIN}")

        page = client.get("/admin/items/aware/")

        for flag in ("Ne distingue pas", "Trop difficile", "Choix que personne ne prend"):
            assert flag in page.text


class TestManager:
    def test_counts_nobody_who_came_alone(self, client: PageClient) -> None:
        client.sign_in(f"manager@{DOMAIN}")

        page = client.get("/organisation/valbruyere/?q=zimmer")

        assert "Personne ne correspond" in page.text
