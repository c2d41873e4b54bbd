"""What the pages say of a flag, and what an author can do about it."""

from collections.abc import Mapping

from flask_babel import gettext as _

from caire.assessment.analysis import Flag


def mode_names() -> Mapping[str, str]:
    return {
        "formative": _("Pendant les séquences"),
        "diagnostic": _("Point de départ"),
        "exam": _("Évaluation finale"),
    }


def advice() -> Mapping[Flag, tuple[str, str]]:
    """Flag -> what is wrong, and what to do."""
    return {
        "out": (
            _("Ne distingue pas"),
            _(
                "Réussir cette question ne va pas avec réussir les autres. Vérifiez d’abord la "
                "clé, puis l’ambiguïté de l’énoncé. Mettez-la en quarantaine "
                "(status: quarantined) : elle sort de l’évaluation finale. Récrivez-la ensuite "
                "avec une version majeure : ses statistiques repartent de zéro."
            ),
        ),
        "weak": (
            _("Distingue mal"),
            _(
                "Cherchez ce que les personnes qui savent y lisent : un piège, un détail, deux "
                "réponses défendables. Faites relire la clé par quelqu’un qui ne la connaît pas."
            ),
        ),
        "too_hard": (
            _("Trop difficile"),
            _(
                "Relisez l’énoncé à voix haute, vérifiez la clé, puis la leçon indiquée par "
                "« review » : enseigne-t-elle ce qui est demandé ? Si la question est juste, "
                "complétez la leçon."
            ),
        ),
        "too_easy": (
            _("Trop facile"),
            _(
                "Presque tout le monde réussit. Rendez les mauvaises réponses plus plausibles, "
                "ou placez la question pendant les séquences plutôt qu’à l’évaluation."
            ),
        ),
        "unused_distractor": (
            _("Choix que personne ne prend"),
            _(
                "Un choix faux n’attire pas même les personnes qui se trompent. Remplacez-le par "
                "une erreur constatée, ou retirez-le : trois bons choix valent mieux que cinq."
            ),
        ),
        "overexposed": (
            _("Trop vue"),
            _(
                "Cette question est dans plus d’un tirage sur trois depuis 90 jours. Écrivez "
                "d’autres questions pour la même case du plan."
            ),
        ),
        "overconfident": (
            _("Fausses certitudes"),
            _(
                "Plus de trois réponses sur dix sont fausses et données pour sûres. Relisez "
                "d’abord la leçon : elle laisse une idée fausse en place."
            ),
        ),
    }
