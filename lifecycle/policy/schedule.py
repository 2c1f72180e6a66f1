"""From a start to the moments of a timer: reminders, then deadlines missed, each at its UTC instant."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from operator import attrgetter
from typing import Literal

from msgspec import Struct, structs

from lifecycle.policy.reminders import Reminder, read_reminder
from lifecycle.policy.terms import Deadline, RuleValue, Severity
from lifecycle.policy.units import RECKONINGS, Calendar, Reckoning, label

_at = attrgetter("at")
_EVER = datetime.max.replace(tzinfo=UTC)
_NEVER = datetime.min.replace(tzinfo=UTC)


Earlier = Callable[[datetime, datetime], datetime]
"""From the start of a clock and the moment of a reminder to when it comes instead, not later than that."""


class Moment(Struct, frozen=True, array_like=True):
    """What a timer says at one UTC instant: a reminder, or its deadline missed; `rule` is that of the deadline."""

    at: datetime
    step: Literal["reminder", "missed"]
    label: str
    severity: Severity
    rule: str


class Schedule(Struct, frozen=True):
    """All moments of a running timer, in order. `due_at` is the first deadline in its earliest reading (UTC);
    `latest_at` is its latest reading where the rule leaves open which one it means, else None.
    """

    due_at: datetime
    latest_at: datetime | None
    rule: str
    moments: tuple[Moment, ...]


class Span(Struct, frozen=True):
    """One version of a rule, ready to count: valid from `begins` to `ends` (UTC, exclusive)."""

    rule: str
    begins: datetime
    ends: datetime
    by_filing: bool
    count: int
    reckonings: tuple[tuple[Reckoning, str], ...]

    def readings(self, calendar: Calendar, since: datetime) -> list[tuple[datetime, str]]:
        """Every reading of the span from `since`, the earliest first, each with its label."""
        found = [(reckon(calendar, since, self.count), name) for reckon, name in self.reckonings]
        return sorted(found) if len(found) > 1 else found


class _Due(Struct, frozen=True):
    at: datetime
    latest: datetime
    label: str
    rule: str
    severity: Severity
    reminders: tuple[Reminder, ...]

    def reminded(self, since: datetime, earlier: Earlier | None) -> Iterator[Moment]:
        due, rule = self.at, self.rule
        for reminder in self.reminders:
            at = reminder.at(since, due)
            if since <= at <= due:
                said = earlier(since, at) if earlier else at
                yield Moment(said, "reminder", reminder.label, reminder.severity, rule)

    def missed(self) -> Moment:
        return Moment(self.at, "missed", self.label, self.severity, self.rule)


class Course(Struct, frozen=True):
    """A deadline of a timer with the spans that may decide it, in the order in which they came into force."""

    spans: tuple[Span, ...]
    severity: Severity
    reminders: tuple[Reminder, ...]

    def due(self, calendar: Calendar, since: datetime, floor: datetime) -> _Due | None:
        """When it falls if it counts from `since`: not before `floor`; None if no rule was in force then."""
        for place, known in enumerate(self.spans):
            if known.begins <= since < known.ends:
                return self._due(calendar, since, floor, place)
        return None

    def _due(self, calendar: Calendar, since: datetime, floor: datetime, place: int) -> _Due:
        current = self.spans[place]
        readings = current.readings(calendar, since)
        for newer in self.spans[place + 1 :]:
            if newer.by_filing and newer.begins < readings[0][0]:  # it shrinks windows that are open when it comes
                current, changed = newer, newer.begins
                readings = [(max(at, changed), name) for at, name in newer.readings(calendar, since)]
        earliest, latest = max(readings[0][0], floor), max(readings[-1][0], floor)
        return _Due(earliest, latest, readings[0][1], current.rule, self.severity, self.reminders)


def plot(
    courses: Iterable[Course],
    calendar: Calendar,
    since: datetime,
    stated: datetime | None,
    floor: datetime | None,
    earlier: Earlier | None = None,
) -> Schedule | None:
    """The schedule of a timer that counts from `since`; raises ValueError if an instant has no offset.

    `earlier` moves reminders, never deadlines.
    """
    since = in_utc(since)
    lowest = since if floor is None else max(since, in_utc(floor))
    dues = [due for course in courses if (due := course.due(calendar, since, lowest))]
    if not dues:
        return None
    if len(dues) > 1:
        dues.sort(key=_at)
    if stated is not None:
        dues = _restated(dues, max(in_utc(stated), since))
    moments = [moment for due in dues for moment in due.reminded(since, earlier)]
    moments += [due.missed() for due in dues]
    moments.sort(key=_at)  # stable: at one instant the reminders stay before the deadlines
    first = dues[0]
    return Schedule(first.at, first.latest if first.latest > first.at else None, first.rule, tuple(moments))


def _restated(dues: Sequence[_Due], stated: datetime) -> list[_Due]:
    """The source's own deadline stands for the first one and for all that would fall by then; later ones stay."""
    gone = [due for due in dues if due.at <= stated] or [dues[0]]
    reminders = tuple(reminder for due in gone for reminder in due.reminders)
    ours = structs.replace(gone[-1], at=stated, latest=stated, label="stated", reminders=reminders)
    return [ours, *dues[len(gone) :]]


def course(deadline: Deadline, values: Iterable[RuleValue], calendar: Calendar) -> Course:
    """A deadline made ready for counting with the `values` that its rules have in one market."""
    mine = sorted((value for value in values if value.id in deadline.rules), key=RuleValue.begins)
    spans = tuple(span(value, calendar) for value in mine)
    return Course(spans, deadline.severity, tuple(map(read_reminder, deadline.reminders)))


def span(value: RuleValue, calendar: Calendar, entry: str = "any") -> Span:
    """A rule's value made ready for counting; raises ValueError if it is not a number in a unit of time."""
    count = value.of(entry)
    if not isinstance(count, int) or not all(unit in RECKONINGS for unit in value.units):
        raise ValueError(f"Rule {value.id} is not a span of time: {count} {' or '.join(value.units)}.")
    begins = calendar.start_of(value.valid_from) if value.valid_from else _NEVER
    ends = calendar.start_of(value.valid_to) if value.valid_to else _EVER
    reckonings = tuple((RECKONINGS[unit], label(count, unit)) for unit in value.units)
    return Span(value.id, begins, ends, value.applies_by == "filing", count, reckonings)


def in_utc(at: datetime) -> datetime:
    """The instant as UTC, in which hours can be counted; raises ValueError if it has no offset."""
    if at.tzinfo is UTC:
        return at
    if at.utcoffset() is None:
        raise ValueError(f"The time {at} has no offset; a deadline counts from an instant.")
    return at.astimezone(UTC)
