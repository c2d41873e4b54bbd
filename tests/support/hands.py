"""Two ways to use a page: by keyboard alone, or by pointing."""

from dataclasses import dataclass
from typing import Any, Protocol

from playwright.sync_api import Locator, Page

#: How often she looks where she is, having pressed as often as it seemed to take.
MOST_GUESSES = 4
#: Where the focus is, seen from a control. All at once, for asking costs more than pressing.
WHERE = """(e) => {
  const a = document.activeElement, after = (x, y) => Boolean(y.compareDocumentPosition(x) & 4);
  const twins = (x, y) => x.type === "radio" && y.type === "radio"
    && x.name === y.name && x.form === y.form;
  const box = (a.closest("label") ?? a).getBoundingClientRect();
  const group = [...(e.form?.elements ?? document.querySelectorAll("input"))]
    .filter((s) => twins(s, e) && !s.disabled);
  const seen = {
    there: a === e || twins(a, e),
    shown: a.matches(":focus-visible") && box.bottom > 0 && box.top < innerHeight,
    arrows: group.includes(a) ? group.indexOf(e) - group.indexOf(a) : 0,
    checked: Boolean(e.checked),
    away: 0,
    most: 0,
  };
  if (seen.there) return seen;
  const reachable = "a[href], button, input, select, textarea, summary, iframe, [tabindex]";
  const drawn = [...document.querySelectorAll(reachable)].filter((s) => s === e
    || (s.type !== "hidden" && !s.disabled && s.tabIndex >= 0 && s.getClientRects().length));
  // A group of radio buttons is one stop: what is chosen in it, or its first or last.
  const stops = drawn.filter((s, i) => s === e
    || !(twins(s, e) || drawn.slice(0, i).some((t) => twins(s, t))));
  // Twice round, whatever else can be reached: nobody meets more stops than elements.
  seen.most = 2 * document.querySelectorAll("*").length;
  const place = stops.indexOf(e);
  if (a === document.body) {
    seen.away = place > stops.length / 2 ? place - stops.length : place + 1;
    return seen;
  }
  const [first, last] = after(e, a) ? [a, e] : [e, a];
  const between = stops.filter(
    (s) => after(s, first) && after(last, s) && !twins(s, a) && !a.contains(s),
  ).length;
  seen.away = after(e, a) ? between + 1 : -between - 1;
  return seen;
}"""


@dataclass(frozen=True)
class Seen:
    """What somebody at the keyboard knows of a control.

    `there`: the focus is on it, or in its group of radio buttons; `shown`: what has the focus is
    marked, and in the window; `arrows`: down to it in its group; `away`: so many stops, negative
    backwards; `most`: stops that a page of this size may have.
    """

    there: bool
    shown: bool
    checked: bool
    arrows: int
    away: int
    most: int


class Hands(Protocol):
    """What a person does to a page; every method fails if she cannot."""

    def choose(self, control: Locator) -> None:
        """Select a radio button or tick a box."""

    def select(self, control: Locator, value: str) -> None:
        """Take an option of a list."""

    def write(self, control: Locator, text: str) -> None:
        """Replace what a field holds."""

    def press(self, control: Locator) -> None:
        """Press a button that stays on the page."""

    def follow(self, control: Locator) -> None:
        """Press a link or button that opens a page, and wait for it."""


class Keyboard:
    """Tab, Shift+Tab, Space, Enter, arrows and letters: nothing else reaches the page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = page.keyboard

    def reach(self, control: Locator) -> Seen:
        """Put the focus on the control by pressing keys.

        Raises:
            AssertionError: no key leads there, or the focus cannot be seen there.
        """
        seen = self._look(control)
        if seen.there:
            return seen
        backwards = seen.away < 0
        for _ in range(MOST_GUESSES):
            self._hold("Tab", abs(seen.away), shift=seen.away < 0)
            seen = self._look(control)
            if seen.there:
                break
        else:
            seen = self._step_to(control, backwards=backwards)
        assert seen.there, f"{self.page.url}: the keyboard does not reach {control}"
        assert seen.shown, f"{self.page.url}: the focus is not seen on {control}"
        return seen

    def _step_to(self, control: Locator, *, backwards: bool) -> Seen:
        """Look at every stop, where the page has other stops than it seems."""
        seen = self._look(control)
        for _ in range(seen.most):
            self._hold("Tab", 1, shift=backwards)
            seen = self._look(control)
            if seen.there:
                break
        return seen

    def _look(self, control: Locator) -> Seen:
        seen: dict[str, Any] = control.evaluate(WHERE)
        return Seen(**seen)

    def _hold(self, key: str, times: int, *, shift: bool = False) -> None:
        """Keep the key down until it has repeated itself so often."""
        if times:
            self.keys.press("+".join(["Shift"] * shift + [key] * times))

    def choose(self, control: Locator) -> None:
        seen = self.reach(control)
        if seen.arrows:
            self._hold("ArrowDown" if seen.arrows > 0 else "ArrowUp", abs(seen.arrows))
            seen = self._look(control)
        if not seen.checked:
            self.keys.press("Space")
            seen = self._look(control)
        assert seen.checked, f"{self.page.url}: no key chooses {control}"

    def select(self, control: Locator, value: str) -> None:
        self.reach(control)
        steps = control.evaluate(
            "(e, v) => [...e.options].findIndex((o) => o.value === v) - e.selectedIndex", value
        )
        self._hold("ArrowDown" if steps > 0 else "ArrowUp", abs(steps))
        assert control.input_value() == value, f"{self.page.url}: no key selects {value}"

    def write(self, control: Locator, text: str) -> None:
        self.reach(control)
        self.keys.press("Control+a")
        self.keys.type(text)

    def press(self, control: Locator) -> None:
        self.reach(control)
        self.keys.press("Enter")

    def follow(self, control: Locator) -> None:
        self.reach(control)
        with self.page.expect_navigation():
            self.keys.press("Enter")


class Pointer:
    """A mouse or a finger; works without JavaScript."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def choose(self, control: Locator) -> None:
        control.check()

    def select(self, control: Locator, value: str) -> None:
        control.select_option(value)

    def write(self, control: Locator, text: str) -> None:
        control.fill(text)

    def press(self, control: Locator) -> None:
        control.click()

    def follow(self, control: Locator) -> None:
        with self.page.expect_navigation():
            control.click()


class Finger(Pointer):
    """A finger on a touch screen."""

    def choose(self, control: Locator) -> None:
        if not control.is_checked():
            control.tap()
        assert control.is_checked(), f"{self.page.url}: no tap chooses {control}"

    def press(self, control: Locator) -> None:
        control.tap()

    def follow(self, control: Locator) -> None:
        with self.page.expect_navigation():
            control.tap()
