"""Playing a learner: the same services as the pages call, at moments of the past."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import takewhile
from random import Random

from sqlalchemy.orm import Session

from caire.assessment.items import Item
from caire.catalogue.course import Screen
from caire.demo.activities import MANIPULATIONS, step_forms
from caire.demo.answers import Form, right_form, wrong_form
from caire.learning.queries import LearningPath, path_of, sittings
from caire.learning.remediation import plan_after
from caire.learning.services.activities import activity_of, answer_step, explore, open_run
from caire.learning.services.answering import PRACTICE, drawn_recall, record_answer
from caire.learning.services.exam import begin_attempt, hand_in
from caire.learning.services.reading import PROFILES, choose_sector, mark_read
from caire.learning.services.sittings import EXAM, diagnostic, save_answer, submit_diagnostic
from caire.learning.services.writing import keep_writing

#: In minutes: what an attempt may have to wait for after the one before (25 hours).
A_DAY_AND_MORE = 25 * 60


@dataclass
class Learner:
    """Who learns, how well, and when: `clock` runs ahead with every screen.

    `skill` is the probability of a right answer. `texts`: screen -> field -> what she writes there.
    """

    person_id: int
    course_key: str
    skill: float
    chance: Random
    clock: datetime
    xapi_root: str
    secret: str
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def path(self, db: Session) -> LearningPath:
        path = path_of(db, person_id=self.person_id, course_key=self.course_key)
        if path is None:
            raise LookupError(f"person {self.person_id} does not follow {self.course_key}")
        return path

    def later(self, minutes: float) -> datetime:
        self.clock += timedelta(minutes=minutes)
        return self.clock

    def answer(self, item: Item) -> Form:
        right = self.chance.random() < self.skill
        return right_form(item) if right else wrong_form(item, self.chance)


def chance_of(name: str) -> Random:
    """What befalls somebody, the same in each demonstration.

    Each has her own: a final assessment is drawn anew each time, and who sits it must not change
    what befalls those who come after.
    """
    return Random(f"demonstration of {name}")


def learn(db: Session, learner: Learner, *, screens: int | None = None) -> None:
    """Go through the first screens that are left (None: all of them), up to the exam at most.

    `take_exam` sits it; then what comes after it can be learnt.
    """
    path = learner.path(db)
    left = [s for s in path.course.screens() if not path.state.settled(s.id)]
    for screen in takewhile(lambda s: s.type != "exam", left[:screens]):
        _pass_screen(db, learner, screen)


def take_exam(db: Session, learner: Learner) -> None:
    """One attempt at the final assessment, every question answered."""
    path = learner.path(db)
    number = begin_attempt(
        db, path=path, secret=learner.secret, xapi_root=learner.xapi_root, now=learner.later(5)
    )
    for item_id in _items_of_attempt(db, path, number):
        item = path.course.items[item_id]
        save_answer(
            db,
            path=path,
            kind=EXAM,
            number=number,
            item_id=item_id,
            form=learner.answer(item),
            confidence=None,
            flagged=False,
            now=learner.later(1),
        )
    hand_in(db, path=path, number=number, xapi_root=learner.xapi_root, now=learner.later(1))


def use_up_attempts(db: Session, learner: Learner) -> None:
    """Every attempt, a day and more after the one before, with its plan done in between.

    Whoever's `skill` is low fails at them all.
    """
    blueprint = learner.path(db).course.blueprint
    for number in range(blueprint.max_attempts if blueprint else 0):
        if number:
            learner.later(A_DAY_AND_MORE)
            _follow_plan(db, learner)
        take_exam(db, learner)


def _follow_plan(db: Session, learner: Learner) -> None:
    """What the plan after a failed attempt requires: read again, answer one question."""
    path = learner.path(db)
    for step in plan_after(path, path.state.exams[-1]).steps:
        if not step.required:
            continue
        mark_read(
            db,
            path=path,
            screen_id=step.screen.id,
            again=True,
            xapi_root=learner.xapi_root,
            now=learner.later(step.screen.minutes),
        )
        if step.question is not None:
            record_answer(
                db,
                path=learner.path(db),
                screen_id=PRACTICE,
                item_id=step.question.head.id,
                try_number=1,
                form=learner.answer(step.question),
                confidence=2,
                xapi_root=learner.xapi_root,
                now=learner.later(1),
            )


def _items_of_attempt(db: Session, path: LearningPath, number: int) -> Iterator[str]:
    rows = sittings(db, enrolment_id=path.enrolment.id, kind=EXAM)
    yield from next(row.item_ids for row in rows if row.number == number)


def _pass_screen(db: Session, learner: Learner, screen: Screen) -> None:
    if screen.type == "profile":
        choose_sector(
            db,
            path=learner.path(db),
            screen_id=screen.id,
            profile=learner.chance.choice(PROFILES),
            xapi_root=learner.xapi_root,
            now=learner.later(screen.minutes),
        )
    elif screen.type == "questions":
        _answer_questions(db, learner, screen)
    elif screen.type == "test":
        _sit_test(db, learner, screen)
    elif screen.type == "activity":
        _run_activity(db, learner, screen)
    elif screen.type == "production":
        keep_writing(
            db,
            path=learner.path(db),
            screen_id=screen.id,
            texts=learner.texts.get(screen.id, {}),
            xapi_root=learner.xapi_root,
            now=learner.later(screen.minutes),
        )
    else:
        mark_read(
            db,
            path=learner.path(db),
            screen_id=screen.id,
            again=False,
            xapi_root=learner.xapi_root,
            now=learner.later(screen.minutes),
        )


def _answer_questions(db: Session, learner: Learner, screen: Screen) -> None:
    path = learner.path(db)
    asked = screen.items
    if screen.recall_count:
        asked = drawn_recall(db, path=path, screen=screen, by_mastery=True)
    for item_id in asked:
        path = learner.path(db)
        item = path.course.items[item_id]
        tries = path.state.items[item_id].tries if item_id in path.state.items else 0
        record_answer(
            db,
            path=path,
            screen_id=screen.id,
            item_id=item_id,
            try_number=tries + 1,
            form=learner.answer(item),
            confidence=learner.chance.choice((1, 2, 2, 3)),
            xapi_root=learner.xapi_root,
            now=learner.later(screen.minutes / len(asked)),
        )


def _sit_test(db: Session, learner: Learner, screen: Screen) -> None:
    path = learner.path(db)
    sitting = diagnostic(db, path=path, screen_id=screen.id, now=learner.clock)
    for item_id in screen.items:
        save_answer(
            db,
            path=path,
            kind=sitting.kind,
            number=sitting.number,
            item_id=item_id,
            form=learner.answer(path.course.items[item_id]),
            confidence=learner.chance.choice((1, 2, 3)),
            flagged=False,
            now=learner.later(screen.minutes / len(screen.items)),
        )
    submit_diagnostic(
        db, path=path, screen_id=screen.id, xapi_root=learner.xapi_root, now=learner.later(0.5)
    )


def _run_activity(db: Session, learner: Learner, screen: Screen) -> None:
    path = learner.path(db)
    run = open_run(
        db,
        path=path,
        screen_id=screen.id,
        mode=learner.chance.choice(("visual", "visual", "text")),
        xapi_root=learner.xapi_root,
        now=learner.later(0.5),
    )
    _, activity = activity_of(path, screen.id)
    forms = step_forms(path, activity, answer=learner.answer)
    for step_id, form in forms:
        for manipulation in MANIPULATIONS.get(activity.manifest.id, {}).get(step_id, []):
            explore(
                db,
                path=path,
                screen_id=screen.id,
                run_number=run.number,
                form=manipulation,
                language="fr",
                xapi_root=learner.xapi_root,
                now=learner.later(0.2),
            )
        done = answer_step(
            db,
            path=path,
            screen_id=screen.id,
            step_id=step_id,
            run_number=run.number,
            form=form,
            language="fr",
            xapi_root=learner.xapi_root,
            now=learner.later(screen.minutes / len(forms)),
        )
        if done.outcome is not None and not done.outcome.done:
            raise RuntimeError(f"{activity.manifest.id}#{step_id} was not done: {form}")
