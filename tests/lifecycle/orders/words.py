"""The events of an order in short words: who says nothing else orders two mugs and a pot on amazon.it for 60 EUR.

It is placed on Monday at 10:00, to be shipped by Wednesday and to be delivered by Friday.
"""

from typing import Any

from events.envelope import Event
from tests.lifecycle.language import assigned, noted, said

GOODS = (
    {"line": "1", "sku": "MUG", "quantity": 2, "unit_paid": "12.50"},
    {"line": "2", "sku": "POT", "quantity": 1, "unit_paid": "30.00"},
)
MUGS = ({"line": "1", "quantity": 2},)
POT = ({"line": "2", "quantity": 1},)


def _told(name: str, at: float, data: dict[str, Any], more: dict[str, Any]) -> Event:
    return said(name, at, data, {"kind": "order", "case": "O-1"} | more)


def placed(at: float = 0, market: str = "amazon.it", lines: Any = GOODS, **more: Any) -> Event:
    usual = {
        "order_id": "302-1",
        "marketplace": market,
        "currency": "EUR",
        "lines": lines,
        "ship_by": "2026-11-04",
        "latest_delivery": "2026-11-06",
        "shipping_paid": "5.00",
    }
    return _told("placed", at, usual, more)


def shipped(at: float = 30, tracking: str | None = "X1", lines: Any = None, **more: Any) -> Event:
    return _told("shipped", at, {"carrier": "BRT", "tracking": tracking, "lines": lines}, more)


def delivery_estimated(at: float, latest: str = "2026-11-10", **more: Any) -> Event:
    return _told("delivery_estimated", at, {"latest": latest}, more)


def delayed(at: float, **more: Any) -> Event:
    return _told("delayed", at, {"by": "carrier"}, more)


def buyer_told(at: float, about: str = "delay", **more: Any) -> Event:
    return _told("buyer_told", at, {"about": about}, more)


def apologised(at: float, **more: Any) -> Event:
    return _told("apologised", at, {}, more)


def delivered(at: float = 70, tracking: str | None = "X1", **more: Any) -> Event:
    return _told("delivered", at, {"tracking": tracking}, more)


def lost(at: float, by: str = "carrier", **more: Any) -> Event:
    return _told("lost", at, {"by": by}, more)


def returned_to_sender(at: float, tracking: str | None = "X1", **more: Any) -> Event:
    return _told("returned_to_sender", at, {"tracking": tracking, "carrier": "BRT", "reason": "refused"}, more)


def reshipped(at: float, tracking: str | None = "X2", **more: Any) -> Event:
    return _told("reshipped", at, {"carrier": "BRT", "tracking": tracking}, more)


def cancel_requested(at: float, **more: Any) -> Event:
    return _told("cancel_requested", at, {"reason": "ordered twice"}, more)


def cancel_refused(at: float, **more: Any) -> Event:
    return _told("cancel_refused", at, {"reason": "made to order"}, more)


def cancelled(at: float, by: str = "seller", **more: Any) -> Event:
    return _told("cancelled", at, {"by": by, "reason": "out of stock"}, more)


def expired(at: float, **more: Any) -> Event:
    return _told("expired", at, {}, more)


def inquiry_opened(at: float, inquiry: str = "Q-1", **more: Any) -> Event:
    return _told("inquiry_opened", at, {"carrier": "BRT", "inquiry": inquiry}, more)


def inquiry_answered(at: float, inquiry: str = "Q-1", **more: Any) -> Event:
    return _told("inquiry_answered", at, {"inquiry": inquiry, "result": "searching", "note": "in the depot"}, more)


def address_change_requested(at: float, **more: Any) -> Event:
    return _told("address_change_requested", at, {"address": "Via Roma 2"}, more)


def address_change_answered(at: float, **more: Any) -> Event:
    return _told("address_change_answered", at, {"accepted": False}, more)


def refund_requested(at: float, amount: str = "65.00", refund: str = "RF1", **more: Any) -> Event:
    return _told(
        "refund_requested", at, {"refund_id": refund, "amount": amount, "currency": "EUR", "kind": "full"}, more
    )


def refunded(
    at: float, amount: str = "65.00", refund: str | None = "RF1", issuer: str = "seller", **more: Any
) -> Event:
    return _told("refunded", at, {"refund_id": refund, "amount": amount, "currency": "EUR", "issuer": issuer}, more)


def refund_failed(at: float, refund: str = "RF1", **more: Any) -> Event:
    return _told("refund_failed", at, {"refund_id": refund, "error": "card expired"}, more)


def refund_told(
    at: float, of: str = "return R-1", ref: str = "X9", amount: str = "25.00", due: str = "return R-1", **more: Any
) -> Event:
    kind, _, case = of.partition(" ")
    usual = {
        "case_kind": kind,
        "case_id": case,
        "ref": ref,
        "due": due,
        "amount": amount,
        "currency": "EUR",
        "issuer": "seller",
    }
    return _told("refund_told", at, usual, more)


def defect_told(at: float, of: str = "claim C-1", counts: str = "yes", **more: Any) -> Event:
    kind, _, case = of.partition(" ")
    return _told("defect_told", at, {"case_kind": kind, "case_id": case, "counts": counts}, more)


def solicitation_requested(at: float, key: str = "S-1", **more: Any) -> Event:
    return _told("solicitation_requested", at, {"key": key, "wording": "neutral"}, more)


def solicited(at: float, key: str | None = "S-1", **more: Any) -> Event:
    return _told("solicited", at, {"key": key}, more)


def send_failed(at: float, key: str = "S-1", **more: Any) -> Event:
    return _told("send_failed", at, {"key": key, "error": "mailbox full"}, more)


def status_reported(at: float, status: str = "Shipped", **more: Any) -> Event:
    return _told("status_reported", at, {"status": status}, more)


def closed(at: float, reason: str = "written_off", **more: Any) -> Event:
    return _told("closed", at, {"reason": reason, "note": "done"}, more)


def reopened(at: float, **more: Any) -> Event:
    return _told("reopened", at, {"reason": "the buyer wrote again"}, more)


ON_ITS_WAY = (placed(), shipped())
"""All is on its way, in one parcel."""
ARRIVED = (*ON_ITS_WAY, delivered())
"""All is with the buyer, on Thursday."""

FIRST = placed
ANYTHING: dict[Any, dict[str, list[Any]]] = {
    placed: {
        "market": ["amazon.it", "amazon.com", "shop.de"],
        "ship_by": ["2026-11-04", None],
        "latest_delivery": ["2026-11-06", "2026-11-06T20:00:00+01:00", None],
        "shipping_paid": ["5.00", None],
        "channel": ["MFN", "AFN"],
        "purchase": [None, "P-1"],
    },
    shipped: {
        "tracking": ["X1", "X2", None],
        "lines": [None, MUGS, POT],
        "parcel": [None, "P1"],
        "ship_id": [None, "S1"],
        "confirmed_at": [None, "2026-11-05"],
        "address_matches": [None, False],
    },
    delivery_estimated: {"latest": ["2026-11-05", "2026-11-10", "2026-11-20"]},
    delayed: {"new_latest": [None, "2026-11-12"]},
    buyer_told: {"about": ["delay", "loss", "cancellation", "address", "other"]},
    apologised: {},
    delivered: {"tracking": ["X1", "X2", None], "parcel": [None, "P1"]},
    lost: {"tracking": [None, "X1", "X2"]},
    returned_to_sender: {"tracking": ["X1", "X2", None]},
    reshipped: {"tracking": ["X1", "X2", "X3", None], "lines": [None, MUGS]},
    cancel_requested: {},
    cancel_refused: {},
    cancelled: {"by": ["seller", "buyer", "marketplace", "rule"]},
    expired: {},
    inquiry_opened: {"inquiry": ["Q-1", "Q-2"], "respond_by": [None, "2026-11-09"]},
    inquiry_answered: {"inquiry": ["Q-1", "Q-2"]},
    address_change_requested: {},
    address_change_answered: {},
    refund_requested: {"amount": ["65.00", "30.00"], "refund": ["RF1", "RF2"]},
    refunded: {"amount": ["65.00", "30.00"], "refund": ["RF1", "RF2", None], "issuer": ["seller", "a_to_z"]},
    refund_failed: {"refund": ["RF1", "RF2"], "retryable": [True, False]},
    refund_told: {
        "of": ["return R-1", "claim C-1"],
        "ref": ["X9", "RF1"],
        "amount": ["25.00", "65.00"],
        "due_amount": [None, "25.00"],
        "state": [None, "paid", "requested", "failed"],
    },
    defect_told: {"of": ["claim C-1", "feedback F-1", "feedback F-2"], "counts": ["yes", "no", "undetermined"]},
    solicitation_requested: {"key": ["S-1", "S-2"]},
    solicited: {"key": ["S-1", None]},
    send_failed: {"key": ["S-1", "S-2"], "retryable": [True, False]},
    status_reported: {"status": ["Shipped", "Canceled", "Delivered", "Teleported"]},
    closed: {"reason": ["written_off", "duplicate"]},
    reopened: {},
    noted: {"kind": ["order"], "case": ["O-1"]},
    assigned: {"kind": ["order"], "case": ["O-1"]},
}
"""Everything that could be told about an order, with values for its members."""
