"""The decision on a path, with what its person showed on others."""

from datetime import datetime

from sqlalchemy.orm import Session

from caire.certificates.eligibility import Decision, evaluate
from caire.learning.prerequisites import prior_evidence
from caire.learning.queries import LearningPath


def decision_on(db: Session, path: LearningPath, *, now: datetime) -> Decision | None:
    """What the rule of the course says today; None when the course certifies nothing."""
    rule = path.course.rule
    asked = rule is not None and rule.prerequisites
    prior = prior_evidence(db, path.enrolment.registration) if asked else ()
    return evaluate(path.course, path.state, prior=prior, now=now)
