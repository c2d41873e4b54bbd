"""What an administrator types."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from caire.certificates.services.revoking import REASON_MAX
from caire.web.forms import Form

#: The scope of a role that is held for the whole platform.
EVERYWHERE = "all"


class ReasonForm(Form):
    reason = TextAreaField(
        _l("Motif"),
        [
            DataRequired(_l("Écrivez le motif : la personne le lira.")),
            Length(max=REASON_MAX, message=_l("Le motif tient en 500 signes.")),
        ],
    )


class RoleForm(Form):
    role = SelectField(_l("Rôle"), [InputRequired(_l("Choisissez un rôle."))])
    scope = SelectField(
        _l("Pour"), [InputRequired(_l("Choisissez une organisation, ou toute la plateforme."))]
    )
