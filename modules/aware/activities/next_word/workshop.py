"""The learner's generator: corpus, temperature, the sentence under way, what was tried."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from caire.sdk import Mulberry32, Speech, one
from modules.aware.activities.next_word.model import MOST_WORDS, TEMPERATURES, Model
from modules.shared.text_pieces import ENDS, joined, pieces

CORPORA = ("emails", "recipes", "verne")
FOLDER = Path(__file__).parents[2] / "static" / "corpora"
OPENINGS = (
    "Bonjour",
    "Veuillez trouver ci-",
    "La réunion",
    "Faites cuire",
    "Versez la pâte",
    "Phileas Fogg",
    "La photocopieuse",
    "Le contrat",
)
LONGEST_OPENING, MOST_OPENING_WORDS = 80, 12
SENTENCES_KEPT = 6
PAIRS_KEPT = 12
DRAW_STEP = 7919


@cache
def model_of(corpus: str) -> Model:
    """The model of a corpus, counted once per process."""
    lines = (FOLDER / f"{corpus}.txt").read_text(encoding="utf-8").splitlines()
    return Model(tuple(tuple(line.split(" ")) for line in lines))


@dataclass(frozen=True, slots=True)
class Workshop:
    """`words` begins with `opening`; `draws` counts the generators used, so none serves twice.

    `tries` counts the sentences by (corpus, opening): at temperature 0, then at 1.5. `unseen` says
    that the recipes were asked about words they do not hold.
    """

    corpus: str = "emails"
    temperature: str = "0.7"
    opening: tuple[str, ...] = ("Bonjour",)
    words: tuple[str, ...] = ("Bonjour",)
    draws: int = 0
    sentences: tuple[tuple[str, str, str], ...] = ()
    tries: tuple[tuple[str, str, int, int], ...] = ()
    unseen: bool = False

    def stored(self) -> dict[str, Any]:
        """As kept with the run."""
        return {
            "corpus": self.corpus,
            "temperature": self.temperature,
            "opening": list(self.opening),
            "words": list(self.words),
            "draws": self.draws,
            "sentences": [list(sentence) for sentence in self.sentences],
            "tries": [list(pair) for pair in self.tries],
            "unseen": self.unseen,
        }

    def tried(self) -> tuple[int, int]:
        """Sentences of the present corpus and opening: at temperature 0, at 1.5."""
        key = (self.corpus, joined(self.opening))
        return next(((cold, hot) for c, o, cold, hot in self.tries if (c, o) == key), (0, 0))

    def is_over(self) -> bool:
        return len(self.words) >= MOST_WORDS or (bool(self.words) and self.words[-1] in ENDS)


def workshop_of(workspace: Mapping[str, Any]) -> Workshop:
    if not workspace:
        return Workshop()
    return Workshop(
        workspace["corpus"],
        workspace["temperature"],
        tuple(workspace["opening"]),
        tuple(workspace["words"]),
        workspace["draws"],
        tuple((c, t, text) for c, t, text in workspace["sentences"]),
        tuple((c, o, cold, hot) for c, o, cold, hot in workspace["tries"]),
        workspace["unseen"],
    )


def read_settings(
    form: Mapping[str, Any], shop: Workshop, speech: Speech, language: str
) -> Workshop:
    """The workshop with the corpus, temperature and opening of a form; what is absent stays.

    Raises:
        AnswerRefused: an unknown corpus or temperature, an opening without words or too long.
    """
    corpus = one(form, "corpus") or shop.corpus
    temperature = one(form, "temperature") or shop.temperature
    if corpus not in CORPORA:
        raise speech.refuse("wrong_corpus", language)
    if temperature not in TEMPERATURES:
        raise speech.refuse("wrong_temperature", language)
    opening = shop.opening
    typed = one(form, "typed") or one(form, "opening")
    if typed:
        opening = tuple(pieces(typed))
        if not 0 < len(opening) <= MOST_OPENING_WORDS or len(typed) > LONGEST_OPENING:
            raise speech.refuse("wrong_opening", language)
    if (corpus, opening) != (shop.corpus, shop.opening):
        shop = replace(shop, words=opening)
    return replace(shop, corpus=corpus, temperature=temperature, opening=opening)


def cased(model: Model, words: tuple[str, ...]) -> tuple[str, ...]:
    """The words as the corpus writes them: a first word it only knows in small letters."""
    first = words[0]
    small = first[:1].lower() + first[1:]
    return (small, *words[1:]) if not model.knows(first) and model.knows(small) else words


def generator_of(seed: int, draws: int) -> Mulberry32:
    """The generator of the run's n-th action: the same numbers in the browser."""
    return Mulberry32(seed + DRAW_STEP * draws)


def add_word(shop: Workshop, seed: int) -> Workshop:
    """One word more."""
    model = model_of(shop.corpus)
    words = cased(model, shop.words)
    word = model.next_word(words, shop.temperature, generator_of(seed, shop.draws))
    return replace(shop, words=(*words, word), draws=shop.draws + 1)


def write_sentence(shop: Workshop, seed: int) -> Workshop:
    """A whole sentence from the opening, counted among the tries."""
    model = model_of(shop.corpus)
    start = cased(model, shop.opening)
    words = model.finish(start, shop.temperature, generator_of(seed, shop.draws))
    unknown = [word for word in start if word[0].isalnum() and not model.knows(word)]
    sentence = (shop.corpus, shop.temperature, joined(words))
    return replace(
        shop,
        words=words,
        draws=shop.draws + 1,
        sentences=(*shop.sentences, sentence)[-SENTENCES_KEPT:],
        tries=_counted(shop),
        unseen=shop.unseen or (shop.corpus == "recipes" and bool(unknown)),
    )


def _counted(shop: Workshop) -> tuple[tuple[str, str, int, int], ...]:
    cold, hot = shop.tried()
    cold += shop.temperature == "0"
    hot += shop.temperature == "1.5"
    key = (shop.corpus, joined(shop.opening))
    others = [pair for pair in shop.tries if pair[:2] != key]
    return (*others, (*key, cold, hot))[-PAIRS_KEPT:]
