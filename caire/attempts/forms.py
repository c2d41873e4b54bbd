"""Why one attempt more is given."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from caire.web.forms import Form

REASON_MAX = 500


class ReopeningForm(Form):
    reason = TextAreaField(
        _l("Motif"),
        [
            DataRequired(_l("Écrivez le motif : la personne le lira.")),
            Length(max=REASON_MAX, message=_l("Le motif tient en 500 signes.")),
        ],
    )
