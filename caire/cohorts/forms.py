"""What a manager sends: a staff list."""

from flask_babel import lazy_gettext as _l
from wtforms import FileField, SelectField
from wtforms.validators import InputRequired

from caire.web.forms import Form


class UploadForm(Form):
    course = SelectField(_l("Parcours"), [InputRequired()])
    file = FileField(_l("Tableau (CSV ou Excel)"))
