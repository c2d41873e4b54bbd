"""A learner deposits her dossier, once more if it did not pass, and may ask for a second marker."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from caire.catalogue.rules import Rubric, RubricPart
from caire.cohorts.services import lock_enrolment
from caire.dossiers.access import latest_dossier
from caire.dossiers.errors import CannotAskAgain, CannotDeposit, NoSuchDossier, PartsMissing
from caire.dossiers.models import Dossier
from caire.dossiers.queries import DossierRow, markings_of
from caire.dossiers.statements import asked_again, deposited
from caire.learning.queries import LearningPath, saved_writings
from caire.lrs.services import store_own


def rubric_of(path: LearningPath) -> Rubric:
    """Raises: NoSuchDossier: the course asks for none."""
    if path.course.rubric is None:
        raise NoSuchDossier(f"{path.course.key} asks for no dossier")
    return path.course.rubric


def written_parts(db: Session, path: LearningPath) -> dict[str, dict[str, str]]:
    """What she wrote so far: part -> field -> text; a part where nothing is written is left out."""
    rubric = rubric_of(path)
    kept = saved_writings(
        db, enrolment_id=path.enrolment.id, screen_ids={part.screen for part in rubric.parts}
    )
    parts = {part.id: _written(part, kept.get(part.screen, {})) for part in rubric.parts}
    return {name: texts for name, texts in parts.items() if texts}


def _written(part: RubricPart, kept: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in kept.items() if not part.fields or name in part.fields}


def deposit_dossier(db: Session, *, path: LearningPath, xapi_root: str, now: datetime) -> Dossier:
    """Deposit what is written now; later changes of her texts do not change it.

    Raises:
        NoSuchDossier: the course asks for none.
        CannotDeposit: a version is being marked or is passed, or no other one is allowed.
        PartsMissing: names the parts where nothing is written.
    """
    rubric = rubric_of(path)
    lock_enrolment(db, path.enrolment.id)
    before = latest_dossier(db, path.enrolment.id)
    if not may_deposit(rubric, before):
        raise CannotDeposit(f"enrolment {path.enrolment.id}")
    texts = written_parts(db, path)
    missing = tuple(part.id for part in rubric.parts if part.id not in texts)
    if missing:
        raise PartsMissing(missing)
    number = before.number + 1 if before else 1
    dossier = Dossier(
        enrolment_id=path.enrolment.id,
        number=number,
        texts=texts,
        status="to_mark",
        deposited_at=now,
    )
    db.add(dossier)
    db.flush()
    statement = deposited(xapi_root, path.enrolment, path.course, rubric, number=number, now=now)
    store_own(db, statements=[statement], authority_home=xapi_root)
    return dossier


def may_deposit(rubric: Rubric, before: Dossier | DossierRow | None) -> bool:
    """A first version, or another after one that did not pass."""
    if before is None:
        return True
    return before.status == "failed" and before.number < rubric.max_submissions


def ask_second_marking(
    db: Session, *, path: LearningPath, xapi_root: str, now: datetime
) -> Dossier:
    """Have another person mark, without seeing the first marks, what did not pass.

    Raises:
        NoSuchDossier: the course asks for none.
        CannotAskAgain: there is no such result, or two people marked it already.
    """
    rubric = rubric_of(path)
    dossier = latest_dossier(db, path.enrolment.id)
    if dossier is None or not may_ask(dossier, len(markings_of(db, dossier.id))):
        raise CannotAskAgain(f"enrolment {path.enrolment.id}")
    dossier.status = "second"
    dossier.second_asked_at = now
    db.flush()
    statement = asked_again(
        xapi_root, path.enrolment, path.course, rubric, number=dossier.number, now=now
    )
    store_own(db, statements=[statement], authority_home=xapi_root)
    return dossier


def may_ask(dossier: Dossier | DossierRow, markings: int) -> bool:
    return dossier.status == "failed" and markings == 1
