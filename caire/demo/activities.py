"""What somebody answers in the activities of level 1: settled answers, right or not."""

from collections.abc import Callable

from caire.assessment.items import Item
from caire.demo.answers import Form
from caire.learning.queries import LearningPath
from caire.sdk import Activity

#: Activity -> step -> what is sent. The closing question is answered like any other.
FORMS: dict[str, dict[str, Form]] = {
    "act.points-voisins": {
        "prediction": {"label": ["1"]},
        "mission-1": {
            "points": ["20.20.0;35.30.0;20.60.0;70.70.1;80.45.1;60.85.1"],
            "settle": ["1"],
        },
        "mission-2": {"flip": ["B"]},
        "mission-3": {"better": ["knn1"], "clear": ["stump"]},
    },
    "act.mot-suivant": {
        "prediction": {"word": ["joint"]},
        "mission-1": {"change": ["same-then-different"]},
        "mission-2": {"truth": ["always-answers"]},
    },
    "act.decoupeur": {
        "prediction": {"word": ["b"]},
        "mission-1": {"few": ["merci"], "many": ["algorithme"]},
    },
}

_COLD = {"action": ["sentence"], "temperature": ["0"]}
_HOT = {"action": ["sentence"], "temperature": ["1.5"]}
#: Activity -> step -> what is manipulated before the step can be answered.
MANIPULATIONS: dict[str, dict[str, list[Form]]] = {
    "act.mot-suivant": {
        "mission-1": [_COLD, _COLD, _COLD, _HOT, _HOT, _HOT],
        "mission-2": [
            {"action": ["sentence"], "corpus": ["recipes"], "typed": ["La photocopieuse"]}
        ],
    },
}


def step_forms(
    path: LearningPath, activity: Activity, *, answer: Callable[[Item], Form]
) -> list[tuple[str, Form]]:
    """Every step of the activity in order, with a form that completes it."""
    known = FORMS[activity.manifest.id]
    return [
        (
            step.id,
            answer(path.course.items[activity.manifest.explanation_item])
            if step.kind == "explanation"
            else known[step.id],
        )
        for step in activity.manifest.steps
    ]
