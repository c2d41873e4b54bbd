"""The inquiry: open clues, assess each case."""

from collections.abc import Mapping
from functools import partial
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
    in_language,
    one,
    whole_number,
)
from modules.informed.activities.image_inquiry.bench import (
    current_case,
    inquiry_of,
    read_belief,
    with_clue,
)
from modules.informed.activities.image_inquiry.cases import VERDICTS, cases, order_of
from modules.informed.activities.image_inquiry.presentation import present
from modules.informed.activities.image_inquiry.scoring import (
    calibration,
    foreseen,
    overweighed,
    steadiness,
    total,
)

HERE = Path(__file__).parent
LEAST_CLUES = 2
#: Of 100 images, 10 are false; 9 of them are accused, and 9 of the 90 others.
ACCUSED_RIGHTLY = 50


class ImageInquiry(StepActivity):
    """`act.enquete-image`."""

    def view(self, run: Run) -> Mapping[str, Any]:
        return present(run, self.manifest, self.speech)

    def assessors(self) -> Mapping[str, Assessor]:
        missions: dict[str, Assessor] = {
            f"mission-{rank + 1}": partial(self._assess_case, rank) for rank in range(len(cases()))
        }
        return {"prediction": self._assess_prediction, **missions}

    def actions(self) -> Mapping[str, Action]:
        return {"open": self._open}

    def _open(self, answer: Form, run: Run) -> Exploration:
        found = current_case(run)
        if not found:
            raise self.speech.refuse("all_judged", run.language)
        place, case = found
        if one(answer, "case") != str(place + 1):
            raise self.speech.refuse("wrong_case", run.language)
        belief = self._belief(answer, run)
        kinds = [clue.kind for clue in case.clues]
        kind = choice(answer, "clue", kinds, self.speech, run, "choose_clue")
        inquiry = inquiry_of(run, case)
        if kind in inquiry.opened:
            raise self.speech.refuse("already_open", run.language)
        trace = {
            "case": case.id,
            "clue": kind,
            "belief": belief,
            "rank": len(inquiry.opened) + 1,
        }
        message = self.speech.say(
            "opened",
            run.language,
            clue=self.speech.say(f"clue_{kind}", run.language),
        )
        return Exploration(with_clue(run, case, kind, belief), trace, message)

    def _belief(self, answer: Form, run: Run) -> int:
        belief = read_belief(answer)
        if belief is None:
            raise self.speech.refuse("wrong_belief", run.language)
        return belief

    def _assess_prediction(self, answer: Form, run: Run) -> StepOutcome:
        guess = whole_number(answer, "accused", (0, 100))
        if guess is None:
            raise self.speech.refuse("wrong_share", run.language)
        score = foreseen(guess, ACCUSED_RIGHTLY)
        key = "prediction_right" if score == 1 else "prediction_wrong"
        feedback = self.speech.say(key, run.language)
        return StepOutcome(score, score == 1, {"accused": guess}, feedback)

    def _assess_case(self, rank: int, answer: Form, run: Run) -> StepOutcome:
        case = order_of(run.seed)[rank]
        inquiry = inquiry_of(run, case)
        if len(inquiry.opened) < LEAST_CLUES:
            raise self.speech.refuse("open_two", run.language)
        verdict = choice(answer, "verdict", VERDICTS, self.speech, run, "choose_verdict")
        belief = self._belief(answer, run)
        beliefs = inquiry.shares(belief)
        right = verdict == case.verdict
        steady = steadiness(case, inquiry.opened, beliefs)
        score = total(right=right, calibrated=calibration(belief / 100, case.truth), steady=steady)
        parts = ["verdict_right" if right else "verdict_wrong"]
        if overweighed(case, inquiry.opened, beliefs):
            parts.append("too_heavy")
        elif steady == 0:
            parts.append("technical_only")
        said = " ".join(
            self.speech.say(
                part, run.language, verdict=self.speech.say(f"is_{case.verdict}", run.language)
            )
            for part in parts
        )
        response = {
            "case": case.id,
            "verdict": verdict,
            "belief": belief,
            "opened": list(inquiry.opened),
            "beliefs": list(inquiry.beliefs),
            "overweighed": overweighed(case, inquiry.opened, beliefs),
        }
        feedback = f"{said} {in_language(case.debrief, run.language)}"
        return StepOutcome(score, right, response, feedback)


def load() -> ImageInquiry:
    return ImageInquiry.load(HERE)
