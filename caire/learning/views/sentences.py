"""What the refusals of the learner's path read on a page."""

from flask_babel import gettext as _
from flask_babel import ngettext

from caire.cohorts.errors import CourseNotOpen
from caire.learning import errors as e
from caire.web.errors import register_sentences
from caire.web.language import shown_datetime

REASONS = {
    "empty": lambda: _("Choisissez une réponse avant de valider."),
    "incomplete": lambda: _(
        "Il manque une partie de votre réponse. Complétez-la avant de valider."
    ),
    "too_many": lambda: _("Vous avez choisi trop de réponses. Gardez le nombre demandé."),
    "duplicate": lambda: _("Deux éléments ont le même rang. Donnez un rang différent à chacun."),
    "not_a_number": lambda: _("Écrivez un nombre, en chiffres, par exemple 14,4."),
    "out_of_path": lambda: _(
        "Vous avez répondu à une étape qui ne suit pas votre choix. "
        "Répondez à celle qui commence par ce que vous avez choisi."
    ),
    "confidence_missing": lambda: _("Indiquez votre degré de confiance avant de valider."),
    "try": lambda: _(
        "Cette question a déjà reçu une réponse entre-temps. Rechargez la page pour continuer."
    ),
    "reminders": lambda: _(
        "Choisissez une fréquence et une heure parmi celles qui sont proposées."
    ),
    "too_large": lambda: _("Il y a trop d’éléments à la fois. Retirez-en quelques-uns."),
}


def reason_sentence(refusal: e.UnreadableAnswer) -> str:
    """Why an answer was not accepted, and what to do."""
    if refusal.reason in REASONS:
        return REASONS[refusal.reason]()
    if " " in refusal.reason:
        return refusal.reason  # the activity's own sentence
    return _("Cette réponse n’est pas lisible. Choisissez parmi les réponses proposées.")


def register() -> None:
    register_sentences(
        {
            CourseNotOpen: lambda r: _(
                "Ce niveau est annoncé : il n’est pas encore ouvert aux inscriptions."
            ),
            e.WrongScreen: lambda r: _(
                "Cette action ne correspond pas à cet écran. Revenez au plan du parcours."
            ),
            e.UnreadableAnswer: reason_sentence,
            e.ExamUnavailable: lambda r: _(
                "L’évaluation finale n’a pas assez de questions à jour en ce moment. Votre "
                "tentative n’est pas comptée. Réessayez dans quelques jours, ou écrivez à "
                "l’équipe pédagogique."
            ),
            e.ExamNotOpen: lambda r: ngettext(
                "L’évaluation finale s’ouvrira quand vous aurez terminé la séquence qui reste.",
                "L’évaluation finale s’ouvrira quand vous aurez terminé "
                "les %(num)d séquences qui restent.",
                len(r.missing),
            ),
            e.ExamPassed: lambda r: _(
                "Vous avez déjà réussi l’évaluation finale : il n’y a rien à refaire."
            ),
            e.NothingToReopen: lambda r: _(
                "Il n’y a rien à rouvrir : l’évaluation est réussie, une tentative reste possible, "
                "ou une tentative a déjà été rouverte."
            ),
            e.NothingToRenew: lambda r: _(
                "Votre inscription tient toujours : l’évaluation est réussie, ou une tentative "
                "reste possible."
            ),
            e.RenewalTooEarly: lambda r: _(
                "Une nouvelle inscription est possible à partir du %(date)s.",
                date=shown_datetime(r.renews_at),
            ),
            e.NoAttemptLeft: lambda r: _(
                "Vos %(count)d tentatives sont utilisées. Écrivez à l’équipe pédagogique : "
                "elle peut rouvrir une tentative.",
                count=r.allowed,
            ),
            e.AttemptTooEarly: lambda r: _(
                "Une nouvelle tentative est possible à partir du %(date)s.",
                date=shown_datetime(r.opens_at),
            ),
            e.RemediationLeft: lambda r: ngettext(
                "Il reste une étape à faire dans votre plan de reprise avant une nouvelle "
                "tentative.",
                "Il reste %(num)d étapes à faire dans votre plan de reprise avant une nouvelle "
                "tentative.",
                r.steps,
            ),
            e.SittingClosed: lambda r: _(
                "Ce test est déjà rendu, ou ses sept jours sont passés : "
                "vos réponses ne peuvent plus changer."
            ),
        }
    )
