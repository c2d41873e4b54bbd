"""A seat is given once, to somebody who follows the course and is free."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from caire.cohorts.models import Enrolment
from caire.cohorts.services import enrol
from caire.lrs import vocabulary as v
from caire.lrs.queries import statements_of_registration
from caire.workshops import errors as e
from caire.workshops.models import Booking
from caire.workshops.services.booking import add_walk_in, book_seat, give_back_seat
from tests.caire.workshops.scene import (
    ARRIVING,
    NOW,
    XAPI_ROOT,
    Scene,
    make_learner,
    make_organisation,
    make_person,
)
from tests.caire.workshops.test_planning import at_once, templates


def book(db: Session, workshop_id: int, person_id: int, **options: object) -> Booking:
    given = {"now": NOW, **options}
    return book_seat(
        db, workshop_id=workshop_id, person_id=person_id, xapi_root=XAPI_ROOT, **given  # type: ignore[arg-type]
    )  # fmt: skip


class TestBookSeat:
    def test_is_confirmed_by_mail_and_traced(self, db: Session) -> None:
        scene = Scene(db)

        booking = scene.booked("Ana")

        assert booking.cancelled_at is None
        assert templates(db) == ["workshop_booked"]
        assert v.BOOKED in verbs(db, booking)

    def test_booking_twice_keeps_one_seat(self, db: Session) -> None:
        scene = Scene(db)
        first = scene.booked("Ana")

        again = book(db, scene.workshop.id, first.person_id)

        assert again is first
        assert templates(db) == ["workshop_booked"]

    def test_refuses_when_full_and_says_how_many_seats_there_were(self, db: Session) -> None:
        scene = Scene(db, seats=1)
        scene.booked("Ana")

        with pytest.raises(e.WorkshopFull) as refusal:
            scene.booked("Bob")

        assert refusal.value.seats == 1

    def test_gives_the_last_seat_once_when_two_ask_at_the_same_time(
        self, db: Session, engine: Engine
    ) -> None:
        scene = Scene(db, seats=1)
        people = [make_learner(db, name).id for name in ("Ana", "Bob", "Cleo")]
        workshop_id = scene.workshop.id
        db.commit()

        outcomes = at_once(engine, [booking_of(workshop_id, person) for person in people])

        assert sorted(outcomes) == ["WorkshopFull", "WorkshopFull", "done"]
        assert db.scalar(select(func.count()).select_from(Booking)) == 1

    def test_gives_one_seat_when_one_person_sends_twice_at_the_same_time(
        self, db: Session, engine: Engine
    ) -> None:
        scene = Scene(db)
        person_id, workshop_id = make_learner(db, "Ana").id, scene.workshop.id
        db.commit()

        outcomes = at_once(engine, [booking_of(workshop_id, person_id)] * 2)

        assert outcomes == ["done", "done"]
        assert db.scalar(select(func.count()).select_from(Booking)) == 1

    def test_refuses_who_does_not_follow_the_course(self, db: Session) -> None:
        scene = Scene(db)

        with pytest.raises(e.NotEnrolled):
            book(db, scene.workshop.id, make_person(db, "Ana").id)

    def test_keeps_a_closed_half_day_for_its_own_organisation(self, db: Session) -> None:
        scene = Scene(db, is_open=False)
        own = make_learner(db, "Ana", scene.organisation)
        other = make_learner(db, "Bob", make_organisation(db, "lyon"))

        assert book(db, scene.workshop.id, own.id).id
        with pytest.raises(e.NotEnrolled):
            book(db, scene.workshop.id, other.id)

    def test_refuses_once_it_has_begun(self, db: Session) -> None:
        scene = Scene(db)

        with pytest.raises(e.BookingClosed):
            book(db, scene.workshop.id, make_learner(db, "Ana").id, now=ARRIVING)

    def test_refuses_a_second_coming_half_day_of_the_course(self, db: Session) -> None:
        scene = Scene(db)
        booking = scene.booked("Ana")
        later = scene.planned(day=date(2027, 3, 11))

        with pytest.raises(e.AlreadyBooked) as refusal:
            book(db, later.id, booking.person_id)

        assert refusal.value.starts_at == scene.workshop.starts_at

    def test_refuses_the_trainer_of_the_half_day(self, db: Session) -> None:
        scene = Scene(db)
        enrol_trainer(db, scene)

        with pytest.raises(e.TrainerOfThis):
            book(db, scene.workshop.id, scene.trainer.id)


class TestGiveBackSeat:
    def test_frees_the_seat_for_somebody_else(self, db: Session) -> None:
        scene = Scene(db, seats=1)
        booking = scene.booked("Ana")

        give_back(db, booking)

        assert scene.booked("Bob").cancelled_at is None
        assert templates(db) == ["workshop_booked", "workshop_cancelled", "workshop_booked"]
        assert v.UNREGISTERED in verbs(db, booking)

    def test_allows_booking_again(self, db: Session) -> None:
        scene = Scene(db)
        booking = scene.booked("Ana")
        give_back(db, booking)

        again = book(db, scene.workshop.id, booking.person_id)

        assert again.id != booking.id

    def test_refuses_a_seat_that_is_not_hers(self, db: Session) -> None:
        scene = Scene(db)
        booking = scene.booked("Ana")
        give_back(db, booking)

        with pytest.raises(e.NoSuchWorkshop):
            give_back(db, booking)

    def test_refuses_once_it_has_begun(self, db: Session) -> None:
        booking = Scene(db).booked("Ana")

        with pytest.raises(e.BookingClosed):
            give_back(db, booking, now=ARRIVING)


class TestAddWalkIn:
    def test_seats_somebody_after_the_start_while_there_are_chairs(self, db: Session) -> None:
        scene = Scene(db, seats=1)
        scene.booked("Ana")
        bob = make_learner(db, "Bob")

        booking = walk_in(db, scene, bob.email.upper())

        assert (booking.person_id, booking.walk_in) == (bob.id, True)

    def test_refuses_an_address_that_follows_nothing(self, db: Session) -> None:
        scene = Scene(db)

        with pytest.raises(e.NotEnrolled):
            walk_in(db, scene, "nobody@example.org")


def booking_of(workshop_id: int, person_id: int) -> Callable[[Session], None]:
    def run(own: Session) -> None:
        book(own, workshop_id, person_id)

    return run


def give_back(db: Session, booking: Booking, now: object = NOW) -> None:
    give_back_seat(
        db, workshop_id=booking.workshop_id, person_id=booking.person_id, xapi_root=XAPI_ROOT,
        now=now,  # type: ignore[arg-type]
    )  # fmt: skip


def walk_in(db: Session, scene: Scene, email: str) -> Booking:
    return add_walk_in(
        db, workshop_id=scene.workshop.id, email=email, actor=scene.trainer, xapi_root=XAPI_ROOT,
        now=ARRIVING,
    )  # fmt: skip


def enrol_trainer(db: Session, scene: Scene) -> None:
    enrol(db, person_id=scene.trainer.id, course_key="aware", xapi_root=XAPI_ROOT, now=NOW)


def verbs(db: Session, booking: Booking) -> list[str]:
    registration = db.get_one(Enrolment, booking.enrolment_id).registration
    return [record.verb for record in statements_of_registration(db, registration)]
