"""What checking the log finds."""

from dataclasses import dataclass

from caire.lrs.log.claims import BundleClaim, HeadClaim


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where.

    `kind`: altered, removed, inserted, misplaced, column, voiding, erasure, node, head.

    `position` in the log; None for a statement that is not sealed.
    """

    kind: str
    position: int | None
    statement_id: str | None
    message: str


@dataclass(frozen=True, slots=True)
class LogReport:
    """`size` leaves under `heads` signed heads.

    `erased` of them are without their statement because a person was forgotten, as `erasures`
    signed records say; `retired` because the time for which they may be kept was over.
    """

    fault: Fault | None
    size: int = 0
    heads: int = 0
    erased: int = 0
    erasures: int = 0
    retired: int = 0
    unsealed: int = 0

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
