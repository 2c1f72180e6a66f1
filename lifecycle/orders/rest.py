"""When an order has come to rest and closes by itself, and what it then was. Instants are UTC.

O-AFTER counts from the end of an order; O-SILENT from its last promise, when all is on its way and nobody ever says
that it arrived: parcels without tracking must not stay open for ever.
"""

from datetime import datetime

from msgspec.structs import replace

from lifecycle.orders.case import Order
from lifecycle.orders.goods import is_wanting
from lifecycle.orders.parcels import awaited
from lifecycle.orders.refunds import own_open
from lifecycle.policy.schedule import Moment

ENDED = ("cancelled", "expired")
ON_ITS_WAY = ("shipped", "delayed", "reshipped")
AT_REST = ("delivered", *ENDED, *ON_ITS_WAY, "lost", "returned_to_sender")


def since(case: Order) -> datetime | None:
    """Since when nothing is left to do: the goods are there, the order was ended, or all the money is paid back."""
    return None if _is_busy(case) else _later(case, _ended(case))


def silent_since(case: Order) -> datetime | None:
    """Since when nobody has said that what is on its way arrived: the newest estimate, else the last shipment."""
    if _is_busy(case) or case.state not in ON_ITS_WAY or is_wanting(case) or _ended(case):
        return None
    sent = max((parcel.shipped_at for parcel in awaited(case.parcels) if parcel.shipped_at), default=None)
    promised = case.latest_delivery_at
    return _later(case, max(sent, promised) if sent and promised else sent)


def _is_busy(case: Order) -> bool:
    """Whether something that we asked for is not confirmed yet."""
    return own_open(case.refunds) is not None or any(each.is_open for each in case.solicitations)


def _later(case: Order, begins: datetime | None) -> datetime | None:
    """A case that was taken up again rests anew from then on."""
    return max(begins, case.reopened_at or begins) if begins else None


def _ended(case: Order) -> datetime | None:
    if case.state == "delivered":
        return case.delivered_at
    if case.state in ENDED:
        return case.undone.at if case.undone else None
    if case.state in AT_REST and case.is_refunded and not is_wanting(case):
        return max((refund.refunded_at for refund in case.refunds if refund.refunded_at), default=None)
    return None


def variant(case: Order) -> str | None:
    """What never was sent rests shorter."""
    return "O-AFTER-CANCELLED" if case.state in ENDED else None


def floor(case: Order) -> datetime | None:
    """It does not close before the last thing that happened to it."""
    return case.touched_at


def closed(case: Order, moment: Moment) -> Order:
    """The case closes, for the reason that its ledgers tell."""
    return replace(case, closed_at=moment.at, close_reason=close_reason(case), solicit_at=None)


def close_reason(case: Order) -> str:
    """Why an order that has come to rest is over."""
    if case.state in ("delivered", *ENDED):
        return case.state
    if not case.is_refunded:
        return "never_confirmed"
    return "lost_settled" if case.state == "lost" else "refunded"
