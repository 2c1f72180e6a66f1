"""The key under which the orders of one checkout find each other."""

from events.envelope import Event
from events.orders import Placed
from lifecycle.engine.case import Ref
from lifecycle.orders.case import Order


def asserted(_case: Order, event: Event) -> tuple[Ref, ...]:
    """The purchase that the order belongs to, if it was told."""
    data = event.data
    if not isinstance(data, Placed) or not data.purchase:
        return ()
    return (Ref("purchase", "".join(data.purchase.split()).upper()),)
