"""The forms of a text version, filled in on the screen of a browser."""

from fnmatch import fnmatchcase

from playwright.sync_api import Locator, expect

from tests.journeys.learner import PageLearner
from tests.support.forms import Values


class FormsOnScreen:
    """What `tests.support.forms.FormClient` does without a browser, by the learner's own hands."""

    def __init__(self, learner: PageLearner) -> None:
        self.learner = learner
        self.main = learner.page.locator("main")

    def steps(self) -> list[str]:
        forms = self.main.locator('form[action*="/steps/"]')
        found: list[str] = forms.evaluate_all("f => f.map((e) => e.action.split('/').pop())")
        return found

    def names(self, pattern: str, *, form: str = "") -> list[str]:
        fields = self._forms(form).locator("[name]")
        found: list[str] = fields.evaluate_all("f => f.map((e) => e.name)")
        return [name for name in dict.fromkeys(found) if fnmatchcase(name, pattern)]

    def offered(self, name: str) -> list[str]:
        found: list[str] = self.main.locator(f'[name="{name}"]').evaluate_all(
            "f => f.flatMap((e) => e.options ? [...e.options] : [e]).map((e) => e.value)"
        )
        return found

    def fill(self, name: str, value: str) -> None:
        self.learner.fill(self.main, {name: [value]})

    def send(self, button: str, values: Values | None = None, *, form: str = "") -> None:
        forms = self._forms(form)
        named = forms.get_by_role("button", name=button, exact=True)
        pressed = (named if button else forms.locator("button:not([formaction])")).first
        wanted = {k: [v] if isinstance(v, str) else v for k, v in (values or {}).items()}
        self.learner.fill(pressed.locator("xpath=ancestor::form"), wanted)
        self.learner.follow(pressed)

    def sees(self, text: str) -> None:
        expect(self.main).to_contain_text(text)

    def _forms(self, form: str) -> Locator:
        return self.main.locator(f'form[id="{form}"], form[action$="{form}"]' if form else "form")
