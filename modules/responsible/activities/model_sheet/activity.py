"""The audit of model sheets: a sentence for each point, three sheets, three decisions."""

from collections.abc import Mapping
from dataclasses import replace
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
from modules.responsible.activities.model_sheet.presentation import (
    Desk,
    current,
    desk_of,
    present,
)
from modules.responsible.activities.model_sheet.scoring import (
    CONDITIONS,
    DECISIONS,
    Finding,
    agrees,
    audit_score,
    decision_score,
    due,
)
from modules.responsible.activities.model_sheet.sheets import (
    SHEETS,
    STATES,
    Sheet,
    decisive,
    point,
    points,
    sheet,
)

#: The sheet the prediction is about.
FORETOLD = "zenithor"
NEAR = 2


class ModelSheet(StepActivity):
    """`act.fiche-modele`."""

    def view(self, run: Run) -> Mapping[str, Any]:
        return present(run, self.manifest, self.speech)

    def assessors(self) -> Mapping[str, Assessor]:
        audits = {mission: partial(self._assess_audit, mission) for mission in SHEETS}
        return {
            "prediction": self._assess_count,
            **audits,
            "mission-4": self._assess_decisions,
        }

    def actions(self) -> Mapping[str, Action]:
        return {"judge": self._judge, "take": self._take}

    def _judge(self, answer: Form, run: Run) -> Exploration:
        """Any number of points at once; those without a state stay as they are."""
        audited, desk = self._open(run)
        sent = {
            name: self._finding(name, audited, answer, run)
            for name in audited.asked
            if one(answer, f"state-{name}")
        }
        if not sent:
            raise self.speech.refuse("choose_state", run.language)
        found = {**desk.of(audited.id), **sent}
        desk = replace(desk, findings={**desk.findings, audited.id: found}, hand=None)
        left = len(audited.asked) - len(found)
        judged = {name: [finding.state, finding.proof] for name, finding in sent.items()}
        trace = {"action": "judge", "sheet": audited.id, "judged": judged, "left": left}
        message = self.speech.count("left", left, run.language)
        return Exploration(desk.stored(), trace, message)

    def _finding(self, name: str, audited: Sheet, answer: Form, run: Run) -> Finding:
        state = choice(answer, f"state-{name}", STATES, self.speech, run, "choose_state")
        if state == "absent":
            return Finding(state)
        rank = whole_number(answer, f"proof-{name}", (1, len(audited.sentences)))
        if rank is None:
            said = in_language(point(name).name, run.language)
            raise self.speech.refuse("choose_proof", run.language, point=said)
        return Finding(state, rank)

    def _take(self, answer: Form, run: Run) -> Exploration:
        audited, desk = self._open(run)
        judged = desk.of(audited.id)
        name = choice(answer, "point", list(judged), self.speech, run, "choose_point")
        left = {other: finding for other, finding in judged.items() if other != name}
        desk = replace(desk, findings={**desk.findings, audited.id: left}, hand=name)
        trace = {"action": "take", "sheet": audited.id, "point": name}
        return Exploration(desk.stored(), trace, self.speech.say("taken", run.language))

    def _open(self, run: Run) -> tuple[Sheet, Desk]:
        mission = current(run.done)
        if mission is None:
            raise self.speech.refuse("audit_closed", run.language)
        return sheet(SHEETS[mission]), desk_of(run.workspace)

    def _assess_count(self, answer: Form, run: Run) -> StepOutcome:
        most = len(points())
        guess = whole_number(answer, "precise", (0, most))
        if guess is None:
            raise self.speech.refuse("wrong_count", run.language, most=most)
        truth = list(sheet(FORETOLD).states().values()).count("precise")
        near = abs(guess - truth) <= NEAR
        told = "count_near" if near else "count"
        feedback = self.speech.say(told, run.language, guess=guess, truth=truth, points=most)
        return StepOutcome(float(near), near, {"precise": guess}, feedback)

    def _assess_audit(self, mission: str, answer: Form, run: Run) -> StepOutcome:
        audited = sheet(SHEETS[mission])
        found = desk_of(run.workspace).of(audited.id)
        left = len(audited.asked) - len(found)
        right = sum(agrees(audited, name, found.get(name)) for name in audited.asked)
        given = {name: [finding.state, finding.proof] for name, finding in found.items()}
        response = {"found": given, "right": right}
        if left and not one(answer, "settle"):
            feedback = self.speech.count("not_all", left, run.language)
            return StepOutcome(0.0, False, response, feedback, done=False)
        states = list(audited.states().values())
        feedback = self.speech.say(
            "audited",
            run.language,
            right=right,
            asked=len(audited.asked),
            **{state: states.count(state) for state in STATES},
        )
        score = audit_score(audited, found)
        return StepOutcome(score, right == len(audited.asked), response, feedback)

    def _assess_decisions(self, answer: Form, run: Run) -> StepOutcome:
        scores, given, right = [], {}, 0
        for name in SHEETS.values():
            decision = choice(
                answer, f"decision-{name}", DECISIONS, self.speech, run, "choose_decisions"
            )
            wanted = self._conditions(name, answer, run) if decision == "conditions" else []
            states = sheet(name).states()
            scores.append(decision_score(states, decision, wanted))
            given[name] = {"decision": decision, "conditions": wanted}
            right += decision == due(states)
        score = sum(scores) / len(scores)
        feedback = self.speech.say("decided", run.language, right=right, sheets=len(scores))
        return StepOutcome(score, score == 1.0, given, feedback)

    def _conditions(self, name: str, answer: Form, run: Run) -> list[str]:
        wanted = [p.id for p in decisive() if one(answer, f"want-{name}-{p.id}")]
        if len(wanted) != CONDITIONS:
            raise self.speech.refuse("choose_conditions", run.language, sheet=sheet(name).name)
        return wanted


def load() -> ModelSheet:
    return ModelSheet.load(Path(__file__).parent)
