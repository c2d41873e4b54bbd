"""What the pages show: the answers left, the tables, the disagreements, the guide."""

from collections.abc import Mapping
from itertools import combinations
from typing import Any

from caire.sdk import ActivityManifest, Run, Speech, decimal, frame, in_language, percent, rotated
from modules.responsible.activities.agreement.answers import (
    COLLEAGUES,
    FIRST,
    ISSUES,
    SECOND,
    Answer,
    batch,
    ways,
    worst,
)
from modules.responsible.activities.agreement.bench import (
    batch_open,
    bench_of,
    judged,
    left,
    team,
)
from modules.responsible.activities.agreement.kappa import cross, interval, team_kappa
from modules.responsible.activities.agreement.scoring import DECISIONS, REASONS


def present(run: Run, manifest: ActivityManifest, speech: Speech) -> dict[str, Any]:
    """The values for the template; colleagues' verdicts come once her own are in."""
    view: dict[str, Any] = frame(manifest, speech, run)
    if "prediction" not in run.done:
        return view
    bench = bench_of(run.workspace)
    view["deck"] = _deck(run, speech)
    if not left(batch(FIRST, run.seed), bench):
        marks = team(FIRST, run)
        view["cross"] = cross(marks["you"], marks["ines"])
    if "mission-1" in run.done:
        view["before"] = _measures(FIRST, run, speech)
        view["divided"] = [
            _divided(answer, run, speech) for answer in worst(bench.marks, batch(FIRST, run.seed))
        ]
        view["guide"] = [_issue(issue, run, speech) for issue in ISSUES]
        view["locked"] = bool(judged(batch(SECOND, run.seed), bench))
    if "mission-2" in run.done:
        view["after"] = _measures(SECOND, run, speech)
        view["second"] = [_compared(answer, i, run, speech) for i, answer in _numbered(SECOND, run)]
        for name, keys in (("decision", DECISIONS), ("reason", REASONS)):
            view[f"{name}s"] = [
                (key, speech.say(f"{name}_{key}", run.language)) for key in rotated(keys, run.seed)
            ]
    return view


def said(kappa: float | None, run: Run, speech: Speech) -> str:
    """Two decimals, a true minus sign; words when there is none."""
    if kappa is None:
        return speech.say("no_kappa", run.language)
    return decimal(kappa, 2, run.language)


def said_interval(bounds: tuple[float, float] | None, run: Run, speech: Speech) -> str:
    if bounds is None:
        return speech.say("no_kappa", run.language)
    low, high = (said(end, run, speech) for end in bounds)
    return speech.say("interval", run.language, low=low, high=high)


def _numbered(number: int, run: Run) -> list[tuple[int, Answer]]:
    return list(enumerate(batch(number, run.seed), start=1))


def _deck(run: Run, speech: Speech) -> dict[str, Any]:
    """The batch being judged: its answers, hers so far; `number` None when nothing is open."""
    number, bench = batch_open(run), bench_of(run.workspace)
    shown = _numbered(number, run) if number else []
    cards = [
        {**_card(answer, run), "rank": rank, "mark": bench.marks.get(answer.id)}
        for rank, answer in shown
    ]
    waiting = [card for card in cards if card["mark"] is None]
    return {
        "number": number,
        "cards": cards,
        "next": waiting[0] if waiting else None,
        "judged": len(cards) - len(waiting),
        "guide": _sentences(run, speech),
    }


def _card(answer: Answer, run: Run) -> dict[str, Any]:
    return {
        "id": answer.id,
        "question": in_language(answer.question, run.language),
        "reply": in_language(answer.reply, run.language),
    }


def _sentences(run: Run, speech: Speech) -> list[str]:
    guide = bench_of(run.workspace).guide
    return [speech.say(f"guide_{i}_{guide[i]}", run.language) for i in ISSUES if i in guide]


def _issue(issue: str, run: Run, speech: Speech) -> dict[str, Any]:
    return {
        "id": issue,
        "name": speech.say(f"issue_{issue}", run.language),
        "chosen": bench_of(run.workspace).guide.get(issue),
        "options": [
            (way, speech.say(f"guide_{issue}_{way}", run.language)) for way in ways(issue, run.seed)
        ],
    }


def _verdict(mark: int, run: Run, speech: Speech) -> str:
    return speech.say("accepted" if mark else "refused", run.language)


def _divided(answer: Answer, run: Run, speech: Speech) -> dict[str, Any]:
    """A disagreement, and what each colleague saw."""
    ines, julien = (answer.marks[name] for name in COLLEAGUES)
    names = (speech.say(name, run.language) for name in COLLEAGUES)
    together = speech.say("pair", run.language, first=next(names), second=next(names))
    speakers = (
        [(together, ines)]
        if ines == julien
        else [(speech.say(name, run.language), answer.marks[name]) for name in COLLEAGUES]
    )
    said_by = [
        {
            "name": name,
            "verdict": _verdict(mark, run, speech),
            "why": speech.say(f"why_{answer.issue}_{mark}", run.language),
        }
        for name, mark in speakers
    ]
    own = _verdict(bench_of(run.workspace).marks[answer.id], run, speech)
    return {**_card(answer, run), "own": own, "said": said_by}


def _compared(answer: Answer, rank: int, run: Run, speech: Speech) -> dict[str, Any]:
    marks = team(SECOND, run)
    verdicts = {name: _verdict(found[rank - 1], run, speech) for name, found in marks.items()}
    alike = len({found[rank - 1] for found in marks.values()}) == 1
    return {**_card(answer, run), "rank": rank, "verdicts": verdicts, "alike": alike}


def _measures(number: int, run: Run, speech: Speech) -> Mapping[str, Any]:
    """Each pair's agreement, then the team's kappa and its interval."""
    marks = team(number, run)
    pairs = []
    for first, second in combinations(marks, 2):
        found = cross(marks[first], marks[second])
        names = (speech.say(name, run.language) for name in (first, second))
        pairs.append(
            {
                "names": speech.say("pair", run.language, first=next(names), second=next(names)),
                "raw": percent(found.raw, 0, run.language),
                "chance": percent(found.chance, 0, run.language),
                "kappa": said(found.kappa, run, speech),
            }
        )
    kappa, bounds = team_kappa(marks), interval(marks, run.seed)
    return {
        "count": len(next(iter(marks.values()))),
        "pairs": pairs,
        "kappa": said(kappa, run, speech),
        "interval": said_interval(bounds, run, speech),
        "scale": [_place(end) for end in (*(bounds or (0.0, 0.0)), kappa or 0.0)],
    }


def _place(kappa: float) -> float:
    """On a scale drawn from 0 to 1: what is below stands at its foot."""
    return round(min(1.0, max(0.0, kappa)), 3)
