"""The learner's own map: what counts, the words, and her hand on it (CURRICULUM F.3)."""

from dataclasses import replace

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace as changed
from sqlalchemy.orm import Session

from caire.app import create_app
from caire.assessment.items import Numeric
from caire.assessment.mastery import word_for
from caire.config import Config, LearningConfig
from caire.demo.journeys import Learner, learn
from caire.learning.knowledge_map import knowledge_map
from caire.learning.models import MapChoice
from caire.learning.personal_data import choices_of, on_account_erased
from caire.learning.progress.knowing import observe_activity, observe_answer
from caire.learning.progress.replay import state_from_statements
from caire.learning.progress.state import LearningState
from caire.learning.queries import LearningPath, map_is_hidden
from caire.learning.services.answering import recall_choice
from caire.learning.services.mapping import erase_map, hide_map
from caire.lrs.queries import statements_of_registration
from caire.people.events import AccountErased
from tests.caire.assessment.bank import head
from tests.factories import XAPI_ROOT
from tests.support.client import Page, PageClient
from tests.support.played import LEA, lea, newcomer

MAP = "/learn/mastery/"
ACTIVITY = "act.points-voisins"
C1 = "caire.c1.1"


@pytest.fixture
def without_map(config: Config) -> PageClient:
    """The site of an institution that has switched the map off."""
    app: Flask = create_app(replace(config, learning=LearningConfig(mastery_map=False)))
    return PageClient(app)


def opened(client: PageClient) -> Page:
    client.sign_in(LEA)
    return client.get(MAP)


def path_with(db: Session, learner: Learner, level: float) -> LearningPath:
    path = learner.path(db)
    for known in path.state.mastery.values():
        known.level = 1.0
    path.state.mastery["caire.c2.1"].level = level
    return path


class TestWordFor:
    @pytest.mark.parametrize(
        ("level", "observations", "types", "word"),
        [
            (0.99, 1, 1, "discover"),
            (0.59, 2, 1, "strengthen"),
            (0.60, 2, 1, "on_its_way"),
            (0.9499, 9, 3, "on_its_way"),
            (0.95, 2, 2, "on_its_way"),
            (0.95, 3, 1, "on_its_way"),
            (0.95, 3, 2, "acquired"),
        ],
    )
    def test_says_what_is_known_and_no_more(
        self, level: float, observations: int, types: int, word: str
    ) -> None:
        assert word_for(level, observations=observations, types=types) == word


class TestObserving:
    @given(st.lists(st.tuples(st.booleans(), st.floats(0, 1)), max_size=12))
    def test_the_order_of_two_competencies_does_not_matter(
        self, answers: list[tuple[bool, float]]
    ) -> None:
        one, other = numeric("caire.c4.1.b"), numeric("caire.c5.1.a")
        mixed, sorted_by_competency = LearningState(), LearningState()

        for is_one, score in answers:
            observe_answer(mixed, one if is_one else other, score)
        for is_one, score in sorted(answers, key=lambda answer: answer[0]):
            observe_answer(sorted_by_competency, one if is_one else other, score)

        assert mixed.mastery == sorted_by_competency.mastery

    def test_the_better_of_two_runs_takes_the_place_of_the_first(self, db: Session) -> None:
        course = newcomer(db).path(db).course
        item = next(i for i in course.items.values() if i.head.competency_group == C1)
        twice, once = LearningState(), LearningState()

        observe_activity(twice, [C1], ACTIVITY, 0.2, course)
        observe_answer(twice, item, 0.0)
        observe_activity(twice, [C1], ACTIVITY, 0.9, course)
        observe_activity(once, [C1], ACTIVITY, 0.9, course)
        observe_answer(once, item, 0.0)

        assert twice.mastery == once.mastery
        assert twice.mastery[C1].n == 2


def numeric(competency: str) -> Numeric:
    return Numeric(head(competency=competency), "", 1.0, 0.0, None, None, ())


class TestKnowledgeMap:
    def test_says_a_word_for_each_competency_of_the_course(self, db: Session) -> None:
        drawn = knowledge_map(lea(db).path(db))

        assert [one.area for one in drawn.competencies] == [f"c{n}" for n in range(1, 11)]
        assert drawn.of_words("acquired")

    def test_is_to_be_discovered_by_a_newcomer(self, db: Session) -> None:
        drawn = knowledge_map(newcomer(db).path(db))

        assert drawn.is_empty
        assert {one.word for one in drawn.competencies} == {"discover"}

    def test_counts_the_questions_met_on_each_statement(self, db: Session) -> None:
        learner = lea(db)
        path = learner.path(db)
        asked = [path.course.items[i].head.competency for i in path.state.items]

        for one in knowledge_map(path).competencies:
            for statement in one.statements:
                assert statement.met >= min(1, asked.count(statement.id))

    def test_is_the_same_computed_again_from_the_traces(self, db: Session) -> None:
        learner = newcomer(db, skill=0.6)
        learn(db, learner, screens=14)
        path = learner.path(db)

        again, _seq = state_from_statements(db, path.enrolment)

        assert again.mastery == path.state.mastery


class TestEraseMap:
    def test_begins_again_and_keeps_the_answers(self, db: Session) -> None:
        learner = lea(db)
        before = learner.path(db)

        erase_map(db, paths=[before], xapi_root=XAPI_ROOT, now=learner.later(5))

        after = learner.path(db)
        assert after.state.mastery == {}
        assert after.state.items == before.state.items
        assert after.state.screens == before.state.screens

    def test_leaves_no_trace_where_there_was_nothing(self, db: Session) -> None:
        learner = newcomer(db)
        path = learner.path(db)
        before = len(statements_of_registration(db, path.enrolment.registration))

        erase_map(db, paths=[path], xapi_root=XAPI_ROOT, now=learner.later(5))

        assert len(statements_of_registration(db, path.enrolment.registration)) == before


class TestHideMap:
    def test_can_be_shown_again(self, db: Session) -> None:
        learner = lea(db)

        for hidden in (True, False):
            hide_map(db, person_id=learner.person_id, hidden=hidden, now=learner.clock)
            assert map_is_hidden(db, learner.person_id) is hidden

    def test_is_a_choice_in_her_export_and_goes_with_her_account(self, db: Session) -> None:
        learner = lea(db)
        hide_map(db, person_id=learner.person_id, hidden=True, now=learner.clock)
        exported = choices_of(db, learner.person_id)

        on_account_erased(db, AccountErased(learner.person_id))

        assert exported == {"map_hidden_at": learner.clock.isoformat()}
        db.expire_all()
        assert db.get(MapChoice, learner.person_id) is None


def rehearsing(path: LearningPath, items: tuple[str, ...]) -> LearningPath:
    """Her course, with these questions on its last screen."""
    *before, last = path.course.sequences
    screens = (*last.screens[:-1], changed(last.screens[-1], items=items))
    sequences = (*before, changed(last, screens=screens))
    return replace(path, course=changed(path.course, sequences=sequences))


def entering(path: LearningPath, items: tuple[str, ...]) -> LearningPath:
    """Her course, whose entry test asks these questions."""
    first, *others = path.course.sequences
    screens = tuple(changed(s, items=items) if s.type == "test" else s for s in first.screens)
    sequences = (changed(first, screens=screens), *others)
    return replace(path, course=changed(path.course, sequences=sequences))


class TestRecall:
    def test_asks_what_is_least_known_where_the_map_is_on(self, db: Session) -> None:
        path = path_with(db, lea(db), level=0.1)
        screen = [s for s in path.course.screens() if s.recall_count][-1]

        chosen = recall_choice(path, screen, by_mastery=True)

        assert {path.course.items[i].head.area for i in chosen} == {"c2"}

    def test_asks_by_chance_alone_where_it_is_off(self, db: Session) -> None:
        learner = lea(db)
        screen = [s for s in learner.path(db).course.screens() if s.recall_count][-1]

        chosen = recall_choice(path_with(db, learner, level=0.1), screen, by_mastery=False)

        other = recall_choice(path_with(db, learner, level=1.0), screen, by_mastery=False)
        assert chosen == other

    def test_leaves_to_a_rehearsal_what_it_will_ask(self, db: Session) -> None:
        path = lea(db).path(db)
        screen = next(s for s in path.course.screens() if s.recall_count)
        asked = recall_choice(path, screen, by_mastery=False)

        rehearsed = recall_choice(rehearsing(path, asked), screen, by_mastery=False)

        assert rehearsed
        assert not set(rehearsed) & set(asked)

    def test_asks_what_the_entry_test_has_not_asked(self, db: Session) -> None:
        path = lea(db).path(db)
        for screen in (s for s in path.course.screens() if s.recall_count):
            drawn = recall_choice(entering(path, ()), screen, by_mastery=False)

            others = recall_choice(entering(path, drawn), screen, by_mastery=False)

            assert len(others) == screen.recall_count
            assert not set(others) & set(drawn)

    def test_asks_it_again_where_there_is_nothing_else(self, db: Session) -> None:
        path = lea(db).path(db)
        screen = next(s for s in path.course.screens() if s.recall_count)
        everything = tuple(path.course.items)

        asked = recall_choice(entering(path, everything), screen, by_mastery=False)

        assert len(asked) == screen.recall_count


class TestPage:
    def test_is_not_there_where_an_institution_switches_it_off(
        self, db: Session, without_map: PageClient
    ) -> None:
        without_map.sign_in(LEA)

        assert without_map.get(MAP).status == 404
        assert MAP not in without_map.get("/learn/").html

    def test_shows_words_and_never_a_number_of_hers(self, db: Session, client: PageClient) -> None:
        page = opened(client)

        assert "Ce que je sais faire" in page.text
        assert "acquis à ce jour" in page.text
        assert "Corbett" in page.text
        level = lea(db).path(db).state.mastery[C1].level
        assert str(level)[:6].replace(".", ",") not in page.text

    def test_is_hidden_and_shown_again(self, db: Session, client: PageClient) -> None:
        opened(client)

        hidden = client.follow(client.submit(f"{MAP}hide", page=MAP, hidden="1"))
        shown = client.follow(client.submit(f"{MAP}hide", page=MAP, hidden="0"))

        assert "Carte masquée" in hidden.text
        assert "acquis à ce jour" not in hidden.text
        assert "acquis à ce jour" in shown.text

    def test_is_erased(self, db: Session, client: PageClient) -> None:
        opened(client)

        page = client.follow(client.submit(f"{MAP}erase", page=MAP))

        assert "L’estimation est effacée" in page.text
        db.rollback()
        assert lea(db).path(db).state.mastery == {}

    def test_has_no_address_for_somebody_else(self, client: PageClient) -> None:
        rules = [rule.rule for rule in client.app.url_map.iter_rules() if "mastery" in rule.rule]

        assert rules
        assert all("<" not in rule for rule in rules)
