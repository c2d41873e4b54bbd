"""When a target has failed for a day, what alone makes it fail is set aside, and the others go on.

A target may answer 500 for ever to one statement: a fault of its own, which its answer does not
tell from an outage. So nothing is set aside unless the target takes a later statement, alone, right
after it failed at this one, and then fails at this one again. What was sent so, out of turn, is
sent once more in its turn: its id makes it count once.

A target that never answers to one statement is treated alike, once it gets that one alone: after
silence, fewer go together (`caire.lrs.forwarding.leasing`).
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from caire.lrs.forwarding.answering import NO_ANSWER, Outcome, Refused, deliver
from caire.lrs.forwarding.letters import Letter, runs
from caire.lrs.forwarding.posting import Post

#: Later statements that are tried to find out whether the target takes any.
LOOKED_BEYOND = 20


def sent(
    post: Post, letters: Sequence[Letter], *, sifts: bool = False, waits: bool = False
) -> Outcome:
    """Letters of any versions, in order; stops at the first failure. Arguments as of `deliver`."""
    outcome = Outcome()
    for run in runs(letters):
        outcome = outcome.add(deliver(post, run, sifts=sifts, waits=waits))
        if outcome.failure:
            break
    return outcome


def sifted(
    post: Post,
    letters: Sequence[Letter],
    *,
    following: Iterable[Letter] = (),
    note: str = "",
    waits: bool = False,
) -> Outcome:
    """Like `sent`, past those that alone make the target fail; they are refused.

    Args:
        following: what comes after these letters; taken only when needed, and decided nothing of.
        note: said in each such refusal after what the target said.
        waits: as of `deliver`.
    """
    outcome = sent(post, letters, sifts=True, waits=waits)
    beyond: Iterator[Letter] = iter(following)
    seen: list[Letter] = []  # an iterator gives each once; several may be to blame
    while outcome.failure is not None and outcome.failure.is_theirs:
        at = outcome.decided
        later = chain(letters[at + 1 :], seen, _noting(beyond, seen))
        found = _blamed(post, letters[at], later, note)
        if found is None:
            return outcome
        rest = sent(post, letters[at + 1 :], sifts=True, waits=waits)
        before = Outcome(outcome.delivered, outcome.refused)
        outcome = before.add(found).add(rest)
    return outcome


def _noting(letters: Iterator[Letter], seen: list[Letter]) -> Iterator[Letter]:
    for letter in letters:
        seen.append(letter)
        yield letter


def _blamed(post: Post, suspect: Letter, later: Iterable[Letter], note: str) -> Outcome | None:
    """What becomes of the letter that the target failed at; None while that is not sure."""
    if not _takes_any(post, islice(later, LOOKED_BEYOND)):
        return None
    again = deliver(post, [suspect])
    if again.failure is None:
        return again
    if not again.failure.is_theirs:
        return None
    reason = f"{again.failure.reason}{note}"
    return Outcome(refused=[Refused(suspect, again.failure.status or NO_ANSWER, reason)])


def _takes_any(post: Post, later: Iterator[Letter]) -> bool:
    """Whether the target takes one of them, alone."""
    for other in later:
        tried = deliver(post, [other])
        if tried.failure is None:
            if tried.delivered:
                return True
        elif not tried.failure.is_theirs:
            return False
        elif tried.failure.unanswered:
            # Each silence lasts long: after one, only the last of them is tried.
            return any(deliver(post, [last]).delivered for last in deque(later, maxlen=1))
    return False
