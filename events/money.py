"""The money of a return and what may stand for it: refunds, replacements, SAFE-T claims, what the carrier pays."""

from typing import Annotated, Literal

from pydantic import Field

from events.codes import Issuer, issuer
from events.contract import Payload
from events.values import MAX_LINES, Amount, Code, Currency, Flag, PaidAmount, Quantity, SignedAmount, Text, When

RefundKind = Literal["full", "partial", "keep_item", "goodwill"]


class Breakdown(Payload):
    """What a refund is made of, in the currency of the refund; a fee that is kept back is below zero."""

    principal: SignedAmount | None = None
    tax: SignedAmount | None = None
    shipping: SignedAmount | None = None
    shipping_tax: SignedAmount | None = None
    return_shipping: SignedAmount | None = None
    restocking_fee: SignedAmount | None = None
    restocking_fee_tax: SignedAmount | None = None
    gift_wrap: SignedAmount | None = None
    gift_wrap_tax: SignedAmount | None = None
    goodwill: SignedAmount | None = None
    other: SignedAmount | None = None


class RefundRequested(Payload):
    """We ask for money to be paid back; `refund_id` is the key under which it is paid at most once."""

    refund_id: Code
    amount: PaidAmount
    currency: Currency
    kind: RefundKind
    breakdown: Breakdown | None = None
    reason: Text | None = None


class Refunded(Payload):
    """Money went back to the buyer, by our request or by somebody else's doing."""

    amount: PaidAmount
    currency: Currency
    issuer: Code
    refund_id: Code | None = None
    external_ref: Code | None = None
    kind: RefundKind | None = None

    @property
    def issuer_code(self) -> Issuer:
        """Who paid, in our own vocabulary."""
        return issuer(self.issuer)


class RefundFailed(Payload):
    """The refund we asked for could not be paid; `retryable` under the same key."""

    refund_id: Code
    error: Text
    retryable: Flag | None = None


class ReplacementLine(Payload):
    """Units that are sent again."""

    quantity: Quantity
    line: Code | None = None
    sku: Code | None = None


ReplacementLines = Annotated[tuple[ReplacementLine, ...], Field(min_length=1, max_length=MAX_LINES)]


class ReplacementRequested(Payload):
    """The buyer is to get goods instead of money."""

    lines: ReplacementLines
    reason: Text | None = None
    promised_by: When | None = None


class ReplacementSent(Payload):
    """The replacement is on its way."""

    lines: ReplacementLines
    order_id: Code | None = None
    carrier: Code | None = None
    tracking: Code | None = None


class ReplacementDelivered(Payload):
    """The replacement has reached the buyer."""

    carrier: Code | None = None
    tracking: Code | None = None


class SafetFiled(Payload):
    """We claim from the marketplace what it refunded at our expense."""

    safet_id: Code
    amount: Amount | None = None
    currency: Currency | None = None


class SafetDecided(Payload):
    """The marketplace has decided our claim; `amount` is what it pays."""

    safet_id: Code
    outcome: Code
    amount: Amount | None = None
    currency: Currency | None = None


class CarrierSettled(Payload):
    """The carrier has decided what it pays for a lost or damaged parcel."""

    outcome: Code
    amount: Amount | None = None
    currency: Currency | None = None
