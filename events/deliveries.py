"""The goods of an order on their way to the buyer: shipped, promised, delayed, delivered, lost, back, sent again."""

from typing import Annotated, Literal

from pydantic import Field

from events.contract import Payload
from events.private import PrivateNote, PrivateText
from events.values import MAX_LINES, Code, Flag, Quantity, Text, When


class ShippedLine(Payload):
    """Units of one line of the order that are in a parcel."""

    line: Code
    quantity: Quantity


ShippedLines = Annotated[tuple[ShippedLine, ...], Field(min_length=1, max_length=MAX_LINES)]


class Shipped(Payload):
    """A parcel is on its way to the buyer, with these units or, if none are named, with all that was still to be sent.

    `confirmed_at` is when the marketplace was told, if not at the event's own time. `address_matches` false: it goes
    elsewhere than where the order says. `parcel` tells apart parcels that share a tracking number.
    """

    lines: ShippedLines | None = None
    carrier: Code | None = None
    tracking: Code | None = None
    confirmed_at: When | None = None
    signature: Flag | None = None
    address_matches: Flag | None = None
    ship_id: Code | None = None
    parcel: Code | None = None


class DeliveryEstimated(Payload):
    """The goods are now expected between these days, `latest` included; earlier estimates stay known."""

    latest: When
    earliest: When | None = None
    reason: Text | None = None


class Delayed(Payload):
    """The goods will be later than promised; `by` says who knows it: the carrier, the warehouse, a supplier."""

    reason: Text | None = None
    new_latest: When | None = None
    by: Code | None = None


class BuyerTold(Payload):
    """The buyer has been told what became of the order."""

    about: Literal["delay", "cancellation", "loss", "address", "other"]
    channel: Code | None = None


class Apologised(Payload):
    """We have apologised to the buyer."""

    channel: Code | None = None


class Delivered(Payload):
    """The carrier says that the buyer has the parcel; without `parcel` and `tracking`, all that is on its way."""

    tracking: Code | None = None
    parcel: Code | None = None
    carrier: Code | None = None
    proof: PrivateText | None = None


class Lost(Payload):
    """A parcel will not reach the buyer: the carrier or an operator says so; unnamed, all that is on its way."""

    by: Code
    evidence: PrivateText | None = None
    tracking: Code | None = None
    parcel: Code | None = None


class ReturnedToSender(Payload):
    """The carrier brings a parcel back that the buyer never got: refused, not collected, no such address."""

    tracking: Code | None = None
    carrier: Code | None = None
    reason: Text | None = None
    parcel: Code | None = None


class Reshipped(Payload):
    """Goods are sent again, for a parcel that was lost, came back, is late, or held the wrong thing."""

    lines: ShippedLines | None = None
    carrier: Code | None = None
    tracking: Code | None = None
    parcel: Code | None = None


class InquiryOpened(Payload):
    """The carrier has been asked where a parcel is, and is to answer by then."""

    carrier: Code
    inquiry: Code
    respond_by: When | None = None


class InquiryAnswered(Payload):
    """The carrier has answered an inquiry."""

    inquiry: Code
    result: Code
    note: PrivateNote
