"""What people type about themselves."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, PasswordField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from caire.people.emails import normal_email
from caire.people.errors import BadEmail, BadName
from caire.people.models import NAME_MAX
from caire.people.names import clean_name
from caire.people.passwords import MAX_SIGNS, MIN_SIGNS, password_faults
from caire.web.forms import Form, options

#: Longer than anything accepted: refused before it is looked at.
TYPED_MAX = 1_000
#: Each in its own language: who cannot read the page must find hers.
LANGUAGE_NAMES = (("fr", "Français"), ("en", "English"))


def required(message: Any) -> list[Any]:
    return [DataRequired(message), Length(max=TYPED_MAX)]


def valid_email(form: Form, field: EmailField) -> None:
    try:
        normal_email(field.data or "")
    except BadEmail:
        raise ValidationError(
            _("Ce n’est pas une adresse complète. Elle s’écrit comme nom@exemple.fr.")
        ) from None


def valid_name(form: Form, field: StringField) -> None:
    try:
        clean_name(field.data or "")
    except BadName:
        raise ValidationError(
            _(
                "Écrivez ce nom avec des lettres, des espaces, des traits d’union ou des "
                "apostrophes : %(max)d signes au plus.",
                max=NAME_MAX,
            )
        ) from None


def fault_sentences(faults: tuple[str, ...]) -> list[str]:
    """What is wrong with a password and how to mend it, the most important first."""
    sentences = {
        "too_short": _("Il faut au moins %(min)d signes : une phrase est plus facile à retenir.",
                       min=MIN_SIGNS),
        "too_long": _("Il faut au plus %(max)d signes.", max=MAX_SIGNS),
        "common": _("Ce mot de passe figure parmi les premiers essayés. Choisissez-en un autre."),
        "personal": _("Il contient votre nom ou votre adresse. Choisissez autre chose."),
        "guessable": _(
            "Il se devine trop vite. Ajoutez des mots sans lien entre eux, "
            "ou mêlez majuscules, chiffres et signes."
        ),
    }  # fmt: skip
    return [sentences[fault] for fault in faults]


class PersonalPassword:
    """Refuse a password that breaks the rule, given what is known of its owner."""

    def __init__(self, email: str = "", names: tuple[str, ...] = ()) -> None:
        self.email, self.names = email, names

    def __call__(self, form: Form, field: PasswordField) -> None:
        faults = password_faults(field.data or "", email=self.email, names=self.names)
        if faults:
            # The most important alone: one thing to mend at a time.
            raise ValidationError(fault_sentences(faults)[0])


class SignUpForm(Form):
    given_name = StringField(_l("Prénom"), [*required(_l("Indiquez votre prénom.")), valid_name])
    family_name = StringField(
        _l("Nom de famille"), [*required(_l("Indiquez votre nom.")), valid_name]
    )
    email = EmailField(
        _l("Adresse e-mail"), [*required(_l("Indiquez votre adresse e-mail.")), valid_email]
    )
    password = PasswordField(_l("Mot de passe"), [InputRequired(_l("Choisissez un mot de passe."))])
    consent = BooleanField(
        _l("J’ai lu comment mes données sont utilisées."),
        [InputRequired(_l("Cochez cette case pour créer votre compte."))],
    )

    def validate_password(self, field: PasswordField) -> None:
        names = (self.given_name.data or "", self.family_name.data or "")
        PersonalPassword(self.email.data or "", names)(self, field)


class SignInForm(Form):
    email = EmailField(_l("Adresse e-mail"), required(_l("Indiquez votre adresse e-mail.")))
    password = PasswordField(
        _l("Mot de passe"),
        [InputRequired(_l("Indiquez votre mot de passe.")), Length(max=TYPED_MAX)],
    )


class EmailForm(Form):
    email = EmailField(
        _l("Adresse e-mail"), [*required(_l("Indiquez votre adresse e-mail.")), valid_email]
    )


class PasswordForm(Form):
    """A new password of a known person: give `rule` to its constructor."""

    password = PasswordField(
        _l("Nouveau mot de passe"), [InputRequired(_l("Choisissez un mot de passe."))]
    )

    def __init__(self, *args: Any, rule: PersonalPassword, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rule = rule

    def validate_password(self, field: PasswordField) -> None:
        self._rule(self, field)


class ConfirmForm(Form):
    """The link proves the address; the password proves who chose it."""

    password = PasswordField(
        _l("Mot de passe choisi à l’inscription"),
        [InputRequired(_l("Indiquez votre mot de passe.")), Length(max=TYPED_MAX)],
    )


class ProfileForm(Form):
    given_name = StringField(_l("Prénom"), [*required(_l("Indiquez votre prénom.")), valid_name])
    family_name = StringField(
        _l("Nom de famille"), [*required(_l("Indiquez votre nom.")), valid_name]
    )
    locale = SelectField(_l("Langue"), choices=options(LANGUAGE_NAMES))


class ChangePasswordForm(PasswordForm):
    current = PasswordField(
        _l("Mot de passe actuel"),
        [InputRequired(_l("Indiquez votre mot de passe actuel.")), Length(max=TYPED_MAX)],
    )


class EraseForm(Form):
    """Erasure cannot be undone: the password is asked again."""

    current = PasswordField(
        _l("Mot de passe"),
        [InputRequired(_l("Indiquez votre mot de passe.")), Length(max=TYPED_MAX)],
    )
    sure = BooleanField(
        _l("Je comprends que l’effacement est définitif."),
        [InputRequired(_l("Cochez cette case pour confirmer."))],
    )
