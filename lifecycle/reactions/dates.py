"""The dates of an order feed the rules of its cases: return windows, claim windows, how early or late a feedback is.

What the order does not know it does not tell: there it stays undetermined.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from lifecycle.engine.case import Case
from lifecycle.engine.reaction import Reaction, Telling, learnt
from lifecycle.orders.case import Order
from lifecycle.reactions.saying import MOMENT
from lifecycle.returns.case import Return

TOLD = frozenset({"return", "claim", "feedback"})
"""The kinds that have rules about the dates of their order."""


def tell(order: Order, others: Sequence[Case]) -> Iterator[Telling]:
    """All that is known of the dates, at the instant since which it is known."""
    if order.placed_at is None:
        return
    estimated = order.estimates[-1].told_at if order.estimates else order.placed_at
    since = max(order.placed_at, estimated, order.delivered_at or order.placed_at)
    dates = {
        "ordered_at": order.ordered_at,
        "latest_delivery_at": order.latest_delivery_at,
        "delivered_at": order.delivered_at,
    }
    data = {"order_id": order.order_id, **{name: at.isoformat() for name, at in dates.items() if at}}
    for case in others:
        if case.kind in TOLD:
            yield Telling(case.kind, case.id, "order_dated", data, _when(order, case, learnt(order, since)))


def _when(order: Order, case: Case, at: datetime) -> datetime:
    """When to say it: to a return a moment after what it was told otherwise before, so that the last word wins."""
    if not isinstance(case, Return) or case.dated_at is None or case.dated_at < at:
        return at
    otherwise = (case.ordered_at, case.order_delivered_at) != (order.ordered_at, order.delivered_at)
    return case.dated_at + MOMENT if otherwise else at


DATES = Reaction(
    name="order-dates",
    of="order",
    after={
        "order": ("placed", "delivery_estimated", "delayed", "delivered", "lost", "reshipped", "corrected"),
        "return": ("requested", "corrected"),
        "claim": ("opened",),
        "feedback": ("received",),
    },
    tell=tell,
)
