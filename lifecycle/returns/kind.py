"""The return as the engine takes it: its table, rules, clocks, flags and keys in one place."""

from collections.abc import Mapping

from msgspec.structs import replace

from events.envelope import Event
from lifecycle.engine.kind import Kind, Rule
from lifecycle.families import of_order
from lifecycle.policy.pack import Market
from lifecycle.returns import asking, claims, goods, moneys, window, worth
from lifecycle.returns.asking import merge
from lifecycle.returns.automatic import AUTOMATIC
from lifecycle.returns.case import Return, blank
from lifecycle.returns.references import asserted, scanned
from lifecycle.returns.summary import flags_of, state_of
from lifecycle.returns.table import TABLE
from lifecycle.returns.timers import TIMERS

_RULES: Mapping[str, Rule[Return]] = {
    "requested": asking.requested,
    "authorized": asking.authorized,
    "declined": asking.declined,
    "withdrawn": asking.withdrawn,
    "objected": asking.objected,
    "closed": asking.closed,
    "reopened": asking.reopened,
    "shipped": goods.shipped,
    "delivered": goods.delivered,
    "lost": goods.lost,
    "received": goods.received,
    "inspected": goods.inspected,
    "hold_released": goods.hold_released,
    "refund_requested": moneys.refund_requested,
    "refunded": moneys.refunded,
    "refund_failed": moneys.refund_failed,
    "replacement_requested": moneys.replacement_requested,
    "replacement_sent": moneys.replacement_sent,
    "replacement_delivered": moneys.replacement_delivered,
    "escalated": claims.escalated,
    "deescalated": claims.deescalated,
    "status_reported": claims.status_reported,
    "safet_filed": claims.safet_filed,
    "safet_decided": claims.safet_decided,
    "carrier_settled": claims.carrier_settled,
    "order_dated": window.order_dated,
    "unit_relabelled": worth.unit_relabelled,
    "resold": worth.resold,
    "reimbursed": worth.reimbursed,
    "cost_booked": worth.cost_booked,
}

#: At one instant a request comes before what follows from it, and goods before money.
_RANK = {name: place for place, name in enumerate(_RULES)}

_FLAG_ALERTS = {
    "hold": ("critical", "the goods are not what was expected: decide what happens to them"),
    "over_refunded": ("critical", "the buyer got more than is due"),
    "refund_failed": ("critical", "the refund could not be paid: the buyer still waits for it"),
    "over_received": ("critical", "more units arrived than were announced"),
    "unexpected_units": ("warning", "goods arrived that nobody announced"),
    "discrepancy": ("warning", "a report calls it done, the money ledger does not"),
    "unknown_status": ("warning", "a report shows a status we do not know"),
    "unauthorized_return": ("info", "the goods came before the authorization"),
    "invalid_decline": ("warning", "a request within policy was declined"),
    "reopened": ("warning", "it moved again after it was closed"),
    "replacement_lost": ("warning", "the replacement is lost, the buyer is owed money"),
    "resold_twice": ("warning", "one and the same unit was sold again twice: one of the sales is not of this unit"),
    "worth_in_other_currency": ("warning", "sales or costs were booked in another currency than that of the return"),
}

UNTOUCHING = worth.QUIET | {"order_dated"}
"""Events that leave the clock alone by which a settled case comes to rest."""


def _touching(rule: Rule[Return]) -> Rule[Return]:
    """The rule, and the note of when the case was last touched; what is only told again does not touch it."""

    def touched(case: Return, event: Event, market: Market) -> Return:
        after = rule(case, event, market)
        if event.name in UNTOUCHING or (event.name == "deescalated" and after.claims == case.claims):
            return after
        return replace(after, touched_at=max(case.touched_at or event.since, event.since))

    return touched


RETURN: Kind[Return] = Kind(
    name="return",
    version=3,
    case=Return,
    blank=blank,
    table=TABLE,
    rules={name: _touching(rule) for name, rule in _RULES.items()},
    summary=state_of,
    timers=TIMERS,
    rank=_RANK,
    flags=flags_of,
    flag_alerts=_FLAG_ALERTS,
    market=lambda case: case.marketplace,
    references=asserted,
    automatic=AUTOMATIC,
    is_open=lambda case, at: case.closed_at is None or case.closed_at > at,
    is_stray=lambda case: case.state == "unexpected",
    scanned=scanned,
    merge=merge,
    family=lambda case: of_order(case.order_id),
)
