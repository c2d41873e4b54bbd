"""A certificate is issued once, when the last trace arrives, whoever brings it."""

import pytest
from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from caire.certificates.codes import new_code, normalised
from caire.certificates.errors import NoSuchCertificate, NotEarned, NotValidAnyMore, ReasonMissing
from caire.certificates.models import Certificate
from caire.certificates.queries import CertificateRow, certificate, certificates_of
from caire.certificates.services.issuing import issue, issue_due, issue_if_earned
from caire.certificates.services.revoking import reissue, revoke
from caire.demo.journeys import Learner, take_exam
from caire.errors import NotFound
from caire.lrs import vocabulary as v
from caire.lrs.queries import statements_of_registration
from caire.lrs.services import store_own
from caire.messaging.models import Mail
from caire.people.models import Person
from tests.factories import XAPI_ROOT
from tests.support.half_day import attend, attendance, earn
from tests.support.played import lea, newcomer
from tests.support.together import together


def owned(db: Session, learner: Learner) -> list[CertificateRow]:
    return certificates_of(db, learner.person_id)


def enrolment_of(db: Session, learner: Learner) -> int:
    return learner.path(db).enrolment.id


def by_hand(db: Session, learner: Learner) -> Certificate:
    return issue(
        db,
        enrolment_id=enrolment_of(db, learner),
        xapi_root=XAPI_ROOT,
        issued_by=None,
        now=learner.later(1),
    )


def revoked(db: Session, learner: Learner, code: str, reason: str = "Erreur de saisie") -> None:
    revoke(db, code=code, reason=reason, xapi_root=XAPI_ROOT, now=learner.later(1))


def replaced(db: Session, learner: Learner, code: str, reason: str = "Nom corrigé") -> Certificate:
    return reissue(
        db, code=code, reason=reason, xapi_root=XAPI_ROOT, issued_by=None, now=learner.later(1)
    )


class TestIssue:
    def test_comes_with_the_last_trace(self, db: Session) -> None:
        learner = lea(db)
        take_exam(db, learner)
        before = owned(db, learner)

        attend(db, learner)

        assert before == []
        (row,) = owned(db, learner)
        assert (row.status, row.holder_name, row.rule_id) == ("valid", "Léa Martin", "cert.n1")

    def test_comes_as_well_when_the_exam_is_the_last_trace(self, db: Session) -> None:
        learner = lea(db)
        attend(db, learner)

        take_exam(db, learner)

        assert len(owned(db, learner)) == 1

    def test_is_dated_by_the_last_evidence(self, db: Session) -> None:
        learner = lea(db)
        earn(db, learner)

        (row,) = owned(db, learner)

        assert row.evidence_at == learner.clock

    def test_names_the_traces_that_earned_it(self, db: Session) -> None:
        learner = lea(db)
        take_exam(db, learner)
        half_day = attend(db, learner)

        evidence = db.scalars(select(Certificate)).one().evidence

        assert evidence["attended"] == evidence["participated"] == [half_day]
        assert evidence["exam_passed"] == [learner.path(db).state.exams[0].statement]
        course = learner.path(db).course
        assert course.rule is not None
        asked = [s for s in course.sequences if s.id in course.rule.sequences]
        assert len(evidence["sequences_done"]) == sum(len(s.screens) for s in asked)

    def test_is_told_in_one_trace_and_one_mail(self, db: Session) -> None:
        learner = lea(db)
        earn(db, learner)

        registration = learner.path(db).enrolment.registration
        verbs = [r.verb for r in statements_of_registration(db, registration)]
        mails = db.scalars(select(Mail.template).where(Mail.template.contains("certificate"))).all()

        assert verbs.count(v.EARNED) == 1
        assert len(mails) == 1

    def test_is_refused_while_a_condition_is_missing_and_says_which(self, db: Session) -> None:
        learner = lea(db)

        with pytest.raises(NotEarned) as refusal:
            by_hand(db, learner)

        assert refusal.value.missing[0] == "exam_passed"
        assert owned(db, learner) == []

    def test_by_hand_finds_the_one_there_is(self, db: Session) -> None:
        learner = lea(db)
        earn(db, learner)

        assert by_hand(db, learner).code == owned(db, learner)[0].code
        assert len(owned(db, learner)) == 1

    def test_is_refused_for_an_enrolment_that_does_not_exist(self, db: Session) -> None:
        with pytest.raises(NotFound):
            issue(db, enrolment_id=999, xapi_root=XAPI_ROOT, issued_by=None, now=lea(db).clock)

    def test_the_nightly_job_catches_up_and_does_nothing_twice(self, db: Session) -> None:
        learner = lea(db)
        newcomer(db)
        earn(db, learner)
        db.execute(delete(Certificate))

        first = issue_due(db, xapi_root=XAPI_ROOT, now=learner.later(1))
        second = issue_due(db, xapi_root=XAPI_ROOT, now=learner.later(1))

        assert (len(first), second) == (1, [])


class TestAtTheSameInstant:
    def test_two_sheets_closed_together_issue_one(self, db: Session, engine: Engine) -> None:
        learner = lea(db)
        take_exam(db, learner)
        sheets = [attendance(db, learner, workshop_id=n) for n in (1, 2, 3)]
        db.commit()

        together(
            engine,
            lambda tab: store_own(tab, statements=[sheets.pop()], authority_home=XAPI_ROOT),
            times=3,
        )

        assert len(owned(db, learner)) == 1

    def test_two_administrators_issue_one(self, db: Session, engine: Engine) -> None:
        learner = lea(db)
        earn(db, learner)
        (row,) = owned(db, learner)
        revoked(db, learner, row.code)
        db.commit()

        codes = together(engine, lambda tab: by_hand(tab, learner).code, times=3)

        db.rollback()
        assert len(set(codes)) == 1
        valid = select(func.count()).where(Certificate.status == "valid")
        assert db.scalar(valid) == 1

    def test_a_certificate_is_revoked_once(self, db: Session, engine: Engine) -> None:
        learner = lea(db)
        earn(db, learner)
        (row,) = owned(db, learner)
        db.commit()

        def act(tab: Session) -> bool:
            try:
                revoked(tab, learner, row.code)
            except NotValidAnyMore:
                return False
            return True

        assert sorted(together(engine, act)) == [False, True]


class TestRevoke:
    def test_ends_the_validity_with_a_reason_a_date_a_trace_and_a_mail(self, db: Session) -> None:
        learner = lea(db)
        earn(db, learner)
        code = owned(db, learner)[0].code

        revoked(db, learner, code, "  Fraude établie  ")

        row = certificate(db, code)
        assert row is not None
        assert (row.status, row.status_reason) == ("revoked", "Fraude établie")
        assert row.status_at == learner.clock
        registration = learner.path(db).enrolment.registration
        told = [r.verb for r in statements_of_registration(db, registration)]
        assert told[-1] == v.own_verb(XAPI_ROOT, "revoked")
        mails = db.scalars(select(Mail.template).where(Mail.template.contains("revoked"))).all()
        assert len(mails) == 1

    def test_is_not_given_again_by_itself(self, db: Session) -> None:
        learner = lea(db)
        earn(db, learner)
        revoked(db, learner, owned(db, learner)[0].code)

        attend(db, learner, workshop_id=2)
        again = issue_if_earned(
            db,
            enrolment_id=enrolment_of(db, learner),
            xapi_root=XAPI_ROOT,
            now=learner.later(1),
        )
        due = issue_due(db, xapi_root=XAPI_ROOT, now=learner.later(1))

        assert (again, due) == (None, [])
        assert [row.status for row in owned(db, learner)] == ["revoked"]

    def test_twice_is_refused(self, db: Session) -> None:
        learner = lea(db)
        earn(db, learner)
        code = owned(db, learner)[0].code
        revoked(db, learner, code)

        with pytest.raises(NotValidAnyMore):
            revoked(db, learner, code)

    @pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
    def test_asks_for_a_reason(self, db: Session, reason: str) -> None:
        learner = lea(db)
        earn(db, learner)

        with pytest.raises(ReasonMissing):
            revoked(db, learner, owned(db, learner)[0].code, reason)

        assert owned(db, learner)[0].status == "valid"

    def test_refuses_a_code_that_nobody_has(self, db: Session) -> None:
        with pytest.raises(NoSuchCertificate):
            revoked(db, lea(db), "0000-0000-0000-0000")


class TestReissue:
    def test_replaces_the_old_one_and_each_leads_to_the_other(self, db: Session) -> None:
        learner = lea(db)
        earn(db, learner)
        old = owned(db, learner)[0]
        person = db.get_one(Person, learner.person_id)
        person.family_name = "Durand"
        db.flush()

        new = replaced(db, learner, old.code)

        kept = certificate(db, old.code)
        assert kept is not None
        assert (kept.status, kept.replaced_by_id) == ("replaced", new.id)
        assert kept.holder_name == "Léa Martin"
        assert (new.status, new.holder_name) == ("valid", "Léa Durand")
        assert new.code != old.code

    def test_gives_a_revoked_one_back(self, db: Session) -> None:
        learner = lea(db)
        earn(db, learner)
        code = owned(db, learner)[0].code
        revoked(db, learner, code)

        assert replaced(db, learner, code).status == "valid"

    def test_a_replaced_one_is_not_replaced_again(self, db: Session) -> None:
        learner = lea(db)
        earn(db, learner)
        code = owned(db, learner)[0].code
        replaced(db, learner, code)

        with pytest.raises(NotValidAnyMore):
            replaced(db, learner, code)


class TestCode:
    def test_is_not_guessed_and_has_no_sign_that_is_misread(self) -> None:
        codes = {new_code() for _ in range(1000)}

        assert len(codes) == 1000
        assert not set("ILOU") & set("".join(codes))

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("abcd-efgh-jkmn-pqrs", "ABCD-EFGH-JKMN-PQRS"),
            (" ABCD EFGH JKMN PQRS ", "ABCD-EFGH-JKMN-PQRS"),
            ("ABCDEFGHJKMNPQRS", "ABCD-EFGH-JKMN-PQRS"),
            ("OIL0-1111-0000-2222", "0110-1111-0000-2222"),
            ("ABCD-EFGH-JKMN", None),
            ("UUUU-UUUU-UUUU-UUUU", None),
            ("../../etc/passwd", None),
            ("", None),
        ],
    )
    def test_is_read_as_people_type_it(self, typed: str, meant: str | None) -> None:
        assert normalised(typed) == meant
