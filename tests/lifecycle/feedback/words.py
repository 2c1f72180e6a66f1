"""The events of a feedback in short words: who says nothing else gets one star on amazon.it, shipped by the seller."""

from typing import Any

from events.envelope import Event
from tests.lifecycle.language import assigned, hour, noted
from tests.lifecycle.language import said as _said


def said(name: str, at: float, data: dict[str, Any], more: dict[str, Any]) -> Event:
    return _said(name, at, data, {"kind": "feedback", "case": "F-1"} | more)


def received(at: float = 0, rating: int = 1, market: str = "amazon.it", **more: Any) -> Event:
    return said("received", at, {"order_id": "302-1", "rating": rating, "marketplace": market, "channel": "MFN"}, more)


def order_dated(at: float, ordered: float | None = None, delivered: float | None = None, **more: Any) -> Event:
    """The dates of the order, as hours."""
    dates = {"ordered_at": ordered, "delivered_at": delivered}
    told = {name: hour(when).isoformat() for name, when in dates.items() if when is not None}
    return said("order_dated", at, {"order_id": "302-1", **told}, more)


def classified(at: float = 5, *criteria: str, **more: Any) -> Event:
    return said("classified", at, {"criteria": criteria or ("none",)}, more)


def buyer_contacted(at: float = 10, **more: Any) -> Event:
    return said("buyer_contacted", at, {"channel": "message"}, more)


def resolved(at: float = 30, how: str = "replacement", **more: Any) -> Event:
    return said("resolved", at, {"how": how}, more)


def change_asked(at: float = 40, **more: Any) -> Event:
    return said("change_asked", at, {}, more)


def changed(at: float = 50, new: int = 5, **more: Any) -> Event:
    return said("changed", at, {"new": new}, more)


def removal_requested(at: float = 8, criterion: str = "profanity", **more: Any) -> Event:
    return said("removal_requested", at, {"criterion": criterion, "via": "seller_central"}, more)


def removal_denied(at: float, **more: Any) -> Event:
    return said("removal_denied", at, {"reason": "a mixed comment"}, more)


def removed(at: float, **more: Any) -> Event:
    return said("removed", at, {}, more)


def struck(at: float, **more: Any) -> Event:
    return said("struck", at, {}, more)


def missing_from_report(at: float, report: str = "import-1", **more: Any) -> Event:
    return said("missing_from_report", at, {"report": report}, more)


def seen_in_report(at: float, report: str = "import-9", **more: Any) -> Event:
    return said("seen_in_report", at, {"report": report}, more)


def reply_requested(at: float, key: str = "K1", **more: Any) -> Event:
    return said("reply_requested", at, {"key": key, "text": "We are sorry for the delay."}, more)


def send_failed(at: float, key: str = "K1", **more: Any) -> Event:
    return said("send_failed", at, {"key": key, "error": "session expired"}, more)


def replied(at: float, key: str | None = "K1", **more: Any) -> Event:
    return said("replied", at, {"key": key}, more)


def reply_deleted(at: float, **more: Any) -> Event:
    return said("reply_deleted", at, {}, more)


def closed(at: float, reason: str = "accepted", **more: Any) -> Event:
    return said("closed", at, {"reason": reason, "note": "nothing can be done"}, more)


def reopened(at: float, **more: Any) -> Event:
    return said("reopened", at, {"reason": "the buyer wrote again"}, more)


PROFANE = (received(), classified(5, "profanity"))
"""One star with words that the marketplace removes."""
SOLVED = (received(), classified(), buyer_contacted(), resolved())
"""One star, understood and put right."""
ASKED = (*PROFANE, removal_requested())
"""The marketplace has been asked to remove it."""

FIRST = received
_CRITERIA = [["none"], ["profanity"], ["product_review_only", "pii"], ["fba_fulfilment"], ["buy_shipping_delay"]]
ANYTHING: dict[Any, dict[str, list[Any]]] = {
    received: {
        "rating": [1, 2, 3, 4, 5],
        "market": ["amazon.it", "shop.br", "amazon.com"],
        "channel": ["MFN", "AFN", None],
        "left_at": [None, "2026-11-02", "2026-10-20T09:00:00+02:00", "2026-08-20"],
        "buy_shipping": [None, True],
        "shipped_on_time": [None, True, False],
    },
    order_dated: {"ordered": [None, -100, -2300], "delivered": [None, -80, -20]},
    classified: {"criteria": _CRITERIA, "cause": [None, "delivery", "listing", "elves"]},
    buyer_contacted: {"thread": [None, "M-1"]},
    resolved: {"how": ["replacement", "voucher"]},
    change_asked: {},
    changed: {"new": [1, 2, 3, 5], "old": [None, 1, 5]},
    removal_requested: {"criterion": ["profanity", "pii", "fba_fulfilment", "none"]},
    removal_denied: {},
    removed: {},
    struck: {},
    missing_from_report: {"report": ["a", "b", "c"]},
    seen_in_report: {"report": ["a", "d"]},
    reply_requested: {"key": ["K1", "K2"]},
    send_failed: {"key": ["K1", "K2"], "retryable": [True, False]},
    replied: {"key": ["K1", "K2", None]},
    reply_deleted: {},
    closed: {"reason": ["accepted", "resolved", "removed", "removed_by_buyer"]},
    reopened: {},
    noted: {"kind": ["feedback"], "case": ["F-1"]},
    assigned: {"kind": ["feedback"], "case": ["F-1"]},
}
"""Everything that could be told about a feedback, with values for its members."""
