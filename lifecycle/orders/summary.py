"""The state of an order, read off its ledgers. No event sets a state by itself."""

from lifecycle.orders.case import Order
from lifecycle.orders.goods import is_gone, is_wanting
from lifecycle.orders.parcels import awaited


def state_of(case: Order) -> str:
    """Where the order stands: the first that holds, from closed to merely announced."""
    if case.closed_at:
        return "closed"
    if case.placed_at is None:
        return "announced"
    if case.undone is not None and is_gone(case):
        return case.undone.state
    return _trouble(case) or _arrived(case) or _under_way(case)


def _trouble(case: Order) -> str | None:
    """What is worst about the parcels that the buyer still awaits."""
    parcels = awaited(case.parcels)
    if any(parcel.lost_at for parcel in parcels):
        return "lost"
    return "returned_to_sender" if any(parcel.returned_at for parcel in parcels) else None


def _arrived(case: Order) -> str | None:
    if case.delivered_at is None:
        return None
    return "reshipped" if awaited(case.parcels) else "delivered"


def _under_way(case: Order) -> str:
    wanting = is_wanting(case)
    if case.asked and case.asked.is_open and wanting:
        return "cancel_requested"
    if is_late(case):
        return "delayed"
    if any(parcel.again for parcel in awaited(case.parcels)):
        return "reshipped"
    if wanting:
        return "partially_shipped" if case.parcels else "placed"
    return "shipped"


def is_late(case: Order) -> bool:
    """Whether the goods are later than promised, and nothing that was sent again since is still to come."""
    if case.delayed_at:
        return True
    again = any(parcel.again for parcel in awaited(case.parcels))
    return case.overdue_at is not None and not (case.overdue_excused and again)
