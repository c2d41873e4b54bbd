"""Playing an activity on its page, in a course made for it: its level needs no published screen."""

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Page
from sqlalchemy.orm import Session

from caire.catalogue.course import Course
from caire.catalogue.queries import current_course
from caire.catalogue.registry import installed_modules
from caire.catalogue.services import load_content
from caire.clock import utcnow
from caire.config import ROOT
from caire.demo.activities import FORMS
from caire.demo.answers import Form, right_form
from caire.learning.queries import LearningPath, RunRow, latest_run, path_of
from caire.lrs.queries import statements_of_registration
from caire.sdk import Activity, ActivityManifest, LevelModule
from tests.factories import NOW, make_learner, make_person
from tests.journeys.learner import PageLearner
from tests.journeys.workbenches import TEXT
from tests.support.browser import let_in
from tests.support.client import PageClient
from tests.support.content import BANK, TINY
from tests.support.content import MODULE as SEQUENCE
from tests.support.forms import FormClient, Forms
from tests.support.hands import Hands
from tests.support.watching import Watch

NUMBERS = {"aware": 1, "informed": 2, "responsible": 3}
#: Every activity of the three levels, by its id.
EVERY: dict[str, tuple[LevelModule, Activity]] = {
    activity.manifest.id: (module, activity)
    for module in (installed_modules()[level] for level in NUMBERS)
    for activity in module.activities
}


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
    """Somebody who follows a trial course, and one of its activities: what is kept and traced."""

    db: Session
    person_id: int
    email: str
    module: LevelModule
    activity: Activity

    @property
    def url(self) -> str:
        return f"/learn/{self.module.id}/{self._screen_id}"

    @property
    def _screen_id(self) -> str:
        return screen_of(self.module, self.activity.manifest.id)

    @property
    def course(self) -> Course:
        return current_course(self.db, self.module.id)[1]

    @property
    def path(self) -> LearningPath:
        self.db.rollback()  # What pages have written since is read in a new transaction.
        path = path_of(self.db, person_id=self.person_id, course_key=self.module.id)
        assert path
        return path

    @property
    def run(self) -> RunRow:
        enrolment_id = self.path.enrolment.id
        run = latest_run(self.db, enrolment_id=enrolment_id, screen_id=self._screen_id)
        assert run
        return run

    def told(self) -> list[tuple[str, str, dict[str, Any]]]:
        """Verb, step (empty for the whole) and result of every trace of the activity, in order."""
        records = statements_of_registration(self.db, self.path.enrolment.registration)
        return [
            (r.verb, (r.activity or "").partition("#")[2], r.data.get("result", {}))
            for r in records
            if self.activity.manifest.id in (r.activity or "")
        ]

    def traced(self, verb: str) -> dict[str, dict[str, Any]]:
        """Step -> result, of the traces with this verb."""
        return {step: result for said, step, result in self.told() if said == verb}

    def step_form(self, step: str) -> Form:
        """The settled answer, or the right one to the closing question."""
        manifest = self.activity.manifest
        if step == "explanation":
            return right_form(self.course.items[manifest.explanation_item])
        return FORMS[manifest.id][step]


def enrol(db: Session, activity_id: str, *, language: str = "fr") -> Trial:
    module, activity = EVERY[activity_id]
    account = make_person(db, locale=language)
    make_learner(db, account, course_key=module.id, now=utcnow())
    db.commit()
    return Trial(db, account.id, account.email, module, activity)


def walk_in(
    db: Session,
    watch: Watch,
    activity_id: str,
    hands: Callable[[Page], Hands],
    *,
    mode: str = "visual",
) -> tuple[Trial, PageLearner]:
    """Somebody new in front of the first step, who chose a version on her screen."""
    trial, page = enrol(db, activity_id), watch.page()
    learner = PageLearner(page, hands(page), trial.course, mode=mode)
    let_in(page.context, trial.email)
    learner.open(trial.url)
    learner.fill(page.locator("main form:has([name=mode])"), {"mode": [mode]})
    learner.press("Commencer l’activité")
    return trial, learner


def begin(
    db: Session,
    watch: Watch,
    client: PageClient,
    activity_id: str,
    hands: Callable[[Page], Hands],
    *,
    until: str = "",
    **device: Any,
) -> tuple[Trial, PageLearner]:
    """Somebody new in front of the first step of the visual version, or of the step `until`.

    The pages before are passed without a browser.
    """
    trial, forms = begin_written(db, client, activity_id, mode="visual")
    if until:
        play_written(trial, forms, until=until)
    page = watch.page(**device)
    hand_over(client, page, watch.site_url)
    learner = PageLearner(page, hands(page), trial.course)
    learner.open(trial.url)
    return trial, learner


def begin_written(
    db: Session, client: PageClient, activity_id: str, *, mode: str = "text", language: str = "fr"
) -> tuple[Trial, FormClient]:
    """Somebody new in front of the first step, without a browser."""
    trial = enrol(db, activity_id, language=language)
    client.sign_in(trial.email)
    forms = FormClient(client)
    forms.open(trial.url)
    forms.send("", {"mode": mode}, form="/start")
    return trial, forms


def hand_over(client: PageClient, page: Page, site_url: str) -> None:
    """The browser goes on where the client is signed in."""
    cookie = client.http.get_cookie(client.app.config["SESSION_COOKIE_NAME"])
    assert cookie
    handed = {"name": cookie.key, "value": cookie.value, "url": site_url}
    page.context.add_cookies([handed])  # type: ignore[list-item]  # a TypedDict, as it is


def play_written(
    trial: Trial,
    forms: Forms,
    before: Callable[[str], None] = lambda step: None,
    *,
    until: str = "",
) -> None:
    """By forms from the step that is open to the last one, or to the one before `until`.

    `before` is called with each step, once its bench was used and before it is answered.
    """
    done: list[str] = []
    while steps := forms.steps():
        step = steps[0]
        if step == until:
            return
        assert step not in done, f"{step} is not done"
        done.append(step)
        if bench := TEXT.get((trial.activity.manifest.id, step)):
            bench(forms)
        before(step)
        forms.send("", trial.step_form(step), form=f"/steps/{step}")
