"""Links that end a kind of message at one click: signed, good for ever, and for nothing else."""

from dataclasses import dataclass

from itsdangerous import BadData, URLSafeSerializer

STOP_REVIEW = "review"
PATHS = {STOP_REVIEW: "/stop/review/"}


@dataclass(frozen=True, slots=True)
class StopSigner:
    """Signs with the site's secret key, one salt for each kind of message.

    Unlike the links that open an account, these neither expire nor wear out: who reads an old
    message must still be able to stop.
    """

    secret_key: str

    def path(self, kind: str, person_id: int) -> str:
        """The page that the link opens, from `/`."""
        token = self._serializer(kind).dumps(person_id)
        return PATHS[kind] + (token if isinstance(token, str) else token.decode())

    def person_id(self, kind: str, token: str) -> int | None:
        """Whose messages the link ends; None when it is not one of ours."""
        try:
            found = self._serializer(kind).loads(token)
        except BadData:
            return None
        return found if isinstance(found, int) else None

    def _serializer(self, kind: str) -> URLSafeSerializer:
        return URLSafeSerializer(self.secret_key, salt=f"caire.messaging.stop.{kind}")
