"""What the platform notes of its own work: on stderr, one line an event.

JSON in production, for programs; words elsewhere. The trace of an error names files and lines only:
the values of its variables would carry passwords and names into the log.
"""

import sys

import structlog
from structlog.dev import ConsoleRenderer, plain_traceback
from structlog.processors import JSONRenderer, TimeStamper, add_log_level, format_exc_info
from structlog.typing import Processor


def configure_logs(environment: str) -> None:
    """Set up structlog for this process."""
    ends: list[Processor] = (
        [format_exc_info, JSONRenderer(ensure_ascii=False)]
        if environment == "production"
        else [ConsoleRenderer(colors=False, exception_formatter=plain_traceback)]
    )
    structlog.configure(
        processors=[add_log_level, TimeStamper(fmt="iso", utc=True), *ends],
        logger_factory=lambda *args: structlog.PrintLogger(sys.stderr),
    )
