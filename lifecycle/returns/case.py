"""A return as its ledgers tell it: units per line, money, and the instants at which things happened (UTC)."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from msgspec import Struct, field

from lifecycle.beginnings import unknown
from lifecycle.engine.case import Case
from lifecycle.returns.ledgers import Worth

ZERO = Decimal(0)


class Line(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the quantity ledger. `requested` 0 marks goods in the box that nobody announced."""

    line: str
    sku: str
    requested: int
    authorized: int = 0
    received: int = 0
    inspected: int = 0
    missing: int = 0
    wrong: int = 0
    restocked: int = 0
    scrapped: int = 0
    unit_paid: Decimal = ZERO
    unit_tax: Decimal | None = None
    grades: dict[str, int] = {}
    reason: str = ""


class Units(Struct, frozen=True, omit_defaults=True):
    """Units that one scan brought or one inspection graded, before they are laid against the lines.

    An inspection grades the item, its accessories and its packaging, each with a condition (B-18, F.4); `photos` counts
    its pictures, `loss` is the share of the price that it says is lost, in percent.
    """

    quantity: int
    sku: str | None = None
    line: str | None = None
    grade: str = ""
    disposition: str = ""
    wrong: bool = False
    bad: bool = False
    item: str = ""
    accessories: str = ""
    packaging: str = ""
    missing: tuple[str, ...] = ()
    mismatch: str = ""
    fault: str = ""
    photos: int = 0
    loss: Decimal | None = None


class Refund(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One movement of the money ledger: asked for, paid, or failed for good.

    `agreed` is what the whole return is settled with once this refund is made, if the refund decides that.
    """

    refund_id: str | None
    amount: Decimal
    kind: str = ""
    issuer: str = ""
    external_ref: str | None = None
    requested_at: datetime | None = None
    refunded_at: datetime | None = None
    paid: Decimal = ZERO
    agreed: Decimal | None = None
    retry_at: datetime | None = None
    failed: bool = False

    @property
    def is_open(self) -> bool:
        """Asked for, neither confirmed nor failed for good."""
        return self.refunded_at is None and not self.failed


class Money(Struct, frozen=True):
    """The money ledger in one currency (ISO 4217): what the buyer paid, is due, and got back."""

    currency: str
    paid: Decimal = ZERO
    due: Decimal = ZERO
    refunded: Decimal = ZERO


class Return(Case, frozen=True, kw_only=True, omit_defaults=True):
    """A return after the events that count. `lines` and `money` are read off the ledgers below them."""

    lines: tuple[Line, ...]
    money: Money
    order_id: str | None = None
    marketplace: str | None = None
    channel: str = "MFN"
    in_policy: bool | None = None
    ordered_at: datetime | None = None
    order_delivered_at: datetime | None = None
    said_ordered_at: datetime | None = None
    said_delivered_at: datetime | None = None
    dated_at: datetime | None = None
    window: str | None = None
    withdrawal: bool = False
    keep_item: bool = False
    wants_goods: bool = False
    label_cost: Decimal | None = None
    respond_by: datetime | None = None
    ship_by: datetime | None = None
    promised_by: datetime | None = None
    rma: str | None = None
    requested_at: datetime | None = None
    authorized_at: datetime | None = None
    answered_at: datetime | None = None
    declined_at: datetime | None = None
    objected_at: datetime | None = None
    withdrawn_at: datetime | None = None
    expired_at: datetime | None = None
    shipped_at: datetime | None = None
    last_scan_at: datetime | None = None
    delivered_at: datetime | None = None
    received_at: datetime | None = None
    last_received_at: datetime | None = None
    partly_settled_at: datetime | None = None
    lost_at: datetime | None = None
    lost_confirmed: bool = False
    lost_told: bool = False
    carrier_settled_at: datetime | None = None
    replacement_at: datetime | None = None
    replaced_at: datetime | None = None
    replacement_lost: bool = False
    closed_at: datetime | None = None
    reopened: bool = False
    touched_at: datetime | None = None
    held: bool = False
    claim_granted: bool = False
    settled_claims: Mapping[str, bool] = field(default_factory=dict)
    safet_id: str | None = None
    safet_lapsed: bool = False
    last_status: str | None = None
    scans: tuple[str, ...] = ()
    arrivals: tuple[Units, ...] = ()
    graded: tuple[Units, ...] = ()
    refunds: tuple[Refund, ...] = ()
    early_refund_by: str | None = None
    worth: Worth = Worth()

    @property
    def is_known(self) -> bool:
        """Whether anybody announced this return (requested or authorized)."""
        return self.requested_at is not None or self.authorized_at is not None

    @property
    def tracking_only(self) -> bool:
        """Returns the marketplace itself fulfils (`AFN`) are watched, not worked: no clock of ours runs."""
        return self.channel == "AFN"


def blank(case_id: str) -> Return:
    """A return of which nothing is known yet."""
    return unknown(Return, "return", case_id, lines=(), money=Money(currency=""))
