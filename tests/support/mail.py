"""A real SMTP server that keeps what it receives."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class CapturingSmtp:
    port: int = 0
    messages: list[EmailMessage] = field(default_factory=list)
    refuse_with: str | None = None

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.refuse_with:
            return self.refuse_with
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        return "250 Message accepted for delivery"


class AnyPort(Controller):
    """A server on a port that the system chose; aiosmtpd greets it once, on that port."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def running_smtp() -> Iterator[CapturingSmtp]:
    handler = CapturingSmtp()
    controller = AnyPort(handler, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        handler.port = controller.port
        yield handler
    finally:
        controller.stop()
