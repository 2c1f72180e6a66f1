"""Messages of the log that are written together: read, and waiting. What cannot be read is counted and left aside."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Table

from events import subjects
from handlers.clock import Clock
from handlers.readmodel import tables
from handlers.readmodel.rows import alerts, history, kinds, told
from handlers.readmodel.rows.told import Told

CASES, ALERTS, DEADS = (subject.removesuffix(">") for subject in (subjects.CASES, subjects.ALERTS, subjects.DEADS))
SETTLED = ("retried", "dismissed")
"""The last tokens of notes about dead letters."""


class Message(NamedTuple):
    """A message of the log; `stored` is when, in nanoseconds since 1970."""

    seq: int
    subject: str
    payload: bytes
    stored: int


class Batch:
    """The messages after sequence `begins` of the log, in their order."""

    def __init__(self, begins: int, clock: Clock) -> None:
        self.begins, self.position, self._clock = begins, begins, clock
        self._taken: list[Message] = []
        self.skipped = 0
        self.fault: str | None = None
        self.recorded_at: datetime | None = None
        self.added: dict[Table, list[dict[str, Any]]] = defaultdict(list)
        self.told: dict[tuple[str, str], list[Told]] = {}
        self.derived: list[Told] = []
        self.settled: dict[int, str] = {}

    def take(self, message: Message) -> None:
        """The next message."""
        self._taken.append(message)
        self.position = message.seq
        self.recorded_at = told.stored_at(message.stored, self._clock)
        try:
            self._read(message, self.recorded_at)
        except kinds.WRONG as fault:
            self.skip(f"message {message.seq} on {message.subject}: {' '.join(str(fault).split())[:300]}")

    def skip(self, fault: str) -> None:
        """Something that cannot be taken in."""
        self.skipped += 1
        self.fault = fault

    @property
    def messages(self) -> int:
        """How many there are."""
        return len(self._taken)

    def halves(self) -> Iterator["Batch"]:
        """The same in two parts, one after the other."""
        middle, begins = len(self._taken) // 2, self.begins
        for part in (self._taken[:middle], self._taken[middle:]):
            half = Batch(begins, self._clock)
            for message in part:
                half.take(message)
            begins = half.position
            yield half

    def without(self, fault: str) -> "Batch":
        """Its position and nothing else: what is in it cannot be written."""
        bare = Batch(self.begins, self._clock)
        bare.position, bare.recorded_at, bare._taken = self.position, self.recorded_at, self._taken
        last = self._taken[-1]
        bare.skip(f"message {last.seq} on {last.subject}: {' '.join(fault.split())[:300]}")
        return bare

    def _read(self, message: Message, recorded_at: datetime) -> None:
        if message.subject.startswith(CASES):
            self._record(told.read(message.seq, message.subject, message.payload, recorded_at))
        elif message.subject.startswith(ALERTS):
            self.added[tables.alerts].append(alerts.alert(message.seq, message.payload, recorded_at))
        elif message.subject.startswith(DEADS):
            self._letter(message, recorded_at)

    def _record(self, record: Told) -> None:
        figures = kinds.figures(record)
        self.added[tables.events].append(history.row(record))
        for table, row in figures:
            self.added[table].append(row)
        if history.supersedes(record):
            self.derived.append(record)
        self.told.setdefault(record.key, []).append(record)

    def _letter(self, message: Message, recorded_at: datetime) -> None:
        word = subjects.parse_dead(message.subject)
        if word in SETTLED:
            self.settled[alerts.settled(message.payload)] = word
        else:
            row = alerts.letter(message.seq, message.subject, message.payload, recorded_at)
            self.added[tables.dead_letters].append(row)
