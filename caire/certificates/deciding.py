"""The decision on a path, with what its person showed on others."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from caire.certificates.eligibility import Decision, evaluate
from caire.learning.prerequisites import prior_evidence
from caire.learning.queries import LearningPath


def decision_on(db: Session, path: LearningPath, *, now: datetime) -> Decision | None:
    """What the rule of the course says today; None when the course certifies nothing."""
    (decision,) = decisions_on(db, [path], now=now)
    return decision


def decisions_on(
    db: Session, paths: Sequence[LearningPath], *, now: datetime
) -> list[Decision | None]:
    """The same of several paths of one person; one query at most."""
    asking = [path for path in paths if path.course.rule and path.course.rule.prerequisites]
    # What she showed is told of her, not of an enrolment: any of hers leads to all of it.
    prior = prior_evidence(db, asking[0].enrolment.registration) if asking else ()
    return [evaluate(path.course, path.state, prior=prior, now=now) for path in paths]
