"""A learner with a dossier to deposit, and the trainers around her."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from caire.catalogue.services import load_content
from caire.demo.journeys import Learner
from caire.dossiers.models import Dossier
from caire.dossiers.services.depositing import ask_second_marking, deposit_dossier
from caire.dossiers.services.marking import mark_dossier
from caire.organisations.models import Organisation
from caire.people.account import Account
from tests.factories import NOW, XAPI_ROOT, make_learner, make_organisation, make_person
from tests.support.content import ContentFolder
from tests.support.later_level import write

SECRET_WORDS = "Chez Durand, on trie le lundi."
PLACES = (("p1", "exact"), ("p1", "situe"), ("p2", "exact"), ("p2", "situe"))


@dataclass
class Scene:
    """Both trainers are the organisation's; the stranger is a trainer of another one."""

    organisation: Organisation
    learner: Learner
    first: Account
    second: Account
    stranger: Account


def make_scene(db: Session, content: ContentFolder) -> Scene:
    load_content(db, root=content.root, modules={}, now=NOW)
    organisation = make_organisation(db, kind="institution")
    account = make_person(db, given_name="Ilyes", now=NOW)

    def trainer(name: str, where: Organisation) -> Account:
        return make_person(db, given_name=name, role="trainer", organisation_id=where.id, now=NOW)

    return Scene(
        organisation,
        make_learner(db, account, organisation=organisation, now=NOW),
        trainer("Noé", organisation),
        trainer("Mona", organisation),
        trainer("Zoé", make_organisation(db, kind="institution")),
    )


def marks(*given: int) -> dict[str, dict[str, int]]:
    """The four marks in the order of the rubric."""
    found: dict[str, dict[str, int]] = {"p1": {}, "p2": {}}
    for (part, criterion), mark in zip(PLACES, given, strict=True):
        found[part][criterion] = mark
    return found


def comments(text: str = "La phrase deux le montre.") -> dict[str, dict[str, str]]:
    return {part: dict.fromkeys(("exact", "situe"), text) for part in ("p1", "p2")}


def deposit(db: Session, scene: Scene, text: str = SECRET_WORDS) -> Dossier:
    write(db, scene.learner, text, deux="La suite.")
    return deposit_dossier(
        db, path=scene.learner.path(db), xapi_root=XAPI_ROOT, now=scene.learner.later(1)
    )


def mark(
    db: Session,
    scene: Scene,
    dossier: Dossier,
    actor: Account,
    *given: int,
    said: Mapping[str, Mapping[str, str]] | None = None,
) -> None:
    mark_dossier(
        db,
        dossier_id=dossier.id,
        actor=actor,
        marks=marks(*given),
        comments=said or comments(),
        xapi_root=XAPI_ROOT,
        now=scene.learner.later(5),
    )


def ask(db: Session, scene: Scene) -> Dossier:
    return ask_second_marking(
        db, path=scene.learner.path(db), xapi_root=XAPI_ROOT, now=scene.learner.later(5)
    )
