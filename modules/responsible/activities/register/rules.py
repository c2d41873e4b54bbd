"""The controller: rules written in `rules.yaml`, read over the pages of the register."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from caire.sdk import LocalText
from modules.responsible.activities.register.book import Use, read

Page = Mapping[str, str]
#: Answers of the rules on impact assessments; the last three can be counted by hand.
ANSWERS = ("stop", "do", "discuss", "no")


@dataclass(frozen=True, slots=True)
class Rule:
    """Holds when every box named in `when` has one of the words listed, and when, if asked, the
    use is listed and meets at least so many criteria. `answer` is empty for a plain check."""

    say: LocalText
    when: Mapping[str, Collection[str]]
    answer: str = ""
    listed: bool = False
    least: int = 0

    def holds(self, page: Page, listed: bool = False, criteria: int = 0) -> bool:
        boxes = all(page.get(name) in words for name, words in self.when.items())
        return boxes and criteria >= self.least and (listed or not self.listed)


@dataclass(frozen=True, slots=True)
class Rules:
    checks: tuple[Rule, ...]
    impact: tuple[Rule, ...]
    rights: Rule
    criteria: Mapping[str, LocalText]


@cache
def rules() -> Rules:
    raw = read("rules")
    return Rules(
        tuple(_rule(r) for r in raw["checks"]),
        tuple(_rule(r) for r in raw["impact"]),
        Rule({}, raw["rights"]),
        {c["id"]: c["name"] for c in raw["criteria"]},
    )


def remarks(page: Page) -> list[LocalText]:
    """What two boxes of the page say against each other."""
    return [rule.say for rule in rules().checks if rule.holds(page)]


def impact(page: Page, *, listed: bool = False, criteria: int = 0) -> Rule:
    """The rule that answers « analyse d’impact ? »: the first that holds."""
    return next(rule for rule in rules().impact if rule.holds(page, listed, criteria))


def counted(criteria: int) -> Rule:
    """The same, by the number of criteria alone."""
    return impact({}, criteria=criteria)


def impact_of(use: Use) -> Rule:
    """What the reference page of a use calls for."""
    return impact(use.reference(), listed=use.listed, criteria=len(use.counted or ()))


def needs_rights(use: Use) -> bool:
    """Whether the fundamental-rights assessment will be due for it."""
    return rules().rights.holds(use.reference())


def _rule(raw: Mapping[str, Any]) -> Rule:
    return Rule(
        raw["say"],
        raw.get("when", {}),
        raw.get("answer", ""),
        raw.get("listed", False),
        raw.get("least", 0),
    )
