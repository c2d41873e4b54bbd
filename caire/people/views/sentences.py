"""What people read when they are refused."""

from flask_babel import gettext as _

from caire.people import errors
from caire.web.errors import register_sentences
from caire.web.language import shown_time


def too_many(refusal: errors.TooManyAttempts) -> str:
    return _(
        "Trop d’essais en peu de temps. Réessayez après %(time)s, ou demandez un nouveau "
        "mot de passe.",
        time=shown_time(refusal.retry_at),
    )


def register() -> None:
    register_sentences(
        {
            errors.SignInRefused: lambda e: _("Adresse ou mot de passe incorrect."),
            errors.TooManyAttempts: too_many,
            errors.EmailNotConfirmed: lambda e: _(
                "Votre adresse n’est pas encore confirmée. Ouvrez le lien reçu par e-mail."
            ),
            errors.LinkInvalid: lambda e: _(
                "Cette adresse n’est pas complète, ou le lien a déjà servi. Si votre compte est "
                "prêt, connectez-vous ; sinon, demandez un nouveau message."
            ),
            errors.LinkExpired: lambda e: _(
                "Pour votre sécurité, un lien reçu par e-mail ne vaut qu’un temps. "
                "Demandez un nouveau message."
            ),
        }
    )
