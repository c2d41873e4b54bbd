"""Every fault of a course file, by its code, in the visitor's language: see `faults.py`."""

from flask_babel import gettext as _


def fault_sentences() -> dict[str, str]:
    """Sentences with places for the facts of a fault."""
    return {**_of_xml(), **_of_structure(), **_of_addresses(), **_of_packages()}


def _of_xml() -> dict[str, str]:
    return {
        "too_big": _("%(size)s octets\xa0: il n’en est pas lu plus de %(most)s."),
        "not_xml": _("ce n’est pas du XML bien formé (%(reason)s)."),
        "encoding": _("illisible (%(reason)s)\xa0: écrivez le fichier en UTF-8."),
        "doctype": _("une déclaration de type de document n’est pas acceptée\xa0: retirez-la."),
        "too_many_elements": _("plus de %(most)s éléments."),
        "too_deep": _("plus de %(most)s éléments les uns dans les autres."),
        "too_many_attributes": _("plus de %(most)s attributs."),
    }


def _of_structure() -> dict[str, str]:
    return {
        "wrong_root": _(
            "n’ouvre pas un cours\xa0: la racine attendue est courseStructure, dans l’espace "
            "de noms %(space)s."
        ),
        "draft": _(
            "suit un brouillon de cmi5 (%(space)s)\xa0: exportez le cours de nouveau, dans "
            "l’espace de noms %(expected)s."
        ),
        "no_course": _(
            "n’a pas d’élément « course », qui porte l’identifiant, le titre et la description."
        ),
        "no_objective": _("ne contient aucun élément objective."),
        "no_unit": _("ne contient ni unité (au) ni bloc (block)."),
        "no_place": _("n’a pas sa place dans l’élément %(parent)s."),
        "twice_in": _("figure deux fois dans l’élément %(parent)s."),
        "too_late": _("vient trop tard\xa0: l’ordre est %(order)s."),
        "unknown_attribute": _("ne connaît pas l’attribut %(name)s."),
        "no_id": _("n’a pas d’identifiant\xa0: donnez un IRI absolu."),
        "bad_id": _("l’identifiant «\xa0%(value)s\xa0» n’est pas un IRI absolu."),
        "id_twice": _("l’identifiant %(value)s figure deux fois dans le cours."),
        "no_text": _("n’a pas d’élément %(name)s avec un langstring."),
        "bad_language": _("«\xa0%(value)s\xa0» n’est pas un code de langue tel que fr ou en-US."),
        "text_too_long": _("dépasse %(most)s caractères."),
        "no_langstring": _("ne contient aucun langstring."),
        "empty": _("est vide."),
        "unknown_objective": _("idref «\xa0%(value)s\xa0» ne désigne aucun objectif du cours."),
        "bad_score": _("masteryScore «\xa0%(value)s\xa0» n’est pas un nombre décimal de 0 à 1."),
        "score_too_fine": _("masteryScore %(value)s a plus de quatre décimales."),
        "none_of": _("%(name)s «\xa0%(value)s\xa0» n’est pas l’une des valeurs %(allowed)s."),
    }


def _of_addresses() -> dict[str, str]:
    return {
        "no_url": _("n’a pas d’élément url\xa0: l’adresse où l’unité commence."),
        "bad_url": _("«\xa0%(value)s\xa0» n’est pas une adresse (%(reason)s)."),
        "query_collides": _(
            "ses paramètres utilisent %(names)s, que le lancement ajoute (section 8.1)."
        ),
        "url_characters": _(
            "«\xa0%(value)s\xa0» contient une espace, un caractère de contrôle ou "
            "une barre oblique inverse."
        ),
        "no_host": _("«\xa0%(value)s\xa0» ne nomme pas de serveur."),
        "bad_scheme": _("«\xa0%(value)s\xa0» ne commence ni par http: ni par https:."),
        "relative_alone": _(
            "«\xa0%(value)s\xa0» est relative\xa0: sans paquet, les adresses sont "
            "absolues (section 14.2)."
        ),
        "not_in_package": _("«\xa0%(value)s\xa0» n’est pas dans le paquet."),
    }


def _of_packages() -> dict[str, str]:
    return {
        "no_structure": _("manque\xa0: le paquet le contient à sa racine, sous ce nom."),
        "broken_zip": _("ce n’est pas un ZIP entier (%(reason)s)."),
        "odd_zip": _("ne peut pas être décompressé (%(reason)s)\xa0: employez un ZIP ordinaire."),
        "too_many_members": _("%(count)s fichiers\xa0: il n’en est pas lu plus de %(most)s."),
        "member_twice": _("figure deux fois dans le paquet."),
        "unpacks_too_big": _("dépasse %(most)s octets une fois décompressé."),
        "leaves": _("son chemin sort du paquet."),
        "bad_path": _(
            "son chemin contient un caractère qui n’est pas accepté, ou dépasse 500 caractères."
        ),
        "encrypted": _("est chiffré."),
        "link": _("est un lien symbolique."),
        "bomb": _("fait plus de %(most)s fois sa taille une fois décompressé."),
        "lies": _("est plus gros que le paquet ne le dit, ou que ce qui est lu."),
    }
