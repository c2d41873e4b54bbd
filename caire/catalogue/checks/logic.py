"""Q01, Q12: an item can be answered, its key is what the file says, each answer has a feedback."""

from collections.abc import Iterable, Iterator

from caire.catalogue.compiling.items import PASSAGE
from caire.catalogue.files.schema import Located
from caire.catalogue.files.schemas import items as files
from caire.catalogue.loading import CompiledCourse
from caire.catalogue.problems import Problem

Step = str | int


def logic(course: CompiledCourse) -> Iterator[Problem]:
    """Items that could not be shown or scored as written."""
    for entry in course.files.items:
        yield from _of_type(entry.source)


def _of_type(item: Located[files.ItemFile]) -> Iterator[Problem]:
    match item.value:
        case files.SingleFile(options=options):
            yield from _choices(item, "options", options, 1)
        case files.MultipleFile(options=options, expected=expected):
            yield from _choices(item, "options", options, expected)
        case files.TrueFalseFile() as value:
            yield from _choices(item, "justifications", value.justifications, 1)
            wrong = "false" if value.verdict == "true" else "true"
            if wrong not in value.verdict_feedback:
                message = "no feedback for the other verdict"
                mend = f'add verdict_feedback: {{"{wrong}": …}}'
                yield item.problem(("verdict_feedback",), "Q12", message, mend)
        case files.OrderFile() as value:
            yield from _order(item, value)
        case files.MatchFile() as value:
            yield from _unique(item, "left", (e.id for e in value.left))
            yield from _unique(item, "right", (e.id for e in value.right))
            targets = {e.id for e in value.right}
            named = ((("left", i, "to"), e.to) for i, e in enumerate(value.left))
            yield from _targets(item, named, targets)
        case files.CategoriseFile() as value:
            yield from _unique(item, "categories", (e.id for e in value.categories))
            yield from _unique(item, "elements", (e.id for e in value.elements))
            targets = {e.id for e in value.categories}
            placed = ((("elements", i, "in"), e.target) for i, e in enumerate(value.elements))
            yield from _targets(item, placed, targets)
        case files.SpotFile() as value:
            yield from _spot(item, value)
        case files.NumericFile() as value:
            yield from _numeric(item, value)
        case files.ScenarioFile() as value:
            yield from _scenario(item, value)


def _choices(
    item: Located[files.ItemFile], name: str, choices: list[files.ChoiceFile], expected: int
) -> Iterator[Problem]:
    yield from _unique(item, name, (choice.id for choice in choices))
    most = 6 if isinstance(item.value, files.MultipleFile) else 4
    if not 3 <= len(choices) <= most:
        message, mend = f"{len(choices)} {name}", f"write 3 to {most}"
        yield item.problem((name,), "Q12", message, mend)
    keys = sum(choice.key for choice in choices)
    if keys != expected:
        message = f"{keys} {name} are keys, expected {expected}"
        yield item.problem((name,), "Q01", message, "correct 'key' or 'expected'")


def _unique(item: Located[files.ItemFile], name: str, ids: Iterable[object]) -> Iterator[Problem]:
    seen: set[object] = set()
    for index, identifier in enumerate(ids):
        if identifier in seen:
            message = f"id {identifier} is used twice in {name}"
            yield item.problem((name, index, "id"), "Q01", message, "change one")
        seen.add(identifier)


def _targets(
    item: Located[files.ItemFile],
    named: Iterable[tuple[tuple[Step, ...], str]],
    targets: set[str],
) -> Iterator[Problem]:
    for keys, target in named:
        if target not in targets:
            mend = f"write one of {', '.join(sorted(targets))}"
            yield item.problem(keys, "Q01", f"'{target}' is not there", mend)


def _order(item: Located[files.ItemFile], value: files.OrderFile) -> Iterator[Problem]:
    yield from _unique(item, "elements", (e.id for e in value.elements))
    if not 4 <= len(value.elements) <= 6:
        message = f"{len(value.elements)} elements"
        yield item.problem(("elements",), "Q12", message, "write 4 to 6")
    known = [element.id for element in value.elements]
    for index, pair in enumerate(value.pair_feedback):
        for key in ("before", "after"):
            if getattr(pair, key) not in known:
                message = f"no element '{getattr(pair, key)}'"
                keys = ("pair_feedback", index, key)
                yield item.problem(keys, "Q01", message, "correct the id")
    explained = {(pair.before, pair.after) for pair in value.pair_feedback}
    for before, after in zip(known, known[1:], strict=False):
        if (before, after) not in explained:
            message = f"no feedback when {before} is put after {after}"
            mend = f"add {{before: {before}, after: {after}, …}} to pair_feedback"
            yield item.problem(("pair_feedback",), "Q12", message, mend)


def _spot(item: Located[files.ItemFile], value: files.SpotFile) -> Iterator[Problem]:
    marked = [number for number, _text in PASSAGE.findall(value.text)]
    written = [str(passage.id) for passage in value.passages]
    if marked != written:
        message = f"the text marks {', '.join(marked)}; the passages are {', '.join(written)}"
        mend = "mark each passage {id|…} in the text, in the order of 'passages'"
        yield item.problem(("passages",), "Q01", message, mend)
    rest = PASSAGE.sub("", value.text).strip()
    if rest:
        message, mend = f"'{rest[:30]}' is in no passage", "put the whole text into passages"
        yield item.problem(("text",), "Q01", message, mend)
    keys = sum(passage.key for passage in value.passages)
    if keys != value.expected:
        message = f"{keys} passages are keys, expected {value.expected}"
        yield item.problem(("expected",), "Q01", message, "correct 'key' or 'expected'")


def _numeric(item: Located[files.ItemFile], value: files.NumericFile) -> Iterator[Problem]:
    plain = [feedback.when for feedback in value.feedbacks]
    for needed in ("right", "other"):
        if plain.count(needed) != 1:
            message = f"{plain.count(needed)} feedbacks for '{needed}'"
            yield item.problem(("feedbacks",), "Q12", message, f"write exactly one 'if: {needed}'")
    wide = value.key.wide
    if wide and not wide.min <= value.key.value <= wide.max:
        message = f"{value.key.value:g} is outside the wide range"
        yield item.problem(("key", "wide"), "Q01", message, "correct min and max")


def _scenario(item: Located[files.ItemFile], value: files.ScenarioFile) -> Iterator[Problem]:
    nodes = {node.id: node for node in value.nodes}
    yield from _unique(item, "nodes", (node.id for node in value.nodes))
    if value.start not in nodes:
        yield item.problem(("start",), "Q01", f"no node '{value.start}'", "correct the id")
        return
    for index, node in enumerate(value.nodes):
        for rank, choice in enumerate(node.choices):
            if choice.to != "end" and choice.to not in nodes:
                keys = ("nodes", index, "choices", rank, "to")
                mend = "write a node's id, or end"
                yield item.problem(keys, "Q01", f"no node '{choice.to}'", mend)
                return
    best = _best(nodes, value.start, frozenset())
    if best is None:
        message = "the scenario can turn in a circle"
        yield item.problem(("nodes",), "Q01", message, "lead each choice to a later node or end")
    elif abs(best - value.points_max) > 1e-9:
        message = f"points_max is {value.points_max:g}, the best path gives {best:g}"
        yield item.problem(("points_max",), "Q01", message, f"write points_max: {best:g}")


def _best(nodes: dict[str, files.NodeFile], name: str, before: frozenset[str]) -> float | None:
    """The points of the best path from this node; None when a path comes back."""
    if name == "end":
        return 0.0
    if name in before:
        return None
    totals: list[float] = []
    for choice in nodes[name].choices:
        rest = _best(nodes, choice.to, before | {name})
        if rest is None:
            return None
        totals.append(choice.points + rest)
    return max(totals)
