"""What the store does when something happens elsewhere."""

from dataclasses import dataclass

from sqlalchemy.orm import Session
from structlog import get_logger

from caire.clock import utcnow
from caire.lrs.errors import SigningKeyMissing
from caire.lrs.hashing import account_key
from caire.lrs.log import signer_of
from caire.lrs.services.documents import erase_documents_about
from caire.lrs.services.erasing import erase_documents
from caire.people.events import AccountErased
from caire.people.models import Person

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Place:
    home: str
    data_dir: str


_places: list[_Place] = []


def keep_at(*, home: str, data_dir: str) -> None:
    """Say where accounts are at home in statements, and where the key of the log is."""
    _places[:] = [_Place(home, data_dir)]


def forget_documents(db: Session, event: AccountErased) -> None:
    """Erase what programs keep about an account, for good: her name in traces is still known.

    Without the log's key they go all the same, but an old export could bring them back.
    """
    person = db.get_one(Person, event.person_id)
    for place in _places:
        agent_key = account_key(place.home, person.actor_name)
        try:
            signer = signer_of(db, place.data_dir)
            erase_documents(db, agent_key=agent_key, signer=signer, now=utcnow())
        except SigningKeyMissing as refusal:
            log.error("an erasure cannot be remembered", reason=str(refusal))
            erase_documents_about(db, agent_key=agent_key)
