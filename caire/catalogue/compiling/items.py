"""One item of the bank as the assessment knows it."""

import re
from collections.abc import Mapping
from typing import Literal

from caire.assessment.items import (
    Categorise,
    Choice,
    Element,
    Item,
    ItemHead,
    Match,
    Multiple,
    Numeric,
    NumericFeedback,
    Order,
    PairFeedback,
    Passage,
    PlacedElement,
    Scenario,
    ScenarioChoice,
    ScenarioNode,
    Single,
    Spot,
    TrueFalse,
)
from caire.assessment.texts import LocalText
from caire.catalogue.compiling.texts import Texts
from caire.catalogue.files.schema import Located
from caire.catalogue.files.schemas import items as files
from caire.catalogue.files.schemas.shared import FactFile

PASSAGE = re.compile(r"\{([A-Za-z0-9-]+)\|([^{}]*)\}")


class ItemTexts:
    """The overlay of a bank file, seen from one item."""

    def __init__(self, texts: Texts, item_id: str) -> None:
        self._texts = texts
        self._prefix = item_id

    def given(self, key: str) -> dict[str, str]:
        """A text that need not be translated, in the languages where it is."""
        return self._texts.given(f"{self._prefix}.{key}")

    def __call__(self, key: str, french: str) -> LocalText:
        return self._texts.local(f"{self._prefix}.{key}", french)


def compile_item(
    file: files.ItemFile, texts: Texts, facts: Mapping[str, Located[FactFile]]
) -> Item:
    """The item in every language. Its references and its logic are checked elsewhere."""
    local = ItemTexts(texts, file.id)
    head = _head(file, local, facts)
    match file:
        case files.SingleFile():
            return Single(head, _choices(file.options, "options", local))
        case files.MultipleFile():
            return Multiple(head, _choices(file.options, "options", local), file.expected)
        case files.TrueFalseFile():
            return _true_false(file, head, local)
        case files.OrderFile():
            return _order(file, head, local)
        case files.MatchFile():
            return _match(file, head, local)
        case files.CategoriseFile():
            return _categorise(file, head, local)
        case files.SpotFile():
            return _spot(file, head, local)
        case files.NumericFile():
            return _numeric(file, head, local)
        case files.ScenarioFile():
            return _scenario(file, head, local)
    raise TypeError(f"no compilation for {type(file).__name__}")


def _head(
    file: files.ItemFile, local: ItemTexts, facts: Mapping[str, Located[FactFile]]
) -> ItemHead:
    # An item is as old as the oldest fact it states: past that day it leaves the final assessment.
    ends = [file.state.review_by]
    ends += [facts[fact].value.review_by for fact in file.facts if fact in facts]
    return ItemHead(
        id=file.id,
        version=file.state.version,
        status=file.state.status,
        pool=file.state.pool,
        competency=file.profile.competency,
        bloom=file.profile.bloom,
        sector=file.profile.sector,
        p_expected=file.difficulty.p_expected,
        minutes_feedback=file.profile.minutes.feedback,
        minutes_exam=file.profile.minutes.exam,
        confidence=file.profile.confidence,
        context=None if file.context is None else local("context", file.context),
        stem=local("stem", file.stem),
        facts=tuple(file.facts),
        review=tuple(file.review),
        enemies=tuple(file.credits.enemies),
        review_by=min(ends).isoformat(),
    )


def _choices(choices: list[files.ChoiceFile], name: str, local: ItemTexts) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            choice.id,
            choice.key,
            local(f"{name}.{choice.id}.text", choice.text),
            local(f"{name}.{choice.id}.feedback", choice.feedback),
            choice.diagnosis,
        )
        for choice in choices
    )


def _elements(
    elements: list[files.ElementFile], name: str, local: ItemTexts
) -> tuple[Element, ...]:
    return tuple(Element(e.id, local(f"{name}.{e.id}.text", e.text)) for e in elements)


def _true_false(file: files.TrueFalseFile, head: ItemHead, local: ItemTexts) -> TrueFalse:
    wrong: Literal["true", "false"] = "false" if file.verdict == "true" else "true"
    words = local(f"verdict_feedback.{wrong}", file.verdict_feedback.get(wrong, ""))
    justifications = _choices(file.justifications, "justifications", local)
    return TrueFalse(head, file.verdict, justifications, words)


def _order(file: files.OrderFile, head: ItemHead, local: ItemTexts) -> Order:
    pairs = tuple(
        PairFeedback(
            pair.before,
            pair.after,
            local(f"pair_feedback.{pair.before}-{pair.after}.feedback", pair.feedback),
            pair.diagnosis,
        )
        for pair in file.pair_feedback
    )
    elements = _elements(file.elements, "elements", local)
    return Order(head, elements, pairs, local("right_feedback", file.right_feedback))


def _match(file: files.MatchFile, head: ItemHead, local: ItemTexts) -> Match:
    left = tuple(
        PlacedElement(
            element.id,
            local(f"left.{element.id}.text", element.text),
            element.to,
            local(f"left.{element.id}.feedback", element.feedback),
            element.diagnosis,
        )
        for element in file.left
    )
    return Match(head, left, _elements(file.right, "right", local))


def _categorise(file: files.CategoriseFile, head: ItemHead, local: ItemTexts) -> Categorise:
    elements = tuple(
        PlacedElement(
            element.id,
            local(f"elements.{element.id}.text", element.text),
            element.target,
            local(f"elements.{element.id}.feedback", element.feedback),
            element.diagnosis,
        )
        for element in file.elements
    )
    return Categorise(head, _elements(file.categories, "categories", local), elements)


def _spot(file: files.SpotFile, head: ItemHead, local: ItemTexts) -> Spot:
    marked = {
        language: dict(PASSAGE.findall(text)) for language, text in local("text", file.text).items()
    }
    passages = tuple(
        Passage(
            str(passage.id),
            passage.key,
            {
                language: passages.get(str(passage.id), "").strip()
                for language, passages in marked.items()
                if language == "fr" or str(passage.id) in passages
            },
            local(f"passages.{passage.id}.feedback", passage.feedback),
            passage.diagnosis,
        )
        for passage in file.passages
    )
    return Spot(head, file.expected, passages)


def _numeric(file: files.NumericFile, head: ItemHead, local: ItemTexts) -> Numeric:
    feedbacks = tuple(
        NumericFeedback(
            "near" if isinstance(feedback.when, files.Near) else feedback.when,
            local(f"feedbacks.{index}.feedback", feedback.feedback),
            feedback.when.near if isinstance(feedback.when, files.Near) else None,
            feedback.diagnosis,
        )
        for index, feedback in enumerate(file.feedbacks)
    )
    wide = file.key.wide
    return Numeric(
        head,
        file.unit,
        file.key.value,
        file.key.tolerance,
        wide.min if wide else None,
        wide.max if wide else None,
        feedbacks,
        local.given("unit"),
    )


def _scenario(file: files.ScenarioFile, head: ItemHead, local: ItemTexts) -> Scenario:
    nodes = tuple(
        ScenarioNode(
            node.id,
            None if node.text is None else local(f"nodes.{node.id}.text", node.text),
            tuple(
                ScenarioChoice(
                    choice.id,
                    local(f"nodes.{node.id}.choices.{choice.id}.text", choice.text),
                    choice.points,
                    choice.critical,
                    choice.to,
                    local(f"nodes.{node.id}.choices.{choice.id}.feedback", choice.feedback),
                    choice.diagnosis,
                )
                for choice in node.choices
            ),
        )
        for node in file.nodes
    )
    return Scenario(head, file.start, file.points_max, nodes)
