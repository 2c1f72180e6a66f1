"""Local days of a time zone, from a stored table of offsets alone: no release of a tz library can change the past."""

from bisect import bisect_right
from datetime import UTC, datetime, timedelta

from msgspec import Struct

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = 86_400
_LATE = 18 * 3600  # a clock set back across midnight can only repeat the end of a day


class Offsets(Struct, frozen=True):
    """The offsets of a zone from UTC in seconds: `first`, then from each instant (epoch second) the next one."""

    first: int
    changes: tuple[tuple[int, int], ...] = ()


class Zone:
    """Turns UTC instants into local days and back; a day is a number, counted from 1970-01-01.

    Outside the years of the table the nearest known offset holds.
    """

    __slots__ = ("_instants", "_offsets", "_walls", "name")

    def __init__(self, name: str, offsets: Offsets) -> None:
        self.name = name
        self._offsets = (offsets.first, *(offset for _, offset in offsets.changes))
        self._instants = tuple(instant for instant, _ in offsets.changes)
        self._walls = tuple(instant + before for instant, before in zip(self._instants, self._offsets, strict=False))

    def day(self, at: datetime) -> int:
        """The local day on which the aware instant `at` falls; a day once begun stays begun when clocks go back."""
        second = _epoch_second(at)
        day, wall = divmod(second + self._offsets[bisect_right(self._instants, second)], DAY)
        return day + 1 if wall >= _LATE and self._midnight(day + 1) <= second else day

    def midnight(self, day: int) -> datetime:
        """The UTC instant at which the local `day` begins: the first, should clocks show 00:00 twice or never."""
        return EPOCH + timedelta(seconds=self._midnight(day))

    def _midnight(self, day: int) -> int:
        wall = day * DAY
        change = bisect_right(self._walls, wall)
        second = wall - self._offsets[change]
        return max(second, self._instants[change - 1]) if change else second


def _epoch_second(at: datetime) -> int:
    since_epoch = at - EPOCH
    return since_epoch.days * DAY + since_epoch.seconds
