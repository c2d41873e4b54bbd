"""What the template of `act.registre` receives."""

from collections.abc import Mapping, Sequence
from typing import Any

from caire.sdk import ActivityManifest, Mulberry32, Run, Speech, frame, in_language, shuffled
from modules.responsible.activities.register.book import (
    BLOCKS,
    UNKNOWN,
    Box,
    Choice,
    Field,
    Use,
    fields,
    pages_of,
    uses,
)
from modules.responsible.activities.register.desk import (
    COUNTING,
    WRITING,
    Desk,
    current,
    desk_of,
    in_front,
    unfinished,
)
from modules.responsible.activities.register.export import ODS, address, csv_of, ods_of
from modules.responsible.activities.register.rules import (
    counted,
    impact_of,
    needs_rights,
    remarks,
    rules,
)


def present(run: Run, manifest: ActivityManifest, speech: Speech) -> dict[str, Any]:
    """Pages to fill, their references once handed in, then criteria to count."""
    view = frame(manifest, speech, run)
    desk = desk_of(run.workspace)
    mission = current(run.done) if "prediction" in run.done else None
    view["mission"] = mission
    view["subjects"] = [in_language(use.about, run.language) for use in uses().values()]
    if mission in WRITING:
        view["desk"] = _writing(desk, mission, run, speech)
    view["answers"] = {m: _answers(desk, m, run) for m in WRITING if m in run.done}
    if COUNTING in view["open"]:
        view["counts"] = [_count(u, desk, run, speech) for u in _by_hand(True)]
        view["settled"] = [_settled(u, run, speech) for u in _by_hand(False)]
        view["subject_of"] = {u.id: in_language(u.about, run.language) for u in uses().values()}
    if COUNTING in run.done:
        view["files"] = files(run.language, speech)
        view["due"] = [use.id for use in uses().values() if needs_rights(use)]
        view["chosen"] = run.done[COUNTING].response["rights"]
    return view


def _by_hand(wanted: bool) -> list[Use]:
    return [use for use in uses().values() if (use.counted is not None) == wanted]


def _writing(desk: Desk, mission: str, run: Run, speech: Speech) -> dict[str, Any]:
    front = in_front(desk, mission)
    left = sum(len(desk.left(uses()[use_id])) for use_id in pages_of(mission))
    waiting = [use_id for use_id in unfinished(desk, mission) if use_id != front]
    return {
        "mission": mission,
        "inbox": [_envelope(uses()[u], desk, u == front, run) for u in pages_of(mission)],
        "page": _page(uses()[front], desk, run, speech),
        "pages": [_page(uses()[u], desk, run, speech) for u in pages_of(mission)],
        "next": waiting[0] if waiting else None,
        "said": speech.count("left", left, run.language),
    }


def _envelope(use: Use, desk: Desk, front: bool, run: Run) -> dict[str, Any]:
    return {
        "id": use.id,
        "about": in_language(use.about, run.language),
        "left": len(desk.left(use)),
        "front": front,
    }


def _page(use: Use, desk: Desk, run: Run, speech: Speech) -> dict[str, Any]:
    given, left, language = desk.of(use.id), desk.left(use), run.language
    asked = [_question(use, field, given, run) for field in fields() if field.id in use.asked]
    found = [] if left else [in_language(say, language) for say in remarks(use.page(given))]
    return {
        "id": use.id,
        "from": in_language(use.sender, language),
        "about": in_language(use.about, language),
        "message": in_language(use.message, language),
        "asked": asked,
        "now": next((q for q in asked if left and q["id"] == left[0]), None),
        "rank": len(use.asked) - len(left) + 1,
        "full": not left,
        "remarks": found,
        "blocks": [_block(use, block, given, run, speech) for block in BLOCKS],
        "noted": [
            (in_language(field.name, language), _noted(use.boxes[field.id], language))
            for field in fields()
            if field.id not in use.asked
        ],
    }


def _question(use: Use, field: Field, given: Mapping[str, str], run: Run) -> dict[str, Any]:
    return {
        "id": field.id,
        "name": in_language(field.name, run.language),
        "ask": in_language(field.ask, run.language),
        "chosen": given.get(field.id, ""),
        "choices": [
            (c.id, in_language(c.text, run.language)) for c in _offered(use, field, run.seed)
        ],
    }


def _offered(use: Use, field: Field, seed: int) -> Sequence[Choice]:
    """Words of its own are shuffled; shared ones keep their order; « à établir » comes last."""
    choices = use.boxes[field.id].choices
    if field.choices:
        return choices
    rank = list(uses()).index(use.id) * len(fields()) + fields().index(field)
    own = [c for c in choices if c.id != UNKNOWN]
    return [*shuffled(own, Mulberry32(seed + rank)), choices[-1]]


def _block(
    use: Use, block: str, given: Mapping[str, str], run: Run, speech: Speech
) -> dict[str, Any]:
    boxes = []
    for field in fields():
        if field.block != block:
            continue
        box, asked = use.boxes[field.id], field.id in use.asked
        chosen = given.get(field.id) if asked else box.right
        text = in_language(box.choice(chosen).text, run.language) if chosen else ""
        name = in_language(field.name, run.language)
        boxes.append({"id": field.id, "name": name, "text": text, "yours": asked and bool(chosen)})
    return {"name": speech.say(block, run.language), "boxes": boxes}


def _noted(box: Box, language: str) -> str:
    return in_language(box.choice(box.right).text, language)


def _answers(desk: Desk, mission: str, run: Run) -> list[dict[str, Any]]:
    """The reference of each page handed in, beside what was noted."""
    return [
        {
            "about": in_language(uses()[use_id].about, run.language),
            "rows": [
                _answer(uses()[use_id], f, desk.of(use_id), run)
                for f in fields()
                if f.id in uses()[use_id].asked
            ],
        }
        for use_id in pages_of(mission)
    ]


def _answer(use: Use, field: Field, given: Mapping[str, str], run: Run) -> dict[str, Any]:
    box, chosen, language = use.boxes[field.id], given.get(field.id), run.language
    return {
        "name": in_language(field.name, language),
        "right": chosen == box.right,
        "reference": _noted(box, language),
        "given": in_language(box.choice(chosen).text, language) if chosen else "",
        "why": in_language(box.why or {}, language),
    }


def _count(use: Use, desk: Desk, run: Run, speech: Speech) -> dict[str, Any]:
    ticked, language = desk.counts.get(use.id), run.language
    view: dict[str, Any] = {
        "id": use.id,
        "about": in_language(use.about, language),
        "message": in_language(use.message, language),
        "ticks": [
            (name, in_language(text, language), name in (ticked or ()))
            for name, text in rules().criteria.items()
        ],
        "verdict": "",
    }
    if ticked is not None:
        view["verdict"] = _verdict(len(ticked), run, speech)
    if COUNTING in run.done:
        right = use.counted or ()
        names = [in_language(rules().criteria[name], language) for name in right]
        view |= {
            "right": ticked is not None and set(ticked) == set(right),
            "criteria": names,
            "reference": _verdict(len(right), run, speech),
            "listed": use.listed,
        }
    return view


def _verdict(criteria: int, run: Run, speech: Speech) -> str:
    answer = speech.say(counted(criteria).answer, run.language)
    return f"{speech.count('criteria', criteria, run.language)} {answer}."


def _settled(use: Use, run: Run, speech: Speech) -> dict[str, str]:
    rule = impact_of(use)
    return {
        "about": in_language(use.about, run.language),
        "answer": speech.say(rule.answer, run.language),
        "why": in_language(rule.say, run.language),
    }


def files(language: str, speech: Speech) -> list[dict[str, str]]:
    """The register as it should be, to take away."""
    rows, title = register(language, speech), speech.say("sheet", language)
    table = csv_of(rows, ";" if language == "fr" else ",")
    name = speech.say("file", language)
    return [
        {"name": f"{name}.ods", "kind": "ODS", "href": address(ods_of(rows, title), ODS)},
        {"name": f"{name}.csv", "kind": "CSV", "href": address(table, "text/csv")},
    ]


def register(language: str, speech: Speech) -> list[list[str]]:
    """A line of titles, then a line for each use: its boxes, and the two analyses."""
    titles = [in_language(field.name, language) for field in fields()]
    head = [speech.say(key, language) for key in ("use", "impact", "rights")]
    lines = [[head[0], *titles, *head[1:]]]
    for use in uses().values():
        boxes = [_noted(use.boxes[field.id], language) for field in fields()]
        answer = speech.say(impact_of(use).answer, language)
        rights = speech.say("due" if needs_rights(use) else "not_due", language)
        lines.append([in_language(use.about, language), *boxes, answer, rights])
    return lines
