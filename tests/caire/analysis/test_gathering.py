"""Statistics grow with the traces, once for each answer, and name nobody."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.analysis.models import ItemStatistic, StatisticsMark
from caire.analysis.queries import item_reports
from caire.analysis.services.gathering import forget, gather
from caire.catalogue.queries import current_course
from caire.demo.journeys import learn, take_exam
from caire.learning.models import Sitting
from tests.factories import COURSE, NOW
from tests.support.played import lea, newcomer

COLUMNS = tuple(ItemStatistic.__table__.columns)


def statistics(db: Session) -> list[tuple[object, ...]]:
    return [tuple(row) for row in db.execute(select(*COLUMNS).order_by(*COLUMNS[:4]))]


class TestGather:
    def test_counts_each_first_answer_once(self, db: Session) -> None:
        assert gather(db, now=NOW) > 0
        first = statistics(db)
        assert gather(db, now=NOW) == 0
        assert statistics(db) == first
        rows = db.scalars(select(ItemStatistic)).all()
        assert {row.mode for row in rows} == {"formative", "diagnostic"}
        assert all((row.answers, row.points, row.failures) == (1, 1.0, 0) for row in rows)

    def test_goes_on_from_where_it_was(self, db: Session) -> None:
        gather(db, now=NOW)
        learn(db, newcomer(db, skill=0.0), screens=5)
        db.commit()
        assert gather(db, now=NOW) > 0
        twice = [row for row in db.scalars(select(ItemStatistic)) if row.answers == 2]
        assert twice
        wrong = [row for row in twice if row.points < 2]
        assert all(row.failures == 1 for row in wrong)
        assert any(row.failing for row in wrong)

    def test_takes_the_points_of_a_form_and_its_rest_from_the_exam(self, db: Session) -> None:
        learner = lea(db, skill=0.7)
        take_exam(db, learner)
        db.commit()
        gather(db, now=learner.clock)
        sitting = db.scalars(select(Sitting).where(Sitting.kind == "exam")).one()
        rows = {r.item_id: r for r in db.scalars(select(ItemStatistic)) if r.mode == "exam"}
        assert set(rows) == set(sitting.item_ids)
        total = sum(row.points for row in rows.values())
        for row in rows.values():
            assert (row.answers, row.pairs, row.exposure) == (1, 1, 1.0)
            assert abs(row.sum_r - (total - row.points) / (len(rows) - 1)) < 1e-3

    def test_again_from_nothing_is_the_same(self, db: Session) -> None:
        learn(db, newcomer(db, skill=0.5), screens=4)
        db.commit()
        gather(db, now=NOW)
        kept = statistics(db)
        forget(db)
        assert statistics(db) == []
        gather(db, now=NOW)
        assert statistics(db) == kept
        assert db.scalars(select(StatisticsMark)).one().last_seq > 0


class TestReport:
    def test_a_major_version_starts_anew(self, db: Session) -> None:
        gather(db, now=NOW)
        course = current_course(db, COURSE)[1]
        before = item_reports(db, course)
        db.execute(ItemStatistic.__table__.update().values(major=7))
        assert before
        assert item_reports(db, course) == []

    def test_nothing_of_fewer_than_five(self, db: Session) -> None:
        gather(db, now=NOW)
        reports = item_reports(db, current_course(db, COURSE)[1])
        assert all(report.is_small for report in reports)
        assert all(share is None for r in reports for share in r.choices.values())
