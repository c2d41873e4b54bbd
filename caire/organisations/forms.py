"""What is typed about organisations and their places: shapes; services check what is true."""

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.validators import ValidationError as Wrong

from caire.organisations.errors import BadIdentifier
from caire.organisations.identifiers import checked_nda, checked_siret, checked_uai
from caire.organisations.models import (
    ACCESS_NOTES_MAX,
    NAME_MAX,
    ROOM_CAPACITY_MAX,
    SLUG_MAX,
    TEXT_MAX,
)
from caire.organisations.sentences import identifier_sentence
from caire.web.forms import Form

NEEDED = DataRequired(_l("Ce champ est nécessaire."))
TOO_LONG = _l("Ce texte est trop long. Raccourcissez-le.")
NAME = Length(max=NAME_MAX, message=TOO_LONG)
TEXT = Length(max=TEXT_MAX, message=TOO_LONG)
REPLY_HOURS = _l("Le délai de réponse va de 1 à 720\xa0heures.")
CAPACITY = _l("La capacité va de 1 à 500\xa0places.")


class OfficialNumber:
    """Says what is wrong with a number; all numbers of a form at once."""

    def __init__(self, check: Callable[[str], str]) -> None:
        self.check = check

    def __call__(self, form: Any, field: Any) -> None:
        try:
            self.check(field.data)
        except BadIdentifier as refusal:
            raise Wrong(identifier_sentence(refusal)) from None


class UaiNumber:
    """The same for an UAI code, whose letter an administrator may confirm (R-ID-3)."""

    def __call__(self, form: Any, field: Any) -> None:
        try:
            checked_uai(field.data, accept_other_key=form.accept_other_uai_key.data)
        except BadIdentifier as refusal:
            form.may_confirm_uai = refusal.fault == "key"
            raise Wrong(identifier_sentence(refusal)) from None


class ContactsForm(Form):
    """What learners are told before they start."""

    technical_contact = StringField(_l("Aide technique"), [Optional(), TEXT])
    pedagogical_contact = StringField(_l("Aide pédagogique"), [Optional(), TEXT])
    support_hours = StringField(_l("Jours et heures de réponse"), [Optional(), TEXT])
    reply_hours = IntegerField(
        _l("Délai de réponse, en heures"),
        [InputRequired(REPLY_HOURS), NumberRange(1, 720, REPLY_HOURS)],
        default=48,
    )


class OrganisationForm(ContactsForm):
    """The whole organisation, by an administrator."""

    #: Set when the only fault of the UAI code is its letter.
    may_confirm_uai = False

    name = StringField(_l("Nom"), [NEEDED, NAME])
    kind = RadioField(
        _l("Nature"),
        [InputRequired(_l("Choisissez l’une des deux réponses."))],
        choices=[
            SelectChoice("institution", _l("Établissement\xa0: forme et délivre des certificats")),
            SelectChoice("client", _l("Organisation cliente\xa0: fait former ses équipes")),
        ],
    )
    siret = StringField(_l("SIRET"), [Optional(), OfficialNumber(checked_siret)])
    nda = StringField(
        _l("Numéro de déclaration d’activité (NDA)"), [Optional(), OfficialNumber(checked_nda)]
    )
    uai = StringField(_l("Code UAI"), [Optional(), UaiNumber()])
    accept_other_uai_key = BooleanField(_l("Ce code UAI est juste, malgré sa lettre"))
    address = StringField(_l("Adresse"), [Optional(), TEXT])
    postcode = StringField(_l("Code postal"), [Optional()])
    city = StringField(_l("Ville"), [Optional(), NAME])
    signatory_name = StringField(_l("Nom de la personne qui signe"), [Optional(), NAME])
    signatory_title = StringField(_l("Sa fonction"), [Optional(), NAME])


class NewOrganisationForm(OrganisationForm):
    slug = StringField(_l("Nom court"), [NEEDED, Length(max=SLUG_MAX, message=TOO_LONG)])


class SiteForm(Form):
    name = StringField(_l("Nom du site"), [NEEDED, NAME])
    address = StringField(_l("Adresse"), [NEEDED, TEXT])
    postcode = StringField(_l("Code postal"), [NEEDED])
    city = StringField(_l("Ville"), [NEEDED, NAME])
    access_notes = TextAreaField(
        _l("Accès"), [Optional(), Length(max=ACCESS_NOTES_MAX, message=TOO_LONG)]
    )


class RoomForm(Form):
    name = StringField(_l("Nom de la salle"), [NEEDED, NAME])
    capacity = IntegerField(
        _l("Places pour les personnes formées"),
        [InputRequired(CAPACITY), NumberRange(1, ROOM_CAPACITY_MAX, CAPACITY)],
    )
