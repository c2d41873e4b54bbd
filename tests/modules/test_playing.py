"""Each activity of the three levels: by mouse, with a finger, by keyboard, without JavaScript."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from caire.catalogue.registry import installed_modules
from caire.learning.services.activities import run_score
from caire.lrs import vocabulary as v
from tests.journeys.workbenches import TEXT, VISUAL
from tests.modules.aware.traces import CHECKS
from tests.modules.on_screen import FormsOnScreen
from tests.modules.trial import EVERY, Trial, begin, begin_written, hand_over, play_written, walk_in
from tests.support.browser import DESKTOP, overflow
from tests.support.client import PageClient
from tests.support.forms import FormClient
from tests.support.hands import Finger, Hands, Keyboard, Pointer
from tests.support.watching import Watch

pytestmark = pytest.mark.browser
#: One a level; together they hold every kind of field that text versions are made of.
TYPED = ("act.chasse-hallucinations", "act.seuil", "act.injection")
each_activity = pytest.mark.parametrize("activity_id", EVERY)


@pytest.fixture
def database_url(trial_database_url: str) -> str:
    return trial_database_url


def assert_traced(trial: Trial, *, mode: str) -> None:
    """Every step is done and told, with its score and an answer; so is the whole."""
    run, manifest = trial.run, trial.activity.manifest
    assert run.completed_at
    assert run.mode == mode
    steps = trial.traced(v.ANSWERED) | trial.traced(v.PROGRESSED)
    assert set(steps) == {step.id for step in manifest.steps}
    for step in manifest.steps[:-1]:
        assert msgspec.json.decode(steps[step.id]["response"]), step.id
        assert steps[step.id]["score"]["scaled"] == round(run.steps[step.id]["score"], 4)
    told = trial.told()
    assert told[0][:2] == (v.INITIALIZED, "")
    verb, _, whole = told[-1]
    assert verb == v.COMPLETED
    assert whole["completion"]
    expected = run_score(trial.activity, run.steps)
    assert whole["score"]["scaled"] == pytest.approx(expected, abs=1e-4)
    assert trial.traced(v.INTERACTED)
    if check := CHECKS.get(manifest.id):
        check(trial)


def judged_steps(trial: Trial) -> set[str]:
    """After which steps a page is judged: wherever it shows another bench, and at the end."""
    manifest, found, seen = trial.activity.manifest, set(), set()
    for step, following in pairwise(manifest.steps):
        bench = VISUAL.get((manifest.id, following.id))
        kind = getattr(bench, "func", bench)
        if bench and kind not in seen:
            found.add(step.id)
            seen.add(kind)
    return found | {manifest.steps[-1].id}


@pytest.mark.parametrize(
    ("hands", "device"),
    [
        pytest.param(Pointer, {"viewport": DESKTOP}, id="mouse"),
        pytest.param(Finger, {"has_touch": True, "is_mobile": True}, id="finger"),
    ],
)
@each_activity
def test_every_bench_is_used_by_pointing(
    activity_id: str,
    hands: Callable[[Page], Hands],
    device: dict[str, Any],
    db: Session,
    live_client: PageClient,
    watch: Watch,
) -> None:
    """From the first bench to the last one.

    The steps before and after are plain forms, whose pages the keyboard shows.
    """
    steps = [step.id for step in EVERY[activity_id][1].manifest.steps]
    used = [rank for rank, step in enumerate(steps) if (activity_id, step) in VISUAL]
    first, after = steps[used[0]], steps[used[-1] + 1]
    trial, learner = begin(db, watch, live_client, activity_id, hands, until=first, **device)
    learner.go_on_with_activity(until=after)
    forms = FormClient(live_client)
    forms.open(trial.url)
    play_written(trial, forms)
    assert_traced(trial, mode="visual")


@each_activity
def test_every_step_is_reached_by_keyboard(activity_id: str, db: Session, watch: Watch) -> None:
    trial, learner = walk_in(db, watch, activity_id, Keyboard)
    learner.look = judge(watch, learner.page, judged_steps(trial))
    learner.go_on_with_activity()
    assert_traced(trial, mode="visual")


def judge(watch: Watch, page: Page, steps: set[str]) -> Callable[[str | None], None]:
    """Every page is as wide as a phone; those that open after these steps are judged."""

    def look(name: str | None) -> None:
        if name and name.rpartition(" ")[2] in steps:
            watch.look(page, name)
        elif wide := overflow(page):
            watch.faults.append(f"{page.url} is {wide} px too wide")

    return look


@each_activity
def test_forms_lead_to_the_end_without_javascript(
    activity_id: str, db: Session, live_client: PageClient, watch: Watch
) -> None:
    """No browser plays: it only judges the page where something was tried, and the last one."""
    trial, forms = begin_written(db, live_client, activity_id)
    page = watch.page()
    hand_over(live_client, page, watch.site_url)
    tried = [step.id for step in trial.activity.manifest.steps if (activity_id, step.id) in TEXT]

    def look(name: str) -> None:
        page.goto(trial.url)
        watch.look(page, name)

    play_written(trial, forms, lambda step: look(step) if step == tried[0] else None)
    look("end")
    assert_traced(trial, mode="text")


@pytest.mark.parametrize("activity_id", TYPED)
def test_the_text_version_answers_to_the_keyboard_alone(
    activity_id: str, db: Session, watch: Watch
) -> None:
    trial, learner = walk_in(db, watch, activity_id, Keyboard, mode="text")
    play_written(trial, FormsOnScreen(learner))
    assert_traced(trial, mode="text")


def test_pages_of_level_1_are_accessible_in_english_dark_and_wide(
    db: Session, live_app: Flask, watch: Watch
) -> None:
    """Its benches, as they are when a prediction is made."""
    page = watch.page(viewport=DESKTOP, color_scheme="dark")
    for activity_id in (a.manifest.id for a in installed_modules()["aware"].activities):
        client = PageClient(live_app)
        trial, forms = begin_written(db, client, activity_id, mode="visual", language="en")
        forms.send("", trial.step_form("prediction"), form="/steps/prediction")
        hand_over(client, page, watch.site_url)
        page.goto(trial.url, wait_until="networkidle")
        assert page.locator("html[lang=en] #bench").count() == 1
        watch.look(page)
