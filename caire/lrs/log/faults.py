"""What checking the log finds."""

from dataclasses import dataclass

from caire.lrs.log.signing import BundleClaim, HeadClaim


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where.

    `kind`: altered, removed, inserted, misplaced, column, voiding, node, head.

    `position` in the log; None for a statement that is not sealed.
    """

    kind: str
    position: int | None
    statement_id: str | None
    message: str


@dataclass(frozen=True, slots=True)
class LogReport:
    """`size` leaves under `heads` signed heads.

    `erased` of them are without their statement because a person was forgotten, `retired` because
    the time for which they may be kept was over.
    """

    size: int
    heads: int
    erased: int
    retired: int
    unsealed: int
    fault: Fault | None

    @property
    def sound(self) -> bool:
        return self.fault is None


@dataclass(frozen=True, slots=True)
class BundleReport:
    """What was signed of a bundle; nothing when the signatures are not good.

    `grown_from` are older heads that the bundle's head is said to continue.
    """

    contents: BundleClaim | None
    head: HeadClaim | None
    grown_from: tuple[HeadClaim, ...]
    fault: Fault | None

    @property
    def sound(self) -> bool:
        return self.fault is None
