"""The units in which rules count time. They stay apart: 48 hours, 2 calendar days and 2 business days end differently.

A day ends with the next local midnight, exclusive. The day of the event is never counted.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType

from lifecycle.policy.zones import EPOCH, Zone

_EPOCH_DAY = EPOCH.toordinal()
_THURSDAY = 3  # 1970-01-01, day 0
_SATURDAY = 5


class Calendar:
    """A market's local days, and which of them are worked: not Saturday, not Sunday, not a public holiday."""

    __slots__ = ("_holidays", "zone")

    def __init__(self, zone: Zone, holidays: Iterable[date] = ()) -> None:
        self.zone = zone
        self._holidays = frozenset(day.toordinal() - _EPOCH_DAY for day in holidays)

    def is_worked(self, day: int) -> bool:
        """Whether people work on `day` (counted from 1970-01-01)."""
        return (day + _THURSDAY) % 7 < _SATURDAY and day not in self._holidays

    def working_day_from(self, day: int) -> int:
        """`day` itself if it is worked, else the next one that is."""
        while not self.is_worked(day):
            day += 1
        return day

    def start_of(self, day: date) -> datetime:
        """The UTC instant at which the local `day` begins."""
        return self.zone.midnight(day.toordinal() - _EPOCH_DAY)

    def day_of(self, at: datetime) -> date:
        """The local day on which the aware instant `at` falls."""
        return date.fromordinal(self.zone.day(at) + _EPOCH_DAY)


Reckoning = Callable[[Calendar, datetime, int], datetime]


def elapsed_hours(_: Calendar, since: datetime, count: int) -> datetime:
    """`count` exact hours after `since`, whatever the clocks on the wall do."""
    return since + timedelta(hours=count)


def elapsed_days(_: Calendar, since: datetime, count: int) -> datetime:
    """`count` times 24 exact hours after `since`."""
    return since + timedelta(days=count)


def calendar_days(calendar: Calendar, since: datetime, count: int) -> datetime:
    """The end of the `count`-th local day after the one of `since`."""
    zone = calendar.zone
    return zone.midnight(zone.day(since) + count + 1)


def business_days(calendar: Calendar, since: datetime, count: int) -> datetime:
    """The end of the `count`-th working day after the local day of `since`."""
    day = calendar.zone.day(since)
    for _ in range(count):
        day = calendar.working_day_from(day + 1)
    return calendar.zone.midnight(day + 1)


def legal_days(calendar: Calendar, since: datetime, count: int) -> datetime:
    """As EU law counts: like calendar days, but a last day that is not worked gives way to the next that is."""
    zone = calendar.zone
    return zone.midnight(calendar.working_day_from(zone.day(since) + count) + 1)


RECKONINGS: Mapping[str, Reckoning] = MappingProxyType(
    {
        "elapsed_hours": elapsed_hours,
        "elapsed_days": elapsed_days,
        "calendar_days": calendar_days,
        "business_days": business_days,
        "legal_days": legal_days,
    }
)
"""Unit of time → how it is counted."""

_LABELS = {"elapsed_hours": "h", "elapsed_days": "d"}


def label(count: int, unit: str) -> str:
    """A span in one word: `24h`, `10d`, `2-business-days`."""
    return f"{count}{_LABELS[unit]}" if unit in _LABELS else f"{count}-{unit.replace('_', '-')}"
