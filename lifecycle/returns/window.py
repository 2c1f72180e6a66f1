"""The return window: was it asked for in time? What is not known is undetermined, never in time (B-09, B-10, B-11)."""

from collections.abc import Iterator
from datetime import date, datetime

from msgspec.structs import replace

from events.envelope import Event
from events.linked import OrderDated
from lifecycle.policy.days import end_of, start_of
from lifecycle.policy.pack import Market
from lifecycle.returns.case import Return

HOLIDAY_RULES = ("B-10", "B-11")


def order_dated(case: Return, event: Event, market: Market) -> Return:
    """The order has told its dates: they count before those that the request itself may have named."""
    data: OrderDated = event.data  # type: ignore[assignment]
    return placed(
        replace(
            case,
            ordered_at=start_of(data.ordered_at, market),
            order_delivered_at=start_of(data.delivered_at, market),
            dated_at=event.since,
        ),
        market,
    )


def placed(case: Return, market: Market) -> Return:
    """The case with its request placed in or out of the window; `undetermined` while the delivery is not known."""
    if case.requested_at is None:
        return case
    ends = max(_ends(case, market), default=None)
    if ends is None:
        return replace(case, window="undetermined")
    return replace(case, window="in" if case.requested_at < ends else "out")


def in_policy(case: Return) -> bool | None:
    """Whether the request is in policy: as the source says, else by the window; None while nobody knows."""
    if case.in_policy is not None:
        return case.in_policy
    return {"in": True, "out": False}.get(case.window or "")


def _ends(case: Return, market: Market) -> Iterator[datetime]:
    """The instants (UTC) at which the windows that are open to this return close; the latest counts."""
    delivered, ordered = case.order_delivered_at or case.said_delivered_at, case.ordered_at or case.said_ordered_at
    usual = market.ends("B-09", delivered, ordered=ordered) if delivered else None
    if usual is None:
        return
    yield usual
    for rule in HOLIDAY_RULES:
        value = market.find(rule, ordered) if ordered else None
        last = end_of(date.fromisoformat(str(value.of("any"))), market) if value else None
        if last is not None:
            yield last
