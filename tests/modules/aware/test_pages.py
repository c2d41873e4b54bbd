"""The activities of sequences 2 and 3: perfect runs by forms, and what pictures answer to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy.orm import Session

from caire.clock import utcnow
from caire.learning.queries import latest_run, path_of
from caire.learning.services.activities import run_score
from modules.aware import module
from modules.aware.activities.nearest_points.bench import written
from modules.aware.activities.nearest_points.scenarios import intrusion, newcomer, scenario_of
from modules.aware.activities.token_cutter.cutter import most_cut, triple
from tests.factories import load_courses, make_learner, make_person
from tests.support.browser import DESKTOP, TIMEOUT_MS, let_in
from tests.support.client import PageClient
from tests.support.databases import FilledDatabases
from tests.support.reporting import reports

SCREENS = {
    "act.points-voisins": "n1.s2.e3",
    "act.mot-suivant": "n1.s3.e3",
    "act.decoupeur": "n1.s3.e5",
}
each_activity = pytest.mark.parametrize("activity_id", list(SCREENS))


@dataclass(frozen=True)
class Learner:
    db: Session
    person_id: int
    email: str

    def row(self, screen_id: str) -> Any:
        """The latest run, as the database has it now."""
        self.db.rollback()
        path = path_of(self.db, person_id=self.person_id, course_key="aware")
        assert path
        return latest_run(self.db, enrolment_id=path.enrolment.id, screen_id=screen_id)

    def seed(self, screen_id: str) -> int:
        return int(self.row(screen_id).seed)

    def score(self, activity_id: str) -> float:
        row = self.row(SCREENS[activity_id])
        activity = module.activity(activity_id)
        assert activity
        assert row.completed_at
        return run_score(activity, row.steps)


@pytest.fixture
def database_url(filled_databases: FilledDatabases, tmp_path: Path) -> Iterator[str]:
    """SQLite: what differs between databases is tested below the pages."""
    yield from filled_databases.copy("sqlite", load_courses, tmp_path)


@pytest.fixture
def learner(db: Session) -> Learner:
    account = make_person(db)
    make_learner(db, account, now=utcnow())
    db.commit()
    return Learner(db, account.id, account.email)


def forms_of(activity_id: str, seed: int) -> list[tuple[str, dict[str, str]]]:
    """What to post, in order, for a perfect run: `explore`, or a step."""
    if activity_id == "act.points-voisins":
        scenario = scenario_of(seed)
        kept = [p for rank, p in enumerate(scenario.starter) if rank not in scenario.wrong]
        return [
            ("prediction", {"label": str(newcomer(seed).label)}),
            ("explore", {"action": "update", "points": written(kept), "method": "knn1"}),
            ("mission-1", {}),
            ("mission-2", {"flip": intrusion(seed).flipped}),
            ("mission-3", {"better": "knn1", "clear": "stump"}),
            ("explanation", {"choice": "a"}),
        ]
    if activity_id == "act.mot-suivant":
        tries = [("explore", {"action": "sentence", "temperature": t}) for t in ("0", "1.5") * 3]
        unseen = {"action": "sentence", "corpus": "recipes", "typed": "La photocopieuse"}
        return [
            ("prediction", {"word": "joint"}),
            *tries,
            ("mission-1", {"change": "same-then-different"}),
            ("explore", unseen),
            ("mission-2", {"truth": "always-answers"}),
            ("explanation", {"choice": "c"}),
        ]
    words = triple(seed)
    return [
        ("prediction", {"word": "abc"[words.index(most_cut(words))]}),
        ("explore", {"action": "cut", "text": "merci algorithme"}),
        ("mission-1", {"few": "merci", "many": "algorithme"}),
        ("explanation", {"choice": "a"}),
    ]


class TestTextVersion:
    @each_activity
    def test_forms_alone_lead_to_the_full_score(
        self, activity_id: str, learner: Learner, client: PageClient
    ) -> None:
        screen = SCREENS[activity_id]
        page = f"/learn/aware/{screen}"
        client.sign_in(learner.email)
        client.submit(f"{page}/start", page=page, mode="text")
        for step, fields in forms_of(activity_id, learner.seed(screen)):
            url = f"{page}/explore" if step == "explore" else f"{page}/steps/{step}"
            sent = client.submit(url, page=page, run="1", **fields)
            assert sent.status == 303, (step, sent.text[:400])
        assert learner.score(activity_id) == 1.0
        assert "À retenir" in client.get(page).text

    @each_activity
    def test_a_replayed_step_changes_nothing(
        self, activity_id: str, learner: Learner, client: PageClient
    ) -> None:
        screen = SCREENS[activity_id]
        page = f"/learn/aware/{screen}"
        client.sign_in(learner.email)
        client.submit(f"{page}/start", page=page, mode="text")
        (step, fields), *_ = forms_of(activity_id, learner.seed(screen))
        client.submit(f"{page}/steps/{step}", page=page, run="1", **fields)
        first = learner.row(screen).steps
        for value in ("0", "1", "a", "b", "c", "joint", "dessous"):
            client.submit(f"{page}/steps/{step}", page=page, run="1", label=value, word=value)
        assert learner.row(screen).steps == first

    @each_activity
    def test_a_refused_answer_says_what_to_do(
        self, activity_id: str, learner: Learner, client: PageClient
    ) -> None:
        page = f"/learn/aware/{SCREENS[activity_id]}"
        client.sign_in(learner.email)
        client.submit(f"{page}/start", page=page, mode="text")
        refused = client.submit(f"{page}/steps/prediction", page=page, run="1")
        assert refused.status == 422
        assert "Choisissez un" in refused.text

    def test_english_pages_print(self, learner: Learner, client: PageClient) -> None:
        client.sign_in(learner.email)
        client.submit("/language", page="/learn/", language="en", next="/learn/")
        for screen in SCREENS.values():
            page = f"/learn/aware/{screen}"
            client.submit(f"{page}/start", page=page, mode="text")
            assert client.get(page).status == 200


def opened(browser: Browser, live_url: str, learner: Learner, activity_id: str) -> Page:
    """The activity in its visual version, its prediction made."""
    page = browser.new_page(base_url=live_url, viewport=DESKTOP)
    page.set_default_timeout(TIMEOUT_MS)
    let_in(page.context, learner.email)
    page.goto(f"/learn/aware/{SCREENS[activity_id]}")
    page.click("main form[action$=start] button[type=submit]")
    page.locator("#prediction [type=radio]").first.check()
    page.click("#prediction button[type=submit]")
    page.wait_for_selector("#bench")
    return page


@contextmanager
def reported(page: Page, count: int = 1) -> Iterator[None]:
    """Wait until `count` manipulations have reached the server."""
    answers: list[int] = []
    page.on("response", lambda r: answers.append(r.status) if r.url.endswith("/explore") else None)
    yield
    while len(answers) < count:
        page.wait_for_event("response", timeout=TIMEOUT_MS)


@pytest.mark.browser
class TestVisualVersion:
    def test_points_are_moved_relabelled_and_removed_by_keyboard(
        self, learner: Learner, live_url: str, live_app: Flask, browser: Browser
    ) -> None:
        page = opened(browser, live_url, learner, "act.points-voisins")
        before = [list(p) for p in page.evaluate(STARTER)]
        x, y, label = before[3]
        expected = [*before]
        expected[3] = [min(100, x + 2), min(100, y + 2), 1 - label]
        del expected[5]
        told = ";".join(".".join(map(str, point)) for point in expected)
        with reports(page, action="update", points=told):
            page.locator("#bench [role=button]").nth(3).focus()
            for key in ("ArrowRight", "ArrowUp", "Enter"):
                page.keyboard.press(key)
            page.locator("#bench [role=button]").nth(5).focus()
            page.keyboard.press("Delete")
        assert learner.row("n1.s2.e3").workspace["points"] == expected

    def test_a_point_is_dragged(
        self, learner: Learner, live_url: str, live_app: Flask, browser: Browser
    ) -> None:
        page = opened(browser, live_url, learner, "act.points-voisins")
        first = page.locator("#bench [role=button]").first
        first.scroll_into_view_if_needed()
        box = first.bounding_box()
        paper = page.locator("#bench .plot__paper").bounding_box()
        assert box
        assert paper
        with reported(page):
            page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
            page.mouse.down()
            page.mouse.move(paper["x"] + paper["width"] / 2, paper["y"] + paper["height"] / 2)
            page.mouse.up()
        x, y, _ = learner.row("n1.s2.e3").workspace["points"][0]
        assert (x, y) == (pytest.approx(50, abs=1), pytest.approx(50, abs=1))

    def test_browser_and_server_write_the_same_sentences(
        self, learner: Learner, live_url: str, live_app: Flask, browser: Browser
    ) -> None:
        page = opened(browser, live_url, learner, "act.mot-suivant")
        page.wait_for_selector(".bars__row")
        with reported(page, 4):
            page.check("[name=temperature][value='1.5']")
            page.click("[data-part=sentence]")
            page.click("[data-part=sentence]")
            page.check("[name=temperature][value='0.7']")
            page.click("[data-part=restart]")
            page.click("[data-part=word]")
        seen = page.locator("[data-part=written] li").all_inner_texts()
        kept = learner.row("n1.s3.e3").workspace
        assert [
            f"Température {temperature.replace('.', ',')}\u00a0: {text}"
            for _, temperature, text in reversed(kept["sentences"])
        ] == seen
        assert page.inner_text("[data-part=text]").lower().startswith(kept["words"][0].lower())

    def test_tokens_are_the_same_in_both_versions(
        self, learner: Learner, live_url: str, live_app: Flask, browser: Browser
    ) -> None:
        page = opened(browser, live_url, learner, "act.decoupeur")
        page.wait_for_selector(".tokens__token")
        with reports(page, text="Les algorithmes mangent du kiwi"):
            page.fill("#text", "Les algorithmes mangent du kiwi")
        shown = page.locator(".tokens__token").all_inner_texts()
        with page.expect_navigation():
            page.click("form[action$=mode] button")
        rows = page.locator("#bench table").first.locator("tbody td").all_inner_texts()
        assert [row.split()[-1] for row in rows] == shown


STARTER = """() => JSON.parse(document.querySelector("[data-client]").dataset.client).points"""
