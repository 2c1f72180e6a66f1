"""The rhythm of a source: how long it usually pauses, and whether it has been silent for longer (S3-19, S3-36).

Order mails end in spam and exports stop without a word. What is usual is learnt: the longest pause of each of the last
days, nights and weekends among them. All instants are UTC; nothing here reads a clock.
"""

from datetime import date, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

REMEMBERED = 14
"""Days whose longest pauses are kept: two weekends."""
KNOWN_AFTER = timedelta(days=7)
"""How long a source has been heard before its rhythm is believed: a weekend has passed."""
SLACK = 1.5
"""How much longer than the longest pause is no longer usual."""
AT_LEAST = timedelta(hours=1)
"""A silence shorter than this is nobody's concern."""


class Pause(Struct, frozen=True, array_like=True):
    """The longest pause (seconds) that ended on a day (UTC)."""

    day: date
    seconds: int


class Rhythm(Struct, frozen=True):
    """What is known of a source: when it was heard last, its longest pauses, and whether its silence has been told."""

    source: str
    last: datetime
    pauses: tuple[Pause, ...] = ()
    told_silent: bool = False

    @property
    def usual(self) -> timedelta | None:
        """The longest pause that is usual; None while too little is known."""
        if not self.pauses or self.last.date() - self.pauses[0].day < KNOWN_AFTER:
            return None
        return timedelta(seconds=max(pause.seconds for pause in self.pauses))

    def heard(self, first: datetime, last: datetime, listening: datetime | None = None) -> "Rhythm":
        """The rhythm after the source was heard from `first` to `last`; nobody was `listening` before that instant."""
        if last <= self.last:
            return self
        known = {pause.day: pause.seconds for pause in self.pauses}
        waited = max(0, int((first - max(self.last, listening or self.last)).total_seconds()))
        known[last.date()] = max(waited, known.get(last.date(), 0))
        pauses = tuple(Pause(day, known[day]) for day in sorted(known)[-REMEMBERED:])
        return replace(self, last=last, pauses=pauses, told_silent=False)

    def is_silent(self, now: datetime, listening: datetime | None = None) -> bool:
        """Whether the source has been silent for longer than is usual, by more than the slack, while we listened."""
        usual, since = self.usual, max(self.last, listening or self.last)
        return usual is not None and now - since > max(AT_LEAST, usual * SLACK)


def first_heard(source: str, first: datetime, last: datetime) -> Rhythm:
    """What is known of a source that was never heard before."""
    return Rhythm(source, first, (Pause(first.date(), 0),)).heard(first, last)
