"""What the template of `act.post-mortem` receives."""

from collections.abc import Sequence
from typing import Any

from caire.sdk import (
    ActivityManifest,
    Mulberry32,
    Run,
    Speech,
    frame,
    in_language,
    shuffled,
)
from modules.responsible.activities.post_mortem.desk import desk_of
from modules.responsible.activities.post_mortem.message import ELEMENTS, MOST_SIGNS
from modules.responsible.activities.post_mortem.replay import (
    Replayed,
    actions,
    asked,
    replay,
    springs,
)
from modules.responsible.activities.post_mortem.story import (
    FAMILIES,
    cause,
    causes,
    events,
    gestures,
)
from modules.responsible.activities.post_mortem.tree import (
    ROOT,
    Node,
    aside,
    grown,
    link_score,
    parents,
    reference,
)

GUESSES = ("most", "half", "none")
#: What the tree hangs from, and its two branches: sentences of texts.yaml.
FRAME = ("root", "wrong", "unseen")


def listed(names: Sequence[str]) -> str:
    return "\u202f; ".join(names)


def present(run: Run, manifest: ActivityManifest, speech: Speech) -> dict[str, Any]:
    """Each mission's material once it is open; the references of those done."""
    view = frame(manifest, speech, run)
    view["guesses"] = [(name, speech.say(f"guess_{name}", run.language)) for name in GUESSES]
    missions = [step.id for step in manifest.steps if step.kind == "mission"]
    undone = (name for name in missions if name not in run.done)
    view["current"] = next(undone, None) if "prediction" in run.done else None
    if "prediction" not in run.done:
        return view
    view["events"] = [
        {
            "when": in_language(event.when, run.language),
            "text": in_language(event.text, run.language),
        }
        for event in events()
    ]
    parts = {
        "mission-1": ("gestures", _gestures),
        "mission-2": ("families", _families),
        "mission-3": ("tree", _tree),
        "mission-4": ("springs", _springs),
        "mission-5": ("elements", _elements),
    }
    for mission, (name, show) in parts.items():
        if mission in view["open"]:
            view[name] = show(run, speech)
    return view


def _gestures(run: Run, speech: Speech) -> dict[str, Any]:
    record = run.done.get("mission-1")
    order = record.response["order"] if record else desk_of(run.workspace).order
    rows = {
        gesture.id: {
            "id": gesture.id,
            "text": in_language(gesture.text, run.language),
            "rank": order.index(gesture.id) + 1 if gesture.id in order else None,
        }
        for gesture in gestures()
    }
    mixed = shuffled(list(rows), Mulberry32(run.seed))
    found: dict[str, Any] = {
        "rows": [rows[name] for name in mixed],
        "put": [rows[name] for name in order],
        "left": [rows[name] for name in mixed if name not in order],
        "ranks": [(str(n), str(n)) for n in range(1, len(rows) + 1)],
    }
    if record:
        found["truth"] = [
            rows[gesture.id]
            | {
                "when": in_language(gesture.when, run.language),
                "why": in_language(gesture.why, run.language),
            }
            for gesture in gestures()
        ]
    return found


def _families(run: Run, speech: Speech) -> dict[str, Any]:
    record = run.done.get("mission-2")
    found: dict[str, Any] = {
        "names": [(name, _family(name, run, speech)) for name in FAMILIES],
        "means": [
            (_family(name, run, speech), speech.say(f"means_{name}", run.language))
            for name in FAMILIES
        ],
        "rows": [_event(name, run) for name in causes()],
    }
    if record:
        for row in found["rows"]:
            defended, given = cause(row["id"]).families, record.response[row["id"]]
            row |= {
                "right": given in defended,
                "given": _family(given, run, speech),
                "truth": _family(defended[0], run, speech),
                "why": in_language(cause(row["id"]).why, run.language),
            }
    return found


def _event(name: str, run: Run) -> dict[str, Any]:
    event = causes()[name]
    return {
        "id": name,
        "when": in_language(event.when, run.language),
        "text": in_language(event.text, run.language),
    }


def _family(name: str, run: Run, speech: Speech) -> str:
    return speech.say(f"family_{name}", run.language)


def _short(name: str, run: Run, speech: Speech) -> str:
    if name in FRAME:
        return speech.say(f"tree_{name}", run.language)
    return in_language(cause(name).short, run.language)


def _tree(run: Run, speech: Speech) -> dict[str, Any]:
    record = run.done.get("mission-3")
    links = dict(record.response) if record else dict(desk_of(run.workspace).links)
    found: dict[str, Any] = {
        "whole": _drawn(grown(links), run, speech),
        "aside": [_short(name, run, speech) for name in aside(links)],
        "rows": [
            {
                "id": name,
                "short": _short(name, run, speech),
                "parent": links.get(name, ""),
                "options": [(p, _short(p, run, speech)) for p in parents() if p != name],
            }
            for name in causes()
        ],
    }
    if record:
        found["truth"] = _drawn(grown(reference()), run, speech)
        found["links"] = [_judged(name, links, run, speech) for name in causes()]
    return found


def _judged(name: str, links: dict[str, str], run: Run, speech: Speech) -> dict[str, Any]:
    found = cause(name)
    score = link_score(found, links[name])
    return {
        "short": _short(name, run, speech),
        "sign": "✓" if score == 1.0 else "◐" if score else "✗",
        "right": score == 1.0,
        "given": _short(links[name], run, speech),
        "truth": _short(found.parents[0], run, speech),
        "why": in_language(found.why, run.language),
    }


def _drawn(node: Node, run: Run, speech: Speech) -> dict[str, Any]:
    return {
        "id": node.id,
        "kind": "root" if node.id == ROOT else "branch" if node.id in FRAME else "cause",
        "short": _short(node.id, run, speech),
        "below": [_drawn(each, run, speech) for each in node.below],
    }


def _springs(run: Run, speech: Speech) -> dict[str, Any]:
    record = run.done.get("mission-4")
    chosen = tuple(record.response["actions"]) if record else desk_of(run.workspace).chosen
    rows = [replay(spring, chosen) for spring in springs()]
    return {
        "played": bool(chosen),
        "rows": [_spring(row, run, speech) for row in rows],
        "asked": sum(asked()),
        "actions": [
            {
                "id": action.id,
                "text": in_language(action.text, run.language),
                "kind": speech.say(f"kind_{action.kind}", run.language),
                "strength": speech.say(f"strength_{action.strength}", run.language),
                "on": action.id in chosen,
            }
            for action in actions().values()
        ],
    }


def _spring(found: Replayed, run: Run, speech: Speech) -> dict[str, Any]:
    key = "never" if found.stopped_on == 0 else "unseen" if found.stopped_on is None else "stopped"
    most = max(asked())
    return {
        "name": in_language(found.spring.name, run.language),
        "text": in_language(found.spring.text, run.language),
        "misled": found.total,
        "said": speech.say(f"end_{key}", run.language, day=found.stopped_on),
        # In hundredths of the tallest day, for the drawing.
        "days": [
            {"asked": round(100 * n / most), "misled": round(100 * hurt / most)}
            for n, hurt in zip(asked(), found.misled, strict=True)
        ],
    }


def _elements(run: Run, speech: Speech) -> dict[str, Any]:
    record = run.done.get("mission-5")
    found: dict[str, Any] = {
        "most": MOST_SIGNS,
        "grid": [(name, speech.say(f"grid_{name}", run.language)) for name in ELEMENTS],
    }
    if record:
        found["model"] = [
            (speech.say(f"element_{name}", run.language), speech.say(f"model_{name}", run.language))
            for name in ELEMENTS
        ]
    return found
