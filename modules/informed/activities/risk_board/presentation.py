"""What the template and the client script of `act.plateau-risques` receive."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from caire.sdk import ActivityManifest, Run, Speech, frame, in_language
from modules.informed.activities.risk_board.cards import ROLES, Card, cast, dated, drawn
from modules.informed.activities.risk_board.timeline import (
    LAST,
    SQUARES,
    WRITTEN,
    dates,
    last_day,
    month,
    rules,
)

NEVER = "never"
#: A sign beside each square's name and colour.
SIGNS = {"banned": "✕", "high": "▲", "transparency": "◉", "none": "○"}


@dataclass(frozen=True, slots=True)
class Board:
    """`placed`: card id -> square; `literacy`: ids where article 4 is ticked; `hand`: the card
    taken back last; `month`: the place of the slider."""

    placed: Mapping[str, str] = field(default_factory=dict)
    literacy: frozenset[str] = frozenset()
    hand: str | None = None
    month: int = WRITTEN

    def stored(self) -> dict[str, Any]:
        return {
            "placed": dict(self.placed),
            "literacy": sorted(self.literacy),
            "hand": self.hand,
            "month": self.month,
        }


def board_of(workspace: Mapping[str, Any]) -> Board:
    if not workspace:
        return Board()
    return Board(
        workspace["placed"],
        frozenset(workspace["literacy"]),
        workspace["hand"],
        workspace["month"],
    )


def present(run: Run, manifest: ActivityManifest, speech: Speech) -> dict[str, Any]:
    """The cards once the prediction is made; the law, card by card, once they are placed."""
    view, language = frame(manifest, speech, run), run.language
    view["squares"] = [(s, f"{SIGNS[s]}\u00a0{speech.say(s, language)}") for s in SQUARES]
    view["cards"] = len(drawn(run.seed))
    if "prediction" in run.done:
        view["board"] = _board(run, speech)
    if "mission-1" in run.done:
        view["truth"] = [_truth(card, run, speech) for card in drawn(run.seed)]
        view["timeline"] = _timeline(run, speech)
        view["client"] |= {"months": view["timeline"]["months"]}
        view["dated"] = [_dated(card, run, speech) for card in dated(run.seed)]
        view["dates"] = [
            *((day.isoformat(), _day(day, speech, language)) for day in dates()),
            (NEVER, speech.say("never", language)),
        ]
    if "mission-3" in view["open"]:
        view["roles"] = [(role, speech.say(role, language)) for role in ROLES]
        view["cast"] = [_cast(card, run, speech) for card in cast(run.seed)]
    return view


def _board(run: Run, speech: Speech) -> dict[str, Any]:
    board, hand = board_of(run.workspace), drawn(run.seed)
    aside = [card for card in hand if card.id not in board.placed]
    aside.sort(key=lambda card: card.id != board.hand)
    rows = [
        {
            "id": card.id,
            "rank": rank,
            "text": in_language(card.text, run.language),
            "square": board.placed.get(card.id, ""),
            "literacy": card.id in board.literacy,
        }
        for rank, card in enumerate(hand, start=1)
    ]
    now = next((row for row in rows if aside and row["id"] == aside[0].id), None)
    return {
        "rows": rows,
        "now": now,
        "left": len(aside),
        "said": speech.count("left", len(aside), run.language),
        "piles": [
            {
                "square": square,
                "sign": SIGNS[square],
                "name": speech.say(square, run.language),
                "hint": speech.say(f"{square}_hint", run.language),
                "cards": [row for row in rows if row["square"] == square],
            }
            for square in SQUARES
        ],
    }


def _truth(card: Card, run: Run, speech: Speech) -> dict[str, Any]:
    board, language = board_of(run.workspace), run.language
    given = board.placed.get(card.id)
    return {
        "text": in_language(card.text, language),
        "square": f"{SIGNS[card.square]}\u00a0{speech.say(card.square, language)}",
        "given": f"{SIGNS[given]}\u00a0{speech.say(given, language)}" if given else "",
        "right": card.accepts(given or ""),
        "literacy": speech.say("literacy_yes" if card.literacy else "literacy_no", language),
        "ticked": (card.id in board.literacy) == card.literacy,
        "place": _place(card, speech, language),
        "why": in_language(card.why, language),
    }


def _place(card: Card, speech: Speech, language: str) -> str:
    if not card.place:
        return ""
    key = {"annex_3": "place_annex_3", "annex_1": "place_annex_1"}.get(card.rule, "place_article")
    return speech.say(key, language, place=card.place)


def _timeline(run: Run, speech: Speech) -> dict[str, Any]:
    rank, language = board_of(run.workspace).month, run.language
    day = last_day(rank)
    return {
        "month": rank,
        "last": LAST,
        "months": [_month(n, speech, language) for n in range(LAST + 1)],
        "name": _month(rank, speech, language),
        "rules": [
            {
                "name": in_language(rule.name, language),
                "applies": rule.applies(day),
                "said": speech.say("applies", language, day=_day(rule.since, speech, language))
                if rule.applies(day)
                else speech.say("not_yet", language),
            }
            for rule in rules()
        ],
    }


def _month(rank: int, speech: Speech, language: str) -> str:
    year, number = month(rank)
    return f"{speech.say('months', language).split()[number - 1]} {year}"


def _day(day: date, speech: Speech, language: str) -> str:
    return f"{day.day} {speech.say('months', language).split()[day.month - 1]} {day.year}"


def _dated(card: Card, run: Run, speech: Speech) -> dict[str, Any]:
    record = run.done.get("mission-2")
    row: dict[str, Any] = {
        "text": in_language(card.text, run.language),
        "square": f"{SIGNS[card.square]}\u00a0{speech.say(card.square, run.language)}",
    }
    if record and card.since:
        given = record.response[card.id]
        row["given"] = (
            speech.say("never", run.language)
            if given == NEVER
            else _day(date.fromisoformat(given), speech, run.language)
        )
        row["since"] = _day(card.since, speech, run.language)
    return row


def _cast(card: Card, run: Run, speech: Speech) -> dict[str, Any]:
    record = run.done.get("mission-3")
    row: dict[str, Any] = {
        "text": in_language(card.text, run.language),
        "who": in_language(card.who, run.language),
    }
    if record:
        row["given"] = speech.say(record.response[card.id], run.language)
        row["role"] = speech.say(card.role, run.language)
        row["why"] = speech.say(f"{card.role}_why", run.language)
    return row
