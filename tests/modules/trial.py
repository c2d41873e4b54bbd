"""Playing an activity on its page, in a course made for it: its level needs no published screen."""

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Page
from sqlalchemy.orm import Session

from caire.catalogue.queries import current_course
from caire.catalogue.registry import installed_modules
from caire.catalogue.services import load_content
from caire.clock import utcnow
from caire.config import ROOT
from caire.learning.queries import LearningPath, RunRow, latest_run, path_of
from caire.lrs.queries import statements_of_registration
from caire.sdk import ActivityManifest, LevelModule
from tests.factories import NOW, make_learner, make_person
from tests.journeys.learner import PageLearner
from tests.support.browser import let_in
from tests.support.content import BANK, TINY
from tests.support.content import MODULE as SEQUENCE
from tests.support.hands import Hands
from tests.support.watching import Watch

NUMBERS = {"aware": 1, "informed": 2, "responsible": 3}


def load_trials(db: Session) -> None:
    """For every level, a course of one sequence whose screens are the level's activities.

    The closing question of each is a stand-in: the real one is content, tested as content.
    """
    with TemporaryDirectory() as folder:
        root = Path(folder) / "content"
        shutil.copytree(TINY, root)
        shutil.copy(ROOT / "content" / "competencies.yaml", root)
        shutil.rmtree(root / "i18n")
        for level, number in NUMBERS.items():
            _write_trial(root, installed_modules()[level], number)
        load_content(db, root=root, modules=installed_modules(), now=NOW)


def _write_trial(root: Path, module: LevelModule, number: int) -> None:
    if not module.activities:
        return
    if number > 1:
        shutil.copytree(TINY / "aware", root / module.id)
        rule = (TINY / "rules" / "certification.n1.yaml").read_text(encoding="utf-8")
        renamed = _renamed(rule, module.level, number)
        (root / "rules" / f"certification.n{number}.yaml").write_text(renamed, encoding="utf-8")
        for path in (root / module.id).rglob("*.yaml"):
            text = _renamed(path.read_text(encoding="utf-8"), module.level, number)
            path.write_text(text, encoding="utf-8")
            if path.name == "level.yaml":
                path.write_text(text.replace("title:", "status: open\ntitle:", 1), encoding="utf-8")
        for path in (root / module.id).rglob("*.md"):
            text = _renamed(path.read_text(encoding="utf-8"), module.level, number)
            path.write_text(text, encoding="utf-8")
    sequence = root / SEQUENCE.replace("aware", module.id)
    bank = root / BANK.replace("aware", module.id)
    screens, items = sequence.read_text(encoding="utf-8"), bank.read_text(encoding="utf-8")
    model = items[items.index("- id:") : items.index("- id:", items.index("- id:") + 5)]
    for activity in module.activities:
        screen = f"{{id: {screen_of(module, activity.manifest.id)}, type: activity, title: Essai, "
        screen += f"activity: {activity.manifest.id}, minutes: {activity.manifest.minutes}}}"
        screens = screens.replace("completion:", f"  - {screen}\ncompletion:")
        items += _stand_in(model, activity.manifest, number)
    sequence.write_text(screens, encoding="utf-8")
    bank.write_text(items, encoding="utf-8")


def _stand_in(model: str, manifest: ActivityManifest, number: int) -> str:
    """A question of the area that the id of the closing question names."""
    area = manifest.explanation_item.split(".")[2]
    statements = (c for c in manifest.competencies if c.startswith(f"caire.{area}."))
    competency = next(statements, f"caire.{area}.{number}.a")
    text = re.sub(r"- id: \S+", f"- id: {manifest.explanation_item}", model)
    return re.sub(r"competency: [^,]+", f"competency: {competency}", text)


def _renamed(text: str, level: str, number: int) -> str:
    text = re.sub(r"\bn1\b", f"n{number}", text.replace("aware", level))
    return text.replace("level: 1", f"level: {number}")


def screen_of(module: LevelModule, activity_id: str) -> str:
    """The screen of the trial course that holds the activity."""
    ranks = [activity.manifest.id for activity in module.activities]
    return f"n{NUMBERS[module.level]}.s1.e{10 + ranks.index(activity_id)}"


@dataclass(frozen=True)
class Trial:
    """Somebody signed in, in front of an activity; what is kept and traced of it."""

    db: Session
    learner: PageLearner
    person_id: int
    module: LevelModule
    activity_id: str

    @property
    def path(self) -> LearningPath:
        self.db.rollback()  # What pages have written since is read in a new transaction.
        path = path_of(self.db, person_id=self.person_id, course_key=self.module.id)
        assert path
        return path

    @property
    def run(self) -> RunRow:
        screen_id = screen_of(self.module, self.activity_id)
        run = latest_run(self.db, enrolment_id=self.path.enrolment.id, screen_id=screen_id)
        assert run
        return run

    def traced(self, verb: str) -> dict[str, dict[str, Any]]:
        """Step (empty for the whole) -> result, of the statements with this verb."""
        found = statements_of_registration(self.db, self.path.enrolment.registration)
        mine = [r for r in found if self.activity_id in (r.activity or "") and r.verb == verb]
        return {(r.activity or "").partition("#")[2]: r.data.get("result", {}) for r in mine}

    def play(self) -> None:
        """From the choice of a version to the last step, with the settled answers."""
        page = self.learner.page
        form = page.locator("main form:has([name=mode])")
        self.learner.fill(form, {"mode": [self.learner.mode]})
        self.learner.press("Commencer l’activité")
        self.learner.go_on_with_activity()


def begin(
    db: Session,
    watch: Watch,
    module: LevelModule,
    activity_id: str,
    hands: Callable[[Page], Hands],
    *,
    mode: str = "visual",
    judged: bool = False,
    **device: Any,
) -> Trial:
    """`judged`: every page of the activity is held to the rules of accessibility."""
    account = make_person(db)
    make_learner(db, account, course_key=module.id, now=utcnow())
    db.commit()
    page = watch.page(**device)
    look = partial(watch.look, page) if judged else (lambda name: None)
    course = current_course(db, module.id)[1]
    learner = PageLearner(page, hands(page), course, mode=mode)
    let_in(page.context, account.email)
    learner.open(f"/learn/{module.id}/{screen_of(module, activity_id)}")
    learner.look = look  # Where a version is chosen, all activities look alike: judged elsewhere.
    return Trial(db, learner, account.id, module, activity_id)
