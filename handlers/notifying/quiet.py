"""Quiet hours: a part of every day, by the clock on somebody's wall, in which what can wait does wait."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_SPELLING = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Quiet:
    """From `start` to `end` on the wall clocks of `zone`, across midnight where `end` comes first; `end` is outside."""

    start: time
    end: time
    zone: ZoneInfo

    def until(self, now: datetime) -> datetime | None:
        """When (UTC) the quiet hours that `now` falls into end; None outside of them.

        An hour that the clocks show twice may end twice: the first end after `now` counts. An end that they skip is
        taken as much later as they skip.
        """
        day = self._last_day(now.astimezone(self.zone))
        if day is None:
            return None
        ends = [datetime.combine(day, self.end, self.zone).replace(fold=fold).astimezone(UTC) for fold in (0, 1)]
        return min((end for end in ends if end > now), default=None)

    def _last_day(self, local: datetime) -> date | None:
        """The day on which the quiet hours around a local time end; None outside of them."""
        at = local.time()
        if self.start < self.end:
            return local.date() if self.start <= at < self.end else None
        if at < self.end:
            return local.date()
        return local.date() + timedelta(days=1) if at >= self.start else None


def read_quiet(text: str, zone: ZoneInfo) -> Quiet:
    """`22:00-07:00`; raises ValueError with a sentence for anything else."""
    found = _SPELLING.fullmatch(text)
    if found is None:
        raise ValueError(f'{text!r} are no quiet hours; write them like "22:00-07:00"')
    start, end = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
    if start == end:
        raise ValueError(f"quiet hours from {start:%H:%M} to {end:%H:%M} are no hours, or all of them")
    return Quiet(start, end, zone)
