"""What arrives: texts in the reader's language, that every mail program shows."""

from datetime import timedelta
from email.message import EmailMessage
from html.parser import HTMLParser

import icalendar
import pytest
from sqlalchemy.orm import Session

from caire.events import announce
from caire.messaging import notices
from caire.messaging.message import RenderedMail, build_message
from caire.messaging.models import Mail
from caire.messaging.services import queue_mail_to
from caire.people.events import Invited, PasswordResetRequested, Registered, RegistrationRepeated
from caire.people.models import Person
from caire.people.services import erase_person
from tests.caire.messaging.scene import NOW, WORKSHOP, Post
from tests.factories import make_person
from tests.support.browser import on_sqlite
from tests.support.mail import CapturingSmtp

pytestmark = on_sqlite
LEVEL = {"fr": "Sensibilisé", "en": "Aware"}


class Words(HTMLParser):
    """The words and the addresses of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]

    def handle_data(self, data: str) -> None:
        self.words += data.split()


def everything(db: Session, person_id: int) -> None:
    """One of each message."""
    for event in (
        RegistrationRepeated(person_id),
        PasswordResetRequested(person_id),
    ):
        announce(db, event)
    title = LEVEL
    notices.queue_enrolled(
        db, person_id=person_id, course_title=title, organisation_name="Ville de Test",
        path="/learn/aware/", now=NOW,
    )  # fmt: skip
    notices.queue_workshop_booked(db, person_id=person_id, workshop=WORKSHOP, now=NOW)
    notices.queue_workshop_moved(db, person_id=person_id, workshop=WORKSHOP, revision=1, now=NOW)
    for reason in ("Animatrice souffrante", ""):
        notices.queue_workshop_cancelled(
            db, person_id=person_id, workshop=WORKSHOP, reason=reason, now=NOW
        )
    notices.queue_certificate_issued(
        db, person_id=person_id, level_title=title, code="ABC-1",
        path="/learn/certificates/ABC-1", verify_path="/verify/ABC-1", now=NOW,
    )  # fmt: skip
    notices.queue_certificate_revoked(
        db, person_id=person_id, level_title=title, code="ABC-1", reason="Erreur", now=NOW
    )
    notices.queue_exam_reopened(
        db, person_id=person_id, course_title=title, path="/learn/aware/exam", now=NOW
    )
    for marked_again in (False, True):
        notices.queue_dossier_marked(
            db, person_id=person_id, course_title=title, marked_again=marked_again,
            path="/learn/aware/dossier", now=NOW,
        )  # fmt: skip


def invited(db: Session, *, locale: str = "fr") -> Person:
    person = make_person(db, given_name="Bob", email="bob@exemple.fr", locale=locale)
    row = db.get_one(Person, person.id)
    row.password_hash = row.email_confirmed_at = None
    return row


@pytest.fixture
def received(post: Post, smtp_server: CapturingSmtp) -> list[EmailMessage]:
    """Every message that there is, to Léa and Bob."""
    with post.writing() as db:
        everything(db, make_person(db, email="lea@exemple.fr").id)
        bob = invited(db)
        announce(db, Registered(bob.id))
        announce(db, Invited(bob.id, "Ville de Test"))
        announce(db, Invited(bob.id, ""))
    post.deliver(late=timedelta(days=3650))
    return smtp_server.messages


def text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def html_of(message: EmailMessage) -> str:
    part = message.get_body(("html",))
    assert part is not None
    return str(part.get_content())


class TestEveryMessage:
    def test_leaves(self, post: Post, received: list[EmailMessage]) -> None:
        assert [mail.last_error for mail in post.mails()] == [None] * 15
        assert len(received) == 15

    def test_says_the_same_in_text_and_in_html(self, received: list[EmailMessage]) -> None:
        for message in received:
            text, page = text_of(message), Words(html_of(message))
            body = text.split("\n-- \n")[0]
            missing = {w for w in body.split() if w.startswith("http")} - set(page.links)
            assert not missing, message["Subject"]
            assert "«" not in text or "«\u00a0" in text
            assert set(page.tags) <= {
                "html", "head", "meta", "title", "style", "body", "main", "h1", "p", "a", "br",
                "dl", "dt", "dd", "footer",
            }  # fmt: skip

    def test_follows_french_typography(self, received: list[EmailMessage]) -> None:
        for message in received:
            text = message["Subject"] + "\n" + text_of(message)
            for wrong in (" :", " ;", " !", " ?", "« ", " »", "'", "\n\n\n\n", " ,", "  "):
                assert wrong not in text.replace("\n-- \n", "").replace(
                    WORKSHOP.access_notes, ""
                ), (wrong, text)

    def test_greets_by_name_and_says_who_writes(self, received: list[EmailMessage]) -> None:
        for message in received:
            assert text_of(message).startswith(("Bonjour Léa,", "Bonjour Bob,"))
            assert "L’équipe CAIRE" in text_of(message)
            assert "contact@demo.caire.example" in text_of(message).split("\n-- \n")[1]

    def test_is_a_message_that_programs_understand(self, received: list[EmailMessage]) -> None:
        assert len({message["Message-ID"] for message in received}) == 15
        for message in received:
            assert not message.defects
            assert message["Auto-Submitted"] == "auto-generated"
            assert message["Content-Language"] == "fr"
            assert message["From"] == "CAIRE <ne-pas-repondre@demo.caire.example>"
            assert message["Date"].datetime.tzinfo is not None
            assert max(map(len, message.as_string().splitlines())) <= 998

    def test_brings_nothing_from_elsewhere(self, received: list[EmailMessage]) -> None:
        for message in received:
            for link in Words(html_of(message)).links:
                assert link.startswith("http://localhost"), link

    def test_leaves_no_blank_where_something_is_missing(self, received: list[EmailMessage]) -> None:
        for message in received:
            assert "None" not in text_of(message)
            assert "{{" not in html_of(message)
            assert "%(" not in html_of(message) + message["Subject"]


class TestTheLanguage:
    def test_is_the_readers(self, post: Post, smtp_server: CapturingSmtp) -> None:
        with post.writing() as db:
            person = make_person(db, locale="en")
            notices.queue_workshop_booked(db, person_id=person.id, workshop=WORKSHOP, now=NOW)
        post.deliver()
        message = smtp_server.messages[0]

        assert message["Content-Language"] == "en"
        assert '<html lang="en">' in html_of(message)
        assert "Thursday 10 December 2026" in text_of(message)

    def test_writes_days_and_hours_as_the_reader_does(
        self, post: Post, smtp_server: CapturingSmtp
    ) -> None:
        with post.writing() as db:
            person = make_person(db)
            notices.queue_workshop_booked(db, person_id=person.id, workshop=WORKSHOP, now=NOW)
        post.deliver()

        assert "jeudi 10 décembre 2026 à 9\u00a0h\u00a000" in text_of(smtp_server.messages[0])


class TestNobody:
    def test_is_asked_for_what_she_has_done_meanwhile(
        self, post: Post, smtp_server: CapturingSmtp
    ) -> None:
        with post.writing() as db:
            confirmed = make_person(db)
            announce(db, Registered(confirmed.id))
            announce(db, Invited(confirmed.id, ""))
        post.deliver(late=timedelta(days=3650))

        assert smtp_server.messages == []
        assert post.mails() == []

    def test_is_written_to_after_erasure(self, post: Post, smtp_server: CapturingSmtp) -> None:
        with post.writing() as db:
            person = make_person(db)
            everything(db, person.id)
            erase_person(db, person_id=person.id, now=NOW)
            late = queue_mail_to(db, person_id=person.id, template="enrolled", context={}, now=NOW)

        assert late is None
        assert post.deliver(late=timedelta(days=3650)).sent == 0


class TestHeaders:
    def test_cannot_be_added_through_what_people_write(self, post: Post) -> None:
        mail = Mail(id=1, recipient="lea@exemple.fr", locale="fr", created_at=NOW)
        for ending in ("\n", "\r\n", "\r", "\x85", "\u2028", "\x0b"):
            subject = f"Bonjour{ending}Bcc: voleur@exemple.fr"
            message = build_message(
                mail, RenderedMail(subject, "Texte\n", "<p>Texte</p>"), post.config, NOW
            )
            assert message["Bcc"] is None
            assert message["Subject"] == "Bonjour Bcc: voleur@exemple.fr"
            with pytest.raises(ValueError, match="CR|LF|invalid"):
                build_message(
                    mail,
                    RenderedMail("Sujet", "T\n", "<p>T</p>", to_name="Léa\r\nBcc: x@y.fr"),
                    post.config,
                    NOW,
                )

    def test_carry_accents_and_international_domains(self, post: Post) -> None:
        mail = Mail(id=1, recipient="lea@école.fr", locale="fr", created_at=NOW)
        rendered = RenderedMail("Été à l’œuvre", "é\n", "<p>é</p>", to_name="Léa, Dupont")
        wire = build_message(mail, rendered, post.config, NOW).as_bytes()

        wire.decode("ascii")
        assert b"lea@xn--cole-9oa.fr" in wire

    def test_escape_what_is_written_into_html(self, post: Post, smtp_server: CapturingSmtp) -> None:
        with post.writing() as db:
            person = make_person(db)
            notices.queue_certificate_revoked(
                db, person_id=person.id, level_title=LEVEL, code="A", reason="<b>R&D</b>", now=NOW
            )
        post.deliver()

        assert "&lt;b&gt;R&amp;D&lt;/b&gt;" in html_of(smtp_server.messages[0])
        assert "<b>R&D</b>" in text_of(smtp_server.messages[0])


def calendar_of(message: EmailMessage) -> icalendar.Component:
    (attached,) = message.iter_attachments()
    content = attached.get_content()
    calendar = icalendar.Calendar.from_ical(content)
    assert attached.get_content_type() == "text/calendar"
    assert attached.get_param("method") == str(calendar["METHOD"])
    assert attached.get_filename() == "caire.ics"
    return calendar


class TestTheCalendarEntry:
    @pytest.fixture
    def calendars(self, post: Post, smtp_server: CapturingSmtp) -> list[icalendar.Component]:
        """Of a half-day booked, moved, cancelled."""
        with post.writing() as db:
            lea = make_person(db).id
            notices.queue_workshop_booked(db, person_id=lea, workshop=WORKSHOP, now=NOW)
            notices.queue_workshop_moved(db, person_id=lea, workshop=WORKSHOP, revision=1, now=NOW)
            notices.queue_workshop_cancelled(
                db, person_id=lea, workshop=WORKSHOP, reason="", now=NOW
            )
        post.deliver()
        return [calendar_of(message) for message in smtp_server.messages]

    def test_says_what_when_and_where(self, calendars: list[icalendar.Component]) -> None:
        (event,) = calendars[0].walk("VEVENT")

        assert str(event["SUMMARY"]) == "Comprendre ensemble"
        assert event.start == WORKSHOP.starts_at
        assert event.end == WORKSHOP.ends_at
        assert str(event["LOCATION"]) == ("Salle A, Médiathèque, 1 rue des Essais, 75001 Paris")
        assert str(event["URL"]) == "http://localhost/learn/workshops/12"

    def test_replaces_and_removes_the_earlier_one(
        self, calendars: list[icalendar.Component]
    ) -> None:
        events = [calendar.walk("VEVENT")[0] for calendar in calendars]

        assert len({str(event["UID"]) for event in events}) == 1
        assert [str(calendar["METHOD"]) for calendar in calendars] == [
            "PUBLISH", "PUBLISH", "CANCEL",
        ]  # fmt: skip
        assert [str(event["STATUS"]) for event in events] == [
            "CONFIRMED", "CONFIRMED", "CANCELLED",
        ]  # fmt: skip
        assert [int(event["SEQUENCE"]) for event in events][:2] == [0, 1]
