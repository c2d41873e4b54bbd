"""A placement test spares a screen that opens units: they are waived, and count as no hours."""

from caire.cmi5 import vocabulary as v
from caire.db import transaction
from caire.events import announce
from caire.learning.progress.summary import minutes_done
from caire.learning.queries import path_of
from caire.lrs.building import activity, statement
from caire.lrs.queries import statements_of_registration
from caire.lrs.services import store_own
from caire.lrs.vocabulary import TYPE_ASSESSMENT
from caire.placement.events import ScreensWaived
from caire.placement.statements import KIND
from tests.caire.cmi5.factories import SCREEN, bring, real_package
from tests.factories import NOW, XAPI_ROOT


def spare(db, enrolment) -> None:
    """What the decision of a placement test says and announces."""
    said = statement(
        XAPI_ROOT,
        id="7d0c7a1e-0000-4000-8000-000000000001",
        actor_name=enrolment.actor_name,
        verb=v.WAIVED,
        target=activity(XAPI_ROOT, KIND, "dispense.n1", TYPE_ASSESSMENT),
        registration=enrolment.registration,
        course_key="aware",
        content_version="1",
        now=NOW,
        extensions={"screens": [SCREEN]},
    )
    with transaction(db):
        store_own(db, statements=[said], authority_home=XAPI_ROOT)
        announce(db, ScreensWaived(enrolment.id, (SCREEN,), enrolment.person_id, XAPI_ROOT, NOW))


class TestUnitsOfSparedScreens:
    def test_are_waived_because_they_were_tested_out(self, db, app, enrolment, learner) -> None:
        with transaction(db):
            bring(db, real_package())

        spare(db, enrolment)

        records = statements_of_registration(db, enrolment.registration)
        waived = [r.data for r in records if r.verb == v.WAIVED and "cmi5" in r.raw]
        assert [one["result"]["extensions"] for one in waived] == [{v.REASON: "Tested Out"}]
        path = path_of(db, person_id=learner.id, course_key="aware")
        assert path is not None
        assert path.state.settled(SCREEN)
        assert minutes_done(path.course, path.state) == 0

    def test_of_a_course_that_is_not_imported_are_spared_without_a_unit(
        self, db, app, enrolment, learner
    ) -> None:
        spare(db, enrolment)

        path = path_of(db, person_id=learner.id, course_key="aware")
        assert path is not None
        assert path.state.settled(SCREEN)
