"""From what was typed to a question to the store; each fault in words, by field."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from caire.administration.browser.activities import found_activity
from caire.administration.browser.typed import TYPED_MAX, Typed
from caire.clock import PARIS
from caire.lrs.asking import StatementFilter
from caire.lrs.browsing import SenderRow, Senders, Turned
from caire.lrs.errors import StatementInvalid
from caire.lrs.hashing import account_key, activity_key, agent_key, verb_key
from caire.lrs.searching import Reader, Sender
from caire.lrs.texts import check_iri
from caire.people.account import Account
from caire.people.queries import PersonRow, person_by_email, search_people
from caire.people.queries import account as account_of

#: How many people of the same name are offered to choose from.
CANDIDATES = 10
#: Each program is a branch of the question: SQLite joins at most 500 in one.
PROGRAMS_MAX = 100
#: Statements are numbered by their instant, from 1970 to 2255.
FIRST_YEAR, LAST_YEAR = 1970, 2200
_DAYS = ("%Y-%m-%d", "%d/%m/%Y")
_MOMENTS = ("%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M")
_MICROSECOND = timedelta(microseconds=1)
_NUMBER_MAX = 2**63 - 1


class Fault(Exception):
    """What is wrong with one field, in words."""


@dataclass(frozen=True, slots=True)
class Question:
    """`faults` by field; `candidates`: people of whom one must be chosen first.

    `person_id` was found for what was typed. `by_context`: no trace is about the activity itself.
    """

    filter: StatementFilter
    senders: Senders
    turned: Turned
    person: Account | None = None
    person_id: int | None = None
    candidates: tuple[PersonRow, ...] = ()
    by_context: bool = False
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def may_be_asked(self) -> bool:
        return not self.faults and not self.candidates


@dataclass
class _Reading:
    """Reads fields one after the other and keeps what is wrong."""

    typed: Typed
    faults: dict[str, str] = field(default_factory=dict)

    def read(self, name: str, reader: Callable[[str], Any], default: Any = None) -> Any:
        text = getattr(self.typed, name)
        if not text:
            return default
        try:
            if len(text) > TYPED_MAX:
                raise Fault(_("Trop long\xa0: %(max)s signes au plus.", max=TYPED_MAX))
            if not text.isprintable():
                raise Fault(_("Un caractère invisible s’est glissé dans ce texte\xa0: retirez-le."))
            return reader(text)
        except Fault as fault:
            self.faults[name] = str(fault)
            return default


def question(
    db: Session, typed: Typed, *, xapi_root: str, programs: Sequence[SenderRow]
) -> Question:
    """What is asked of the store, or what must be mended first."""
    reading = _Reading(typed)
    person, candidates = reading.read("person", lambda text: _person(db, text), (None, ()))
    iri, by_context = reading.read(
        "activity", lambda text: found_activity(db, text, xapi_root=xapi_root), (None, False)
    )
    if typed.activity and iri is None and "activity" not in reading.faults:
        reading.faults["activity"] = _(
            "Aucune trace ne porte sur «\xa0%(name)s\xa0»\xa0: donnez l’identifiant d’un écran "
            "(n1.s2.e3), d’une question, d’une activité, le numéro d’une séance, ou une adresse "
            "complète (https://…).",
            name=typed.activity,
        )
    verb = reading.read("verb", _iri)
    since = reading.read("since", lambda text: _moment(text, ends=False))
    until = reading.read("until", lambda text: _moment(text, ends=True))
    if since and until and since >= until:
        reading.faults["until"] = _("La fin de la période est avant son début.")
    asked = StatementFilter(
        agent_key=_agent_key(person, typed, xapi_root) if person else None,
        verb=verb,
        verb_key=verb_key(verb) if verb else None,
        activity=iri,
        activity_key=activity_key(iri) if iri else None,
        related_activities=bool(typed.related) or by_context,
        registration=reading.read("registration", _registration),
        since=since,
        until=until,
    )
    older, newer = reading.read("older", _number), reading.read("newer", _number)
    return Question(
        filter=asked,
        senders=reading.read("sender", lambda text: _senders(text, programs), Senders()),
        turned=Turned(newer=newer) if newer is not None else Turned(older=older),
        person=person,
        person_id=person.id if person else None,
        candidates=candidates,
        by_context=by_context,
        faults=reading.faults,
    )


def _person(db: Session, text: str) -> tuple[Account | None, tuple[PersonRow, ...]]:
    """The person of this number, address or name; those to choose from when there are several."""
    if text.isascii() and text.isdigit():
        found = account_of(db, int(text)) if len(text) < 10 else None
        if found is None:
            raise Fault(_("Aucune personne n’a ce numéro."))
        return found, ()
    exact = person_by_email(db, text)
    if exact is not None:
        return account_of(db, exact.id), ()
    page = search_people(db, text=text, limit=CANDIDATES)
    if not page.rows:
        raise Fault(_("Personne ne correspond\xa0: essayez une partie du nom ou de l’adresse."))
    if page.total == 1:
        return account_of(db, page.rows[0].id), ()
    if page.total > CANDIDATES:
        raise Fault(
            _(
                "%(total)s personnes correspondent\xa0: précisez le nom ou l’adresse.",
                total=page.total,
            )
        )
    return None, page.rows


def _agent_key(person: Account, typed: Typed, xapi_root: str) -> bytes:
    """Under which name she is looked for: her account here, or her address in other programs."""
    if typed.under == "email":
        return agent_key("mbox", f"mailto:{person.email}")
    return account_key(xapi_root, person.actor_name)


def _iri(text: str) -> str:
    try:
        check_iri(text, "$")
    except StatementInvalid:
        raise Fault(_("Choisissez un verbe de la liste.")) from None
    return text


def _registration(text: str) -> str:
    try:
        found = str(UUID(text))
    except ValueError:
        found = ""
    if found != text.lower():
        raise Fault(
            _(
                "Une inscription s’écrit en 36 signes, comme "
                "6f0fdc5c-8f62-4f0e-9f0a-0f6f3c1b5e6d\xa0: copiez-la en entier."
            )
        )
    return found


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= _NUMBER_MAX):
        raise Fault(_("Cette page de la liste n’existe pas\xa0: revenez à la première."))
    return int(text)


def _senders(text: str, programs: Sequence[SenderRow]) -> Senders:
    kind, _dash, number = text.partition("-")
    if text == "platform":
        return Senders(sender=Sender.PLATFORM)
    if text == "imports":
        return Senders(sender=Sender.IMPORT)
    if text == "programs":
        keys = [row.key_id for row in programs]
    elif kind == "key":
        keys = [row.key_id for row in programs if str(row.key_id) == number]
    elif kind == "organisation":
        keys = [row.key_id for row in programs if str(row.organisation_id) == number]
    else:
        keys = []
    if not keys and text != "programs":
        raise Fault(_("Choisissez une provenance de la liste."))
    if len(keys) > PROGRAMS_MAX:
        raise Fault(_("Il y a trop de programmes pour les lire ensemble\xa0: choisissez-en un."))
    return Senders(Reader(tuple(keys)))


def _moment(text: str, *, ends: bool) -> datetime:
    """The instant before which nothing (or, with `ends`, after which nothing) is wanted.

    A day is a day in Paris, both ends included.
    """
    day, at = _first(text, _DAYS), _first(text, _MOMENTS)
    found = day or at
    if found is None:
        raise Fault(_("Écrivez une date comme 2026-12-01, ou choisissez-la."))
    if not FIRST_YEAR < found.year < LAST_YEAR:
        raise Fault(_("Choisissez une année entre %(first)s et %(last)s.", first=1971, last=2199))
    if day is None:
        return found + timedelta(minutes=int(ends)) - _MICROSECOND
    return _midnight(day.date() + timedelta(days=int(ends))) - _MICROSECOND


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), PARIS)


def _first(text: str, patterns: Sequence[str]) -> datetime | None:
    for pattern in patterns:
        try:
            return datetime.strptime(text, pattern).replace(tzinfo=PARIS)
        except ValueError:
            continue
    return None
