"""What a manager sends: a staff list."""

from flask_babel import lazy_gettext as _l
from wtforms import FileField, SelectField
from wtforms.validators import InputRequired

from caire.web.forms import Form


class Needed:
    """Marks a field as required; what is wrong without it is said by who reads the table."""

    field_flags = {"required": True}  # WTForms reads it so

    def __call__(self, form: Form, field: FileField) -> None:
        pass


class UploadForm(Form):
    course = SelectField(_l("Parcours"), [InputRequired()])
    file = FileField(_l("Tableau (CSV ou Excel)"), [Needed()])
