"""The map of words: assess the steps, compute what is asked of the bench."""

from collections.abc import Mapping
from dataclasses import replace
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
    one,
)
from modules.informed.activities.word_map.bench import NEAR_ENOUGH, SHOWN, Bench, bench_of
from modules.informed.activities.word_map.lexicon import asked_of, lexicon
from modules.informed.activities.word_map.presentation import present
from modules.informed.activities.word_map.search import (
    by_meaning,
    by_words,
    contradicts,
    spoken,
    tokens,
)
from modules.informed.activities.word_map.vectors import (
    along,
    analogy,
    cosine,
    neighbours,
    vectors,
)

GUESSED = 3
SOURCES = ("texts", "team", "fault")
LONGEST_QUERY = 12


class WordMap(StepActivity):
    """`act.carte-mots`."""

    def view(self, run: Run) -> Mapping[str, Any]:
        return present(run, self.manifest, self.speech, SOURCES)

    def assessors(self) -> Mapping[str, Assessor]:
        return {
            "prediction": self._assess_neighbours,
            "mission-1": self._assess_opposites,
            "mission-2": self._assess_axis,
            "mission-3": self._assess_search,
        }

    def actions(self) -> Mapping[str, Action]:
        return {
            "look": self._look,
            "compute": self._compute,
            "place": self._place,
            "search": self._search,
        }

    def _word(self, answer: Form, name: str, run: Run) -> str:
        """A word of the map, capitals forgiven.

        Raises:
            AnswerRefused: none, or one that the map does not hold.
        """
        typed = one(answer, name)
        for spelling in (typed, typed.lower(), typed.capitalize()):
            if spelling in vectors():
                return spelling
        raise self.speech.refuse("unknown_word", run.language)

    def _look(self, answer: Form, run: Run) -> Exploration:
        word = self._word(answer, "word", run)
        bench = replace(bench_of(run.workspace), word=word)
        listed = ", ".join(near.word for near in neighbours(word, SHOWN))
        message = self.speech.say("looked", run.language, word=word, list=listed)
        return Exploration(bench.stored(), {"action": "look", "word": word}, message)

    def _compute(self, answer: Form, run: Run) -> Exploration:
        self._open("mission-2", run)
        words = tuple(self._word(answer, name, run) for name in "abc")
        bench = replace(bench_of(run.workspace), analogy=words)
        a, b, c = words
        found = analogy(a, b, c, 1)[0].word
        message = self.speech.say("computed", run.language, a=a, b=b, c=c, found=found)
        return Exploration(bench.stored(), {"action": "compute", "words": list(words)}, message)

    def _place(self, answer: Form, run: Run) -> Exploration:
        self._open("mission-2", run)
        pairs = lexicon().poles
        offered = tuple(f"{first}-{second}" for first, second in pairs)
        chosen = choice(answer, "poles", offered, self.speech, run, "wrong_poles")
        poles = pairs[offered.index(chosen)]
        bench = bench_of(run.workspace)
        gendered = bench.gendered or poles in lexicon().gendered
        bench = replace(bench, poles=poles, gendered=gendered)
        placed = along(*poles, lexicon().trades)
        message = self.speech.say(
            "placed",
            run.language,
            first=poles[0],
            second=poles[1],
            near_first=", ".join(near.word for near in placed[:4]),
            near_second=", ".join(near.word for near in placed[:-5:-1]),
        )
        return Exploration(bench.stored(), {"action": "place", "poles": list(poles)}, message)

    def _search(self, answer: Form, run: Run) -> Exploration:
        self._open("mission-3", run)
        query = tuple(word for word in tokens(one(answer, "query")) if word in spoken())
        query = query[:LONGEST_QUERY]
        found = by_meaning(query)
        if not found:
            raise self.speech.refuse("empty_query", run.language)
        bench: Bench = replace(bench_of(run.workspace), query=query)
        shared = by_words(query)
        message = self.speech.say(
            "searched",
            run.language,
            meaning=found[0].notice.text,
            words=shared[0].notice.text if shared else self.speech.say("nothing", run.language),
        )
        trace = {"action": "search", "words": len(query), "first": found[0].rank}
        return Exploration(bench.stored(), trace, message)

    def _open(self, step: str, run: Run) -> None:
        """Refuse a tool whose mission has not come."""
        before = f"mission-{int(step[-1]) - 1}"
        if before not in run.done:
            raise self.speech.refuse("step_order", run.language)

    def _assess_neighbours(self, answer: Form, run: Run) -> StepOutcome:
        asked = asked_of(run.seed)
        ticked = set(answer.get("words", ()))
        chosen = [word for rank, word in enumerate(asked.offered) if str(rank) in ticked]
        if len(chosen) != GUESSED:
            raise self.speech.refuse("choose_three", run.language)
        nearest = neighbours(asked.word, NEAR_ENOUGH)
        right = [word for word in chosen if word in {near.word for near in nearest}]
        score = len(right) / GUESSED
        feedback = self.speech.say(
            "guessed_all" if score == 1.0 else "guessed_some",
            run.language,
            count=len(right),
            word=asked.word,
            list=", ".join(near.word for near in nearest),
        )
        response = {"word": asked.word, "chosen": chosen}
        return StepOutcome(score, score == 1.0, response, feedback)

    def _assess_opposites(self, answer: Form, run: Run) -> StepOutcome:
        stops = bool(one(answer, "settle"))
        if stops and not (one(answer, "first") and one(answer, "second")):
            return StepOutcome(0.0, False, {}, self.speech.say("opposites_left", run.language))
        first, second = (self._word(answer, name, run) for name in ("first", "second"))
        if first == second:
            raise self.speech.refuse("same_word", run.language)
        near = second in {near.word for near in neighbours(first, SHOWN)}
        near = near or first in {near.word for near in neighbours(second, SHOWN)}
        opposed = frozenset((first, second)) in lexicon().opposites
        found = near and opposed
        key = "opposites_found" if found else "too_far" if not near else "not_opposite"
        feedback = self.speech.say(
            key,
            run.language,
            first=first,
            second=second,
            cosine=decimal(cosine(first, second), 2, run.language),
        )
        if stops and not found:
            feedback += " " + self.speech.say("opposites_left", run.language)
        response = {"first": first, "second": second}
        return StepOutcome(float(found), found, response, feedback, found or stops)

    def _assess_axis(self, answer: Form, run: Run) -> StepOutcome:
        if not bench_of(run.workspace).gendered:
            raise self.speech.refuse("place_first", run.language)
        offered = lexicon().trades_asked
        trade = choice(answer, "trade", offered, self.speech, run, "choose_trade")
        source = choice(answer, "source", SOURCES, self.speech, run, "choose_source")
        first = along("il", "elle", offered)[0].word
        score = 0.5 * (trade == first) + 0.5 * (source == "texts")
        feedback = " ".join(
            self.speech.say(key, run.language, trade=first)
            for key in (
                "trade_right" if trade == first else "trade_wrong",
                "source_right" if source == "texts" else "source_wrong",
            )
        )
        return StepOutcome(score, score == 1.0, {"trade": trade, "source": source}, feedback)

    def _assess_search(self, answer: Form, run: Run) -> StepOutcome:
        query, stops = bench_of(run.workspace).query, bool(one(answer, "settle"))
        if not query and not stops:
            raise self.speech.refuse("search_first", run.language)
        found = by_meaning(query)[0] if query else None
        word = contradicts(query, found.notice) if found else None
        response = {"words": len(query), "first": found.rank if found else 0}
        if found and word:
            feedback = self.speech.say(
                "search_wrong", run.language, text=found.notice.text, word=word
            )
            return StepOutcome(1.0, True, {**response, "against": word}, feedback)
        key = "search_left" if stops else "search_fits"
        return StepOutcome(0.0, False, response, self.speech.say(key, run.language), stops)


def load() -> WordMap:
    return WordMap.load(Path(__file__).parent)
