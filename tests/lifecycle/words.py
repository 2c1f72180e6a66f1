"""The events of a return in short words: who says nothing else gets two mugs of 12.50 EUR each, on amazon.it."""

from typing import Any

from events.envelope import Event
from tests.lifecycle.language import event

MUGS = ({"line": "1", "sku": "MUG", "quantity": 2, "unit_paid": "12.50"},)
_ENVELOPE = ("id", "source", "actor", "precision", "historical", "time", "causationid")


def _said(name: str, at: float, data: dict[str, Any], more: dict[str, Any]) -> Event:
    envelope = {member: more.pop(member) for member in _ENVELOPE if member in more}
    return event(name, at, {**data, **more}, **envelope)


def requested(at: float = 0, lines: Any = MUGS, market: str = "amazon.it", **more: Any) -> Event:
    return _said("requested", at, {"order_id": "302-1", "marketplace": market, "currency": "EUR", "lines": lines}, more)


def authorized(at: float = 5, by: str = "operator", **more: Any) -> Event:
    return _said("authorized", at, {"by": by, "rma": "D1RRMA"}, more)


def declined(at: float = 6, **more: Any) -> Event:
    return _said("declined", at, {"reason": "out of policy", "note": "too late"}, more)


def withdrawn(at: float, **more: Any) -> Event:
    return _said("withdrawn", at, {}, more)


def objected(at: float, **more: Any) -> Event:
    return _said("objected", at, {}, more)


def closed(at: float, reason: str = "resolved_by_advice", **more: Any) -> Event:
    return _said("closed", at, {"reason": reason, "note": "done"}, more)


def reopened(at: float, **more: Any) -> Event:
    return _said("reopened", at, {"reason": "the buyer wrote again"}, more)


def shipped(at: float = 30, tracking: str = "X1", **more: Any) -> Event:
    return _said("shipped", at, {"carrier": "BRT", "tracking": tracking}, more)


def delivered(at: float = 70, **more: Any) -> Event:
    return _said("delivered", at, {"carrier": "BRT", "tracking": "X1"}, more)


def lost(at: float, by: str = "carrier", **more: Any) -> Event:
    return _said("lost", at, {"by": by}, more)


def received(at: float = 80, quantity: int = 2, sku: str | None = "MUG", scan: str | None = None, **more: Any) -> Event:
    unit = {"quantity": quantity} | ({"sku": sku} if sku else {})
    return _said("received", at, {"scan_id": scan or f"s-{at}", "station": "dock-1", "units": [unit]}, more)


def inspected(at: float = 90, quantity: int = 2, sku: str = "MUG", **unit: Any) -> Event:
    envelope = {member: unit.pop(member) for member in _ENVELOPE if member in unit}
    seen = {"quantity": quantity, "sku": sku, "grade": "new", "disposition": "restock_new", **unit}
    return _said("inspected", at, {"units": [seen]}, envelope)


def refund_requested(
    at: float = 91, amount: str = "25.00", kind: str = "full", refund: str = "RF1", **more: Any
) -> Event:
    return _said("refund_requested", at, {"refund_id": refund, "amount": amount, "currency": "EUR", "kind": kind}, more)


def refunded(
    at: float = 93, amount: str = "25.00", issuer: str = "seller", refund: str | None = "RF1", **more: Any
) -> Event:
    return _said("refunded", at, {"refund_id": refund, "amount": amount, "currency": "EUR", "issuer": issuer}, more)


def refund_failed(at: float, refund: str = "RF1", **more: Any) -> Event:
    return _said("refund_failed", at, {"refund_id": refund, "error": "card expired"}, more)


def replacement_requested(at: float, **more: Any) -> Event:
    return _said("replacement_requested", at, {"lines": [{"quantity": 2, "sku": "MUG"}]}, more)


def replacement_sent(at: float, **more: Any) -> Event:
    return _said("replacement_sent", at, {"lines": [{"quantity": 2, "sku": "MUG"}]}, more)


def replacement_delivered(at: float, **more: Any) -> Event:
    return _said("replacement_delivered", at, {}, more)


def escalated(at: float, claim: str = "C-1", **more: Any) -> Event:
    return _said("escalated", at, {"claim_id": claim, "claim_kind": "a_to_z"}, more)


def deescalated(at: float, claim: str = "C-1", outcome: str = "withdrawn", **more: Any) -> Event:
    return _said("deescalated", at, {"claim_id": claim, "outcome": outcome}, more)


def status_reported(at: float, status: str = "Completed", **more: Any) -> Event:
    return _said("status_reported", at, {"status": status}, more)


def hold_released(at: float, choice: str = "partial", **more: Any) -> Event:
    return _said("hold_released", at, {"choice": choice}, more)


def safet_filed(at: float, safet: str = "S-1", **more: Any) -> Event:
    return _said("safet_filed", at, {"safet_id": safet}, more)


def safet_decided(at: float, safet: str = "S-1", **more: Any) -> Event:
    return _said("safet_decided", at, {"safet_id": safet, "outcome": "granted"}, more)


def carrier_settled(at: float, **more: Any) -> Event:
    return _said("carrier_settled", at, {"outcome": "paid"}, more)


def corrected(at: float, target: Event, data: dict[str, Any], **more: Any) -> Event:
    return _said(
        "corrected", at, {"corrects": {"source": target.source, "id": target.id}, "reason": "typo", "data": data}, more
    )


def dismissed(at: float, target: Event, **more: Any) -> Event:
    return _said("dismissed", at, {"event": {"source": target.source, "id": target.id}, "reason": "noise"}, more)


def noted(at: float, **more: Any) -> Event:
    return _said("noted", at, {"note": "called the buyer"}, more)


def assigned(at: float, to: str = "person:anna", **more: Any) -> Event:
    return _said("assigned", at, {"to": to}, more)


BACK = (requested(), authorized(), shipped(), received(), inspected())
"""Two mugs are back and graded as new."""
PAID = (*BACK, refund_requested(), refunded())
"""Two mugs are back and refunded in full."""
