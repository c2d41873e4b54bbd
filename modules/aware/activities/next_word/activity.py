"""The next word: assess the steps, answer the manipulations."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from caire.sdk import (
    Action,
    Assessor,
    Exploration,
    Form,
    Run,
    StepActivity,
    StepOutcome,
    choice,
    decimal,
    frame,
    one,
    percent,
    rotated,
)
from modules.aware.activities.next_word.model import SHOWN, TEMPERATURES
from modules.aware.activities.next_word.workshop import (
    CORPORA,
    OPENINGS,
    Workshop,
    add_word,
    cased,
    model_of,
    read_settings,
    workshop_of,
    write_sentence,
)
from modules.shared.text_pieces import joined

HERE = Path(__file__).parent
ASKED = ("veuillez", "trouver", "ci-")
OFFERED = ("joint", "dessous", "après", "contre")
TRIES = 3
CHANGES = ("same-then-different", "same-both", "different-both", "truer-when-cold")
TRUTHS = ("always-answers", "knows-limits", "truer-when-cold", "copies")


class NextWord(StepActivity):
    """`act.mot-suivant`."""

    def view(self, run: Run) -> Mapping[str, Any]:
        shop = workshop_of(run.workspace)
        view: dict[str, Any] = {
            **frame(self.manifest, self.speech, run),
            "asked": joined(ASKED),
            "offered": [(word, word) for word in rotated(OFFERED, run.seed)],
        }
        view["client"] |= self._client(shop)
        if "prediction" in run.done:
            view["shop"] = self._shop(run, shop)
        return view

    def _client(self, shop: Workshop) -> dict[str, Any]:
        stored = shop.stored()
        return {
            "shop": {key: stored[key] for key in ("corpus", "temperature", "opening", "words")},
            "draws": shop.draws,
            "tried": list(shop.tried()),
        }

    def _shop(self, run: Run, shop: Workshop) -> dict[str, Any]:
        language = run.language
        cold, hot = shop.tried()
        return {
            "corpus": shop.corpus,
            "corpora": [(name, self.speech.say(name, language)) for name in CORPORA],
            "about": [
                self.speech.say(
                    f"{name}_about", language, count=decimal(_rounded_size(name), 0, language)
                )
                for name in CORPORA
            ],
            "temperature": shop.temperature,
            "temperatures": [(t, _shown_temperature(t, language)) for t in TEMPERATURES],
            "openings": [(text, text) for text in OPENINGS],
            "opening": joined(shop.opening),
            "text": joined(shop.words),
            "candidates": self._candidates(run, shop) if run.mode == "text" else [],
            "cold": cold,
            "hot": hot,
            "sentences": [
                (self.speech.say(corpus, language), _shown_temperature(t, language), text)
                for corpus, t, text in reversed(shop.sentences)
            ],
        }

    def _candidates(self, run: Run, shop: Workshop) -> list[tuple[str, str, str]]:
        """Rank, word and share of the first ones, then of all the others together."""
        if shop.is_over():
            return []
        model = model_of(shop.corpus)
        ranked = model.ranked(cased(model, shop.words), shop.temperature)
        rows = [
            (str(rank), candidate.word, percent(candidate.share, 1, run.language))
            for rank, candidate in enumerate(ranked[:SHOWN], start=1)
        ]
        rest = sum(candidate.share for candidate in ranked[SHOWN:])
        others = self.speech.say("client_others", run.language)
        return [*rows, ("", others, percent(rest, 1, run.language))]

    def assessors(self) -> Mapping[str, Assessor]:
        return {
            "prediction": self._assess_prediction,
            "mission-1": self._assess_change,
            "mission-2": self._assess_truth,
        }

    def actions(self) -> Mapping[str, Action]:
        return dict.fromkeys(("word", "sentence", "restart"), self._generate)

    def _generate(self, answer: Form, run: Run) -> Exploration:
        shop = read_settings(answer, workshop_of(run.workspace), self.speech, run.language)
        action = one(answer, "action")
        if action == "word":
            if shop.is_over():
                raise self.speech.refuse("ended", run.language)
            shop = add_word(shop, run.seed)
            message = joined(shop.words)
        elif action == "sentence":
            shop = write_sentence(shop, run.seed)
            message = joined(shop.words)
        else:
            shop = replace(shop, words=shop.opening)
            message = self._say_restarted(shop, run)
        trace = {
            "action": action,
            "corpus": shop.corpus,
            "temperature": shop.temperature,
            "generations": shop.draws,
        }
        return Exploration(shop.stored(), trace, message)

    def _say_restarted(self, shop: Workshop, run: Run) -> str:
        return self.speech.say(
            "restarted",
            run.language,
            text=f"{joined(shop.words)}…",
            corpus=self.speech.say(shop.corpus, run.language),
            temperature=_shown_temperature(shop.temperature, run.language),
        )

    def _assess_prediction(self, answer: Form, run: Run) -> StepOutcome:
        chosen = choice(answer, "word", OFFERED, self.speech, run)
        first = model_of("emails").ranked(ASKED, "1")[0]
        right = chosen == first.word
        return self.verdict(
            "prediction",
            right,
            {"word": chosen},
            run,
            word=first.word,
            share=percent(first.share, 0, run.language),
            seen=_times_seen(first.word),
        )

    def _assess_change(self, answer: Form, run: Run) -> StepOutcome:
        chosen = choice(answer, "change", CHANGES, self.speech, run)
        shop = workshop_of(run.workspace)
        pairs = [(cold, hot) for _, _, cold, hot in shop.tries] or [(0, 0)]
        cold, hot = min(
            ((max(0, TRIES - c), max(0, TRIES - h)) for c, h in pairs), key=lambda m: (sum(m), m)
        )
        right = chosen == CHANGES[0]
        response = {"change": chosen, "generations": shop.draws}
        if cold or hot:
            feedback = self._say_missing({"0": cold, "1.5": hot}, run.language)
            return StepOutcome(0.0, False, response, feedback, done=False)
        key = "change_right" if right else "change_wrong"
        return StepOutcome(float(right), right, response, self.speech.say(key, run.language))

    def _say_missing(self, missing: Mapping[str, int], language: str) -> str:
        """How many sentences remain to be written at each temperature."""
        parts = [
            self.speech.say(
                "missing_one" if count == 1 else "missing_many",
                language,
                count=count,
                temperature=_shown_temperature(temperature, language),
            )
            for temperature, count in missing.items()
            if count
        ]
        together = self.speech.say("missing_and", language).join(parts)
        return self.speech.say("tries_missing", language, missing=together)

    def _assess_truth(self, answer: Form, run: Run) -> StepOutcome:
        chosen = choice(answer, "truth", TRUTHS, self.speech, run)
        response = {"truth": chosen}
        if not workshop_of(run.workspace).unseen:
            feedback = self.speech.say("unseen_missing", run.language)
            return StepOutcome(0.0, False, response, feedback, done=False)
        right = chosen == TRUTHS[0]
        key = "truth_right" if right else "truth_wrong"
        return StepOutcome(float(right), right, response, self.speech.say(key, run.language))


def _shown_temperature(temperature: str, language: str) -> str:
    return decimal(float(temperature), 1 if "." in temperature else 0, language)


@cache
def _rounded_size(corpus: str) -> int:
    """The words of a corpus, marks left out, to the nearest hundred."""
    sentences = model_of(corpus).sentences
    return round(sum(word[0].isalnum() for s in sentences for word in s) / 100) * 100


def _times_seen(word: str) -> int:
    wanted = (*ASKED, word)
    size = len(wanted)
    return sum(
        sentence[start : start + size] == wanted
        for sentence in model_of("emails").sentences
        for start in range(len(sentence) - size + 1)
    )


def load() -> NextWord:
    return NextWord.load(HERE)
