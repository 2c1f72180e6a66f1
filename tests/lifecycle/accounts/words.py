"""The events of an account in short words: who says nothing else speaks of amazon.it and a report of the day."""

from typing import Any

from events.envelope import Event
from tests.lifecycle.language import DAY, assigned, noted
from tests.lifecycle.language import said as _said


def said(name: str, at: float, data: dict[str, Any], more: dict[str, Any]) -> Event:
    return _said(name, at, data, {"kind": "account", "case": "amazon-it"} | more)


def metric_reported(
    at: float = 0,
    value: str | None = "0.004",
    metric: str = "order_defect_rate",
    market: str = "amazon.it",
    **more: Any,
) -> Event:
    told = {"metric": metric, "marketplace": market, "value": value, "source": "report"}
    told |= {"source": more.pop("by")} if "by" in more else {}
    return said("metric_reported", at, told, more)


def metric_computed(
    at: float = 0,
    value: str | None = "0.004",
    metric: str = "order_defect_rate",
    market: str = "amazon.it",
    **more: Any,
) -> Event:
    return said("metric_computed", at, {"metric": metric, "marketplace": market, "value": value}, more)


def status_changed(at: float = 0, status: str = "NORMAL", market: str = "amazon.it", **more: Any) -> Event:
    return said("status_changed", at, {"status": status, "marketplace": market}, more)


def notice_received(
    at: float = 24, notice: str = "N-1", about: str = "late_shipment_rate", market: str = "amazon.it", **more: Any
) -> Event:
    return said("notice_received", at, {"marketplace": market, "notice_id": notice, "about": about}, more)


WHOLE = {
    "root_cause": "The evening courier came too early.",
    "corrective": "A later pick-up since Monday.",
    "preventive": "One day more of handling time.",
    "evidence": ("pick-up-contract.pdf",),
}
"""A plan with all that it must have."""


def plan_submitted(at: float = 40, **more: Any) -> Event:
    return said("plan_submitted", at, {**WHOLE}, more)


def plan_answered(at: float = 80, accepted: bool = True, **more: Any) -> Event:
    return said("plan_answered", at, {"accepted": accepted}, more)


def reinstated(at: float = 100, **more: Any) -> Event:
    return said("reinstated", at, {}, more)


def closed(at: float = 200, reason: str = "given_up", **more: Any) -> Event:
    return said("closed", at, {"reason": reason, "note": "we leave this market"}, more)


def reopened(at: float = 300, **more: Any) -> Event:
    return said("reopened", at, {"reason": "we are back"}, more)


def daily(*values: str, start: float = 0, **more: Any) -> tuple[Event, ...]:
    """One reported figure a day, the first one at the hour `start`."""
    return tuple(metric_reported(start + day * DAY, value, **more) for day, value in enumerate(values))


FIRST = metric_reported
_FIGURES: dict[str, list[Any]] = {
    "metric": ["order_defect_rate", "lateShipmentRate", "VTR", "ahr", "listingPolicyViolations", "elves"],
    "value": ["0.0042", "0.0099", "0.96", "0"],
    "fulfilment": [None, "MFN", "AFN"],
    "window_days": [None, 10, 30],
    "count": [None, 3],
    "orders": [None, 0, 400],
    "target": [None, "0.01"],
    "target_condition": [None, "LESS_THAN"],
    "status": [None, "BAD", "GREEN", "elvish"],
    "market": ["amazon.it", "amazon.it", "amazon.it", "shop.it"],
}
_NOTICES = [None, "N-1", "N-2"]
ANYTHING: dict[Any, dict[str, list[Any]]] = {
    metric_reported: {**_FIGURES, "by": ["report", "dashboard", "typed"]},
    metric_computed: _FIGURES,
    status_changed: {
        "status": ["NORMAL", "AT_RISK", "DEACTIVATED", "SUSPENDED", "elvish"],
        "previous": [None, "NORMAL", "DEACTIVATED"],
    },
    notice_received: {
        "notice": ["N-1", "N-2"],
        "respond_by": [None, "2026-11-10", "2026-11-05T12:00:00Z"],
    },
    plan_submitted: {"notice_id": _NOTICES, "preventive": [None, "a second check"], "evidence": [None, ("a.pdf",)]},
    plan_answered: {
        "notice_id": _NOTICES,
        "accepted": [True, False],
        "asks": [None, "invoices"],
        "respond_by": [None, "2026-12-01"],
    },
    reinstated: {},
    closed: {"reason": ["given_up", "moved"]},
    reopened: {},
    noted: {"kind": ["account"], "case": ["amazon-it"]},
    assigned: {"kind": ["account"], "case": ["amazon-it"]},
}
"""Everything that could be told about an account, with values for its members."""
