"""The events that every kind of case has: those the engine alone writes, and those a person may publish."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from events.contract import EventRef, Payload
from events.private import PrivateNote
from events.values import Amount, Code, Currency, FileDigest, FileRef, Instant, Text


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


class Would(Payload):
    """What a rule would have done by itself, or somebody proposes, and `why` it was not done; nobody is named in it.

    `data` is what the event would say, where somebody else is to be able to publish it as it stands.
    """

    event: Code
    rule: Code
    why: Text
    amount: Amount | None = None
    currency: Currency | None = None
    data: dict[str, Any] | None = None


class AttachedFile(Payload):
    """A file of the case, kept sealed beside the log (I-12); its name is private and stands inside.

    `size` in bytes and `digest` (SHA-256) are of what is sealed.
    """

    file: FileRef
    digest: FileDigest
    size: Annotated[int, Field(strict=True, ge=1)]
    media: Code
    as_: Annotated[Literal["photo", "mail", "proof", "other"], Field(alias="as")]


class Noted(Payload):
    """Somebody writes something down, attaches files, or has erased what is private; `erased` says why, in public.

    A rule that is kept from deciding says what it `would` have done.
    """

    would: Would | None = None
    note: PrivateNote | None = None
    files: Annotated[tuple[AttachedFile, ...], Field(max_length=100)] = ()
    erased: Text | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if any(told is not None for told in (self.note, self.would, self.erased)) or self.files:
            return self
        raise PydanticCustomError("told", "must have one of note, files, erased, would")


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
