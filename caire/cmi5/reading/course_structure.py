"""cmi5.xml as a course. Every fault is found and named by its element, not only the first.

Source: cmi5, 13.1, and CourseStructure.xsd. Elements and attributes of other namespaces are
extensions: they are passed over (13.1.5).
"""

import re
import unicodedata
from collections.abc import Callable, Collection
from urllib.parse import parse_qsl, unquote, urlsplit

from caire.cmi5.errors import CourseRefused, Fault
from caire.cmi5.reading.xml import Element, read_xml
from caire.cmi5.structure import Block, CourseStructure, Objective, Text, Unit
from caire.cmi5.vocabulary import DRAFT_NAMESPACES, NAMESPACE

#: A fault's code and its facts.
Told = tuple[str, dict[str, object]]

LAUNCH_NAMES = frozenset({"endpoint", "fetch", "actor", "registration", "activityId"})
MAX_TEXT = 20_000
MAX_FAULTS = 50

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_SCORE = re.compile(r"\+?(\d+(\.\d*)?|\.\d+)")
_ORDER = {
    "courseStructure": ("course", "objectives", "au|block"),
    "course": ("title", "description"),
    "block": ("title", "description", "objectives", "au|block"),
    "au": ("title", "description", "objectives", "url", "launchParameters", "entitlementKey"),
}
_ONCE = {
    "course",
    "objectives",
    "title",
    "description",
    "url",
    "launchParameters",
    "entitlementKey",
}
_ATTRIBUTES = {
    "courseStructure": frozenset[str](),
    "course": frozenset({"id"}),
    "block": frozenset({"id"}),
    "au": frozenset({"id", "moveOn", "masteryScore", "launchMethod", "activityType"}),
}
_MOVE_ON = ("NotApplicable", "Passed", "Completed", "CompletedAndPassed", "CompletedOrPassed")
_METHODS = ("AnyWindow", "OwnWindow")


def read_course(raw: bytes, *, members: Collection[str] | None) -> CourseStructure:
    """The course of a cmi5.xml.

    Args:
        members: the paths of the package around it; None when the file came alone, and then every
            address must be absolute (14.2).

    Raises:
        CourseRefused.
    """
    reader = _Reader(members)
    course = reader.course(read_xml(raw))
    if reader.faults or course is None:
        raise CourseRefused(reader.faults[:MAX_FAULTS])
    return course


class _Reader:
    """Collects faults while it reads; what it returns is used only when there is none."""

    def __init__(self, members: Collection[str] | None) -> None:
        self.faults: list[Fault] = []
        self._members = members
        self._ids: set[str] = set()
        self._objectives: set[str] = set()

    def course(self, root: Element) -> CourseStructure | None:
        if root.name != "courseStructure" or root.space != NAMESPACE:
            code, facts = _wrong_root(root)
            self._tell(root, code, **facts)
            return None
        self._check_form(root)
        head = next(root.named("course"), None)
        objectives = self._declared_objectives(root)
        children = self._children(root)
        if head is None:
            self._tell(root, "no_course")
            return None
        self._check_form(head)
        return CourseStructure(
            id=self._id(head),
            title=self._text(head, "title"),
            description=self._text(head, "description"),
            children=children,
            objectives=objectives,
        )

    def _declared_objectives(self, root: Element) -> tuple[Objective, ...]:
        found = []
        for parent in root.named("objectives"):
            for element in parent.named("objective"):
                found.append(
                    Objective(
                        self._id(element),
                        self._text(element, "title"),
                        self._text(element, "description"),
                    )
                )
                self._objectives.add(element.attributes.get("id", "").strip())
            if not found:
                self._tell(parent, "no_objective")
        return tuple(found)

    def _children(self, parent: Element) -> tuple[Block | Unit, ...]:
        readers: dict[str, Callable[[Element], Block | Unit]] = {
            "au": self._unit,
            "block": self._block,
        }
        found = tuple(
            readers[child.name](child)
            for child in parent.children
            if child.space == NAMESPACE and child.name in readers
        )
        if not found:
            self._tell(parent, "no_unit")
        return found

    def _block(self, element: Element) -> Block:
        self._check_form(element)
        return Block(
            id=self._id(element),
            title=self._text(element, "title"),
            description=self._text(element, "description"),
            objectives=self._references(element),
            children=self._children(element),
        )

    def _unit(self, element: Element) -> Unit:
        self._check_form(element)
        given = {name: value.strip() for name, value in element.attributes.items()}
        return Unit(
            id=self._id(element),
            title=self._text(element, "title"),
            description=self._text(element, "description"),
            url=self._url(element),
            move_on=self._one_of(element, "moveOn", _MOVE_ON),  # type: ignore[arg-type]  # checked
            mastery_score=self._score(element),
            launch_method=self._one_of(element, "launchMethod", _METHODS),  # type: ignore[arg-type]  # checked
            activity_type=given.get("activityType") or None,
            launch_parameters=self._optional(element, "launchParameters"),
            entitlement_key=self._optional(element, "entitlementKey"),
            objectives=self._references(element),
        )

    def _check_form(self, element: Element) -> None:
        """Which children in which order, and which attributes (CourseStructure.xsd)."""
        order = _ORDER[element.name]
        places = {name: i for i, group in enumerate(order) for name in group.split("|")}
        last, seen = 0, set[str]()
        for child in element.children:
            if child.space != NAMESPACE:
                continue
            if child.name not in places:
                self._tell(child, "no_place", parent=element.name)
                continue
            if child.name in seen and child.name in _ONCE:
                self._tell(child, "twice_in", parent=element.name)
            if places[child.name] < last:
                self._tell(child, "too_late", order=", ".join(order))
            last = max(last, places[child.name])
            seen.add(child.name)
        for name in sorted(set(element.attributes) - _ATTRIBUTES[element.name]):
            self._tell(element, "unknown_attribute", name=name)

    def _id(self, element: Element) -> str:
        value = element.attributes.get("id", "").strip()
        if not value:
            self._tell(element, "no_id")
        elif not _IRI.fullmatch(value) or len(value) > 2_000:
            self._tell(element, "bad_id", value=value[:80])
        elif value in self._ids:
            self._tell(element, "id_twice", value=value)
        self._ids.add(value)
        return value

    def _text(self, element: Element, name: str) -> Text:
        child = next(element.named(name), None)
        if child is None:
            self._tell(element, "no_text", name=name)
            return {}
        found: Text = {}
        for piece in child.named("langstring"):
            language = piece.attributes.get("lang", "und").strip()
            if not _LANGUAGE.fullmatch(language):
                self._tell(piece, "bad_language", value=language[:40])
            if len(piece.text) > MAX_TEXT:
                self._tell(piece, "text_too_long", most=MAX_TEXT)
            found.setdefault(language, piece.text)
        if not found:
            self._tell(child, "no_langstring")
        elif name == "title" and not any(found.values()):
            self._tell(child, "empty")
        return found

    def _references(self, element: Element) -> tuple[str, ...]:
        found = []
        for parent in element.named("objectives"):
            for reference in parent.named("objective"):
                target = reference.attributes.get("idref", "").strip()
                if target not in self._objectives:
                    self._tell(reference, "unknown_objective", value=target[:80])
                found.append(target)
        return tuple(found)

    def _url(self, element: Element) -> str:
        child = next(element.named("url"), None)
        if child is None or not child.text:
            self._tell(child or element, "no_url")
            return ""
        fault = self._url_fault(child.text)
        if fault is not None:
            code, facts = fault
            self._tell(child, code, **facts)
        return child.text

    def _url_fault(self, url: str) -> Told | None:
        shown = url[:80]
        try:
            parts = urlsplit(url)
            parts.port  # noqa: B018  # raises when it is no number
        except ValueError as error:
            return "bad_url", {"value": shown, "reason": error}
        collisions = LAUNCH_NAMES & {name for name, _ in parse_qsl(parts.query, True)}
        if collisions:
            return "query_collides", {"names": ", ".join(sorted(collisions))}
        if re.search(r"[\s\x00-\x1f\\]", url):
            return "url_characters", {"value": shown}
        if parts.scheme in {"http", "https"}:
            return None if parts.hostname else ("no_host", {"value": shown})
        if parts.scheme or parts.netloc:
            return "bad_scheme", {"value": shown}
        return self._packaged_fault(parts.path)

    def _packaged_fault(self, path: str) -> Told | None:
        if self._members is None:
            return "relative_alone", {"value": path[:80]}
        name = member_of(path)
        if name is None or name not in self._members:
            return "not_in_package", {"value": path[:80]}
        return None

    def _score(self, element: Element) -> float | None:
        value = element.attributes.get("masteryScore", "").strip()
        if not value and "masteryScore" not in element.attributes:
            return None
        if not _SCORE.fullmatch(value) or float(value) > 1:
            self._tell(element, "bad_score", value=value[:20])
            return None
        if len(value.partition(".")[2].rstrip("0")) > 4:
            self._tell(element, "score_too_fine", value=value[:20])
        return float(value)

    def _one_of(self, element: Element, name: str, allowed: tuple[str, ...]) -> str:
        value = element.attributes.get(name, allowed[0]).strip()
        if value not in allowed:
            self._tell(element, "none_of", name=name, value=value[:40], allowed=", ".join(allowed))
        return value

    def _optional(self, element: Element, name: str) -> str | None:
        child = next(element.named(name), None)
        return (child.text or None) if child is not None else None

    def _tell(self, element: Element, code: str, **facts: object) -> None:
        said = element.attributes.get("id", "").strip()
        where = f'<{element.name} id="{said[:120]}">' if said else f"<{element.name}>"
        self.faults.append(Fault(where, element.line, code, facts))


def member_of(path: str) -> str | None:
    """The member of a package that a relative address names; None when it leaves the package."""
    kept: list[str] = []
    for part in unicodedata.normalize("NFC", unquote(path)).split("/"):
        if part == "..":
            if not kept:
                return None
            kept.pop()
        elif part not in {"", "."}:
            kept.append(part)
    return "/".join(kept) or None


def _wrong_root(root: Element) -> Told:
    if root.space in DRAFT_NAMESPACES:
        return "draft", {"space": root.space, "expected": NAMESPACE}
    return "wrong_root", {"space": NAMESPACE}
