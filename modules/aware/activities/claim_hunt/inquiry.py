"""The learner's inquiry: the checks made, the verdicts given."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from modules.aware.activities.claim_hunt.dossiers import Verdict


@dataclass(frozen=True, slots=True)
class Inquiry:
    """`checks` are (sentence, source), in the order they were made, each once.

    `last` is the check that is on the table.
    """

    checks: tuple[tuple[str, str], ...] = ()
    verdicts: tuple[tuple[str, Verdict], ...] = ()
    last: tuple[str, str] | None = None

    def stored(self) -> dict[str, Any]:
        """As kept with the run."""
        return {
            "checks": [list(check) for check in self.checks],
            "verdicts": dict(self.verdicts),
            "last": list(self.last) if self.last else None,
        }

    @property
    def checked(self) -> tuple[str, ...]:
        """The sentences checked at least once, in order."""
        return tuple(dict.fromkeys(sentence for sentence, _ in self.checks))

    def with_check(self, sentence: str, source: str) -> "Inquiry":
        """Reading again what was read for the same sentence costs nothing."""
        check = (sentence, source)
        checks = self.checks if check in self.checks else (*self.checks, check)
        return replace(self, checks=checks, last=check)

    def with_verdict(self, sentence: str, verdict: Verdict) -> "Inquiry":
        """The last verdict on a sentence stands."""
        verdicts = {**dict(self.verdicts), sentence: verdict}
        return replace(self, verdicts=tuple(verdicts.items()))


def inquiry_of(workspace: Mapping[str, Any]) -> Inquiry:
    if not workspace:
        return Inquiry()
    last = workspace["last"]
    return Inquiry(
        tuple((sentence, source) for sentence, source in workspace["checks"]),
        tuple(workspace["verdicts"].items()),
        (last[0], last[1]) if last else None,
    )
