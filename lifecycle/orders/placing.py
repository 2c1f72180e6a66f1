"""What becomes of the order as a whole: placed, asked to be cancelled, cancelled, expired; and where it goes."""

from decimal import Decimal

from msgspec.structs import replace

from events.cancelling import (
    AddressChangeAnswered,
    AddressChangeRequested,
    Cancelled,
    CancelRefused,
    CancelRequested,
    Expired,
)
from events.envelope import Event
from events.orders import Placed
from lifecycle.engine.kind import Parked
from lifecycle.orders.case import Order
from lifecycle.orders.days import start_of
from lifecycle.orders.goods import is_gone, is_wanting
from lifecycle.orders.ledgers import Asked, Line, Money, Undone
from lifecycle.orders.promises import estimate
from lifecycle.orders.refunds import ZERO
from lifecycle.policy.days import end_of
from lifecycle.policy.pack import Market


def placed(case: Order, event: Event, market: Market) -> Order:
    """The buyer has ordered; the first estimate of the delivery is the one that lateness is judged by."""
    data: Placed = event.data  # type: ignore[assignment]
    ordered_at = start_of(data.ordered_at, market) if data.ordered_at else event.since
    promised = estimate(data.latest_delivery, event, market, original=True) if data.latest_delivery else None
    return replace(
        case,
        lines=tuple(
            Line(line=line.line, sku=line.sku, ordered=line.quantity, unit_paid=line.unit_paid) for line in data.lines
        ),
        money=Money(currency=data.currency, paid=_paid(data)),
        order_id=data.order_id,
        marketplace=data.marketplace,
        channel=data.channel,
        purchase=data.purchase,
        placed_at=event.since,
        ordered_at=ordered_at,
        ship_by=end_of(data.ship_by, market),
        ship_by_day=start_of(data.ship_by, market) if data.ship_by else None,
        asks_by_itself=market.value("auto_solicit", ordered_at).value == "neutral",
        total=data.total,
        shipping_paid=data.shipping_paid,
        estimates=(promised,) if promised else (),
    )


def _paid(data: Placed) -> Decimal | None:
    """All that the buyer paid; nobody knows it if neither the total nor the shipping was told."""
    if data.total is not None:
        return data.total
    if data.shipping_paid is None:
        return None
    return sum((line.unit_paid * line.quantity for line in data.lines), ZERO) + data.shipping_paid


def cancel_requested(case: Order, event: Event, _market: Market) -> Order:
    """The buyer asks to cancel; what is shipped already he is asked to refuse at the door (S4-29)."""
    _data: CancelRequested = event.data  # type: ignore[assignment]
    if is_gone(case) or (case.asked and case.asked.is_open):
        return case
    return replace(case, asked=Asked(at=event.since, too_late=not is_wanting(case)))


def cancel_refused(case: Order, event: Event, _market: Market) -> Order:
    """The buyer's wish to cancel is refused; there has to be one."""
    _data: CancelRefused = event.data  # type: ignore[assignment]
    if case.asked is None or not case.asked.is_open:
        raise Parked(f"order {case.id} is {case.state}: the buyer has not asked to cancel, nothing can be refused yet")
    return replace(case, asked=replace(case.asked, answered_at=event.since))


def cancelled(case: Order, event: Event, _market: Market) -> Order:
    """What is not shipped will not be sent; by whom decides whether it counts (S3-28)."""
    data: Cancelled = event.data  # type: ignore[assignment]
    return _undone(case, event, Undone(at=event.since, state="cancelled", by=data.by, reason=data.reason))


def expired(case: Order, event: Event, _market: Market) -> Order:
    """The marketplace cancels what nobody confirmed in time (S3-18, B-35); what is shipped unconfirmed is not paid."""
    _data: Expired = event.data  # type: ignore[assignment]
    return _undone(case, event, Undone(at=event.since, state="expired", by="marketplace"))


def _undone(case: Order, event: Event, undone: Undone) -> Order:
    """The first that ends the order says how it ended; what is told of it later changes nothing."""
    asked = case.asked
    if asked and asked.is_open:
        case = replace(case, asked=replace(asked, answered_at=event.since))
    if case.undone is not None:
        return case
    wished = undone.state == "cancelled" and asked is not None and asked.is_open
    ours = undone.by in ("seller", "rule") or undone.state == "expired"
    if ours and not wished and is_wanting(case):
        case = replace(case, unapologised={"cancellation": event.since, **case.unapologised})
    return replace(case, undone=replace(undone, asked=wished, in_time=is_wanting(case)))


def address_change_requested(case: Order, event: Event, _market: Market) -> Order:
    """The buyer wants the goods elsewhere (S4-32); asked again, he still waits since the first time."""
    _data: AddressChangeRequested = event.data  # type: ignore[assignment]
    return replace(case, address_asked_at=case.address_asked_at or event.since)


def address_change_answered(case: Order, event: Event, _market: Market) -> Order:
    """The buyer knows whether the address can still be changed; he has to have asked."""
    _data: AddressChangeAnswered = event.data  # type: ignore[assignment]
    if case.address_asked_at is None:
        raise Parked(f"order {case.id} is {case.state}: no change of the address has been asked for yet")
    return replace(case, address_asked_at=None)
