"""One learner, her trainers, and a course that asks for a dossier."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.caire.dossiers.scene import Scene, make_scene
from tests.support.later_level import later_content
from tests.support.projection import traces_alone_give_the_same_progress

__all__ = ["traces_alone_give_the_same_progress"]


@pytest.fixture
def scene(db: Session, tmp_path: Path) -> Scene:
    return make_scene(db, later_content(tmp_path))
