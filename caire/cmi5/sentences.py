"""What refusals and reasons read in the visitor's language."""

from dataclasses import dataclass

from flask_babel import gettext as _

from caire.cmi5.errors import AlreadyWaived, CourseRefused, NoSuchCourse, NoSuchUnit, ReasonMissing
from caire.cmi5.fault_sentences import fault_sentences
from caire.web.errors import register_sentences


def reason_names() -> dict[str, str]:
    """The reasons of a waiver, as cmi5 names them and as people read them."""
    return {
        "Tested Out": _("Acquis vérifiés par un test"),
        "Equivalent AU": _("Unité équivalente du même cours"),
        "Equivalent Outside Activity": _("Activité équivalente suivie ailleurs"),
        "Administrative": _("Décision de l’administration"),
    }


@dataclass(frozen=True, slots=True)
class ShownFault:
    where: str
    line: int | None
    sentence: str


def shown_faults(refusal: CourseRefused) -> list[ShownFault]:
    """Each fault of a file in the visitor's language."""
    sentences = fault_sentences()
    return [
        ShownFault(fault.where, fault.line, sentences[fault.code] % fault.facts)
        for fault in refusal.faults
    ]


def register() -> None:
    register_sentences(
        {
            CourseRefused: lambda r: _(
                "Ce fichier n’est pas un cours cmi5 valable. Corrigez ce qui suit, puis "
                "recommencez\xa0: rien n’a été importé."
            ),
            NoSuchCourse: lambda r: _("Ce cours n’est pas encore importé sur la plateforme."),
            NoSuchUnit: lambda r: _("Cette unité n’existe pas dans le cours."),
            AlreadyWaived: lambda r: _("La personne est déjà dispensée de cette unité."),
            ReasonMissing: lambda r: _("Donnez un motif et une précision."),
        }
    )
