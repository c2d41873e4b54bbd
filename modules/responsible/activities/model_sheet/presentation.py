"""What the template of `act.fiche-modele` receives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from caire.sdk import ActivityManifest, Run, Speech, StepRecord, frame, in_language
from modules.responsible.activities.model_sheet.scoring import DECISIONS, Finding, agrees, due
from modules.responsible.activities.model_sheet.sheets import (
    BLOCKS,
    SHEETS,
    STATES,
    Point,
    Sheet,
    decisive,
    point,
    points,
    sheet,
)

#: A sign beside each state's name and colour.
SIGNS = {"precise": "●", "vague": "◐", "absent": "○"}


@dataclass(frozen=True, slots=True)
class Desk:
    """`findings`: sheet id -> point id -> finding; `hand`: the point taken back last."""

    findings: Mapping[str, Mapping[str, Finding]] = field(default_factory=dict)
    hand: str | None = None

    def of(self, sheet_id: str) -> Mapping[str, Finding]:
        return self.findings.get(sheet_id, {})

    def stored(self) -> dict[str, Any]:
        found = {
            name: {p: [f.state, f.proof] for p, f in judged.items()}
            for name, judged in self.findings.items()
        }
        return {"findings": found, "hand": self.hand}


def desk_of(workspace: Mapping[str, Any]) -> Desk:
    if not workspace:
        return Desk()
    findings = {
        name: {p: Finding(*f) for p, f in judged.items()}
        for name, judged in workspace["findings"].items()
    }
    return Desk(findings, workspace["hand"])


def current(done: Mapping[str, StepRecord]) -> str | None:
    """The mission whose sheet lies on the desk; None once the three are audited."""
    return next((mission for mission in SHEETS if mission not in done), None)


def present(run: Run, manifest: ActivityManifest, speech: Speech) -> dict[str, Any]:
    """A sheet at a time; the reference grid of those already handed in."""
    view = frame(manifest, speech, run)
    view["points"] = len(points())
    view["current"] = current(run.done) if "prediction" in run.done else None
    if view["current"]:
        view["desk"] = _desk(sheet(SHEETS[view["current"]]), run, speech)
    view["grids"] = {
        mission: _grid(sheet(name), run, speech)
        for mission, name in SHEETS.items()
        if mission in run.done
    }
    view["names"] = {mission: sheet(name).name for mission, name in SHEETS.items()}
    if "mission-4" in view["open"]:
        view["offers"] = [_offer(sheet(name), run, speech) for name in SHEETS.values()]
        view["decisions"] = [(d, speech.say(d, run.language)) for d in DECISIONS]
        view["demands"] = [(p.id, in_language(p.demand or {}, run.language)) for p in decisive()]
    return view


def _said(state: str, speech: Speech, language: str) -> str:
    return f"{SIGNS[state]}\u00a0{speech.say(state, language)}"


def _desk(audited: Sheet, run: Run, speech: Speech) -> dict[str, Any]:
    desk, language = desk_of(run.workspace), run.language
    found = desk.of(audited.id)
    aside = [name for name in audited.asked if name not in found]
    aside.sort(key=lambda name: name != desk.hand)
    rows = [_row(audited, point(name), found.get(name), run, speech) for name in audited.asked]
    helped = [p for p in points() if p.id not in audited.asked]
    return {
        "name": audited.name,
        "supplier": in_language(audited.supplier, language),
        "blocks": _blocks(audited, run, speech),
        "rows": rows,
        "now": next((row for row in rows if aside and row["id"] == aside[0]), None),
        "rank": len(found) + 1,
        "asked": len(audited.asked),
        "said": speech.count("left", len(aside), language),
        "states": [(s, _said(s, speech, language)) for s in reversed(STATES)],
        "helped": [
            {
                "name": in_language(p.name, language),
                "state": _said(audited.state(p.id), speech, language),
            }
            for p in helped
        ],
    }


def _blocks(audited: Sheet, run: Run, speech: Speech) -> list[dict[str, Any]]:
    return [
        {
            "name": speech.say(name, run.language),
            "sentences": [
                {"rank": s.rank, "text": in_language(s.text, run.language)}
                for s in audited.block(name)
            ],
        }
        for name in BLOCKS
    ]


def _row(
    audited: Sheet, asked: Point, found: Finding | None, run: Run, speech: Speech
) -> dict[str, Any]:
    language = run.language
    return {
        "id": asked.id,
        "block": speech.say(asked.block, language),
        "name": in_language(asked.name, language),
        "ask": in_language(asked.ask, language),
        "sentences": [
            (str(s.rank), in_language(s.text, language)) for s in audited.block(asked.block)
        ],
        "state": found.state if found else "",
        "proof": str(found.proof or "") if found else "",
        "said": _said(found.state, speech, language) if found else "",
    }


def _grid(audited: Sheet, run: Run, speech: Speech) -> list[dict[str, Any]]:
    """The reference: each point asked, what it is, by which sentence, and what was said."""
    found = desk_of(run.workspace).of(audited.id)
    return [_truth(audited, point(name), found.get(name), run, speech) for name in audited.asked]


def _truth(
    audited: Sheet, asked: Point, found: Finding | None, run: Run, speech: Speech
) -> dict[str, Any]:
    language, key = run.language, audited.proof(asked.id)
    why = key.why if key else audited.absent[asked.id]
    return {
        "name": in_language(asked.name, language),
        "state": _said(audited.state(asked.id), speech, language),
        "proof": in_language(key.text, language) if key else speech.say("no_sentence", language),
        "given": _said(found.state, speech, language) if found else "",
        "same_state": bool(found and found.state == audited.state(asked.id)),
        "right": agrees(audited, asked.id, found),
        "why": in_language(why, language) if why else speech.say("precise_why", language),
    }


def _offer(audited: Sheet, run: Run, speech: Speech) -> dict[str, Any]:
    language, states = run.language, audited.states()
    record = run.done.get("mission-4")
    offer: dict[str, Any] = {
        "id": audited.id,
        "name": audited.name,
        "states": [
            {
                "state": _said(state, speech, language),
                "points": [
                    in_language(p.name, language) for p in points() if states[p.id] == state
                ],
            }
            for state in reversed(STATES)
        ],
    }
    if record:
        given = record.response[audited.id]
        offer |= {
            "given": speech.say(given["decision"], language),
            "wanted": [in_language(point(p).demand or {}, language) for p in given["conditions"]],
            "due": speech.say(due(states), language),
            "right": given["decision"] == due(states),
            "why": speech.say(f"{audited.id}_why", language),
        }
    return offer
