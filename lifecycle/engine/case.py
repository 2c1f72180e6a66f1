"""What every case is made of, whatever its kind: state, deadlines, unfit events and what it has seen."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, TypeVar

from msgspec import Struct, field

from lifecycle.policy.schedule import Moment

Standing = Literal["counted", "parked", "rejected", "dismissed"]
SortKey = tuple[datetime, int, str]
CaseT = TypeVar("CaseT", bound="Case")


class Deadline(Struct, frozen=True, omit_defaults=True):
    """A running clock of a case: counted from `since`, due at `due_at` (both UTC), with what it still has to say."""

    name: str
    due_at: datetime
    since: datetime
    rule: str
    missed: bool = False
    latest_at: datetime | None = None
    stated_at: datetime | None = None
    floor_at: datetime | None = None
    moments: tuple[Moment, ...] = ()


class Firing(Struct, frozen=True, array_like=True):
    """A moment that has fired, stamped with the instant (UTC) it was due, whenever that was noticed."""

    due_at: datetime
    timer: str
    step: str
    label: str
    severity: str
    rule: str


class Unfit(Struct, frozen=True, omit_defaults=True):
    """An event kept in the case that does not count: parked (something is missing) or rejected (a rule refuses)."""

    type: str
    source: str
    id: str
    standing: Standing
    reason: str
    identity: str
    severity: str = "warning"
    allowed: tuple[str, ...] = ()


class Ref(Struct, frozen=True, array_like=True, order=True):
    """A key under which the outside world knows the case: an RMA, a tracking number, an order's item."""

    type: str
    value: str


class Link(Struct, frozen=True, order=True):
    """Another case this one has to do with."""

    rel: str
    case: str


class Case(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A case of any kind after the events that count. The members without a default stand in every record."""

    kind: str
    id: str
    state: str
    escalated: bool
    refs: tuple[Ref, ...]
    deadlines: tuple[Deadline, ...]
    unfit: tuple[Unfit, ...]
    flags: tuple[str, ...]
    horizon: datetime | None
    close_reason: str | None
    links: tuple[Link, ...]
    assignee: str | None = None
    halted: str | None = None
    corrected_at: datetime | None = None
    claims: tuple[str, ...] = ()
    fired: tuple[Firing, ...] = ()
    muted: tuple[str, ...] = ()
    dismissed: tuple[str, ...] = ()
    seen: Mapping[str, str] = field(default_factory=dict)
    newest: SortKey | None = None
    policy: str = ""

    @property
    def alarm_at(self) -> datetime | None:
        """The earliest instant (UTC) the case waits for, or None if it waits for nothing."""
        return min((d.moments[0].at for d in self.deadlines if d.moments), default=None)

    @property
    def forwards_to(self) -> str | None:
        """The case this one has been merged into, if it has."""
        return next((link.case for link in self.links if link.rel == "merged_into"), None)

    def knows(self, identity: str, content: str) -> bool:
        """Whether this very event, with this very content, has been weighed before."""
        known = self.seen.get(identity)
        return known is not None and content in known.split()

    def contradicts(self, identity: str, content: str) -> bool:
        """Whether the identity is known with another content."""
        known = self.seen.get(identity)
        return known is not None and content not in known.split()
