"""How an order ends and is taken up again, and what others say of its status."""

from msgspec.structs import replace

from events.disputes import StatusReported
from events.envelope import Event
from events.orders import Closed, Reopened
from lifecycle.engine.kind import Rejected
from lifecycle.orders.case import Order
from lifecycle.orders.refunds import own_open
from lifecycle.policy.pack import Market


def closed(case: Order, event: Event, _market: Market) -> Order:
    """A person closes the case, with reason and note; not while a refund is under way."""
    data: Closed = event.data  # type: ignore[assignment]
    pending = own_open(case.refunds)
    if pending is not None:
        raise Rejected(f"order {case.id}: refund {pending.refund_id} is not confirmed yet, it cannot be closed")
    return replace(case, closed_at=event.since, close_reason=data.reason)


def reopened(case: Order, event: Event, _market: Market) -> Order:
    """A closed case is taken up again by a person."""
    _data: Reopened = event.data  # type: ignore[assignment]
    return reopen(case, event)


def reopen(case: Order, event: Event) -> Order:
    """The case as it stood before it was closed; one that is open stays as it is."""
    if case.closed_at is None:
        return case
    return replace(case, closed_at=None, close_reason=None, reopened_at=event.since)


def status_reported(case: Order, event: Event, _market: Market) -> Order:
    """A report's word is kept and compared, it moves nothing (C.0-5); an unknown one is kept as it is."""
    data: StatusReported = event.data  # type: ignore[assignment]
    return replace(case, last_status=data.status.strip().lower().replace(" ", "_"))
