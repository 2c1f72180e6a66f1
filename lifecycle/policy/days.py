"""Days that a source named without an hour, as instants in the market's zone."""

from datetime import UTC, date, datetime, timedelta

from lifecycle.policy.pack import Market


def start_of(told: datetime | date | None, market: Market) -> datetime | None:
    """The instant (UTC) at which something was: as it is, or for a bare day the beginning of it."""
    if told is None:
        return None
    return told.astimezone(UTC) if isinstance(told, datetime) else market.calendar.start_of(told)


def end_of(told: datetime | date | None, market: Market) -> datetime | None:
    """The instant (UTC) until which a told term runs: as it is, or for a bare day the end of it, exclusive."""
    if told is None:
        return None
    if isinstance(told, datetime):
        return told.astimezone(UTC)
    return market.calendar.start_of(told + timedelta(days=1))
