"""The order as the engine takes it: its table, rules, clocks, flags and keys in one place."""

from collections.abc import Mapping

from msgspec.structs import replace

from events.envelope import Event
from lifecycle.engine.kind import Kind, Rule
from lifecycle.families import of_order
from lifecycle.orders import carriage, ending, feedback, moneys, placing, promises, sending
from lifecycle.orders.case import Order, blank
from lifecycle.orders.flags import FLAG_ALERTS, flags_of
from lifecycle.orders.goods import read_off
from lifecycle.orders.references import asserted
from lifecycle.orders.summary import state_of
from lifecycle.orders.table import TABLE
from lifecycle.orders.timers import TIMERS
from lifecycle.policy.pack import Market

_GOODS: Mapping[str, Rule[Order]] = {
    "shipped": sending.shipped,
    "lost": carriage.lost,
    "returned_to_sender": carriage.returned_to_sender,
    "reshipped": sending.reshipped,
    "delivered": carriage.delivered,
}
_RULES: Mapping[str, Rule[Order]] = {
    "placed": placing.placed,
    "delivery_estimated": promises.delivery_estimated,
    "address_change_requested": placing.address_change_requested,
    "address_change_answered": placing.address_change_answered,
    "cancel_requested": placing.cancel_requested,
    "cancel_refused": placing.cancel_refused,
    "cancelled": placing.cancelled,
    "expired": placing.expired,
    **_GOODS,
    "delayed": promises.delayed,
    "inquiry_opened": carriage.inquiry_opened,
    "inquiry_answered": carriage.inquiry_answered,
    "buyer_told": promises.buyer_told,
    "apologised": promises.apologised,
    "refund_requested": moneys.refund_requested,
    "refunded": moneys.refunded,
    "refund_failed": moneys.refund_failed,
    "refund_told": moneys.refund_told,
    "defect_told": feedback.defect_told,
    "solicitation_requested": feedback.solicitation_requested,
    "solicited": feedback.solicited,
    "send_failed": feedback.send_failed,
    "status_reported": ending.status_reported,
    "closed": ending.closed,
    "reopened": ending.reopened,
}

#: At one instant the purchase comes before what follows from it, wishes before answers, goods before money.
_RANK = {name: place for place, name in enumerate(_RULES)}


def _weighed(name: str, rule: Rule[Order]) -> Rule[Order]:
    """The rule, what is read off after it, and the note of when the case was last touched.

    Goods that move although the case is closed open it again; news that only says more of them do not (C.0-8).
    """

    def weighed(case: Order, event: Event, market: Market) -> Order:
        after = rule(case, event, market)
        if name in _GOODS and _whereabouts(after) != _whereabouts(case):
            after = ending.reopen(after, event)
        return read_off(replace(after, touched_at=max(case.touched_at or event.since, event.since)))

    return weighed


def _whereabouts(case: Order) -> tuple[object, ...]:
    return tuple((p.key, p.again, p.delivered_at, p.lost_at, p.returned_at) for p in case.parcels)


ORDER: Kind[Order] = Kind(
    name="order",
    version=1,
    case=Order,
    blank=blank,
    table=TABLE,
    rules={name: _weighed(name, rule) for name, rule in _RULES.items()},
    summary=state_of,
    timers=TIMERS,
    rank=_RANK,
    flags=flags_of,
    flag_alerts=FLAG_ALERTS,
    market=lambda case: case.marketplace,
    references=asserted,
    family=lambda case: of_order(case.order_id),
    is_open=lambda case, at: case.closed_at is None or case.closed_at > at,
)
