"""The pages of half-days, through HTTP, as a browser without JavaScript would use them."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.clock import utcnow
from caire.cohorts.services import enrol
from caire.people.models import Person
from caire.people.services import grant_role
from caire.workshops.models import Booking, Workshop
from caire.workshops.room_code import room_code
from caire.workshops.services.booking import book_seat
from tests.caire.workshops.scene import (
    NOW,
    PASSWORD_HASH,
    XAPI_ROOT,
    Scene,
    make_person,
)
from tests.support.client import PageClient

OFFERS = "/learn/workshops/"
CONSENT = {"agree": "y", "consent_version": "2026-11"}


class Room:
    """A half-day that really lies ahead, or goes on, with accounts that can sign in."""

    def __init__(self, db: Session, client: PageClient) -> None:
        self.db, self.client = db, client
        self.scene = Scene(db)
        self.workshop = self.scene.workshop
        self.learner = make_person(db, "Ana", password_hash=PASSWORD_HASH)
        enrol(db, person_id=self.learner.id, course_key="aware", xapi_root=XAPI_ROOT, now=NOW)
        self.trainer = make_person(db, "Zoe", "Faure", password_hash=PASSWORD_HASH)
        grant_role(
            db, person_id=self.trainer.id, role="trainer",
            organisation_id=self.scene.organisation.id,
        )  # fmt: skip
        self.workshop.trainer_id = self.trainer.id
        self.starts_in(timedelta(days=30))

    def starts_in(self, delay: timedelta) -> None:
        """Move the half-day relative to the real time, which pages ask for."""
        self.workshop.starts_at = utcnow() + delay
        self.workshop.ends_at = self.workshop.starts_at + timedelta(minutes=210)
        self.db.commit()

    def book(self) -> int:
        booking = book_seat(
            self.db, workshop_id=self.workshop.id, person_id=self.learner.id, xapi_root=XAPI_ROOT,
            now=utcnow(),
        )  # fmt: skip
        self.db.commit()
        return booking.id

    def sign_in(self, person: Person) -> None:
        self.client.sign_in(person.email)

    @property
    def mine(self) -> str:
        return f"{OFFERS}{self.workshop.id}"

    @property
    def page(self) -> str:
        return f"/train/{self.workshop.id}"

    def code(self) -> str:
        return room_code(self.workshop.secret, utcnow())


@pytest.fixture
def room(db: Session, client: PageClient) -> Room:
    return Room(db, client)


class TestLearner:
    def test_books_reads_and_gives_back(self, room: Room, client: PageClient) -> None:
        room.sign_in(room.learner)

        assert "Réserver ma place" in client.get(OFFERS).text
        booked = client.follow(client.submit(f"{room.mine}/book", page=OFFERS))
        assert "Votre place est réservée." in booked.text
        assert "Place réservée" in client.get(OFFERS).text
        given_back = client.follow(client.submit(f"{room.mine}/cancel", page=room.mine))
        assert "Votre réservation est annulée" in given_back.text

    def test_gets_a_calendar_file(self, room: Room, client: PageClient) -> None:
        room.book()
        room.sign_in(room.learner)

        answer = client.get(f"{room.mine}/calendar.ics")

        assert answer.response.mimetype == "text/calendar"
        assert "BEGIN:VEVENT" in answer.html

    def test_does_not_see_a_half_day_of_somebody_else(
        self, room: Room, client: PageClient, db: Session
    ) -> None:
        stranger = make_person(db, "Bob", password_hash=PASSWORD_HASH)
        db.commit()
        room.sign_in(stranger)

        assert client.get(room.mine).status == 404
        assert client.get(f"{room.mine}/sign").status == 404
        assert "Choisir un niveau" in client.get(OFFERS).text

    def test_signs_with_the_code_that_the_qr_code_brings(
        self, room: Room, client: PageClient
    ) -> None:
        room.book()
        room.starts_in(timedelta(minutes=-5))
        room.sign_in(room.learner)

        page = f"{room.mine}/sign?code={room.code()}"
        assert room.code() in client.get(page).html
        signed = client.submit(
            f"{room.mine}/sign", page=page, point="arrival", room_code=room.code(),
            typed_name="Ana Martin", **CONSENT,
        )  # fmt: skip

        assert "Votre arrivée est signée" in client.follow(signed).text

    def test_is_told_what_to_mend_and_keeps_what_was_typed(
        self, room: Room, client: PageClient
    ) -> None:
        room.book()
        room.starts_in(timedelta(minutes=-5))
        room.sign_in(room.learner)

        wrong = client.submit(
            f"{room.mine}/sign", point="arrival", room_code="123", typed_name="Ana Martin",
            **CONSENT,
        )  # fmt: skip
        unticked = client.submit(
            f"{room.mine}/sign", point="arrival", room_code=room.code(), typed_name="Ana Martin"
        )

        assert wrong.status == 422
        assert "Ce code n’est pas celui que la salle affiche" in wrong.text
        assert 'value="Ana Martin"' in wrong.html
        assert "Cochez l’attestation" in unticked.text

    def test_is_told_when_signing_opens(self, room: Room, client: PageClient) -> None:
        room.book()
        room.sign_in(room.learner)

        assert "On ne peut pas signer maintenant" in client.get(f"{room.mine}/sign").text

    def test_has_no_trainer_pages(self, room: Room, client: PageClient) -> None:
        room.sign_in(room.learner)

        assert client.get("/train/").status == 403
        assert client.get(room.page).status == 403


class TestTrainer:
    def test_plans_a_half_day(self, room: Room, client: PageClient) -> None:
        room.sign_in(room.trainer)
        day = (utcnow() + timedelta(days=90)).date().isoformat()
        fields = {
            "course": "aware", "room": room.scene.room.id, "trainer": room.trainer.id, "day": day,
            "start": "09:00", "minutes": "210", "capacity": "12", "is_open": "y", "notes": "",
        }  # fmt: skip

        planned = client.follow(client.submit("/train/plan", **fields))
        refused = client.submit("/train/plan", **fields)

        assert "La séance est prévue" in planned.text
        assert refused.status == 409
        assert "La salle est prise à ce moment" in refused.text

    def test_is_told_each_field_to_mend(self, room: Room, client: PageClient) -> None:
        room.sign_in(room.trainer)

        page = client.submit("/train/plan", day="demain", minutes="abc", capacity="0")

        assert page.status == 422
        assert "points à corriger" in page.text
        assert 'value="demain"' in page.html

    def test_moves_and_cancels(self, room: Room, client: PageClient, db: Session) -> None:
        room.book()
        room.sign_in(room.trainer)
        day = (utcnow() + timedelta(days=60)).date().isoformat()

        moved = client.follow(
            client.submit(
                f"{room.page}/edit", course="aware", room=room.scene.room.id,
                trainer=room.trainer.id, day=day, start="13:30", minutes="210", capacity="12",
                is_open="y", notes="Badge",
            )
        )  # fmt: skip
        cancelled = client.submit(f"{room.page}/cancel", page=f"{room.page}/edit", reason="Grève")

        assert "La séance est modifiée" in moved.text
        assert "Cette séance est annulée" in client.follow(cancelled).text
        db.expire_all()
        assert db.get_one(Workshop, room.workshop.id).status == "cancelled"

    def test_runs_the_half_day_to_the_printed_sheet(
        self, room: Room, client: PageClient, db: Session
    ) -> None:
        booking = room.book()
        room.starts_in(timedelta(minutes=-203))
        room.sign_in(room.trainer)
        hand_over = f"{room.page}/participants/{booking}/sign"

        shown = client.get(f"{room.page}/room")
        assert room.code() in shown.html.replace(" ", "").replace("\u202f", "")
        for point in ("arrival", "departure"):
            signed = client.submit(hand_over, point=point, typed_name="Ana Martin", **CONSENT)
            assert "C’est signé" in client.follow(signed).text
        noted = client.submit(
            f"{room.page}/participants/{booking}/times", page=f"{room.page}/participants/{booking}",
            reason="Train", arrived_at="", left_at="",
        )  # fmt: skip
        assert noted.status == 303
        seen = client.submit(
            f"{room.page}/observations", page=room.page,
            **{f"row-{booking}": "1", f"identity-{booking}": "1", f"act-{booking}": "role"},
        )  # fmt: skip
        assert "observations sont enregistrées" in client.follow(seen).text
        closed = client.submit(
            f"{room.page}/close", seen_length="3", typed_name="Zoe Faure", **CONSENT
        )
        assert "La feuille est close" in client.follow(closed).text

        sheet = client.get(f"{room.page}/sheet")
        assert "Ana Martin" in sheet.text
        assert "Numéro de déclaration d’activité" in sheet.text
        first, again = (client.get(f"{room.page}/sheet.pdf").response.data for _ in range(2))
        assert first.startswith(b"%PDF")
        assert first == again
        asked = client.get(f"{room.page}/participants/{booking}").html
        assert asked.count('<label class="choice">') == 4
        corrected = client.submit(
            f"{room.page}/participants/{booking}/correct",
            page=f"{room.page}/participants/{booking}", present="no", reason="Erreur",
        )  # fmt: skip
        assert "les deux versions sont conservées" in client.follow(corrected).text

    def test_cannot_close_a_sheet_that_has_changed(self, room: Room, client: PageClient) -> None:
        booking = room.book()
        room.starts_in(timedelta(minutes=-203))
        room.sign_in(room.trainer)
        client.submit(
            f"{room.page}/participants/{booking}/absence",
            page=f"{room.page}/participants/{booking}", reason="Malade",
        )  # fmt: skip

        page = client.submit(
            f"{room.page}/close", seen_length="0", typed_name="Zoe Faure", **CONSENT
        )

        assert page.status == 409
        assert "Quelqu’un a signé entre-temps" in page.text
        assert 'value="1"' in page.html

    def test_adds_a_walk_in(self, room: Room, client: PageClient, db: Session) -> None:
        room.sign_in(room.trainer)

        unknown = client.submit(f"{room.page}/walk-in", page=room.page, email="x@example.org")
        added = client.submit(f"{room.page}/walk-in", page=room.page, email=room.learner.email)

        assert unknown.status == 404
        assert "réservée aux personnes inscrites" in unknown.text
        assert "ajoutée à la feuille" in client.follow(added).text
        assert db.scalars(select(Booking)).one().walk_in

    def test_sees_no_half_day_of_another_trainer(
        self, room: Room, client: PageClient, db: Session
    ) -> None:
        other = make_person(db, "Yves", password_hash=PASSWORD_HASH)
        grant_role(
            db, person_id=other.id, role="trainer", organisation_id=room.scene.organisation.id
        )
        db.commit()
        room.sign_in(other)

        assert room.workshop.title not in client.get("/train/").text
        for path in ("", "/room", "/edit", "/close", "/sheet", "/sheet.pdf"):
            assert client.get(room.page + path).status == 404


class TestAuditor:
    def test_reads_but_changes_nothing(self, room: Room, client: PageClient, db: Session) -> None:
        booking = room.book()
        auditor = make_person(db, "Lise", password_hash=PASSWORD_HASH)
        grant_role(db, person_id=auditor.id, role="auditor", organisation_id=None)
        db.commit()
        room.sign_in(auditor)

        assert room.workshop.title in client.get("/train/").text
        assert client.get(room.page).status == 200
        assert client.get(f"{room.page}/room").status == 403
        for path in ("/train/plan", f"{room.page}/edit", f"{room.page}/paper"):
            assert client.get(path).status == 403
        seat = f"participants/{booking}"
        for what in (
            "cancel", "edit", "walk-in", "observations", "paper", "close", f"{seat}/absence",
            f"{seat}/times", f"{seat}/take-back", f"{seat}/correct", f"{seat}/sign",
        ):  # fmt: skip
            assert client.submit(f"{room.page}/{what}", page=room.page).status == 403, what
