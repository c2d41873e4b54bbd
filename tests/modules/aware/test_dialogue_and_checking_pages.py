"""The workshop of prompts and the hunt for claims: what is particular to their pages."""

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from modules.aware.activities.prompt_workshop.draws import pairs_of
from tests.modules.trial import begin, begin_written
from tests.support.client import PageClient
from tests.support.hands import Finger, Keyboard, Pointer
from tests.support.watching import Watch

ACTIVITIES = ("act.atelier-consignes", "act.chasse-hallucinations")
each_activity = pytest.mark.parametrize("activity_id", ACTIVITIES)


@pytest.fixture
def database_url(trial_database_url: str) -> str:
    return trial_database_url


@pytest.mark.browser
class TestTouch:
    def test_a_passage_touched_takes_the_next_rank_and_gives_it_back(
        self, db: Session, live_client: PageClient, watch: Watch
    ) -> None:
        _, learner = begin(
            db, watch, live_client, "act.chasse-hallucinations", Finger, has_touch=True
        )
        for claim in ("s9", "s5", "s9", "s3"):
            learner.page.locator(f"[data-note=plan] [data-claim={claim}]").tap()
        ranks = [learner.page.locator(f"#{name}").input_value() for name in ("first", "second")]
        assert ranks == ["s3", "s5"]
        expect(learner.page.locator("#third")).to_have_value("")

    def test_a_claim_chosen_next_carries_no_verdict_over(
        self, db: Session, live_client: PageClient, watch: Watch
    ) -> None:
        _, learner = begin(
            db, watch, live_client, "act.chasse-hallucinations", Pointer, until="mission-1"
        )
        page = learner.page
        page.locator("[data-note=inquiry] [data-claim=s3]").click()
        page.locator("#verdict-missing").check()
        page.locator("[data-note=inquiry] [data-claim=s5]").click()
        assert page.locator("[name=verdict]:checked").count() == 0
        assert page.locator("#judged").input_value() == "s5"

    def test_the_keyboard_goes_on_from_the_next_pair(
        self, db: Session, live_client: PageClient, watch: Watch
    ) -> None:
        trial, learner = begin(
            db, watch, live_client, "act.atelier-consignes", Keyboard, until="mission-1"
        )
        learner.hands.press(learner.page.get_by_role("button", name="Choisir la réponse B"))
        expect(learner.page.locator("[data-focus]")).to_be_focused()
        expect(learner.page.locator("[data-focus]")).to_have_text("Paire 2 sur 6")
        said = learner.page.locator(".activity__status").inner_text()
        better = pairs_of(trial.run.seed)[0].better
        assert said.startswith("Oui" if better == "b" else "C’est plutôt la réponse A")


class TestSpeakEnglish:
    @each_activity
    def test_the_page_is_in_english(
        self, activity_id: str, db: Session, client: PageClient
    ) -> None:
        _, forms = begin_written(db, client, activity_id)
        forms.send("English")
        text = forms.page.text
        titles = {ACTIVITIES[0]: "What is known:", ACTIVITIES[1]: "Submit my plan"}
        assert titles[activity_id] in text
        assert "Ce que l’on sait" not in text
        assert "Valider mon plan" not in text

    @each_activity
    def test_a_refused_answer_says_what_to_do(
        self, activity_id: str, db: Session, client: PageClient
    ) -> None:
        trial, _ = begin_written(db, client, activity_id)
        refused = client.submit(f"{trial.url}/steps/prediction", page=trial.url, run="1")
        assert refused.status == 422
        assert "Choisissez un" in refused.text
