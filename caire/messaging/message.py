"""From a rendered text to a message that mail programs and servers understand."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import urlsplit

from caire.config import Config
from caire.messaging.models import Mail
from caire.people.emails import wire_email

#: Everything that a program may take for the end of a line; no-break spaces stay.
LINE_ENDS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A calendar file; `method` as in RFC 5546."""

    filename: str
    content: str
    method: str


@dataclass(frozen=True, slots=True)
class RenderedMail:
    """`stop_link`: where mail programs unsubscribe at one click (RFC 8058); empty: nowhere."""

    subject: str
    text: str
    html: str
    to_name: str = ""
    calendar: Attachment | None = None
    stop_link: str = ""


def build_message(
    mail: Mail, rendered: RenderedMail, config: Config, now: datetime
) -> EmailMessage:
    """Text and HTML side by side, with the headers of an automatic message (RFC 3834)."""
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(*parseaddr(config.mail.sender))
    message["To"] = _address(rendered.to_name, wire_email(mail.recipient))
    message["Subject"] = LINE_ENDS.sub(" ", rendered.subject)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id(mail, config)
    message["Auto-Submitted"] = "auto-generated"
    if rendered.stop_link:
        message["List-Unsubscribe"] = f"<{rendered.stop_link}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(rendered.text, cte="quoted-printable")
    message.add_alternative(rendered.html, subtype="html", cte="quoted-printable")
    if rendered.calendar is not None:
        message.add_attachment(
            rendered.calendar.content,
            subtype="calendar",
            filename=rendered.calendar.filename,
            params={"method": rendered.calendar.method},
        )
    # Last: what makes a message of several parts moves such headers to the first of them.
    message["Content-Language"] = mail.locale
    return message


def message_id(mail: Mail, config: Config) -> str:
    """The same at every attempt, so that a message received twice can be recognised."""
    host = urlsplit(config.site.url).hostname or "localhost"
    return f"<mail.{mail.id}.{int(mail.created_at.timestamp())}@{host}>"


def _address(name: str, address: str) -> Address:
    return Address(name, addr_spec=address)
