"""Shapes of what is sent."""

from typing import ClassVar

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, FileField, SelectField, TextAreaField
from wtforms.form import BaseForm
from wtforms.validators import InputRequired, Length, StopValidation

from caire.cmi5.services.waiving import MAX_NOTE
from caire.web.forms import Form


class Sent:
    """A file must come with the form; what it is, the service says."""

    field_flags: ClassVar = {"required": True}

    def __call__(self, form: BaseForm, field: Field) -> None:
        sent = request.files.get(field.name)
        if sent is None or not sent.filename:
            raise StopValidation(_("Choisissez un fichier."))


class CourseForm(Form):
    file = FileField(_l("Cours cmi5 (fichier ZIP, ou cmi5.xml seul)"), [Sent()])


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
