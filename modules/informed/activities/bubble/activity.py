"""The bubble: read fifteen articles, widen the feed, say who chose what it aims at."""

from collections.abc import Mapping
from dataclasses import replace
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
from modules.informed.activities.bubble.articles import topics
from modules.informed.activities.bubble.presentation import CHOOSERS, NO_TOPIC, present
from modules.informed.activities.bubble.recommender import (
    CLICKS,
    OBJECTIVES,
    ORDERS,
    RATES,
    Levers,
    diversity,
    feed,
    reader_of,
    topics_shown,
)
from modules.informed.activities.bubble.session import (
    guess_score,
    profile,
    raised_score,
    session_of,
    widened,
)


class Bubble(StepActivity):
    """`act.bulle`."""

    def view(self, run: Run) -> Mapping[str, Any]:
        return present(run, self.manifest, self.speech)

    def assessors(self) -> Mapping[str, Assessor]:
        return {
            "prediction": self._assess_guess,
            "mission-1": self._assess_reading,
            "mission-2": self._assess_levers,
            "mission-3": self._assess_chooser,
        }

    def actions(self) -> Mapping[str, Action]:
        return {"read": self._read, "set": self._set}

    def _read(self, answer: Form, run: Run) -> Exploration:
        session = session_of(run.workspace)
        if "mission-1" in run.done or len(session.clicks) >= CLICKS:
            raise self.speech.refuse("read_enough", run.language)
        shown = feed(session.clicks, Levers(), run.seed)
        offered = [str(article.id) for article in shown]
        chosen = int(choice(answer, "article", offered, self.speech, run, "choose_article"))
        session = replace(session, clicks=(*session.clicks, chosen))
        after = feed(session.clicks, Levers(), run.seed)
        article = next(a for a in shown if a.id == chosen)
        trace = {
            "action": "read",
            "click": len(session.clicks),
            "topic": article.topic,
            "tone": article.tone,
            "topics": topics_shown(after),
            "diversity": round(diversity(after), 3),
        }
        message = self.speech.count(
            "read", topics_shown(after), run.language, click=len(session.clicks), clicks=CLICKS
        )
        return Exploration(session.stored(), trace, message)

    def _set(self, answer: Form, run: Run) -> Exploration:
        if "mission-1" not in run.done:
            raise self.speech.refuse("step_order", run.language)
        session, levers = session_of(run.workspace), self._levers(answer, run)
        shown, wide = widened(profile(session.clicks, run.seed)[0], levers, run.seed)
        alone = wide and len(levers.moved) == 1
        raised = tuple(sorted({*session.raised, *(levers.moved if alone else ())}))
        session = replace(session, levers=levers, raised=raised)
        trace = {
            "action": "set",
            "moved": list(levers.moved),
            "topics": topics_shown(shown),
            "diversity": round(diversity(shown), 3),
            "raised": list(raised),
        }
        key = "set_alone" if alone else "set_wide" if wide else "set_narrow"
        if not levers.moved:
            key = "set_nothing"
        message = self.speech.say(key, run.language, topics=topics_shown(shown))
        return Exploration(session.stored(), trace, message)

    def _levers(self, answer: Form, run: Run) -> Levers:
        rate = whole_number(answer, "explore", (RATES[0], RATES[-1]))
        muted, order = one(answer, "muted"), one(answer, "order")
        objective = one(answer, "objective")
        known = [NO_TOPIC, *(topic.id for topic in topics())]
        if (
            rate not in RATES
            or muted not in known
            or order not in ORDERS
            or objective not in OBJECTIVES
        ):
            raise self.speech.refuse("wrong_lever", run.language)
        return Levers(rate, "" if muted == NO_TOPIC else muted, order, objective)

    def _assess_guess(self, answer: Form, run: Run) -> StepOutcome:
        guess = whole_number(answer, "topics", (1, len(topics())))
        if guess is None:
            raise self.speech.refuse("wrong_guess", run.language)
        truth = topics_shown(feed(reader_of(run.seed)[1], Levers(), run.seed))
        score = guess_score(guess, truth)
        feedback = self.speech.count("guess", truth, run.language, guess=guess)
        return StepOutcome(score, guess == truth, {"topics": guess, "truth": truth}, feedback)

    def _assess_reading(self, answer: Form, run: Run) -> StepOutcome:
        clicks = session_of(run.workspace).clicks
        shown = feed(clicks, Levers(), run.seed)
        response = {
            "clicks": len(clicks),
            "topics": topics_shown(shown),
            "diversity": round(diversity(shown), 3),
        }
        left, whole = CLICKS - len(clicks), len(clicks) == CLICKS
        if left and not one(answer, "settle"):
            feedback = self.speech.count("clicks_left", left, run.language)
            return StepOutcome(len(clicks) / CLICKS, False, response, feedback, done=False)
        own = profile(clicks, run.seed)[1]
        key = "own_narrow" if own else "own_wide"
        feedback = self.speech.count(key, topics_shown(shown), run.language)
        return StepOutcome(len(clicks) / CLICKS, whole, response, feedback)

    def _assess_levers(self, answer: Form, run: Run) -> StepOutcome:
        raised = session_of(run.workspace).raised
        response = {"raised": list(raised)}
        score = raised_score(raised)
        if score < 1.0 and not one(answer, "settle"):
            feedback = self.speech.count("levers_left", 2 - len(raised), run.language)
            return StepOutcome(score, False, response, feedback, done=False)
        feedback = self.speech.say("levers", run.language)
        return StepOutcome(score, score == 1.0, response, feedback)

    def _assess_chooser(self, answer: Form, run: Run) -> StepOutcome:
        chosen = choice(answer, "chooser", CHOOSERS, self.speech, run)
        right = chosen == "team"
        feedback = self.speech.say(f"chooser_{chosen}", run.language)
        return StepOutcome(float(right), right, {"chooser": chosen}, feedback)


def load() -> Bubble:
    return Bubble.load(Path(__file__).parent)
