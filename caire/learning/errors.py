"""Refusals of the learner's path."""

from datetime import datetime

from caire.errors import Conflict, Invalid, NotFound


class NoSuchScreen(NotFound):
    code = "no_such_screen"


class WrongScreen(Conflict):
    """The action does not fit the screen's type."""

    code = "wrong_screen"


class UnreadableAnswer(Invalid):
    """The answer is missing, or names choices that the question does not offer."""

    code = "unreadable_answer"

    def __init__(self, reason: str, field: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field


class WritingTooLong(Invalid):
    """A text of a production is longer than its field takes; lengths in characters."""

    code = "writing_too_long"

    def __init__(self, field: str, length: int, allowed: int) -> None:
        super().__init__(f"{field}: {length} characters, {allowed} allowed")
        self.field = field
        self.length = length
        self.allowed = allowed


class ExamUnavailable(Conflict):
    """The bank cannot fill the plan, for instance because items are overdue for review."""

    code = "exam_unavailable"


class ExamNotOpen(Conflict):
    """Sequences are left to do before the final assessment."""

    code = "exam_not_open"

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(f"sequences left: {', '.join(missing)}")
        self.missing = missing


class NothingToReopen(Conflict):
    """The exam is passed, an attempt is left or under way, or one was reopened already."""

    code = "nothing_to_reopen"


class NothingToRenew(Conflict):
    """The exam is passed, or an attempt is left: the enrolment goes on."""

    code = "nothing_to_renew"


class RenewalTooEarly(Conflict):
    """A new enrolment is possible later, from `renews_at`."""

    code = "renewal_too_early"

    def __init__(self, renews_at: datetime) -> None:
        super().__init__(f"new enrolment from {renews_at.isoformat()}")
        self.renews_at = renews_at


class ExamPassed(Conflict):
    code = "exam_passed"


class NoAttemptLeft(Conflict):
    code = "no_attempt_left"

    def __init__(self, allowed: int) -> None:
        super().__init__(f"all {allowed} attempts are used")
        self.allowed = allowed


class AttemptTooEarly(Conflict):
    """The waiting time before the next attempt is not over."""

    code = "attempt_too_early"

    def __init__(self, opens_at: datetime) -> None:
        super().__init__(f"next attempt from {opens_at.isoformat()}")
        self.opens_at = opens_at


class RemediationLeft(Conflict):
    """The plan after a failed attempt is not finished."""

    code = "remediation_left"

    def __init__(self, steps: int) -> None:
        super().__init__(f"{steps} steps left")
        self.steps = steps


class SittingClosed(Conflict):
    """The test was handed in, or its seven days are over."""

    code = "sitting_closed"
