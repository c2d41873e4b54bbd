"""Q12 to Q18, Q38: choices that teach when they are wrong, and a key that cannot be guessed."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from caire.catalogue.checks.bank import rough_stem
from caire.catalogue.files.schema import Located
from caire.catalogue.files.schemas import items as files
from caire.catalogue.lessons.reading import WORD
from caire.catalogue.loading import CompiledCourse
from caire.catalogue.problems import Problem

DIAGNOSIS_WORDS = 12
LENGTH_RATIO = 1.6
LONGEST_KEY_SHARE = 0.35
BANK_OF_A_KIND = 20
_CATCH_ALL = re.compile(
    r"\b(?:toutes les réponses|aucune des réponses|les deux réponses|[abcd] et [abcd])\b", re.I
)
_NEGATIVE = re.compile(r"(?:\bn(?:e\s|['’])[^.?!]{1,60}?\bpas\b|\bsauf\b)")
_ABSOLUTE = re.compile(
    r"\b(?:toujours|jamais|aucune?|tous|toutes|forcément|impossible|uniquement)\b", re.I
)
_COUNTED = re.compile(
    r"\b(?:réponses?|choix|answers?|choices?|options?)\W+(?:(?:sont|est|are|is)\W+)?"
    r"(?:attendue?s?|expected)\b",
    re.I,
)
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”")


def choices(course: CompiledCourse) -> Iterator[Problem]:
    """Every item on its own, then the bank for what only shows over many."""
    for entry in course.files.items:
        item = entry.source
        yield from _diagnoses(item)
        yield from _stem(item)
        yield from _counted(item, course)
        name = _choice_list(item.value)
        if name:
            yield from _lengths(item, name)
            yield from _wording(item, name)
    yield from _longest_keys(course)
    yield from _key_places(course)
    yield from _verdicts(course)


def _choice_list(item: files.ItemFile) -> str | None:
    if isinstance(item, files.TrueFalseFile):
        return "justifications"
    return "options" if isinstance(item, (files.SingleFile, files.MultipleFile)) else None


def _choices(item: files.ItemFile) -> list[files.ChoiceFile]:
    name = _choice_list(item)
    return list(getattr(item, name)) if name else []


def _diagnoses(item: Located[files.ItemFile]) -> Iterator[Problem]:
    for keys, diagnosis, needed in _explained(item.value):
        count = len(WORD.findall(diagnosis))
        if (needed or diagnosis) and count < DIAGNOSIS_WORDS:
            message = "the diagnosis of a wrong answer is too short"
            mend = "say which documented misconception leads there"
            limits = {"measured": f"{count} words", "threshold": ">= 12"}
            yield item.problem((*keys, "diagnosis"), "Q12", message, mend, **limits)


def _explained(item: files.ItemFile) -> Iterator[tuple[tuple[str | int, ...], str, bool]]:
    """Where a diagnosis may be, what it says, whether it must be there."""
    name = _choice_list(item)
    for index, choice in enumerate(_choices(item)):
        yield (name or "", index), choice.diagnosis, not choice.key
    if isinstance(item, files.OrderFile):
        for index, pair in enumerate(item.pair_feedback):
            yield ("pair_feedback", index), pair.diagnosis, True
    if isinstance(item, files.MatchFile):
        for index, left in enumerate(item.left):
            yield ("left", index), left.diagnosis, True
    if isinstance(item, files.CategoriseFile):
        for index, element in enumerate(item.elements):
            yield ("elements", index), element.diagnosis, False
    if isinstance(item, files.NumericFile):
        for index, feedback in enumerate(item.feedbacks):
            near = isinstance(feedback.when, files.Near)
            yield ("feedbacks", index), feedback.diagnosis, near
    if isinstance(item, files.ScenarioFile):
        for rank, node in enumerate(item.nodes):
            best = max(choice.points for choice in node.choices)
            for index, option in enumerate(node.choices):
                keys = ("nodes", rank, "choices", index)
                yield keys, option.diagnosis, option.points < best


def _stem(item: Located[files.ItemFile]) -> Iterator[Problem]:
    stem = _QUOTED.sub("", item.value.stem)
    if _NEGATIVE.search(stem) and "PAS" not in stem and "SAUF" not in stem:
        mend = "ask positively, or write the negation in capitals"
        yield item.problem(("stem",), "Q16", "the question is negative", mend)


def _counted(item: Located[files.ItemFile], course: CompiledCourse) -> Iterator[Problem]:
    """Q38, in both languages: a count written by hand is said twice, and may be wrong."""
    compiled = course.compiled.course.items.get(item.value.id)
    for language, stem in (compiled.head.stem if compiled else {}).items():
        if found := _COUNTED.search(_QUOTED.sub("", stem)):
            message = f"the question ({language}) says '{found.group(0)}', as its page does"
            mend = "remove that sentence: the page says how many answers are expected"
            yield item.problem(("stem",), "Q38", message, mend)


def _lengths(item: Located[files.ItemFile], name: str) -> Iterator[Problem]:
    lengths = [len(choice.text) for choice in _choices(item.value)]
    if lengths and max(lengths) > LENGTH_RATIO * min(lengths):
        limits = {"measured": f"{max(lengths) / min(lengths):.2f}", "threshold": "<= 1.6"}
        message = f"the longest of the {name} is much longer than the shortest"
        yield item.problem((name,), "Q13", message, "make them of like length", **limits)


def _wording(item: Located[files.ItemFile], name: str) -> Iterator[Problem]:
    found = _choices(item.value)
    for index, choice in enumerate(found):
        if catch_all := _CATCH_ALL.search(choice.text):
            keys = (name, index, "text")
            message = f"'{catch_all.group(0)}'"
            yield item.problem(keys, "Q15", message, "write a choice that stands on its own")
    absolute = [bool(_ABSOLUTE.search(choice.text)) for choice in found]
    if any(absolute) and not any(a for a, c in zip(absolute, found, strict=True) if c.key):
        message = "absolute words (toujours, jamais…) stand in wrong answers only"
        mend = "soften them, or use one in the key too"
        yield item.problem((name,), "Q17", message, mend, severity="warning")
    yield from _echo(item, name, found)


def _echo(
    item: Located[files.ItemFile], name: str, found: list[files.ChoiceFile]
) -> Iterator[Problem]:
    """Q18: a long word of the question that comes back in the key only points at it."""
    asked = _long_stems(item.value.stem)
    keys = set().union(*(_long_stems(c.text) for c in found if c.key))
    others = set().union(*(_long_stems(c.text) for c in found if not c.key))
    for word in sorted((asked & keys) - others):
        message = f"'{word}…' of the question comes back in the key only"
        mend = "use another word, or use it in a wrong answer too"
        yield item.problem((name,), "Q18", message, mend, severity="warning")


def _long_stems(text: str) -> set[str]:
    return {rough_stem(word) for word in WORD.findall(text) if len(word) >= 6}


def _by_bank(course: CompiledCourse) -> dict[str, list[Located[files.ItemFile]]]:
    banks: dict[str, list[Located[files.ItemFile]]] = defaultdict(list)
    for entry in course.files.items:
        if isinstance(entry.source.value, (files.SingleFile, files.TrueFalseFile)):
            banks[str(entry.source.document.path)].append(entry.source)
    return banks


def _longest_keys(course: CompiledCourse) -> Iterator[Problem]:
    for items in _by_bank(course).values():
        guessed = [item for item in items if _key_is_longest(_choices(item.value))]
        # On a handful of items a share says nothing: one more than the share allows is chance.
        if len(guessed) > max(1.0, LONGEST_KEY_SHARE * len(items)):
            names = ", ".join(item.value.id for item in guessed)
            message = f"the key is the longest choice too often: {names}"
            share = f"{len(guessed) / len(items):.0%}"
            limits = {"measured": share, "threshold": "<= 35 %"}
            mend = "shorten keys or lengthen wrong answers"
            yield items[0].document.problem(("items",), "Q13", message, mend, **limits)


def _key_is_longest(found: list[files.ChoiceFile]) -> bool:
    key = max((len(c.text) for c in found if c.key), default=0)
    return key > max((len(c.text) for c in found if not c.key), default=0)


def _key_places(course: CompiledCourse) -> Iterator[Problem]:
    places: dict[int, Counter[int]] = defaultdict(Counter)
    for items in _by_bank(course).values():
        for item in items:
            found = _choices(item.value)
            place = next((i for i, c in enumerate(found) if c.key), None)
            if place is not None:
                places[len(found)][place] += 1
    level = course.files.level.source
    for size, counts in sorted(places.items()):
        total = counts.total()
        shares = [counts[place] / total for place in range(size)]
        if total >= BANK_OF_A_KIND and any(abs(share - 1 / size) > 0.10 for share in shares):
            measured = " / ".join(f"{share:.0%}" for share in shares)
            limits = {"measured": measured, "threshold": f"{1 / size:.0%} ± 10 points"}
            message = f"keys of {size} choices are not spread over the places"
            mend = "move some keys"
            yield level.problem((), "Q14", message, mend, severity="warning", **limits)


def _verdicts(course: CompiledCourse) -> Iterator[Problem]:
    verdicts = Counter(
        entry.source.value.verdict
        for entry in course.files.items
        if isinstance(entry.source.value, files.TrueFalseFile)
    )
    share = verdicts["true"] / verdicts.total() if verdicts else 0.5
    if verdicts.total() >= BANK_OF_A_KIND and not 0.40 <= share <= 0.60:
        limits = {"measured": f"{share:.0%}", "threshold": "40 % to 60 %"}
        message = "too many verdicts are the same"
        level = course.files.level.source
        yield level.problem((), "Q14", message, "turn some", severity="warning", **limits)
