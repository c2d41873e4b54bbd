"""The workshop of prompts and the hunt for claims on the platform's pages, by every hand."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from caire.catalogue.queries import current_course
from caire.learning.queries import latest_run, path_of
from caire.lrs import vocabulary as v
from caire.lrs.queries import statements_of_registration
from caire.people.queries import person_by_email
from modules.aware.activities.prompt_workshop.draws import pairs_of
from tests.factories import COURSE, load_courses, make_learner, make_person
from tests.journeys.learner import PageLearner
from tests.journeys.test_page_budgets import MOST_KILOBYTES, MOST_REQUESTS
from tests.support.browser import let_in
from tests.support.client import PageClient
from tests.support.databases import FilledDatabases
from tests.support.hands import Finger, Hands, Keyboard, Pointer
from tests.support.played import PLAYED
from tests.support.watching import Watch

SCREENS = {"act.atelier-consignes": "n1.s4.e5", "act.chasse-hallucinations": "n1.s5.e4"}
ACTIVITIES = tuple(SCREENS)
WORKSHOP, HUNT = (f"/learn/{COURSE}/{screen}" for screen in SCREENS.values())
EMAIL = "essai@example.org"
each_activity = pytest.mark.parametrize("activity_id", ACTIVITIES)


def somebody_to_try(db: Session) -> None:
    """A filling: the real courses, and somebody who follows level 1."""
    load_courses(db, now=PLAYED)
    make_learner(db, make_person(db, email=EMAIL, now=PLAYED), now=PLAYED)


@pytest.fixture
def database_url(filled_databases: FilledDatabases, tmp_path: Path) -> Iterator[str]:
    yield from filled_databases.copy("sqlite", somebody_to_try, tmp_path)


@dataclass(frozen=True)
class Kept:
    """What the platform kept of the trial."""

    db: Session

    def path(self) -> Any:
        self.db.rollback()
        person = person_by_email(self.db, EMAIL)
        assert person
        return path_of(self.db, person_id=person.id, course_key=COURSE)

    def run(self, activity_id: str) -> Any:
        enrolment_id = self.path().enrolment.id
        return latest_run(self.db, enrolment_id=enrolment_id, screen_id=SCREENS[activity_id])

    def told(self, activity_id: str) -> list[tuple[str, str, dict[str, Any]]]:
        """Verb, step and result of each trace of the activity, in order."""
        found = []
        for record in statements_of_registration(self.db, self.path().enrolment.registration):
            place, _, step = (record.activity or "").partition("#")
            if place.endswith(activity_id):
                found.append((record.verb, step, record.data.get("result", {})))
        return found


@pytest.fixture
def kept(db: Session) -> Kept:
    return Kept(db)


def signed_in(watch: Watch, db: Session, hand: str, *, mode: str, **options: Any) -> PageLearner:
    page = watch.page(**options)
    hands: dict[str, Callable[[Page], Hands]] = {
        "keyboard": Keyboard, "mouse": Pointer, "finger": Finger,
    }  # fmt: skip
    learner = PageLearner(
        page, hands[hand](page), current_course(db, COURSE)[1], mode=mode,
        look=lambda name: watch.look(page, name),
    )  # fmt: skip
    let_in(page.context, EMAIL)
    return learner


def begin(learner: PageLearner, activity_id: str) -> None:
    learner.open(WORKSHOP if activity_id == ACTIVITIES[0] else HUNT)
    learner.fill(learner.page.locator("main form:has([name=mode])"), {"mode": [learner.mode]})
    learner.press("Commencer l’activité")


EXPECTED: dict[str, dict[str, Any]] = {
    "act.atelier-consignes": {"choices": ["a"] * 6},
    "act.chasse-hallucinations": {
        "checks": ["s3:a", "s5:g", "s9:c"],
        "verdicts": {"s3": "contradicted", "s5": "contradicted", "s9": "missing"},
        "found": 3,
        "false_alarms": 0,
    },
}
SETTINGS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "keyboard, visual": ("keyboard", "visual", {}),
    "mouse, visual, dark, wide": (
        "mouse", "visual", {"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}}
    ),
    "finger, visual": ("finger", "visual", {"has_touch": True}),
    "keyboard, text": ("keyboard", "text", {}),
    "mouse, text, no script": ("mouse", "text", {"java_script_enabled": False}),
}  # fmt: skip


@pytest.mark.browser
class TestPlay:
    @each_activity
    @pytest.mark.parametrize("setting", SETTINGS)
    def test_each_hand_reaches_the_end_and_the_traces_tell_it(
        self,
        activity_id: str,
        setting: str,
        db: Session,
        live_app: Flask,
        live_url: str,
        browser: Browser,
        kept: Kept,
    ) -> None:
        hand, mode, options = SETTINGS[setting]
        watch = Watch(browser, live_url)
        learner = signed_in(watch, db, hand, mode=mode, **options)
        if hand == "finger" or not options.get("java_script_enabled", True):
            learner.look = lambda name: None  # It is the keyboard's page, already judged.
        begin(learner, activity_id)
        learner.go_on_with_activity()

        assert learner.page.get_by_role("heading", name="À retenir").is_visible()
        told = kept.told(activity_id)
        verbs = [(verb, step) for verb, step, _ in told]
        assert verbs[0] == (v.INITIALIZED, "")
        assert verbs[-1] == (v.COMPLETED, "")
        assert (v.ANSWERED, "prediction") in verbs
        assert (v.PROGRESSED, "mission-2") in verbs
        assert (v.ANSWERED, "explanation") in verbs
        assert (v.INTERACTED, "") in verbs
        mission = next(result for _, step, result in told if step == "mission-1")
        response = json.loads(mission["response"])
        expected = EXPECTED[activity_id]
        assert {key: response[key] for key in expected} == expected
        assert told[-1][2]["completion"] is True
        assert 0 <= told[-1][2]["score"]["scaled"] <= 1
        assert watch.faults == []


@pytest.mark.browser
class TestTouch:
    def test_a_passage_touched_takes_the_next_rank_and_gives_it_back(
        self, db: Session, live_app: Flask, live_url: str, browser: Browser
    ) -> None:
        learner = signed_in(Watch(browser, live_url), db, "finger", mode="visual", has_touch=True)
        begin(learner, "act.chasse-hallucinations")
        for claim in ("s9", "s5", "s9", "s3"):
            learner.page.locator(f"[data-note=plan] [data-claim={claim}]").tap()
        ranks = [learner.page.locator(f"#{name}").input_value() for name in ("first", "second")]
        assert ranks == ["s3", "s5"]
        expect(learner.page.locator("#third")).to_have_value("")

    def test_a_claim_chosen_next_carries_no_verdict_over(
        self, db: Session, live_app: Flask, live_url: str, browser: Browser
    ) -> None:
        learner = signed_in(Watch(browser, live_url), db, "mouse", mode="visual")
        begin(learner, "act.chasse-hallucinations")
        learner.go_on_with_activity(until="mission-1")
        page = learner.page
        page.locator("[data-note=inquiry] [data-claim=s3]").click()
        page.locator("#verdict-missing").check()
        page.locator("[data-note=inquiry] [data-claim=s5]").click()
        assert page.locator("[name=verdict]:checked").count() == 0
        assert page.locator("#judged").input_value() == "s5"

    def test_the_keyboard_goes_on_from_the_next_pair(
        self, db: Session, live_app: Flask, live_url: str, browser: Browser, kept: Kept
    ) -> None:
        learner = signed_in(Watch(browser, live_url), db, "keyboard", mode="visual")
        begin(learner, "act.atelier-consignes")
        learner.go_on_with_activity(until="mission-1")
        learner.hands.press(learner.page.get_by_role("button", name="Choisir la réponse B"))
        expect(learner.page.locator("[data-focus]")).to_be_focused()
        expect(learner.page.locator("[data-focus]")).to_have_text("Paire 2 sur 6")
        said = learner.page.locator(".activity__status").inner_text()
        run = kept.run("act.atelier-consignes")
        better = pairs_of(run.seed)[0].better
        assert said.startswith("Oui" if better == "b" else "C’est plutôt la réponse A")

    @each_activity
    def test_the_bench_weighs_little(
        self, activity_id: str, db: Session, live_app: Flask, live_url: str, browser: Browser
    ) -> None:
        learner = signed_in(Watch(browser, live_url), db, "mouse", mode="visual")
        begin(learner, activity_id)
        learner.go_on_with_activity(until="mission-1")
        network = learner.page.context.new_cdp_session(learner.page)
        sizes: list[float] = []
        network.on("Network.loadingFinished", lambda e: sizes.append(e["encodedDataLength"]))
        network.send("Network.enable")
        network.send("Network.setCacheDisabled", {"cacheDisabled": True})
        learner.page.reload(wait_until="networkidle")
        assert len(sizes) <= MOST_REQUESTS
        assert sum(sizes) <= MOST_KILOBYTES * 1000


class TestSpeakEnglish:
    @each_activity
    def test_the_page_is_in_english(self, activity_id: str, client: PageClient) -> None:
        page = WORKSHOP if activity_id == ACTIVITIES[0] else HUNT
        client.sign_in(EMAIL)
        client.submit("/language", page="/learn/", language="en", next="/learn/")
        client.submit(f"{page}/start", page=page, mode="text")
        text = client.get(page).text
        titles = {ACTIVITIES[0]: "What is known:", ACTIVITIES[1]: "Submit my plan"}
        assert titles[activity_id] in text
        assert "Ce que l’on sait" not in text
        assert "Valider mon plan" not in text

    @each_activity
    def test_a_refused_answer_says_what_to_do(self, activity_id: str, client: PageClient) -> None:
        page = WORKSHOP if activity_id == ACTIVITIES[0] else HUNT
        client.sign_in(EMAIL)
        client.submit(f"{page}/start", page=page, mode="text")
        refused = client.submit(f"{page}/steps/prediction", page=page, run="1")
        assert refused.status == 422
        assert "Choisissez un" in refused.text
