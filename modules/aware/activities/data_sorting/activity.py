"""Sorting extracts: assess the steps, keep each first choice and give its reason."""

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
    in_language,
    one,
)
from modules.aware.activities.data_sorting.cards import BINS, TRANSFORMATIONS, cards, deals, example
from modules.aware.activities.data_sorting.presentation import explain, present
from modules.aware.activities.data_sorting.scoring import (
    LEAK,
    Sorted,
    points,
    read_sorted,
    score,
)

HERE = Path(__file__).parent
COUNTS = ("0", "1", "2", "3")


class DataSorting(StepActivity):
    """`act.tri-donnees`."""

    def view(self, run: Run) -> Mapping[str, Any]:
        return present(run, self.manifest, self.speech)

    def assessors(self) -> Mapping[str, Assessor]:
        return {
            "prediction": self._assess_prediction,
            "mission-1": self._assess_sorting,
        }

    def actions(self) -> Mapping[str, Action]:
        return {"sort": self._sort}

    def _sort(self, answer: Form, run: Run) -> Exploration:
        """Sort one card or several; a card already sorted keeps its first bin."""
        chosen = self._read_choices(answer, run)
        sent = {card: said.written for card, said in chosen.items()}
        # What was first chosen for a card stays.
        kept = {**sent, **run.workspace}
        return Exploration(kept, sent, self._say_sorted(chosen, kept, run))

    def _read_choices(self, answer: Form, run: Run) -> dict[str, Sorted]:
        """`bin-<card>` and `change-<card>`; a card without a bin is left for later."""
        ranks = {deal.card.id: rank for rank, deal in enumerate(deals(run.seed), start=1)}
        known = {card.id for card in cards()}
        chosen = {}
        for field in (name for name in answer if name.startswith("bin-")):
            card = field.removeprefix("bin-")
            name, change = one(answer, field), one(answer, f"change-{card}")
            if card not in known or name not in ("", *BINS):
                raise self.speech.refuse("wrong_card", run.language)
            if card not in ranks or not name:
                continue  # A card of another run, or one left for later.
            if name == "after" and change not in TRANSFORMATIONS:
                raise self.speech.refuse("choose_change", run.language, rank=ranks[card])
            chosen[card] = Sorted(name, change if name == "after" else "")
        if not chosen:
            raise self.speech.refuse("choose_bin", run.language)
        return chosen

    def _say_sorted(self, chosen: Mapping[str, Sorted], kept: Mapping[str, str], run: Run) -> str:
        of_run = [deal for deal in deals(run.seed) if deal.card.id in chosen]
        if len(of_run) == 1:
            return explain(of_run[0], read_sorted(kept[of_run[0].card.id]), run, self.speech)
        right = sum(points(deal, read_sorted(kept[deal.card.id])) == 1.0 for deal in of_run)
        left = self.speech.count("cards", len(deals(run.seed)) - len(kept), run.language)
        counted = self.speech.count("cards", len(of_run), run.language)
        return self.speech.say("several", run.language, sorted=counted, right=right, left=left)

    def _assess_prediction(self, answer: Form, run: Run) -> StepOutcome:
        count = choice(answer, "count", COUNTS, self.speech, run)
        found = example()
        right = int(count) == found.pasted
        return self.verdict(
            "prediction",
            right,
            {"count": int(count)},
            run,
            count=found.pasted,
            why=in_language(found.why, run.language),
        )

    def _assess_sorting(self, answer: Form, run: Run) -> StepOutcome:
        of_run = deals(run.seed)
        left = [deal for deal in of_run if deal.card.id not in run.workspace]
        if left:
            count = self.speech.count("cards", len(left), run.language)
            raise self.speech.refuse("left", run.language, count=count)
        chosen = {card: read_sorted(written) for card, written in run.workspace.items()}
        gained = [points(deal, chosen[deal.card.id]) for deal in of_run]
        reached = score(of_run, chosen)
        response = {f"{deal.card.id}@{deal.tool}": chosen[deal.card.id].written for deal in of_run}
        feedback = self._say_result(gained, run)
        return StepOutcome(reached, LEAK not in gained and reached >= 0.5, response, feedback)

    def _say_result(self, gained: Sequence[float], run: Run) -> str:
        return self.speech.say(
            "result",
            run.language,
            right=gained.count(1.0),
            total=len(gained),
            leaks=self.speech.count("leaks", gained.count(LEAK), run.language),
        )


def load() -> DataSorting:
    return DataSorting.load(HERE)
