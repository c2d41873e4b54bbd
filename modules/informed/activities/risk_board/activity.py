"""The board of risks: eighteen uses to place, four dates, five roles."""

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
from modules.informed.activities.risk_board.cards import BANNED_DRAWN, ROLES, cast, dated, drawn
from modules.informed.activities.risk_board.presentation import NEVER, Board, board_of, present
from modules.informed.activities.risk_board.scoring import board_score, is_near
from modules.informed.activities.risk_board.timeline import (
    LAST,
    SQUARES,
    dates,
    last_day,
    month,
    rules,
)


class RiskBoard(StepActivity):
    """`act.plateau-risques`."""

    def view(self, run: Run) -> Mapping[str, Any]:
        return present(run, self.manifest, self.speech)

    def assessors(self) -> Mapping[str, Assessor]:
        return {
            "prediction": self._assess_count,
            "mission-1": self._assess_board,
            "mission-2": self._assess_dates,
            "mission-3": self._assess_roles,
        }

    def actions(self) -> Mapping[str, Action]:
        return {"place": self._place, "take": self._take, "date": self._date}

    def _place(self, answer: Form, run: Run) -> Exploration:
        """Any number of cards at once; those without a square stay as they are."""
        board = self._open_board(run)
        sent: dict[str, str] = {}
        ticked: set[str] = set(board.literacy)
        for card in drawn(run.seed):
            if not one(answer, f"square-{card.id}"):
                continue
            sent[card.id] = choice(
                answer, f"square-{card.id}", SQUARES, self.speech, run, "choose_square"
            )
            ticked.discard(card.id)
            if one(answer, f"literacy-{card.id}"):
                ticked.add(card.id)
        if not sent:
            raise self.speech.refuse("choose_square", run.language)
        board = replace(board, placed={**board.placed, **sent}, literacy=frozenset(ticked))
        left = len(drawn(run.seed)) - len(board.placed)
        trace = {"action": "place", "placed": sent, "left": left}
        return Exploration(board.stored(), trace, self.speech.count("left", left, run.language))

    def _take(self, answer: Form, run: Run) -> Exploration:
        board = self._open_board(run)
        card = choice(answer, "card", list(board.placed), self.speech, run, "choose_card")
        placed = {other: square for other, square in board.placed.items() if other != card}
        board = replace(board, placed=placed, literacy=board.literacy - {card}, hand=card)
        trace = {"action": "take", "card": card}
        return Exploration(board.stored(), trace, self.speech.say("taken", run.language))

    def _open_board(self, run: Run) -> Board:
        if "mission-1" in run.done:
            raise self.speech.refuse("board_closed", run.language)
        return board_of(run.workspace)

    def _date(self, answer: Form, run: Run) -> Exploration:
        if "mission-1" not in run.done:
            raise self.speech.refuse("step_order", run.language)
        rank = whole_number(answer, "month", (0, LAST))
        if rank is None:
            raise self.speech.refuse("wrong_month", run.language)
        applying = [rule.id for rule in rules() if rule.applies(last_day(rank))]
        board = replace(board_of(run.workspace), month=rank)
        year, number = month(rank)
        trace = {"action": "date", "month": f"{year}-{number:02}", "applying": len(applying)}
        message = self.speech.say("applying", run.language, count=len(applying), rules=len(rules()))
        return Exploration(board.stored(), trace, message)

    def _assess_count(self, answer: Form, run: Run) -> StepOutcome:
        guess = whole_number(answer, "banned", (0, len(drawn(run.seed))))
        if guess is None:
            raise self.speech.refuse("wrong_count", run.language, most=len(drawn(run.seed)))
        near = is_near(guess, BANNED_DRAWN)
        feedback = self.speech.say("count", run.language, guess=guess, truth=BANNED_DRAWN)
        return StepOutcome(float(near), near, {"banned": guess}, feedback)

    def _assess_board(self, answer: Form, run: Run) -> StepOutcome:
        hand, board = drawn(run.seed), board_of(run.workspace)
        left = len(hand) - len(board.placed)
        right = sum(card.accepts(board.placed.get(card.id, "")) for card in hand)
        ticked = sum(
            card.id in board.placed and (card.id in board.literacy) == card.literacy
            for card in hand
        )
        response = {
            "placed": dict(board.placed),
            "literacy": sorted(board.literacy),
            "right": right,
        }
        if left and not one(answer, "settle"):
            feedback = self.speech.count("not_all", left, run.language)
            return StepOutcome(0.0, False, response, feedback, done=False)
        feedback = self.speech.say(
            "placed", run.language, right=right, ticked=ticked, cards=len(hand)
        )
        score = board_score(hand, board.placed, board.literacy)
        return StepOutcome(score, right == len(hand), response, feedback)

    def _assess_dates(self, answer: Form, run: Run) -> StepOutcome:
        asked = dated(run.seed)
        offered = [*(day.isoformat() for day in dates()), NEVER]
        given = {
            card.id: choice(answer, f"since-{n}", offered, self.speech, run, "choose_dates")
            for n, card in enumerate(asked, start=1)
        }
        right = sum(given[card.id] == str(card.since or NEVER) for card in asked)
        feedback = self.speech.say("dates", run.language, right=right, asked=len(asked))
        return StepOutcome(right / len(asked), right == len(asked), given, feedback)

    def _assess_roles(self, answer: Form, run: Run) -> StepOutcome:
        asked = cast(run.seed)
        given = {
            card.id: choice(answer, f"role-{n}", ROLES, self.speech, run, "choose_roles")
            for n, card in enumerate(asked, start=1)
        }
        right = sum(given[card.id] == card.role for card in asked)
        feedback = self.speech.say("roles", run.language, right=right, asked=len(asked))
        return StepOutcome(right / len(asked), right == len(asked), given, feedback)


def load() -> RiskBoard:
    return RiskBoard.load(Path(__file__).parent)
