"""What the template and the client script of `act.rag-bm25` receive."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from caire.sdk import ActivityManifest, Run, Speech, decimal, frame, in_language, rotated
from modules.informed.activities.document_search.corpus import CUTS, YEARS, documents
from modules.informed.activities.document_search.dossier import AGED, FAILURES, cases, questions
from modules.informed.activities.document_search.engine import (
    MOST_KEPT,
    Settings,
    judge,
    search,
)

#: The bench as it opens: passages of one sentence, three of them, whatever their date.
BEGUN = Settings("", keep=3, cut="sentence", since=YEARS[0])


@dataclass(frozen=True, slots=True)
class Tray:
    """What the bench holds: the last search, the questions answered, whether one was aged."""

    question: str | None
    settings: Settings
    solved: tuple[str, ...] = ()
    aged: bool = False
    tries: int = 0


def tray_of(workspace: Mapping[str, Any]) -> Tray:
    if not workspace:
        return Tray(None, BEGUN)
    return Tray(
        workspace["question"],
        Settings(**workspace["settings"]),
        tuple(workspace["solved"]),
        workspace["aged"],
        workspace["tries"],
    )


def present(run: Run, manifest: ActivityManifest, speech: Speech) -> dict[str, Any]:
    """The engine once the prediction is made, the six answers once mission 2 is done."""
    view = frame(manifest, speech, run)
    if "prediction" in run.done:
        view["bench"] = _bench(run, speech)
        view["client"] |= {"queries": {q.id: q.query for q in questions()}}
    if "mission-3" in view["open"]:
        view["cases"] = _cases(run, speech)
        view["failures"] = [(f, speech.say(f"failure_{f}", run.language)) for f in FAILURES]
    return view


def _bench(run: Run, speech: Speech) -> dict[str, Any]:
    tray, language = tray_of(run.workspace), run.language
    asked = [q for q in questions() if (q.id == AGED) == ("mission-1" in run.done)]
    chosen = tray.question if tray.question in [q.id for q in asked] else asked[0].id
    return {
        "questions": [
            (q.id, _ticked(in_language(q.text, language), q.id in tray.solved, speech, language))
            for q in asked
        ],
        "chosen": chosen,
        "settings": tray.settings,
        "query": tray.settings.query if tray.question == chosen else asked[0].query,
        "solved": len([q for q in asked if q.id in tray.solved]),
        "asked": len(asked),
        "keeps": [(str(n), str(n)) for n in range(1, MOST_KEPT + 1)],
        "cuts": [(cut, speech.say(f"cut_{cut}", language)) for cut in CUTS],
        "years": [
            (str(y), speech.say("since" if y > YEARS[0] else "any_date", language, year=y))
            for y in YEARS
        ],
        "result": _result(tray, run, speech) if tray.question else None,
        "base": [
            {"title": d.title, "date": _date(d.date.isoformat(), language), "text": d.text}
            for d in sorted(documents(), key=lambda d: d.title.casefold())
        ],
    }


def _ticked(text: str, solved: bool, speech: Speech, language: str) -> str:
    return speech.say("solved", language, question=text) if solved else text


def _date(iso: str, language: str) -> str:
    """`2 mars 2026` would need month names: day, month and year as figures, in each habit."""
    year, month, day = iso.split("-")
    return iso if language == "en" else f"{day}/{month}/{year}"


def _result(tray: Tray, run: Run, speech: Speech) -> dict[str, Any]:
    question = next(q for q in questions() if q.id == tray.question)
    found = search(tray.settings)
    verdict = judge(found, question.need)
    most = found[0].score if found else 1.0
    return {
        "question": in_language(question.text, run.language),
        "query": tray.settings.query,
        "verdict": verdict,
        "kind": {"right": "success", "empty": "info"}.get(verdict, "warning"),
        "said": speech.say(f"verdict_{verdict}", run.language),
        "found": [
            {
                "rank": rank,
                "title": f.passage.document.title,
                "date": _date(f.passage.document.date.isoformat(), run.language),
                "score": decimal(f.score, 1, run.language),
                "share": round(f.score / most, 3),
                "words": ", ".join(f.words),
                "text": f.passage.text,
                "quote": f.quote,
            }
            for rank, f in enumerate(found, start=1)
        ],
    }


def _cases(run: Run, speech: Speech) -> list[dict[str, Any]]:
    """In an order of the run's own; what each was, once it has been said."""
    record = run.done.get("mission-3")
    found = []
    for rank, case in enumerate(rotated(cases(), run.seed), start=1):
        row = {
            "id": case.id,
            "rank": rank,
            "question": in_language(case.question, run.language),
            "answer": in_language(case.answer, run.language),
            "title": case.document.title,
            "date": _date(case.document.date.isoformat(), run.language),
            "shown": case.shown,
            "looked": in_language(case.looked, run.language),
        }
        if record:
            named = record.response[case.id]
            row |= {
                "named": speech.say(f"failure_{named}", run.language),
                "failure": speech.say(f"failure_{case.failure}", run.language),
                "right": named == case.failure,
                "why": in_language(case.why, run.language),
            }
        found.append(row)
    return found
