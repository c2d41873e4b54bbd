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


@contextmanager
def running_smtp() -> Iterator[CapturingSmtp]:
    handler = CapturingSmtp()
    controller = Controller(handler, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        assert controller.server is not None
        handler.port = controller.server.sockets[0].getsockname()[1]
        yield handler
    finally:
        controller.stop()
