"""The forms that plays send without a browser are sent as a browser would, or not at all."""

import pytest

from tests.support.forms import Form, FormsOfPage

PAGE = """
<form id="bench" method="post" action="/explore">
  <input type="hidden" name="run" value="1">
  <select name="leaf"><option value="1">un</option><option value="2" selected>deux</option></select>
  <select name="rank"><option value="">choisir</option><option value="3">trois</option></select>
  <label><input type="radio" name="way" value="a" required>A</label>
  <label><input type="radio" name="way" value="b" required>B</label>
  <label><input type="checkbox" name="box" value="x" checked>X</label>
  <label><input type="checkbox" name="box" value="y">Y</label>
  <input type="text" name="word" value="oui" maxlength="5"><input name="off" value="1" disabled>
  <textarea name="text">
Bonjour</textarea>
  <button formaction="/try" name="do" value="try">Essayer
    <span>ce mot</span></button>
  <button type="button" name="no" value="1">Script</button>
</form>
<form action="/steps/mission-1"><input name="word"></form>
"""


@pytest.fixture
def form() -> Form:
    return FormsOfPage(PAGE).forms[0]


class TestSend:
    def test_what_stands_in_the_form_and_the_button_that_is_pressed(self, form: Form) -> None:
        form.controls["way"].settle(["b"])
        [button] = form.buttons
        assert (button.text, button.action) == ("Essayer ce mot", "/try")
        assert form.sent(button) == {
            "run": ["1"], "leaf": ["2"], "rank": [""], "way": ["b"], "box": ["x"],
            "word": ["oui"], "text": ["Bonjour"], "do": ["try"],
        }  # fmt: skip

    def test_boxes_are_ticked_beside_those_that_are(self, form: Form) -> None:
        form.controls["box"].settle(["y"])
        assert form.controls["box"].chosen == ["x", "y"]

    def test_nothing_while_a_choice_is_due(self, form: Form) -> None:
        with pytest.raises(AssertionError, match="way is left empty"):
            form.sent(form.buttons[0])


@pytest.mark.parametrize(
    ("name", "value"), [("way", "c"), ("leaf", "3"), ("box", "z"), ("word", "peut-être")]
)
def test_what_nobody_can_choose_or_type_is_refused(form: Form, name: str, value: str) -> None:
    with pytest.raises(AssertionError):
        form.controls[name].settle([value])
