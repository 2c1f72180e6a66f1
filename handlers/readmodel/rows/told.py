"""A record as the tables need it: read with as little effort as possible, for every record of the log passes here."""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import msgspec
from msgspec import Raw, Struct

from events import subjects
from handlers.clock import Clock
from lifecycle.engine import records
from lifecycle.engine.records import CauseNote, Record

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
REAL = Clock()


class Said(Struct, frozen=True):
    """The event in a record, its data unread."""

    type: str
    source: str
    id: str
    time: str
    data: Raw = Raw(b"{}")
    precision: str = "instant"
    actor: str | None = None
    historical: bool = False
    advice: str | None = None
    despite: str | None = None


class Brief(Struct, frozen=True):
    """The case after a record, as far as every record is asked for it."""

    state: str
    deadlines: Raw


class Line(Struct, frozen=True, kw_only=True):
    """A record, as far as every record is asked for it."""

    event: Said
    cause: CauseNote
    case: Brief
    previous: str
    policy: str
    standing: str = ""
    was: str = ""
    reason: str = ""


class Told(NamedTuple):
    """One record of a case: its place in the log, when that stored it (on its own clock), and what it says."""

    seq: int
    kind: str
    case_id: str
    event: str
    recorded_at: datetime
    at: datetime
    line: Line
    payload: bytes

    @property
    def said(self) -> Said:
        """The event in it."""
        return self.line.event

    @property
    def record(self) -> Record:
        """All of it, read anew: a batch asks that of the last record of a case only."""
        return records.read(self.payload)

    @property
    def key(self) -> tuple[str, str]:
        """The case."""
        return self.kind, self.case_id

    @property
    def is_first(self) -> bool:
        """Whether it is the first record of its case."""
        return not self.line.previous


class Happened(NamedTuple):
    """An event of a case that counts, as far as its case does not keep it."""

    event: str
    at: datetime
    historical: bool
    body: dict[str, Any]


_line = msgspec.json.Decoder(Line)


def read(seq: int, subject: str, payload: bytes, recorded_at: datetime) -> Told:
    """A message under `reso.case.>`; raises `ValueError` or `msgspec.MsgspecError` for what is no record."""
    place = subjects.parse_case_record(subject)
    if place is None:
        raise ValueError(f"{subject} is no subject of a record")
    line = _line.decode(payload)
    return Told(seq, *place, recorded_at, moment(line.event.time), line, payload)


def moment(told: str) -> datetime:
    """A moment of the log, in UTC."""
    at = datetime.fromisoformat(told)
    if at.tzinfo is None:
        raise ValueError(f"{told} has no offset")
    return at if at.tzinfo is UTC else at.astimezone(UTC)


def moment_or_none(told: str | None) -> datetime | None:
    """The same, where there may be none."""
    return moment(told) if told else None


def stored_at(nanoseconds: int, clock: Clock) -> datetime:
    """When the log stored a message, on its own clock; the server tells real time in nanoseconds."""
    real = EPOCH + timedelta(microseconds=nanoseconds // 1000)
    return real if clock == REAL else clock.from_real(real)
