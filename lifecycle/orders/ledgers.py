"""The small ledgers of an order: lines, promises, wishes to cancel, inquiries, requests for feedback, defects (UTC)."""

from datetime import date, datetime
from decimal import Decimal

from msgspec import Struct

from lifecycle.orders.refunds import ZERO


class Line(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the quantity ledger. `ordered` 0 marks goods that were shipped and that nobody had ordered."""

    line: str
    sku: str
    ordered: int
    shipped: int = 0
    delivered: int = 0
    cancelled: int = 0
    unit_paid: Decimal = ZERO


class Estimate(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A latest day of delivery that was promised: the local day, an instant on it, and its end (UTC).

    Lateness is judged by the `original` one alone: the first promise, told before anything was delayed or delivered.
    """

    day: date
    since: datetime
    end: datetime
    told_at: datetime
    reason: str | None = None
    original: bool = False


class Undone(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How what was not shipped was cancelled. `asked`: the buyer wanted it; `in_time`: something was unshipped."""

    at: datetime
    state: str
    by: str
    reason: str = ""
    asked: bool = False
    in_time: bool = False


class Asked(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The buyer's wish to cancel: `too_late` if everything was shipped, `overtaken` by a parcel shipped after it."""

    at: datetime
    too_late: bool = False
    answered_at: datetime | None = None
    overtaken_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether the buyer still waits for an answer."""
        return self.answered_at is None and self.overtaken_at is None


class Inquiry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the carrier was asked, and what he answered."""

    inquiry: str
    carrier: str
    opened_at: datetime
    respond_by: datetime | None = None
    answered_at: datetime | None = None
    result: str | None = None


class Solicitation(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A request for feedback that is to be sent under its key."""

    key: str
    requested_at: datetime
    sent_at: datetime | None = None
    failed_at: datetime | None = None
    retryable: bool = False

    @property
    def is_open(self) -> bool:
        """Neither sent nor failed."""
        return self.sent_at is None and self.failed_at is None


class Defect(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The last word of a claim or feedback on whether it counts: yes, no, undetermined."""

    kind: str
    case: str
    counts: str
    at: datetime
    reason: str | None = None


class Money(Struct, frozen=True):
    """The money of the order in one currency (ISO 4217): what the buyer paid, if anybody said it all, and got back."""

    currency: str
    paid: Decimal | None = None
    refunded: Decimal = ZERO
