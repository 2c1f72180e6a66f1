"""What the buyer was promised and told: estimates of the delivery, delays, apologies.

The original estimate judges whether the delivery was late (B-34); the newest one says how long to wait.
"""

from datetime import date, datetime

from msgspec.structs import replace

from events.deliveries import Apologised, BuyerTold, Delayed, DeliveryEstimated
from events.envelope import Event
from lifecycle.orders.case import Order
from lifecycle.orders.days import day_of, start_of
from lifecycle.orders.goods import is_gone, is_wanting
from lifecycle.orders.ledgers import Estimate
from lifecycle.policy.days import end_of
from lifecycle.policy.pack import Market

#: What the buyer knows of once he has been told; who hears of a loss hears of the delay. Anything else says neither.
COVERED = {"delay": ("delay",), "loss": ("delay", "loss"), "cancellation": ("delay", "loss")}


def estimate(
    latest: datetime | date, event: Event, market: Market, *, reason: str | None = None, original: bool = False
) -> Estimate:
    """A latest day of delivery as it was told."""
    since = start_of(latest, market)
    return Estimate(
        day=day_of(latest, market),
        since=since,
        end=end_of(latest, market) or since,
        told_at=event.since,
        reason=reason,
        original=original,
    )


def delivery_estimated(case: Order, event: Event, market: Market) -> Order:
    """The delivery is expected otherwise; the first estimate is the promise, unless the goods are there already."""
    data: DeliveryEstimated = event.data  # type: ignore[assignment]
    first = not case.estimates and case.delivered_at is None and case.delayed_at is None
    return _expected(case, estimate(data.latest, event, market, reason=data.reason, original=first))


def delayed(case: Order, event: Event, market: Market) -> Order:
    """The goods will be later than promised (S3-12); no news for an order that has arrived or ended."""
    data: Delayed = event.data  # type: ignore[assignment]
    if data.new_latest is not None:
        case = _expected(case, estimate(data.new_latest, event, market, reason=data.reason))
    if case.delivered_at or is_gone(case):
        return case
    unsaid = {"delay": event.since, **case.unsaid}
    return replace(case, delayed_at=event.since, delayed_unshipped=is_wanting(case), unsaid=unsaid)


def _expected(case: Order, promised: Estimate) -> Order:
    """The case with one more estimate; one that lies ahead of a missed one is waited for anew."""
    over = case.overdue_at is not None and promised.end > case.overdue_at
    return replace(case, estimates=(*case.estimates, promised), overdue_at=None if over else case.overdue_at)


def buyer_told(case: Order, event: Event, _market: Market) -> Order:
    """The buyer knows; told of a cancellation, one who asked too late has his answer: refuse the parcel (S4-29)."""
    data: BuyerTold = event.data  # type: ignore[assignment]
    asked = case.asked
    if asked and asked.is_open and not is_wanting(case) and data.about == "cancellation":
        case = replace(case, asked=replace(asked, answered_at=event.since))
    left = {what: at for what, at in case.unsaid.items() if what not in COVERED.get(data.about, ())}
    return replace(case, unsaid=left)


def apologised(case: Order, event: Event, _market: Market) -> Order:
    """We have apologised, and with it told him (S3-21, S3-30, S4-26)."""
    _data: Apologised = event.data  # type: ignore[assignment]
    return replace(case, unsaid={}, unapologised={})
