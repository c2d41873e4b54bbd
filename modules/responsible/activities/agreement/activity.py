"""Agreement: judge answers, work out an agreement, write a guide, judge again, decide."""

from collections.abc import Mapping
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
    percent,
    real_number,
    whole_number,
)
from modules.responsible.activities.agreement.answers import (
    COLLEAGUES,
    FIRST,
    ISSUES,
    SECOND,
    WAYS,
    answers,
    batch,
)
from modules.responsible.activities.agreement.bench import (
    Bench,
    batch_open,
    bench_of,
    judged,
    left,
    team,
)
from modules.responsible.activities.agreement.kappa import Table, cross, interval, team_kappa
from modules.responsible.activities.agreement.presentation import present, said, said_interval
from modules.responsible.activities.agreement.scoring import (
    DECISIONS,
    REASONS,
    decision_score,
    gain_score,
    guess_score,
    sum_score,
)

VERDICTS = {"yes": 1, "no": 0}


class Agreement(StepActivity):
    """`act.accord`."""

    def view(self, run: Run) -> Mapping[str, Any]:
        return present(run, self.manifest, self.speech)

    def assessors(self) -> Mapping[str, Assessor]:
        return {
            "prediction": self._assess_guess,
            "mission-1": self._assess_sum,
            "mission-2": self._assess_gain,
            "mission-3": self._assess_decision,
        }

    def actions(self) -> Mapping[str, Action]:
        return {"rate": self._rate, "undo": self._undo, "guide": self._guide}

    def _batch(self, run: Run) -> int:
        number = batch_open(run)
        if number is None:
            raise self.speech.refuse("nothing_to_judge", run.language)
        return number

    def _rate(self, answer: Form, run: Run) -> Exploration:
        """Judge one answer or several of the open batch: `mark-<id>`."""
        number = self._batch(run)
        known = {a.id for a in batch(number, run.seed)}
        marks = {}
        for name in (name for name in answer if name.startswith("mark-")):
            verdict, id_ = one(answer, name), name.removeprefix("mark-")
            if verdict not in VERDICTS or id_ not in known:
                raise self.speech.refuse("wrong_mark", run.language)
            marks[id_] = VERDICTS[verdict]
        if not marks:
            raise self.speech.refuse("choose_mark", run.language)
        return self._judged(bench_of(run.workspace).marking(marks), number, run, "rate")

    def _undo(self, answer: Form, run: Run) -> Exploration:
        """Take the last verdict of the open batch back."""
        number, bench = self._batch(run), bench_of(run.workspace)
        done = judged(batch(number, run.seed), bench)
        if not done:
            raise self.speech.refuse("nothing_to_undo", run.language)
        return self._judged(bench.without(done[-1].id), number, run, "undo")

    def _judged(self, bench: Bench, number: int, run: Run, action: str) -> Exploration:
        chosen = batch(number, run.seed)
        done = judged(chosen, bench)
        message = self.speech.count("left", len(left(chosen, bench)), run.language)
        if action == "undo":
            message = self.speech.say("undone", run.language, left=message)
        trace = {
            "action": action,
            "batch": number,
            "judged": len(done),
            "accepted": sum(bench.marks[a.id] for a in done),
        }
        return Exploration(bench.stored(), trace, message)

    def _guide(self, answer: Form, run: Run) -> Exploration:
        bench = bench_of(run.workspace)
        if "mission-1" not in run.done:
            raise self.speech.refuse("step_order", run.language)
        if any(a.id in bench.marks for a in answers() if a.batch == SECOND):
            raise self.speech.refuse("guide_locked", run.language)
        guide = {
            issue: choice(answer, f"guide-{issue}", WAYS, self.speech, run, "choose_guide")
            for issue in ISSUES
        }
        message = self.speech.say("guide_kept", run.language)
        trace = {"action": "guide", "guide": guide}
        return Exploration(bench.guided(guide).stored(), trace, message)

    def _assess_guess(self, answer: Form, run: Run) -> StepOutcome:
        given = whole_number(answer, "alike", (0, 20))
        if given is None:
            raise self.speech.refuse("wrong_alike", run.language)
        both = colleagues()
        found = both.both + both.neither
        score = guess_score(given, found)
        key = "guess_near" if score == 1.0 else "guess_far"
        feedback = self.speech.say(key, run.language, found=found)
        return StepOutcome(score, score == 1.0, {"alike": given}, feedback)

    def _assess_sum(self, answer: Form, run: Run) -> StepOutcome:
        missing = left(batch(FIRST, run.seed), bench_of(run.workspace))
        if missing:
            raise self.speech.refuse("judge_first", run.language, left=len(missing))
        given = real_number(answer, "agreement", (0, 100))
        if given is None:
            raise self.speech.refuse("wrong_agreement", run.language)
        marks = team(FIRST, run)
        found = cross(marks["you"], marks["ines"])
        score = sum_score(given, found.raw)
        feedback = self.speech.say(
            f"sum_{_mistake(given, score, found)}",
            run.language,
            both=found.both,
            neither=found.neither,
            alike=found.both + found.neither,
            share=percent(found.raw, 0, run.language),
        )
        response = {"agreement": given, "found": round(found.raw, 4)}
        return StepOutcome(score, score == 1.0, response, feedback)

    def _assess_gain(self, answer: Form, run: Run) -> StepOutcome:
        bench = bench_of(run.workspace)
        if set(bench.guide) != set(ISSUES):
            raise self.speech.refuse("guide_first", run.language)
        missing = left(batch(SECOND, run.seed), bench)
        if missing:
            raise self.speech.refuse("judge_again", run.language, left=len(missing))
        before, after = team_kappa(team(FIRST, run)), team_kappa(team(SECOND, run))
        bounds = interval(team(SECOND, run), run.seed)
        score = gain_score(before, after)
        vague = sum(way == "vague" for way in bench.guide.values())
        feedback = self.speech.say(
            "gain_strong" if score == 1.0 else "gain_some" if score else "gain_none",
            run.language,
            before=said(before, run, self.speech),
            after=said(after, run, self.speech),
            interval=said_interval(bounds, run, self.speech),
        )
        feedback += " " + self.speech.count("vague", vague, run.language)
        response = {
            "guide": dict(bench.guide),
            "before": None if before is None else round(before, 4),
            "after": None if after is None else round(after, 4),
            "interval": [round(end, 4) for end in bounds or ()],
        }
        return StepOutcome(score, score == 1.0, response, feedback)

    def _assess_decision(self, answer: Form, run: Run) -> StepOutcome:
        decision = choice(answer, "decision", DECISIONS, self.speech, run, "choose_decision")
        reason = choice(answer, "reason", REASONS, self.speech, run, "choose_reason")
        score = decision_score(decision, reason)
        low = interval(team(SECOND, run), run.seed)
        feedback = " ".join(
            self.speech.say(key, run.language, interval=said_interval(low, run, self.speech))
            for key in (f"decided_{decision}", f"because_{reason}")
        )
        return StepOutcome(score, score == 1.0, {"decision": decision, "reason": reason}, feedback)


def colleagues() -> Table:
    """Both colleagues on the first batch, whoever plays."""
    chosen = [a for a in answers() if a.batch == FIRST]
    first, second = ([a.marks[name] for a in chosen] for name in COLLEAGUES)
    return cross(first, second)


def _mistake(given: float, score: float, found: Table) -> str:
    """Which sentence answers the sum: right, or the confusion that gives this number."""
    if score == 1.0:
        return "right"
    confusions = {
        "both": found.both / found.total,
        "apart": 1 - found.raw,
        "count": (found.both + found.neither) / 100,
    }
    for name, share in confusions.items():
        if abs(given - 100 * share) <= 0.5:
            return name
    return "near" if score else "wrong"


def load() -> Agreement:
    return Agreement.load(Path(__file__).parent)
