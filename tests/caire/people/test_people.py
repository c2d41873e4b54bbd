"""Who there is: names, addresses, roles, accounts made by operators."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from caire.people.emails import normal_email, wire_email
from caire.people.errors import (
    AddressTaken,
    BadEmail,
    BadName,
    PasswordRefused,
    UnknownRole,
)
from caire.people.names import clean_name, searchable
from caire.people.queries import known_account, search_people
from caire.people.services import create_person, grant_role, revoke_role
from caire.people.services.profile import change_name
from tests.factories import NOW, make_person
from tests.support.client import PASSWORD


class TestWritingAName:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("  Marie   Claire ", "Marie Claire"),
            ("Jean-Baptiste", "Jean-Baptiste"),
            ("N’Diaye", "N’Diaye"),
            ("O'Brien", "O'Brien"),
            ("Martin Jr.", "Martin Jr."),
            ("J.-P.", "J.-P."),
            ("Zoe\u0308", "Zoë"),
            ("王秀英", "王秀英"),
            ("محمد", "محمد"),
        ],
    )
    def test_keeps_names_of_every_script(self, typed: str, kept: str) -> None:
        assert clean_name(typed) == kept

    @pytest.mark.parametrize(
        "typed",
        [
            "",
            "   ",
            "x" * 61,
            "Léa2",
            "<b>Léa",
            "www.mal.fr",
            "a@b",
            "Léa\u202e",
            "-",
            "’",
            "Lé\0a",
        ],
    )
    def test_refuses_what_could_be_an_address_or_a_code(self, typed: str) -> None:
        with pytest.raises(BadName):
            clean_name(typed)

    @given(st.text(max_size=80))
    def test_changes_nothing_the_second_time(self, typed: str) -> None:
        try:
            once = clean_name(typed)
        except BadName:
            return
        assert clean_name(once) == once

    def test_is_found_whatever_the_case_and_accents(self) -> None:
        assert searchable("  Élodie", "D'ÉTÉ ") == "elodie d'ete"
        assert searchable("a\0b") == "a b"


class TestWritingAnAddress:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            (" Lea.Dupont@Exemple.FR ", "lea.dupont@exemple.fr"),
            ("lea+cours@exemple.fr", "lea+cours@exemple.fr"),
            ("lea@xn--cole-9oa.fr", "lea@école.fr"),
            ("lea@ÉCOLE.fr", "lea@école.fr"),
        ],
    )
    def test_has_one_spelling(self, typed: str, kept: str) -> None:
        assert normal_email(typed) == kept

    def test_is_in_ascii_for_mail_servers(self) -> None:
        assert wire_email("lea@école.fr") == "lea@xn--cole-9oa.fr"

    @pytest.mark.parametrize(
        "typed",
        ["", "lea", "lea@", "@exemple.fr", "lea@exemple", "a b@exemple.fr", "éa@exemple.fr",
         "lea@exemple.fr\r\nBcc: x@y.fr", "l" * 260 + "@exemple.fr", "lea@[127.0.0.1]",
         "lea@exemple.fr,bob@exemple.fr", "Léa <lea@exemple.fr>"],
    )  # fmt: skip
    def test_is_refused_when_no_mail_can_reach_it(self, typed: str) -> None:
        with pytest.raises(BadEmail):
            normal_email(typed)


class TestRoles:
    def test_are_held_for_the_platform_or_for_an_organisation(self, db: Session) -> None:
        lea = make_person(db)
        for organisation_id in (7, 3, 7):
            grant_role(db, person_id=lea.id, role="manager", organisation_id=organisation_id)
        for _time in range(2):
            grant_role(db, person_id=lea.id, role="trainer", organisation_id=None)

        account = known_account(db, lea.id)
        assert account.managed_organisations == (3, 7)
        assert account.manages(3)
        assert not account.manages(4)
        assert account.is_trainer
        assert not account.is_admin

    def test_are_taken_back_one_by_one(self, db: Session) -> None:
        lea = make_person(db, role="manager", organisation_id=3)
        grant_role(db, person_id=lea.id, role="manager", organisation_id=7)
        revoke_role(db, person_id=lea.id, role="manager", organisation_id=3)
        revoke_role(db, person_id=lea.id, role="trainer", organisation_id=None)

        assert known_account(db, lea.id).roles == {("manager", 7)}

    def test_are_those_of_the_platform(self, db: Session) -> None:
        lea = make_person(db)
        with pytest.raises(UnknownRole, match="learner, trainer"):
            grant_role(db, person_id=lea.id, role="root", organisation_id=None)
        with pytest.raises(UnknownRole, match="name it"):
            grant_role(db, person_id=lea.id, role="manager", organisation_id=None)


class TestMakingAnAccount:
    def test_refuses_a_second_one_for_an_address(self, db: Session) -> None:
        make_person(db, email="lea@exemple.fr")
        with pytest.raises(AddressTaken):
            make_person(db, email="LEA@exemple.fr")

    def test_holds_operators_to_the_password_rule(self, db: Session) -> None:
        with pytest.raises(PasswordRefused):
            create_person(
                db, email="a@exemple.fr", given_name="A", family_name="", password="admin",
                role="admin", now=NOW,
            )  # fmt: skip
        made = create_person(
            db, email="a@exemple.fr", given_name="A", family_name="", password=PASSWORD,
            role="admin", confirmed=True, now=NOW,
        )  # fmt: skip
        assert known_account(db, made.id).is_admin


class TestSearchingPeople:
    def test_finds_every_word_in_names_and_address(self, db: Session) -> None:
        lea = make_person(db, given_name="Léa", family_name="N’Diaye", email="ln@exemple.fr")
        make_person(db, given_name="Léa", family_name="Martin")

        assert search_people(db, text="lea").total == 2
        assert [row.id for row in search_people(db, text="EXEMPLE léa").rows] == [lea.id]
        assert search_people(db, text="100%").total == 0
        assert search_people(db, text="_").total == 0

    def test_gives_one_page_with_the_roles(self, db: Session) -> None:
        for number in range(5):
            make_person(db, family_name="ABCDE"[number])
        page = search_people(db, text="", limit=2, offset=2)

        assert page.total == 5
        assert [row.family_name for row in page.rows] == ["C", "D"]
        assert page.rows[0].roles == (("learner", None),)


class TestSortingPeople:
    def test_is_as_french_readers_expect(self, db: Session) -> None:
        written = ["Vasseur", "Étienne", "Lebrun", "da Silva", "Le Goff", "D’Almeida", "Eyraud",
                   "Œuvrard", "Dalma", "O’Brien", "Odin", "Martin", "LE CORRE",
                   "Le-Bihan"]  # fmt: skip
        for name in written:
            make_person(db, family_name=name)

        found = [row.family_name for row in search_people(db, text="").rows]

        assert found == ["da Silva", "Dalma", "D’Almeida", "Étienne", "Eyraud", "Le-Bihan",
                         "LE CORRE", "Le Goff", "Lebrun", "Martin", "O’Brien", "Odin", "Œuvrard",
                         "Vasseur"]  # fmt: skip

    def test_puts_given_names_within_a_family_name_before_a_longer_one(self, db: Session) -> None:
        names = ["Anne Martin Dubois", "Zoé Martin", "élise Martin", "Emma MARTIN"]
        for first, _space, last in (name.partition(" ") for name in names):
            make_person(db, given_name=first, family_name=last)

        found = [row.given_name for row in search_people(db, text="").rows]

        assert found == ["élise", "Emma", "Zoé", "Anne"]

    def test_is_the_same_from_page_to_page(self, db: Session) -> None:
        for name in ("Vasseur", "Écochard", "da Silva", "Zola"):
            make_person(db, family_name=name)

        pages = [search_people(db, text="", limit=2, offset=first).rows for first in (0, 2)]

        assert [[row.family_name for row in page] for page in pages] == [
            ["da Silva", "Écochard"], ["Vasseur", "Zola"]
        ]  # fmt: skip

    def test_follows_a_corrected_name(self, db: Session) -> None:
        person = make_person(db, family_name="Zola")
        make_person(db, family_name="Martin")

        change_name(db, person_id=person.id, given_name="Léa", family_name="d’Artois")

        assert [row.family_name for row in search_people(db, text="").rows] == [
            "d’Artois", "Martin"
        ]  # fmt: skip
