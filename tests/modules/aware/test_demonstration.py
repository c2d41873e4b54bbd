"""The settled answers of the demonstration reach the end of every activity, whatever its seed."""

import pytest

from caire.demo.activities import FORMS, MANIPULATIONS
from caire.sdk import Activity, StepRecord
from modules.aware import module
from tests.modules.aware.runs import Played


@pytest.mark.parametrize("activity", module.activities, ids=lambda a: a.manifest.id)
@pytest.mark.parametrize("seed", [0, 1, 2, 20261201])
def test_settled_answers_reach_the_end(activity: Activity, seed: int) -> None:
    played = Played(activity, seed)
    known = FORMS[activity.manifest.id]
    for step in activity.manifest.steps:
        if step.kind == "explanation":
            continue
        for form in MANIPULATIONS.get(activity.manifest.id, {}).get(step.id, []):
            played.workspace = activity.explore(form, played.run).workspace
        outcome = activity.assess(step.id, known[step.id], played.run)
        assert outcome.done, step.id
        played.done[step.id] = StepRecord(
            outcome.score, outcome.success, outcome.response, outcome.details
        )
    assert played.view()
