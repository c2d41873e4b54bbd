"""Links sent by mail: signed, dated, and good for one use.

A link carries the person's id, when it was made, and a fingerprint of her account. Using it changes
the account (a password chosen, an address confirmed, an epoch raised), so it fits only once, and
whatever else makes old links dangerous ends them too. Nothing is kept in the database.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy.orm import Session

from caire.people.errors import LinkExpired, LinkInvalid
from caire.people.models import Person

CONFIRM = "confirm"
RESET = "reset"
INVITE = "invite"

LIFETIME = {
    CONFIRM: timedelta(days=7),
    RESET: timedelta(hours=1),
    INVITE: timedelta(days=30),
}
PATHS = {CONFIRM: "/confirm/", RESET: "/password/reset/", INVITE: "/invitation/"}


@dataclass(frozen=True, slots=True)
class TokenSigner:
    """Signs with the site's secret key, one salt for each purpose."""

    secret_key: str

    def token(self, purpose: str, person: Person, *, now: datetime) -> str:
        made_at = int(now.timestamp())
        return self._signed(purpose, [person.id, made_at, self._fingerprint(person)])

    def path(self, purpose: str, person: Person, *, now: datetime) -> str:
        """The page that the link opens, from `/`."""
        return PATHS[purpose] + self.token(purpose, person, now=now)

    def person(
        self, db: Session, purpose: str, token: str, *, now: datetime, for_update: bool = False
    ) -> Person:
        """Whose link this is; locked when it is about to be used, so that one use wins.

        Raises:
            LinkInvalid: forged, cut short, made for another purpose, or already used.
            LinkExpired: older than its purpose allows.
        """
        try:
            carried = self._serializer(purpose).loads(token)
            person_id, made_at, fingerprint = carried
        except (BadData, ValueError, TypeError):
            raise LinkInvalid("the link is not one of ours") from None
        # The last sign of base64 holds spare bits: other signs there stand for the same bytes.
        if self._signed(purpose, carried) != token:
            raise LinkInvalid("the link is not written as we write it")
        person = db.get(Person, person_id, with_for_update=for_update)
        if person is None or person.erased_at is not None:
            raise LinkInvalid("the link's account is gone")
        if not hmac.compare_digest(fingerprint, self._fingerprint(person)):
            raise LinkInvalid("the link was already used")
        if now.timestamp() > made_at + LIFETIME[purpose].total_seconds():
            raise LinkExpired(f"the link was good for {LIFETIME[purpose]}")
        return person

    def _signed(self, purpose: str, carried: list[Any]) -> str:
        token = self._serializer(purpose).dumps(carried)
        return token if isinstance(token, str) else token.decode()

    def _serializer(self, purpose: str) -> URLSafeSerializer:
        return URLSafeSerializer(self.secret_key, salt=f"caire.people.{purpose}")

    def _fingerprint(self, person: Person) -> str:
        state = f"{person.email}\n{person.session_epoch}\n{person.password_hash}\n" + str(
            person.is_confirmed
        )
        return hmac.new(self.secret_key.encode(), state.encode(), hashlib.sha256).hexdigest()[:24]
