"""What the pages show: the case under inquiry, its clues opened, the beliefs of those judged."""

from typing import Any

from caire.sdk import ActivityManifest, Run, Speech, frame, in_language
from modules.informed.activities.image_inquiry.bench import (
    Inquiry,
    current_case,
    inquiry_of,
)
from modules.informed.activities.image_inquiry.cases import (
    PRIOR,
    VERDICTS,
    Case,
    Clue,
    order_of,
    updated,
)

#: The curve of beliefs, in the units of its drawing.
WIDTH, HEIGHT = 300, 110


def present(run: Run, manifest: ActivityManifest, speech: Speech) -> dict[str, Any]:
    """Clues not opened are named and not told; readings come once the case is judged."""
    view: dict[str, Any] = {
        **frame(manifest, speech, run),
        "verdicts": [(v, speech.say(f"verdict_{v}", run.language)) for v in VERDICTS],
        "judged": {},
    }
    if "prediction" not in run.done:
        return view
    found = current_case(run)
    if found:
        rank, case = found
        view["now"] = {
            "step": f"mission-{rank + 1}",
            "rank": rank + 1,
            "of": len(order_of(run.seed)),
            **_document(case, run),
            **_clues(case, inquiry_of(run, case), run, speech),
        }
    for rank, case in enumerate(order_of(run.seed)):
        step = f"mission-{rank + 1}"
        if step in run.done:
            view["judged"][step] = _judged(case, step, run, speech)
    return view


def _document(case: Case, run: Run) -> dict[str, Any]:
    return {
        "id": case.id,
        "image": case.image,
        "title": in_language(case.title, run.language),
        "caption": in_language(case.caption, run.language),
        "description": in_language(case.description, run.language),
        "lines": [in_language(line, run.language) for line in case.lines],
    }


def _named(clue: Clue, run: Run, speech: Speech) -> dict[str, str]:
    return {
        "kind": clue.kind,
        "name": speech.say(f"clue_{clue.kind}", run.language),
        "group": speech.say(f"group_{clue.group}", run.language),
    }


def _clues(case: Case, inquiry: Inquiry, run: Run, speech: Speech) -> dict[str, Any]:
    return {
        "belief": inquiry.belief,
        "opened": [
            {
                **_named(case.clue(kind), run, speech),
                "text": in_language(case.clue(kind).text, run.language),
            }
            for kind in inquiry.opened
        ],
        "closed": [_named(c, run, speech) for c in case.clues if c.kind not in inquiry.opened],
    }


def _judged(case: Case, step: str, run: Run, speech: Speech) -> dict[str, Any]:
    """Her beliefs beside those that the clues allowed, in the order in which she opened them."""
    inquiry = inquiry_of(run, case)
    last = int(run.done[step].response["belief"])
    held = [*inquiry.beliefs, last]
    allowed = allowed_beliefs(case, inquiry.opened)
    rows = [(speech.say("before_clues", run.language), "", held[0], round(100 * allowed[0]))]
    for rank, kind in enumerate(inquiry.opened, start=1):
        clue = case.clue(kind)
        name = speech.say(f"clue_{kind}", run.language)
        reading = in_language(clue.reading, run.language)
        rows.append((name, reading, held[rank], round(100 * allowed[rank])))
    return {
        **_document(case, run),
        "rows": rows,
        "held": _points([h / 100 for h in held]),
        "allowed": _points(allowed),
        "unopened": [
            {**_named(c, run, speech), "text": in_language(c.text, run.language)}
            for c in case.clues
            if c.kind not in inquiry.opened
        ],
    }


def allowed_beliefs(case: Case, opened: tuple[str, ...]) -> list[float]:
    """From one chance in two, what each clue in turn makes reasonable to believe."""
    beliefs = [PRIOR]
    for kind in opened:
        beliefs.append(updated(beliefs[-1], case.clue(kind).ratio))
    return beliefs


def _points(beliefs: list[float]) -> list[tuple[float, float]]:
    step = WIDTH / max(1, len(beliefs) - 1)
    return [
        (round(rank * step, 1), round(HEIGHT * (1 - belief), 1))
        for rank, belief in enumerate(beliefs)
    ]
