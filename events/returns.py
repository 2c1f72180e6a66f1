"""The return: what order systems, warehouses, operators and marketplaces publish about one.

The events of the parcel stand in `events.parcels`, those of the money in `events.money`, objections and claims in
`events.disputes`, what the goods are worth afterwards in `events.worth`; this file has the request, the decisions about
it and the end of the case, and lists them all.
"""

from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from events.codes import ReasonCode, reason_code
from events.contract import KindContract, Payload
from events.disputes import Deescalated, Escalated, HoldReleased, Objected, StatusReported
from events.linked import OrderDated
from events.money import (
    CarrierSettled,
    Refunded,
    RefundFailed,
    RefundRequested,
    ReplacementDelivered,
    ReplacementRequested,
    ReplacementSent,
    SafetDecided,
    SafetFiled,
)
from events.parcels import Delivered, Inspected, Lost, Received, Shipped
from events.private import OutgoingNote, PrivateText
from events.values import MAX_LINES, Amount, CaseId, Code, Currency, Flag, Quantity, Text, When
from events.worth import CostBooked, Reimbursed, Resold, UnitRelabelled

CloseReason = Literal[
    "refunded_full",
    "refunded_partial",
    "kept_item_refunded",
    "kept_item_compensated",
    "replaced",
    "resolved_by_advice",
    "declined_out_of_policy",
    "withdrawn_by_buyer",
    "never_returned",
    "lost_settled",
    "duplicate",
    "merged",
    "written_off",
    "decided_by_claim",
]


class Line(Payload):
    """One line of the order that the buyer wants to send back; `unit_paid` is what one unit cost, tax included."""

    line: Code
    sku: Code
    quantity: Quantity
    unit_paid: Amount
    asin: Code | None = None
    order_item_id: Code | None = None
    unit_tax: Amount | None = None
    reason: Code | None = None
    comment: PrivateText | None = None

    @property
    def reason_code(self) -> ReasonCode | None:
        """The reason in our own vocabulary, if one was given."""
        return None if self.reason is None else reason_code(self.reason)


def _told_once(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    if len({line.line for line in lines}) != len(lines):
        raise PydanticCustomError("told", "must name each line once")
    return lines


Lines = Annotated[tuple[Line, ...], Field(min_length=1, max_length=MAX_LINES), AfterValidator(_told_once)]


class Requested(Payload):
    """The buyer asks to send goods back, or withdraws from the contract as the law allows."""

    order_id: Code
    marketplace: Code
    currency: Currency
    lines: Lines
    buyer: PrivateText | None = None
    channel: Literal["MFN", "AFN", "MCF", "EXTERNAL"] = "MFN"
    order_date: When | None = None
    delivered_at: When | None = None
    in_policy: Flag | None = None
    withdrawal: Flag | None = None
    return_shipping_cost: Amount | None = None
    resolution: Literal["refund", "replacement", "keep_item"] | None = None
    respond_by: When | None = None
    previous_case: CaseId | None = None
    order_qty: Quantity | None = None
    order_amount: Amount | None = None
    is_prime: Flag | None = None


class Label(Payload):
    """The label the goods travel back with, and who pays for it; the cost is in `currency` or that of the return."""

    type: Literal["unpaid", "prepaid", "custom"] | None = None
    payer: Code | None = None
    cost: Amount | None = None
    currency: Currency | None = None
    carrier: Code | None = None
    tracking: Code | None = None
    url: PrivateText | None = None


class Authorized(Payload):
    """The buyer may send the goods back, under these numbers, to this address, until this day."""

    by: Literal["marketplace", "rule", "operator"]
    rma: Code | None = None
    merchant_rma: Code | None = None
    address: PrivateText | None = None
    label: Label | None = None
    ship_by: When | None = None


class Declined(Payload):
    """The request is refused; the note is what the buyer is told."""

    reason: Text
    note: OutgoingNote


class Withdrawn(Payload):
    """The buyer no longer wants to send anything back."""

    reason: Text | None = None


class Closed(Payload):
    """Nothing is left to do, for this reason; a parcel that has found its return names it in `merged_into`.

    The marketplace sends the note to the buyer (S0-15). In other kinds of case the note of a closing stays with us.
    """

    reason: CloseReason
    note: OutgoingNote
    merged_into: CaseId | None = None


class Reopened(Payload):
    """A closed return needs work again."""

    reason: Text


RETURN: Final = KindContract(
    kind="return",
    creates=frozenset({"requested", "authorized", "received"}),
    models={
        "requested": Requested,
        "authorized": Authorized,
        "declined": Declined,
        "withdrawn": Withdrawn,
        "closed": Closed,
        "shipped": Shipped,
        "delivered": Delivered,
        "received": Received,
        "inspected": Inspected,
        "refund_requested": RefundRequested,
        "refunded": Refunded,
        "refund_failed": RefundFailed,
        "replacement_requested": ReplacementRequested,
        "replacement_sent": ReplacementSent,
        "replacement_delivered": ReplacementDelivered,
        "safet_filed": SafetFiled,
        "safet_decided": SafetDecided,
        "carrier_settled": CarrierSettled,
        "objected": Objected,
        "status_reported": StatusReported,
        "hold_released": HoldReleased,
        "lost": Lost,
        "escalated": Escalated,
        "deescalated": Deescalated,
        "reopened": Reopened,
        "order_dated": OrderDated,
        "unit_relabelled": UnitRelabelled,
        "resold": Resold,
        "reimbursed": Reimbursed,
        "cost_booked": CostBooked,
    },
)
