"""The named refusals of this slice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from caire.cmi5.faults import FAULTS
from caire.errors import Conflict, Invalid, NotAllowed, NotFound


@dataclass(frozen=True)
class Fault:
    """What is wrong with a file, and where: an element of cmi5.xml, or a member of the package.

    `code` and `facts` say it in any language: in English by `FAULTS`, else in `sentences.py`.
    """

    where: str
    line: int | None
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        line = f", line {self.line}" if self.line else ""
        return f"{self.where}{line}: {FAULTS[self.code].format(**self.facts)}"


class CourseRefused(Invalid):
    """The file is no cmi5 course that can be imported; `faults` says why, element by element."""

    code = "cmi5_course_refused"

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


class NoSuchCourse(NotFound):
    code = "no_such_cmi5_course"


class NoSuchUnit(NotFound):
    code = "no_such_cmi5_unit"


class NoSuchSession(NotFound):
    code = "no_such_cmi5_session"


class AlreadyWaived(Conflict):
    """A unit is waived once per registration (cmi5, 9.3.7)."""

    code = "cmi5_already_waived"


class ReasonMissing(Invalid):
    """A waiver says why (cmi5, 9.5.5.2)."""

    code = "cmi5_reason_missing"


class OutsideSession(NotAllowed):
    """What is asked is not this session's: another person's, another unit's, or after its end."""

    code = "cmi5_outside_session"


class RuleBroken(NotAllowed):
    """A statement of a session breaks a rule of cmi5.

    `path` is the JSON path of the fault, `section` that of the specification.
    """

    code = "cmi5_rule_broken"

    def __init__(self, section: str, path: str, message: str) -> None:
        super().__init__(f"{path}: {message} (cmi5, {section})")
        self.section = section
        self.path = path
