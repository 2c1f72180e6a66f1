"""Local days of the marketplace: on which of them something was promised, due or done.

A day that a source named without an hour is that day wherever it is read; an instant falls on a day of the zone.
"""

from datetime import UTC, date, datetime

from events.envelope import Event
from lifecycle.policy.pack import Market

_BEFORE_1970 = date(1970, 1, 1).toordinal()


def day_of(told: datetime | date, market: Market) -> date:
    """The local day that was told, or on which a told instant falls."""
    if not isinstance(told, datetime):
        return told
    return date.fromordinal(market.calendar.zone.day(told) + _BEFORE_1970)


def start_of(told: datetime | date, market: Market) -> datetime:
    """The instant (UTC) from which a told date counts: as it is, or for a bare day its start."""
    if isinstance(told, datetime):
        return told.astimezone(UTC)
    return market.calendar.start_of(told)


def day_of_event(event: Event, market: Market) -> date:
    """The local day on which an event happened; told by its day alone, or of a market without a zone, its teller's."""
    own = event.precision == "date" or market.assumed
    return event.time.date() if own else day_of(event.since, market)
