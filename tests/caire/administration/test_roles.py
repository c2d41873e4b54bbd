"""Roles given and taken back from a person's page."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from caire.errors import NotAllowed
from caire.organisations.models import Organisation
from caire.people.account import Account
from caire.people.errors import OwnAdministration, UnknownRole
from caire.people.queries import known_account
from caire.people.services.roles import grant_role_as, revoke_role_as
from tests.factories import make_organisation, make_person
from tests.support.browser import on_sqlite
from tests.support.client import Page, PageClient


class Scene:
    """An administrator at the page of somebody else."""

    def __init__(self, db: Session, app: Flask) -> None:
        self.db = db
        self.app = app
        self.organisation: Organisation = make_organisation(db, name="Mairie de Pau")
        self.admin = make_person(db, role="admin")
        self.person = make_person(db, given_name="Ana")
        self.auditor = make_person(db, role="auditor")
        db.commit()
        self.client = self.signed_in(self.admin)

    def signed_in(self, account: Account) -> PageClient:
        client = PageClient(self.app)
        client.sign_in(account.email)
        return client

    def give(self, role: str, scope: str, person: Account | None = None) -> Page:
        page = f"/admin/people/{(person or self.person).id}"
        return self.client.submit(f"{page}/roles", page=page, role=role, scope=scope)

    def take(self, role: str, scope: str, person: Account | None = None) -> Page:
        page = f"/admin/people/{(person or self.person).id}"
        return self.client.submit(f"{page}/roles/revoke", page=page, role=role, scope=scope)

    def roles(self, person: Account | None = None) -> set[tuple[str, int | None]]:
        self.db.rollback()
        held = known_account(self.db, (person or self.person).id).roles
        return {grant for grant in held if grant[0] != "learner"}


@pytest.fixture
def scene(db: Session, app: Flask) -> Scene:
    return Scene(db, app)


@on_sqlite
class TestAnAdministrator:
    def test_makes_somebody_the_manager_of_an_organisation_and_takes_it_back(
        self, scene: Scene
    ) -> None:
        scope = str(scene.organisation.id)
        assert scene.give("manager", scope).status == 303
        assert scene.roles() == {("manager", scene.organisation.id)}
        page = scene.client.get(f"/admin/people/{scene.person.id}")
        assert "gestion · Mairie de Pau" in page.text
        assert scene.take("manager", scope).status == 303
        assert scene.roles() == set()

    @pytest.mark.parametrize("role", ["trainer", "admin", "auditor"])
    def test_gives_a_role_for_the_whole_platform(self, scene: Scene, role: str) -> None:
        scene.give(role, "all")
        assert scene.roles() == {(role, None)}
        scene.take(role, "")
        assert scene.roles() == set()

    def test_is_told_what_a_role_bears_on(self, scene: Scene) -> None:
        manager = scene.give("manager", "all")
        assert (manager.status, "choisissez laquelle" in manager.text) == (422, True)
        for role in ("admin", "auditor"):
            answer = scene.give(role, str(scene.organisation.id))
            assert (answer.status, "porte sur toute la plateforme" in answer.text) == (422, True)
        assert scene.give("trainer", "999").status == 422
        assert scene.give("emperor", "all").status == 422
        assert scene.roles() == set()

    def test_does_not_change_her_own_administration(self, scene: Scene) -> None:
        page = scene.client.follow(scene.take("admin", "", scene.admin))
        assert "Personne ne change son propre rôle" in page.text
        assert scene.give("admin", "all", scene.admin).status == 403
        assert scene.roles(scene.admin) == {("admin", None)}


@on_sqlite
class TestAnAuditor:
    def test_reads_roles_and_changes_none(self, scene: Scene) -> None:
        client = scene.signed_in(scene.auditor)
        page = f"/admin/people/{scene.person.id}"
        assert "Donner ce rôle" not in client.get(page).text
        for path in (f"{page}/roles", f"{page}/roles/revoke"):
            sent = client.submit(path, page="/account/profile", role="auditor", scope="all")
            assert sent.status == 403
        assert scene.roles() == set()


class TestTheRuleBelowThePages:
    def test_hears_administrators_only(self, db: Session) -> None:
        person = make_person(db, role="trainer")
        for change in (grant_role_as, revoke_role_as):
            with pytest.raises(NotAllowed):
                change(db, actor=person, person_id=person.id, role="auditor", organisation_id=None)

    def test_leaves_one_administrator_whatever_is_asked(self, db: Session) -> None:
        admin = make_person(db, role="admin")
        with pytest.raises(OwnAdministration):
            revoke_role_as(db, actor=admin, person_id=admin.id, role="admin", organisation_id=None)

    def test_gives_no_role_of_the_platform_for_one_organisation(self, db: Session) -> None:
        admin, person = make_person(db, role="admin"), make_person(db)
        with pytest.raises(UnknownRole):
            grant_role_as(db, actor=admin, person_id=person.id, role="auditor", organisation_id=1)
