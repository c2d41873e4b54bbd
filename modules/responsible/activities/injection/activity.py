"""The sandbox of the agent: bound what it can do, run its day, know what still passes."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from caire.sdk import (
    Action,
    Assessor,
    Exploration,
    Form,
    Run,
    StepActivity,
    StepOutcome,
    choice,
    one,
)
from modules.responsible.activities.injection.defences import (
    FILES,
    SWITCHES,
    TOOL,
    Settings,
    run_day,
    settings_of,
)
from modules.responsible.activities.injection.presentation import GUESSES, LIMITS, present
from modules.responsible.activities.injection.scoring import (
    ENOUGH_BLOCKED,
    ENOUGH_USEFUL,
    Tally,
    day_score,
    tally,
)

#: What happens to the first scenario without any defence.
HAPPENS = "sends"


class Injection(StepActivity):
    """`act.injection`."""

    def view(self, run: Run) -> Mapping[str, Any]:
        return present(run, self.manifest, self.speech)

    def assessors(self) -> Mapping[str, Assessor]:
        return {
            "prediction": self._assess_guess,
            "mission-1": self._assess_day,
            "mission-2": self._assess_limits,
        }

    def actions(self) -> Mapping[str, Action]:
        return {"run": self._run}

    def _run(self, answer: Form, run: Run) -> Exploration:
        settings = self._settings(answer, run)
        day = run_day(settings, run.language)
        found = tally(day)
        trace = {
            "action": "run",
            "settings": settings.stored(),
            "blocked": found.blocked,
            "useful": found.useful,
            "passed": [r.scenario.id for r in day if r.scenario.harm and not r.good],
            "lost": [r.scenario.id for r in day if not r.scenario.harm and not r.good],
        }
        key = "ran_enough" if found.enough else "ran_services" if _starves(found) else "ran"
        message = self.speech.say(
            key, run.language, blocked=found.blocked, useful=found.useful, asked=ENOUGH_USEFUL
        )
        return Exploration({"settings": settings.stored()}, trace, message)

    def _settings(self, answer: Form, run: Run) -> Settings:
        def taken(name: str, offered: Sequence[str]) -> str:
            return choice(answer, name, offered, self.speech, run, "wrong_setting")

        listed, separated, filtered, journal = (bool(one(answer, name)) for name in SWITCHES)
        return Settings(
            taken("files", FILES),
            taken("send", TOOL),
            taken("event", TOOL),
            listed,
            separated,
            filtered,
            journal,
        )

    def _assess_guess(self, answer: Form, run: Run) -> StepOutcome:
        guess = choice(answer, "guess", GUESSES, self.speech, run)
        right = guess == HAPPENS
        return self.verdict("guess", right, {"guess": guess, "truth": HAPPENS}, run)

    def _assess_day(self, answer: Form, run: Run) -> StepOutcome:
        settings = settings_of(run.workspace)
        found = tally(run_day(settings, run.language))
        response = {
            "settings": settings.stored(),
            "blocked": found.blocked,
            "useful": found.useful,
        }
        score = day_score(found)
        places = {"blocked": found.blocked, "useful": found.useful}
        if not found.enough and not one(answer, "settle"):
            feedback = self.speech.say(
                "not_enough",
                run.language,
                **places,
                blocked_asked=ENOUGH_BLOCKED,
                useful_asked=ENOUGH_USEFUL,
            )
            return StepOutcome(score, False, response, feedback, done=False)
        key = "held" if found.enough else "settled"
        key += "_journal" if settings.journal else ""
        return StepOutcome(
            score, found.enough, response, self.speech.say(key, run.language, **places)
        )

    def _assess_limits(self, answer: Form, run: Run) -> StepOutcome:
        offered = list(LIMITS.values())
        given = {
            defence: choice(answer, f"limit-{defence}", offered, self.speech, run, "choose_limits")
            for defence in LIMITS
        }
        right = sum(given[defence] == limit for defence, limit in LIMITS.items())
        feedback = self.speech.say("limits", run.language, right=right, asked=len(LIMITS))
        return StepOutcome(right / len(LIMITS), right == len(LIMITS), given, feedback)


def _starves(found: Tally) -> bool:
    """Attacks are stopped, and the services with them."""
    return found.blocked >= ENOUGH_BLOCKED and found.useful < ENOUGH_USEFUL


def load() -> Injection:
    return Injection.load(Path(__file__).parent)
