"""How messages leave: by SMTP, or not at all (the local outbox of a demo)."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from typing import Protocol

from caire.config import MailConfig

PERMANENT = 500


class ServerTrouble(Exception):
    """The mail server cannot be reached, or wants nothing of us for now."""


class Refused(Exception):
    """The server will never take this message or this recipient."""


class Transport(Protocol):
    #: Whether messages stay here, so that their bodies are to be kept.
    keeps: bool

    def send(self, message: EmailMessage) -> None: ...


class LocalOutbox:
    """Sends nothing: `/outbox` shows what would have left."""

    keeps = True

    def send(self, message: EmailMessage) -> None:
        # Serialised all the same, so that what could not be sent is found out here.
        message.as_bytes()


class Smtp:
    """One connection for a round, opened when it is first needed."""

    keeps = False

    def __init__(self, config: MailConfig) -> None:
        self._config = config
        self._connection: smtplib.SMTP | None = None

    def send(self, message: EmailMessage) -> None:
        """Hand the message to the server.

        Raises:
            Refused: a permanent refusal (5xx) of the message or its recipient.
            ServerTrouble: no connection, no sign-in, or the connection broke.
            smtplib.SMTPException: another, temporary, refusal of this message.
        """
        connection = self._connected()
        try:
            connection.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, reason = next(iter(error.recipients.values()))
            if code >= PERMANENT:
                raise Refused(f"{code} {reason.decode(errors='replace')}") from error
            raise
        except smtplib.SMTPDataError as error:
            if error.smtp_code >= PERMANENT:
                raise Refused(f"{error.smtp_code} {error.smtp_error!r}") from error
            raise
        except (smtplib.SMTPServerDisconnected, smtplib.SMTPSenderRefused, OSError) as error:
            self.close()
            raise ServerTrouble(repr(error)) from error

    def close(self) -> None:
        if self._connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._connection.quit()
            self._connection = None

    def _connected(self) -> smtplib.SMTP:
        if self._connection is None:
            try:
                self._connection = self._opened()
            except (smtplib.SMTPException, OSError) as error:
                raise ServerTrouble(repr(error)) from error
        return self._connection

    def _opened(self) -> smtplib.SMTP:
        config = self._config
        if config.security == "tls":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                config.host, config.port, timeout=config.timeout_s, context=_tls()
            )
        else:
            connection = smtplib.SMTP(config.host, config.port, timeout=config.timeout_s)
        try:
            if config.security == "starttls":
                connection.starttls(context=_tls())
            if config.username:
                connection.login(config.username, config.password)
        except BaseException:
            connection.close()
            raise
        return connection


@contextmanager
def open_transport(config: MailConfig) -> Iterator[Transport]:
    """The transport of `mail.delivery`, closed at the end."""
    if config.delivery == "outbox":
        yield LocalOutbox()
        return
    smtp = Smtp(config)
    try:
        yield smtp
    finally:
        smtp.close()


def _tls() -> ssl.SSLContext:
    """Certificates are checked: mails carry links that open accounts."""
    return ssl.create_default_context()
