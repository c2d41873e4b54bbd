"""What the traces of level 1 hold beyond what all activities tell, whatever hand played."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from modules.aware.activities.data_sorting.cards import deals
from modules.aware.activities.data_sorting.scoring import read_sorted, score
from tests.modules.trial import Trial


def _responses(trial: Trial) -> dict[str, Any]:
    """Step -> what was answered."""
    told = ((step, result.get("response")) for _, step, result in trial.told() if step)
    steps = {step.id for step in trial.activity.manifest.steps[:-1]}
    return {step: msgspec.json.decode(sent) for step, sent in told if sent and step in steps}


def _pairs(trial: Trial) -> None:
    assert _responses(trial)["mission-1"]["choices"] == ["a"] * 6


def _hunt(trial: Trial) -> None:
    expected = {
        "checks": ["s3:a", "s5:g", "s9:c"],
        "verdicts": {"s3": "contradicted", "s5": "contradicted", "s9": "missing"},
        "found": 3,
        "false_alarms": 0,
    }
    assert _responses(trial)["mission-1"].items() >= expected.items()


def _sorting(trial: Trial) -> None:
    """Card by card."""
    responses, drawn = _responses(trial), deals(trial.run.seed)
    choices = ("never", "after.remove")
    assert set(responses["prediction"]) == {"count"}
    assert responses["mission-1"] == {
        f"{deal.card.id}@{deal.tool}": choices[rank % 2] for rank, deal in enumerate(drawn)
    }
    chosen = {deal.card.id: read_sorted(choices[n % 2]) for n, deal in enumerate(drawn)}
    assert trial.run.steps["mission-1"]["score"] == pytest.approx(score(drawn, chosen))


def _lab(trial: Trial) -> None:
    responses = _responses(trial)
    assert set(responses["prediction"]) == {"gap"}
    assert set(responses["mission-1"]) == {"gap", "trials", "ratio", "accuracy"}
    assert set(responses["mission-2"]) == {"source", "trials", "ratio", "accuracy"}


def _gauge(trial: Trial) -> None:
    responses = _responses(trial)
    counted = {"text", "reasoning", "image", "video", "days", "ratio"}
    assert set(responses["prediction"]) == counted
    assert set(responses["mission-1"]) == {"actions", "heaviest", "gain", "best"}


CHECKS: dict[str, Callable[[Trial], None]] = {
    "act.atelier-consignes": _pairs,
    "act.chasse-hallucinations": _hunt,
    "act.tri-donnees": _sorting,
    "act.labo-biais": _lab,
    "act.jauge-empreinte": _gauge,
}
