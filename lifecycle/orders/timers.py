"""The clocks of an order: while the ledgers say so they run. How long stands in the policy pack, by name."""

from collections.abc import Callable
from dataclasses import replace as replace_timer
from datetime import datetime

from msgspec.structs import replace

from lifecycle.engine.kind import Timer
from lifecycle.orders import rest
from lifecycle.orders.case import Order
from lifecycle.orders.goods import is_gone, is_wanting, may_solicit, read_off
from lifecycle.orders.ledgers import Inquiry
from lifecycle.orders.refunds import own_open
from lifecycle.orders.table import AWAITED, OPEN, UNSENT, WITH_PARCELS
from lifecycle.policy.schedule import Moment

Since = Callable[[Order], datetime | None]


def _worked(timer: Timer[Order]) -> Timer[Order]:
    """The clock runs only for open orders that we work; those we merely track (AFN) come to rest, no more."""
    tracked = timer.name in ("O-AFTER", "O-SILENT")

    def since(case: Order) -> datetime | None:
        idle = case.closed_at or case.placed_at is None or (case.tracking_only and not tracked)
        return None if idle else timer.since(case)

    return replace_timer(timer, since=since)


def _unshipped(case: Order) -> datetime | None:
    return case.ordered_at if is_wanting(case) else None


def _unconfirmed_shipment(case: Order) -> datetime | None:
    """Counts from the day it was to be shipped by; without one nobody knows when the marketplace gives up."""
    return case.ship_by_day if is_wanting(case) else None


def _undelivered(case: Order) -> datetime | None:
    """Counts from the newest estimate, until the buyer has his goods or his money."""
    return case.estimates[-1].since if case.estimates and not case.is_settled else None


def _unsaid(case: Order) -> datetime | None:
    return None if case.is_settled else min(case.unsaid.values(), default=None)


def _unapologised(case: Order) -> datetime | None:
    return min(case.unapologised.values(), default=None)


def _wished(case: Order) -> datetime | None:
    return case.asked.at if case.asked and case.asked.is_open else None


def _address_asked(case: Order) -> datetime | None:
    return None if case.delivered_at or is_gone(case) else case.address_asked_at


def _inquiry(case: Order) -> Inquiry | None:
    """The oldest inquiry without an answer; goods that came after it have answered it."""
    arrived = case.delivered_at
    if not case.parcels:
        return None
    waiting = (each for each in case.inquiries if not each.answered_at and not (arrived and arrived > each.opened_at))
    return min(waiting, key=lambda inquiry: inquiry.opened_at, default=None)


def _inquired(case: Order) -> datetime | None:
    inquiry = _inquiry(case)
    return inquiry.opened_at if inquiry else None


def _to_be_answered(case: Order) -> datetime | None:
    inquiry = _inquiry(case)
    return inquiry.respond_by if inquiry else None


def _solicitable(case: Order) -> datetime | None:
    return case.delivered_at if may_solicit(case) else None


def _unconfirmed_refund(case: Order) -> datetime | None:
    pending = own_open(case.refunds)
    return pending.requested_at if pending else None


def _unsent(case: Order) -> datetime | None:
    return min((each.requested_at for each in case.solicitations if each.is_open), default=None)


def _expiring(case: Order, moment: Moment) -> Order:
    """Only the marketplace's own word cancels the order; until then it is to be expected."""
    return case if case.expiry_expected_at else replace(case, expiry_expected_at=moment.at)


def _overdue(case: Order, moment: Moment) -> Order:
    """The estimate is over: the delay is known, and the buyer is to hear of it."""
    if case.overdue_at is not None:
        return case
    unsaid = {"delay": moment.at, **case.unsaid}
    return read_off(replace(case, overdue_at=moment.at, overdue_excused=False, unsaid=unsaid))


def _askable(case: Order, moment: Moment) -> Order:
    """From the first moment on the buyer may be asked for feedback, from the second no more."""
    if case.solicit_from is None:
        return replace(case, solicit_from=moment.at, solicit_at=moment.at)
    return replace(case, solicit_at=None)


TIMERS: tuple[Timer[Order], ...] = tuple(
    _worked(timer)
    for timer in (
        # name, in which states it can run, since when; stated by the source; what follows when it is missed
        Timer("O-SHIPBY", UNSENT, _unshipped, stated=lambda case: case.ship_by),
        Timer("O-EXPIRY", UNSENT, _unconfirmed_shipment, missed=_expiring),
        Timer("O-DELIVERY", AWAITED, _undelivered, missed=_overdue),
        Timer("O-TELLBUYER", AWAITED, _unsaid),
        Timer("O-APOLOGY", OPEN, _unapologised),
        Timer("O-CANCEL", OPEN, _wished),
        Timer("O-ADDRESS", AWAITED, _address_asked),
        Timer("O-CARRIER", WITH_PARCELS, _inquired, stated=_to_be_answered),
        Timer("O-REFUNDCONF", OPEN, _unconfirmed_refund),
        Timer("O-SOLICIT", ("delivered",), _solicitable, missed=_askable),
        Timer("O-SENDCONF", OPEN, _unsent),
        Timer("O-AFTER", rest.AT_REST, rest.since, variant=rest.variant, floor=rest.floor, missed=rest.closed),
        Timer("O-SILENT", rest.ON_ITS_WAY, rest.silent_since, floor=rest.floor, missed=rest.closed),
    )
)
