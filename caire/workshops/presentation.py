"""An attendance sheet in words, for its page and its PDF: every official mention (DOMAIN 1.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from caire.web.language import (
    current_language,
    shown_date,
    shown_datetime,
    shown_duration,
    shown_time,
)

FREE_LINES = 4


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One participant; every cell is ready to print."""

    name: str
    employer: str
    arrived: str
    arrival: str
    left: str
    departure: str
    duration: str
    remark: str
    is_signed: bool


@dataclass(frozen=True, slots=True)
class PrintedSheet:
    """`made_s` in Unix seconds: the same sheet always gives the same PDF.

    `free_lines` are left empty on paper, for people who come without a booking.
    """

    language: str
    title: str
    heading: str
    state: str
    mentions: tuple[tuple[str, str], ...]
    headers: tuple[str, ...]
    lines: tuple[PrintedLine, ...]
    free_lines: int
    trainer: str
    trainer_label: str
    trainer_signature: str
    proof: str
    made_s: int


def printed_sheet(document: dict[str, Any], digest: str) -> PrintedSheet:
    """The document of a sheet in the visitor's language; `digest` is its hash, "" while open."""
    workshop, version = document["workshop"], document["version"]
    made_at = datetime.fromisoformat(document["made_at"])
    is_closed = version > 0
    return PrintedSheet(
        language=current_language(),
        title=_("Feuille d’émargement – %(title)s", title=workshop["title"]),
        heading=_("Feuille d’émargement"),
        state=_state(document, made_at),
        mentions=_mentions(document),
        headers=(
            _("Nom et prénom"),
            _("Employeur"),
            _("Arrivée"),
            _("Signature à l’arrivée"),
            _("Départ"),
            _("Signature au départ"),
            _("Durée"),
            _("Remarque"),
        ),
        lines=_lines(document["participants"], is_closed),
        free_lines=0 if is_closed else FREE_LINES,
        trainer=workshop["trainer"],
        trainer_label=_("Signature de la personne qui a animé\xa0:"),
        trainer_signature=_(
            "%(name)s, le %(date)s",
            name=document["closing"]["signed_as"],
            date=shown_datetime(datetime.fromisoformat(document["closing"]["signed_at"])),
        )
        if is_closed
        else "",
        proof=_(
            "Empreinte de la feuille (SHA-256)\xa0: %(hash)s. Chaîne de %(n)d enregistrements.",
            hash=digest,
            n=document["chain"]["length"],
        )
        if is_closed
        else "",
        made_s=int(made_at.timestamp()),
    )


def _state(document: dict[str, Any], made_at: datetime) -> str:
    if not document["version"]:
        return _("Feuille ouverte, imprimée le %(date)s", date=shown_datetime(made_at))
    if document["version"] == 1:
        return _("Feuille close le %(date)s", date=shown_datetime(made_at))
    return _(
        "Version %(n)d du %(date)s, par %(author)s\xa0: annule et remplace la précédente. "
        "Motif\xa0: %(reason)s",
        n=document["version"],
        author=document["author"],
        date=shown_datetime(made_at),
        reason=document["reason"],
    )


def _mentions(document: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    workshop, organisation = document["workshop"], document["organisation"]
    starts_at = datetime.fromisoformat(workshop["starts_at"])
    ends_at = datetime.fromisoformat(workshop["ends_at"])
    address = " ".join(organisation[part] for part in ("address", "postcode", "city")).strip()
    half = _("matin") if workshop["half_day"] == "AM" else _("après-midi")
    unknown = _("non renseigné")
    return (
        (_("Organisme"), ", ".join(part for part in (organisation["name"], address) if part)),
        (_("Numéro de déclaration d’activité"), organisation["nda"] or unknown),
        (_("SIRET"), organisation["siret"] or unknown),
        (
            _("Formation"),
            _(
                "CAIRE, niveau %(n)d – %(title)s",
                n=workshop["course_number"],
                title=workshop["course_title"],
            ),
        ),
        (_("Séance"), _("%(title)s (n°\xa0%(id)d)", title=workshop["title"], id=workshop["id"])),
        (_("Date"), _("%(day)s, %(half)s", day=shown_date(starts_at), half=half)),
        (
            _("Horaires"),
            _(
                "de %(start)s à %(end)s, heure de Paris (UTC%(offset)s)",
                start=shown_time(starts_at),
                end=shown_time(ends_at),
                offset=workshop["offset"],
            ),
        ),
        (_("Lieu"), f"{workshop['place']}, {workshop['address']}"),
        (_("Animation"), workshop["trainer"]),
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """What each line of the sheet is made of, in the visitor's language: looked up once."""

    absent: str
    unsigned: str
    walk_in: str
    identity_checked: str
    methods: dict[str, str]
    signed: str


def _words() -> _Words:
    return _Words(
        absent=_("absent"),
        unsigned=_("non signé"),
        walk_in=_("sans réservation"),
        identity_checked=_("identité vérifiée"),
        methods={
            "own_device": _("signé sur son appareil"),
            "trainer_device": _("signé sur place"),
            "paper": _("signé sur papier"),
            "declared": _("présence déclarée"),
        },
        signed=_("%(method)s à %(time)s"),
    )


def _lines(people: Sequence[dict[str, Any]], is_closed: bool) -> tuple[PrintedLine, ...]:
    words = _words()
    return tuple(_line(person, is_closed, words) for person in people)


def _line(person: dict[str, Any], is_closed: bool, words: _Words) -> PrintedLine:
    absent = words.absent if person["state"] == "absent" else words.unsigned
    blank = absent if is_closed or person["state"] == "absent" else ""
    remarks = [
        words.walk_in if person["walk_in"] else "",
        words.identity_checked if person["identity_checked"] else "",
        person["reason"],
    ]
    return PrintedLine(
        name=person["name"],
        employer=person["employer"],
        arrived=_clock(person["arrived_at"]),
        arrival=_signature(person["arrival"], blank, words),
        left=_clock(person["left_at"]),
        departure=_signature(person["departure"], blank, words),
        duration=shown_duration(person["minutes"]) if person["minutes"] else "",
        remark=", ".join(remark for remark in remarks if remark),
        is_signed=person["arrival"] is not None,
    )


def _signature(record: dict[str, Any] | None, blank: str, words: _Words) -> str:
    if record is None:
        return blank
    signed = words.signed % {
        "method": words.methods[record["method"]],
        "time": shown_time(datetime.fromisoformat(record["signed_at"])),
    }
    return f"{record['signed_as']} ({signed})" if record["signed_as"] else signed


def _clock(moment: str | None) -> str:
    return shown_time(datetime.fromisoformat(moment)) if moment else ""
