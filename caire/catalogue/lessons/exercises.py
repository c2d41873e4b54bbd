"""The blocks that ask something: predictions, explanations, examples by trade."""

import re
from dataclasses import dataclass

from caire.catalogue.lessons.blocks import Block, Text
from caire.catalogue.lessons.inline import Writing, anchor, markdown, markdown_line, plain
from caire.catalogue.lessons.labels import SECTORS

_OPTION = re.compile(r"^- \(([ x])\) (.+)$")
_EXAMPLE = re.compile(r"^- ([a-z-]+)\s*: (.+)$")
#: Value of `from` of a `predict` block whose answer was learnt before: no prediction, a recall.
MEMORY = "memory"


@dataclass(frozen=True, slots=True)
class Prediction:
    """`options` are texts with whether they are right and their line."""

    question: Text
    options: tuple[tuple[str, bool, int], ...]


def prediction_of(block: Block) -> Prediction:
    """The question and the options of a `predict` block."""
    question: list[str] = []
    options: list[tuple[str, bool, int]] = []
    text = block.text
    for number, line in enumerate(text.source.split("\n"), start=text.line):
        option = _OPTION.match(line)
        if option:
            options.append((option.group(2), option.group(1) == "x", number))
        elif options and line.startswith("  "):
            words, right, first = options[-1]
            options[-1] = (f"{words} {line.strip()}", right, first)
        else:
            question.append(line)
    return Prediction(Text("\n".join(question), text.line), tuple(options))


def predict_html(writing: Writing, block: Block) -> str:
    prediction = prediction_of(block)
    reveal = block.inside("reveal")
    _refuse_wrong_prediction(writing, block, prediction, reveal)
    heading = "recall" if block.attributes.get("from") == MEMORY else "predict"
    own = plain(writing, block.attributes.get("id", ""))
    name = f"{plain(writing, anchor(writing.lesson.front.value.id))}-{own}"
    options = "".join(
        f'<label class="lesson-predict-option"><input type="radio" name="{name}" value="{rank}"> '
        f"<span>{markdown_line(writing, words, line)}</span></label>"
        for rank, (words, _right, line) in enumerate(prediction.options, start=1)
    )
    answer = " ".join(
        markdown_line(writing, words, line) for words, right, line in prediction.options if right
    )
    return (
        f'<div class="lesson-predict" data-predict="{own}">'
        f'<p class="lesson-label">{writing.label(heading)}</p>'
        f'<div class="lesson-predict-question" id="{name}-q">'
        f"{markdown(writing, prediction.question)}</div>"
        f'<div class="lesson-predict-options" role="radiogroup" aria-labelledby="{name}-q">'
        f"{options}</div>"
        f'<details class="reveal lesson-reveal"><summary>{writing.label("see")}</summary>'
        f'<div class="lesson-reveal-body"><p class="lesson-predict-answer">'
        f"<strong>{writing.label('answer')}</strong> {answer}</p>"
        f"{markdown(writing, reveal.text) if reveal else ''}</div></details></div>"
    )


def _refuse_wrong_prediction(
    writing: Writing, block: Block, prediction: Prediction, reveal: Block | None
) -> None:
    if block.attributes.get("from", MEMORY) != MEMORY:
        mend = f'write from="{MEMORY}" if it asks what was learnt before, or remove the key'
        message = f"cannot read from={block.attributes['from']!r}"
        writing.refuse(block.line, "Q01", message, mend)
    count = len(prediction.options)
    if not 2 <= count <= 4:
        mend = "write 2 to 4 lines '- ( ) …'"
        writing.refuse(block.line, "Q01", f"prediction with {count} options", mend)
    if sum(right for _words, right, _line in prediction.options) != 1:
        mend = "mark the right option, and only that one, with '- (x) …'"
        writing.refuse(block.line, "Q01", "prediction without exactly one right option", mend)
    if reveal is None:
        mend = "add a nested '::: reveal' block"
        writing.refuse(block.line, "Q01", "prediction without its answer's text", mend)


def explain_html(writing: Writing, block: Block) -> str:
    model = block.inside("model")
    if model is None:
        mend = "add a nested '::: model' block"
        writing.refuse(block.line, "Q01", "explanation without a model answer", mend)
    own = block.attributes.get("id", "")
    screen = writing.lesson.front.value.id
    name = plain(writing, own if own.startswith(screen) else f"{screen}.{own}")
    field = anchor(name)
    length = plain(writing, block.attributes.get("length", ""))
    return (
        f'<div class="lesson-explain" data-explain="{name}">'
        f'<p class="lesson-label">{writing.label("explain")}</p>'
        f'<div class="lesson-explain-question">{markdown(writing, block.text)}</div>'
        f'<label for="{field}">{writing.label("yours")} '
        f'<span class="lesson-length">({length})</span></label>'
        f'<textarea id="{field}" rows="4" aria-describedby="{field}-note" data-keep="{name}">'
        f'</textarea><p class="lesson-note" id="{field}-note">{writing.label("kept")}</p>'
        f'<details class="reveal lesson-model"><summary>{writing.label("compare")}</summary>'
        f'<div class="lesson-reveal-body">{markdown(writing, model.text) if model else ""}</div>'
        "</details></div>"
    )


def examples_of(block: Block) -> tuple[dict[str, Text], list[int]]:
    """The text of each sector, and the lines that belong to none."""
    examples: dict[str, Text] = {}
    stray: list[int] = []
    last = ""
    text = block.text
    for number, line in enumerate(text.source.split("\n"), start=text.line):
        found = _EXAMPLE.match(line)
        if found and found.group(1) in SECTORS and found.group(1) not in examples:
            last = found.group(1)
            examples[last] = Text(found.group(2), number)
        elif line.startswith("  ") and last:
            before = examples[last]
            examples[last] = Text(f"{before.source}\n{line.strip()}", before.line)
        elif line.strip():
            stray.append(number)
    return examples, stray


def examples_html(writing: Writing, block: Block) -> str:
    examples, stray = examples_of(block)
    expected = f"one line each: {', '.join(f'- {s}: …' for s in SECTORS)}"
    for number in stray:
        writing.refuse(number, "Q01", "this line of the examples belongs to no sector", expected)
    missing = [sector for sector in SECTORS if sector not in examples]
    if missing:
        message = f"no example for {', '.join(missing)}"
        writing.refuse(block.line, "Q01", message, "write the six sectors")
    details = "".join(
        f'<details class="example" data-sector="{sector}">'
        f"<summary>{writing.label(sector)}</summary>"
        f'<div class="example-body">{markdown(writing, text)}</div></details>'
        for sector, text in examples.items()
    )
    return (
        '<div class="lesson-examples examples" data-examples="">'
        f'<p class="lesson-label">{writing.label("examples")}</p>{details}</div>'
    )
