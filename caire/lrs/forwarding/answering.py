"""What the answer of a target means: delivered, refused for good, or to be tried again.

A batch is all or nothing there too: one that is refused is halved until the statement to blame
stands alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from caire.lrs.equivalence import same_statement
from caire.lrs.forwarding.letters import Letter
from caire.lrs.forwarding.posting import Answer, Post, Unanswered, Unreachable

#: What a target says of a statement. Other refusals (401, 404…) are about us: they may be mended
#: there or here, so nothing is given up for them.
OF_THE_STATEMENT = frozenset({400, 409, 413, 415, 422})
DELIVERED = frozenset({200, 204})
CONFLICT = 409
FORBIDDEN = 403
NOT_FOUND = 404
BUSY = 503
#: The status of a dead letter at which the target never answers.
NO_ANSWER = 0
REASON_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class Refused:
    """A statement that the target will never take. `status`: of its answer, or `NO_ANSWER`."""

    letter: Letter
    status: int
    reason: str


@dataclass(frozen=True, slots=True)
class Failure:
    """It did not work this time.

    `retry_after`: as the target said it; `status`: if it answered; `unanswered`: how many
    statements it was sent at once, and gave no whole answer to.
    """

    reason: str
    retry_after: str | None = None
    status: int | None = None
    unanswered: int = 0

    @property
    def is_theirs(self) -> bool:
        """The target failed at what it got; 503 says only that it is busy.

        Silence tells this only of a statement that was sent alone: many may be too many.
        """
        fails = self.status is not None and self.status >= 500 and self.status != BUSY
        return fails or self.unanswered == 1


@dataclass(slots=True)
class Outcome:
    """Letters from the first on are decided, in order, up to the failure if there is one."""

    delivered: int = 0
    refused: list[Refused] = field(default_factory=list)
    failure: Failure | None = None

    @property
    def decided(self) -> int:
        return self.delivered + len(self.refused)

    def add(self, other: "Outcome") -> "Outcome":
        return Outcome(
            self.delivered + other.delivered, [*self.refused, *other.refused], other.failure
        )


def deliver(
    post: Post, letters: Sequence[Letter], *, sifts: bool = False, waits: bool = False
) -> Outcome:
    """Send letters of one version, in order.

    Args:
        sifts: halve also what the target fails at, up to the one that makes it fail.
        waits: halve also what it does not answer to; each half may last as long.
    """
    try:
        return _sent(post, letters, sifts, waits)
    except Unanswered as error:
        if waits and len(letters) > 1:
            return _halved(post, letters, sifts, waits)
        return Outcome(failure=Failure(str(error), unanswered=len(letters)))
    except Unreachable as error:
        return Outcome(failure=Failure(str(error)))


def _sent(post: Post, letters: Sequence[Letter], sifts: bool, waits: bool) -> Outcome:
    answer = post.send(letters)
    if answer.status in DELIVERED:
        return Outcome(delivered=len(letters))
    failure = Failure(_failed(answer), answer.retry_after, answer.status)
    is_one_to_blame = answer.status in OF_THE_STATEMENT | {FORBIDDEN}
    if len(letters) > 1 and (is_one_to_blame or sifts and failure.is_theirs):
        return _halved(post, letters, sifts, waits)
    if answer.status == CONFLICT:
        return _compared(post, letters[0], answer)
    # Who may send, but not take this one back, is answered 403 too (1.0.3, part two, 2.3.2).
    forbidden = answer.status == FORBIDDEN and letters[0].takes_back
    if answer.status in OF_THE_STATEMENT or forbidden:
        return Outcome(refused=[Refused(letters[0], answer.status, _reason(answer))])
    return Outcome(failure=failure)


def _halved(post: Post, letters: Sequence[Letter], sifts: bool, waits: bool) -> Outcome:
    middle = len(letters) // 2
    first = deliver(post, letters[:middle], sifts=sifts, waits=waits)
    if first.failure:
        return first
    return first.add(deliver(post, letters[middle:], sifts=sifts, waits=waits))


def _compared(post: Post, letter: Letter, answer: Answer) -> Outcome:
    """After a conflict: what is known there under this id may be the same statement."""
    known = post.fetch(letter, voided=False)
    if known.status == NOT_FOUND:
        known = post.fetch(letter, voided=True)
    if known.status == 200:
        if _is_same(known.body, letter.raw):
            return Outcome(delivered=1)
        reason = f"another statement is known there by this id: {_reason(answer)}"
        return Outcome(refused=[Refused(letter, answer.status, reason)])
    if known.status in (401, FORBIDDEN, NOT_FOUND):
        reason = f"and we may not read what is known there by this id: {_reason(answer)}"
        return Outcome(refused=[Refused(letter, answer.status, reason)])
    return Outcome(failure=Failure(_failed(known), known.retry_after, known.status))


def _is_same(theirs: bytes, ours: bytes) -> bool:
    try:
        found = msgspec.json.decode(theirs)
    except msgspec.MsgspecError:
        return False
    return isinstance(found, dict) and same_statement(
        msgspec.json.decode(ours), found, with_timestamp=True
    )


def _failed(answer: Answer) -> str:
    if 300 <= answer.status < 400:
        return f"{answer.status}: it answers from elsewhere; give its final address"
    if answer.status == 401:
        return f"401: it does not know these credentials: {_reason(answer)}"
    return f"{answer.status}: {_reason(answer)}"


def _reason(answer: Answer) -> str:
    """The beginning of what the target said, on one line."""
    text = " ".join(answer.body.decode("utf-8", "replace").split())
    return "".join(one for one in text if one.isprintable())[:REASON_CHARACTERS] or "no reason said"
