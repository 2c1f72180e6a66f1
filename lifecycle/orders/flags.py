"""What deserves a person's eye about an order, in a fixed order, and which of it alerts."""

from collections.abc import Callable

from lifecycle.orders.case import Order
from lifecycle.orders.goods import is_wanting
from lifecycle.orders.parcels import Parcel, sent_twice
from lifecycle.orders.refunds import doubled_at, exceeded_at, is_unclear

SAID = {
    "delivered": lambda case: case.delivered_at is not None,
    "shipped": lambda case: bool(case.parcels),
    "partiallyshipped": lambda case: bool(case.parcels),
    "partially_shipped": lambda case: bool(case.parcels),
    "canceled": lambda case: case.undone is not None,
    "cancelled": lambda case: case.undone is not None,
    "refunded": lambda case: bool(case.money.refunded),
}
"""What the ledgers have to know if a report shows this status."""
KNOWN_STATUSES = SAID.keys() | {
    "approved",
    "closed",
    "completed",
    "created",
    "invoiced",
    "open",
    "paid",
    "pending",
    "placed",
    "processing",
    "unavailable",
    "unfulfillable",
    "unshipped",
}


def flags_of(case: Order) -> tuple[str, ...]:
    """The flags that are up."""
    return tuple(name for name, holds in _FLAGS if holds(case))


def _any(holds: Callable[[Parcel], bool]) -> Callable[[Order], bool]:
    return lambda case: any(map(holds, case.parcels))


def _discrepancy(case: Order) -> bool:
    known = SAID.get(case.last_status or "")
    return known is not None and not known(case)


def _exceeded(case: Order) -> bool:
    return case.money.paid is not None and exceeded_at(case.refunds, case.money.paid) is not None


def _failed(case: Order, *, retryable: bool) -> bool:
    last = case.solicitations[-1] if case.solicitations else None
    return last is not None and last.failed_at is not None and last.retryable is retryable and not case.solicited_at


_FLAGS: tuple[tuple[str, Callable[[Order], bool]], ...] = (
    ("double_refund", lambda c: doubled_at(c.refunds) is not None),
    ("over_refunded", _exceeded),
    ("unclear_refunds", lambda c: is_unclear(c.refunds)),
    ("expiry_expected", lambda c: c.expiry_expected_at is not None and is_wanting(c)),
    ("shipped_though_cancelled", _any(lambda p: p.though_undone)),
    ("cancelled_after_shipping", lambda c: c.undone is not None and not c.undone.in_time),
    ("shipped_despite_wish", _any(lambda p: p.despite_wish)),
    ("cancel_after_shipping", lambda c: c.asked is not None and c.asked.too_late and c.asked.is_open),
    ("counts_as_cancelled", lambda c: c.counts_as_cancelled == "yes"),
    ("late_shipment", _any(lambda p: p.late and p.is_first and not p.again)),
    ("unconfirmed", _any(lambda p: p.confirmed_at is None)),
    ("untracked", _any(lambda p: p.confirmed_at is not None and p.tracking is None)),
    ("unsigned", _any(lambda p: p.unsigned)),
    ("other_address", _any(lambda p: p.elsewhere)),
    ("over_shipped", lambda c: any(line.shipped > line.ordered for line in c.lines)),
    ("sent_twice", lambda c: sent_twice(c.parcels)),
    ("late_delivery", lambda c: c.delivery == "late"),
    ("overdue", lambda c: c.delivery == "overdue"),
    ("estimate_moved", lambda c: len({estimate.day for estimate in c.estimates}) > 1),
    ("defect", lambda c: c.defect == "yes"),
    ("second_feedback", lambda c: len([each for each in c.defects if each.kind == "feedback"]) > 1),
    ("send_failed", lambda c: _failed(c, retryable=False)),
    ("send_to_retry", lambda c: _failed(c, retryable=True)),
    ("discrepancy", _discrepancy),
    ("unknown_status", lambda c: c.last_status is not None and c.last_status not in KNOWN_STATUSES),
    ("reopened", lambda c: c.reopened_at is not None),
)

FLAG_ALERTS = {
    "double_refund": ("critical", "one due was paid twice"),
    "over_refunded": ("critical", "the buyer got more than he paid"),
    "unclear_refunds": ("warning", "two cases paid for one due, and nobody said how much it was"),
    "expiry_expected": ("critical", "the shipment was not confirmed, the marketplace will cancel the order"),
    "shipped_though_cancelled": (
        "critical",
        "it was shipped although it was cancelled: what is not confirmed is not paid",
    ),
    "cancelled_after_shipping": ("critical", "it was cancelled although it was shipped"),
    "shipped_despite_wish": ("warning", "it was shipped although the buyer had asked to cancel: ask him to refuse it"),
    "cancel_after_shipping": (
        "warning",
        "the buyer asks to cancel what is shipped: ask him why, and to refuse the parcel",
    ),
    "late_shipment": ("warning", "the shipment was confirmed too late"),
    "untracked": ("warning", "it was shipped without a tracking number"),
    "unsigned": ("warning", "goods of this value were shipped without a signature"),
    "other_address": ("warning", "it was sent elsewhere than to the address of the order"),
    "over_shipped": ("warning", "more was shipped than was ordered"),
    "sent_twice": ("warning", "a parcel turned up although its goods had been sent again"),
    "late_delivery": ("warning", "it was delivered after the promised day"),
    "overdue": ("warning", "it was not delivered by the promised day"),
    "second_feedback": ("warning", "two feedbacks name this order, which can have one"),
    "send_failed": ("critical", "the request for feedback could not be sent"),
    "send_to_retry": ("warning", "the request for feedback could not be sent, it can be tried again"),
    "discrepancy": ("warning", "a report shows a status that the ledgers do not know of"),
    "unknown_status": ("warning", "a report shows a status we do not know"),
    "reopened": ("warning", "it moved again after it was closed"),
}
