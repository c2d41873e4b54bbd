"""The audit derives the certificate again from the traces, and names what does not agree."""

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from caire.certificates.errors import NoSuchCertificate
from caire.certificates.models import Certificate
from caire.certificates.services.auditing import AuditReport, audit
from caire.certificates.services.revoking import revoke
from caire.demo.journeys import Learner
from caire.lrs.models import StoredStatement
from caire.lrs.services import void
from tests.factories import XAPI_ROOT
from tests.support.half_day import attend, earn
from tests.support.played import lea


def certified(db: Session) -> tuple[Learner, Certificate]:
    learner = lea(db)
    earn(db, learner)
    return learner, db.scalars(select(Certificate)).one()


def disagreeing(report: AuditReport) -> set[str]:
    return {condition.kind for condition in report.conditions if not condition.agrees}


class TestAudit:
    def test_finds_a_true_certificate_sound(self, db: Session) -> None:
        _, certificate = certified(db)

        report = audit(db, code=certificate.code)

        assert report.sound
        assert {c.kind for c in report.conditions} == set(certificate.evidence)
        assert report.statements_read > 40

    def test_stays_sound_whatever_is_done_afterwards(self, db: Session) -> None:
        learner, certificate = certified(db)
        attend(db, learner, workshop_id=2)
        revoke(
            db, code=certificate.code, reason="Erreur", xapi_root=XAPI_ROOT, now=learner.later(1)
        )

        report = audit(db, code=certificate.code)

        assert (report.sound, report.status) == (True, "revoked")

    @pytest.mark.parametrize(
        ("kind", "found"),
        [
            ("exam_passed", {"exam_passed"}),
            ("attended", {"attended", "participated", "identity_checked"}),
            ("sequences_done", {"sequences_done"}),
        ],
    )
    def test_finds_a_trace_that_was_removed(self, db: Session, kind: str, found: set[str]) -> None:
        _, certificate = certified(db)
        db.execute(
            delete(StoredStatement).where(StoredStatement.id == certificate.evidence[kind][0])
        )

        report = audit(db, code=certificate.code)

        assert not report.sound
        assert disagreeing(report) == found

    def test_finds_a_trace_that_was_changed(self, db: Session) -> None:
        _, certificate = certified(db)
        trace = certificate.evidence["attended"][0]
        raw = db.scalars(select(StoredStatement.raw).where(StoredStatement.id == trace)).one()
        assert raw is not None
        changed = raw.replace('"took_a_role"', '"slept"')
        db.execute(update(StoredStatement).where(StoredStatement.id == trace).values(raw=changed))

        report = audit(db, code=certificate.code)

        assert disagreeing(report) == {"participated"}

    def test_finds_a_trace_that_was_taken_back(self, db: Session) -> None:
        learner, certificate = certified(db)
        void(
            db,
            statement_id=certificate.evidence["attended"][0],
            authority_home=XAPI_ROOT,
            now=learner.later(1),
        )

        assert "attended" in disagreeing(audit(db, code=certificate.code))

    def test_finds_a_certificate_whose_issue_no_trace_tells(self, db: Session) -> None:
        _, certificate = certified(db)
        db.execute(delete(StoredStatement).where(StoredStatement.id == certificate.statement_id))

        report = audit(db, code=certificate.code)

        assert report.problems == ("the statement that tells the issue is missing",)

    def test_finds_evidence_that_was_rewritten(self, db: Session) -> None:
        _, certificate = certified(db)
        certificate.evidence = {**certificate.evidence, "exam_passed": ["0" * 36]}
        db.flush()

        assert disagreeing(audit(db, code=certificate.code)) == {"exam_passed"}

    def test_refuses_a_code_that_nobody_has(self, db: Session) -> None:
        with pytest.raises(NoSuchCertificate):
            audit(db, code="0000-0000-0000-0000")
