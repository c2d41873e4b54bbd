"""Signatures, the closed sheet, and the proof that nothing was changed."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from caire.cohorts.models import Enrolment
from caire.errors import Refusal
from caire.learning.queries import path_of
from caire.lrs import vocabulary as v
from caire.lrs.queries import statements_of_registration
from caire.workshops import errors as e
from caire.workshops.chain import RECORD_FIELDS
from caire.workshops.models import Attendance, AttendanceSheet, Booking, Signature
from caire.workshops.queries.roster import Participant, chain_of, participants
from caire.workshops.room_code import room_code
from caire.workshops.services.auditing import first_broken_record
from caire.workshops.services.closing import Correction, correct_sheet
from caire.workshops.services.noting import (
    Observed,
    Times,
    note_absence,
    note_paper,
    note_times,
    observe,
    take_back_signatures,
)
from caire.workshops.services.signing import sign_on_own_device, sign_on_trainer_device
from tests.caire.workshops.scene import (
    ARRIVING,
    END,
    LEAVING,
    RULES,
    START,
    XAPI_ROOT,
    Scene,
    make_trainer,
    signed_as,
)

HOUR = timedelta(hours=1)


class TestSignOnOwnDevice:
    def test_arrival_and_departure_make_a_whole_half_day(self, db: Session) -> None:
        scene = Scene(db)
        booking = scene.booked("Ana")

        scene.attend(booking)

        found = participant(scene, booking)
        assert (found.state, found.presence.share, found.presence.minutes) == ("present", 1.0, 210)

    def test_a_late_arrival_counts_from_the_signature(self, db: Session) -> None:
        scene = Scene(db)
        booking = scene.booked("Ana")

        scene.sign(booking, "arrival", START + 105 * timedelta(minutes=1))
        scene.sign(booking, "departure", LEAVING)

        assert participant(scene, booking).presence.share == 0.5

    def test_without_departure_nothing_counts_yet(self, db: Session) -> None:
        scene = Scene(db)
        booking = scene.booked("Ana")

        scene.sign(booking, "arrival", ARRIVING)

        found = participant(scene, booking)
        assert (found.state, found.presence.share) == ("arrived", 0.0)

    def test_signing_twice_signs_once(self, db: Session) -> None:
        scene = Scene(db)
        booking = scene.booked("Ana")

        scene.sign(booking, "arrival", ARRIVING)
        scene.sign(booking, "arrival", ARRIVING)

        assert scene.workshop.chain_length == 1

    @pytest.mark.parametrize(
        ("changes", "refusal"),
        [
            ({"room_code": "000 000 0"}, e.WrongRoomCode),
            ({"now": START - HOUR}, e.OutsideWindow),
            ({"now": LEAVING}, e.OutsideWindow),
            ({"point": "departure", "now": LEAVING}, e.ArrivalMissing),
            ({"given": signed_as("Bob Martin")}, e.NameMismatch),
            ({"given": replace(signed_as("Ana Martin"), consent_version="")}, e.ConsentMissing),
        ],
    )
    def test_refuses(self, db: Session, changes: dict[str, Any], refusal: type[Refusal]) -> None:
        scene = Scene(db)
        booking = scene.booked("Ana")
        now = changes.get("now", ARRIVING)
        values: dict[str, Any] = {
            "point": "arrival",
            "room_code": room_code(scene.workshop.secret, now),
            "given": signed_as("Ana Martin"),
            "now": now,
            **changes,
        }

        with pytest.raises(refusal):
            sign_on_own_device(
                db, workshop_id=scene.workshop.id, person_id=booking.person_id, rules=RULES,
                **values,
            )  # fmt: skip

    @pytest.mark.parametrize("typed", ["ana martin", "MARTIN  Ana", "Aná-Martin"])
    def test_accepts_the_name_in_any_spelling(self, db: Session, typed: str) -> None:
        scene = Scene(db)
        booking = scene.booked("Ana")

        sign_on_own_device(
            db, workshop_id=scene.workshop.id, person_id=booking.person_id, point="arrival",
            room_code=room_code(scene.workshop.secret, ARRIVING), given=signed_as(typed),
            rules=RULES, now=ARRIVING,
        )  # fmt: skip

        assert participant(scene, booking).state == "arrived"

    def test_accepts_the_code_of_the_minute_before(self, db: Session) -> None:
        scene = Scene(db)
        booking = scene.booked("Ana")

        sign_on_own_device(
            db, workshop_id=scene.workshop.id, person_id=booking.person_id, point="arrival",
            room_code=room_code(scene.workshop.secret, ARRIVING - timedelta(minutes=1)),
            given=signed_as("Ana Martin"), rules=RULES, now=ARRIVING,
        )  # fmt: skip

        assert scene.workshop.chain_length == 1


class TestSignOnTrainerDevice:
    def test_is_recorded_as_such(self, db: Session) -> None:
        scene = Scene(db)
        booking = scene.booked("Ana")

        hand_over(scene, booking, "arrival", ARRIVING)

        record = chain_of(db, scene.workshop.id)[0]
        assert (record.method, record.author_id) == ("trainer_device", scene.trainer.id)
        assert record.displayed_name == "Ana Martin"

    def test_after_the_window_asks_for_a_reason_and_counts_the_slot(self, db: Session) -> None:
        scene = Scene(db)
        booking, late = scene.booked("Ana"), END + 2 * HOUR

        with pytest.raises(e.LateReasonMissing):
            hand_over(scene, booking, "arrival", late)
        hand_over(scene, booking, "arrival", late, "Réseau en panne")
        hand_over(scene, booking, "departure", late, "Réseau en panne")

        assert participant(scene, booking).presence.share == 1.0

    def test_is_refused_to_who_does_not_run_the_half_day(self, db: Session) -> None:
        scene = Scene(db)
        booking = scene.booked("Ana")
        scene.trainer = make_trainer(db, scene.organisation, "Ulysse")

        with pytest.raises(e.NoSuchWorkshop):
            hand_over(scene, booking, "arrival", ARRIVING)


class TestNote:
    def test_an_early_departure_shortens_the_presence(self, db: Session) -> None:
        scene = Scene(db)
        booking = scene.booked("Ana")
        scene.sign(booking, "arrival", ARRIVING)

        note(scene, note_times, booking, times=Times(None, START + 105 * timedelta(minutes=1)))

        assert participant(scene, booking).presence.share == 0.5

    def test_times_stay_within_the_slot(self, db: Session) -> None:
        scene = Scene(db)
        booking = scene.booked("Ana")
        scene.sign(booking, "arrival", ARRIVING)

        with pytest.raises(e.TimesOutsideSlot):
            note(scene, note_times, booking, times=Times(END, START))

    def test_an_absence_is_never_noted_over_a_signature(self, db: Session) -> None:
        scene = Scene(db)
        booking = scene.booked("Ana")
        scene.sign(booking, "arrival", ARRIVING)

        with pytest.raises(e.AlreadySigned):
            note(scene, note_absence, booking)

    def test_who_signs_after_all_was_not_absent(self, db: Session) -> None:
        scene = Scene(db)
        booking = scene.booked("Ana")
        note(scene, note_absence, booking)

        scene.sign(booking, "arrival", ARRIVING)

        assert participant(scene, booking).standing.absence is None

    def test_paper_is_never_entered_over_a_signature(self, db: Session) -> None:
        scene = Scene(db)
        ana, bob = scene.booked("Ana"), scene.booked("Bob")
        scene.sign(bob, "arrival", ARRIVING)

        note(scene, note_paper, ana, times=Times(None, None))

        assert participant(scene, ana).standing.is_on_paper
        with pytest.raises(e.AlreadySigned):
            note(scene, note_paper, bob, times=Times(None, None))

    def test_a_signature_taken_back_stays_readable(self, db: Session) -> None:
        scene = Scene(db)
        booking = scene.booked("Ana")
        scene.sign(booking, "arrival", ARRIVING)

        note(scene, take_back_signatures, booking)

        assert participant(scene, booking).state == "unsigned"
        assert [record.kind for record in chain_of(db, scene.workshop.id)] == [
            "arrival",
            "annulment",
        ]

    def test_only_acts_of_the_run_sheet_are_ticked(self, db: Session) -> None:
        scene = Scene(db)
        booking = scene.booked("Ana")

        with pytest.raises(e.UnknownAct):
            tick(scene, booking, "dances")


class TestCloseSheet:
    def test_states_each_person_who_was_there_once(self, db: Session) -> None:
        scene = Scene(db)
        ana, bob = scene.booked("Ana"), scene.booked("Bob")
        scene.attend(ana)
        tick(scene, ana, "role")

        sheet = scene.close()
        again = scene.close(seen_length=0)

        assert again.id == sheet.id
        [stated] = attended(db, ana)
        assert attended(db, bob) == []
        found = v.extensions_of(stated)
        assert found["presence"] == 1.0
        assert found["acts"] == ["role"]
        assert found["identity_checked"] is True
        assert found["level"] == "aware"
        assert found["half_day"] == "2027-03-04"
        assert found["sheet_hash"] == sheet.document_hash

    def test_the_learners_path_counts_what_holds(self, db: Session) -> None:
        scene = Scene(db)
        booking = scene.booked("Ana")
        scene.attend(booking)
        tick(scene, booking, "role")
        scene.close()
        before = path_of(db, person_id=booking.person_id, course_key="aware")

        correct(scene, booking, present=False)

        after = path_of(db, person_id=booking.person_id, course_key="aware")
        assert before is not None
        assert after is not None
        [found] = before.state.attendances
        assert (found.presence, found.acts, found.identity_checked) == (1.0, ["role"], True)
        assert datetime.fromisoformat(found.at) == LEAVING
        assert after.state.attendances == []

    def test_refuses_before_departures_can_be_signed(self, db: Session) -> None:
        scene = Scene(db)

        with pytest.raises(e.TooEarlyToClose):
            scene.close(now=ARRIVING)

    def test_refuses_when_somebody_signed_since_it_was_read(self, db: Session) -> None:
        scene = Scene(db)
        booking = scene.booked("Ana")
        scene.attend(booking)

        with pytest.raises(e.SheetChanged):
            scene.close(seen_length=1)

    def test_ends_signing(self, db: Session) -> None:
        scene = Scene(db)
        booking = scene.booked("Ana")
        scene.close()

        with pytest.raises(e.SheetIsClosed):
            scene.sign(booking, "arrival", ARRIVING)


class TestCorrectSheet:
    def test_replaces_the_statement_and_keeps_both_versions(self, db: Session) -> None:
        scene = Scene(db)
        booking = scene.booked("Ana")
        scene.attend(booking)
        first = scene.close()

        second = correct(scene, booking, times=Times(None, START + 105 * timedelta(minutes=1)))

        assert second.document["previous_hash"] == first.document_hash
        [stated] = attended(db, booking)
        assert v.extensions_of(stated)["presence"] == 0.5
        assert db.scalar(select(func.count()).select_from(AttendanceSheet)) == 2

    def test_can_add_somebody_who_had_not_signed(self, db: Session) -> None:
        scene = Scene(db)
        booking = scene.booked("Ana")
        scene.close()

        correct(scene, booking)

        assert len(attended(db, booking)) == 1
        assert db.get_one(Attendance, booking.id).presence == 1.0

    def test_can_take_somebody_off(self, db: Session) -> None:
        scene = Scene(db)
        booking = scene.booked("Ana")
        scene.attend(booking)
        scene.close()

        correct(scene, booking, present=False)

        assert attended(db, booking) == []
        assert participant(scene, booking).state == "absent"

    def test_refuses_a_correction_that_changes_nothing(self, db: Session) -> None:
        scene = Scene(db)
        booking = scene.booked("Ana")
        scene.attend(booking)
        scene.close()

        with pytest.raises(e.NothingToCorrect):
            correct(scene, booking)

    def test_asks_for_a_reason(self, db: Session) -> None:
        scene = Scene(db)
        booking = scene.booked("Ana")
        scene.close()

        with pytest.raises(e.ReasonMissing):
            correct(scene, booking, reason="")


class TestFirstBrokenRecord:
    def test_finds_nothing_in_an_honest_chain(self, db: Session) -> None:
        closed_scene(db)

        assert first_broken_record(db) is None

    def test_names_an_altered_record(self, db: Session) -> None:
        closed_scene(db)

        db.execute(update(Signature).where(Signature.seq == 2).values(signed_at=START))

        assert_broken(db, 2, "altered")

    def test_names_a_deleted_record(self, db: Session) -> None:
        closed_scene(db)

        db.execute(delete(Signature).where(Signature.seq == 1))

        assert_broken(db, 1, "missing")

    def test_misses_a_record_deleted_at_the_end(self, db: Session) -> None:
        closed_scene(db)

        db.execute(delete(Signature).where(Signature.seq == 3))

        assert_broken(db, 3, "missing")

    def test_names_an_inserted_record(self, db: Session) -> None:
        scene = closed_scene(db)
        columns = [getattr(Signature, name) for name in RECORD_FIELDS]
        row = db.execute(select(*columns).where(Signature.seq == 3)).one()
        copy = {**row._mapping, "seq": 4}
        copy.pop("id")

        db.execute(insert(Signature).values(copy))

        assert_broken(db, 4, "inserted")
        assert scene.workshop.chain_length == 3

    def test_notices_a_changed_sheet(self, db: Session) -> None:
        closed_scene(db)
        sheet = db.scalars(select(AttendanceSheet)).one()

        sheet.document = {**sheet.document, "author": "Somebody else"}
        db.flush()

        assert_broken(db, 3, "sheet")


def closed_scene(db: Session) -> Scene:
    """One person who was there; the chain holds her two signatures and the closing."""
    scene = Scene(db)
    scene.attend(scene.booked("Ana"))
    scene.close()
    return scene


def assert_broken(db: Session, seq: int, fault: str) -> None:
    found = first_broken_record(db)
    assert found is not None
    assert (found.seq, found.fault) == (seq, fault)


def participant(scene: Scene, booking: Booking) -> Participant:
    chain = chain_of(scene.db, scene.workshop.id)
    people = participants(scene.db, scene.workshop, chain=chain, rules=RULES)
    return next(person for person in people if person.booking_id == booking.id)


def note(scene: Scene, service: Any, booking: Booking, **values: Any) -> None:
    service(
        scene.db, workshop_id=scene.workshop.id, booking_id=booking.id, actor=scene.trainer,
        reason="Train en retard", now=ARRIVING + HOUR, **values,
    )  # fmt: skip


def tick(scene: Scene, booking: Booking, act: str) -> None:
    observe(
        scene.db, workshop_id=scene.workshop.id, actor=scene.trainer,
        seen={booking.id: Observed(frozenset({act}), identity_checked=True)}, now=LEAVING,
    )  # fmt: skip


def hand_over(
    scene: Scene, booking: Booking, point: str, now: datetime, late_reason: str = ""
) -> None:
    sign_on_trainer_device(
        scene.db, workshop_id=scene.workshop.id, booking_id=booking.id, actor=scene.trainer,
        point=point, given=signed_as("Ana Martin"), late_reason=late_reason, rules=RULES, now=now,
    )  # fmt: skip


def correct(
    scene: Scene,
    booking: Booking,
    *,
    present: bool = True,
    times: Times | None = None,
    reason: str = "Erreur de saisie",
) -> AttendanceSheet:
    observed = Observed(frozenset(), identity_checked=False)
    return correct_sheet(
        scene.db, workshop_id=scene.workshop.id, booking_id=booking.id, actor=scene.trainer,
        correction=Correction(present, times or Times(None, None), observed), reason=reason,
        rules=RULES, xapi_root=XAPI_ROOT, now=END + 24 * HOUR,
    )  # fmt: skip


def attended(db: Session, booking: Booking) -> list[dict[str, Any]]:
    registration = db.get_one(Enrolment, booking.enrolment_id).registration
    records = statements_of_registration(db, registration)
    return [record.data for record in records if record.verb == v.ATTENDED]
