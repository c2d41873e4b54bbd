"""Each activity of levels 2 and 3 on its page: by mouse, with a finger, by keyboard, in words."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy.orm import Session

from caire.catalogue.registry import installed_modules
from caire.learning.services.activities import run_score
from caire.lrs import vocabulary as v
from caire.sdk import Activity, LevelModule
from tests.modules.trial import begin, load_trials
from tests.support.browser import DESKTOP
from tests.support.databases import FilledDatabases
from tests.support.hands import Finger, Hands, Keyboard, Pointer
from tests.support.watching import Watch

pytestmark = pytest.mark.browser
#: Level 1 is played in its own tests, on its published screens.
PLAYED = [
    (module, activity)
    for module in (installed_modules()[level] for level in ("informed", "responsible"))
    for activity in module.activities
]


@pytest.fixture
def database_url(filled_databases: FilledDatabases, tmp_path: Path) -> Iterator[str]:
    """SQLite: what differs between databases is tested below the pages."""
    yield from filled_databases.copy("sqlite", load_trials, tmp_path)


@pytest.fixture
def watch(live_url: str, browser: Browser) -> Iterator[Watch]:
    """Nothing may go wrong on any page."""
    watching = Watch(browser, live_url)
    yield watching
    assert watching.faults == []


@pytest.mark.parametrize(
    ("hands", "device"),
    [
        pytest.param(Pointer, {"viewport": DESKTOP}, id="mouse"),
        pytest.param(Finger, {"has_touch": True, "is_mobile": True}, id="finger"),
        pytest.param(Keyboard, {"judged": True}, id="keyboard"),
        # Plain forms: nothing in them answers to the keyboard but what the browser gives.
        pytest.param(Pointer, {"mode": "text", "judged": True}, id="text"),
    ],
)
@pytest.mark.parametrize(("module", "activity"), PLAYED, ids=[a.manifest.id for _, a in PLAYED])
def test_every_step_is_reached_and_traced(
    module: LevelModule,
    activity: Activity,
    hands: Callable[[Page], Hands],
    device: dict[str, Any],
    db: Session,
    watch: Watch,
) -> None:
    trial = begin(db, watch, module, activity.manifest.id, hands, **device)
    trial.play()
    run = trial.run
    assert run.completed_at
    assert run.mode == device.get("mode", "visual")
    steps = trial.traced(v.ANSWERED) | trial.traced(v.PROGRESSED)
    assert set(steps) == {step.id for step in activity.manifest.steps}
    for step in activity.manifest.steps[:-1]:
        assert msgspec.json.decode(steps[step.id]["response"]), step.id
        assert steps[step.id]["score"]["scaled"] == round(run.steps[step.id]["score"], 4)
    whole = trial.traced(v.COMPLETED)[""]
    assert whole["completion"]
    assert whole["score"]["scaled"] == pytest.approx(run_score(activity, run.steps), abs=1e-4)
    assert trial.traced(v.INTERACTED)
