"""The activities of sequences 6 and 7: both versions show the same numbers."""

import pytest
from sqlalchemy.orm import Session

from tests.modules.trial import begin
from tests.support.client import PageClient
from tests.support.hands import Pointer
from tests.support.reporting import reports
from tests.support.watching import Watch

pytestmark = pytest.mark.browser


@pytest.fixture
def database_url(trial_database_url: str) -> str:
    return trial_database_url


class TestCompare:
    def test_the_gauge_says_the_same_in_both_versions(
        self, db: Session, live_client: PageClient, watch: Watch
    ) -> None:
        _, learner = begin(
            db, watch, live_client, "act.jauge-empreinte", Pointer, until="mission-1"
        )
        page = learner.page
        with reports(page, video="2", actions="fewer-videos", zone="world"):
            page.fill("#video", "2")
            page.check("#actions-fewer-videos")
            page.select_option("#zone", "world")
        parts = ["range", "saved", "emissions", "life-cycle", "objects", "by-use"]
        drawn = [page.locator(f'[data-part="{part}"]').inner_text() for part in parts]
        learner.follow(page.locator("form[action$=mode] button"))
        assert [page.locator(f'[data-part="{part}"]').inner_text() for part in parts] == drawn

    def test_the_lab_gives_the_same_in_both_versions(
        self, db: Session, live_client: PageClient, watch: Watch
    ) -> None:
        _, learner = begin(db, watch, live_client, "act.labo-biais", Pointer, until="mission-1")
        page = learner.page
        learner.go_on_with_activity(until="mission-2")
        parts = ["a-value", "b-value", "ratio", "agreement"]
        drawn = [page.locator(f'[data-part="{part}"]').inner_text() for part in parts]
        learner.follow(page.locator("form[action$=mode] button"))
        row = page.locator("#bench table").last.locator("tbody tr").first.inner_text()
        assert all(value in row for value in drawn)
