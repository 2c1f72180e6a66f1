"""The order: what shops, marketplaces and operators publish about one, from the purchase to its end.

The events of its parcels stand in `events.deliveries`, changes of mind in `events.cancelling`, those of its money in
`events.money`, what its returns and claims tell it in `events.order_links`; this file has the purchase, the request for
feedback and the end of the case, and lists them all.
"""

from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from events.cancelling import (
    AddressChangeAnswered,
    AddressChangeRequested,
    Cancelled,
    CancelRefused,
    CancelRequested,
    Expired,
)
from events.contract import KindContract, Payload
from events.deliveries import (
    Apologised,
    BuyerTold,
    Delayed,
    Delivered,
    DeliveryEstimated,
    InquiryAnswered,
    InquiryOpened,
    Lost,
    Reshipped,
    ReturnedToSender,
    Shipped,
)
from events.disputes import StatusReported
from events.intents import SendFailed
from events.money import Refunded, RefundFailed, RefundRequested
from events.order_links import DefectTold, RefundTold
from events.private import PrivateNote, PrivateText
from events.values import MAX_LINES, Amount, Code, Currency, Quantity, Text, When

CloseReason = Literal[
    "delivered", "cancelled", "expired", "refunded", "never_confirmed", "lost_settled", "duplicate", "written_off"
]


class OrderLine(Payload):
    """One line of the order; `unit_paid` is what one unit cost, tax included."""

    line: Code
    sku: Code
    quantity: Quantity
    unit_paid: Amount
    asin: Code | None = None


def _told_once(lines: tuple[OrderLine, ...]) -> tuple[OrderLine, ...]:
    if len({line.line for line in lines}) != len(lines):
        raise PydanticCustomError("told", "must name each line once")
    return lines


OrderLines = Annotated[tuple[OrderLine, ...], Field(min_length=1, max_length=MAX_LINES), AfterValidator(_told_once)]


class Placed(Payload):
    """The buyer has ordered. `total` is all he paid, else it is lines and shipping.

    `purchase` is shared by the orders of one checkout; `ordered_at` is when he ordered, if not at the event's time.
    """

    order_id: Code
    marketplace: Code
    currency: Currency
    lines: OrderLines
    ordered_at: When | None = None
    purchase: Code | None = None
    ship_by: When | None = None
    earliest_delivery: When | None = None
    latest_delivery: When | None = None
    shipping_paid: Amount | None = None
    total: Amount | None = None
    address: PrivateText | None = None
    buyer: PrivateText | None = None
    channel: Literal["MFN", "AFN", "MCF", "EXTERNAL"] = "MFN"


class SolicitationRequested(Payload):
    """The buyer is to be asked for feedback under this key, in the marketplace's neutral words and no others."""

    key: Code
    wording: Literal["neutral"]


class Solicited(Payload):
    """The buyer has been asked for feedback; without a key, by a person elsewhere."""

    key: Code | None = None


class Closed(Payload):
    """Nothing is left to do, for this reason."""

    reason: CloseReason
    note: PrivateNote


class Reopened(Payload):
    """A closed order needs work again."""

    reason: Text


ORDER: Final = KindContract(
    kind="order",
    creates=frozenset({"placed"}),
    models={
        "placed": Placed,
        "cancel_requested": CancelRequested,
        "cancel_refused": CancelRefused,
        "cancelled": Cancelled,
        "expired": Expired,
        "shipped": Shipped,
        "delivery_estimated": DeliveryEstimated,
        "delayed": Delayed,
        "buyer_told": BuyerTold,
        "apologised": Apologised,
        "lost": Lost,
        "returned_to_sender": ReturnedToSender,
        "reshipped": Reshipped,
        "delivered": Delivered,
        "inquiry_opened": InquiryOpened,
        "inquiry_answered": InquiryAnswered,
        "address_change_requested": AddressChangeRequested,
        "address_change_answered": AddressChangeAnswered,
        "refund_requested": RefundRequested,
        "refunded": Refunded,
        "refund_failed": RefundFailed,
        "refund_told": RefundTold,
        "defect_told": DefectTold,
        "solicitation_requested": SolicitationRequested,
        "solicited": Solicited,
        "send_failed": SendFailed,
        "status_reported": StatusReported,
        "closed": Closed,
        "reopened": Reopened,
    },
)
