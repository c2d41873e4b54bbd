"""Traces in words, whoever sent them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from caire.administration.presentation import titles_of_courses, titles_of_half_days
from caire.administration.queries import PersonName, people_by_actor
from caire.catalogue.queries import current_courses
from caire.lrs import vocabulary as v
from caire.lrs.browsing import SeenStatement, SenderRow, VerbRow
from caire.lrs.models import PLATFORM
from caire.lrs.records import StatementRecord
from caire.lrs.sentences import named, sentence, verb_name
from caire.organisations.queries import OrganisationRow
from caire.web.language import current_language

#: The part of our own verbs' addresses, and what they say.
_OWN_VERBS = {"revoked": {"fr": "a révoqué", "en": "revoked"}}


@dataclass(frozen=True, slots=True)
class ToldTrace:
    """A trace ready to be shown. `happened` is the instant that its sender gave.

    `person` is who did it, when she has an account here; `actor` is how the trace names her.
    """

    seen: SeenStatement
    words: str
    happened: datetime
    actor: str
    person: PersonName | None
    sender: str
    verb: str


@dataclass(frozen=True, slots=True)
class Names:
    """What people call what traces name: who sends, and verbs."""

    programs: Sequence[SenderRow]
    verbs: Mapping[bytes, VerbRow]
    xapi_root: str

    def sender(self, key_id: int | None) -> str:
        """Who vouches."""
        if key_id == PLATFORM:
            return _("La plateforme")
        if key_id is None or key_id < 0:
            return _("Import")
        found = next((row.name for row in self.programs if row.key_id == key_id), None)
        return found or _("Clé supprimée (%(id)s)", id=key_id)


def told_traces(db: Session, found: Sequence[SeenStatement], names: Names) -> list[ToldTrace]:
    """Each as a sentence: three queries for all of them, for courses, half-days and people."""
    records = [one.record for one in found if one.record is not None]
    wanted = {_activity_name(record) for record in records}
    titles = titles_of_courses([course for _id, course in current_courses(db)], wanted)
    titles |= titles_of_half_days(db, records)
    actors = {_account_name(r.data["actor"], names.xapi_root) for r in records} - {""}
    people = people_by_actor(db, actors)
    return [_told(one, titles, people, names) for one in found]


def verb_choices(known: Iterable[VerbRow], typed: str) -> list[tuple[str, str]]:
    """Verbs in the reader's words, in alphabetical order; what was typed is among them."""
    shown = {row.iri: _verb_words(row.iri, row.display) for row in known}
    if typed:
        shown.setdefault(typed, _verb_words(typed, {}))
    repeated = [words for words in shown.values() if list(shown.values()).count(words) > 1]
    choices = [
        (iri, f"{words} ({urlsplit(iri).hostname or iri})" if words in repeated else words)
        for iri, words in shown.items()
    ]
    return sorted(choices, key=lambda choice: choice[1].casefold())


def sender_choices(
    programs: Sequence[SenderRow], organisations: Sequence[OrganisationRow]
) -> list[tuple[str, list[tuple[str, str]]]]:
    """From whom traces come, in groups; the first group has no name."""
    names = {row.id: row.name for row in organisations}
    owners = {row.organisation_id for row in programs if row.organisation_id is not None}
    first = [
        ("", _("Toutes")),
        ("platform", _("La plateforme")),
        ("programs", _("D’autres programmes")),
        ("imports", _("Les imports")),
    ]
    of_owners = [
        (f"organisation-{id}", names.get(id, _("Organisation %(id)s", id=id))) for id in owners
    ]
    keys = [(f"key-{row.key_id}", row.name) for row in programs]
    groups = [
        ("", first),
        (_("Organisations"), sorted(of_owners, key=lambda one: one[1].casefold())),
        (_("Clés"), keys),
    ]
    return [(title, choices) for title, choices in groups if choices]


def _told(
    one: SeenStatement,
    titles: Mapping[str, str],
    people: Mapping[str, PersonName],
    names: Names,
) -> ToldTrace:
    verb = names.verbs.get(one.verb_key or b"")
    known = _verb_words(verb.iri, verb.display) if verb else ""
    sender = names.sender(one.key_id)
    if one.record is None:
        words = _("Contenu effacé à la demande de la personne.")
        return ToldTrace(one, words, one.stored, "", None, sender, known)
    data = one.record.data
    account = _account_name(data["actor"], names.xapi_root)
    said = data.get("timestamp")
    return ToldTrace(
        one,
        sentence(one.record, language=current_language(), titles=titles),
        datetime.fromisoformat(said) if said else one.stored,
        _actor_words(data["actor"], account),
        people.get(account),
        sender,
        known or _verb_words(data["verb"]["id"], data["verb"].get("display", {})),
    )


def _activity_name(record: StatementRecord) -> str:
    return v.local_activity(record.activity or "")[1].partition("#")[0]


def _account_name(actor: Mapping[str, Any], xapi_root: str) -> str:
    """The name of an account of this platform; empty for any other actor."""
    account = actor.get("account", {})
    return str(account["name"]) if account.get("homePage") == xapi_root else ""


def _actor_words(actor: Mapping[str, Any], account: str) -> str:
    if account == "caire":
        return _("La plateforme")
    return named(actor, current_language()) or _("Quelqu’un sans nom")


def _verb_words(iri: str, display: Mapping[str, str]) -> str:
    own = _OWN_VERBS.get(iri.rpartition("/xapi/verbs/")[2], {})
    return verb_name(iri, {**display, **own}, current_language())
