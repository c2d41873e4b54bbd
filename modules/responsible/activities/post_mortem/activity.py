"""The autopsy without a culprit: first gestures, causes, their tree, actions, the message."""

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
    in_language,
    one,
    whole_number,
)
from modules.responsible.activities.post_mortem import message as messages
from modules.responsible.activities.post_mortem.desk import desk_of
from modules.responsible.activities.post_mortem.presentation import GUESSES, listed, present
from modules.responsible.activities.post_mortem.replay import actions
from modules.responsible.activities.post_mortem.scoring import (
    ACTIONS,
    FEW_MISLED,
    ORGANISATIONAL,
    actions_score,
    families_right,
    misled,
    most_misled,
    order_score,
)
from modules.responsible.activities.post_mortem.story import FAMILIES, cause, causes, gestures
from modules.responsible.activities.post_mortem.tree import (
    aside,
    held,
    looping,
    parents,
    tree_score,
)

#: How many families twice the attention spares, in the prediction; computed in the tests.
SPARED = "none"


class PostMortem(StepActivity):
    """`act.post-mortem`."""

    def view(self, run: Run) -> Mapping[str, Any]:
        return present(run, self.manifest, self.speech)

    def assessors(self) -> Mapping[str, Assessor]:
        return {
            "prediction": self._assess_guess,
            "mission-1": self._assess_order,
            "mission-2": self._assess_families,
            "mission-3": self._assess_tree,
            "mission-4": self._assess_actions,
            "mission-5": self._assess_message,
        }

    def actions(self) -> Mapping[str, Action]:
        return {"put": self._put, "link": self._link, "replay": self._replay}

    def _put(self, answer: Form, run: Run) -> Exploration:
        """One gesture after those put already, the last one taken back, or all their ranks."""
        if "mission-1" in run.done:
            raise self.speech.refuse("handed_in", run.language)
        desk = desk_of(run.workspace)
        if one(answer, "back"):
            order = desk.order[:-1]
        elif one(answer, "put"):
            left = [gesture.id for gesture in gestures() if gesture.id not in desk.order]
            put = choice(answer, "put", left, self.speech, run, "choose_gesture")
            order = (*desk.order, put)
        else:
            order = self._ranked(answer, run)
        left_over = len(gestures()) - len(order)
        message = self.speech.count("put", left_over, run.language)
        trace = {"action": "put", "order": list(order)}
        return Exploration(replace(desk, order=order).stored(), trace, message)

    def _ranked(self, answer: Form, run: Run) -> tuple[str, ...]:
        most = len(gestures())
        ranks = {g.id: whole_number(answer, f"rank-{g.id}", (1, most)) for g in gestures()}
        if set(ranks.values()) != set(range(1, most + 1)):
            raise self.speech.refuse("choose_ranks", run.language, most=most)
        return tuple(sorted(ranks, key=lambda name: ranks[name] or 0))

    def _link(self, answer: Form, run: Run) -> Exploration:
        if "mission-3" in run.done:
            raise self.speech.refuse("handed_in", run.language)
        links = self._links(answer, run)
        left = len(aside(links))
        desk = replace(desk_of(run.workspace), links=links)
        trace = {"action": "link", "links": links, "left": left}
        return Exploration(desk.stored(), trace, self.speech.count("linked", left, run.language))

    def _links(self, answer: Form, run: Run) -> dict[str, str]:
        """The links given; those left open are absent.

        Raises:
            AnswerRefused: a parent that does not exist, or a cause that ends up causing itself.
        """
        links = {
            name: choice(answer, f"parent-{name}", parents(), self.speech, run, "choose_parent")
            for name in causes()
            if one(answer, f"parent-{name}")
        }
        if loop := looping(links):
            short = in_language(cause(loop).short, run.language)
            raise self.speech.refuse("loop", run.language, cause=short)
        return links

    def _replay(self, answer: Form, run: Run) -> Exploration:
        chosen = self._chosen(answer, run)
        total = misled(chosen)
        message = self.speech.say("replayed", run.language, misled=total, most=most_misled())
        trace = {"action": "replay", "actions": list(chosen), "misled": total}
        return Exploration(replace(desk_of(run.workspace), chosen=chosen).stored(), trace, message)

    def _chosen(self, answer: Form, run: Run) -> tuple[str, ...]:
        chosen = tuple(name for name in actions() if one(answer, f"do-{name}"))
        if len(chosen) != ACTIONS:
            raise self.speech.refuse(
                "choose_actions", run.language, asked=ACTIONS, given=len(chosen)
            )
        changing = sum(actions()[name].kind == "organisation" for name in chosen)
        if changing < ORGANISATIONAL:
            raise self.speech.refuse("choose_organisation", run.language, asked=ORGANISATIONAL)
        return chosen

    def _assess_guess(self, answer: Form, run: Run) -> StepOutcome:
        guess = choice(answer, "spared", GUESSES, self.speech, run)
        right = guess == SPARED
        return self.verdict("guess", right, {"spared": guess, "truth": SPARED}, run)

    def _assess_order(self, answer: Form, run: Run) -> StepOutcome:
        sent = any(f"rank-{gesture.id}" in answer for gesture in gestures())
        order = self._ranked(answer, run) if sent else desk_of(run.workspace).order
        if len(order) < len(gestures()):
            raise self.speech.refuse("put_all", run.language, most=len(gestures()))
        score = order_score(order)
        key = "ordered" if score == 1.0 else "ordered_partly" if score else "ordered_badly"
        feedback = self.speech.say(key, run.language)
        return StepOutcome(score, score == 1.0, {"order": list(order)}, feedback)

    def _assess_families(self, answer: Form, run: Run) -> StepOutcome:
        given = {
            name: choice(answer, f"family-{name}", FAMILIES, self.speech, run, "choose_families")
            for name in causes()
        }
        right, asked = families_right(given), len(causes())
        feedback = self.speech.say("families", run.language, right=right, asked=asked)
        return StepOutcome(right / asked, right == asked, given, feedback)

    def _assess_tree(self, answer: Form, run: Run) -> StepOutcome:
        links, names = self._links(answer, run), tuple(causes())
        if missing := aside(links):
            short = listed([in_language(cause(n).short, run.language) for n in missing])
            raise self.speech.refuse("link_all", run.language, missing=short)
        score = tree_score(links, names)
        feedback = self.speech.say("tree", run.language, right=held(links, names), asked=len(names))
        return StepOutcome(score, score == 1.0, links, feedback)

    def _assess_actions(self, answer: Form, run: Run) -> StepOutcome:
        chosen = self._chosen(answer, run)
        total, score = misled(chosen), actions_score(chosen)
        places = {"misled": total, "most": most_misled(), "few": FEW_MISLED}
        reached = total <= FEW_MISLED
        response = {"actions": list(chosen), "misled": total}
        if not reached and not one(answer, "settle"):
            raise self.speech.refuse("too_many", run.language, **places)
        key = "held" if reached else "settled"
        return StepOutcome(score, reached, response, self.speech.say(key, run.language, **places))

    def _assess_message(self, answer: Form, run: Run) -> StepOutcome:
        text = one(answer, "message")
        if not messages.FEWEST_SIGNS <= len(text) <= messages.MOST_SIGNS:
            raise self.speech.refuse(
                "wrong_length",
                run.language,
                fewest=messages.FEWEST_SIGNS,
                most=messages.MOST_SIGNS,
                given=len(text),
            )
        ticked = frozenset(name for name in messages.ELEMENTS if one(answer, f"has-{name}"))
        found = messages.traces(text)
        if (missing := ticked - found) and not one(answer, "settle"):
            said = [self._element(name, run) for name in messages.ELEMENTS if name in missing]
            raise self.speech.refuse("read_again", run.language, missing=listed(said))
        score = messages.message_score(ticked, found)
        response = {
            "length": len(text),
            "ticked": sorted(ticked),
            "found": sorted(found),
            "blames": messages.blames(text),
        }
        key = "written_blames" if response["blames"] else "written"
        feedback = self.speech.say(
            key, run.language, ticked=len(ticked), asked=len(messages.ELEMENTS)
        )
        return StepOutcome(score, score == 1.0, response, feedback)

    def _element(self, name: str, run: Run) -> str:
        return self.speech.say(f"element_{name}", run.language)


def load() -> PostMortem:
    return PostMortem.load(Path(__file__).parent)
