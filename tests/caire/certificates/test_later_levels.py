"""What the certificates of levels 2 and 3 ask for beside what level 1 does (CURRICULUM F.1)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.catalogue.course import Course
from caire.catalogue.rules import DossierRule, Rule, ShareFloor
from caire.certificates.deciding import decision_on
from caire.certificates.eligibility import Decision, evaluate
from caire.certificates.models import Certificate
from caire.certificates.services.auditing import audit
from caire.certificates.services.issuing import issue_if_earned
from caire.certificates.services.revoking import revoke
from caire.certificates.statements import revoked
from caire.demo.journeys import Learner, learn
from caire.dossiers.statements import decided
from caire.learning.prerequisites import Prior
from caire.learning.progress.rebuild import check
from caire.learning.progress.state import DepositRecord, DossierRecord, ExamRecord, LearningState
from caire.learning.queries import sittings
from caire.learning.services.exam import begin_attempt, hand_in
from caire.learning.services.sittings import EXAM, save_answer
from caire.lrs import vocabulary as v
from caire.lrs.queries import statements_of_registration
from caire.lrs.services import store_own, void
from caire.people.queries import known_account
from tests.factories import NOW, XAPI_ROOT
from tests.support.client import PageClient
from tests.support.half_day import attend
from tests.support.later_level import (
    RULE,
    SCENARIO,
    certified_before,
    later_content,
    later_learner,
    placed,
    write,
)
from tests.support.productions import PLEDGES

AT = NOW.isoformat()
FLOORS = ("caire.c4.3", "caire.c5.3", "caire.c7.3", "caire.c10.3")
PRODUCTIONS = ("n3.s1.e7", "n3.s4.e8")
WHOLE = {"p1": 8.0, "p2": 8.0, "p3": 7.0, "p4": 6.0}
Change = Callable[[LearningState], None]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course whose rule asks for what only level 3 asks, and for nothing else."""
    small = later_content(tmp_path_factory.mktemp("later")).course()
    assert small.rule is not None
    return msgspec.structs.replace(small, rule=rule_of_level_3(small.rule))


def rule_of_level_3(rule: Rule) -> Rule:
    return msgspec.structs.replace(
        rule,
        sequences=(),
        attended=False,
        min_acts=0,
        identity=False,
        prerequisites=("certificate.n2", "placement.entry.n3"),
        exam_min_share=0.75,
        exam_share_floors=tuple(ShareFloor(c, 0.5) for c in FLOORS),
        exam_forbid=("critical_node",),
        productions=PRODUCTIONS,
        dossier=DossierRule("rubric.dossier.n3", 0.60, no_zero=True),
    )


def exam(points: float = 20, critical: tuple[str, ...] = (), **shares: float) -> ExamRecord:
    """An attempt at 25 questions; `c4=0.4` is the share of that area's points."""
    given = {f"caire.{area}.3": share for area, share in shares.items()}
    return ExamRecord(
        "exam", 1, AT, True, points, 25.0, {}, {},
        shares=dict.fromkeys(FLOORS, 1.0) | given, critical=list(critical),
    )  # fmt: skip


def dossier(rubric: str = "rubric.dossier.n3", **parts: float) -> DossierRecord:
    found = WHOLE | parts
    return DossierRecord(
        f"dossier-{sum(found.values())}", rubric, AT, sum(found.values()), 48.0, found
    )


def earned() -> LearningState:
    return LearningState(
        exams=[exam()],
        productions={name: DepositRecord(AT, name) for name in PRODUCTIONS},
        dossiers=[dossier()],
    )


def prior(name: str = "certificate.n2", days_ago: int = 100) -> Prior:
    return Prior(name, f"trace of {name}", NOW - timedelta(days=days_ago))


def with_exams(*records: ExamRecord) -> Change:
    return lambda state: setattr(state, "exams", list(records))


def with_dossiers(*records: DossierRecord) -> Change:
    return lambda state: setattr(state, "dossiers", list(records))


def without(production: str) -> Change:
    def change(state: LearningState) -> None:
        del state.productions[production]

    return change


EXAM_MISSING, DOSSIER_MISSING = ("exam_passed",), ("dossier_passed",)
CASES: list[tuple[str, Change, tuple[str, ...]]] = [
    ("everything is shown", lambda state: None, ()),
    ("18.75 of 25 is enough", with_exams(exam(18.75)), ()),
    ("18.74 of 25 is not rounded up", with_exams(exam(18.74)), EXAM_MISSING),
    ("half of the points of an area is enough", with_exams(exam(c4=0.5)), ()),
    ("less than half of the points of one area", with_exams(exam(c10=0.499999)), EXAM_MISSING),
    ("an area of which nothing is known", with_exams(exam(c7=0.0)), EXAM_MISSING),
    ("a critical choice", with_exams(exam(25, critical=("itm.n3.c5.1",))), EXAM_MISSING),
    ("a critical choice, then a sound attempt", with_exams(exam(25, ("i",)), exam(19)), ()),
    ("a text that was not written", without("n3.s4.e8"), ("productions_deposited",)),
    ("no dossier", with_dossiers(), DOSSIER_MISSING),
    ("28 points of 48: less than 60 %", with_dossiers(dossier(p4=5)), DOSSIER_MISSING),
    ("29 points of 48", with_dossiers(dossier(p4=6)), ()),
    ("a part without a point", with_dossiers(dossier(p1=12, p2=12, p4=0)), DOSSIER_MISSING),
    ("marked by another rubric", with_dossiers(dossier(rubric="other")), DOSSIER_MISSING),
    ("a second version that passes", with_dossiers(dossier(p4=1), dossier()), ()),
]  # fmt: skip


def decide(course: Course, state: LearningState, *shown: Prior) -> Decision:
    decision = evaluate(course, state, prior=shown, now=NOW)
    assert decision is not None
    return decision


class TestConditions:
    @pytest.mark.parametrize(
        ("change", "missing"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
    )
    def test_each_is_met_or_missing(
        self, course: Course, change: Change, missing: tuple[str, ...]
    ) -> None:
        state = earned()
        change(state)

        decision = decide(course, state, prior())

        assert decision.missing == missing

    @pytest.mark.parametrize(
        ("shown", "missing"),
        [
            ((), ("prerequisite",)),
            ((prior("certificate.n1"),), ("prerequisite",)),
            ((prior("placement.entry.n2"),), ("prerequisite",)),
            ((prior("certificate.n2"),), ()),
            ((prior("placement.entry.n3"),), ()),
        ],
    )
    def test_one_of_the_prerequisites_is_enough(
        self, course: Course, shown: tuple[Prior, ...], missing: tuple[str, ...]
    ) -> None:
        assert decide(course, earned(), *shown).missing == missing

    def test_a_dossier_may_have_a_part_at_zero_where_the_rule_says_so(self, course: Course) -> None:
        assert course.rule is not None
        lenient = DossierRule("rubric.dossier.n3", 0.60, no_zero=False)
        rule = msgspec.structs.replace(course.rule, dossier=lenient)
        state = earned()
        state.dossiers = [dossier(p1=12, p2=12, p4=0)]

        assert decide(msgspec.structs.replace(course, rule=rule), state, prior()).met

    def test_names_the_trace_of_each(self, course: Course) -> None:
        decision = decide(course, earned(), prior("placement.entry.n3"), prior())

        assert decision.evidence == {
            "prerequisite": ["trace of placement.entry.n3"],
            "exam_passed": ["exam"],
            "productions_deposited": list(PRODUCTIONS),
            "dossier_passed": ["dossier-29.0"],
        }
        assert decision.evidence_at == datetime.fromisoformat(AT)


@pytest.fixture
def learner(db: Session, tmp_path: Path) -> Learner:
    return later_learner(db, later_content(tmp_path))


def missing(db: Session, learner: Learner) -> tuple[str, ...]:
    decision = decision_on(db, learner.path(db), now=learner.clock)
    assert decision is not None
    return decision.missing


def sit(db: Session, learner: Learner, *, scenario: str) -> None:
    """An attempt with the question right and this choice in the scenario."""
    path = learner.path(db)
    number = begin_attempt(
        db, path=path, secret=learner.secret, xapi_root=XAPI_ROOT, now=learner.later(5)
    )
    (row,) = (r for r in sittings(db, enrolment_id=path.enrolment.id, kind=EXAM))
    for item_id in row.item_ids:
        form = {"node-n1": [scenario]} if item_id == SCENARIO else {"choice": ["a"]}
        save_answer(
            db,
            path=path,
            kind=EXAM,
            number=number,
            item_id=item_id,
            form=form,
            confidence=None,
            flagged=False,
            now=learner.later(1),
        )
    hand_in(db, path=path, number=number, xapi_root=XAPI_ROOT, now=learner.later(1))


def dossier_marked(db: Session, learner: Learner) -> None:
    """The trace alone of a dossier that passes; `tests/caire/dossiers` tells how it comes."""
    path = learner.path(db)
    assert path.course.rubric is not None
    statement = decided(
        XAPI_ROOT,
        path.enrolment,
        path.course,
        path.course.rubric,
        number=1,
        decision=1,
        kept_rank=1,
        marks={"p1": {"exact": 3, "situe": 2}, "p2": {"exact": 3, "situe": 1}},
        passed=True,
        now=learner.later(5),
    )
    store_own(db, statements=[statement], authority_home=XAPI_ROOT)


def earn(db: Session, learner: Learner) -> None:
    """All but what comes before this level."""
    learn(db, learner)
    sit(db, learner, scenario="a")
    write(db, learner)
    dossier_marked(db, learner)
    attend(db, learner)


class TestExam:
    def test_a_critical_choice_fails_an_attempt_that_has_the_points(
        self, db: Session, learner: Learner
    ) -> None:
        learn(db, learner)

        sit(db, learner, scenario="b")

        (record,) = learner.path(db).state.exams
        assert (record.points, record.passed, record.critical) == (1.3, False, [SCENARIO])
        assert record.shares == {"caire.c1.1": 0.65}
        assert "exam_passed" in missing(db, learner)

    def test_too_few_points_in_one_competency_fail(self, db: Session, tmp_path: Path) -> None:
        content = later_content(tmp_path)
        content.edit(RULE, "floors_share: {caire.c1.1: 0.50}", "floors_share: {caire.c1.1: 0.66}")
        content.edit(RULE, "    forbid: [critical_node]\n", "    forbid: []\n")
        learner = later_learner(db, content)
        learn(db, learner)

        sit(db, learner, scenario="b")

        assert not learner.path(db).state.exams[0].passed
        assert "exam_passed" in missing(db, learner)

    def test_the_summary_is_what_the_traces_give(self, db: Session, learner: Learner) -> None:
        learn(db, learner)
        sit(db, learner, scenario="b")
        write(db, learner)

        assert check(db) == []


class TestProductions:
    def test_writing_deposits_and_an_empty_page_does_not(
        self, db: Session, learner: Learner
    ) -> None:
        learn(db, learner)
        write(db, learner, text="  ")
        assert "productions_deposited" in missing(db, learner)

        write(db, learner)

        assert "productions_deposited" not in missing(db, learner)

    def test_the_trace_says_nothing_of_what_was_written(
        self, db: Session, learner: Learner
    ) -> None:
        write(db, learner, text="Le secret de Durand")

        registration = learner.path(db).enrolment.registration
        raw = [record.raw for record in statements_of_registration(db, registration)]
        assert any(f"/activities/production/{PLEDGES}" in text for text in raw)
        assert not any("Durand" in text for text in raw)

    def test_writing_again_adds_no_trace(self, db: Session, learner: Learner) -> None:
        write(db, learner)
        first = learner.path(db).state.productions

        write(db, learner, text="Une autre version")

        assert learner.path(db).state.productions == first


class TestPrerequisite:
    def test_an_earlier_certificate_counts_from_whichever_enrolment(
        self, db: Session, learner: Learner
    ) -> None:
        assert "prerequisite" in missing(db, learner)

        certified_before(db, learner, registration=str(uuid4()))

        assert "prerequisite" not in missing(db, learner)

    def test_an_entry_test_counts_when_it_is_passed(self, db: Session, learner: Learner) -> None:
        placed(db, learner, verb=v.FAILED)
        placed(db, learner, test="entry.n9")
        assert "prerequisite" in missing(db, learner)

        placed(db, learner)

        assert "prerequisite" not in missing(db, learner)

    def test_a_trace_that_was_taken_back_does_not_count(
        self, db: Session, learner: Learner
    ) -> None:
        trace = placed(db, learner)
        void(db, statement_id=trace, authority_home=XAPI_ROOT, now=learner.later(1))

        assert "prerequisite" in missing(db, learner)

    def test_a_certificate_that_was_revoked_does_not_count(
        self, db: Session, learner: Learner
    ) -> None:
        certified_before(db, learner)
        path = learner.path(db)
        statement = revoked(
            XAPI_ROOT, path.enrolment, path.course, code="AAAA", now=learner.later(1)
        )
        store_own(db, statements=[statement], authority_home=XAPI_ROOT)

        assert "prerequisite" in missing(db, learner)

    def test_somebody_else_s_does_not_count(
        self, db: Session, learner: Learner, tmp_path: Path
    ) -> None:
        other = later_learner(db, later_content(tmp_path / "again"))
        certified_before(db, other)

        assert "prerequisite" in missing(db, learner)


class TestCertificate:
    def issued(self, db: Session, learner: Learner) -> Certificate | None:
        return issue_if_earned(
            db,
            enrolment_id=learner.path(db).enrolment.id,
            xapi_root=XAPI_ROOT,
            now=learner.later(1),
        )

    def test_waits_for_the_earlier_level_and_names_its_trace(
        self, db: Session, learner: Learner
    ) -> None:
        earn(db, learner)
        assert self.issued(db, learner) is None

        trace = certified_before(db, learner)
        certificate = self.issued(db, learner)

        assert certificate is not None
        assert certificate.evidence["prerequisite"] == [trace]
        assert audit(db, code=certificate.code).sound

    def test_stays_when_the_earlier_one_is_revoked_afterwards(
        self, db: Session, learner: Learner
    ) -> None:
        certified_before(db, learner)
        earn(db, learner)
        certificate = db.scalars(select(Certificate)).one()
        path = learner.path(db)
        statement = revoked(
            XAPI_ROOT, path.enrolment, path.course, code="AAAA", now=learner.later(1)
        )
        store_own(db, statements=[statement], authority_home=XAPI_ROOT)

        assert audit(db, code=certificate.code).sound
        revoke(db, code=certificate.code, reason="Essai", xapi_root=XAPI_ROOT, now=learner.later(1))
        assert audit(db, code=certificate.code).sound


class TestWhy:
    def test_says_each_condition_its_state_and_what_is_missing(
        self, db: Session, client: PageClient, learner: Learner
    ) -> None:
        db.commit()
        client.sign_in(self.email(db, learner))

        page = client.get("/learn/aware/why")

        for text in (
            "Niveau précédent acquis",
            "le certificat de niveau 0",
            "le test d’entrée au niveau 1",
            "Textes du parcours écrits",
            "Il suffit d’y avoir écrit",
        ):
            assert text in page.text
        assert f"/learn/aware/{PLEDGES}" in page.html

    def test_names_the_traces_of_what_is_met(
        self, db: Session, client: PageClient, learner: Learner
    ) -> None:
        trace = certified_before(db, learner)
        write(db, learner)
        written = learner.path(db).state.productions[PLEDGES].statement
        db.commit()
        client.sign_in(self.email(db, learner))

        page = client.get("/learn/aware/why")

        assert "Vous avez le certificat du niveau précédent." in page.text
        assert trace in page.html
        assert written in page.html

    def email(self, db: Session, learner: Learner) -> str:
        return known_account(db, learner.person_id).email
