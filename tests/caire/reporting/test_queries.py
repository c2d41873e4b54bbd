"""Who has begun, finished, booked, earned: counted by the traces, for one organisation only."""

from dataclasses import astuple

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from caire.certificates.queries import certificates_of
from caire.certificates.services.revoking import revoke
from caire.cohorts.models import Enrolment
from caire.cohorts.services import cohort_named, enrol
from caire.demo.journeys import Learner, learn, take_exam
from caire.organisations.models import Organisation
from caire.reporting.queries import STAGES, Counts, counts, learners
from caire.workshops.services.booking import book_seat
from tests.factories import (
    COURSE,
    NOW,
    XAPI_ROOT,
    make_learner,
    make_organisation,
    make_person,
    make_room,
    make_workshop,
)
from tests.support.half_day import attend, earn
from tests.support.played import PLAYED, lea


def sent_by(db: Session, organisation: Organisation, learner: Learner) -> Learner:
    """The same learner, enrolled by this organisation."""
    enrol(
        db,
        person_id=learner.person_id,
        course_key=COURSE,
        organisation_id=organisation.id,
        xapi_root=XAPI_ROOT,
        now=PLAYED,
    )
    return learner


def staff(
    db: Session, organisation: Organisation, family_name: str, *, screens: int = 0
) -> Learner:
    account = make_person(db, given_name="Zoé", family_name=family_name, now=PLAYED)
    learner = make_learner(db, account, organisation=organisation, now=PLAYED)
    learn(db, learner, screens=screens)
    return learner


def stages(db: Session, organisation: Organisation) -> dict[str, str]:
    found = learners(db, organisation_id=organisation.id, now=NOW)
    return {row.family_name: row.stage for row in found.rows}


def counted(db: Session, organisation: Organisation) -> Counts:
    (row,) = counts(db, organisation_id=organisation.id, now=NOW)
    return row


def booked(db: Session, organisation: Organisation, learner: Learner) -> None:
    trainer = make_person(db, role="trainer", organisation_id=organisation.id)
    workshop = make_workshop(db, trainer=trainer, room=make_room(db, organisation))
    book_seat(
        db, workshop_id=workshop.id, person_id=learner.person_id, xapi_root=XAPI_ROOT, now=NOW
    )


class TestStages:
    def test_tell_how_far_each_person_is(self, db: Session) -> None:
        organisation = make_organisation(db)
        staff(db, organisation, "Absente")
        staff(db, organisation, "Débutante", screens=2)
        sent_by(db, organisation, lea(db))

        assert stages(db, organisation) == {
            "Absente": "not_begun",
            "Débutante": "begun",
            "Martin": "finished",
        }

    def test_a_seat_is_further_than_the_end_of_the_sequences(self, db: Session) -> None:
        organisation = make_organisation(db, kind="institution")
        booked(db, organisation, sent_by(db, organisation, lea(db)))

        assert stages(db, organisation) == {"Martin": "booked"}
        assert counted(db, organisation).booked == 1

    def test_a_half_day_attended_is_further_than_a_seat(self, db: Session) -> None:
        organisation = make_organisation(db)
        attend(db, sent_by(db, organisation, lea(db)))

        assert stages(db, organisation) == {"Martin": "attended"}

    def test_a_certificate_ends_the_path_and_a_revoked_one_does_not(self, db: Session) -> None:
        organisation = make_organisation(db)
        learner = sent_by(db, organisation, lea(db))
        earn(db, learner)
        earned = stages(db, organisation)
        (row,) = certificates_of(db, learner.person_id)
        revoke(db, code=row.code, reason="Erreur", xapi_root=XAPI_ROOT, now=learner.later(1))

        assert earned == {"Martin": "earned"}
        assert stages(db, organisation) == {"Martin": "attended"}


class TestCounts:
    def test_each_count_includes_those_who_went_further(self, db: Session) -> None:
        organisation = make_organisation(db)
        staff(db, organisation, "Absente")
        staff(db, organisation, "Débutante", screens=2)
        earn(db, sent_by(db, organisation, lea(db)))

        assert astuple(counted(db, organisation)) == (COURSE, 3, 2, 1, 1, 1, 1, 1)

    def test_agree_with_the_list(self, db: Session) -> None:
        organisation = make_organisation(db)
        take_exam(db, sent_by(db, organisation, lea(db)))
        staff(db, organisation, "Absente")

        found = learners(db, organisation_id=organisation.id, now=NOW)

        total = counted(db, organisation)
        assert total.enrolled == found.total == len(found.rows)
        assert total.exam_passed == sum(1 for row in found.rows if row.exam_passed_at)
        by_stage = [
            learners(db, organisation_id=organisation.id, now=NOW, stage=stage).total
            for stage in STAGES
        ]
        assert sum(by_stage) == total.enrolled

    def test_another_organisation_sees_nobody(self, db: Session) -> None:
        sent_by(db, make_organisation(db), lea(db))
        other = make_organisation(db)

        assert counts(db, organisation_id=other.id, now=NOW) == []
        assert learners(db, organisation_id=other.id, now=NOW).total == 0

    def test_who_withdrew_is_not_counted(self, db: Session) -> None:
        organisation = make_organisation(db)
        staff(db, organisation, "Partie")
        db.execute(update(Enrolment).values(withdrawn_at=NOW))

        assert counts(db, organisation_id=organisation.id, now=NOW) == []


class TestLearners:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("", 2),
            ("lefevre", 1),
            ("LEFÈVRE zoe", 1),
            ("zoe", 2),
            ("%", 0),
            ("nobody", 0),
            ("\0", 2),
        ],
    )
    def test_are_found_by_name_without_accents(self, db: Session, text: str, found: int) -> None:
        organisation = make_organisation(db)
        staff(db, organisation, "Lefèvre")
        staff(db, organisation, "Durand")

        assert learners(db, organisation_id=organisation.id, now=NOW, text=text).total == found

    def test_come_page_by_page_in_the_order_of_names(self, db: Session) -> None:
        organisation = make_organisation(db)
        for name in ("Durand", "Abel", "Coste"):
            staff(db, organisation, name)

        pages = [
            learners(db, organisation_id=organisation.id, now=NOW, limit=2, offset=offset)
            for offset in (0, 2)
        ]

        names = [row.family_name for page in pages for row in page.rows]
        assert names == ["Abel", "Coste", "Durand"]
        assert [page.total for page in pages] == [3, 3]

    def test_show_their_group(self, db: Session) -> None:
        organisation = make_organisation(db)
        staff(db, organisation, "Durand")
        cohort = cohort_named(
            db, organisation_id=organisation.id, course_key=COURSE, name="Équipe 1", now=NOW
        )
        db.execute(
            update(Enrolment)
            .where(Enrolment.organisation_id == organisation.id)
            .values(cohort_id=cohort.id)
        )

        (row,) = learners(db, organisation_id=organisation.id, now=NOW).rows

        assert row.cohort == "Équipe 1"
