"""The learner's pages, as a browser without JavaScript opens them."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.cohorts.models import Enrolment
from caire.demo.answers import right_form, wrong_form
from caire.demo.journeys import Learner, learn, take_exam
from caire.learning.queries import LearningPath
from caire.lrs.queries import statements_of_registration
from caire.people.account import Account
from caire.people.queries import known_account
from tests.factories import make_person
from tests.support.announced import announce_only
from tests.support.client import PASSWORD, Page, PageClient, find_token
from tests.support.played import LEA, lea, newcomer

COURSE = "/learn/aware"
QUESTIONS = f"{COURSE}/n1.s1.e5"
ITEM = "itm.n1.c1.0003"
DIAGNOSTIC = f"{COURSE}/n1.s0.e3"
ACTIVITY = f"{COURSE}/n1.s2.e3"
FROM_HERE = {"Origin": "http://localhost"}


def signed_in(db: Session, client: PageClient, learner: Learner) -> Account:
    account = known_account(db, learner.person_id)
    db.commit()
    client.sign_in(account.email)
    return account


def now_of(db: Session, learner: Learner) -> LearningPath:
    """Where the learner stands, as committed by the site."""
    db.rollback()
    return learner.path(db)


def send(
    client: PageClient,
    path: LearningPath,
    *,
    item_id: str = ITEM,
    right: bool = True,
    url: str = QUESTIONS,
    **fields: object,
) -> Page:
    form = right_form(path.course.items[item_id]) if right else {"choice": ["none-such"]}
    sent = {"item": item_id, "try": 1, "confidence": 2, **form, **fields}
    return client.submit(f"{url}/answer", page=url, **sent)


class TestJoin:
    def test_shows_who_helps_before_the_first_screen(self, db: Session, client: PageClient) -> None:
        account = make_person(db)
        db.commit()
        client.sign_in(account.email)

        page = client.get(f"{COURSE}/join")
        begun = client.submit(f"{COURSE}/join")

        assert page.status == 200
        assert "48" in page.text
        assert begun.location == f"{COURSE}/n1.s0.e1"

    def test_joining_twice_is_one_enrolment_and_goes_on(
        self, db: Session, client: PageClient
    ) -> None:
        learner = newcomer(db)
        learn(db, learner, screens=2)
        account = signed_in(db, client, learner)

        token = find_token(client.get(f"{COURSE}/n1.s0.e1").html)
        begun = client.post(f"{COURSE}/join", {"csrf_token": token})

        assert begun.location == f"{COURSE}/n1.s0.e3"
        found = db.scalars(select(Enrolment).where(Enrolment.person_id == account.id)).all()
        assert len(found) == 1

    def test_a_course_announced_only_says_so(self, db: Session, client: PageClient) -> None:
        announce_only(db, "informed")
        signed_in(db, client, newcomer(db))
        token = find_token(client.get(f"{COURSE}/n1.s0.e1").html)

        page = client.post("/learn/informed/join", {"csrf_token": token})

        assert page.status == 409
        assert "pas encore ouvert" in page.text

    def test_the_pages_of_a_course_are_for_those_who_follow_it(
        self, db: Session, client: PageClient
    ) -> None:
        account = make_person(db)
        db.commit()
        client.sign_in(account.email)

        for url in (f"{COURSE}/", f"{COURSE}/n1.s0.e1", f"{COURSE}/exam", f"{COURSE}/why"):
            assert client.get(url).status == 404


class TestDashboard:
    def test_goes_on_where_another_device_stopped(self, db: Session, client: PageClient) -> None:
        learner = newcomer(db)
        learn(db, learner, screens=7)
        signed_in(db, client, learner)

        home = client.get("/learn/")

        assert f'href="{COURSE}/n1.s1.e4"' in home.html

    def test_after_a_failure_the_plan_comes_before_another_attempt(
        self, db: Session, client: PageClient
    ) -> None:
        learner = lea(db, skill=0.0)
        take_exam(db, learner)
        signed_in(db, client, learner)

        home = client.get("/learn/")

        assert f'href="{COURSE}/exam/plan"' in home.html
        assert "dans votre plan de reprise avant une nouvelle tentative" in home.text

    def test_a_level_is_a_region_that_bears_its_title(
        self, db: Session, client: PageClient
    ) -> None:
        learner = newcomer(db)
        title = learner.path(db).course.title["fr"]
        signed_in(db, client, learner)

        home = client.get("/learn/")

        assert f'aria-label="{title}"' in home.html

    def test_the_plan_names_every_sequence_and_the_rule(
        self, db: Session, client: PageClient
    ) -> None:
        learner = newcomer(db)
        signed_in(db, client, learner)
        course = now_of(db, learner).course
        assert course.rule is not None

        page = client.get(f"{COURSE}/")

        for sequence in course.sequences:
            assert " ".join(sequence.title["fr"].split()) in page.text
        assert " ".join(course.rule.sentence["fr"].split()) in page.text

    def test_the_plan_folds_all_but_the_sequence_to_go_on_with(
        self, db: Session, client: PageClient
    ) -> None:
        learner = newcomer(db)
        learn(db, learner, screens=7)
        signed_in(db, client, learner)
        course = now_of(db, learner).course
        total = len(course.sequences[1].screens)
        left = len(course.sequences[0].screens) + total - 7

        folded, whole = client.get(f"{COURSE}/"), client.get(f"{COURSE}/?open=all")

        opened = folded.html.split("<details")[1:]
        assert [" open>" in part.partition("\n")[0] for part in opened] == [
            sequence.id == "n1.s1" for sequence in course.sequences
        ]
        assert f"Il reste {left} écrans sur {total}" in folded.text
        assert f"{len(course.sequences[2].screens)} écrans ·" in folded.text
        assert whole.html.count(" open>") == len(course.sequences)


class TestLesson:
    def test_reading_it_leads_to_the_next_screen(self, db: Session, client: PageClient) -> None:
        learner = newcomer(db)
        signed_in(db, client, learner)

        read = client.submit(f"{COURSE}/n1.s0.e1/read", page=f"{COURSE}/n1.s0.e1")

        assert read.location == f"{COURSE}/n1.s0.e2"
        assert set(now_of(db, learner).state.screens) == {"n1.s0.e1"}

    def test_a_form_without_our_token_changes_nothing(
        self, db: Session, client: PageClient
    ) -> None:
        learner = newcomer(db)
        signed_in(db, client, learner)

        page = client.post(f"{COURSE}/n1.s0.e1/read")

        assert page.status == 400
        assert now_of(db, learner).state.screens == {}

    def test_a_question_is_not_marked_as_read(self, db: Session, client: PageClient) -> None:
        learner = newcomer(db)
        signed_in(db, client, learner)

        page = client.submit(f"{COURSE}/n1.s1.e5/read", page=QUESTIONS)

        assert page.status == 409
        assert now_of(db, learner).state.screens == {}


class TestQuestions:
    def test_an_answer_shows_its_feedback_at_once(self, db: Session, client: PageClient) -> None:
        learner = newcomer(db)
        signed_in(db, client, learner)

        page = client.follow(send(client, now_of(db, learner)))

        assert "C’est juste" in page.text
        assert now_of(db, learner).state.items[ITEM].tries == 1

    def test_a_wrong_answer_does_not_tell_the_key(self, db: Session, client: PageClient) -> None:
        learner = newcomer(db)
        signed_in(db, client, learner)
        path = now_of(db, learner)
        item = path.course.items[ITEM]

        sent = send(client, path, **wrong_form(item, learner.chance))
        page = client.follow(sent)

        assert page.status == 200
        assert "C’est juste" not in page.text
        assert "Réponse attendue" not in page.text

    def test_a_reload_of_the_feedback_counts_nothing(self, db: Session, client: PageClient) -> None:
        learner = newcomer(db)
        signed_in(db, client, learner)
        recorded = send(client, now_of(db, learner))

        for _ in range(3):
            client.follow(recorded)

        assert now_of(db, learner).state.items[ITEM].tries == 1

    def test_the_form_of_a_second_tab_says_that_the_first_answer_stands(
        self, db: Session, client: PageClient
    ) -> None:
        learner = newcomer(db)
        signed_in(db, client, learner)
        path = now_of(db, learner)
        send(client, path)

        page = client.follow(
            send(client, path, **wrong_form(path.course.items[ITEM], learner.chance))
        )

        assert "déjà reçu une réponse dans un autre onglet" in page.text
        state = now_of(db, learner).state.items[ITEM]
        assert (state.tries, state.first_score) == (1, 1.0)

    def test_a_missing_confidence_is_asked_for_and_the_answer_kept_in_the_form(
        self, db: Session, client: PageClient
    ) -> None:
        learner = newcomer(db)
        signed_in(db, client, learner)
        path = now_of(db, learner)
        form = right_form(path.course.items[ITEM])

        page = send(client, path, confidence="")

        assert page.status == 422
        assert "Indiquez votre degré de confiance" in page.text
        assert page.html.count(" checked") == sum(len(values) for values in form.values())
        assert ITEM not in now_of(db, learner).state.items

    @pytest.mark.parametrize(
        ("sent", "status"),
        [
            ({"item_id": "itm.n1.c1.0002"}, 404),
            ({"try": "x"}, 422),
            ({"try": 7}, 422),
            ({"choice": "<script>", "verdict": "<script>"}, 422),
            ({"confidence": 9}, 422),
        ],
        ids=["item of another screen", "no try", "future try", "no such choice", "confidence"],
    )
    def test_a_tampered_form_is_refused_and_leaves_no_trace(
        self, db: Session, client: PageClient, sent: dict[str, object], status: int
    ) -> None:
        learner = newcomer(db)
        signed_in(db, client, learner)
        path = now_of(db, learner)
        before = len(statements_of_registration(db, path.enrolment.registration))

        page = send(client, path, **sent)  # type: ignore[arg-type]

        assert page.status == status
        assert "<script>" not in page.html.partition("<main")[2]
        db.rollback()
        after = statements_of_registration(db, path.enrolment.registration)
        assert len(after) == before

    def test_an_answer_sent_after_the_session_ended_is_found_again(
        self, db: Session, client: PageClient
    ) -> None:
        learner = newcomer(db)
        account = signed_in(db, client, learner)
        path = now_of(db, learner)
        form = right_form(path.course.items[ITEM])
        token = find_token(client.get(QUESTIONS).html)
        client.http.delete_cookie("caire")

        page = client.post(
            f"{QUESTIONS}/answer",
            {"csrf_token": token, "item": ITEM, "try": 1, "confidence": 3, **form},
            headers=FROM_HERE | {"Referer": f"http://localhost{QUESTIONS}"},
        )
        assert page.location is not None
        back = client.submit(page.location, email=account.email, password=PASSWORD)
        shown = client.follow(back)

        assert back.location == QUESTIONS
        # The answer and the confidence are filled in again, and nothing is recorded yet.
        assert shown.html.count(" checked") == sum(len(v) for v in form.values()) + 1
        assert ITEM not in now_of(db, learner).state.items

    def test_a_recall_asks_the_same_after_a_reload(self, db: Session, client: PageClient) -> None:
        learner = newcomer(db)
        learn(db, learner, screens=13)
        signed_in(db, client, learner)
        url = f"{COURSE}/n1.s2.e1"

        assert client.get(url).text == client.get(url).text


class TestDiagnosticPages:
    def test_keep_each_answer_and_hand_in_once(self, db: Session, client: PageClient) -> None:
        learner = newcomer(db)
        signed_in(db, client, learner)
        path = now_of(db, learner)
        item_id = "itm.n1.c1.0001"
        client.submit(f"{DIAGNOSTIC}/save", page=DIAGNOSTIC)
        kept = client.submit(
            f"{DIAGNOSTIC}/save",
            page=f"{DIAGNOSTIC}?q=1",
            item=item_id,
            confidence=2,
            **right_form(path.course.items[item_id]),
        )

        again = client.get(f"{DIAGNOSTIC}?q=1")
        end = f"{DIAGNOSTIC}?q=end"
        client.submit(f"{DIAGNOSTIC}/submit", page=end)
        report = client.get(DIAGNOSTIC)

        assert kept.location == f"{DIAGNOSTIC}?q=2"
        assert " checked" in again.html
        assert "Juste" in report.text
        assert "n1.s0.e3" in now_of(db, learner).state.screens

    def test_give_no_feedback_before_the_end(self, db: Session, client: PageClient) -> None:
        learner = newcomer(db)
        signed_in(db, client, learner)
        course = now_of(db, learner).course
        client.submit(f"{DIAGNOSTIC}/save", page=DIAGNOSTIC)

        for place, item_id in enumerate(course.screen("n1.s0.e3").items, start=1):  # type: ignore[union-attr]  # it exists
            html = client.get(f"{DIAGNOSTIC}?q={place}").html
            for option in getattr(course.items[item_id], "options", ()):
                assert option.feedback["fr"] not in html


class TestActivityPages:
    def test_the_text_version_is_done_without_javascript(
        self, db: Session, client: PageClient
    ) -> None:
        learner = newcomer(db)
        signed_in(db, client, learner)
        client.submit(f"{ACTIVITY}/start", page=ACTIVITY, mode="text")
        fields: list[tuple[str, dict[str, object]]] = [
            ("prediction", {"label": "1"}),
            ("mission-1", {"points": "20.20.0;35.30.0;70.70.1;60.85.1", "settle": "1"}),
            ("mission-2", {"flip": "B"}),
            ("mission-3", {"better": "knn1", "clear": "stump"}),
        ]
        for step, sent in fields:
            page = client.submit(f"{ACTIVITY}/steps/{step}", page=ACTIVITY, run=1, **sent)
            assert page.status == 303, page.text

        closing = now_of(db, learner).course.items["itm.n1.c1.0006"]
        client.submit(f"{ACTIVITY}/steps/explanation", page=ACTIVITY, run=1, **right_form(closing))

        assert "n1.s2.e3" in now_of(db, learner).state.screens
        assert "C’est juste" in client.get(ACTIVITY).text

    def test_a_step_that_cannot_be_read_says_why(self, db: Session, client: PageClient) -> None:
        learner = newcomer(db)
        signed_in(db, client, learner)
        client.submit(f"{ACTIVITY}/start", page=ACTIVITY, mode="text")

        page = client.submit(f"{ACTIVITY}/steps/prediction", page=ACTIVITY, run=1, label="7")

        assert page.status == 422
        assert 'role="alert"' in page.html

    def test_the_bench_answers_scripts_with_a_sentence(
        self, db: Session, client: PageClient
    ) -> None:
        learner = newcomer(db)
        signed_in(db, client, learner)
        client.submit(f"{ACTIVITY}/start", page=ACTIVITY, mode="visual")
        client.submit(f"{ACTIVITY}/steps/prediction", page=ACTIVITY, run=1, label="1")
        token = find_token(client.get(ACTIVITY).html)
        asked = {"csrf_token": token, "run": 1, "action": "update"}
        json = {"Accept": "application/json"}

        good = client.post(f"{ACTIVITY}/explore", asked | {"points": "1.1.0;9.9.1"}, headers=json)
        bad = client.post(f"{ACTIVITY}/explore", asked | {"points": "x"}, headers=json)

        assert good.response.json
        assert good.response.json["message"]
        assert bad.status == 422
        assert bad.response.json
        assert bad.response.json["error"]

    def test_switching_the_version_and_beginning_again(
        self, db: Session, client: PageClient
    ) -> None:
        lea(db)
        db.commit()
        client.sign_in(LEA)

        switched = client.submit(f"{ACTIVITY}/mode", page=ACTIVITY, mode="text")
        again = client.submit(f"{ACTIVITY}/again", page=ACTIVITY)

        assert switched.status == again.status == 303
        assert 'name="label"' in client.get(ACTIVITY).html
