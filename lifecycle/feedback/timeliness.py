"""Whether a feedback was left when a buyer may leave one (B-36): a check of plausibility that refuses nothing.

A day that was told without an hour is all its instants: where that leaves the answer open, it is undetermined.
"""

from datetime import date, datetime

from msgspec.structs import replace

from events.envelope import Event
from events.linked import OrderDated
from lifecycle.engine.kind import Rejected
from lifecycle.families import of_order
from lifecycle.feedback.case import Feedback
from lifecycle.policy.days import end_of
from lifecycle.policy.pack import Market

Span = tuple[datetime, datetime]


def order_dated(case: Feedback, event: Event, market: Market) -> Feedback:
    """What is known of the dates of the order; a date that is left out stays as it was."""
    data: OrderDated = event.data  # type: ignore[assignment]
    if of_order(data.order_id) != of_order(case.order_id):
        raise Rejected(
            f"feedback {case.id} is for order {case.order_id}: the dates of order {data.order_id} are not its"
        )
    ordered, delivered = span(data.ordered_at, market), span(data.delivered_at, market)
    if ordered:
        case = replace(case, ordered_at=ordered[0])
    if delivered:
        case = replace(case, delivered_at=delivered[0], delivered_by=delivered[1])
    return judged(case, market)


def span(told: datetime | date | None, market: Market) -> Span | None:
    """The first and the last instant (UTC) that a told moment may be: itself twice, or the bounds of that local day."""
    end = end_of(told, market)
    if told is None or end is None:
        return None
    if isinstance(told, datetime):
        return end, end
    return market.calendar.start_of(told), end - datetime.resolution


def last_instant(event: Event) -> datetime:
    """The last instant (UTC) at which an event may have happened: its own, or the last one of its day."""
    return event.at - datetime.resolution if event.precision == "date" else event.at


def judged(case: Feedback, market: Market) -> Feedback:
    """The case with what can be said of it as things stand."""
    return replace(case, early=_is_early(case, market), late=_is_late(case, market))


def _is_early(case: Feedback, market: Market) -> bool | None:
    """Left before so many days after receipt had passed, counted in exact hours."""
    if not (case.left_at and case.left_by and case.delivered_at and case.delivered_by):
        return None
    opens = market.ends("feedback_opens", case.delivered_at), market.ends("feedback_opens", case.delivered_by)
    if opens[0] is None or opens[1] is None:
        return None
    if case.left_by < opens[0]:
        return True
    return False if case.left_at >= opens[1] else None


def _is_late(case: Feedback, market: Market) -> bool | None:
    """Left after the last of so many local days after the order."""
    if not (case.left_at and case.ordered_at):
        return None
    until = market.ends("B-36", case.ordered_at)
    return None if until is None else case.left_at >= until
