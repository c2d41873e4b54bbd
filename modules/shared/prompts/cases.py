"""The cases: what is known, the blocks of a request, twenty-four answers each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from caire.sdk import LocalText, in_language, read_yaml

DATA = Path(__file__).parent / "data"
NAMES = ("email", "minutes", "sheet", "table")
INGREDIENTS = ("goal", "context", "constraints", "format", "control")
CRITERIA = ("exact", "complete", "sourced", "suited", "safe")
#: How an ingredient is given; a state is one digit for each ingredient, in their order.
ABSENT, VAGUE, PRECISE = "012"
State = str


@dataclass(frozen=True, slots=True)
class Remark:
    """A fault of an answer: the marks it costs, by criterion, and the sentence that names it."""

    costs: Mapping[str, int]
    text: LocalText


@dataclass(frozen=True, slots=True)
class Output:
    """One answer, kept for one state of the request. `marks` follow `CRITERIA`, each 0, 1 or 2."""

    state: State
    marks: tuple[int, ...]
    remarks: tuple[str, ...]
    text: LocalText

    @property
    def total(self) -> int:
        """Out of 10."""
        return sum(self.marks)

    @property
    def is_safe(self) -> bool:
        """It neither commits nor exposes anybody beyond repair."""
        return self.marks[CRITERIA.index("safe")] > 0


@dataclass(frozen=True, slots=True)
class Case:
    """`blocks` are, for each ingredient, its vague text then its precise text."""

    id: str
    title: LocalText
    situation: LocalText
    facts: tuple[LocalText, ...]
    base: LocalText
    blocks: Mapping[str, tuple[LocalText, LocalText]]
    remarks: Mapping[str, Remark]
    outputs: tuple[Output, ...]

    def output(self, state: State) -> Output:
        """The answer kept for exactly this state.

        Raises:
            KeyError: none was kept.
        """
        found = next((o for o in self.outputs if o.state == state), None)
        if found is None:
            raise KeyError(state)
        return found

    def nearest(self, state: State) -> Output:
        """The answer to the nearest request that has one; in a tie, to the poorer request."""
        return min(
            self.outputs,
            key=lambda o: (distance(state, o.state), sum(map(int, o.state)), o.state),
        )

    def prompt(self, state: State, language: str) -> list[str]:
        """The request that a state stands for, a sentence for each ingredient given."""
        lines = [in_language(self.base, language)]
        for name, level in zip(INGREDIENTS, state, strict=True):
            if level != ABSENT:
                lines.append(in_language(self.blocks[name][int(level) - 1], language))
        return lines


def distance(one: State, other: State) -> int:
    """The steps between two states, a step being absent-vague or vague-precise."""
    return sum(abs(int(a) - int(b)) for a, b in zip(one, other, strict=True))


def changed(one: State, other: State) -> int:
    """How many ingredients differ."""
    return sum(a != b for a, b in zip(one, other, strict=True))


@cache
def cases() -> tuple[Case, ...]:
    return tuple(_read(DATA / f"{name}.yaml") for name in NAMES)


def _read(path: Path) -> Case:
    raw: dict[str, Any] = read_yaml(path)
    blocks: Mapping[str, Any] = raw["ingredients"]
    outputs: Sequence[Mapping[str, Any]] = raw["outputs"]
    return Case(
        id=raw["id"],
        title=raw["title"],
        situation=raw["situation"],
        facts=tuple(raw["facts"]),
        base=raw["base"],
        blocks={name: (blocks[name]["vague"], blocks[name]["precise"]) for name in INGREDIENTS},
        remarks={key: Remark(r["costs"], r["text"]) for key, r in raw["remarks"].items()},
        outputs=tuple(
            Output(o["state"], tuple(o["marks"]), tuple(o["remarks"]), o["text"]) for o in outputs
        ),
    )
