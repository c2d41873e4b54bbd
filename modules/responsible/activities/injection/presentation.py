"""What the template of `act.injection` receives."""

from collections.abc import Sequence
from typing import Any

from caire.sdk import ActivityManifest, Run, Speech, frame, in_language, rotated
from modules.responsible.activities.injection.day import attacks, services
from modules.responsible.activities.injection.defences import (
    ATTENTION,
    FILES,
    SWITCHES,
    TOOL,
    Result,
    Settings,
    Step,
    run_day,
    settings_of,
)
from modules.responsible.activities.injection.scoring import tally

GUESSES = ("ignores", "sends", "warns")
#: What gets round each defence.
LIMITS = {
    "listed": "stolen",
    "separated": "disguise",
    "filtered": "attached",
    "person": "tired",
    "journal": "after",
}


def present(run: Run, manifest: ActivityManifest, speech: Speech) -> dict[str, Any]:
    """The first scenario; then the settings and the day they give; then the limits."""
    view = frame(manifest, speech, run)
    view["first"] = _read(run_day(Settings(), run.language)[0], run, speech)
    view["guesses"] = _named("guess", GUESSES, run, speech)
    if "prediction" in run.done:
        settings = settings_of(run.workspace)
        view["revealed"] = _row(run_day(Settings(), run.language)[0], 1, Settings(), run, speech)
        view["settings"] = _form(settings, run, speech)
        view["day"] = _day(settings, run, speech)
    if "mission-1" in run.done:
        view["limits"] = _limits(run, speech)
    return view


def _named(prefix: str, keys: Sequence[str], run: Run, speech: Speech) -> list[tuple[str, str]]:
    return [(key, speech.say(f"{prefix}_{key}", run.language)) for key in keys]


def _form(settings: Settings, run: Run, speech: Speech) -> dict[str, Any]:
    stored = settings.stored()
    return {
        **stored,
        "files_options": _named("files", FILES, run, speech),
        "tool_options": _named("tool", TOOL, run, speech),
        "switches": [
            (name, label, stored[name]) for name, label in _named("switch", SWITCHES, run, speech)
        ],
        "attention": ATTENTION,
    }


def _day(settings: Settings, run: Run, speech: Speech) -> dict[str, Any]:
    day = run_day(settings, run.language)
    found = tally(day)
    asked = sum(bool(step.asked) for one in day for step in one.steps)
    return {
        "rows": [_row(one, n, settings, run, speech) for n, one in enumerate(day, start=1)],
        "blocked": found.blocked,
        "attacks": len(attacks()),
        "useful": found.useful,
        "services": len(services()),
        "asked": speech.count("asked", asked, run.language, attention=ATTENTION),
        "enough": found.enough,
    }


def _row(one: Result, rank: int, settings: Settings, run: Run, speech: Speech) -> dict[str, Any]:
    attack = bool(one.scenario.harm)
    return {
        **_read(one, run, speech),
        "rank": rank,
        "attack": attack,
        "kind": speech.say("attack" if attack else "service", run.language),
        "title": in_language(one.scenario.title, run.language),
        "good": one.good,
        "said": _said(one, run, speech),
        "why": _why(one, settings, run, speech),
        "steps": _steps(one, run, speech),
    }


def _read(one: Result, run: Run, speech: Speech) -> dict[str, str]:
    """What the agent had before its eyes, and from whom."""
    scenario = one.scenario
    kind, content = scenario.content_kind, scenario.content
    return {
        "from": speech.say(f"from_{scenario.typed_by}", run.language),
        "task": in_language(scenario.task, run.language),
        "content_kind": speech.say(f"content_{kind}", run.language) if kind else "",
        "content": in_language(content, run.language) if content else "",
    }


def _said(one: Result, run: Run, speech: Speech) -> str:
    attack = bool(one.scenario.harm)
    if one.reached:
        return speech.say("passed" if attack else "rendered", run.language)
    by = speech.say(f"by_{one.stopped_by}", run.language)
    return speech.say("stopped" if attack else "lost", run.language, by=by)


def _why(one: Result, settings: Settings, run: Run, speech: Speech) -> str:
    """For an attack that passes: its way, and whether anybody will know."""
    if not one.scenario.harm or not one.reached:
        return ""
    disguised = one.scenario.id == "document" and settings.separated
    way = speech.say(f"way_{'disguise' if disguised else one.scenario.id}", run.language)
    known = speech.say("known" if settings.journal else "unknown", run.language)
    return f"{way} {known}"


def _steps(one: Result, run: Run, speech: Speech) -> list[str]:
    apart = [speech.say("set_apart", run.language)] if one.set_apart else []
    return apart + [_step(step, run, speech) for step in one.steps]


def _step(step: Step, run: Run, speech: Speech) -> str:
    key = f"step_{step.tool}" + ("_link" if step.link else "")
    if step.tool == "event" and not step.target:
        key = "step_event_plain"
    tried = speech.say(key, run.language, target=step.target)
    if step.stopped_by:
        by = speech.say(f"by_{step.stopped_by}", run.language)
        return speech.say("step_refused", run.language, tried=tried, by=by)
    ended = f"step_done_{step.asked}" if step.asked else "step_done"
    return speech.say(ended, run.language, tried=tried)


def _limits(run: Run, speech: Speech) -> dict[str, Any]:
    record = run.done.get("mission-2")
    given = record.response if record else {}
    names = dict(_named("limit", tuple(LIMITS.values()), run, speech))
    return {
        "options": rotated(list(names.items()), run.seed),
        "rows": [
            {
                "id": defence,
                "name": speech.say(f"defence_{defence}", run.language),
                "right": given.get(defence) == limit,
                "given": names.get(given.get(defence, ""), ""),
                "truth": names[limit],
            }
            for defence, limit in LIMITS.items()
        ],
    }
