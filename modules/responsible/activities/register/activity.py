"""The register of uses: a page for each message, then the analyses to be made."""

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
from modules.responsible.activities.register.book import fields, pages_of, uses
from modules.responsible.activities.register.desk import (
    COUNTING,
    WRITING,
    Desk,
    current,
    desk_of,
)
from modules.responsible.activities.register.presentation import present
from modules.responsible.activities.register.rules import (
    counted,
    impact_of,
    needs_rights,
    remarks,
    rules,
)
from modules.responsible.activities.register.scoring import analyses_score, pages_score

NEAR = 1


class Register(StepActivity):
    """`act.registre`."""

    def view(self, run: Run) -> Mapping[str, Any]:
        return present(run, self.manifest, self.speech)

    def assessors(self) -> Mapping[str, Assessor]:
        pages = {mission: partial(self._assess_pages, mission) for mission in WRITING}
        return {"prediction": self._assess_count, **pages, COUNTING: self._assess_analyses}

    def actions(self) -> Mapping[str, Action]:
        return {"note": self._note, "take": self._take, "turn": self._turn, "count": self._count}

    def _note(self, answer: Form, run: Run) -> Exploration:
        """Any number of boxes at once; those left empty stay as they are."""
        mission = self._writing(run)
        desk, noted = desk_of(run.workspace), {}
        for use_id in pages_of(mission):
            boxes = self._boxes(use_id, answer, run)
            if boxes:
                desk, noted[use_id] = desk.noting(use_id, boxes), boxes
        if not noted:
            raise self.speech.refuse("choose_box", run.language)
        last = list(noted)[-1]
        desk = replace(desk, at=last)
        left = sum(len(desk.left(uses()[use_id])) for use_id in pages_of(mission))
        trace = {"action": "note", "noted": noted, "left": left}
        return Exploration(desk.stored(), trace, self._said(desk, last, left, run))

    def _said(self, desk: Desk, use_id: str, left: int, run: Run) -> str:
        use = uses()[use_id]
        empty = len(desk.left(use))
        if empty:
            return self.speech.count("empty", empty, run.language)
        found = len(remarks(use.page(desk.of(use_id))))
        kept = self.speech.count("kept", found, run.language)
        return f"{kept} {self.speech.count('left', left, run.language)}"

    def _boxes(self, use_id: str, answer: Form, run: Run) -> dict[str, str]:
        found = {}
        for name in uses()[use_id].asked:
            if one(answer, f"{use_id}-{name}"):
                offered = [c.id for c in uses()[use_id].boxes[name].choices]
                found[name] = choice(
                    answer, f"{use_id}-{name}", offered, self.speech, run, "choose_box"
                )
        return found

    def _take(self, answer: Form, run: Run) -> Exploration:
        use_id = self._page(answer, run)
        desk = desk_of(run.workspace)
        name = choice(answer, "box", list(desk.of(use_id)), self.speech, run, "choose_taken")
        box = in_language(next(f.name for f in fields() if f.id == name), run.language)
        message = self.speech.say("taken", run.language, box=box)
        trace = {"action": "take", "use": use_id, "box": name}
        return Exploration(desk.taking(use_id, name).stored(), trace, message)

    def _turn(self, answer: Form, run: Run) -> Exploration:
        use_id = self._page(answer, run)
        desk = replace(desk_of(run.workspace), at=use_id, hand=None)
        about = in_language(uses()[use_id].about, run.language)
        message = self.speech.say("turned", run.language, about=about)
        return Exploration(desk.stored(), {"action": "turn", "use": use_id}, message)

    def _count(self, answer: Form, run: Run) -> Exploration:
        if current(run.done) != COUNTING:
            raise self.speech.refuse("not_counting", run.language)
        asked = [use.id for use in uses().values() if use.counted is not None]
        use_id = choice(answer, "use", asked, self.speech, run, "choose_counted")
        ticked = tuple(name for name in rules().criteria if one(answer, f"tick-{name}"))
        desk = desk_of(run.workspace)
        desk = replace(desk, counts={**desk.counts, use_id: ticked})
        found = counted(len(ticked))
        trace = {"action": "count", "use": use_id, "ticked": ticked, "answer": found.answer}
        said = in_language(found.say, run.language)
        message = f"{in_language(uses()[use_id].about, run.language)}. {said}"
        return Exploration(desk.stored(), trace, message)

    def _writing(self, run: Run) -> str:
        mission = current(run.done)
        if mission not in WRITING:
            raise self.speech.refuse("pages_closed", run.language)
        return mission

    def _page(self, answer: Form, run: Run) -> str:
        pages = pages_of(self._writing(run))
        return choice(answer, "use", pages, self.speech, run, "choose_page")

    def _assess_count(self, answer: Form, run: Run) -> StepOutcome:
        most = len(uses())
        guess = whole_number(answer, "analyses", (0, most))
        if guess is None:
            raise self.speech.refuse("wrong_count", run.language, most=most)
        truth = sum(impact_of(use).answer == "do" for use in uses().values())
        near = abs(guess - truth) <= NEAR
        told = "count_near" if near else "count"
        feedback = self.speech.say(told, run.language, guess=guess, truth=truth, most=most)
        return StepOutcome(float(near), near, {"analyses": guess}, feedback)

    def _assess_pages(self, mission: str, answer: Form, run: Run) -> StepOutcome:
        desk = desk_of(run.workspace)
        pages = [(uses()[use_id], desk.of(use_id)) for use_id in pages_of(mission)]
        asked = sum(len(use.asked) for use, _ in pages)
        left = sum(len(desk.left(use)) for use, _ in pages)
        right = sum(
            given.get(name) == use.boxes[name].right for use, given in pages for name in use.asked
        )
        response = {"pages": {use.id: dict(given) for use, given in pages}, "right": right}
        if left and not one(answer, "settle"):
            feedback = self.speech.count("not_all", left, run.language)
            return StepOutcome(0.0, False, response, feedback, done=False)
        feedback = self.speech.say("filled", run.language, right=right, asked=asked)
        return StepOutcome(pages_score(pages), right == asked, response, feedback)

    def _assess_analyses(self, answer: Form, run: Run) -> StepOutcome:
        counts = desk_of(run.workspace).counts
        asked = [use for use in uses().values() if use.counted is not None]
        left = sum(use.id not in counts for use in asked)
        chosen = [use_id for use_id in uses() if one(answer, f"rights-{use_id}")]
        response = {"counts": {u: list(t) for u, t in counts.items()}, "rights": chosen}
        if left and not one(answer, "settle"):
            feedback = self.speech.count("not_counted", left, run.language)
            return StepOutcome(0.0, False, response, feedback, done=False)
        if not chosen:
            raise self.speech.refuse("choose_rights", run.language)
        right = sum(
            use.id in counts
            and counted(len(counts[use.id])).answer == counted(len(use.counted or ())).answer
            for use in asked
        )
        due = [in_language(use.about, run.language) for use in uses().values() if needs_rights(use)]
        feedback = self.speech.say(
            "analysed", run.language, right=right, asked=len(asked), due=", ".join(due)
        )
        score = analyses_score(counts, chosen)
        return StepOutcome(score, score == 1.0, response, feedback)


def load() -> Register:
    return Register.load(Path(__file__).parent)
