"""Links sent by mail: signed, dated, for one purpose and one use."""

from datetime import timedelta
from itertools import permutations
from string import ascii_letters, digits

import pytest
from sqlalchemy.orm import Session

from caire.people.errors import LinkExpired, LinkInvalid
from caire.people.models import Person
from caire.people.services import sign_out_everywhere
from caire.people.tokens import LIFETIME, RESET, TokenSigner
from tests.caire.people.scene import SIGNER
from tests.factories import NOW, make_person
from tests.support.browser import on_sqlite


@pytest.fixture
def lea(db: Session) -> Person:
    return db.get_one(Person, make_person(db).id)


@on_sqlite
class TestLinks:
    @pytest.mark.parametrize("purpose", LIFETIME)
    def test_lead_to_their_person_until_their_last_second(
        self, db: Session, lea: Person, purpose: str
    ) -> None:
        token = SIGNER.token(purpose, lea, now=NOW)

        assert SIGNER.person(db, purpose, token, now=NOW + LIFETIME[purpose]) is lea
        with pytest.raises(LinkExpired):
            SIGNER.person(db, purpose, token, now=NOW + LIFETIME[purpose] + timedelta(seconds=1))

    def test_serve_one_purpose(self, db: Session, lea: Person) -> None:
        for purpose, other in permutations(LIFETIME, 2):
            with pytest.raises(LinkInvalid):
                SIGNER.person(db, other, SIGNER.token(purpose, lea, now=NOW), now=NOW)

    def test_that_are_not_ours_are_refused(self, db: Session) -> None:
        for token in ("", "x", "a.b", "é", "..", "WzEsMSwiYSJd.AAAA"):
            with pytest.raises(LinkInvalid):
                SIGNER.person(db, RESET, token, now=NOW)

    def test_cannot_be_changed_by_one_sign(self, db: Session, lea: Person) -> None:
        token = SIGNER.token(RESET, lea, now=NOW)
        for place in range(len(token)):
            sign = "A" if token[place] != "A" else "B"
            with pytest.raises(LinkInvalid):
                SIGNER.person(db, RESET, token[:place] + sign + token[place + 1 :], now=NOW)

    def test_are_written_in_one_way(self, db: Session, lea: Person) -> None:
        token = SIGNER.token(RESET, lea, now=NOW)
        # The last sign of base64 carries spare bits: three others stand for the same bytes.
        for sign in set(ascii_letters + digits + "-_") - {token[-1]}:
            with pytest.raises(LinkInvalid):
                SIGNER.person(db, RESET, token[:-1] + sign, now=NOW)

    def test_of_another_site_are_refused(self, db: Session, lea: Person) -> None:
        token = TokenSigner("another-secret-of-32-characters-").token(RESET, lea, now=NOW)
        with pytest.raises(LinkInvalid):
            SIGNER.person(db, RESET, token, now=NOW)

    def test_end_with_the_sessions(self, db: Session, lea: Person) -> None:
        token = SIGNER.token(RESET, lea, now=NOW)
        sign_out_everywhere(db, person_id=lea.id)

        with pytest.raises(LinkInvalid):
            SIGNER.person(db, RESET, token, now=NOW)
