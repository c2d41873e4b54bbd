"""The demonstration has somebody who took the test: her path shows what it spares."""

from datetime import timedelta

from sqlalchemy.orm import Session

from caire.demo.journeys import learn
from caire.demo.placements import take_placement
from caire.learning.progress.summary import sequence_progress
from tests.support.played import newcomer


class TestTakingItInTheDemonstration:
    def test_spares_what_is_known_and_learning_goes_on_with_the_rest(self, db: Session) -> None:
        learner = newcomer(db)
        take_placement(db, learner, test_id="dispense.n1", known="ABD")
        learner.clock += timedelta(days=1)
        learn(db, learner, screens=6)
        path = learner.path(db)

        status = {s.id: sequence_progress(s, path.state).status for s in path.course.sequences}

        assert [status[f"n1.s{n}"] for n in range(6)] == [
            "done", "waived", "waived", "waived", "started", "started"
        ]  # fmt: skip
