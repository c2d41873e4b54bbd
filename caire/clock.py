"""The one place that asks what time it is."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


def utcnow() -> datetime:
    """The current instant, aware, in UTC."""
    return datetime.now(UTC)


def in_paris(moment: datetime) -> datetime:
    """The same instant on a wall clock in Paris, where half-days and waiting times are shown."""
    return moment.astimezone(PARIS)
