"""The token cutter: assess the steps, answer the manipulations."""

from collections.abc import Mapping
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
    in_language,
    one,
)
from modules.aware.activities.token_cutter.cutter import (
    Cut,
    count_tokens,
    cut,
    most_cut,
    ranks,
    sentences,
    shown,
    triple,
)
from modules.aware.activities.token_cutter.encoding import tokens
from modules.shared.text_pieces import pieces

HERE = Path(__file__).parent
LONGEST_TEXT, MOST_WORDS = 120, 20
SHORTEST_WORD, LONGEST_WORD = 3, 30
MANY = 4
CHOICES = ("a", "b", "c")


class TokenCutter(StepActivity):
    """`act.decoupeur`."""

    def view(self, run: Run) -> Mapping[str, Any]:
        view: dict[str, Any] = {
            **frame(self.manifest, self.speech, run),
            "offered": list(zip(CHOICES, triple(run.seed), strict=True)),
        }
        if "prediction" in run.done:
            view["bench"] = self._bench(run)
            view["languages"] = [
                {
                    "lang": s.lang,
                    "name": in_language(s.name, run.language),
                    "text": s.text,
                    "words": s.words,
                    "tokens": s.tokens,
                    "each": decimal(s.tokens / s.words, 1, run.language),
                }
                for s in sentences()
            ]
        return view

    def _bench(self, run: Run) -> dict[str, Any]:
        text = run.workspace.get("text") or self.speech.say("default_text", run.language)
        found = cut(text, run.workspace.get("known"))
        return {
            "text": text,
            "known": found.known,
            "most": found.most,
            "words": len(found.words),
            "tokens": [
                {"rank": rank, "text": token} for rank, token in enumerate(found.tokens, start=1)
            ],
        }

    def assessors(self) -> Mapping[str, Assessor]:
        return {
            "prediction": self._assess_prediction,
            "mission-1": self._assess_words,
        }

    def actions(self) -> Mapping[str, Action]:
        return {"cut": self._cut}

    def _cut(self, answer: Form, run: Run) -> Exploration:
        text = one(answer, "text")
        if len(text) > LONGEST_TEXT or not 0 < len(pieces(text)) <= MOST_WORDS:
            raise self.speech.refuse("wrong_text", run.language)
        whole = cut(text)
        known = self._read_known(one(answer, "known"), whole, run)
        # A new text is shown entirely cut, whatever the slider said of the former one.
        if text != run.workspace.get("text") and not one(answer, "same"):
            known = whole.most
        found = cut(text, known)
        workspace = {"text": text, "known": found.known}
        trace = {
            "words": len(found.words),
            "tokens": len(found.tokens),
            "merges": found.known,
        }
        return Exploration(workspace, trace, self._say_cut(found, run))

    def _read_known(self, typed: str, whole: Cut, run: Run) -> int:
        if not typed:
            return whole.most
        if not typed.isascii() or not typed.isdigit() or len(typed) > 4:
            raise self.speech.refuse("wrong_step", run.language, most=whole.most)
        return min(int(typed), whole.most)

    def _say_cut(self, found: Cut, run: Run) -> str:
        listed = "\u202f; ".join(
            self.speech.say("token", run.language, rank=rank, text=token)
            for rank, token in enumerate(found.tokens, start=1)
        )
        return self.speech.say(
            "heard",
            run.language,
            count=self.speech.count("count", len(found.tokens), run.language),
            words=self.speech.count("words", len(found.words), run.language),
            step=found.known,
            list=listed,
        )

    def _assess_prediction(self, answer: Form, run: Run) -> StepOutcome:
        words = triple(run.seed)
        chosen = choice(answer, "word", CHOICES, self.speech, run)
        winner = most_cut(words)
        right = words[CHOICES.index(chosen)] == winner
        cuts = " ".join(self._say_word(word, run) for word in words)
        response = {"word": words[CHOICES.index(chosen)]}
        return self.verdict("prediction", right, response, run, word=winner, cuts=cuts)

    def _say_word(self, word: str, run: Run) -> str:
        found = shown(tokens(word, ranks()))
        return self.speech.say(
            "cut",
            run.language,
            word=word,
            tokens=" | ".join(found),
            count=self.speech.count("count", len(found), run.language),
        )

    def _assess_words(self, answer: Form, run: Run) -> StepOutcome:
        few = count_tokens(self._read_word(one(answer, "few"), run))
        many = count_tokens(self._read_word(one(answer, "many"), run))
        success = few == 1 and many >= MANY
        feedback = self.speech.say(
            "found" if success else "not_found",
            run.language,
            few=self.speech.count("count", few, run.language),
            many=self.speech.count("count", many, run.language),
        )
        response = {"few": few, "many": many}
        return StepOutcome(float(success), success, response, feedback, done=success)

    def _read_word(self, typed: str, run: Run) -> str:
        if not typed.isalpha() or not SHORTEST_WORD <= len(typed) <= LONGEST_WORD:
            raise self.speech.refuse("wrong_word", run.language)
        return typed.lower()


def load() -> TokenCutter:
    return TokenCutter.load(HERE)
