"""Messages in words: the templates of `mails/`, in the recipient's language."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Flask, g
from sqlalchemy.orm import Session

from caire.config import Config
from caire.messaging.calendar import calendar_entry
from caire.messaging.delivery import Render
from caire.messaging.message import Attachment, RenderedMail
from caire.messaging.models import Mail
from caire.messaging.stopping import STOP_REVIEW, StopSigner
from caire.people.models import Person
from caire.people.tokens import CONFIRM, INVITE, RESET, TokenSigner

#: Templates whose `link` opens an account.
LINKS = {"confirm_address": CONFIRM, "reset_password": RESET, "invitation": INVITE}
#: Templates whose `stop_link` ends such messages at one click, without signing in.
STOPPABLE = {"review_due": STOP_REVIEW}
CALENDARS = {"workshop_booked": False, "workshop_moved": False, "workshop_cancelled": True}


def renderer(app: Flask, config: Config) -> Render:
    """Renders with the application's templates, outside of any request."""
    signer = TokenSigner(config.site.secret_key)

    def render(db: Session, mail: Mail, now: datetime) -> RenderedMail | None:
        person = db.get(Person, mail.person_id) if mail.person_id is not None else None
        if not _still_wanted(mail, person):
            return None
        context = _moments(mail.context)
        context |= {"recipient": mail.recipient, "person": person, "subject": ""}
        if mail.template in LINKS and person is not None:
            path = signer.path(LINKS[mail.template], person, now=now)
            context["link"] = _absolute(config, path)
        elif "path" in context:
            context["link"] = _absolute(config, context["path"])
        if "verify_path" in context:
            context["verify_link"] = _absolute(config, context["verify_path"])
        if mail.template in STOPPABLE and person is not None:
            path = StopSigner(config.site.secret_key).path(STOPPABLE[mail.template], person.id)
            context["stop_link"] = _absolute(config, path)
        subject, text, html = _rendered(app, mail, context)
        return RenderedMail(
            subject=subject,
            text=text,
            html=html,
            to_name=person.display_name if person else "",
            stop_link=context.get("stop_link", ""),
            calendar=_calendar(mail, context, config, now),
        )

    return render


def _still_wanted(mail: Mail, person: Person | None) -> bool:
    """Nobody wants to be asked for what she has done since, nor after she has left."""
    if mail.person_id is not None and (person is None or person.erased_at is not None):
        return False
    if mail.template == "confirm_address":
        return person is not None and not person.is_confirmed
    if mail.template == "invitation":
        return person is not None and person.password_hash is None
    return True


def _rendered(app: Flask, mail: Mail, context: dict[str, Any]) -> tuple[str, str, str]:
    # A context of its own, also while a request is under way: `g.language` is the recipient's.
    with app.app_context():
        g.language = mail.locale
        environment = app.jinja_env
        name = f"mails/{mail.template}"
        subject = environment.get_template(f"{name}.subject.txt").render(context).strip()
        context["subject"] = subject
        text = environment.get_template(f"{name}.txt").render(context)
        html = environment.get_template(f"{name}.html").render(context)
    return subject, text.strip() + "\n", html


def _moments(context: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: datetime.fromisoformat(value) if name.endswith("_at") else value
        for name, value in context.items()
    }


def _absolute(config: Config, path: str) -> str:
    return config.site.url.rstrip("/") + path


def _calendar(
    mail: Mail, context: Mapping[str, Any], config: Config, now: datetime
) -> Attachment | None:
    if mail.template not in CALENDARS:
        return None
    return calendar_entry(
        uid=f"workshop-{context['workshop_id']}@{config.site.url.split('://', 1)[-1]}",
        title=context["title"],
        place=", ".join(part for part in (context["place"], context["address"]) if part),
        url=context["link"],
        starts_at=context["starts_at"],
        ends_at=context["ends_at"],
        now=now,
        revision=context.get("revision", 0),
        cancelled=CALENDARS[mail.template],
    )
