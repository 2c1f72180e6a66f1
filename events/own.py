"""The events that every kind of case has: those the engine alone writes, and those a person may publish."""

from collections.abc import Mapping
from typing import Any, Final, Literal

from events.contract import EventRef, Payload
from events.private import PrivateNote
from events.values import Code, Instant, Text


class Parked(Payload):
    """An event waits in its case for something that is still missing."""

    event: EventRef
    reason: Text
    was: Literal["counted", "rejected"] | None = None


class Rejected(Payload):
    """An event is refused by a rule or a final state; `allowed` says what would be possible."""

    event: EventRef
    reason: Text
    allowed: tuple[Code, ...] = ()
    was: Literal["counted", "parked"] | None = None


class ReminderDue(Payload):
    """A deadline comes closer; `label` says which reminder this is, `due_at` (UTC) when it was due."""

    timer: Code
    label: Code
    due_at: Instant
    rule: Code


class DeadlineMissed(Payload):
    """A deadline has passed; `due_at` (UTC) is when, whenever that was noticed."""

    timer: Code
    label: Code
    due_at: Instant
    rule: Code


class DeadlineMet(Payload):
    """An event that turned up late had happened in time: what the clock had said is taken back."""

    timer: Code
    label: Code
    due_at: Instant
    rule: Code
    undone: Literal["reminder_due", "deadline_missed"]


class Corrected(Payload):
    """An earlier event is told anew: `data` replaces the members it names; nothing is deleted."""

    corrects: EventRef
    reason: Text
    data: dict[str, Any]


class Dismissed(Payload):
    """An operator lays aside an event that does not fit."""

    event: EventRef
    reason: Text


class Assigned(Payload):
    """Somebody takes the case in hand."""

    to: Code


class Noted(Payload):
    """Somebody writes something down."""

    note: PrivateNote


class Halted(Payload):
    """Nothing is decided by itself on this case any more: a person has to look at it first."""

    reason: Text


class Resumed(Payload):
    """A person has looked: rules may decide again."""

    reason: Text


ENGINE: Final[Mapping[str, type[Payload]]] = {
    "parked": Parked,
    "rejected": Rejected,
    "reminder_due": ReminderDue,
    "deadline_missed": DeadlineMissed,
    "deadline_met": DeadlineMet,
}
"""Written by the engine alone; from outside they are refused."""

EVERY_KIND: Final[Mapping[str, type[Payload]]] = {
    "corrected": Corrected,
    "dismissed": Dismissed,
    "assigned": Assigned,
    "noted": Noted,
    "halted": Halted,
    "resumed": Resumed,
}
"""What a person may publish about a case of any kind."""
