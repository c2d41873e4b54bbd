"""The hunt for invented claims: assess the steps, answer the manipulations."""

from collections.abc import Callable, Mapping
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
    in_language,
    one,
)
from modules.aware.activities.claim_hunt.dossiers import (
    VERDICTS,
    Dossier,
    Sentence,
    Source,
    dossier_of,
)
from modules.aware.activities.claim_hunt.inquiry import Inquiry, inquiry_of
from modules.aware.activities.claim_hunt.presentation import present
from modules.aware.activities.claim_hunt.scoring import (
    BUDGET,
    PLANNED,
    PRIORITY,
    f1,
    flagged_by,
    hunt_score,
    judge_pair,
    plan_score,
)

HERE = Path(__file__).parent
FEWEST_VERDICTS = 3
PLAN_FIELDS = ("first", "second", "third")


class ClaimHunt(StepActivity):
    """`act.chasse-hallucinations`."""

    def view(self, run: Run) -> Mapping[str, Any]:
        return present(run, self.manifest, self.speech)

    def assessors(self) -> Mapping[str, Assessor]:
        return {
            "prediction": self._assess_plan,
            "mission-1": self._assess_hunt,
            "mission-2": self._assess_pair,
        }

    def actions(self) -> Mapping[str, Action]:
        return {
            "check": partial(self._inquire, "check", self._check),
            "judge": partial(self._inquire, "judge", self._judge),
        }

    def _inquire(
        self,
        action: str,
        act: Callable[[Form, Run, Inquiry], tuple[Inquiry, str, dict[str, Any]]],
        answer: Form,
        run: Run,
    ) -> Exploration:
        if "mission-1" in run.done:
            raise self.speech.refuse("handed_in", run.language)
        inquiry, message, traced = act(answer, run, inquiry_of(run.workspace))
        trace = {"dossier": dossier_of(run.seed).id, "action": action, **traced}
        trace["checks"] = len(inquiry.checks)
        return Exploration(inquiry.stored(), trace, message)

    def _check(
        self, answer: Form, run: Run, inquiry: Inquiry
    ) -> tuple[Inquiry, str, dict[str, Any]]:
        dossier = dossier_of(run.seed)
        sentence = self._sentence(answer, "sentence", run)
        source = self._source(answer, "source", run)
        inquiry = inquiry.with_check(sentence.id, source.id)
        message = self.speech.say(
            "read",
            run.language,
            rank=dossier.rank(sentence.id),
            letter=source.letter,
            title=in_language(source.title, run.language),
            text=in_language(source.text, run.language),
            used=len(inquiry.checks),
            budget=BUDGET,
        )
        return inquiry, message, {"sentence": sentence.id, "source": source.id}

    def _judge(
        self, answer: Form, run: Run, inquiry: Inquiry
    ) -> tuple[Inquiry, str, dict[str, Any]]:
        dossier = dossier_of(run.seed)
        sentence = self._sentence(answer, "sentence", run)
        given = one(answer, "verdict")
        verdict = next((v for v in VERDICTS if v == given), None)
        if verdict is None:
            raise self.speech.refuse("choose_verdict", run.language)
        if sentence.id not in inquiry.checked:
            raise self.speech.refuse("check_first", run.language, rank=dossier.rank(sentence.id))
        inquiry = inquiry.with_verdict(sentence.id, verdict)
        message = self.speech.say(
            "judged",
            run.language,
            rank=dossier.rank(sentence.id),
            verdict=self.speech.say(verdict, run.language),
            count=len(inquiry.verdicts),
        )
        return inquiry, message, {"sentence": sentence.id, "verdict": verdict}

    def _sentence(self, answer: Form, name: str, run: Run) -> Sentence:
        found = dossier_of(run.seed).sentence(one(answer, name))
        if found is None:
            raise self.speech.refuse("choose_sentence", run.language)
        return found

    def _source(self, answer: Form, name: str, run: Run) -> Source:
        found = dossier_of(run.seed).source(one(answer, name))
        if found is None:
            raise self.speech.refuse("choose_source", run.language)
        return found

    def _assess_plan(self, answer: Form, run: Run) -> StepOutcome:
        dossier = dossier_of(run.seed)
        chosen = [dossier.sentence(one(answer, name)) for name in PLAN_FIELDS]
        plan = [sentence for sentence in chosen if sentence]
        if len({sentence.id for sentence in plan}) != PLANNED:
            raise self.speech.refuse("choose_three", run.language)
        score = plan_score([sentence.kind for sentence in plan])
        listed = "\u202f; ".join(
            self.speech.say(
                "planned",
                run.language,
                rank=dossier.rank(sentence.id),
                kind=self.speech.say(f"kind_{sentence.kind}", run.language),
            )
            for sentence in plan
        )
        weak = any(sentence.kind not in PRIORITY for sentence in plan)
        key = "plan_weak" if weak else "plan_right"
        response = {"dossier": dossier.id, "plan": [sentence.id for sentence in plan]}
        feedback = self.speech.say(key, run.language, list=listed)
        return StepOutcome(score, not weak, response, feedback)

    def _assess_hunt(self, answer: Form, run: Run) -> StepOutcome:
        dossier, inquiry = dossier_of(run.seed), inquiry_of(run.workspace)
        verdicts = dict(inquiry.verdicts)
        flagged = flagged_by(verdicts)
        used = len(inquiry.checks)
        response = {
            "dossier": dossier.id,
            "checks": [f"{sentence}:{source}" for sentence, source in inquiry.checks],
            "verdicts": verdicts,
            "found": len(flagged & dossier.wrong),
            "false_alarms": len(flagged - dossier.wrong),
            "f1": round(f1(flagged, dossier.wrong), 4),
        }
        if len(verdicts) < FEWEST_VERDICTS:
            feedback = self.speech.say(
                "too_few", run.language, count=len(verdicts), needed=FEWEST_VERDICTS
            )
            return StepOutcome(0.0, False, response, feedback, done=False)
        feedback = self._say_hunt(dossier, flagged, used, run)
        score = hunt_score(flagged, dossier.wrong, used)
        return StepOutcome(score, flagged == dossier.wrong, response, feedback)

    def _say_hunt(self, dossier: Dossier, flagged: frozenset[str], used: int, run: Run) -> str:
        alarms = len(flagged - dossier.wrong)
        return self.speech.say(
            "hunted",
            run.language,
            found=len(flagged & dossier.wrong),
            wrong=len(dossier.wrong),
            used=used,
            alarms=self.speech.count("alarms", alarms, run.language),
            thrift=self.speech.say("thrifty" if used <= BUDGET else "costly", run.language),
        )

    def _assess_pair(self, answer: Form, run: Run) -> StepOutcome:
        pair = (self._source(answer, "one", run), self._source(answer, "other", run))
        if pair[0] == pair[1]:
            raise self.speech.refuse("choose_two", run.language)
        found = judge_pair(dossier_of(run.seed), *pair)
        sound = found == "sound"
        feedback = self.speech.say(f"pair_{found}", run.language)
        response = {"sources": sorted(source.id for source in pair), "pair": found}
        return StepOutcome(float(sound), sound, response, feedback)


def load() -> ClaimHunt:
    return ClaimHunt.load(HERE)
