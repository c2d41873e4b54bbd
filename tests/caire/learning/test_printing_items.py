"""The macros that print items: nothing tells a key before the answer; all works without script."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template_string
from msgspec.structs import replace as changed

from caire.app import create_app
from caire.assessment.items import Item
from caire.assessment.presentation import present
from caire.assessment.responses import parse, to_trace
from caire.assessment.scoring import score
from caire.config import Config, DatabaseConfig, SiteConfig
from caire.learning.progress.state import LearningState, ScreenDone
from caire.learning.queries import SavedAnswer
from caire.learning.services.answering import PastAnswer
from caire.learning.views.questions import Question
from caire.learning.views.tests import TestPage as SittingPage
from tests.caire.assessment.bank import (
    CATEGORISE,
    ITEMS,
    KEYS,
    MULTIPLE,
    NUMERIC,
    ORDER,
    SCENARIO,
    SINGLE,
    SPOT,
    TRUE_FALSE,
)

Form = dict[str, list[str]]
DONE = ScreenDone(at="2026-11-01", statement="s", last_at="2026-11-01")
each_item = pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.head.id)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The real application; no page of these tests reads its database."""
    folder = tmp_path_factory.mktemp("printing")
    app = create_app(
        Config(
            environment="test",
            data_dir=str(folder),
            site=SiteConfig(url="http://localhost", secret_key="a-secret-for-tests-of-32-chars!!"),
            database=DatabaseConfig(url=f"sqlite:///{Path(folder) / 'none.db'}"),
        )
    )
    yield app
    app.extensions["caire"].engine.dispose()


@dataclass
class FakeScreen:
    """What `review` reads of a screen."""

    id: str = "n1.s5.e2"
    title: dict[str, str] = field(default_factory=lambda: {"fr": "Vérifier une source"})


class FakeCourse:
    key = "aware"

    def screen(self, screen_id: str) -> FakeScreen | None:
        return FakeScreen() if screen_id == "n1.s5.e2" else None


class FakePath:
    course = FakeCourse()


def printed(app: Flask, call: str, **values: Any) -> str:
    source = '{% import "learning/items.html" as items with context %}{{ items.' + call + " }}"
    with app.test_request_context("/learn/aware/n1.s5.e6"):
        return render_template_string(source, path=FakePath(), **values)


class Inputs(HTMLParser):
    """Collects what a form would send, and every id."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: Form = {}
        self.offered: dict[str, set[str]] = {}
        self.ids: list[str] = []
        self.enabled = 0
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = dict(attrs)
        if "id" in at:
            self.ids.append(at["id"] or "")
        if tag in {"input", "select"} and at.get("type") != "hidden" and "disabled" not in at:
            self.enabled += 1
        name, value = at.get("name") or "", at.get("value") or ""
        if tag == "select":
            self._select = name
        elif tag == "option":
            self._offer(self._select, value, chosen="selected" in at)
        elif tag == "input" and at.get("type") in {"radio", "checkbox"}:
            self._offer(name, value, chosen="checked" in at)
        elif tag == "input":
            self._offer(name, value, chosen=bool(value))

    def _offer(self, name: str, value: str, *, chosen: bool) -> None:
        self.offered.setdefault(name, set()).add(value)
        if chosen:
            self.sent.setdefault(name, []).append(value)


def inputs(html: str) -> Inputs:
    parser = Inputs()
    parser.feed(html)
    for values in parser.sent.values():
        values.sort()  # choices are shuffled
    return parser


def question(item: Item, form: Form | None = None, **changes: Any) -> Question:
    """To answer; with `form`, answered."""
    past = None
    if form is not None:
        response = parse(item, form)
        past = PastAnswer(item, response, score(item, response), 1, changes.pop("confidence", 2))
    values: dict[str, Any] = {"error": None, "given": {}, "other_tab": False} | changes
    view = present(item, seed="seed", language="fr")
    return Question(view=view, try_number=1, past=past, **values)


def sitting(item: Item, given: Form, **changes: Any) -> SittingPage:
    values: dict[str, Any] = {"confidence": None, "flagged": False, "index": 1, "total": 3}
    view = present(item, seed="seed", language="fr")
    both: dict[str, Any] = {"answered": frozenset(), "flags": frozenset(), **values, **changes}
    return SittingPage(view=view, given=given, **both)


def formative(app: Flask, asked: Question) -> str:
    return printed(app, "formative(question, '/answer')", question=asked)


WRONG: dict[str, Form] = {
    SINGLE.head.id: {"choice": ["b"]},
    TRUE_FALSE.head.id: {"verdict": ["true"], "justification": ["b"]},
    ORDER.head.id: {f"position-e{n}": [str(5 - n)] for n in range(1, 5)},
    CATEGORISE.head.id: {f"place-e{n}": ["no" if n < 3 else "yes"] for n in range(1, 6)},
    NUMERIC.head.id: {"value": ["1"]},
    SCENARIO.head.id: {"node-n1": ["a"], "node-n2": ["a"]},
}


class TestAsk:
    @each_item
    def test_the_page_tells_no_key_and_no_feedback(self, app: Flask, item: Item) -> None:
        html = formative(app, question(item))
        for secret in ("TOLD", "DIAGNOSIS", "Juste", "attendu :", "14,4"):
            assert secret not in html
        page = inputs(html)
        assert not set(page.sent) - {"csrf_token", "item", "try"}

    @each_item
    def test_the_form_offers_the_fields_of_the_key(self, app: Flask, item: Item) -> None:
        page = inputs(formative(app, question(item)))
        for name, values in KEYS[item.head.id].items():
            assert name == "value" or set(values) <= page.offered[name]

    @each_item
    def test_what_was_sent_is_filled_in_again_after_a_refusal(self, app: Flask, item: Item) -> None:
        key = KEYS[item.head.id]
        html = formative(app, question(item, error="Complétez.", given=key | {"confidence": ["2"]}))
        page = inputs(html)
        assert {name: page.sent[name] for name in key} == key
        assert page.sent["confidence"] == ["2"]
        assert 'role="alert"' in html
        assert "Complétez." in html

    @each_item
    def test_every_id_is_unique(self, app: Flask, item: Item) -> None:
        ids = inputs(formative(app, question(item))).ids
        assert len(ids) == len(set(ids))

    def test_certainty_has_its_three_names(self, app: Flask) -> None:
        html = formative(app, question(SINGLE))
        assert all(label in html for label in ("Je devine", "Je pense", "Je suis sûre ou sûr"))

    def test_every_step_of_a_scenario_works_without_script(self, app: Flask) -> None:
        html = formative(app, question(SCENARIO))
        assert "Répondez à cette étape si vous avez choisi" in html
        assert 'data-after="node-n1=c ' in html
        assert "hidden" not in html.replace('type="hidden"', "").replace(
            "visually-hidden", ""
        ).replace('aria-hidden="true"', "")


class TestAnswerBack:
    @pytest.mark.parametrize("item", [i for i in ITEMS if i.head.id in WRONG])
    def test_a_wrong_answer_hears_why_and_not_the_key(self, app: Flask, item: Item) -> None:
        html = formative(app, question(item, WRONG[item.head.id]))
        assert "Pas encore" in html
        assert "TOLD" in html
        for key in ("C’était attendu", "Ce qui était attendu", "TOLD of the right", "14,4"):
            assert key not in html
        assert "Vérifier une source" in html

    def test_the_other_choices_stay_silent_until_success(self, app: Flask) -> None:
        assert "TOLD of a" not in formative(app, question(SINGLE, {"choice": ["b"]}))
        right = formative(app, question(SINGLE, {"choice": ["a"]}))
        assert all(f"TOLD of {name}" in right for name in "abc")

    @each_item
    def test_a_right_answer_is_said_in_words(self, app: Flask, item: Item) -> None:
        html = formative(app, question(item, KEYS[item.head.id]))
        assert "C’est juste" in html
        assert inputs(html).enabled == 0
        assert 'id="feedback"' in html

    @each_item
    def test_the_answer_given_is_shown_again(self, app: Flask, item: Item) -> None:
        page = inputs(formative(app, question(item, KEYS[item.head.id])))
        prefix = f"question-{item.head.id.replace('.', '-')}-"
        key = {f"{prefix}{name}": values for name, values in KEYS[item.head.id].items()}
        assert page.sent == key

    def test_a_right_verdict_for_a_wrong_reason_is_told_so(self, app: Flask) -> None:
        form = {"verdict": ["false"], "justification": ["b"]}
        assert "Bonne réponse, raison à revoir" in formative(app, question(TRUE_FALSE, form))

    def test_a_false_certainty_is_met_with_kindness(self, app: Flask) -> None:
        html = formative(app, question(SINGLE, {"choice": ["b"]}, confidence=3))
        assert "Vous étiez sûre ou sûr" in html

    def test_the_answer_of_another_tab_is_announced(self, app: Flask) -> None:
        html = formative(app, question(SINGLE, {"choice": ["b"]}, other_tab=True))
        assert "dans un autre onglet" in html


class TestSit:
    @each_item
    def test_a_kept_answer_is_filled_in(self, app: Flask, item: Item) -> None:
        key = KEYS[item.head.id]
        page = sitting(item, key)
        html = printed(app, "sitting_form(page, '/save', flag=False)", page=page)
        assert {name: inputs(html).sent[name] for name in key} == key
        assert "TOLD" not in html

    def test_the_buttons_say_where_they_lead(self, app: Flask) -> None:
        html = printed(app, "sitting_form(page, '/save', flag=True)", page=sitting(SINGLE, {}))
        assert all(f'value="{go}"' in html for go in ("next", "back", "end"))
        assert 'name="flagged"' in html
        assert 'name="confidence"' not in html

    def test_a_refusal_offers_to_go_on_without_the_answer(self, app: Flask) -> None:
        page = sitting(ORDER, {"position-e1": ["1"]}, error="Il manque un rang.", leave="/next")
        html = printed(app, "sitting_form(page, '/save', flag=True)", page=page)
        assert "Il manque un rang." in html
        assert 'href="/next"' in html


class TestCorrect:
    def corrected(self, app: Flask, item: Item, form: Form | None) -> str:
        response = parse(item, form) if form else None
        trace = to_trace(item, response) if response is not None else None
        saved = SavedAnswer(item.head.id, trace, None, False) if form else None
        return printed(
            app,
            "corrected(item, scored, saved)",
            item=item,
            scored=score(item, response),
            saved=saved,
        )

    @each_item
    def test_after_a_test_the_key_is_told_even_without_an_answer(
        self, app: Flask, item: Item
    ) -> None:
        html = self.corrected(app, item, None)
        assert "Sans réponse" in html
        assert "attendu" in html

    @pytest.mark.parametrize("item", [i for i in ITEMS if i.head.id in WRONG])
    def test_a_wrong_answer_stands_beside_the_key(self, app: Flask, item: Item) -> None:
        html = self.corrected(app, item, WRONG[item.head.id])
        assert "À revoir" in html
        assert "attendu" in html


class TestExplain:
    """After a failed exam: her own answer and why, neither the other options nor the key."""

    def explained(self, app: Flask, item: Item, form: Form | None) -> str:
        response = parse(item, form) if form else None
        trace = to_trace(item, response) if response is not None else None
        html = printed(
            app,
            "to_understand(item, scored, saved)",
            item=item,
            scored=score(item, response),
            saved=SavedAnswer(item.head.id, trace, None, False) if form else None,
        )
        return re.sub(r"[ \n]+", " ", html)  # no-break spaces stay

    @each_item
    def test_no_other_option_and_no_key(self, app: Flask, item: Item) -> None:
        html = self.explained(app, item, WRONG.get(item.head.id))
        assert "Que faire" in html
        assert "<input" not in html
        assert "attendu" not in html
        assert "Vérifier une source" in html
        own = {part for values in WRONG.get(item.head.id, {}).values() for part in values}
        assert all(f"choix {name}" not in html for name in {"a", "b", "c", "d"} - own)

    @each_item
    def test_that_nothing_was_answered(self, app: Flask, item: Item) -> None:
        html = self.explained(app, item, None)
        assert "restée sans réponse" in html
        assert "TOLD" not in html

    def test_a_choice_before_what_is_said_of_it(self, app: Flask) -> None:
        html = self.explained(app, SINGLE, {"choice": ["b"]})
        assert "<p>Vous avez choisi\u00a0: <q>choix b</q></p> <p>TOLD of b</p>" in html

    def test_a_choice_that_is_a_quotation_without_quotes_around_its_own(self, app: Flask) -> None:
        said = changed(SINGLE.options[1], text={"fr": "«\u00a0Vérifie.\u00a0»"})
        item = changed(SINGLE, options=(SINGLE.options[0], said, SINGLE.options[2]))
        html = self.explained(app, item, {"choice": ["b"]})
        assert "<p>Vous avez choisi\u00a0: «\u00a0Vérifie.\u00a0»</p>" in html

    def test_each_wrong_choice_of_several(self, app: Flask) -> None:
        html = self.explained(app, MULTIPLE, {"choice": ["a", "c"]})
        assert "<q>choix c</q></p> <p>TOLD of c</p>" in html
        assert "choix a" not in html

    def test_that_an_answer_was_incomplete(self, app: Flask) -> None:
        html = self.explained(app, SPOT, {"passage": ["2"]})
        assert "Votre réponse était incomplète." in html
        assert "passage" not in html

    def test_a_verdict_in_the_words_of_the_question(self, app: Flask) -> None:
        html = self.explained(app, TRUE_FALSE, WRONG[TRUE_FALSE.head.id])
        assert "Vous avez répondu\u00a0: <q>Vraie</q></p> <p>TOLD of verdict</p>" in html
        assert "Vous avez choisi\u00a0: <q>choix b</q></p> <p>TOLD of b</p>" in html

    def test_two_elements_put_in_the_wrong_order(self, app: Flask) -> None:
        html = self.explained(app, ORDER, WRONG[ORDER.head.id])
        named = "Vous avez placé <q>étape 2</q> avant <q>étape 1</q>."
        assert f"<p>{named}</p> <p>TOLD of e1</p>" in html

    def test_an_order_of_which_nothing_more_is_said(self, app: Flask) -> None:
        silent = changed(ORDER, pair_feedback=())
        html = self.explained(app, silent, WRONG[ORDER.head.id])
        assert "Des éléments ne sont pas encore à leur place." in html
        assert "étape" not in html

    def test_an_element_with_the_place_it_was_given(self, app: Flask) -> None:
        html = self.explained(app, CATEGORISE, WRONG[CATEGORISE.head.id])
        place = "Vous avez choisi\u00a0: <q>Jamais</q>"
        assert f"<p><strong>extrait 1</strong></p><p>{place}</p> <p>TOLD of e1</p>" in html

    def test_a_number_with_its_unit(self, app: Flask) -> None:
        html = self.explained(app, NUMERIC, {"value": ["1,5"]})
        assert "Vous avez répondu\u00a0: <q>1,5\u00a0kWh</q></p>" in html
        assert "14,4" not in html

    def test_the_steps_of_a_scenario_that_could_be_better(self, app: Flask) -> None:
        html = self.explained(app, SCENARIO, {"node-n1": ["b"], "node-n3": ["b"]})
        assert html.count("Vous avez choisi") == 1
        assert "<q>choix b</q></p> <p>TOLD of b</p>" in html


class TestLeadToTheCourse:
    """What to read about a question that was missed."""

    def links(self, app: Flask, **state: Any) -> str:
        path = FakePath()
        for name, value in state.items():
            setattr(path, name, value)
        source = '{% import "learning/items.html" as items with context %}{{ items.review(item) }}'
        with app.test_request_context("/learn/review/"):
            return render_template_string(source, path=path, item=SINGLE)

    def test_again_once_it_was_read(self, app: Flask) -> None:
        html = self.links(app, state=LearningState(screens={"n1.s5.e2": DONE}))
        assert "À relire\u00a0:" in html
        assert "Vérifier une source" in html

    def test_for_the_first_time_when_an_entry_test_asked(self, app: Flask) -> None:
        html = self.links(app, state=LearningState())
        assert "À lire\u00a0:" in html
        assert "relire" not in html
        assert "Vérifier une source" in html

    def test_without_saying_which_on_a_page_that_is_the_same_for_everybody(
        self, app: Flask
    ) -> None:
        html = self.links(app)
        assert "Dans le cours\u00a0:" in html
        assert "Vérifier une source" in html


class TestCloseAnActivity:
    def explanation(self, app: Flask, asked: Question, error: tuple[str, str] | None = None) -> str:
        return printed(
            app,
            "explanation_question(explanation, '/steps/explanation', 2, error)",
            explanation={"view": asked.view, "past": asked.past},
            error=error,
            given=KEYS[SINGLE.head.id],
        )

    def test_the_question_is_asked_for_this_run(self, app: Flask) -> None:
        page = inputs(self.explanation(app, question(SINGLE)))
        assert page.sent["run"] == ["2"]
        assert "choice" not in page.sent

    def test_a_refusal_keeps_what_was_chosen(self, app: Flask) -> None:
        html = self.explanation(app, question(SINGLE), ("explanation", "Choisissez."))
        assert inputs(html).sent["choice"] == ["a"]
        assert "Choisissez." in html

    def test_its_key_is_told_once_answered(self, app: Flask) -> None:
        html = self.explanation(app, question(SINGLE, {"choice": ["b"]}))
        assert "C’était attendu" in html
        assert "réessayez" not in html

    def test_a_module_asks_it_with_one_call(self, app: Flask) -> None:
        source = '{% import "activity/macros.html" as act with context %}{{ act.explanation() }}'
        asked = question(SINGLE)
        with app.test_request_context("/learn/aware/n1.s1.e3"):
            html = render_template_string(
                source,
                path=FakePath(),
                screen=FakeScreen(),
                records={},
                closing={"view": asked.view, "past": None},
                run_number=2,
                error=("explanation", "Choisissez."),
                given={"choice": ["b"]},
            )
        assert inputs(html).sent["choice"] == ["b"]
        assert "/steps/explanation" in html
