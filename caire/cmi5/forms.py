"""Shapes of what is sent."""

from flask_babel import lazy_gettext as _l
from wtforms import FileField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from caire.cmi5.services.waiving import MAX_NOTE
from caire.web.forms import Form


class CourseForm(Form):
    file = FileField(_l("Cours cmi5 (fichier ZIP, ou cmi5.xml seul)"))


class WaiverForm(Form):
    unit = SelectField(_l("Unité"), [InputRequired(_l("Choisissez une unité."))])
    reason = SelectField(_l("Motif"), [InputRequired(_l("Choisissez un motif."))])
    note = TextAreaField(
        _l("Précision"),
        [
            InputRequired(_l("Dites pourquoi la personne n’a pas à suivre cette unité.")),
            Length(max=MAX_NOTE),
        ],
    )
