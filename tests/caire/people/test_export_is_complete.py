"""The copy of one's data holds everything that names one, and nothing of anybody else.

A table that is added later fails here until somebody has decided: in the copy, or why not.
"""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

import msgspec
import pytest
from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from caire.catalogue.models import CourseVersion
from caire.catalogue.queries import current_course
from caire.catalogue.services import encode
from caire.certificates.models import Certificate
from caire.cmi5.models import Registration, UnitSession, UnitState
from caire.cmi5.services.importing import import_course
from caire.cohorts.models import Cohort, Enrolment
from caire.dossiers.models import Agreement, Dossier, Marking
from caire.learning.models import (
    ActivityRun,
    ExamReopening,
    MapChoice,
    RecallDraw,
    ReviewPlan,
    ReviewSession,
    Sitting,
    SittingAnswer,
    Writing,
)
from caire.models import metadata
from caire.organisations.services import add_member
from caire.people.models import Person
from caire.people.services.privacy import erase_person, export_person
from caire.people.services.roles import grant_role
from caire.placement.models import PlacementAnswer, PlacementSitting
from caire.workshops.models import Attendance, Booking
from caire.workshops.services.booking import seats_taken
from tests.caire.cmi5.factories import course_xml
from tests.caire.placement.rules import dispense
from tests.caire.workshops.scene import DAY, NOW, Scene
from tests.support.browser import on_sqlite

#: Table -> the section of the export that holds what it knows of a person.
SECTIONS = {
    "role_grant": "account",
    "membership": "memberships",
    "enrolment": "enrolments",
    "progress": "work",
    "recall_draw": "work",
    "activity_run": "work",
    "writing": "work",
    "sitting": "work",
    "exam_reopening": "work",
    "map_choice": "choices",
    "review_plan": "reviews",
    "review_session": "reviews",
    "certificate": "certificates",
    "booking": "half_days",
    "signature": "half_days",
    "workshop": "half_days_led",
    "mail": "messages",
    "cmi5_registration": "units",
    "placement_sitting": "placements",
    "dossier": "dossiers",
    "dossier_marking": "dossiers",
    "dossier_agreement": "dossiers",
}
#: Rows that hang on a row of hers: they are hers too.
BELOW = {
    "sitting_answer": "work",
    "attendance": "half_days",
    "cmi5_unit_state": "units",
    "placement_answer": "placements",
    "cmi5_session": "units",
}
#: Columns that name a person and are not in her copy, with the reason.
EXCEPTIONS = {
    "enrolment.enrolled_by": "who enrolled somebody: about the learner, and in her copy as a fact",
    "staff_import.uploaded_by": "an organisation's list, emptied when it is applied",
    "certificate.issued_by": "who decided: part of the record of the holder",
    "exam_reopening.reopened_by": "who decided: part of the record of the learner",
    "signature.author_id": "whose account made the record: part of the record of the trainee",
    "attendance.identity_checked_by": "who checked: part of the record of the trainee",
    "cmi5_course.imported_by": "who brought a course: says nothing about a learner",
    "cmi5_unit_state.waived_by": "who decided: part of the record of the learner",
    "attendance_sheet.author_id": "her signature on the sheet is in half_days_led",
}


def naming_columns(table: Table) -> set[str]:
    """The columns that say whose a row is."""
    return {
        column.name
        for column in table.columns
        if column.name in {"person_id", "enrolment_id"}
        or any(key.target_fullname in {"person.id", "enrolment.id"} for key in column.foreign_keys)
    }


def pointing_at(names: set[str]) -> set[str]:
    """The tables that hang on one of these."""
    return {
        table.name
        for table in metadata.tables.values()
        for key in table.foreign_keys
        if key.target_fullname.split(".")[0] in names
    }


def with_placement(db: Session) -> int:
    """A version of the course that has a placement test."""
    version = db.scalars(
        select(CourseVersion.id).where(CourseVersion.version == "with a test")
    ).one_or_none()
    if version is not None:
        return version
    _, course = current_course(db, "aware")
    document = encode(msgspec.structs.replace(course, placements=(dispense(),)))
    row = CourseVersion(
        course_key="aware", level="aware", version="with a test", digest="f" * 64,
        document=document, loaded_at=NOW, is_current=False,
    )  # fmt: skip
    db.add(row)
    db.flush()
    return row.id


class Life:
    """Ana and Bilal did everything that leaves a row; each has words of her or his own."""

    def __init__(self, db: Session) -> None:
        self.db = db
        self.scene = Scene(db)
        self.units = import_course(
            db, raw=course_xml(), filename="cmi5.xml", imported_by=None, now=NOW
        )
        self.people = {given: self._lived(given) for given in ("Ana", "Bilal")}
        self.scene.close()
        db.flush()

    def export(self, given: str) -> dict[str, Any]:
        return export_person(self.db, person_id=self.people[given].id, now=NOW)

    def words(self, given: str) -> set[str]:
        """What names this person, and nobody else."""
        person = self.people[given]
        registration = self.db.scalars(
            select(Enrolment.registration).where(Enrolment.person_id == person.id)
        ).one()
        return {
            given, person.email, person.actor_name, registration, f"ref-{given}",
            f"group-{given}", f"bench-{given}", f"answer-{given}", f"recall-{given}",
            f"wrote-{given}", f"card-{given}", f"CODE-{given}", f"waived-{given}",
            f"dossier-{given}", f"placed-{given}", f"reopened-{given}",
        }  # fmt: skip

    def _lived(self, given: str) -> Person:
        db, organisation = self.db, self.scene.organisation
        booking = self.scene.booked(given)
        person = db.get_one(Person, booking.person_id)
        self.scene.attend(booking)
        db.add(Attendance(booking_id=booking.id, workshop_id=booking.workshop_id, acts=["role"]))
        reference = f"ref-{given}"
        add_member(
            db, organisation_id=organisation.id, person_id=person.id, now=NOW,
            employee_reference=reference,
        )  # fmt: skip
        grant_role(db, person_id=person.id, role="trainer", organisation_id=organisation.id)
        cohort = Cohort(
            organisation_id=organisation.id, course_key="aware", name=f"group-{given}",
            created_at=NOW,
        )  # fmt: skip
        db.add(cohort)
        db.flush()
        enrolment = db.get_one(Enrolment, booking.enrolment_id)
        enrolment.cohort_id = cohort.id
        self._worked(given, enrolment)
        self._deposited(given, enrolment)
        return person

    def _worked(self, given: str, enrolment: Enrolment) -> None:
        db = self.db
        sitting = Sitting(
            enrolment_id=enrolment.id, kind="exam", number=1, item_ids=["i1"], relaxed=[],
            started_at=NOW,
        )  # fmt: skip
        db.add_all(
            [
                sitting,
                RecallDraw(
                    enrolment_id=enrolment.id, screen_id="s1", item_ids=[f"recall-{given}"]
                ),
                ActivityRun(
                    enrolment_id=enrolment.id, screen_id="s2", activity_id="act", number=1, seed=1,
                    mode="text", steps={}, workspace={"note": f"bench-{given}"}, started_at=NOW,
                ),
                Writing(
                    enrolment_id=enrolment.id, screen_id="s3",
                    texts={"question": f"wrote-{given}"}, saved_at=NOW,
                ),
                ExamReopening(
                    enrolment_id=enrolment.id, attempt=4, reason=f"reopened-{given}",
                    reopened_by=self.scene.trainer.id, reopened_at=NOW,
                ),
                MapChoice(person_id=enrolment.person_id, hidden_at=NOW),
                ReviewPlan(person_id=enrolment.person_id, every_days=7, hour=9, unvisited=0),
                ReviewSession(
                    person_id=enrolment.person_id, day=NOW.date(), started_at=NOW,
                    cards=[["aware", f"card-{given}"]],
                ),
                Certificate(
                    code=f"CODE-{given}", enrolment_id=enrolment.id,
                    person_id=enrolment.person_id, course_key="aware",
                    course_version_id=enrolment.course_version_id, holder_name=given,
                    issuer_name="Université", rule_id="r", rule_version="1", evidence={},
                    evidence_at=NOW, issued_at=NOW,
                    statement_id=str(uuid5(UUID(enrolment.registration), "certificate")),
                ),
            ]
        )  # fmt: skip
        registration = Registration(
            enrolment_id=enrolment.id, name=self.units.name, course_id=self.units.id,
            registration=enrolment.registration, satisfied_blocks=[], begun_at=NOW,
        )  # fmt: skip
        db.add(registration)
        db.flush()
        unit = {"registration_id": registration.id, "unit_name": "u", "unit_id": "u:1"}
        db.add(UnitState(**unit, waived_at=NOW, waived_note=f"waived-{given}"))
        db.add(
            UnitSession(
                **unit, id=f"session-{given}", mode="Normal", content_key=f"key-{given}", verbs=[],
                launched_at=NOW, expires_at=NOW,
            )
        )  # fmt: skip
        self._placed(given, enrolment)
        db.add(
            SittingAnswer(
                sitting_id=sitting.id, item_id="i1", response=f"answer-{given}", confidence=2,
                flagged=False, saved_at=NOW,
            )
        )  # fmt: skip
        db.flush()

    def _placed(self, given: str, enrolment: Enrolment) -> None:
        """She began a placement test of the course that she follows."""
        version = with_placement(self.db)
        sitting = PlacementSitting(
            person_id=enrolment.person_id, test_id="dispense.n1", number=1,
            course_version_id=version, bank_version_id=version,
            registration=enrolment.registration, item_ids=["i1"], started_at=NOW, asked_at=NOW,
            minutes=0.5, waivers=0,
        )  # fmt: skip
        self.db.add(sitting)
        self.db.flush()
        self.db.add(
            PlacementAnswer(
                sitting_id=sitting.id, rank=0, item_id="i1", response=f"placed-{given}",
                right=True, answered_at=NOW,
            )
        )  # fmt: skip

    def _deposited(self, given: str, enrolment: Enrolment) -> None:
        """A dossier that two trainers marked and agreed on."""
        trainer = self.scene.trainer.id
        dossier = Dossier(
            enrolment_id=enrolment.id, number=1, texts={"p1": {"un": f"dossier-{given}"}},
            status="passed", deposited_at=NOW, decided_at=NOW, kept_rank=1,
        )  # fmt: skip
        self.db.add(dossier)
        self.db.flush()
        self.db.add_all(
            [
                Marking(
                    dossier_id=dossier.id, rank=1, marker_id=trainer, marks={"p1": {"exact": 3}},
                    comments={"p1": {"exact": "Sourcé."}}, marked_at=NOW,
                ),
                Agreement(
                    dossier_id=dossier.id, kept_rank=1, reason="Mieux argumentée.",
                    proposed_by=trainer, proposed_at=NOW, agreed_at=NOW,
                ),
            ]
        )  # fmt: skip
        self.db.flush()


@pytest.fixture
def life(db: Session) -> Life:
    return Life(db)


class TestEveryTableThatNamesAPerson:
    def test_is_in_the_copy_or_has_a_reason_not_to_be(self) -> None:
        for table in metadata.tables.values():
            columns = {f"{table.name}.{column}" for column in naming_columns(table)}
            if table.name not in SECTIONS:
                assert columns <= set(EXCEPTIONS), f"{table.name}: in the copy, or why not?"
        known = set(SECTIONS) | {name.split(".")[0] for name in EXCEPTIONS}
        assert known <= set(metadata.tables)

    def test_has_its_dependents_in_the_copy_too(self) -> None:
        own = {
            "sitting", "booking", "activity_run", "certificate", "membership",
            "cmi5_registration", "placement_sitting",
        }  # fmt: skip
        assert pointing_at(own) <= set(SECTIONS) | set(BELOW)

    @on_sqlite
    def test_holds_rows_in_this_test_so_that_the_copy_is_put_to_the_proof(
        self, db: Session, life: Life
    ) -> None:
        for name in (*SECTIONS, *BELOW):
            rows = db.scalar(select(func.count()).select_from(metadata.tables[name]))
            assert rows, f"{name} is empty: let Ana and Bilal leave a row in it"


class TestTheCopyOfAPerson:
    def test_has_every_section_filled(self, life: Life) -> None:
        export = life.export("Ana")
        for section in set(SECTIONS.values()) - {"half_days_led"}:
            assert export[section], section
        [half_day] = export["half_days"]
        assert [s["kind"] for s in half_day["signatures"]] == ["arrival", "departure"]
        assert (half_day["presence"], half_day["acts"]) == (1.0, ["role"])
        assert export["memberships"][0]["employee_reference"] == "ref-Ana"
        assert export["learning"][0]["traces"]
        assert export["work"][0]["progress"]

    def test_holds_all_that_names_her(self, life: Life) -> None:
        text = json.dumps(life.export("Ana"), ensure_ascii=False)
        assert {word for word in life.words("Ana") if word not in text} == set()

    def test_holds_nothing_of_anybody_else(self, life: Life) -> None:
        text = json.dumps(life.export("Ana"), ensure_ascii=False)
        trainer = life.scene.trainer
        others = life.words("Bilal") | {trainer.given_name, trainer.email, trainer.actor_name}
        assert {word for word in others if word in text} == set()

    def test_tells_a_trainer_what_she_led_and_not_who_came(self, life: Life) -> None:
        trainer = life.scene.trainer
        export = export_person(life.db, person_id=trainer.id, now=NOW)
        [led] = export["half_days_led"]
        assert [s["kind"] for s in led["signatures"]] == ["closing"]
        text = json.dumps(export, ensure_ascii=False)
        assert {word for word in life.words("Ana") if word in text} == set()


class TestErasure:
    def test_gives_the_seats_of_coming_half_days_to_others_without_a_mail(
        self, db: Session
    ) -> None:
        scene = Scene(db, seats=1)
        other = scene.planned(day=DAY + timedelta(days=7))
        booking = scene.booked("Ana", other)
        mails = count(db, "mail")
        erase_person(db, person_id=booking.person_id, now=NOW)
        assert (seats_taken(db, other.id), count(db, "mail") <= mails) == (0, True)
        db.refresh(booking)
        assert booking.cancelled_at is not None
        assert scene.booked("Bilal", other).id

    def test_keeps_the_seat_that_is_signed_since_it_proves_attendance(
        self, db: Session, life: Life
    ) -> None:
        person = life.people["Ana"]
        kept = erase_person(db, person_id=person.id, now=NOW)
        booking = db.scalars(select(Booking).where(Booking.person_id == person.id)).one()
        assert booking.cancelled_at is None
        assert kept == {"attendance": 1, "certificates": 1}

    def test_forgets_the_reference_of_an_employer_and_leaves_the_others_alone(
        self, db: Session, life: Life
    ) -> None:
        erase_person(db, person_id=life.people["Ana"].id, now=NOW)
        assert count(db, "membership") == 1
        assert life.export("Bilal")["memberships"]


def count(db: Session, table: str) -> int:
    return db.scalar(select(func.count()).select_from(metadata.tables[table])) or 0
