"""Search then write: the engine is tried, one answer is made wrong, six are diagnosed."""

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
    whole_number,
)
from modules.informed.activities.document_search.bm25 import terms
from modules.informed.activities.document_search.corpus import CUTS, YEARS
from modules.informed.activities.document_search.dossier import (
    AGED,
    FAILURES,
    Question,
    cases,
    questions,
    share_named,
)
from modules.informed.activities.document_search.engine import (
    MOST_KEPT,
    Settings,
    judge,
    search,
)
from modules.informed.activities.document_search.presentation import present, tray_of

FIRST_FOUND = ("rule", "survey", "nothing")
CLUES = ("score", "date", "writing")
LONGEST_QUERY = 120
ASKED = tuple(question.id for question in questions() if question.id != AGED)


class DocumentSearch(StepActivity):
    """`act.rag-bm25`."""

    def view(self, run: Run) -> Mapping[str, Any]:
        return present(run, self.manifest, self.speech)

    def assessors(self) -> Mapping[str, Assessor]:
        return {
            "prediction": self._assess_first,
            "mission-1": self._assess_questions,
            "mission-2": self._assess_aged,
            "mission-3": self._assess_failures,
        }

    def actions(self) -> Mapping[str, Action]:
        return {"search": self._search}

    def _search(self, answer: Form, run: Run) -> Exploration:
        question = self._question(answer, run)
        settings = self._settings(answer, question, run)
        found = search(settings)
        verdict = judge(found, question.need)
        tray = tray_of(run.workspace)
        kept = {
            "question": question.id,
            "settings": {
                "query": settings.query,
                "keep": settings.keep,
                "cut": settings.cut,
                "since": settings.since,
            },
            "solved": sorted({*tray.solved, *([question.id] if verdict == "right" else [])}),
            "aged": tray.aged or (question.id == AGED and verdict == "outdated"),
            "tries": tray.tries + 1,
        }
        trace = {
            "question": question.id,
            "words": len(terms(settings.query)),
            "as_asked": settings.query == question.query,
            "keep": settings.keep,
            "cut": settings.cut,
            "since": settings.since,
            "documents": [f.passage.document.id for f in found],
            "verdict": verdict,
        }
        message = self.speech.count("kept", len(found), run.language)
        return Exploration(
            kept, trace, f"{message} {self.speech.say(f'verdict_{verdict}', run.language)}"
        )

    def _question(self, answer: Form, run: Run) -> Question:
        offered = [*ASKED, *([AGED] if "mission-1" in run.done else [])]
        chosen = choice(answer, "question", offered, self.speech, run, "choose_question")
        return next(question for question in questions() if question.id == chosen)

    def _settings(self, answer: Form, question: Question, run: Run) -> Settings:
        query = " ".join(one(answer, "query").split()) or question.query
        if len(query) > LONGEST_QUERY:
            raise self.speech.refuse("long_query", run.language, most=LONGEST_QUERY)
        if not terms(query):
            raise self.speech.refuse("empty_query", run.language)
        keep = whole_number(answer, "keep", (1, MOST_KEPT))
        cut = next((cut for cut in CUTS if cut == one(answer, "cut")), None)
        since = whole_number(answer, "since", (YEARS[0], YEARS[-1]))
        if keep is None or cut is None or since not in YEARS:
            raise self.speech.refuse("wrong_setting", run.language, most=MOST_KEPT)
        return Settings(query, keep, cut, since)

    def _assess_first(self, answer: Form, run: Run) -> StepOutcome:
        chosen = choice(answer, "first", FIRST_FOUND, self.speech, run)
        right = chosen == "survey"
        return self.verdict("first", right, {"first": chosen}, run)

    def _assess_questions(self, answer: Form, run: Run) -> StepOutcome:
        tray = tray_of(run.workspace)
        solved = [q for q in ASKED if q in tray.solved]
        missing = len(ASKED) - len(solved)
        response = {"solved": solved, "tries": tray.tries}
        if missing and not one(answer, "settle"):
            feedback = self.speech.count("missing", missing, run.language)
            return StepOutcome(len(solved) / len(ASKED), False, response, feedback, done=False)
        key = "all_solved" if not missing else "some_solved"
        feedback = self.speech.say(key, run.language, solved=len(solved), asked=len(ASKED))
        return StepOutcome(len(solved) / len(ASKED), not missing, response, feedback)

    def _assess_aged(self, answer: Form, run: Run) -> StepOutcome:
        tray = tray_of(run.workspace)
        clue = choice(answer, "clue", CLUES, self.speech, run)
        response = {"aged": tray.aged, "clue": clue, "tries": tray.tries}
        if not tray.aged and not one(answer, "settle"):
            feedback = self.speech.say("not_aged", run.language)
            return StepOutcome(0.0, False, response, feedback, done=False)
        right = tray.aged and clue == "date"
        feedback = self.speech.say(f"clue_{clue}", run.language)
        score = (float(tray.aged) + float(clue == "date")) / 2
        return StepOutcome(score, right, response, feedback)

    def _assess_failures(self, answer: Form, run: Run) -> StepOutcome:
        named = {
            case.id: choice(answer, f"case-{case.id}", FAILURES, self.speech, run, "name_all")
            for case in cases()
        }
        score = share_named(named)
        right = sum(named[case.id] == case.failure for case in cases())
        key = "all_named" if right == len(cases()) else "some_named"
        feedback = self.speech.say(key, run.language, right=right, cases=len(cases()))
        return StepOutcome(score, score == 1.0, named, feedback)


def load() -> DocumentSearch:
    return DocumentSearch.load(Path(__file__).parent)
