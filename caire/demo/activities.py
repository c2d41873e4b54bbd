"""What somebody answers in the activities: settled answers, right or not.

Those of level 1 are here; every other activity has its file in `settled/`, named by its id:
step -> `answer`, and `before`, what is manipulated first. A value alone stands for a list of one.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from caire.assessment.items import Item
from caire.demo.answers import Form
from caire.learning.queries import LearningPath
from caire.sdk import Activity, read_yaml

SETTLED = Path(__file__).parent / "settled"

_DAY: Form = {
    "text": ["20"],
    "reasoning": ["1"],
    "image": ["1"],
    "video": ["0"],
    "days": ["200"],
}

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
    "act.atelier-consignes": {
        "prediction": {"choice": ["a"]},
        "mission-1": {},
        "mission-2": {"settle": ["1"]},
    },
    "act.chasse-hallucinations": {
        "prediction": {"first": ["s9"], "second": ["s5"], "third": ["s3"]},
        "mission-1": {},
        "mission-2": {"one": ["a"], "other": ["c"]},
    },
    "act.tri-donnees": {"prediction": {"count": ["2"]}, "mission-1": {}},
    "act.labo-biais": {
        "prediction": {"gap": ["stays"]},
        "mission-1": {"effect": ["stays"]},
        "mission-2": {"source": ["labels"]},
    },
    "act.jauge-empreinte": {
        "prediction": {**_DAY, "estimate": ["5"]},
        "mission-1": {"heaviest": ["reasoning"]},
    },
}

_COLD = {"action": ["sentence"], "temperature": ["0"]}
_HOT = {"action": ["sentence"], "temperature": ["1.5"]}
_REPAIRED = {
    "action": ["assemble"],
    "goal": ["2"],
    "context": ["2"],
    "constraints": ["2"],
    "format": ["0"],
    "control": ["2"],
}
#: Passage, source, verdict: what can be read in each of the notes.
_CHECKS = (
    ("s3", "a", "contradicted"),
    ("s5", "g", "contradicted"),
    ("s9", "c", "missing"),
    ("s10", "b", "missing"),
)
#: The forty extracts of `act.tri-donnees`, as somebody careful sorts them for a public assistant; a
#: run takes those that it has drawn.
_PASTED = "canteen brochure formula council pool bicycles statute verlaine own-post open-report"
_CODED = "order leave members sick-leave margin error log benefits witness marks survey workstation"
_ASKED = "resumes drawing contract network textbook press team-photo recording outing directory"
_KEPT_OUT = "nursing union takeover access-key confidence allergy disclosure"


def _sorted() -> Form:
    form: Form = {"action": ["sort"]}
    form |= {f"bin-{card}": ["paste"] for card in f"{_PASTED} exercise".split()}
    form |= {f"bin-{card}": ["never"] for card in _KEPT_OUT.split()}
    for change, cards in (("remove", _CODED), ("ask", _ASKED)):
        form |= {f"bin-{card}": ["after"] for card in cards.split()}
        form |= {f"change-{card}": [change] for card in cards.split()}
    return form


def _trained(share: str, noise: str) -> Form:
    return {"action": ["train"], "share": [share], "noise": [noise], "group": ["1"]}


#: Activity -> step -> what is manipulated before the step can be answered.
MANIPULATIONS: dict[str, dict[str, list[Form]]] = {
    "act.mot-suivant": {
        "mission-1": [_COLD, _COLD, _COLD, _HOT, _HOT, _HOT],
        "mission-2": [
            {"action": ["sentence"], "corpus": ["recipes"], "typed": ["La photocopieuse"]}
        ],
    },
    "act.atelier-consignes": {
        "mission-1": [
            {"action": ["compare"], "pair": [str(pair)], "choice": ["a"]} for pair in range(1, 7)
        ],
        "mission-2": [_REPAIRED],
    },
    "act.chasse-hallucinations": {
        "mission-1": [
            form
            for sentence, source, verdict in _CHECKS
            for form in (
                {"action": ["check"], "sentence": [sentence], "source": [source]},
                {"action": ["judge"], "sentence": [sentence], "verdict": [verdict]},
            )
        ],
    },
    "act.tri-donnees": {"mission-1": [_sorted()]},
    "act.labo-biais": {
        "mission-1": [_trained("10", "0"), _trained("50", "0")],
        "mission-2": [_trained("30", "20")],
    },
    "act.jauge-empreinte": {
        "mission-1": [
            {
                "action": ["set"],
                **_DAY,
                "zone": ["france"],
                "actions": ["less-reasoning", "shorter", "without-ai"],
            }
        ]
    },
}


def _form(raw: Mapping[str, Any]) -> Form:
    return {
        name: [str(v) for v in (value if isinstance(value, list) else [value])]
        for name, value in raw.items()
    }


def _add_settled() -> None:
    for path in sorted(SETTLED.glob("*.yaml")):
        steps = read_yaml(path)
        FORMS[path.stem] = {step: _form(raw.get("answer", {})) for step, raw in steps.items()}
        MANIPULATIONS[path.stem] = {
            step: [_form(form) for form in raw.get("before", ())] for step, raw in steps.items()
        }


_add_settled()


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
