"""What trainers and learners type about half-days: shapes; services check what is true."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from caire.web.forms import Form
from caire.workshops.models import NOTES_MAX, REASON_MAX, TYPED_NAME_MAX
from caire.workshops.services.records import CONSENT_VERSION

NEEDED = _l("Ce champ est nécessaire.")
CHOOSE = _l("Choisissez dans la liste.")
TIME = _l("Écrivez une heure comme 09:00.")
REASON_LENGTH = Length(max=REASON_MAX, message=_l("Résumez en 300 signes au plus."))


class PlanForm(Form):
    course = SelectField(_l("Niveau"), [InputRequired(CHOOSE)])
    room = SelectField(_l("Organisation, site et salle"), [InputRequired(CHOOSE)], coerce=int)
    trainer = SelectField(_l("Animation"), [InputRequired(CHOOSE)], coerce=int)
    day = DateField(_l("Jour"), [InputRequired(_l("Écrivez une date comme 2027-03-04."))])
    start = TimeField(_l("Début (heure de Paris)"), [InputRequired(TIME)])
    minutes = IntegerField(
        _l("Durée, en minutes"),
        [
            InputRequired(_l("Écrivez un nombre de minutes.")),
            NumberRange(30, 300, _l("De 30 à 300 minutes.")),
        ],
        default=210,
    )
    capacity = IntegerField(
        _l("Nombre de places"),
        [
            InputRequired(_l("Écrivez un nombre de places.")),
            NumberRange(1, 500, _l("De 1 à 500 places.")),
        ],
        default=16,
    )
    is_open = BooleanField(_l("Ouverte aux personnes des autres organisations"), default=True)
    notes = TextAreaField(
        _l("Informations pour les personnes inscrites"),
        [Length(max=NOTES_MAX, message=_l("Résumez en 600 signes au plus."))],
    )


class ReasonForm(Form):
    reason = StringField(_l("Motif"), [DataRequired(NEEDED), REASON_LENGTH])


class WalkInForm(Form):
    email = EmailField(_l("Adresse électronique du compte"), [DataRequired(NEEDED)])


class SignatureForm(Form):
    """`consent_version` says which text stood above the signature."""

    agree = BooleanField(
        _l("J’atteste que je suis la personne nommée et que j’étais présente ou présent."),
    )
    typed_name = StringField(
        _l("Signature"), [DataRequired(NEEDED), Length(max=TYPED_NAME_MAX, message=NEEDED)]
    )
    consent_version = HiddenField(default=CONSENT_VERSION)


class OwnSignatureForm(SignatureForm):
    point = HiddenField()
    room_code = StringField(
        _l("Code affiché dans la salle"), [DataRequired(_l("Recopiez les six chiffres affichés."))]
    )


class HandOverForm(SignatureForm):
    point = HiddenField()
    late_reason = StringField(_l("Motif de la signature tardive"), [REASON_LENGTH])


class ClosingForm(SignatureForm):
    agree = BooleanField(_l("J’atteste l’exactitude de cette feuille d’émargement."))
    seen_length = IntegerField(validators=[InputRequired()], widget=HiddenField.widget)


class TimesForm(Form):
    arrived_at = TimeField(_l("Heure d’arrivée"), [Optional()])
    left_at = TimeField(_l("Heure de départ"), [Optional()])
    reason = StringField(_l("Motif"), [DataRequired(NEEDED), REASON_LENGTH])


class PaperLineForm(Form):
    """One participant on the printed sheet; the page's own form bears the token."""

    class Meta:
        csrf = False

    signed = BooleanField(_l("A signé sur papier"))
    arrived_at = TimeField(_l("Heure d’arrivée"), [Optional()])
    left_at = TimeField(_l("Heure de départ"), [Optional()])


class ActsSelectMultipleField(SelectMultipleField):
    """Check boxes; pages know them by the name of the class."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class CorrectionForm(TimesForm):
    present = RadioField(
        _l("Présence"),
        [InputRequired(_l("Choisissez l’une des deux réponses."))],
        choices=[
            SelectChoice("yes", _l("Présente ou présent")),
            SelectChoice("no", _l("Absente ou absent")),
        ],
    )
    acts = ActsSelectMultipleField(_l("Actes observés"))
    identity = BooleanField(_l("Identité vérifiée"))
