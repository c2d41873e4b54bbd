"""The exam's pages: what they show, what they never show, and what interruptions leave."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from caire.assessment.items import Categorise, Item, Match, Order, PlacedElement
from caire.demo.answers import right_form, wrong_form
from caire.demo.journeys import Learner, take_exam
from caire.learning.queries import saved_answers, sittings
from caire.people.queries import known_account
from tests.factories import make_person
from tests.support.client import PASSWORD, PageClient, find_token
from tests.support.played import LEA, lea, newcomer

EXAM = "/learn/aware/exam"
FIRST = f"{EXAM}/1"


def at_the_door(db: Session, client: PageClient) -> Learner:
    learner = lea(db)
    db.commit()
    client.sign_in(LEA)
    return learner


def begun(db: Session, client: PageClient) -> tuple[Learner, list[Item]]:
    """Léa in front of her first question, and the items she will be asked."""
    learner = at_the_door(db, client)
    page = client.submit(EXAM)
    assert page.location == FIRST
    db.rollback()
    path = learner.path(db)
    (row,) = sittings(db, enrolment_id=path.enrolment.id, kind="exam")
    items = [path.course.items[i] for i in row.item_ids]
    db.rollback()
    return learner, items


def keep(
    client: PageClient, item: Item, place: int, form: Mapping[str, Sequence[str]], **more: str
) -> str | None:
    sent = {"item": item.head.id, **form, **more}
    return client.submit(f"{FIRST}/save", page=f"{FIRST}?q={place}", **sent).location


def address(db: Session, learner: Learner) -> str:
    """Where somebody who is played gets her mail."""
    email = known_account(db, learner.person_id).email
    db.rollback()
    return email


def told_of(item: Item) -> list[str]:
    """Every sentence that would tell the key of an item, in French."""
    parts = [*getattr(item, "options", ()), *getattr(item, "justifications", ())]
    texts = [part.feedback["fr"] for part in parts]
    for node in getattr(item, "nodes", ()):
        texts += [choice.feedback["fr"] for choice in node.choices]
    return texts


def placed(item: Item) -> list[PlacedElement]:
    """The elements of an item that are put somewhere, each with what is said of its place."""
    match item:
        case Match(left=elements) | Categorise(elements=elements):
            return list(elements)
        case _:
            return []


def failed(db: Session, client: PageClient) -> tuple[str, list[tuple[Item, dict[str, list[str]]]]]:
    """What both pages of a result say, and what Léa answered: all wrong."""
    learner, items = begun(db, client)
    sent = [(item, wrong_form(item, learner.chance)) for item in items]
    for place, (item, form) in enumerate(sent, start=1):
        keep(client, item, place, form)
    client.submit(f"{FIRST}/submit", page=f"{FIRST}?q=end")
    return spaced(" ".join(client.get(f"{FIRST}?page={n}").text for n in (1, 2))), sent


def spaced(text: str) -> str:
    """The text with one space wherever there are some, no-break ones too."""
    return " ".join(text.split())


class TestExamDoor:
    def test_says_what_is_missing_and_offers_no_beginning(
        self, db: Session, client: PageClient
    ) -> None:
        learner = newcomer(db)
        db.commit()
        client.sign_in(address(db, learner))

        page = client.get(EXAM)

        assert page.status == 200
        assert f'action="{EXAM}"' not in page.html

    def test_a_forged_beginning_is_refused_with_the_reason(
        self, db: Session, client: PageClient
    ) -> None:
        learner = newcomer(db)
        db.commit()
        client.sign_in(address(db, learner))
        token = find_token(client.get("/learn/aware/n1.s0.e1").html)

        page = client.post(EXAM, {"csrf_token": token})

        assert page.status == 409
        assert "quand vous aurez terminé les 8 séquences qui restent" in page.text

    def test_tells_the_rules(self, db: Session, client: PageClient) -> None:
        at_the_door(db, client)

        page = client.get(EXAM)

        assert "70 %" in page.text
        assert "3 tentatives" in page.text
        assert page.text.count("Une erreur y coûterait cher") == 1
        assert 'href="mailto:contact@demo.caire.example"' in page.html


class TestAttempt:
    def test_no_page_tells_a_key_or_a_feedback(self, db: Session, client: PageClient) -> None:
        _, items = begun(db, client)

        for place, item in enumerate(items, start=1):
            page = client.get(f"{FIRST}?q={place}")
            assert " ".join(item.head.stem["fr"].split()) in page.text
            assert not [text for text in told_of(item) if text in page.text]

    def test_options_keep_their_order_on_another_visit(
        self, db: Session, client: PageClient
    ) -> None:
        begun(db, client)

        main = [client.get(f"{FIRST}?q=2").html.partition("<fieldset")[2] for _ in range(2)]

        assert main[0].partition("</fieldset>")[0] == main[1].partition("</fieldset>")[0]

    def test_another_device_finds_the_answers(self, db: Session, client: PageClient) -> None:
        _, items = begun(db, client)
        place = next(n for n, i in enumerate(items, start=1) if right_form(i).get("choice"))
        item = items[place - 1]
        keep(client, item, place, right_form(item))

        phone = PageClient(client.app)
        phone.sign_in(LEA)
        page = phone.get(f"{FIRST}?q={place}")

        for value in right_form(item)["choice"]:
            assert f'value="{value}" checked' in page.html.replace("  ", " ")

    def test_a_question_can_be_left_empty_marked_and_found_in_the_list(
        self, db: Session, client: PageClient
    ) -> None:
        _, items = begun(db, client)

        following = keep(client, items[0], 1, {}, flagged="1", go="end")
        page = client.get(f"{FIRST}?q=end")

        assert following == f"{FIRST}?q=end"
        assert "relire" in page.text

    def test_a_tampered_answer_is_refused_and_the_kept_one_stays(
        self, db: Session, client: PageClient
    ) -> None:
        learner, items = begun(db, client)
        place = next(n for n, i in enumerate(items, start=1) if right_form(i).get("choice"))
        item = items[place - 1]
        keep(client, item, place, right_form(item))

        page = client.submit(
            f"{FIRST}/save", page=f"{FIRST}?q={place}", item=item.head.id, choice="tampered"
        )

        assert page.status == 422
        db.rollback()
        (row,) = sittings(db, enrolment_id=learner.path(db).enrolment.id, kind="exam")
        assert "tampered" not in str(saved_answers(db, row.id)[item.head.id].response)

    def test_an_item_of_another_form_is_not_found(self, db: Session, client: PageClient) -> None:
        begun(db, client)

        page = client.submit(f"{FIRST}/save", page=f"{FIRST}?q=1", item="itm.n1.c1.0001")

        assert page.status == 404

    def test_an_answer_sent_after_the_session_ended_is_found_again(
        self, db: Session, client: PageClient
    ) -> None:
        _, items = begun(db, client)
        place = next(n for n, i in enumerate(items, start=1) if right_form(i).get("choice"))
        item, url = items[place - 1], f"{FIRST}?q={place}"
        token = find_token(client.get(url).html)
        client.http.delete_cookie("caire")

        page = client.post(
            f"{FIRST}/save",
            {"csrf_token": token, "item": item.head.id, **right_form(item)},
            headers={"Origin": "http://localhost", "Referer": f"http://localhost{url}"},
        )
        assert page.location is not None
        back = client.submit(page.location, email=LEA, password=PASSWORD)
        shown = client.follow(back)

        assert back.location == url
        assert shown.html.count(" checked") == len(right_form(item)["choice"])

    def test_somebody_else_has_no_such_attempt(self, db: Session, client: PageClient) -> None:
        begun(db, client)
        stranger = make_person(db)
        other = newcomer(db)
        db.commit()

        for email in (stranger.email, address(db, other)):
            visitor = PageClient(client.app)
            visitor.sign_in(email)
            assert visitor.get(f"{FIRST}?q=1").status == 404


class TestResult:
    def test_after_a_failure_quotes_what_was_chosen_and_no_other_option_nor_key(
        self, db: Session, client: PageClient
    ) -> None:
        text, sent = failed(db, client)

        assert "Pas encore" in text
        quoted = 0
        for item, form in sent:
            for option in getattr(item, "options", ()):
                is_own = option.id in form["choice"] and not option.key
                assert (f"Vous avez choisi : {spaced(option.text['fr'])}" in text) == is_own
                assert is_own or spaced(option.text["fr"]) not in text
                assert not (option.key and spaced(option.feedback["fr"]) in text)
                quoted += is_own
        assert quoted

    def test_after_a_failure_names_the_elements_that_stand_in_the_wrong_order(
        self, db: Session, client: PageClient
    ) -> None:
        text, sent = failed(db, client)

        for item in (item for item, _ in sent if isinstance(item, Order)):
            names = {e.id: spaced(e.text["fr"]).removesuffix(".") for e in item.elements}
            told = [pair for pair in item.pair_feedback if spaced(pair.feedback["fr"]) in text]
            assert told
            for pair in told:
                named = f"Vous avez placé {names[pair.after]} avant {names[pair.before]} ."
                assert f"{named} {spaced(pair.feedback['fr'])}" in text

    def test_after_a_failure_an_explanation_follows_the_element_and_the_place_it_was_given(
        self, db: Session, client: PageClient
    ) -> None:
        text, sent = failed(db, client)

        pairs = [
            (spaced(element.text["fr"]), spaced(element.feedback["fr"]))
            for item, _ in sent
            for element in placed(item)
        ]
        told = [pair for pair in pairs if pair[1] in text]
        assert told
        for element, said in told:
            assert f"{element} Vous avez choisi : " in text[: text.index(said)]

    def test_says_whom_to_write_to_about_a_question(self, db: Session, client: PageClient) -> None:
        text, _ = failed(db, client)

        assert "Écrivez à l’équipe pédagogique ( contact@demo.caire.example )" in text
        assert 'href="mailto:contact@demo.caire.example"' in client.get(FIRST).html

    def test_after_a_failure_the_plan_says_what_to_read(
        self, db: Session, client: PageClient
    ) -> None:
        begun(db, client)
        client.submit(f"{FIRST}/submit", page=f"{FIRST}?q=end")

        page = client.get(f"{EXAM}/plan")
        again = client.get(EXAM)

        assert "/learn/aware/n1." in page.html
        assert f'action="{EXAM}"' not in again.html

    def test_after_a_success_shows_the_whole_correction_ten_questions_a_page(
        self, db: Session, client: PageClient
    ) -> None:
        learner = at_the_door(db, client)
        take_exam(db, learner)
        path = learner.path(db)
        (row,) = sittings(db, enrolment_id=path.enrolment.id, kind="exam")
        db.commit()

        pages = [client.get(f"{FIRST}{query}") for query in ("", "?page=2")]

        for place, item_id in enumerate(row.item_ids):
            stem = " ".join(path.course.items[item_id].head.stem["fr"].split())
            assert ["C’est réussi" in page.text for page in pages] == [True, True]
            assert [stem in page.text for page in pages] == [place < 10, place >= 10]

    def test_handing_in_twice_shows_the_same_result(self, db: Session, client: PageClient) -> None:
        learner, _ = begun(db, client)
        token = find_token(client.get(f"{FIRST}?q=end").html)

        pages = [client.post(f"{FIRST}/submit", {"csrf_token": token}) for _ in range(2)]

        assert [page.status for page in pages] == [303, 303]
        db.rollback()
        assert len(learner.path(db).state.exams) == 1
