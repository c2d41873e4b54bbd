"""The activities of sequences 6 and 7 on their pages, by mouse, by keyboard and with a finger."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy.orm import Session

from caire.catalogue.queries import current_course
from caire.clock import utcnow
from caire.demo.activities import FORMS
from caire.learning.queries import LearningPath, RunRow, latest_run, path_of
from caire.learning.services.activities import run_score
from caire.lrs import vocabulary as v
from caire.lrs.queries import statements_of_registration
from modules.aware import module
from modules.aware.activities.data_sorting.cards import deals
from modules.aware.activities.data_sorting.scoring import read_sorted, score
from tests.factories import COURSE, load_courses, make_learner, make_person
from tests.journeys.learner import PageLearner
from tests.modules.aware.test_pages import weight
from tests.support.browser import DESKTOP, let_in
from tests.support.databases import FilledDatabases
from tests.support.hands import Finger, Hands, Keyboard, Pointer
from tests.support.watching import Watch

pytestmark = pytest.mark.browser
SCREENS = {
    "act.tri-donnees": "n1.s6.e3",
    "act.labo-biais": "n1.s7.e3",
    "act.jauge-empreinte": "n1.s7.e5",
}
each_activity = pytest.mark.parametrize("activity_id", SCREENS)
#: Requests and kilobytes of a first visit, shell and fonts included.
MOST_REQUESTS, MOST_KILOBYTES = 20, 100
#: What the trace of each step must hold, besides the answer to the closing question.
TRACED: dict[str, dict[str, set[str]]] = {
    "act.tri-donnees": {"prediction": {"count"}},
    "act.labo-biais": {
        "prediction": {"gap"},
        "mission-1": {"gap", "trials", "ratio", "accuracy"},
        "mission-2": {"source", "trials", "ratio", "accuracy"},
    },
    "act.jauge-empreinte": {
        "prediction": {"text", "reasoning", "image", "video", "days", "ratio"},
        "mission-1": {"actions", "heaviest", "gain", "best"},
    },
}


@pytest.fixture
def database_url(filled_databases: FilledDatabases, tmp_path: Path) -> Iterator[str]:
    """SQLite: what differs between databases is tested below the pages."""
    yield from filled_databases.copy("sqlite", load_courses, tmp_path)


@pytest.fixture
def watch(live_url: str, browser: Browser) -> Iterator[Watch]:
    """Nothing may go wrong on any page."""
    watching = Watch(browser, live_url)
    yield watching
    assert watching.faults == []


@dataclass(frozen=True)
class Trial:
    """Somebody signed in, in front of an activity; what is kept and traced of it."""

    db: Session
    learner: PageLearner
    person_id: int
    activity_id: str

    @property
    def path(self) -> LearningPath:
        self.db.rollback()  # What pages have written since is read in a new transaction.
        path = path_of(self.db, person_id=self.person_id, course_key=COURSE)
        assert path
        return path

    @property
    def run(self) -> RunRow:
        enrolment_id = self.path.enrolment.id
        run = latest_run(self.db, enrolment_id=enrolment_id, screen_id=SCREENS[self.activity_id])
        assert run
        return run

    def traced(self, verb: str) -> dict[str, dict[str, Any]]:
        """Step (empty for the whole) -> result, of the statements with this verb."""
        found = statements_of_registration(self.db, self.path.enrolment.registration)
        mine = [r for r in found if self.activity_id in (r.activity or "") and r.verb == verb]
        return {(r.activity or "").partition("#")[2]: r.data.get("result", {}) for r in mine}


def begin(
    db: Session,
    watch: Watch,
    activity_id: str,
    hands: Callable[[Page], Hands],
    *,
    mode: str = "visual",
    language: str = "fr",
    judged: bool = False,
    **device: Any,
) -> Trial:
    """`judged`: every page that opens is held to the rules of accessibility."""
    account = make_person(db, locale=language)
    make_learner(db, account, now=utcnow())
    db.commit()
    page = watch.page(**device)
    look = partial(watch.look, page) if judged else _overlook
    course = current_course(db, COURSE)[1]
    learner = PageLearner(page, hands(page), course, look=look, mode=mode)
    let_in(page.context, account.email)
    learner.open(f"/learn/aware/{SCREENS[activity_id]}")
    return Trial(db, learner, account.id, activity_id)


def _overlook(name: str | None) -> None:
    """Judged in another test."""


def play(learner: PageLearner) -> None:
    """From the choice of a version to the last step."""
    form = learner.page.locator("main form:has([name=mode])")
    learner.fill(form, {"mode": [learner.mode]})
    learner.press("Commencer l’activité")
    learner.go_on_with_activity()


class TestPlay:
    @pytest.mark.parametrize(
        ("hands", "device"),
        [
            pytest.param(Pointer, {"viewport": DESKTOP}, id="mouse"),
            pytest.param(Finger, {"has_touch": True, "is_mobile": True}, id="finger"),
            pytest.param(Keyboard, {"judged": True}, id="keyboard"),
            pytest.param(Keyboard, {"mode": "text", "judged": True}, id="keyboard-text"),
        ],
    )
    @each_activity
    def test_every_step_is_reached_and_traced(
        self,
        activity_id: str,
        hands: Callable[[Page], Hands],
        device: dict[str, Any],
        db: Session,
        watch: Watch,
    ) -> None:
        trial = begin(db, watch, activity_id, hands, **device)
        play(trial.learner)
        run = trial.run
        activity = module.activity(activity_id)
        assert activity
        assert run.completed_at
        assert run.mode == device.get("mode", "visual")
        steps = trial.traced(v.ANSWERED) | trial.traced(v.PROGRESSED)
        assert set(steps) == {step.id for step in activity.manifest.steps}
        for step, keys in TRACED[activity_id].items():
            assert set(msgspec.json.decode(steps[step]["response"])) == keys
            assert steps[step]["score"]["scaled"] == round(run.steps[step]["score"], 4)
        whole = trial.traced(v.COMPLETED)[""]
        assert whole["completion"]
        assert whole["score"]["scaled"] == pytest.approx(run_score(activity, run.steps), abs=1e-4)
        assert trial.traced(v.INTERACTED)

    def test_the_sorting_is_traced_card_by_card(self, db: Session, watch: Watch) -> None:
        trial = begin(db, watch, "act.tri-donnees", Pointer)
        play(trial.learner)
        sent = msgspec.json.decode(trial.traced(v.PROGRESSED)["mission-1"]["response"])
        drawn = deals(trial.run.seed)
        choices = ("never", "after.remove")
        assert sent == {
            f"{deal.card.id}@{deal.tool}": choices[rank % 2] for rank, deal in enumerate(drawn)
        }
        chosen = {deal.card.id: read_sorted(choices[n % 2]) for n, deal in enumerate(drawn)}
        assert trial.run.steps["mission-1"]["score"] == pytest.approx(score(drawn, chosen))


class TestLook:
    @each_activity
    def test_pages_are_light_and_accessible_in_english_and_in_the_dark(
        self, activity_id: str, db: Session, watch: Watch, browser: Browser
    ) -> None:
        trial = begin(db, watch, activity_id, Pointer, language="en", locale="en-GB")
        page = trial.learner.page
        page.click("main form[action$=start] button[type=submit]")
        page.locator("#prediction").wait_for()
        trial.learner.fill(page.locator("#prediction form"), FORMS[activity_id]["prediction"])
        trial.learner.follow(page.locator("#prediction button[type=submit]"))
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            watch.look(page, f"{activity_id} {scheme}")
        requests, kilobytes = weight(browser, page)
        assert requests <= MOST_REQUESTS
        assert kilobytes <= MOST_KILOBYTES
        assert page.locator("html").get_attribute("lang") == "en"

    def test_the_gauge_says_the_same_in_both_versions(self, db: Session, watch: Watch) -> None:
        trial = begin(db, watch, "act.jauge-empreinte", Pointer)
        learner, page = trial.learner, trial.learner.page
        learner.press("Commencer l’activité")
        learner.fill(page.locator("#prediction form"), FORMS["act.jauge-empreinte"]["prediction"])
        learner.follow(page.locator("#prediction button[type=submit]"))
        with page.expect_response("**/explore"):
            page.fill("#video", "2")
            page.check("#actions-fewer-videos")
            page.select_option("#zone", "world")
        parts = ["range", "saved", "emissions", "life-cycle", "objects", "by-use"]
        drawn = [page.locator(f'[data-part="{part}"]').inner_text() for part in parts]
        learner.follow(page.locator("form[action$=mode] button"))
        assert [page.locator(f'[data-part="{part}"]').inner_text() for part in parts] == drawn

    def test_the_lab_gives_the_same_in_both_versions(self, db: Session, watch: Watch) -> None:
        trial = begin(db, watch, "act.labo-biais", Pointer)
        learner, page = trial.learner, trial.learner.page
        learner.press("Commencer l’activité")
        learner.go_on_with_activity(until="mission-2")
        parts = ["a-value", "b-value", "ratio", "agreement"]
        drawn = [page.locator(f'[data-part="{part}"]').inner_text() for part in parts]
        learner.follow(page.locator("form[action$=mode] button"))
        row = page.locator("#bench table").last.locator("tbody tr").first.inner_text()
        assert all(value in row for value in drawn)
