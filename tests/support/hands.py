"""Two ways to use a page: by keyboard alone, or by pointing."""

from typing import Protocol

from playwright.sync_api import ElementHandle, Locator, Page

#: No page of ours has as many stops.
MOST_STOPS = 250
#: Whether the focus is on the control, or anywhere in its group of radio buttons: one stop.
IS_THERE = """(e) => {
  const a = document.activeElement;
  return a === e
    || (e.type === "radio" && a.type === "radio" && a.name === e.name && a.form === e.form);
}"""
#: How many stops away the control is: negative where going backwards is shorter.
DISTANCE = """(e) => {
  const a = document.activeElement, after = (x, y) => Boolean(y.compareDocumentPosition(x) & 4);
  const twins = (x, y) => x.type === "radio" && y.type === "radio"
    && x.name === y.name && x.form === y.form;
  const shown = [...document.querySelectorAll("a[href], button, input, select, textarea")]
    .filter((s) => s.type !== "hidden" && !s.disabled && s.getClientRects().length);
  // A group of radio buttons is one stop.
  const stops = shown.filter((s, i) => s === e
    || !(twins(s, e) || shown.slice(0, i).some((t) => twins(s, t))));
  const place = stops.indexOf(e);
  if (a === document.body) {
    return place > stops.length / 2 ? place - stops.length : place + 1;
  }
  const [first, last] = after(e, a) ? [a, e] : [e, a];
  const between = stops.filter(
    (s) => after(s, first) && after(last, s) && !twins(s, a) && !a.contains(s),
  ).length;
  return after(e, a) ? between + 1 : -between - 1;
}"""
#: What whoever looks at the page needs to know where she is.
IS_SHOWN = """(e) => {
  const box = (e.closest("label") ?? e).getBoundingClientRect();
  return e.matches(":focus-visible") && box.bottom > 0 && box.top < innerHeight;
}"""


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

    def reach(self, control: Locator) -> ElementHandle:
        """Put the focus on the control by pressing keys.

        Raises:
            AssertionError: no key leads there, or the focus cannot be seen there.
        """
        element = control.element_handle()
        if element.evaluate(IS_THERE):
            return element
        distance = element.evaluate(DISTANCE)
        key = "Shift+Tab" if distance < 0 else "Tab"
        for pressed in range(1, MOST_STOPS):
            self.keys.press(key)
            if pressed < abs(distance) - 1:
                continue  # Looking costs as much as pressing.
            if element.evaluate(IS_THERE):
                break
        else:
            raise AssertionError(f"{self.page.url}: the keyboard does not reach {control}")
        focused = self.page.evaluate_handle("document.activeElement").as_element()
        assert focused is not None
        assert focused.evaluate(IS_SHOWN), f"{self.page.url}: the focus is not seen on {control}"
        return element

    def choose(self, control: Locator) -> None:
        element = self.reach(control)
        for _ in range(MOST_STOPS):
            if element.evaluate("(e) => e === document.activeElement"):
                break
            self.keys.press("ArrowDown")
        if not element.is_checked():
            self.keys.press("Space")
        assert element.is_checked(), f"{self.page.url}: no key chooses {control}"

    def select(self, control: Locator, value: str) -> None:
        element = self.reach(control)
        steps = element.evaluate(
            "(e, v) => [...e.options].findIndex((o) => o.value === v) - e.selectedIndex", value
        )
        for _ in range(abs(steps)):
            self.keys.press("ArrowDown" if steps > 0 else "ArrowUp")
        assert element.input_value() == value, f"{self.page.url}: no key selects {value}"

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
