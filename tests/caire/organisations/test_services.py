"""Organisations and places below the pages, on both databases."""

import pytest
from sqlalchemy.orm import Session

from caire.organisations.errors import (
    BadOrganisationField,
    NoSuchOrganisation,
    NoSuchRoom,
    NoSuchSite,
    RoomExists,
    SiteExists,
)
from caire.organisations.policies import can_change, can_read, can_use_rooms
from caire.organisations.queries import organisation_by_slug, organisations, rooms, sites
from caire.organisations.services import (
    add_member,
    add_room,
    add_site,
    change_organisation,
    change_room,
    change_site,
)
from tests.factories import NOW, make_organisation, make_person, make_room

PLACE = {"name": "Nord", "address": "1 rue A", "postcode": "21000", "city": "Dijon"}


class TestAnOrganisation:
    def test_keeps_what_a_change_does_not_name(self, db: Session) -> None:
        made = make_organisation(db, name="Mairie")
        change_organisation(db, organisation_id=made.id, city="  Pau ", siret="732 829 320 00074")
        change_organisation(db, organisation_id=made.id, reply_hours=4)
        row = organisation_by_slug(db, made.slug)
        assert row is not None
        assert (row.name, row.city, row.siret, row.reply_hours) == (
            "Mairie", "Pau", "73282932000074", 4,
        )  # fmt: skip

    def test_refuses_a_field_that_does_not_exist_or_does_not_fit(self, db: Session) -> None:
        made = make_organisation(db)
        for wrong in ({"slug": "x"}, {"name": "x" * 161}, {"kind": "y"}, {"reply_hours": 0}):
            with pytest.raises(BadOrganisationField):
                change_organisation(db, organisation_id=made.id, **wrong)
        with pytest.raises(NoSuchOrganisation):
            change_organisation(db, organisation_id=made.id + 1, city="Pau")

    def test_is_listed_by_kind_and_name(self, db: Session) -> None:
        for name, kind in (("B", "client"), ("A", "client"), ("C", "institution")):
            make_organisation(db, name=name, kind=kind)
        assert [row.name for row in organisations(db)] == ["A", "B", "C"]
        assert [row.name for row in organisations(db, kind="client")] == ["A", "B"]

    def test_counts_a_member_once_and_learns_her_reference_later(self, db: Session) -> None:
        made, person = make_organisation(db), make_person(db)
        first = add_member(db, organisation_id=made.id, person_id=person.id, now=NOW)
        again = add_member(
            db, organisation_id=made.id, person_id=person.id, now=NOW, employee_reference="A1"
        )
        assert (first.id, again.employee_reference) == (again.id, "A1")


class TestAPlace:
    def test_has_a_name_of_its_own_in_its_organisation(self, db: Session) -> None:
        made, other = make_organisation(db), make_organisation(db)
        site = add_site(db, organisation_id=made.id, **PLACE)
        south = add_site(db, organisation_id=made.id, **{**PLACE, "name": "Sud"})
        assert add_site(db, organisation_id=other.id, **PLACE).id
        with pytest.raises(SiteExists):
            add_site(db, organisation_id=made.id, **PLACE)
        with pytest.raises(SiteExists):
            change_site(db, site_id=south.id, **PLACE)
        change_site(db, site_id=site.id, **{**PLACE, "city": "Beaune"})
        found = {row.name: row.city for row in sites(db, organisation_ids=[made.id])}
        assert found == {"Nord": "Beaune", "Sud": "Dijon"}

    def test_seats_1_to_500_in_each_room(self, db: Session) -> None:
        made = make_organisation(db)
        room = make_room(db, made)
        for capacity in (0, 501):
            with pytest.raises(BadOrganisationField):
                change_room(db, room_id=room.id, name="Salle A", capacity=capacity)
        change_room(db, room_id=room.id, name="Salle A", capacity=500)
        second = add_room(db, site_id=room.site_id, name="Salle B", capacity=1)
        with pytest.raises(RoomExists):
            change_room(db, room_id=second.id, name="Salle A", capacity=1)
        found = [(row.name, row.capacity) for row in rooms(db, organisation_ids=[made.id])]
        assert found == [("Salle A", 500), ("Salle B", 1)]

    def test_must_exist_to_be_changed(self, db: Session) -> None:
        with pytest.raises(NoSuchSite):
            change_site(db, site_id=1, **PLACE)
        with pytest.raises(NoSuchRoom):
            change_room(db, room_id=1, name="A", capacity=1)
        with pytest.raises(NoSuchSite):
            add_room(db, site_id=1, name="A", capacity=1)


class TestWhoMay:
    @pytest.mark.parametrize(
        ("role", "own", "elsewhere"),
        [
            ("manager", (True, True, True), (False, False, False)),
            ("trainer", (False, False, True), (False, False, False)),
            ("admin", (True, True, True), (True, True, True)),
            ("auditor", (True, False, False), (True, False, False)),
            ("learner", (False, False, False), (False, False, False)),
        ],
    )
    def test_read_change_and_use_rooms(
        self, db: Session, role: str, own: tuple[bool, ...], elsewhere: tuple[bool, ...]
    ) -> None:
        made, other = make_organisation(db), make_organisation(db)
        scope = made.id if role in {"manager", "trainer"} else None
        person = make_person(db, role=role, organisation_id=scope)
        rules = (can_read, can_change, can_use_rooms)
        assert tuple(rule(person, made.id) for rule in rules) == own
        assert tuple(rule(person, other.id) for rule in rules) == elsewhere
