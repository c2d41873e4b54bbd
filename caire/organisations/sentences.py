"""What this slice's refusals read on a page; every slice whose pages raise them may register."""

from flask_babel import gettext as _

from caire.organisations import errors as e
from caire.web.errors import register_sentences


def identifier_sentence(refusal: e.BadIdentifier) -> str:
    """What is wrong with an official number, and what to type."""
    if refusal.fault == "personal":
        return _(
            "Ceci ressemble au numéro d’une personne (sécurité sociale, identifiant étudiant)\xa0: "
            "il n’est jamais demandé. Saisissez le numéro de l’organisation."
        )
    key = _("Ce numéro comporte une erreur de frappe\xa0: sa clé ne correspond pas. Vérifiez-le.")
    sentences = {
        ("siren", "format"): _("Le SIREN comporte 9\xa0chiffres."),
        ("siret", "format"): _("Le SIRET comporte 14\xa0chiffres."),
        ("uai", "format"): _("Le code UAI comporte 7\xa0chiffres et une lettre, comme 0211237F."),
        ("nda", "format"): _("Le numéro de déclaration d’activité comporte 11\xa0chiffres."),
        ("uai", "key"): _(
            "La lettre de ce code UAI ne correspond pas à ses chiffres. Vérifiez-le\u202f; "
            "s’il est juste, une personne de l’administration peut le confirmer."
        ),
    }
    return sentences.get((refusal.kind, refusal.fault), key)


def field_sentence(refusal: e.BadOrganisationField) -> str:
    if refusal.reason == "empty":
        return _("Ce champ est nécessaire.")
    if refusal.field == "slug":
        return _("Utilisez des lettres minuscules sans accent, des chiffres et des tirets.")
    if refusal.field == "postcode":
        return _("Le code postal comporte 2 à 10\xa0lettres ou chiffres.")
    if refusal.field == "capacity":
        return _("La capacité va de 1 à 500\xa0places.")
    if refusal.field == "reply_hours":
        return _("Le délai de réponse va de 1 à 720\xa0heures.")
    return _("Ce texte est trop long. Raccourcissez-le.")


def register() -> None:
    register_sentences(
        {
            e.BadIdentifier: identifier_sentence,
            e.BadOrganisationField: field_sentence,
            e.SlugTaken: lambda r: _(
                "Une autre organisation porte déjà le nom court «\xa0%(slug)s\xa0». "
                "Choisissez-en un autre.",
                slug=r.slug,
            ),
            e.SiteExists: lambda r: _(
                "Un site porte déjà le nom «\xa0%(name)s\xa0». "
                "Choisissez-le dans la liste, ou donnez un autre nom.",
                name=r.name,
            ),
            e.RoomExists: lambda r: _(
                "Une salle de ce site porte déjà le nom «\xa0%(name)s\xa0». "
                "Choisissez-la dans la liste, ou donnez un autre nom.",
                name=r.name,
            ),
        }
    )
