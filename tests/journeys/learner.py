"""Playing a level through its pages, with any hands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect
from sqlalchemy.orm import Session

from caire.assessment.items import Item
from caire.catalogue.course import Course, Screen
from caire.clock import utcnow
from caire.demo.activities import FORMS
from caire.demo.answers import Form, right_form, wrong_form
from caire.demo.journeys import Learner, learn
from tests.journeys.workbenches import VISUAL
from tests.support.client import PASSWORD
from tests.support.hands import Hands

COURSE_URL = "/learn/aware/"


def take_in_the_middle(
    db: Session, course: Course, person_id: int, xapi_root: str, *, first: int = 2
) -> datetime:
    """Every sequence but the `first` ones and the last, without pages; returns when it is done.

    `tests/modules` uses their activities by each hand, and without JavaScript, one by one.
    """
    learner = Learner(
        person_id=person_id,
        course_key=course.key,
        skill=1.0,
        chance=Random(1),
        clock=utcnow(),
        xapi_root=xapi_root,
        secret="a secret of tests",
        texts=written_everywhere(course),
    )
    learn(db, learner, screens=sum(len(each.screens) for each in course.sequences[first:-1]))
    db.commit()
    return learner.clock


def written_everywhere(course: Course) -> dict[str, dict[str, str]]:
    """Screen -> field -> something to write there."""
    return {
        screen.id: {field.id: "Un cas de mon service." for field in screen.fields}
        for screen in course.screens()
    }


@dataclass
class PageLearner:
    """Somebody in front of a page. `look` is called on every page that opens, with its name."""

    page: Page
    hands: Hands
    course: Course
    look: Callable[[str | None], None] = lambda name: None
    mode: str = "visual"
    mistaken: set[str] = field(default_factory=set)

    def open(self, path: str) -> None:
        self.page.goto(path)
        self.look(None)

    def press(self, name: str) -> None:
        """The button or link of the page's body that has this name, which opens a page."""
        pressed = self.page.locator("main").get_by_role("button", name=name)
        linked = self.page.locator("main").get_by_role("link", name=name)
        self.follow(pressed.or_(linked).first)

    def follow(self, control: Locator, name: str | None = None) -> None:
        self.hands.follow(control)
        self.look(name)

    def sign_in(self, email: str, password: str = PASSWORD) -> None:
        form = self.page.locator("main form")
        self.fill(form, {"email": [email], "password": [password]})
        self.follow(form.locator("button[type=submit]"))

    def fill(self, form: Locator, values: Mapping[str, list[str]]) -> None:
        """Answer in the order given; what the page itself fills in is left alone."""
        for name, chosen in values.items():
            fields = form.locator(f'[name="{name}"]')
            match fields.first.evaluate("(e) => e.type"):
                case "radio" | "checkbox":
                    for value in chosen:
                        self.hands.choose(fields.and_(form.locator(f'[value="{value}"]')))
                case "select-one":
                    self.hands.select(fields, chosen[0])
                case "hidden":
                    pass
                case _:
                    self.hands.write(fields, chosen[0])

    # A level.

    def learn(self, *sequences: str) -> None:
        """Pass the screens from the one that is open on, of these sequences or of all."""
        screens = [
            screen
            for sequence in self.course.sequences
            if not sequences or sequence.id in sequences
            for screen in sequence.screens
        ]
        first = next(i for i, s in enumerate(screens) if s.id == self.here)
        for screen in screens[first:]:
            place = "exam" if screen.type == "exam" else screen.id
            assert self.here == place, f"{self.page.url} instead of {place}"
            self.pass_screen(screen)

    @property
    def here(self) -> str:
        return urlsplit(self.page.url).path.removeprefix(f"/learn/{self.course.key}/")

    def pass_screen(self, screen: Screen) -> None:
        match screen.type:
            case "profile":
                self.fill(self.page.locator("main form"), {"profile": ["bureau"]})
                self.press("Choisir et continuer")
            case "questions":
                self.answer_questions()
            case "test":
                self.sit_test()
            case "activity":
                self.run_activity()
            case "exam":
                self.take_exam()
                self.press("Continuer le parcours")
            case "production":
                texts = written_everywhere(self.course)[screen.id]
                form = {name: [text] for name, text in texts.items()}
                self.fill(self.page.locator("main form"), form)
                self.press("Garder et continuer")
            case _:
                self.press("J’ai lu, continuer")

    def answer_questions(self) -> None:
        screen_id = self.here
        while self.here == screen_id:
            item = self.asked()
            self.answer(item)
            self.follow(self.form.locator("button[type=submit]"), self._seen(item, "answered"))
            if item.head.id in self.mistaken:
                self.mistaken.remove(item.head.id)
                expect(self.page.get_by_role("heading", name="Pas encore")).to_be_visible()
                self.press("Réessayer cette question")
                continue
            expect(self.page.get_by_role("heading", name="C’est juste")).to_be_visible()
            onwards = self.page.locator("main p.cluster a").first
            self.follow(onwards)

    @property
    def form(self) -> Locator:
        return self.page.locator("main form:has([name=item])")

    def asked(self) -> Item:
        """The item that the page asks; its sight is judged once a type."""
        item = self.course.items[self.form.locator("[name=item]").input_value()]
        self.look(self._seen(item, "asked"))
        return item

    def _seen(self, item: Item, state: str) -> str:
        return f"{type(item).__name__} {state}"

    def answer(self, item: Item) -> None:
        wrong = item.head.id in self.mistaken
        self.fill(self.form, wrong_form(item, Random(1)) if wrong else right_form(item))
        if self.form.locator("[name=confidence]").count():
            self.fill(self.form, {"confidence": ["2"]})

    def sit_test(self) -> None:
        self.press("Commencer les questions")
        self.answer_all()
        self.press("Terminer et lire les explications")
        self.look("diagnostic report")
        self.follow(self.page.locator(".course-nav__after"))

    def answer_all(self, *, stop_before: int | None = None) -> None:
        """Every item of a sitting, up to the list before handing in (or before this place)."""
        place = 1
        while self.form.count() and place != stop_before:
            self.answer(self.asked())
            self.follow(self.form.locator("[name=go][value=next]"), f"sitting {self._kind}")
            place += 1

    @property
    def _kind(self) -> str:
        return "exam" if "/exam/" in self.page.url else "test"

    def run_activity(self) -> None:
        self.fill(self.page.locator("main form:has([name=mode])"), {"mode": [self.mode]})
        self.press("Commencer l’activité")
        self.go_on_with_activity()
        self.look(f"activity done {self.here}")
        self.press("Continuer")

    def go_on_with_activity(self, *, until: str | None = None) -> None:
        """The steps that are left; stop before the step `until`."""
        activity = self.page.locator(".activity").get_attribute("data-activity") or ""
        forms = self.page.locator('main form[action*="/steps/"]')
        done: list[str] = []
        while forms.count():
            step = (forms.first.get_attribute("action") or "").rsplit("/", 1)[1]
            if step == until:
                return
            assert step not in done, self.page.locator(f"#{step} .notice").all_inner_texts()
            done.append(step)
            if bench := VISUAL.get((activity, step)):
                bench(self.page, self.hands)
            form = forms.first
            self.fill(form, self.step_form(activity, step))
            self.follow(form.locator("button[type=submit]"), f"{activity} after {step}")

    def step_form(self, activity: str, step: str) -> Form:
        if step != "explanation":
            return FORMS[activity][step]
        asked = self.page.locator("#explanation fieldset.question").get_attribute("id") or ""
        item_id = asked.removeprefix("question-").replace("-", ".")
        return right_form(self.course.items[item_id])

    def take_exam(self) -> None:
        """From the page of rules to the result."""
        self.press("Commencer la tentative")
        self.answer_all()
        self.look("exam list")
        self.press("Rendre l’évaluation")
        self.look("exam result")
        expect(self.page.get_by_role("heading", name="Évaluation réussie")).to_be_visible()
