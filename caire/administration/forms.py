"""What an administrator types."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from caire.certificates.services.revoking import REASON_MAX
from caire.web.forms import Form


class ReasonForm(Form):
    reason = TextAreaField(
        _l("Motif"),
        [
            DataRequired(_l("Écrivez le motif : la personne le lira.")),
            Length(max=REASON_MAX, message=_l("Le motif tient en 500 signes.")),
        ],
    )
