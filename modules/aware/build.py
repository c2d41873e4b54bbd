"""Build what the activities serve, from corpora and seeds: `python -m modules.aware.build`.

The results are kept with the sources, so an installation needs no build step; a test checks that
they are up to date.
"""

import json
from pathlib import Path

from modules.aware.activities.token_cutter.encoding import learn_merges
from modules.shared import STATIC as SHARED
from modules.shared.hiring.history import make_history, written
from modules.shared.text_pieces import in_true_case, sentences

HERE = Path(__file__).parent
SOURCES = HERE / "activities" / "next_word" / "corpora"
STATIC = HERE / "static"
CORPORA = ("emails", "recipes", "verne")
MERGES = 1200


def corpus_text(name: str) -> str:
    """One sentence a line, its words separated by spaces."""
    source = (SOURCES / f"{name}.fr.txt").read_text(encoding="utf-8")
    lines = [line for line in source.splitlines() if not line.startswith("#")]
    found = in_true_case([s for line in lines for s in sentences(line)])
    return "".join(" ".join(sentence) + "\n" for sentence in found)


def merges_text() -> str:
    """The merges learned on the three corpora, the first learned first."""
    words: dict[str, int] = {}
    for name in CORPORA:
        for word in corpus_text(name).split():
            words[word] = words.get(word, 0) + 1
    merges = learn_merges(words, MERGES)
    return json.dumps([f"{a} {b}" for a, b in merges], ensure_ascii=False, indent=0) + "\n"


def history_text() -> str:
    """The made-up recruitment history of the bias lab."""
    return written(make_history())


def main() -> None:
    (STATIC / "corpora").mkdir(exist_ok=True)
    for name in CORPORA:
        (STATIC / "corpora" / f"{name}.txt").write_text(corpus_text(name), encoding="utf-8")
    (STATIC / "token_merges.json").write_text(merges_text(), encoding="utf-8")
    (SHARED / "hiring_history.json").write_text(history_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
