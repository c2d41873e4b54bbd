"""Sorting extracts: assess the steps, keep each first choice and give its reason."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from caire.sdk import ActivityManifest, Exploration, Run, StepOutcome, load_manifest
from modules.aware.activities.data_sorting.cards import BINS, TRANSFORMATIONS, cards, deals, example
from modules.aware.activities.data_sorting.presentation import explain, present
from modules.aware.activities.data_sorting.scoring import (
    LEAK,
    Sorted,
    points,
    read_sorted,
    score,
)
from modules.aware.order import refuse_out_of_order
from modules.aware.speech import Form, Speech, in_language, one

HERE = Path(__file__).parent
COUNTS = ("0", "1", "2", "3")


@dataclass(frozen=True)
class DataSorting:
    """`act.tri-donnees`."""

    manifest: ActivityManifest
    speech: Speech

    def view(self, run: Run) -> Mapping[str, Any]:
        return present(run, self.manifest, self.speech)

    def assess(self, step_id: str, answer: Form, run: Run) -> StepOutcome:
        refuse_out_of_order(self.manifest, step_id, run, self.speech)
        assessors: dict[str, Callable[[Form, Run], StepOutcome]] = {
            "prediction": self._assess_prediction,
            "mission-1": self._assess_sorting,
        }
        return assessors[step_id](answer, run)

    def explore(self, answer: Form, run: Run) -> Exploration:
        """Sort one card or several; a card already sorted keeps its first bin."""
        if "prediction" not in run.done:
            raise self.speech.refuse("predict_first", run.language)
        if one(answer, "action") != "sort":
            raise self.speech.refuse("wrong_action", run.language)
        chosen = self._read_choices(answer, run)
        new = {card: choice for card, choice in chosen.items() if card not in run.workspace}
        kept = {**run.workspace, **{card: choice.written for card, choice in new.items()}}
        trace = {card: choice.written for card, choice in chosen.items()}
        return Exploration(kept, trace, self._say_sorted(chosen, kept, run))

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
        left = self._say_count(len(deals(run.seed)) - len(kept), run)
        counted = self._say_count(len(of_run), run)
        return self.speech.say("several", run.language, sorted=counted, right=right, left=left)

    def _say_count(self, count: int, run: Run) -> str:
        key = ("cards_none", "cards_one")[count] if count < 2 else "cards_many"
        return self.speech.say(key, run.language, count=count)

    def _assess_prediction(self, answer: Form, run: Run) -> StepOutcome:
        count = one(answer, "count")
        if count not in COUNTS:
            raise self.speech.refuse("choose_one", run.language)
        found = example()
        right = int(count) == found.pasted
        feedback = self.speech.say(
            "prediction_right" if right else "prediction_wrong",
            run.language,
            count=found.pasted,
            why=in_language(found.why, run.language),
        )
        return StepOutcome(float(right), right, {"count": int(count)}, feedback)

    def _assess_sorting(self, answer: Form, run: Run) -> StepOutcome:
        of_run = deals(run.seed)
        left = [deal for deal in of_run if deal.card.id not in run.workspace]
        if left:
            count = self._say_count(len(left), run)
            raise self.speech.refuse("left", run.language, count=count)
        chosen = {card: read_sorted(written) for card, written in run.workspace.items()}
        gained = [points(deal, chosen[deal.card.id]) for deal in of_run]
        reached = score(of_run, chosen)
        response = {f"{deal.card.id}@{deal.tool}": chosen[deal.card.id].written for deal in of_run}
        feedback = self._say_result(gained, run)
        return StepOutcome(reached, LEAK not in gained and reached >= 0.5, response, feedback)

    def _say_result(self, gained: Sequence[float], run: Run) -> str:
        leaks = gained.count(LEAK)
        key = ("leaks_none", "leaks_one")[leaks] if leaks < 2 else "leaks_many"
        return self.speech.say(
            "result",
            run.language,
            right=gained.count(1.0),
            total=len(gained),
            leaks=self.speech.say(key, run.language, count=leaks),
        )


def load() -> DataSorting:
    return DataSorting(load_manifest(HERE / "manifest.yaml"), Speech.load(HERE / "texts.yaml"))
