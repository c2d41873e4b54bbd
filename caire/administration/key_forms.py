"""What an administrator types about the keys of programs."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from caire.administration.forms import EVERYWHERE
from caire.lrs.access import KeyLimits
from caire.lrs.queries import KeyRow
from caire.lrs.services.keys import DEFAULT_SCOPES, LIMIT_MAX, NAME_MAX
from caire.organisations.queries import OrganisationRow
from caire.web.forms import Form, options

_A_LIMIT = [
    Optional(),
    NumberRange(1, LIMIT_MAX, message=_l("Écrivez un nombre entier, 1 au moins.")),
]
#: Hours that the old secret stays good.
OVERLAPS = (0, 1, 24, 24 * 7, 24 * 30)
USUAL_OVERLAP = 24


class ScopesSelectMultipleField(SelectMultipleField):  # type: ignore[misc]  # WTForms is untyped
    """Check boxes; pages know them by the name of the class."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class LimitsForm(Form):
    requests = IntegerField(_l("Requêtes par minute"), _A_LIMIT)
    statements = IntegerField(_l("Traces enregistrées par minute"), _A_LIMIT)

    @property
    def limits(self) -> KeyLimits:
        return KeyLimits(self.requests.data, self.statements.data)


class KeyForm(LimitsForm):
    name = StringField(
        _l("Nom"),
        [
            DataRequired(_l("Dites à quel outil sert cette clé.")),
            Length(max=NAME_MAX, message=_l("Le nom tient en 120 signes.")),
        ],
    )
    organisation = SelectField(
        _l("Pour"), [InputRequired(_l("Choisissez une organisation, ou toute la plateforme."))]
    )
    scopes = ScopesSelectMultipleField(
        _l("Ce que l’outil peut faire"), [DataRequired(_l("Cochez au moins un droit."))]
    )


class RotationForm(Form):
    overlap = SelectField(
        _l("L’ancien secret reste valable"), [InputRequired(_l("Choisissez une durée."))]
    )


def key_form(rows: list[OrganisationRow], sent: Any = None) -> KeyForm:
    """The form, with what may be chosen."""
    form = KeyForm(sent)
    names = scope_names()
    form.scopes.choices = options((scope, f"{name} ({scope})") for scope, name in names.items())
    if not sent:
        form.scopes.data = list(DEFAULT_SCOPES)
    form.organisation.choices = options(
        [(EVERYWHERE, _("Toute la plateforme")), *((str(row.id), row.name) for row in rows)]
    )
    return form


def limits_form(row: KeyRow, sent: Any = None) -> LimitsForm:
    return LimitsForm(
        sent, data={"requests": row.requests_per_minute, "statements": row.statements_per_minute}
    )


def rotation_form(sent: Any = None) -> RotationForm:
    form = RotationForm(sent, data={"overlap": str(USUAL_OVERLAP)})
    names = {
        0: _("pas du tout\xa0: il cesse aussitôt"),
        1: _("une heure"),
        24: _("un jour"),
        24 * 7: _("une semaine"),
        24 * 30: _("trente jours"),
    }
    form.overlap.choices = options((str(hours), names[hours]) for hours in OVERLAPS)
    return form


def scope_names() -> dict[str, str]:
    """What each scope lets do, the least first."""
    return {
        "statements/write": _("Envoyer des traces"),
        "statements/read/mine": _("Lire les traces que l’outil a envoyées"),
        "statements/read": _("Lire les traces de tous les outils"),
        "state": _("Lire et écrire les états"),
        "profile": _("Lire et écrire les profils"),
        "define": _("Décrire les activités"),
        "all/read": _("Tout lire"),
        "all": _("Tout lire et tout écrire"),
    }
