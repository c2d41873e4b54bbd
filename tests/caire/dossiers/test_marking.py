"""A dossier from its deposit to its result (CURRICULUM F.2.5): 12 points here, 8 to pass."""

import json
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from caire.cohorts.models import Enrolment
from caire.dossiers import errors as e
from caire.dossiers.models import Agreement, Dossier, Marking
from caire.dossiers.personal_data import dossiers_held, on_account_erased
from caire.dossiers.queries import dossiers_for, markings_of
from caire.dossiers.services.depositing import deposit_dossier
from caire.dossiers.services.marking import accept_agreement, propose_agreement
from caire.learning.progress.rebuild import check
from caire.learning.progress.state import DossierRecord
from caire.learning.progress.summary import dossier_stage
from caire.lrs import vocabulary as v
from caire.lrs.queries import statements_of_registration
from caire.messaging.models import Mail
from caire.people.account import Account
from caire.people.events import AccountErased
from caire.people.models import RoleGrant
from caire.people.queries import known_account
from caire.workshops.services.booking import book_seat
from tests.caire.dossiers.scene import (
    SECRET_WORDS,
    Scene,
    ask,
    comments,
    deposit,
    mark,
    marks,
)
from tests.factories import NOW, XAPI_ROOT, make_person, make_room, make_workshop
from tests.support.later_level import later_content, write


def records(db: Session, scene: Scene) -> list[DossierRecord]:
    return scene.learner.path(db).state.dossiers


def raw_traces(db: Session, scene: Scene) -> list[str]:
    registration = scene.learner.path(db).enrolment.registration
    return [record.raw for record in statements_of_registration(db, registration)]


def propose(db: Session, scene: Scene, dossier: Dossier, actor: Account, rank: int) -> None:
    propose_agreement(
        db,
        dossier_id=dossier.id,
        actor=actor,
        kept_rank=rank,
        reason="La phrase cinq est vérifiable.",
        now=scene.learner.later(1),
    )


def accept(db: Session, scene: Scene, dossier: Dossier, actor: Account, rank: int) -> None:
    accept_agreement(
        db,
        dossier_id=dossier.id,
        actor=actor,
        kept_rank=rank,
        xapi_root=XAPI_ROOT,
        now=scene.learner.later(1),
    )


def disagreeing(db: Session, scene: Scene) -> Dossier:
    """Marked 7, then 9: two markers have to agree."""
    dossier = deposit(db, scene)
    mark(db, scene, dossier, scene.first, 2, 2, 2, 1)
    mark(db, scene, dossier, scene.second, 3, 2, 2, 2)
    return dossier


class TestDeposit:
    def test_keeps_what_was_written_at_that_moment(self, db: Session, scene: Scene) -> None:
        dossier = deposit(db, scene)
        write(db, scene.learner, "Autre chose", deux="Encore")

        assert dossier.texts == {"p1": {"un": SECRET_WORDS}, "p2": {"deux": "La suite."}}
        assert (dossier.number, dossier.status) == (1, "to_mark")

    def test_refuses_while_a_part_is_empty_and_names_it(self, db: Session, scene: Scene) -> None:
        write(db, scene.learner, "Un seul volet")

        with pytest.raises(e.PartsMissing) as refusal:
            deposit_dossier(
                db, path=scene.learner.path(db), xapi_root=XAPI_ROOT, now=scene.learner.later(1)
            )

        assert refusal.value.parts == ("p2",)

    def test_refuses_another_version_while_one_is_read(self, db: Session, scene: Scene) -> None:
        deposit(db, scene)

        with pytest.raises(e.CannotDeposit):
            deposit(db, scene)

    def test_gives_one_more_chance_after_a_failure_and_no_third(
        self, db: Session, scene: Scene
    ) -> None:
        mark(db, scene, deposit(db, scene), scene.first, 1, 1, 1, 1)
        second = deposit(db, scene)
        mark(db, scene, second, scene.first, 1, 1, 1, 1)

        assert second.number == 2
        with pytest.raises(e.CannotDeposit):
            deposit(db, scene)

    def test_a_dossier_that_passed_is_not_deposited_again(self, db: Session, scene: Scene) -> None:
        mark(db, scene, deposit(db, scene), scene.first, 3, 3, 3, 3)

        with pytest.raises(e.CannotDeposit):
            deposit(db, scene)


class TestMark:
    @pytest.mark.parametrize(
        ("given", "status"),
        [
            ((3, 3, 3, 3), "passed"),
            ((3, 2, 2, 1), "passed"),  # 8 of 12: 66.7 %
            ((2, 2, 2, 1), "second"),  # 7: 58.3 %
            ((2, 2, 1, 1), "second"),  # 6: exactly 50 %
            ((2, 1, 1, 1), "failed"),  # 5: 41.7 %
            ((3, 3, 0, 0), "second"),  # a part at zero, and 50 %
            ((0, 0, 0, 0), "failed"),
        ],
    )
    def test_a_first_result_decides_unless_it_is_close(
        self, db: Session, scene: Scene, given: tuple[int, ...], status: str
    ) -> None:
        dossier = deposit(db, scene)

        mark(db, scene, dossier, scene.first, *given)

        assert dossier.status == status
        assert len(records(db, scene)) == (status != "second")

    def test_writes_the_points_of_each_part_in_the_trace(self, db: Session, scene: Scene) -> None:
        mark(db, scene, deposit(db, scene), scene.first, 3, 2, 2, 1)

        (record,) = records(db, scene)
        assert (record.points, record.points_max) == (8, 12)
        assert record.parts == {"p1": 5, "p2": 3}
        assert check(db) == []

    def test_no_text_and_no_marker_enters_a_trace(self, db: Session, scene: Scene) -> None:
        disagreeing(db, scene)

        told = raw_traces(db, scene)
        verbs = [json.loads(text)["verb"]["id"] for text in told if "/dossier/" in text]
        assert verbs == [v.ATTEMPTED, v.SCORED, v.SCORED]
        for secret in (SECRET_WORDS, "La phrase deux", scene.first.actor_name):
            assert not any(secret in text for text in told)

    @pytest.mark.parametrize("said", ["", "  ", "x" * 1001])
    def test_asks_for_a_comment_beside_each_mark(
        self, db: Session, scene: Scene, said: str
    ) -> None:
        dossier = deposit(db, scene)
        given = comments()
        given["p2"]["situe"] = said

        with pytest.raises(e.MarkingIncomplete) as refusal:
            mark(db, scene, dossier, scene.first, 3, 3, 3, 3, said=given)

        assert refusal.value.wrong == (("p2", "situe"),)
        assert markings_of(db, dossier.id) == ()

    @pytest.mark.parametrize("bad", [-1, 4])
    def test_refuses_marks_outside_the_scale(self, db: Session, scene: Scene, bad: int) -> None:
        with pytest.raises(e.MarkingIncomplete):
            mark(db, scene, deposit(db, scene), scene.first, 3, 3, 3, bad)

    def test_refuses_a_decided_dossier(self, db: Session, scene: Scene) -> None:
        dossier = deposit(db, scene)
        mark(db, scene, dossier, scene.first, 3, 3, 3, 3)

        with pytest.raises(e.NotToBeMarked):
            mark(db, scene, dossier, scene.second, 0, 0, 0, 0)


class TestSecondMarking:
    def test_is_somebody_else_s(self, db: Session, scene: Scene) -> None:
        dossier = deposit(db, scene)
        mark(db, scene, dossier, scene.first, 2, 2, 2, 1)

        with pytest.raises(e.NotToBeMarked):
            mark(db, scene, dossier, scene.first, 2, 2, 2, 1)

    def test_that_says_the_same_decides(self, db: Session, scene: Scene) -> None:
        dossier = deposit(db, scene)
        mark(db, scene, dossier, scene.first, 2, 2, 2, 1)

        mark(db, scene, dossier, scene.second, 2, 2, 2, 1)

        assert dossier.status == "failed"
        assert [record.points for record in records(db, scene)] == [7]

    def test_that_differs_asks_for_an_agreement(self, db: Session, scene: Scene) -> None:
        assert disagreeing(db, scene).status == "agreement"
        assert records(db, scene) == []

    def test_may_be_asked_for_after_a_failure_and_changes_the_result(
        self, db: Session, scene: Scene
    ) -> None:
        dossier = deposit(db, scene)
        mark(db, scene, dossier, scene.first, 1, 1, 1, 1)

        ask(db, scene)
        mark(db, scene, dossier, scene.second, 3, 3, 3, 3)
        propose(db, scene, dossier, scene.first, 2)
        accept(db, scene, dossier, scene.second, 2)

        assert dossier.status == "passed"
        assert [record.points for record in records(db, scene)] == [4, 12]
        assert check(db) == []

    def test_is_not_asked_for_twice_nor_for_what_passed(self, db: Session, scene: Scene) -> None:
        dossier = deposit(db, scene)
        with pytest.raises(e.CannotAskAgain):
            ask(db, scene)
        mark(db, scene, dossier, scene.first, 1, 1, 1, 1)
        ask(db, scene)
        mark(db, scene, dossier, scene.second, 1, 1, 1, 1)

        with pytest.raises(e.CannotAskAgain):
            ask(db, scene)


class TestStage:
    def stage(self, db: Session, scene: Scene) -> tuple[str, int] | None:
        path = scene.learner.path(db)
        found = dossier_stage(path.course, path.state)
        return (found.name, found.number) if found else None

    def test_goes_from_the_draft_to_the_end_as_traces_tell(self, db: Session, scene: Scene) -> None:
        told = [self.stage(db, scene)]
        for given in ((1, 1, 1, 1), (2, 2, 2, 1)):
            dossier = deposit(db, scene)
            told.append(self.stage(db, scene))
            mark(db, scene, dossier, scene.first, *given)
            told.append(self.stage(db, scene))
        mark(db, scene, dossier, scene.second, 2, 2, 2, 1)
        told.append(self.stage(db, scene))

        assert told == [
            ("draft", 0),
            ("waiting", 1),
            ("again", 1),
            ("waiting", 2),
            ("reading", 2),
            ("refused", 2),
        ]
        assert check(db) == []

    def test_is_read_again_when_she_asks_and_says_so_in_a_trace(
        self, db: Session, scene: Scene
    ) -> None:
        dossier = deposit(db, scene)
        mark(db, scene, dossier, scene.first, 1, 1, 1, 1)
        ask(db, scene)
        asked = self.stage(db, scene)
        mark(db, scene, dossier, scene.second, 3, 3, 3, 3)
        propose(db, scene, dossier, scene.first, 2)
        accept(db, scene, dossier, scene.second, 2)

        assert asked == ("reading", 1)
        assert self.stage(db, scene) == ("accepted", 1)
        assert any(v.REQUESTED in text for text in raw_traces(db, scene))
        assert check(db) == []


class TestMail:
    def mails(self, db: Session) -> list[Mail]:
        return list(db.query(Mail).filter(Mail.template == "dossier_marked").order_by(Mail.id))

    def test_tells_the_learner_that_a_result_is_given_and_not_which(
        self, db: Session, scene: Scene
    ) -> None:
        mark(db, scene, deposit(db, scene), scene.first, 1, 1, 1, 1)

        (mail,) = self.mails(db)
        assert mail.person_id == scene.learner.person_id
        assert set(mail.context) == {"course_title", "marked_again", "path"}
        assert (mail.context["marked_again"], mail.context["path"]) == (
            False,
            "/learn/aware/dossier",
        )

    def test_waits_for_the_decision_of_both(self, db: Session, scene: Scene) -> None:
        dossier = disagreeing(db, scene)
        before = self.mails(db)
        propose(db, scene, dossier, scene.first, 2)
        accept(db, scene, dossier, scene.second, 2)

        assert before == []
        assert [mail.context["marked_again"] for mail in self.mails(db)] == [False]

    def test_tells_the_result_of_the_marking_that_she_asked_for(
        self, db: Session, scene: Scene
    ) -> None:
        dossier = deposit(db, scene)
        mark(db, scene, dossier, scene.first, 1, 1, 1, 1)
        ask(db, scene)
        mark(db, scene, dossier, scene.second, 1, 1, 1, 1)

        assert [mail.context["marked_again"] for mail in self.mails(db)] == [False, True]


class TestAgreement:
    def test_keeps_the_marking_that_both_find_better_argued(
        self, db: Session, scene: Scene
    ) -> None:
        dossier = disagreeing(db, scene)

        propose(db, scene, dossier, scene.first, 2)
        accept(db, scene, dossier, scene.second, 2)

        assert (dossier.status, dossier.kept_rank) == ("passed", 2)
        assert [record.points for record in records(db, scene)] == [9]

    def test_nobody_agrees_with_herself(self, db: Session, scene: Scene) -> None:
        dossier = disagreeing(db, scene)
        propose(db, scene, dossier, scene.first, 1)

        with pytest.raises(e.OwnProposal):
            accept(db, scene, dossier, scene.first, 1)

    def test_only_what_was_read_is_accepted(self, db: Session, scene: Scene) -> None:
        dossier = disagreeing(db, scene)
        propose(db, scene, dossier, scene.first, 1)

        with pytest.raises(e.NotToBeAgreed):
            accept(db, scene, dossier, scene.second, 2)

    def test_an_answer_replaces_the_proposal(self, db: Session, scene: Scene) -> None:
        dossier = disagreeing(db, scene)
        propose(db, scene, dossier, scene.first, 1)
        propose(db, scene, dossier, scene.second, 2)

        accept(db, scene, dossier, scene.first, 2)

        assert dossier.status == "passed"

    def test_is_written(self, db: Session, scene: Scene) -> None:
        dossier = disagreeing(db, scene)

        with pytest.raises(e.ReasonMissing):
            propose_agreement(
                db, dossier_id=dossier.id, actor=scene.first, kept_rank=1, reason=" ", now=NOW
            )

    def test_is_between_the_two_markers(self, db: Session, scene: Scene) -> None:
        dossier = disagreeing(db, scene)
        third = make_person(db, role="trainer", organisation_id=scene.organisation.id)

        with pytest.raises(e.NotToBeAgreed):
            propose(db, scene, dossier, third, 1)


class TestWhoMarks:
    def seen(self, db: Session, actor: Account) -> int:
        return len(dossiers_for(db, actor))

    def test_the_trainers_of_her_organisation(self, db: Session, scene: Scene) -> None:
        deposit(db, scene)

        assert (self.seen(db, scene.first), self.seen(db, scene.stranger)) == (1, 0)

    def test_a_stranger_finds_nothing(self, db: Session, scene: Scene) -> None:
        dossier = deposit(db, scene)

        with pytest.raises(e.NoSuchDossier):
            mark(db, scene, dossier, scene.stranger, 3, 3, 3, 3)

    def test_the_trainer_of_a_half_day_where_she_has_a_seat(
        self, db: Session, scene: Scene
    ) -> None:
        deposit(db, scene)
        room = make_room(db, scene.organisation)
        outside = make_person(db, role="trainer", organisation_id=scene.organisation.id)
        workshop = make_workshop(db, trainer=outside, room=room)
        workshop.trainer_id = scene.stranger.id
        book_seat(
            db,
            workshop_id=workshop.id,
            person_id=scene.learner.person_id,
            xapi_root=XAPI_ROOT,
            now=NOW,
        )

        assert self.seen(db, scene.stranger) == 1

    def test_never_herself(self, db: Session, scene: Scene) -> None:
        deposit(db, scene)
        hers = known_account(db, scene.learner.person_id)
        both = Account(
            hers.id, hers.email, "", "", "fr", hers.actor_name, 0, True,
            frozenset({("trainer", None)}),
        )  # fmt: skip

        assert self.seen(db, both) == 0

    def test_a_marker_keeps_seeing_what_she_marked(self, db: Session, scene: Scene) -> None:
        mark(db, scene, deposit(db, scene), scene.first, 3, 3, 3, 3)

        assert (self.seen(db, scene.first), self.seen(db, scene.second)) == (1, 0)


class TestShared:
    """Who marks when the learner has no trainer of her own left to do it (ADR 0021)."""

    def alone(self, db: Session, scene: Scene) -> Dossier:
        """A dossier of somebody without organisation nor seat."""
        dossier = deposit(db, scene)
        db.get_one(Enrolment, dossier.enrolment_id).organisation_id = None
        db.flush()
        return dossier

    def test_is_open_to_every_trainer_and_told_apart(self, db: Session, scene: Scene) -> None:
        self.alone(db, scene)

        for trainer in (scene.first, scene.stranger):
            assert [row.is_shared for row in dossiers_for(db, trainer)] == [True]

    def test_is_not_while_there_is_a_trainer_of_hers(self, db: Session, scene: Scene) -> None:
        deposit(db, scene)

        assert [row.is_shared for row in dossiers_for(db, scene.first)] == [False]
        assert dossiers_for(db, scene.stranger) == []

    def test_is_marked_by_one_of_them_who_keeps_seeing_it(self, db: Session, scene: Scene) -> None:
        dossier = self.alone(db, scene)

        mark(db, scene, dossier, scene.stranger, 3, 3, 3, 3)

        assert dossier.status == "passed"
        assert [row.own_rank for row in dossiers_for(db, scene.stranger)] == [1]
        assert dossiers_for(db, scene.first) == []

    def test_opens_for_the_second_marking_where_one_trainer_is_alone(
        self, db: Session, scene: Scene
    ) -> None:
        dossier = deposit(db, scene)
        db.execute(delete(RoleGrant).where(RoleGrant.person_id == scene.second.id))
        mark(db, scene, dossier, scene.first, 2, 2, 2, 1)

        mark(db, scene, dossier, scene.stranger, 3, 2, 2, 2)
        propose(db, scene, dossier, scene.stranger, 2)
        accept(db, scene, dossier, scene.first, 2)

        assert dossier.status == "passed"

    def test_the_learner_herself_is_no_trainer_of_hers_nor_of_others_choice(
        self, db: Session, scene: Scene
    ) -> None:
        """The only trainer of her organisation learns: she does not mark, others may."""
        deposit(db, scene)
        db.execute(delete(RoleGrant).where(RoleGrant.organisation_id == scene.organisation.id))
        db.add(
            RoleGrant(
                person_id=scene.learner.person_id,
                role="trainer",
                organisation_id=scene.organisation.id,
            )
        )
        db.flush()

        hers = known_account(db, scene.learner.person_id)
        assert hers.is_trainer
        assert dossiers_for(db, hers) == []
        assert len(dossiers_for(db, scene.stranger)) == 1

    def test_who_is_no_trainer_finds_nothing(self, db: Session, scene: Scene) -> None:
        dossier = self.alone(db, scene)
        admin = make_person(db, role="admin", now=NOW)

        assert dossiers_for(db, admin) == []
        with pytest.raises(e.NoSuchDossier):
            mark(db, scene, dossier, admin, 3, 3, 3, 3)


class TestPersonalData:
    def test_holds_her_texts_and_what_was_said_of_them(self, db: Session, scene: Scene) -> None:
        dossier = disagreeing(db, scene)
        (before,) = dossiers_held(db, scene.learner.person_id)["deposited"]
        propose(db, scene, dossier, scene.first, 2)
        accept(db, scene, dossier, scene.second, 2)

        (after,) = dossiers_held(db, scene.learner.person_id)["deposited"]

        assert before["texts"]["p1"] == {"un": SECRET_WORDS}
        assert before["markings"] == []
        assert [one["marking"] for one in after["markings"]] == [1, 2]
        assert after["agreement"] == "La phrase cinq est vérifiable."

    def test_holds_what_a_trainer_wrote(self, db: Session, scene: Scene) -> None:
        mark(db, scene, deposit(db, scene), scene.first, 3, 3, 3, 3)

        (marked,) = dossiers_held(db, scene.first.id)["marked"]

        assert marked["marks"] == marks(3, 3, 3, 3)

    def test_is_forgotten_with_her_account(self, db: Session, scene: Scene) -> None:
        dossier = disagreeing(db, scene)
        propose(db, scene, dossier, scene.first, 2)

        on_account_erased(db, AccountErased(scene.learner.person_id))

        for kind in (Dossier, Marking, Agreement):
            assert db.scalar(select(func.count()).select_from(kind)) == 0


class TestRubricFile:
    @pytest.mark.parametrize(
        ("old", "new", "told"),
        [
            ("screen: n1.s2.e3, fields: [un]", "screen: n1.s9.e1", "no production n1.s9.e1"),
            ("fields: [deux]", "fields: [trois]", "n1.s2.e3 has no field trois"),
            ("id: p2", "id: p1", "id p1 is used twice"),
            ("id: rubric.dossier.n1", "id: rubric.other", "the course has rubric.other"),
            ("at_least: 0.50", "at_least: 0.70", "no result is marked twice"),
        ],
    )
    def test_is_checked(self, tmp_path: Path, old: str, new: str, told: str) -> None:
        content = later_content(tmp_path)
        content.edit("rules/rubric.n1.yaml", old, new)

        assert told in " / ".join(problem.message for problem in content.problems("Q01"))
