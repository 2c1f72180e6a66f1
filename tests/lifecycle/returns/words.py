"""The events of a return in short words: who says nothing else gets two mugs of 12.50 EUR each, on amazon.it."""

from typing import Any

from events.envelope import Event
from tests.lifecycle.language import ENVELOPE, assigned, noted, said

MUGS = ({"line": "1", "sku": "MUG", "quantity": 2, "unit_paid": "12.50"},)


def requested(at: float = 0, lines: Any = MUGS, market: str = "amazon.it", **more: Any) -> Event:
    return said("requested", at, {"order_id": "302-1", "marketplace": market, "currency": "EUR", "lines": lines}, more)


def authorized(at: float = 5, by: str = "operator", **more: Any) -> Event:
    return said("authorized", at, {"by": by, "rma": "D1RRMA"}, more)


def declined(at: float = 6, **more: Any) -> Event:
    return said("declined", at, {"reason": "out of policy", "note": "too late"}, more)


def withdrawn(at: float, **more: Any) -> Event:
    return said("withdrawn", at, {}, more)


def objected(at: float, **more: Any) -> Event:
    return said("objected", at, {}, more)


def closed(at: float, reason: str = "resolved_by_advice", **more: Any) -> Event:
    return said("closed", at, {"reason": reason, "note": "done"}, more)


def reopened(at: float, **more: Any) -> Event:
    return said("reopened", at, {"reason": "the buyer wrote again"}, more)


def shipped(at: float = 30, tracking: str = "X1", **more: Any) -> Event:
    return said("shipped", at, {"carrier": "BRT", "tracking": tracking}, more)


def delivered(at: float = 70, **more: Any) -> Event:
    return said("delivered", at, {"carrier": "BRT", "tracking": "X1"}, more)


def lost(at: float, by: str = "carrier", **more: Any) -> Event:
    return said("lost", at, {"by": by}, more)


def received(at: float = 80, quantity: int = 2, sku: str | None = "MUG", scan: str | None = None, **more: Any) -> Event:
    unit = {"quantity": quantity} | ({"sku": sku} if sku else {})
    return said("received", at, {"scan_id": scan or f"s-{at}", "station": "dock-1", "units": [unit]}, more)


def inspected(at: float = 90, quantity: int = 2, sku: str = "MUG", **unit: Any) -> Event:
    envelope = {member: unit.pop(member) for member in ENVELOPE if member in unit}
    seen = {"quantity": quantity, "sku": sku, "grade": "new", "disposition": "restock_new", **unit}
    return said("inspected", at, {"units": [seen]}, envelope)


def refund_requested(
    at: float = 91, amount: str = "25.00", kind: str = "full", refund: str = "RF1", **more: Any
) -> Event:
    return said("refund_requested", at, {"refund_id": refund, "amount": amount, "currency": "EUR", "kind": kind}, more)


def refunded(
    at: float = 93, amount: str = "25.00", issuer: str = "seller", refund: str | None = "RF1", **more: Any
) -> Event:
    return said("refunded", at, {"refund_id": refund, "amount": amount, "currency": "EUR", "issuer": issuer}, more)


def refund_failed(at: float, refund: str = "RF1", **more: Any) -> Event:
    return said("refund_failed", at, {"refund_id": refund, "error": "card expired"}, more)


def replacement_requested(at: float, **more: Any) -> Event:
    return said("replacement_requested", at, {"lines": [{"quantity": 2, "sku": "MUG"}]}, more)


def replacement_sent(at: float, **more: Any) -> Event:
    return said("replacement_sent", at, {"lines": [{"quantity": 2, "sku": "MUG"}]}, more)


def replacement_delivered(at: float, **more: Any) -> Event:
    return said("replacement_delivered", at, {}, more)


def escalated(at: float, claim: str = "C-1", **more: Any) -> Event:
    return said("escalated", at, {"claim_id": claim, "claim_kind": "a_to_z"}, more)


def deescalated(at: float, claim: str = "C-1", outcome: str = "withdrawn", **more: Any) -> Event:
    return said("deescalated", at, {"claim_id": claim, "outcome": outcome}, more)


def status_reported(at: float, status: str = "Completed", **more: Any) -> Event:
    return said("status_reported", at, {"status": status}, more)


def hold_released(at: float, choice: str = "partial", **more: Any) -> Event:
    return said("hold_released", at, {"choice": choice}, more)


def safet_filed(at: float, safet: str = "S-1", **more: Any) -> Event:
    return said("safet_filed", at, {"safet_id": safet}, more)


def safet_decided(at: float, safet: str = "S-1", **more: Any) -> Event:
    return said("safet_decided", at, {"safet_id": safet, "outcome": "granted"}, more)


def order_dated(at: float, **more: Any) -> Event:
    return said("order_dated", at, {"order_id": "302-1"}, more)


def carrier_settled(at: float, **more: Any) -> Event:
    return said("carrier_settled", at, {"outcome": "paid"}, more)


def unit_relabelled(at: float, unit: str = "U-1", **more: Any) -> Event:
    return said("unit_relabelled", at, {"unit": unit, "grade": "Used - Good"}, more)


def resold(at: float, unit: str = "U-1", amount: str = "8.00", **more: Any) -> Event:
    return said("resold", at, {"unit": unit, "channel": "Outlet", "amount": amount, "currency": "EUR"}, more)


def reimbursed(at: float, ref: str = "RB-1", amount: str = "4.00", **more: Any) -> Event:
    return said("reimbursed", at, {"payer": "carrier", "amount": amount, "currency": "EUR", "ref": ref}, more)


def cost_booked(at: float, what: str = "rework", amount: str | None = "1.50", **more: Any) -> Event:
    money = {"amount": amount, "currency": "EUR"} if amount else {}
    return said("cost_booked", at, {"what": what, **money}, more)


BACK = (requested(), authorized(), shipped(), received(), inspected())
"""Two mugs are back and graded as new."""
PAID = (*BACK, refund_requested(), refunded())
"""Two mugs are back and refunded in full."""

FIRST = requested
ANYTHING: dict[Any, dict[str, list[Any]]] = {
    requested: {
        "market": ["amazon.it", "shop.it", "amazon.com"],
        "withdrawal": [None, True],
        "channel": ["MFN", "AFN"],
        "resolution": [None, "keep_item"],
    },
    authorized: {},
    declined: {},
    withdrawn: {},
    objected: {},
    closed: {"reason": ["written_off", "duplicate", "merged"]},
    reopened: {},
    shipped: {},
    delivered: {},
    lost: {},
    received: {"quantity": [1, 2, 3], "sku": ["MUG", "CUP", None], "scan": ["a", "b", None]},
    inspected: {"quantity": [1, 2], "mismatch": ["none", "wrong_item"], "grade": ["new", "damaged"]},
    refund_requested: {
        "amount": ["25.00", "12.50", "30.00"],
        "kind": ["full", "partial", "keep_item", "goodwill"],
        "refund": ["RF1", "RF2"],
    },
    refunded: {
        "amount": ["25.00", "12.50"],
        "issuer": ["seller", "amazon_rfs", "amazon_cs"],
        "refund": ["RF1", "RF2", None],
    },
    refund_failed: {"refund": ["RF1", "RF2"], "retryable": [True, False]},
    replacement_requested: {},
    replacement_sent: {},
    replacement_delivered: {},
    escalated: {},
    deescalated: {"outcome": ["granted_seller", "denied"]},
    status_reported: {},
    hold_released: {},
    safet_filed: {},
    safet_decided: {},
    carrier_settled: {},
    order_dated: {"delivered_at": [None, "2026-10-20", "2026-08-01"], "ordered_at": [None, "2026-07-20"]},
    unit_relabelled: {"unit": ["U-1", "U-2"], "grade": ["good", "new"], "sku": ["MUG", None]},
    resold: {
        "unit": ["U-1", "U-2"],
        "currency": ["EUR", "EUR", "USD"],
        "sold_at": [None, "2026-11-20"],
        "amount": ["8.00", "9.00"],
    },
    reimbursed: {"ref": ["RB-1", "RB-2"], "amount": ["4.00", "5.00"], "currency": ["EUR", "EUR", "USD"]},
    cost_booked: {"what": ["rework", "label"], "ref": ["K-1", None], "minutes": [None, 5]},
    noted: {},
    assigned: {},
}
"""Everything that could be told about a return, with values for its members."""
