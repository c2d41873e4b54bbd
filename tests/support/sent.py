"""Mails as their readers get them: sent by the platform's delivery, through the SMTP server."""

import re
from email.message import EmailMessage

from flask import Flask

from caire.clock import utcnow
from caire.messaging.delivery import deliver_due
from caire.messaging.rendering import renderer
from tests.support.mail import CapturingSmtp

ADDRESS = re.compile(r"https?://\S+")


def received(app: Flask, server: CapturingSmtp, *, by: str, subject: str) -> EmailMessage:
    """Deliver what is due; the last mail in this mailbox whose subject holds these words.

    Raises:
        LookupError: there is none; it says which subjects there are.
    """
    platform = app.extensions["caire"]
    deliver_due(platform.sessions, platform.config, renderer(app, platform.config), utcnow)
    mine = [message for message in server.messages if by in str(message["To"])]
    for message in reversed(mine):
        if subject in str(message["Subject"]):
            return message
    raise LookupError(f"{by} got {[str(message['Subject']) for message in mine]}")


def link_to(path: str, message: EmailMessage) -> str:
    """The address in the plain text that leads to this path."""
    body = message.get_body(("plain",))
    assert body is not None
    found = [link for link in ADDRESS.findall(body.get_content()) if path in link]
    assert found, f"no link to {path} in: {body.get_content()}"
    return found[0]
