"""What this slice's refusals read on a page: what happened, why, what to do."""

from flask_babel import gettext as _
from flask_babel import ngettext

from caire.organisations.errors import NoSuchRoom
from caire.web.errors import register_sentences
from caire.web.language import shown_datetime, shown_time
from caire.workshops import errors as e


def _window(refusal: e.OutsideWindow) -> str:
    opens_at, closes_at = shown_time(refusal.opens_at), shown_datetime(refusal.closes_at)
    if refusal.point == "arrival":
        return _(
            "L’arrivée se signe entre %(start)s et le %(end)s. En dehors, demandez à la personne "
            "qui anime la séance de vous faire signer sur son appareil.",
            start=opens_at,
            end=closes_at,
        )
    return _(
        "Le départ se signe entre %(start)s et le %(end)s. Si vous partez plus tôt, signez sur "
        "l’appareil de la personne qui anime la séance.",
        start=opens_at,
        end=closes_at,
    )


PLANNING = {
    e.NoWorkshopForCourse: lambda r: _(
        "Ce niveau ne prévoit pas encore de séance en présentiel. Choisissez-en un autre."
    ),
    e.TimeDoesNotExist: lambda r: _(
        "Cette heure n’existe pas\xa0: ce jour-là, les horloges avancent d’une heure. "
        "Choisissez une autre heure."
    ),
    e.SlotTooLong: lambda r: _("Une demi-journée dure cinq heures au plus. Réduisez la durée."),
    e.SlotCrossesMidnight: lambda r: _(
        "La séance doit finir le jour où elle commence. Avancez l’heure ou réduisez la durée."
    ),
    e.SlotInPast: lambda r: _("Cette date est passée. Choisissez un moment à venir."),
    e.NoSuchTrainer: lambda r: _(
        "Cette personne n’anime pas de séances pour cette organisation. Choisissez-en une autre."
    ),
    NoSuchRoom: lambda r: _(
        "Cette salle n’est pas parmi celles où vous pouvez organiser des séances. "
        "Choisissez-en une autre."
    ),
    e.CapacityAboveRoom: lambda r: ngettext(
        "Cette salle n’a que %(num)d place. Réduisez la capacité ou changez de salle.",
        "Cette salle n’a que %(num)d places. Réduisez la capacité ou changez de salle.",
        r.room_capacity,
    ),
    e.CapacityBelowBookings: lambda r: ngettext(
        "%(num)d place est déjà réservée\xa0: la capacité ne peut pas être plus petite.",
        "%(num)d places sont déjà réservées\xa0: la capacité ne peut pas être plus petite.",
        r.booked,
    ),
    e.RoomBusy: lambda r: _(
        "La salle est prise à ce moment par la séance «\xa0%(title)s\xa0», du %(start)s à %(end)s. "
        "Changez d’heure ou de salle.",
        title=r.title,
        start=shown_datetime(r.starts_at),
        end=shown_time(r.ends_at),
    ),
    e.TrainerBusy: lambda r: _(
        "Cette personne est prise à ce moment par la séance «\xa0%(title)s\xa0», du %(start)s à "
        "%(end)s. Changez d’heure, ou choisissez quelqu’un d’autre.",
        title=r.title,
        start=shown_datetime(r.starts_at),
        end=shown_time(r.ends_at),
    ),
    e.AlreadyBegun: lambda r: _(
        "La séance a commencé\xa0: ni l’heure ni le lieu ne peuvent plus changer."
    ),
    e.WorkshopIsCancelled: lambda r: _("Cette séance est annulée. Choisissez-en une autre."),
    e.SheetIsClosed: lambda r: _(
        "La feuille d’émargement est close\xa0: elle ne peut plus qu’être corrigée, avec un motif, "
        "par la personne qui animait la séance."
    ),
}

BOOKING = {
    e.NoSuchWorkshop: lambda r: _(
        "Cette séance n’existe pas, ou elle n’est pas accessible avec votre compte."
    ),
    e.NotYours: lambda r: _(
        "Seule la personne qui anime cette séance peut faire cela. Vous pouvez la consulter."
    ),
    e.NoSuchParticipant: lambda r: _("Cette personne n’a pas (ou plus) de place à cette séance."),
    e.WorkshopFull: lambda r: ngettext(
        "La séance est complète\xa0: sa seule place est prise. Choisissez une autre séance.",
        "La séance est complète\xa0: ses %(num)d places sont prises. Choisissez une autre séance.",
        r.seats,
    ),
    e.BookingClosed: lambda r: _(
        "La séance a commencé\xa0: les réservations ne changent plus. "
        "Adressez-vous à la personne qui l’anime."
    ),
    e.AlreadyBooked: lambda r: _(
        "Vous avez déjà une place pour ce niveau, le %(start)s. "
        "Annulez-la d’abord si vous préférez cette séance.",
        start=shown_datetime(r.starts_at),
    ),
    e.LearnerBusy: lambda r: _(
        "À ce moment, vous avez déjà la séance «\xa0%(title)s\xa0», le %(start)s. "
        "Choisissez un autre créneau.",
        title=r.title,
        start=shown_datetime(r.starts_at),
    ),
    e.TrainerOfThis: lambda r: _("On ne peut pas animer une séance et y participer."),
    e.NotEnrolled: lambda r: _(
        "Cette séance est réservée aux personnes inscrites à ce niveau, "
        "parfois à celles d’une seule organisation. Vérifiez l’inscription ou l’adresse."
    ),
}

ATTENDANCE = {
    e.OutsideWindow: _window,
    e.LateReasonMissing: lambda r: _(
        "Le délai pour signer est passé\xa0: indiquez pourquoi la signature arrive si tard. "
        "Vous la contresignez ainsi."
    ),
    e.ReasonMissing: lambda r: _("Indiquez le motif\xa0: il figure sur la feuille d’émargement."),
    e.WrongRoomCode: lambda r: _(
        "Ce code n’est pas celui que la salle affiche. Il change chaque minute\xa0: "
        "recopiez les six chiffres affichés maintenant."
    ),
    e.NameMismatch: lambda r: _(
        "La signature doit être le nom de la personne\xa0: écrivez «\xa0%(name)s\xa0».",
        name=r.expected,
    ),
    e.ConsentMissing: lambda r: _("Cochez l’attestation pour pouvoir signer."),
    e.ArrivalMissing: lambda r: _(
        "L’arrivée n’a pas été signée. Signez-la d’abord sur l’appareil de la personne qui anime."
    ),
    e.AlreadySigned: lambda r: _(
        "Cette personne a déjà signé. Annulez d’abord sa signature, avec un motif."
    ),
    e.NothingSigned: lambda r: _("Il n’y a pas de signature\xa0: rien à corriger ni à annuler."),
    e.SignedElsewhere: lambda r: _(
        "Une arrivée est déjà signée au même moment pour la séance «\xa0%(title)s\xa0» "
        "du %(start)s. On ne peut pas être à deux endroits à la fois.",
        title=r.title,
        start=shown_datetime(r.starts_at),
    ),
    e.TimesOutsideSlot: lambda r: _(
        "L’arrivée doit précéder le départ, et les deux se situer entre %(start)s et %(end)s.",
        start=shown_time(r.starts_at),
        end=shown_time(r.ends_at),
    ),
    e.UnknownAct: lambda r: _("Cet acte ne fait pas partie du déroulé de la séance."),
    e.NotBegun: lambda r: _(
        "La séance commence le %(start)s : personne n’a pu signer sur papier avant.",
        start=shown_datetime(r.starts_at),
    ),
    e.NobodyTicked: lambda r: _(
        "Cochez au moins une personne qui a signé la feuille papier, et qui n’a pas déjà signé ici."
    ),
    e.TooEarlyToClose: lambda r: _(
        "La feuille pourra être close à partir de %(time)s, quand les départs se signent.",
        time=shown_time(r.opens_at),
    ),
    e.SheetChanged: lambda r: _(
        "Quelqu’un a signé entre-temps. Relisez la feuille ci-dessous, puis signez de nouveau."
    ),
    e.SheetNotClosed: lambda r: _("La feuille est encore ouverte\xa0: il n’y a rien à corriger."),
    e.NothingToCorrect: lambda r: _("La feuille dit déjà cela\xa0: rien n’a été changé."),
}


def register() -> None:
    register_sentences({**PLANNING, **BOOKING, **ATTENDANCE})
