"""Who helps a learner at a distance, how and how fast (D.6313-3-1; R-FOAD-2)."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, aliased

from caire.cohorts.models import Enrolment
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


CONTACTS = (
    Organisation.name,
    Organisation.technical_contact,
    Organisation.pedagogical_contact,
    Organisation.support_hours,
    Organisation.reply_hours,
)
_CONTACTS = (
    select(*CONTACTS)
    .where(Organisation.kind == "institution")
    .order_by((Organisation.id == bindparam("organisation_id")).desc(), Organisation.id)
    .limit(1)
)
_Own, _Any = aliased(Organisation), aliased(Organisation)
#: The organisation whose contacts go with an enrolment, within a query of it.
SUPPORTING = func.coalesce(
    select(_Own.id)
    .where(_Own.kind == "institution", _Own.id == Enrolment.organisation_id)
    .correlate(Enrolment)
    .scalar_subquery(),
    select(func.min(_Any.id)).where(_Any.kind == "institution").scalar_subquery(),
)


def support_contacts(
    db: Session, *, organisation_id: int | None, config: Config
) -> SupportContacts:
    """The contacts of the learner's institution, else those of the platform's first one.

    One query.
    """
    rows = rows_of(db, _CONTACTS, organisation_id=organisation_id or 0)
    return read_contacts(tuple(rows[0]) if rows else (), config)


def read_contacts(row: Sequence[Any], config: Config) -> SupportContacts:
    """The columns `CONTACTS` of an institution; where it names nobody, the platform's address."""
    name, technical, pedagogical, hours, reply_hours = row or ("", "", "", "", 0)
    if not technical or not pedagogical:
        contact = config.site.contact_email
        return SupportContacts(config.site.name, contact, contact, "", 48)
    return SupportContacts(name, technical, pedagogical, hours or "", reply_hours or 48)


def support_version(contacts: SupportContacts) -> str:
    """Names the text that was shown, so that an acknowledgement can be told from a later one."""
    return hashlib.sha256(repr(astuple(contacts)).encode()).hexdigest()[:16]
