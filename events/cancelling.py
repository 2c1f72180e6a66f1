"""Changes of mind about an order: the buyer wants to cancel or another address; the order is cancelled, or expires."""

from typing import Literal

from events.contract import Payload
from events.private import PrivateText
from events.values import Flag, Text


class CancelRequested(Payload):
    """The buyer asks to cancel, in his words."""

    reason: PrivateText | None = None


class CancelRefused(Payload):
    """The buyer's request to cancel is refused, for this reason."""

    reason: Text


class Cancelled(Payload):
    """What has not been shipped will not be sent any more."""

    by: Literal["seller", "buyer", "marketplace", "rule"]
    reason: Text


class Expired(Payload):
    """The marketplace has cancelled the order because nobody confirmed a shipment for too long."""


class AddressChangeRequested(Payload):
    """The buyer wants the goods sent elsewhere."""

    address: PrivateText | None = None


class AddressChangeAnswered(Payload):
    """The buyer knows whether the goods can still be sent elsewhere."""

    accepted: Flag
    note: PrivateText | None = None
