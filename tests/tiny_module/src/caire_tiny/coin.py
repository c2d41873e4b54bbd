"""A fair coin, tossed on the server with the run's seed."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from caire.sdk import (
    ActivityManifest,
    AnswerRefused,
    Exploration,
    Mulberry32,
    Run,
    StepOutcome,
    load_manifest,
)

TOSSES = 10
WORDS = {
    "number": {
        "fr": "Écrivez un nombre entier de 0 à 10.",
        "en": "Write a whole number from 0 to 10.",
    },
    "count": {"fr": "{n} piles sur dix.", "en": "{n} heads out of ten."},
    "tossed": {"fr": "La pièce est lancée.", "en": "The coin is tossed."},
    "again": {"fr": "Pas encore pile : lancez de nouveau.", "en": "Not heads yet: toss again."},
    "heads": {"fr": "Pile : c'est fait.", "en": "Heads: done."},
}
LABELS = {
    "guess": {"fr": "Votre nombre de piles", "en": "Your number of heads"},
    "toss": {"fr": "Lancer", "en": "Toss"},
    "look": {"fr": "Regarder la pièce", "en": "Look at the coin"},
    "tosses": {"fr": "Lancers déjà faits : {n}", "en": "Tosses so far: {n}"},
}


class Coin:
    """Guess the number of heads in ten tosses, then toss until heads."""

    def __init__(self, manifest: Path) -> None:
        self._manifest = load_manifest(manifest)

    @property
    def manifest(self) -> ActivityManifest:
        return self._manifest

    def view(self, run: Run) -> Mapping[str, Any]:
        tosses = run.workspace.get("tosses", 0)
        labels = {key: words[run.language].format(n=tosses) for key, words in LABELS.items()}
        return {"labels": labels}

    def assess(self, step_id: str, answer: Mapping[str, Any], run: Run) -> StepOutcome:
        if step_id == "mission-1":
            return self._toss(run)
        guess = _number(answer, run.language)
        coin = Mulberry32(run.seed)
        heads = sum(coin.random() < 0.5 for _ in range(TOSSES))
        return StepOutcome(
            score=1 - abs(guess - heads) / TOSSES,
            success=guess == heads,
            response={"guess": guess},
            feedback=WORDS["count"][run.language].format(n=heads),
        )

    def _toss(self, run: Run) -> StepOutcome:
        coin = Mulberry32(run.seed)
        tosses = int(run.workspace.get("tosses", 0))
        heads = tosses > 0 and [coin.random() < 0.5 for _ in range(tosses)][-1]
        words = WORDS["heads" if heads else "again"][run.language]
        return StepOutcome(float(heads), heads, {"tosses": tosses}, words, done=heads)

    def explore(self, answer: Mapping[str, Any], run: Run) -> Exploration:
        tosses = int(run.workspace.get("tosses", 0)) + 1
        return Exploration({"tosses": tosses}, {"tosses": tosses}, WORDS["tossed"][run.language])


def _number(answer: Mapping[str, Any], language: str) -> int:
    typed = "".join(answer.get("guess", ()))
    if not typed.isdecimal() or int(typed) > TOSSES:
        raise AnswerRefused(WORDS["number"][language])
    return int(typed)
