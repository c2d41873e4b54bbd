"""What learners, trainers and managers read of half-days."""

from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import update
from sqlalchemy.orm import Session

from caire.cli import main
from caire.people.models import Person
from caire.workshops.models import Signature
from caire.workshops.queries.personal import attendance_kept, half_days_of
from caire.workshops.queries.sessions import (
    agenda,
    attended,
    bookings_of,
    participation_of,
    trainers,
    upcoming_for,
    workshops_of_organisation,
)
from caire.workshops.services.booking import book_seat
from tests.caire.workshops.scene import (
    END,
    NOW,
    START,
    XAPI_ROOT,
    Scene,
    make_learner,
    make_organisation,
    make_person,
    make_trainer,
)


class TestUpcomingFor:
    def test_lists_what_this_person_may_book_soonest_first(self, db: Session) -> None:
        scene = Scene(db)
        earlier = scene.planned(day=date(2027, 2, 20))
        own = scene.planned(day=date(2027, 2, 21), is_open=False)
        inside = make_learner(db, "Ana", scene.organisation)
        outside = make_learner(db, "Bob", make_organisation(db, "lyon"))
        stranger = make_person(db, "Cleo")

        def ids(person: Person) -> list[int]:
            return [row.id for row in upcoming_for(db, person_id=person.id, now=NOW)]

        assert ids(inside) == [earlier.id, own.id, scene.workshop.id]
        assert ids(outside) == [earlier.id, scene.workshop.id]
        assert ids(stranger) == []

    def test_counts_the_seats_left(self, db: Session) -> None:
        scene = Scene(db, seats=2)
        scene.booked("Ana")
        bob = make_learner(db, "Bob")

        [row] = upcoming_for(db, person_id=bob.id, now=NOW, course_key="aware")

        assert (row.taken, row.seats_left) == (1, 1)

    def test_leaves_out_what_has_begun(self, db: Session) -> None:
        Scene(db)
        bob = make_learner(db, "Bob")

        assert upcoming_for(db, person_id=bob.id, now=START) == []


class TestBookingsOf:
    def test_says_the_presence_once_the_sheet_is_closed(self, db: Session) -> None:
        scene = Scene(db)
        booking = scene.booked("Ana")
        scene.attend(booking)
        before = bookings_of(db, booking.person_id)
        scene.close()

        after = bookings_of(db, booking.person_id, workshop_id=scene.workshop.id)

        assert [seat.presence for seat in before + after] == [None, 1.0]
        assert attended(db, booking.person_id, course_key="aware")


class TestAgenda:
    def test_shows_a_trainer_her_own_and_an_administrator_all(self, db: Session) -> None:
        scene = Scene(db)
        other = make_trainer(db, scene.organisation, "Ulysse")
        since = START - timedelta(days=1)

        def seen(ids: frozenset[int] | None) -> int:
            return len(agenda(db, trainer_id=other.id, organisation_ids=ids, now=since))

        assert seen(frozenset()) == 0
        assert seen(frozenset({scene.organisation.id})) == 1
        assert seen(None) == 1

    def test_tells_past_from_coming(self, db: Session) -> None:
        scene = Scene(db)
        own = {"trainer_id": scene.trainer.id, "organisation_ids": frozenset[int]()}

        assert len(agenda(db, **own, now=END)) == 0  # type: ignore[arg-type]
        assert len(agenda(db, **own, now=END, past=True)) == 1  # type: ignore[arg-type]

    def test_names_the_trainers_of_an_organisation(self, db: Session) -> None:
        scene = Scene(db)
        make_trainer(db, make_organisation(db, "lyon"), "Ulysse")

        found = trainers(db, organisation_ids={scene.organisation.id})

        assert [trainer.name for trainer in found] == ["Thérèse Faure"]


class TestManager:
    def test_sees_what_her_people_booked_and_attended(self, db: Session) -> None:
        scene = Scene(db)
        client = make_organisation(db, "lyon")
        ana = make_learner(db, "Ana", client)
        scene.booked("Bob")
        booking = book_seat(
            db, workshop_id=scene.workshop.id, person_id=ana.id, xapi_root=XAPI_ROOT, now=NOW
        )
        scene.attend(booking)
        scene.close()

        [row] = participation_of(db, organisation_id=client.id)

        assert (row.given_name, row.presence, row.status) == ("Ana", 1.0, "closed")
        assert workshops_of_organisation(db, organisation_id=client.id) == []
        assert len(workshops_of_organisation(db, organisation_id=scene.organisation.id)) == 1


class TestPersonalData:
    def test_export_holds_bookings_and_signatures(self, db: Session) -> None:
        scene = Scene(db)
        booking = scene.booked("Ana")
        scene.booked("Bob")
        scene.attend(booking)

        [half_day] = half_days_of(db, booking.person_id)

        assert [record["kind"] for record in half_day["signatures"]] == ["arrival", "departure"]
        assert "Bob" not in str(half_day)
        assert attendance_kept(db, booking.person_id) == 1


class TestVerifyCommand:
    def test_names_the_first_broken_record(
        self, db: Session, database_url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        scene = Scene(db)
        scene.attend(scene.booked("Ana"))
        db.commit()
        monkeypatch.setenv("CAIRE_DATABASE_URL", database_url)

        sound = CliRunner().invoke(main, ["attendance", "verify"])
        db.execute(update(Signature).where(Signature.seq == 2).values(typed_name="Bob"))
        db.commit()
        broken = CliRunner().invoke(main, ["attendance", "verify", "--json"])

        assert sound.exit_code == 0, sound.output
        assert broken.exit_code == 1
        assert "record 2 was changed" in broken.output
