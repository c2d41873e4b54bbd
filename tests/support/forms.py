"""The forms of a page as a browser without JavaScript sees them: what can be sent, and is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from html.parser import HTMLParser
from typing import Protocol

from tests.support.client import Page, PageClient

#: Fields that hold one line or more of text, whatever is typed.
TYPED = {"text", "textarea", "email", "number", "search", "password"}
Values = Mapping[str, str | list[str]]


class Forms(Protocol):
    """Somebody in front of forms: at a screen, or without one (`FormClient`).

    `form` is the id of a form, or how its address ends; without one, every form of the page counts.
    """

    def steps(self) -> list[str]:
        """The steps of an activity that can be answered now."""

    def names(self, pattern: str, *, form: str = "") -> list[str]:
        """The fields whose names match, each once, in the order of the page."""

    def offered(self, name: str) -> list[str]:
        """What can be chosen in the group or list that has this name."""

    def fill(self, name: str, value: str) -> None:
        """Fill in a field, and send it with the others of its form later."""

    def send(self, button: str, values: Values | None = None, *, form: str = "") -> None:
        """Fill in the form that has this button, press it, see what opens; "" sends the form."""

    def sees(self, text: str) -> None:
        """The page says so."""


@dataclass
class Control:
    """What is sent under one name: fields of text, or the choices of a group."""

    kind: str
    offered: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)
    required: bool = False
    longest: int | None = None

    def settle(self, wanted: list[str]) -> None:
        """
        Raises:
            AssertionError: nobody could do this on the page.
        """
        if self.kind == "hidden":
            return  # The page itself fills it in.
        if self.kind in TYPED:
            [text] = wanted
            assert self.longest is None or len(text) <= self.longest, f"{text} is cut"
        else:
            assert set(wanted) <= set(self.offered), f"{wanted} is not among {self.offered}"
            assert self.kind == "checkbox" or len(wanted) == 1
        if self.kind == "checkbox":  # Ticking leaves the other boxes as they are.
            wanted = [value for value in self.offered if value in {*wanted, *self.chosen}]
        self.chosen = list(wanted)


@dataclass
class Button:
    """`name` and `value` are sent by the one that is pressed."""

    name: str
    value: str
    action: str
    text: str = ""


@dataclass
class Form:
    """`action` is the path of the address it is sent to."""

    action: str
    id: str
    controls: dict[str, Control] = field(default_factory=dict)
    buttons: list[Button] = field(default_factory=list)

    def sent(self, button: Button) -> dict[str, list[str]]:
        """
        Raises:
            AssertionError: a browser would refuse to send the form as it is filled in.
        """
        for name, control in self.controls.items():
            assert any(control.chosen) or not control.required, f"{name} is left empty"
        found = {name: list(c.chosen) for name, c in self.controls.items() if c.chosen}
        return found | ({button.name: [button.value]} if button.name else {})


class FormsOfPage(HTMLParser):
    """Every form of a page, in order, and the ids of the page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.ids: list[str] = []
        self._form: Form | None = None
        self._button: Button | None = None
        self._control: Control | None = None
        self._listed: Control | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        self.ids += [at["id"]] if "id" in at else []
        if tag == "form":
            self._form = Form(at.get("action", ""), at.get("id", ""))
            self.forms.append(self._form)
        elif self._form is None or "disabled" in at:
            return
        elif tag == "button" and at.get("type", "submit") == "submit":
            action = at.get("formaction", self._form.action)
            self._button = Button(at.get("name", ""), at.get("value", ""), action)
            self._form.buttons.append(self._button)
        elif tag in {"input", "select", "textarea"}:
            self._meet(tag, at, self._form)
        elif tag == "option" and self._listed:
            self._offer(self._listed, at["value"], chosen="selected" in at)

    def _meet(self, tag: str, at: dict[str, str], form: Form) -> None:
        kind = at.get("type", "text") if tag == "input" else tag
        name, value = at.get("name", ""), at.get("value", "")
        if not name or kind in {"submit", "button"}:
            return
        control = form.controls.setdefault(name, Control(kind))
        control.required |= "required" in at
        control.longest = int(at["maxlength"]) if "maxlength" in at else None
        if kind in {"radio", "checkbox"}:
            self._offer(control, value or "on", chosen="checked" in at)
        elif tag == "input":
            control.chosen = [value]
        else:
            control.chosen = []
            self._control, self._listed = control, control if tag == "select" else None

    def _offer(self, control: Control, value: str, *, chosen: bool) -> None:
        control.offered.append(value)
        if chosen or (control.kind == "select" and not control.chosen):
            control.chosen = [value] if control.kind != "checkbox" else [*control.chosen, value]

    def handle_endtag(self, tag: str) -> None:
        match tag:
            case "form":
                self._form = None
            case "button" if self._button is not None:
                self._button.text = re.sub(r"\s+", " ", self._button.text).strip()
                self._button = None
            case "select" | "textarea":
                self._control = self._listed = None

    def handle_data(self, data: str) -> None:
        if self._button is not None:
            self._button.text = f"{self._button.text}{data}"
        elif self._control is not None and self._listed is None:
            self._control.chosen = [data.strip()]


class FormClient:
    """Reads and sends forms without a browser: what it cannot do needs JavaScript."""

    def __init__(self, client: PageClient) -> None:
        self.client = client
        self.page: Page
        self.found: FormsOfPage

    def open(self, url: str) -> None:
        self._show(self.client.get(url))

    def steps(self) -> list[str]:
        found = (form.action.rpartition("/steps/") for form in self.found.forms)
        return [step for _, steps, step in found if steps]

    def names(self, pattern: str, *, form: str = "") -> list[str]:
        every = (name for each in self._forms(form) for name in each.controls)
        return [name for name in dict.fromkeys(every) if fnmatchcase(name, pattern)]

    def offered(self, name: str) -> list[str]:
        return self._control(name).offered

    def fill(self, name: str, value: str) -> None:
        self._control(name).settle([value])

    def send(self, button: str, values: Values | None = None, *, form: str = "") -> None:
        filled, pressed = self._find(button, form)
        for name, value in (values or {}).items():
            assert name in filled.controls, f"{name} is not in the form of « {button or form} »"
            filled.controls[name].settle([value] if isinstance(value, str) else value)
        self._show(self.client.post(pressed.action, filled.sent(pressed)))

    def sees(self, text: str) -> None:
        assert text in self.page.text, self.page.text

    def _forms(self, form: str = "") -> list[Form]:
        return [f for f in self.found.forms if not form or f.id == form or f.action.endswith(form)]

    def _control(self, name: str) -> Control:
        return next(form.controls[name] for form in self._forms() if name in form.controls)

    def _find(self, button: str, form: str) -> tuple[Form, Button]:
        every = [(each, b) for each in self._forms(form) for b in each.buttons]
        if not button:
            every = [(each, b) for each, b in every if b.action == each.action]
        found = next((pair for pair in every if button in {"", pair[1].text}), None)
        assert found, f"no button « {button} » {form}, only {[b.text for _, b in every]}"
        return found

    def _show(self, page: Page) -> None:
        self.page = self.client.follow(page)
        assert self.page.status == 200, (self.page.status, self.page.text[:400])
        self.found = FormsOfPage(self.page.html)
