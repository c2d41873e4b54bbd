"""What the template and the client script of `act.chasse-hallucinations` receive."""

from typing import Any

from caire.sdk import ActivityManifest, Run, Speech, frame, in_language
from modules.aware.activities.claim_hunt.dossiers import VERDICTS, Dossier, dossier_of
from modules.aware.activities.claim_hunt.inquiry import Inquiry, inquiry_of
from modules.aware.activities.claim_hunt.scoring import BUDGET

SIGNS = {"confirmed": "✓", "contradicted": "✗", "missing": "?"}


def present(run: Run, manifest: ActivityManifest, speech: Speech) -> dict[str, Any]:
    """Only what the steps done so far allow to know: extracts once read, the truth at the end."""
    dossier, inquiry = dossier_of(run.seed), inquiry_of(run.workspace)
    note = _note(dossier, inquiry, run, speech)
    view: dict[str, Any] = {
        **frame(manifest, speech, run),
        "title": in_language(dossier.title, run.language),
        "request": in_language(dossier.request, run.language),
        "paragraphs": [
            [s for s in note if s["paragraph"] == paragraph]
            for paragraph in sorted({s["paragraph"] for s in note})
        ],
        "options": [(s["id"], f"{s['rank']}. {s['claim']}") for s in note],
    }
    if "prediction" in run.done:
        view["sources"] = [
            (s.id, f"{s.letter}. {in_language(s.title, run.language)}") for s in dossier.sources
        ]
        view["inquiry"] = _inquiry(dossier, inquiry, note, run, speech)
        view["planned"] = [dossier.rank(s) for s in run.done["prediction"].response["plan"]]
    if "mission-1" in run.done:
        view["truth"] = _truth(dossier, note, run, speech)
    if "mission-2" in view["open"]:
        view["supported"] = next(s for s in note if s["id"] == dossier.two_sources)
        view["extracts"] = [
            {
                "title": f"{s.letter}. {in_language(s.title, run.language)}",
                "text": in_language(s.text, run.language),
            }
            for s in dossier.sources
        ]
    return view


def _note(dossier: Dossier, inquiry: Inquiry, run: Run, speech: Speech) -> list[dict[str, Any]]:
    verdicts = dict(inquiry.verdicts)
    note: list[dict[str, Any]] = []
    for rank, sentence in enumerate(dossier.sentences, start=1):
        before, claim, after = sentence.parts(run.language)
        verdict = verdicts.get(sentence.id)
        row = {
            "id": sentence.id,
            "rank": rank,
            "paragraph": sentence.paragraph,
            "before": before,
            "claim": claim,
            "after": after,
            "verdict": verdict or "",
            "said": speech.say(verdict, run.language) if verdict else "",
            "sign": SIGNS[verdict] if verdict else "",
        }
        note.append(row)
    return note


def _inquiry(
    dossier: Dossier, inquiry: Inquiry, note: list[dict[str, Any]], run: Run, speech: Speech
) -> dict[str, Any]:
    by_id = {s["id"]: s for s in note}
    return {
        "used": len(inquiry.checks),
        "budget": BUDGET,
        "last": inquiry.last or ("", ""),
        "judged": len(inquiry.verdicts),
        "verdicts": [(v, f"{SIGNS[v]} {speech.say(v, run.language)}") for v in VERDICTS],
        "checked": [(s, f"{by_id[s]['rank']}. {by_id[s]['claim']}") for s in inquiry.checked],
        "log": [
            _read(dossier, by_id[sentence], source, run)
            for sentence, source in reversed(inquiry.checks)
        ],
    }


def _read(dossier: Dossier, row: dict[str, Any], source_id: str, run: Run) -> dict[str, Any]:
    """One check, with the extract that it showed."""
    source = next(s for s in dossier.sources if s.id == source_id)
    return {
        "rank": row["rank"],
        "claim": row["claim"],
        "said": row["said"],
        "sign": row["sign"],
        "source": f"{source.letter}. {in_language(source.title, run.language)}",
        "text": in_language(source.text, run.language),
    }


def _truth(
    dossier: Dossier, note: list[dict[str, Any]], run: Run, speech: Speech
) -> list[dict[str, Any]]:
    rows = []
    for row, sentence in zip(note, dossier.sentences, strict=True):
        source = next(s for s in dossier.sources if s.id == sentence.expected)
        rows.append(
            {
                "rank": row["rank"],
                "claim": row["claim"],
                "truth": speech.say(f"truth_{sentence.truth}", run.language),
                "said": row["said"],
                "source": source.letter,
                "why": in_language(sentence.why, run.language),
            }
        )
    return rows
