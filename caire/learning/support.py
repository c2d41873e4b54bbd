"""Who helps a learner at a distance, how and how fast (D.6313-3-1; R-FOAD-2)."""

import hashlib
import re
from dataclasses import astuple, dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from caire.config import Config
from caire.db import rows_of
from caire.organisations.models import Organisation

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True, slots=True)
class SupportContacts:
    """What is shown before the start; `reply_hours` is the longest time to an answer."""

    provider: str
    technical: str
    pedagogical: str
    hours: str
    reply_hours: int

    @property
    def pedagogical_parts(self) -> tuple[str, str, str]:
        """The pedagogical contact, cut around its first e-mail address; "" where there is none."""
        found = _ADDRESS.search(self.pedagogical)
        if found is None:
            return self.pedagogical, "", ""
        return self.pedagogical[: found.start()], found.group(), self.pedagogical[found.end() :]


_CONTACTS = (
    select(
        Organisation.name,
        Organisation.technical_contact,
        Organisation.pedagogical_contact,
        Organisation.support_hours,
        Organisation.reply_hours,
    )
    .where(Organisation.kind == "institution")
    .order_by((Organisation.id == bindparam("organisation_id")).desc(), Organisation.id)
    .limit(1)
)


def support_contacts(
    db: Session, *, organisation_id: int | None, config: Config
) -> SupportContacts:
    """The contacts of the learner's institution, else those of the platform's first one.

    One query.
    """
    rows = rows_of(db, _CONTACTS, organisation_id=organisation_id or 0)
    if not rows or not rows[0].technical_contact or not rows[0].pedagogical_contact:
        contact = config.site.contact_email
        return SupportContacts(config.site.name, contact, contact, "", 48)
    name, technical, pedagogical, hours, reply_hours = rows[0]
    return SupportContacts(name, technical, pedagogical, hours or "", reply_hours or 48)


def support_version(contacts: SupportContacts) -> str:
    """Names the text that was shown, so that an acknowledgement can be told from a later one."""
    return hashlib.sha256(repr(astuple(contacts)).encode()).hexdigest()[:16]
