"""What bounds the agent: settings, and who stops a deed. The same settings give the same day."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from modules.responsible.activities.injection.agent import orders
from modules.responsible.activities.injection.day import Deed, Scenario, directory, scenarios

FILES = ("all", "confirm", "one", "none")
TOOL = ("free", "confirm", "off")
SWITCHES = ("listed", "separated", "filtered", "journal")
#: The requests for agreement that are read with care in a day; the next ones are clicked through.
ATTENTION = 6


@dataclass(frozen=True, slots=True)
class Settings:
    """`files`: one of FILES; `send`, `event`: of TOOL; then four defences, on or off."""

    files: str = "all"
    send: str = "free"
    event: str = "free"
    listed: bool = False
    separated: bool = False
    filtered: bool = False
    journal: bool = False

    def stored(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Step:
    """One try of a tool. `tool`: read, send or event; `stopped_by`: a defence, or nothing.

    `asked`: careful, clicked, or nothing when nobody was asked.
    """

    tool: str
    target: str
    stopped_by: str
    asked: str
    link: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """`reached`: an attack did its harm, or a service was rendered."""

    scenario: Scenario
    steps: tuple[Step, ...]
    reached: bool
    set_apart: bool

    @property
    def good(self) -> bool:
        return self.reached != bool(self.scenario.harm)

    @property
    def stopped_by(self) -> str:
        """The defence that stopped it first; nothing when it went through."""
        if self.reached:
            return ""
        return next((s.stopped_by for s in self.steps if s.stopped_by), "separation")


class _Person:
    """The colleague who is asked: careful at first, then her attention is used up."""

    def __init__(self) -> None:
        self.asked = 0

    def agrees(self, *, normal: bool) -> tuple[bool, str]:
        self.asked += 1
        if self.asked > ATTENTION:
            return True, "clicked"
        return normal, "careful"


def settings_of(workspace: Mapping[str, Any]) -> Settings:
    """Those last tried, else none of the defences."""
    return Settings(**workspace["settings"]) if "settings" in workspace else Settings()


def run_day(settings: Settings, language: str = "fr") -> tuple[Result, ...]:
    """The ten scenarios, in order."""
    person = _Person()
    return tuple(_live(one, settings, language, person) for one in scenarios())


def _live(scenario: Scenario, settings: Settings, language: str, person: _Person) -> Result:
    wanted = orders(scenario, language, separated=settings.separated)
    steps: list[Step] = []
    done: set[Deed] = set()
    for deed in wanted.deeds:
        tried = _try(deed, scenario, settings, person)
        steps += tried
        if not any(step.stopped_by for step in tried):
            done.add(deed)
    reached = scenario.harm in done if scenario.harm else scenario.expected <= done
    return Result(scenario, tuple(steps), reached, wanted.set_apart)


def _try(deed: Deed, scenario: Scenario, settings: Settings, person: _Person) -> list[Step]:
    """Read each file, then act; the first refusal ends the deed."""
    steps: list[Step] = []
    for file in sorted(deed.files):
        steps.append(_read(file, scenario, settings, person))
        if steps[-1].stopped_by:
            return steps
    return [*steps, _act(deed, scenario, settings, person)]


def _read(file: str, scenario: Scenario, settings: Settings, person: _Person) -> Step:
    outside = settings.files == "one" and file not in scenario.own
    if settings.files == "none" or outside:
        return Step("read", file, "files", "")
    if settings.files != "confirm":
        return Step("read", file, "", "")
    normal = any(file in deed.files for deed in scenario.expected)
    agreed, how = person.agrees(normal=normal)
    return Step("read", file, "" if agreed else "person", how)


def _act(deed: Deed, scenario: Scenario, settings: Settings, person: _Person) -> Step:
    """The rules that ask nobody come first, so that fewer requests reach the person."""
    mode = settings.send if deed.tool == "send" else settings.event
    stopped = _ruled_out(deed, settings, mode)
    if stopped or mode != "confirm":
        return Step(deed.tool, deed.to, stopped, "", deed.link)
    # Whom it goes to and which files are seen; a link that looks like a picture is not.
    shown = Deed(deed.tool, deed.to, deed.files)
    agreed, how = person.agrees(normal=shown in scenario.expected)
    return Step(deed.tool, deed.to, "" if agreed else "person", how, deed.link)


def _ruled_out(deed: Deed, settings: Settings, mode: str) -> str:
    """The list and the filter look at messages only: the diary is not theirs."""
    if mode == "off":
        return deed.tool
    if deed.tool == "send" and settings.listed and deed.to not in directory():
        return "listed"
    if deed.tool == "send" and settings.filtered and deed.link:
        return "filtered"
    return ""
