"""Productions and the place of the exam: words kept for their author, one path to the end."""

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.catalogue.services import load_content
from caire.demo.journeys import Learner, learn, take_exam
from caire.learning.errors import NoSuchScreen, WritingTooLong, WrongScreen
from caire.learning.floors import floors_missed, floors_of
from caire.learning.models import Writing
from caire.learning.personal_data import on_account_erased, work_of
from caire.learning.queries import saved_writing
from caire.learning.services.writing import erase_writing, keep_writing
from caire.lrs.queries import statements_of_registration
from caire.people.events import AccountErased
from caire.people.queries import known_account
from tests.factories import NOW, make_learner, make_person
from tests.support.client import PageClient
from tests.support.productions import CORRECTION, EXAM, PLEDGES, with_productions

SECRET_WORDS = "Lundi, je règle mon assistant chez Durand."


@pytest.fixture
def learner(db: Session, tmp_path: Path) -> Learner:
    """Somebody who has finished the first sequence and nothing of the second."""
    load_content(db, root=with_productions(tmp_path).root, modules={}, now=NOW)
    found = make_learner(db, make_person(db, given_name="Ilyes", now=NOW), now=NOW)
    learn(db, found, screens=3)
    return found


def keep(db: Session, learner: Learner, screen_id: str = PLEDGES, **texts: str) -> None:
    keep_writing(
        db,
        path=learner.path(db),
        screen_id=screen_id,
        texts=texts,
        xapi_root=learner.xapi_root,
        now=learner.later(2),
    )


def kept(db: Session, learner: Learner, screen_id: str = PLEDGES) -> dict[str, str]:
    enrolment_id = learner.path(db).enrolment.id
    return dict(saved_writing(db, enrolment_id=enrolment_id, screen_id=screen_id))


class TestKeepWriting:
    def test_keeps_the_text_and_finishes_the_screen(self, db: Session, learner: Learner) -> None:
        keep(db, learner, un=f"  {SECRET_WORDS}\r\n", deux=" ")

        assert kept(db, learner) == {"un": SECRET_WORDS}
        assert PLEDGES in learner.path(db).state.screens

    def test_traces_nothing_of_what_was_written(self, db: Session, learner: Learner) -> None:
        keep(db, learner, un=SECRET_WORDS)

        registration = learner.path(db).enrolment.registration
        told = [repr(r.data) for r in statements_of_registration(db, registration)]
        assert any(PLEDGES in statement for statement in told)
        assert not any("Durand" in statement for statement in told)

    def test_writing_nothing_is_allowed(self, db: Session, learner: Learner) -> None:
        keep(db, learner)

        assert kept(db, learner) == {}
        assert PLEDGES in learner.path(db).state.screens

    def test_a_new_text_takes_the_place_of_the_old_one(self, db: Session, learner: Learner) -> None:
        keep(db, learner, un="Un", deux="Deux")
        keep(db, learner, un="Autre")

        assert kept(db, learner) == {"un": "Autre"}

    def test_refuses_a_text_that_is_too_long_and_keeps_the_old_one(
        self, db: Session, learner: Learner
    ) -> None:
        keep(db, learner, un="Court")

        with pytest.raises(WritingTooLong) as refused:
            keep(db, learner, un="a" * 61)

        assert (refused.value.field, refused.value.length, refused.value.allowed) == ("un", 61, 60)
        assert kept(db, learner) == {"un": "Court"}

    def test_a_line_end_counts_for_one_character(self, db: Session, learner: Learner) -> None:
        keep(db, learner, un="a\r\n" * 29 + "aa")

        assert len(kept(db, learner)["un"]) == 60

    def test_keeps_only_what_the_screen_asks(self, db: Session, learner: Learner) -> None:
        keep(db, learner, un="Oui", trois="Non", csrf_token="x")

        assert kept(db, learner) == {"un": "Oui"}

    def test_refuses_another_type_of_screen(self, db: Session, learner: Learner) -> None:
        with pytest.raises(WrongScreen):
            keep(db, learner, "n1.s1.e1", un="Oui")
        with pytest.raises(NoSuchScreen):
            keep(db, learner, "n1.s9.e1", un="Oui")

    def test_what_is_about_the_exam_waits_for_an_attempt(
        self, db: Session, learner: Learner
    ) -> None:
        with pytest.raises(WrongScreen):
            keep(db, learner, CORRECTION, un="Oui")

        take_exam(db, learner)
        keep(db, learner, CORRECTION, un="Oui")

        assert kept(db, learner, CORRECTION) == {"un": "Oui"}


class TestEraseWriting:
    def test_forgets_the_text_and_leaves_the_screen_done(
        self, db: Session, learner: Learner
    ) -> None:
        keep(db, learner, un=SECRET_WORDS)

        erase_writing(db, path=learner.path(db), screen_id=PLEDGES)

        assert kept(db, learner) == {}
        assert PLEDGES in learner.path(db).state.screens


class TestPersonalData:
    def test_a_copy_holds_the_text(self, db: Session, learner: Learner) -> None:
        keep(db, learner, un=SECRET_WORDS)

        (work,) = work_of(db, learner.person_id)

        assert [w["texts"] for w in work["writings"]] == [{"un": SECRET_WORDS}]

    def test_erasing_the_account_erases_the_text(self, db: Session, learner: Learner) -> None:
        keep(db, learner, un=SECRET_WORDS)
        enrolment_id = learner.path(db).enrolment.id

        on_account_erased(db, AccountErased(learner.person_id))

        assert db.scalars(select(Writing).where(Writing.enrolment_id == enrolment_id)).all() == []


class TestExamScreen:
    def test_is_done_by_success(self, db: Session, learner: Learner) -> None:
        take_exam(db, learner)

        assert EXAM in learner.path(db).state.screens

    def test_is_not_done_by_a_failed_attempt(self, db: Session, learner: Learner) -> None:
        learner.skill = 0.0
        take_exam(db, learner)

        path = learner.path(db)
        assert path.state.exams
        assert EXAM not in path.state.screens


class TestPages:
    @pytest.fixture(autouse=True)
    def signed_in(self, db: Session, learner: Learner, client: PageClient) -> None:
        db.commit()
        client.sign_in(known_account(db, learner.person_id).email)

    def test_a_text_is_found_again_and_erased(self, client: PageClient) -> None:
        url = f"/learn/aware/{PLEDGES}"
        sent = client.submit(f"{url}/write", page=url, un=SECRET_WORDS)
        again = client.get(url)

        assert sent.location == "/learn/aware/"
        assert SECRET_WORDS in again.text
        assert "Effacer mon texte" in again.text

        erased = client.follow(client.submit(f"{url}/erase", page=url))

        assert SECRET_WORDS not in erased.html
        assert "Votre texte est effacé" in erased.text

    def test_a_text_too_long_stays_on_the_page(self, client: PageClient) -> None:
        url = f"/learn/aware/{PLEDGES}"

        refused = client.submit(f"{url}/write", page=url, un="b" * 70)

        assert refused.status == 422
        assert "b" * 70 in refused.html
        assert "Il a 70 caractères, et peut en avoir 60." in refused.text

    def test_the_exam_screen_opens_the_exam(self, client: PageClient) -> None:
        assert client.get(f"/learn/aware/{EXAM}").location == "/learn/aware/exam"

    def test_the_correction_waits_for_an_attempt_then_links_to_it(
        self, db: Session, client: PageClient, learner: Learner
    ) -> None:
        url = f"/learn/aware/{CORRECTION}"
        before = client.get(url)

        db.rollback()
        take_exam(db, learner)
        db.commit()
        after = client.get(url)
        result = client.get("/learn/aware/exam/1")

        assert "D’abord l’évaluation" in before.text
        assert "Garder et continuer" not in before.text
        assert "/learn/aware/exam/1" in after.html
        assert "Continuer le parcours" in result.text
        assert url in result.html


class TestFloors:
    """What the certificate's rule asks of one competency, told before and after the exam."""

    @pytest.fixture
    def strict(self, db: Session, tmp_path: Path) -> Learner:
        content = with_productions(tmp_path / "strict")
        floor = "floors: [{competency: caire.c1.1, min_correct_items: 1}]"
        content.edit("rules/certification.n1.yaml", "min_share: 0.70", f"min_share: 0.70, {floor}")
        load_content(db, root=content.root, modules={}, now=NOW)
        found = make_learner(db, make_person(db, given_name="Oriane", now=NOW), now=NOW)
        learn(db, found, screens=3)
        return found

    def test_are_told_before_and_after(
        self, db: Session, strict: Learner, client: PageClient
    ) -> None:
        strict.skill = 0.0
        take_exam(db, strict)
        db.commit()
        client.sign_in(known_account(db, strict.person_id).email)

        rules, result = client.get("/learn/aware/exam"), client.get("/learn/aware/exam/1")

        assert "Au moins une réponse juste en" in rules.text
        assert "Il fallait aussi au moins une réponse juste en" in result.text

    def test_are_reached_by_right_answers(self, db: Session, strict: Learner) -> None:
        take_exam(db, strict)

        path = strict.path(db)
        assert [needed for _, needed in floors_of(path.course)] == [1]
        assert floors_missed(path.course, path.state.exams[-1]) == ()
