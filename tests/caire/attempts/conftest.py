"""A learner who has failed the only attempt that her course gives, and who is in charge of her."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from caire.catalogue.services import load_content
from caire.demo.journeys import Learner, learn, take_exam
from caire.people.account import Account
from tests.factories import NOW, make_learner, make_organisation, make_person
from tests.support.content import LEVEL, ContentFolder
from tests.support.projection import traces_alone_give_the_same_progress

__all__ = ["traces_alone_give_the_same_progress"]


@dataclass
class Failed:
    """`stranger` is a trainer of another organisation."""

    learner: Learner
    trainer: Account
    stranger: Account


@pytest.fixture
def failed(db: Session, tmp_path: Path) -> Failed:
    content = ContentFolder.copied_to(tmp_path / "content")
    content.edit(LEVEL, "{max: 3, wait_hours: [0, 24]}", "{max: 1, wait_hours: []}")
    load_content(db, root=content.root, modules={}, now=NOW)
    organisation = make_organisation(db, kind="institution")
    account = make_person(db, given_name="Ilyes", family_name="Diallo", now=NOW)
    learner = make_learner(db, account, organisation=organisation, skill=0.0, now=NOW)
    learn(db, learner)
    take_exam(db, learner)
    return Failed(
        learner,
        make_person(db, role="trainer", organisation_id=organisation.id, now=NOW),
        make_person(
            db,
            role="trainer",
            organisation_id=make_organisation(db, kind="institution").id,
            now=NOW,
        ),
    )
