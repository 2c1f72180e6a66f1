"""The state and the flags of a return, read off its ledgers. No event sets a state by itself."""

from lifecycle.returns.case import Return
from lifecycle.returns.payments import is_over_refunded, is_settled, open_refund
from lifecycle.returns.quantities import awaits_goods, is_complete, is_graded
from lifecycle.returns.window import in_policy
from lifecycle.returns.worth import is_in_other_currency, is_resold_twice

DONE_STATUSES = frozenset({"completed", "closed", "refunded", "processed"})
KNOWN_STATUSES = DONE_STATUSES | {
    "approved",
    "pending",
    "cancelled",
    "canceled",
    "rejected",
    "denied",
    "declined",
    "open",
    "requested",
    "created",
    "in_transit",
    "delivered",
    "authorized",
}


def state_of(case: Return) -> str:
    """Where the return stands: the first that holds, from closed to merely announced."""
    if case.closed_at:
        return "closed"
    if not case.is_known:
        return "unexpected" if case.arrivals else "announced"
    return _money_state(case) or _goods_state(case)


def _money_state(case: Return) -> str | None:
    if open_refund(case) or (case.keep_item and not case.refunds and not case.declined_at):
        return "refund_pending"
    if is_settled(case) and not _is_followed_on(case):
        return "refunded"
    if case.replacement_at:
        return "replaced" if case.replaced_at else "replacement_pending"
    return None


def _is_followed_on(case: Return) -> bool:
    """Whether a return paid at the first scan or by a claim still shows where its goods are (C.8-10, C.8-14)."""
    if case.early_refund_by == "amazon_rfs":
        return awaits_goods(case) or (case.lost_at is not None and not case.arrivals)
    return case.claim_granted and awaits_goods(case)


def _goods_state(case: Return) -> str:
    if case.arrivals:
        if not is_complete(case):
            return "partially_received"
        return "inspected" if is_graded(case) else "received"
    if case.lost_at:
        return "lost_in_transit"
    if case.delivered_at:
        return "delivered"
    return _asked_state(case)


def _asked_state(case: Return) -> str:
    if case.declined_at:
        return "declined"
    if case.shipped_at:
        return "in_transit"
    if case.withdrawn_at:
        return "withdrawn"
    if case.expired_at:
        return "expired"
    return "authorized" if case.authorized_at else "requested"


def flags_of(case: Return) -> tuple[str, ...]:
    """What deserves a person's eye, in a fixed order."""
    return tuple(name for name, holds in _FLAGS if holds(case))


def _arrived_unasked(case: Return) -> bool:
    answered = case.authorized_at
    if case.tracking_only:
        return False
    return bool(case.received_at and case.requested_at and (answered is None or case.received_at < answered))


def _is_unpaid(case: Return) -> bool:
    """Whether the last refund that was asked for failed for good, and nothing has settled the return since."""
    failed = bool(case.refunds) and case.refunds[-1].failed
    return failed and not case.closed_at and not is_settled(case)


_FLAGS = (
    ("hold", lambda c: c.held),
    ("over_refunded", is_over_refunded),
    ("refund_failed", _is_unpaid),
    ("over_received", lambda c: c.is_known and any(line.received > line.requested > 0 for line in c.lines)),
    (
        "unexpected_units",
        lambda c: bool(c.requested_at) and any(line.received and not line.requested for line in c.lines),
    ),
    ("refunded_before_receipt", lambda c: c.early_refund_by is not None),
    ("discrepancy", lambda c: c.last_status in DONE_STATUSES and not is_settled(c)),
    ("unknown_status", lambda c: c.last_status is not None and c.last_status not in KNOWN_STATUSES),
    ("unauthorized_return", _arrived_unasked),
    ("late_return", lambda c: bool(c.expired_at and (c.shipped_at or c.arrivals))),
    ("missing_units", lambda c: any(line.missing for line in c.lines)),
    ("invalid_decline", lambda c: bool(c.declined_at and in_policy(c))),
    ("out_of_window", lambda c: in_policy(c) is False),
    ("withdrawn", lambda c: c.withdrawn_at is not None),
    ("lost_confirmed", lambda c: c.lost_confirmed and not c.arrivals),
    ("replacement_lost", lambda c: c.replacement_lost),
    ("reopened", lambda c: c.reopened),
    ("resold_twice", lambda c: is_resold_twice(c.worth)),
    ("worth_in_other_currency", is_in_other_currency),
)
