"""A manager enrols a team: send, read, confirm."""

import io
import re

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caire.cohorts.models import Enrolment, StaffImport
from caire.organisations.models import Organisation
from caire.people.account import Account
from tests.factories import make_organisation, make_person
from tests.support.announced import announce_only
from tests.support.client import Page, PageClient, find_token

LIST = "email;prénom;nom\nnew@example.org;Zoé;Lefèvre\nnobody;Zoé;Lefèvre\n"


def managed(db: Session) -> tuple[Organisation, Account]:
    organisation = make_organisation(db)
    manager = make_person(db, role="manager", organisation_id=organisation.id)
    db.commit()
    return organisation, manager


def upload(
    client: PageClient, organisation: Organisation, content: bytes | str, name: str = "liste.csv"
) -> Page:
    data = content.encode() if isinstance(content, str) else content
    return client.submit(
        f"/organisation/{organisation.slug}/enrol", course="aware", file=(io.BytesIO(data), name)
    )


class TestEnrolPages:
    def test_nothing_happens_before_the_confirmation(self, db: Session, client: PageClient) -> None:
        organisation, manager = managed(db)
        client.sign_in(manager.email)

        sent = upload(client, organisation, LIST)
        review = client.follow(sent)

        assert sent.status == 303
        assert "new@example.org" in review.text
        assert "Sera inscrite ou inscrit" in review.text
        assert "À corriger" in review.text
        assert db.scalar(select(func.count(Enrolment.id))) == 0

    def test_the_preview_does_not_tell_who_has_an_account_elsewhere(
        self, db: Session, client: PageClient
    ) -> None:
        organisation, manager = managed(db)
        make_person(db, given_name="Zoé", family_name="Roux", email="known@example.org")
        db.commit()
        client.sign_in(manager.email)
        people = "e-mail;nom;prénom\nknown@example.org;Roux;Zoé\nunseen@example.org;Roux;Zoé\n"

        review = client.follow(upload(client, organisation, people.encode()))

        shown = re.findall(r'badge--success">([^<]+)<', review.html)
        assert shown == ["Sera inscrite ou inscrit"] * 2

    def test_the_confirmation_enrols_and_a_second_one_changes_nothing(
        self, db: Session, client: PageClient
    ) -> None:
        organisation, manager = managed(db)
        client.sign_in(manager.email)
        sent = upload(client, organisation, LIST)
        assert sent.location is not None
        token = find_token(client.get(sent.location).html)

        first = client.post(sent.location, {"csrf_token": token})
        second = client.follow(client.post(sent.location, {"csrf_token": token}))

        assert first.location == f"/organisation/{organisation.slug}/"
        assert "déjà été appliquée" in second.text
        assert db.scalar(select(func.count(Enrolment.id))) == 1

    def test_hundreds_of_rows_are_read_page_by_page_and_what_is_wrong_comes_first(
        self, db: Session, client: PageClient
    ) -> None:
        organisation, manager = managed(db)
        client.sign_in(manager.email)
        rows = [f"p{n}@example.org;Zoé;Lefèvre" for n in range(120)]
        review = upload(client, organisation, "\n".join([LIST.strip(), *rows])).location
        assert review is not None

        first, last = client.get(review), client.get(f"{review}?page=3")
        wrong = client.get(f"{review}?show=error")

        assert "nobody" in first.text
        assert "p119@" not in first.text
        assert "p119@" in last.text
        assert "nobody" not in last.text
        assert "nobody" in wrong.text
        assert "p0@" not in wrong.text
        assert client.get(f"{review}?show=nonsense&page=99").status == 200

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"", "Le fichier est vide"),
            (b"nom;pr\xe9nom\n", "Aucune colonne ne contient les adresses"),
            (b"email;nom\n", "Il manque les colonnes"),
            (b"\x00\x01\x02", "tableau"),
        ],
    )
    def test_a_file_that_cannot_be_read_says_why(
        self, db: Session, client: PageClient, content: bytes, said: str
    ) -> None:
        organisation, manager = managed(db)
        client.sign_in(manager.email)

        page = upload(client, organisation, content)

        assert page.status == 422
        assert said in page.text
        assert db.scalar(select(func.count(StaffImport.id))) == 0

    def test_a_course_that_is_not_open_cannot_be_chosen(
        self, db: Session, client: PageClient
    ) -> None:
        announce_only(db, "informed")
        organisation, manager = managed(db)
        client.sign_in(manager.email)

        client.submit(
            f"/organisation/{organisation.slug}/enrol",
            course="informed",
            file=(io.BytesIO(LIST.encode()), "liste.csv"),
        )

        assert db.scalar(select(func.count(StaffImport.id))) == 0

    def test_what_a_cell_holds_is_never_markup(self, db: Session, client: PageClient) -> None:
        organisation, manager = managed(db)
        client.sign_in(manager.email)

        review = client.follow(
            upload(client, organisation, f"{LIST}<script>alert(1)</script>;<b>;<i>\n")
        )

        assert "<script>alert" not in review.html

    def test_an_auditor_reads_but_cannot_enrol(self, db: Session, client: PageClient) -> None:
        organisation, _ = managed(db)
        auditor = make_person(db, role="auditor")
        db.commit()
        client.sign_in(auditor.email)

        assert client.get(f"/organisation/{organisation.slug}/").status == 200
        assert client.get(f"/organisation/{organisation.slug}/enrol").status == 403

    def test_the_list_of_another_organisation_is_not_found(
        self, db: Session, client: PageClient
    ) -> None:
        organisation, manager = managed(db)
        client.sign_in(manager.email)
        sent = upload(client, organisation, LIST)
        assert sent.location is not None
        other, stranger = managed(db)
        visitor = PageClient(client.app)
        visitor.sign_in(stranger.email)

        assert visitor.get(sent.location).status == 404
        moved = sent.location.replace(organisation.slug, other.slug)
        assert visitor.get(moved).status == 404

    def test_a_learner_is_told_whom_the_page_is_for(self, db: Session, client: PageClient) -> None:
        organisation, _ = managed(db)
        learner = make_person(db)
        db.commit()
        client.sign_in(learner.email)

        page = client.get(f"/organisation/{organisation.slug}/enrol")

        assert page.status == 403
        assert "gestionnaires" in page.text
