"""The handling time: how many working days orders really take to be shipped, beside what was promised (S3-33)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from statistics import median_high
from typing import NamedTuple

from lifecycle.orders.case import Order
from lifecycle.policy.pack import Market


class Handling(NamedTuple):
    """What the shipped orders of one market say; days are working days there, None where no order says anything.

    `promised` and `usual` are those of the middle order, `late` were confirmed after their day. `needed` is the promise
    that would have kept the late shipment rate within its limit (B-32), where the market has one.
    """

    orders: int
    late: int
    promised: int | None
    usual: int | None
    needed: int | None

    @property
    def to_add(self) -> int | None:
        """How many days the promise should be longer, 0 if it is kept; None while that is unknown (S1-24)."""
        if self.promised is None or self.needed is None:
            return None
        return max(self.needed - self.promised, 0)


def handling(orders: Iterable[Order], market: Market, now: datetime) -> Handling:
    """What the orders (all of `market`) say at `now`; what nobody shipped or what was sent again says nothing."""
    told = [(order, order.ordered_at, at) for order in orders if (at := _shipped_at(order)) and order.ordered_at]
    took = sorted(days_until(market, ordered, at) for _, ordered, at in told)
    promised = [days_until(market, ordered, order.ship_by_day) for order, ordered, _ in told if order.ship_by_day]
    return Handling(
        orders=len(told),
        late=sum("late_shipment" in order.flags for order, *_ in told),
        promised=median_high(promised) if promised else None,
        usual=median_high(took) if took else None,
        needed=_needed(took, market, now),
    )


def days_until(market: Market, since: datetime, at: datetime) -> int:
    """On which working day after that of `since` the instant `at` falls: 0 is the same day, a weekend the next one."""
    calendar = market.calendar
    first, last = calendar.zone.day(since), calendar.zone.day(at)
    worked = sum(map(calendar.is_worked, range(first + 1, last + 1)))
    return worked + (last > first and not calendar.is_worked(last))


def _shipped_at(order: Order) -> datetime | None:
    """When (UTC) the last of its first parcels was confirmed."""
    confirmed = (parcel.confirmed_at for parcel in order.parcels if parcel.is_first and not parcel.again)
    return max((at for at in confirmed if at), default=None)


def _needed(took: Sequence[int], market: Market, now: datetime) -> int | None:
    """The days within which so many orders were shipped that the share of the others is below the limit."""
    limit = market.find("B-32", now)
    if limit is None or not took:
        return None
    kept = int(len(took) * (100 - limit.decimal()) / 100) + 1
    return took[min(kept, len(took)) - 1]
