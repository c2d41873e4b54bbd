"""The printed sheet: entered in one form for the whole room, after the network failed."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from caire.people.services.profile import change_name
from caire.workshops import errors as e
from caire.workshops.models import Booking
from caire.workshops.queries.roster import Participant, participants
from caire.workshops.queries.roster import chain_of as chain
from caire.workshops.services.noting import Times
from caire.workshops.services.paper import note_paper_sheet
from tests.caire.workshops.scene import ARRIVING, END, LEAVING, RULES, START, Scene
from tests.caire.workshops.test_views import Room
from tests.support.client import PageClient

ALL = Times(None, None)


def enter(scene: Scene, signed: dict[Booking, Times], now: datetime = LEAVING) -> int:
    return note_paper_sheet(
        scene.db, workshop_id=scene.workshop.id, actor=scene.trainer,
        signed={booking.id: times for booking, times in signed.items()}, reason="Panne de réseau",
        now=now,
    )  # fmt: skip


def seen(scene: Scene, booking: Booking) -> Participant:
    records = chain(scene.db, scene.workshop.id)
    people = participants(scene.db, scene.workshop, chain=records, rules=RULES)
    return next(person for person in people if person.booking_id == booking.id)


class TestNotePaperSheet:
    def test_enters_everybody_who_signed_with_her_times(self, db: Session) -> None:
        scene = Scene(db)
        ana, bob, eve = (scene.booked(name) for name in ("Ana", "Bob", "Eve"))
        late = START + timedelta(minutes=21)

        entered = enter(scene, {ana: ALL, bob: Times(late, None)})

        assert entered == 2
        assert seen(scene, ana).standing.is_on_paper
        assert seen(scene, ana).presence.share == 1
        assert seen(scene, bob).presence.share == 0.9
        assert seen(scene, eve).state == "unsigned"

    def test_keeps_an_arrival_signed_on_a_device_and_declares_the_departure(
        self, db: Session
    ) -> None:
        scene = Scene(db)
        booking = scene.booked("Ana")
        scene.sign(booking, "arrival", ARRIVING)

        enter(scene, {booking: Times(None, END - timedelta(minutes=21))})

        person = seen(scene, booking)
        assert not person.standing.is_on_paper
        assert person.presence.share == 0.9

    def test_changes_nothing_for_whom_has_signed_both(self, db: Session) -> None:
        scene = Scene(db)
        ana, bob = scene.booked("Ana"), scene.booked("Bob")
        scene.attend(ana)
        before = len(chain(db, scene.workshop.id))

        assert enter(scene, {ana: ALL, bob: ALL}) == 1

        assert len(chain(db, scene.workshop.id)) == before + 2
        with pytest.raises(e.NobodyTicked):
            enter(scene, {ana: ALL, bob: ALL})

    def test_enters_nothing_before_the_half_day_began(self, db: Session) -> None:
        scene = Scene(db)
        booking = scene.booked("Ana")

        with pytest.raises(e.NotBegun):
            enter(scene, {booking: ALL}, START - timedelta(minutes=1))


class TestPaperPage:
    @pytest.fixture
    def room(self, db: Session, client: PageClient) -> Room:
        return Room(db, client)

    def test_enters_the_sheet_in_one_form(self, room: Room, client: PageClient) -> None:
        booking = room.book()
        room.starts_in(timedelta(minutes=-60))
        room.sign_in(room.trainer)
        times = {f"line-{booking}-{name}": "" for name in ("arrived_at", "left_at")}
        line = {f"line-{booking}-signed": "y", **times}
        late = line | {f"line-{booking}-left_at": "00:01"}

        untold = client.submit(f"{room.page}/paper", **line)
        nobody = client.submit(f"{room.page}/paper", reason="Panne")
        outside = client.submit(f"{room.page}/paper", reason="Panne", **late)
        entered = client.submit(f"{room.page}/paper", reason="Panne", **line)

        assert untold.status == 422
        assert "checked" in untold.html
        assert "Cochez au moins une personne" in nobody.text
        assert "heures à corriger" in outside.text
        assert 'value="00:01"' in outside.html
        assert "1 présence est reportée" in client.follow(entered).text
        assert "Rien à reporter" in client.get(f"{room.page}/paper").text

    def test_says_what_to_print_before_the_half_day(self, room: Room, client: PageClient) -> None:
        room.book()
        room.sign_in(room.trainer)

        assert "n’a pas commencé" in client.get(f"{room.page}/paper").text


class TestParticipants:
    def test_stand_as_in_a_list_of_names(self, db: Session) -> None:
        scene = Scene(db)
        for given, family in (("Rosa", "da Silva"), ("Zoe", "Zola"), ("Luc", "Émile")):
            person_id = scene.booked(given).person_id
            change_name(db, person_id=person_id, given_name=given, family_name=family)

        people = participants(db, scene.workshop, chain=[], rules=RULES)

        assert [person.name for person in people] == ["Rosa da Silva", "Luc Émile", "Zoe Zola"]
