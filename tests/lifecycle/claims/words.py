"""The events of a claim in short words: who says nothing else gets an A-to-z claim of 25.00 EUR on amazon.it."""

from typing import Any

from events.envelope import Event
from tests.lifecycle import language
from tests.lifecycle.language import hour


def said(name: str, at: float, data: dict[str, Any], more: dict[str, Any]) -> Event:
    """An event of the claim C-1."""
    return language.said(name, at, data, {"kind": "claim", "case": "C-1"} | more)


def opened(at: float = 0, kind_of: str = "a_to_z", market: str = "amazon.it", **more: Any) -> Event:
    told = {
        "claim_id": "A-77",
        "claim_kind": kind_of,
        "order_id": "302-1",
        "marketplace": market,
        "amount": "25.00",
        "currency": "EUR",
    }
    return said("opened", at, told, more)


def charged_back(at: float = 0, type_of: str | None = "service", **more: Any) -> Event:
    return opened(at, "chargeback", chargeback_type=type_of, **more)


def eligible(at: float = 0, since: float | None = None, **more: Any) -> Event:
    told = {
        "return_case": "R-1",
        "order_id": "302-1",
        "marketplace": "amazon.it",
        "since": hour(at if since is None else since).isoformat(),
    }
    return said("eligible", at, told, more)


def not_eligible(at: float, **more: Any) -> Event:
    return said("not_eligible", at, {"reason": "the goods are fine"}, more)


def filed(at: float = 5, safet: str = "S-1", **more: Any) -> Event:
    return said("filed", at, {"safet_id": safet}, more)


def response_requested(at: float = 2, key: str = "K1", **more: Any) -> Event:
    return said("response_requested", at, {"key": key, "text": "it was delivered", "evidence": ["pod-1"]}, more)


def responded(at: float = 3, key: str | None = None, **more: Any) -> Event:
    return said("responded", at, {"key": key}, more)


def send_failed(at: float, key: str = "K1", **more: Any) -> Event:
    return said("send_failed", at, {"key": key, "error": "the portal is down"}, more)


def info_requested(at: float = 10, **more: Any) -> Event:
    return said("info_requested", at, {"asked": "proof of delivery"}, more)


def contact_logged(at: float, channel: str = "mail", when: str | None = None, **more: Any) -> Event:
    return said("contact_logged", at, {"channel": channel, "at": when}, more)


def summary_sent(at: float, **more: Any) -> Event:
    return said("summary_sent", at, {}, more)


def withdrawn(at: float, **more: Any) -> Event:
    return said("withdrawn", at, {}, more)


def refund_requested(at: float = 6, amount: str = "25.00", refund: str = "RF1", **more: Any) -> Event:
    told = {"refund_id": refund, "amount": amount, "currency": "EUR", "kind": "full"}
    return said("refund_requested", at, told, more)


def refunded(
    at: float = 7, amount: str = "25.00", issuer: str = "seller", refund: str | None = None, **more: Any
) -> Event:
    return said("refunded", at, {"refund_id": refund, "amount": amount, "currency": "EUR", "issuer": issuer}, more)


def refund_failed(at: float, refund: str = "RF1", **more: Any) -> Event:
    return said("refund_failed", at, {"refund_id": refund, "error": "card expired"}, more)


def decided(at: float = 20, outcome: str = "granted", funded_by: str | None = None, **more: Any) -> Event:
    return said("decided", at, {"outcome": outcome, "funded_by": funded_by}, more)


def granted(at: float = 20, **more: Any) -> Event:
    return decided(at, "granted", "seller", **more)


def appealed(at: float = 30, **more: Any) -> Event:
    return said("appealed", at, {"reason": "it was delivered", "evidence": ["pod-1"]}, more)


def debited(at: float, **more: Any) -> Event:
    return said("debited", at, {}, more)


def odr_reported(at: float, counts: bool = True, **more: Any) -> Event:
    return said("odr_reported", at, {"counts": counts}, more)


def status_reported(at: float, status: str = "Under review", **more: Any) -> Event:
    return said("status_reported", at, {"status": status}, more)


def order_dated(at: float = 1, **more: Any) -> Event:
    return said("order_dated", at, {"order_id": "302-1"}, more)


def closed(at: float, reason: str = "written_off", **more: Any) -> Event:
    return said("closed", at, {"reason": reason, "note": "done"}, more)


def reopened(at: float, **more: Any) -> Event:
    return said("reopened", at, {"reason": "the buyer wrote again"}, more)


def noted(at: float, **more: Any) -> Event:
    return language.noted(at, **{"kind": "claim", "case": "C-1"} | more)


def assigned(at: float, **more: Any) -> Event:
    return language.assigned(at, **{"kind": "claim", "case": "C-1"} | more)


ANSWERED = (opened(), responded())
"""An A-to-z claim under review."""
REPRESENTED = (charged_back(), responded())
"""A service chargeback that lies with the bank."""
GRANTED = (*ANSWERED, granted())
"""An A-to-z claim granted at the seller's cost."""
APPEALED = (*GRANTED, appealed())
"""The same, appealed."""
FILED = (eligible(), filed())
"""A SAFE-T claim that lies with the marketplace."""

FIRST = opened
ANYTHING: dict[Any, dict[str, list[Any]]] = {
    opened: {
        "market": ["amazon.it", "shop.it", "amazon.com", "amazonpay"],
        "kind_of": ["a_to_z", "chargeback"],
        "chargeback_type": ["service", "fraud", None],
        "action_required": [None, False],
        "amount": ["25.00", None],
        "reason": ["not_received", "damaged", None],
        "respond_by": [None, "2026-11-20"],
        "notice_date": [None, "2026-11-01"],
    },
    eligible: {},
    not_eligible: {},
    filed: {"safet": ["S-1", "S-2"], "order_id": ["302-1", None], "marketplace": ["amazon.it", None]},
    response_requested: {"key": ["K1", "K2"]},
    responded: {"key": ["K1", "K2", None], "mismatch": [None, True]},
    send_failed: {"key": ["K1", "K2"], "retryable": [True, False]},
    info_requested: {"respond_by": [None, "2026-11-25"]},
    contact_logged: {
        "channel": ["mail", "message", "sms", "phone"],
        "written_summary": [None, True],
        "contact_id": [None, "call-1"],
        "when": [None, "2026-11-04"],
    },
    summary_sent: {"contact_id": [None, "call-1", "call-2"]},
    withdrawn: {},
    refund_requested: {"amount": ["25.00", "10.00", "30.00"], "refund": ["RF1", "RF2"]},
    refunded: {
        "amount": ["25.00", "10.00"],
        "issuer": ["seller", "a_to_z", "amazon_cs"],
        "refund": ["RF1", "RF2", None],
    },
    refund_failed: {"refund": ["RF1", "RF2"], "retryable": [True, False]},
    decided: {
        "outcome": ["granted", "denied", "won", "lost", "withdrawn", "escalated"],
        "funded_by": ["seller", "amazon", None],
        "counts": [None, True, False],
        "odr_reversed": [None, True, False],
        "cost_reversed": [None, True],
        "debited_at": [None, "2026-11-12"],
    },
    appealed: {},
    debited: {},
    odr_reported: {"counts": [True, False]},
    status_reported: {"status": ["Granted", "Under review", "Replanned"]},
    order_dated: {
        "latest_delivery_at": [None, "2026-11-01", "2026-07-01"],
        "delivered_at": [None, "2026-11-02"],
        "order_id": ["302-1", "302-2"],
    },
    closed: {"reason": ["written_off", "duplicate", "denied"]},
    reopened: {},
    noted: {},
    assigned: {},
}
"""Everything that could be told about a claim, with values for its members."""
