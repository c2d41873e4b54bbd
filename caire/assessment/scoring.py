"""Points of an answer and what its author reads about it (CURRICULUM B.4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from caire.assessment.answers import Chosen, Ordered, Placed, Value, Verdict, Walk
from caire.assessment.items import (
    Categorise,
    Choice,
    Item,
    Match,
    Multiple,
    Numeric,
    NumericFeedback,
    Order,
    Scenario,
    Single,
    Spot,
    TrueFalse,
)
from caire.assessment.texts import LocalText

#: An item counts as correct from this share of its points (F.1, floors).
CORRECT_FROM = 0.6
#: A scenario where a critical choice was made gives at most this.
CRITICAL_CAP = 0.3
#: Below this share of right places, a `match` or a `categorise` gives nothing.
PLACED_FROM = 0.5
#: A number is "near" a known mistake within this share of it: people round.
NEAR = 0.02
#: Two numbers this close are equal: what is left is the rounding of binary fractions.
EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class Feedback:
    """What is said of one part of an answer.

    `target` is the id of an option, element or passage, `<node>.<choice>` in a scenario, "true" or
    "false" for a verdict, None for the whole item. `right` is None for a neutral remark. `swapped`:
    two elements of an `order`, the one put first and the one put after it, that go the other way.
    """

    target: str | None
    right: bool | None
    text: LocalText
    swapped: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Scored:
    """`points` in [0, 1]. `feedback` speaks of what was answered only: it never tells the key.

    `critical`: a scenario was led through a choice that its author marked as critical.
    """

    points: float
    correct: bool
    feedback: tuple[Feedback, ...]
    critical: bool = False


def score(item: Item, response: object | None) -> Scored:
    """Points and feedback.

    Args:
        response: what `parse` returned for this item; None scores 0, without feedback.

    Raises:
        TypeError: the answer is of another type of item.
    """
    if response is None:
        return Scored(0.0, correct=False, feedback=())
    match item, response:
        case ((Single() | Multiple()), Chosen(ids)):
            found = _options(item, ids)
        case Spot(), Chosen(ids):
            found = _spot(item, ids)
        case TrueFalse(), Verdict():
            found = _true_false(item, response)
        case Order(), Ordered(ids):
            found = _order(item, ids)
        case ((Match() | Categorise()), Placed(places)):
            found = _places(item, dict(places))
        case Numeric(), Value(number):
            found = _numeric(item, number)
        case Scenario(), Walk(steps):
            found = _scenario(item, steps)
        case _:
            raise TypeError(f"{response!r} is not an answer to {item.head.id}")
    points, feedback = found
    critical = isinstance(item, Scenario) and isinstance(response, Walk) and _fell(item, response)
    return Scored(points, points >= CORRECT_FROM - EPSILON, feedback, critical)


_Found = tuple[float, tuple[Feedback, ...]]


def _options(item: Single | Multiple, ids: tuple[str, ...]) -> _Found:
    chosen = [option for option in item.options if option.id in ids]
    right = sum(option.key for option in chosen)
    keys = sum(option.key for option in item.options)
    points = max(0.0, (right - (len(chosen) - right)) / keys)
    return points, tuple(_of_choice(option) for option in chosen)


def _of_choice(option: Choice) -> Feedback:
    return Feedback(option.id, option.key, option.feedback)


def _spot(item: Spot, ids: tuple[str, ...]) -> _Found:
    """F1 of the selected passages against those with an error."""
    chosen = [passage for passage in item.passages if passage.id in ids]
    right = sum(passage.key for passage in chosen)
    keys = sum(passage.key for passage in item.passages)
    feedback = tuple(Feedback(p.id, p.key, p.feedback) for p in chosen)
    return 2 * right / (len(chosen) + keys), feedback


def _true_false(item: TrueFalse, response: Verdict) -> _Found:
    """Both or nothing: the right verdict for a wrong reason is not known yet."""
    reason = next(j for j in item.justifications if j.id == response.justification)
    judged = response.verdict == item.verdict
    feedback = [_of_choice(reason)]
    if not judged:
        feedback.insert(0, Feedback(response.verdict, False, item.verdict_feedback))
    return float(judged and reason.key), tuple(feedback)


def _order(item: Order, ids: tuple[str, ...]) -> _Found:
    """`1 - 2·d/dmax`, with d the number of pairs in the wrong order (Kendall's distance)."""
    rank = {name: place for place, name in enumerate(ids)}
    pairs = list(combinations([element.id for element in item.elements], 2))
    swapped = sum(rank[before] > rank[after] for before, after in pairs)
    points = max(0.0, 1 - 2 * swapped / len(pairs))
    if not swapped:
        return points, (Feedback(None, True, item.right_feedback),)
    told = [p for p in item.pair_feedback if rank[p.before] > rank[p.after]]
    return points, tuple(
        Feedback(None, None, p.feedback, swapped=(p.after, p.before)) for p in told
    )


def _places(item: Match | Categorise, places: Mapping[str, str]) -> _Found:
    elements = item.left if isinstance(item, Match) else item.elements
    feedback = tuple(Feedback(e.id, places[e.id] == e.target, e.feedback) for e in elements)
    share = sum(bool(f.right) for f in feedback) / len(feedback)
    return (share if share >= PLACED_FROM else 0.0), feedback


def _numeric(item: Numeric, number: float) -> _Found:
    right = abs(number - item.value) <= item.tolerance + EPSILON
    wide = (
        item.wide_min is not None
        and item.wide_max is not None
        and item.wide_min <= number <= item.wide_max
    )
    told = _remark(item, number, right=right)
    feedback = (Feedback(None, right, told.feedback),) if told else ()
    return (1.0 if right else 0.5 if wide else 0.0), feedback


def _remark(item: Numeric, number: float, *, right: bool) -> NumericFeedback | None:
    """The remark that fits best: right, else the nearest known mistake, else the general one."""
    by_kind = {f.when: f for f in item.feedbacks if f.when != "near"}
    if right:
        return by_kind.get("right")
    near = [
        (abs(number - f.near), f)
        for f in item.feedbacks
        if f.near is not None and abs(number - f.near) <= abs(f.near) * NEAR + EPSILON
    ]
    if near:
        return min(near, key=lambda pair: pair[0])[1]
    return by_kind.get("other")


def _scenario(item: Scenario, steps: tuple[tuple[str, str], ...]) -> _Found:
    choices = {(node.id, choice.id): choice for node in item.nodes for choice in node.choices}
    made = [(step, choices[step]) for step in steps]
    best = {node.id: max(choice.points for choice in node.choices) for node in item.nodes}
    share = sum(choice.points for _, choice in made) / item.points_max
    points = min(1.0, max(0.0, share))
    if _fell(item, Walk(steps)):
        points = min(points, CRITICAL_CAP)
    feedback = tuple(
        Feedback(
            f"{node}.{name}",
            choice.points >= best[node] and not choice.critical,
            choice.feedback,
        )
        for (node, name), choice in made
    )
    return points, feedback


def _fell(item: Scenario, walk: Walk) -> bool:
    """Whether one of the choices made is critical."""
    critical = {(n.id, choice.id) for n in item.nodes for choice in n.choices if choice.critical}
    return any(step in critical for step in walk.steps)
