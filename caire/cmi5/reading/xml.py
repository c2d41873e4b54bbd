"""XML of unknown origin as a tree, in bounded time and memory.

A document type is refused outright: without one there is no entity to expand and nothing to fetch.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from caire.cmi5.errors import CourseRefused, Fault

FILE = "cmi5.xml"
MAX_BYTES = 10_000_000
MAX_ELEMENTS = 100_000
MAX_DEPTH = 60
MAX_ATTRIBUTES = 50


@dataclass(slots=True)
class Element:
    """`space` and `name` are the parts of its name; attributes with a namespace are left out."""

    space: str
    name: str
    line: int
    attributes: dict[str, str]
    children: list["Element"] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its own text, without the white space around it (cmi5, 13.1)."""
        return "".join(self.pieces).strip()

    def named(self, name: str) -> Iterator["Element"]:
        """The children of this name and of the same namespace."""
        return (c for c in self.children if c.name == name and c.space == self.space)


def read_xml(raw: bytes) -> Element:
    """The root of the document.

    Raises:
        CourseRefused: not well-formed, with a document type, or beyond the limits above.
    """
    if len(raw) > MAX_BYTES:
        raise _refused(FILE, None, "too_big", size=len(raw), most=MAX_BYTES)
    return _Reader().read(raw)


class _Reader:
    def __init__(self) -> None:
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._parser.EntityDeclHandler = self._refuse_doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._open: list[Element] = []
        self._root: Element | None = None
        self._count = 0

    def read(self, raw: bytes) -> Element:
        try:
            self._parser.Parse(raw, True)
        except expat.ExpatError as error:
            reason = expat.errors.messages[error.code]
            raise _refused(FILE, error.lineno, "not_xml", reason=reason) from None
        except (LookupError, ValueError) as error:  # an encoding that Python does not know
            raise _refused(FILE, None, "encoding", reason=error) from None
        assert self._root is not None  # a well-formed document has a root
        return self._root

    def _refuse_doctype(self, *_declared: object) -> None:
        raise self._fault("<!DOCTYPE", "doctype")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        self._count += 1
        if self._count > MAX_ELEMENTS:
            raise self._fault(f"<{local}>", "too_many_elements", most=MAX_ELEMENTS)
        if len(self._open) >= MAX_DEPTH:
            raise self._fault(f"<{local}>", "too_deep", most=MAX_DEPTH)
        if len(attributes) > MAX_ATTRIBUTES:
            raise self._fault(f"<{local}>", "too_many_attributes", most=MAX_ATTRIBUTES)
        plain = {key: value for key, value in attributes.items() if " " not in key}
        element = Element(space, local, self._parser.CurrentLineNumber, plain)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self._root = element
        self._open.append(element)

    def _end(self, _name: str) -> None:
        self._open.pop()

    def _characters(self, text: str) -> None:
        self._open[-1].pieces.append(text)

    def _fault(self, where: str, code: str, **facts: object) -> CourseRefused:
        return _refused(where, self._parser.CurrentLineNumber, code, **facts)


def _refused(where: str, line: int | None, code: str, **facts: object) -> CourseRefused:
    return CourseRefused([Fault(where, line, code, facts)])
