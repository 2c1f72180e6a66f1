"""How a claim stands in the books: its outcome, who bears it, whether it counts in the order defect rate (ODR).

What nobody has told is `undetermined`, never good news. A told value of the ODR goes before what is reckoned here; one
told before an appeal was won does not speak of that any more.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from lifecycle.claims.ledgers import Ending

if TYPE_CHECKING:
    from lifecycle.claims.case import Claim

BUYER_PAID = ("granted_seller", "granted_amazon", "lost")
"""Outcomes by which a decision gave the buyer his money."""
APPEALS = ("appeal_won", "appeal_lost")


def outcome(case: "Claim") -> str | None:
    """The state it ended in; for an appeal, what it made of the decision before it."""
    last = case.endings[-1].how if case.endings else None
    if last not in APPEALS:
        return last
    if case.is_safet:
        return "approved" if last == "appeal_won" else "denied"
    first = _before_appeal(case)
    if last == "appeal_lost":
        return first.how if first else "granted_seller"
    return "granted_amazon" if case.cost_reversed or first is None else first.how


def _before_appeal(case: "Claim") -> Ending | None:
    """The last ending that was no decision of an appeal."""
    return next((ending for ending in reversed(case.endings) if ending.how not in APPEALS), None)


def paid_by(case: "Claim") -> str:
    """Who bears what was claimed, as far as it was told."""
    last = case.endings[-1].how if case.endings else None
    if last is None:
        return "undetermined"
    if last == "appeal_won" and not case.is_safet and case.cost_reversed is None and _before_appeal(case):
        return "undetermined"
    if last == "lost":
        return {"service": "seller", "fraud": "amazon"}.get(case.chargeback_type, "undetermined")
    return _payer(case, outcome(case) or "")


def _payer(case: "Claim", how: str) -> str:
    match how:
        case "granted_amazon" | "approved":
            return "amazon"
        case "granted_seller":
            return "seller" if is_funding_known(case) else "undetermined"
        case "refunded_by_seller" | "accepted":
            return "seller"
        case "denied" if case.is_safet:
            return "seller"
        case _:
            return "seller" if any(refund.paid and refund.ours for refund in case.refunds) else "nobody"


def is_funding_known(case: "Claim") -> bool:
    """Whether the seller's account is known to bear a claim granted against him."""
    grants = [ending for ending in case.endings if ending.how == "granted_seller"]
    return bool(case.debits) or any(ending.funded_by for ending in grants)


def counts_in_odr(case: "Claim") -> str:
    """`yes`, `no` or `undetermined`; a SAFE-T claim never counts."""
    if case.is_safet:
        return "no"
    if case.odr_told is not None and not _is_outdated(case):
        return "yes" if case.odr_told else "no"
    return _reckoned(case)


def _is_outdated(case: "Claim") -> bool:
    """Whether what was told is older than an appeal that was won."""
    last = case.endings[-1] if case.endings else None
    return bool(last and last.how == "appeal_won" and case.odr_told_at and case.odr_told_at < last.at)


def _reckoned(case: "Claim") -> str:
    """By how it ended (B-26, B-30); that withdrawn ones do not count is assumed, Amazon Pay counts every claim."""
    last = case.endings[-1].how if case.endings else None
    if last is None or last == "appeal_won":
        return "undetermined"
    if case.claim_kind == "chargeback":
        return _of_chargeback(case, last)
    if (case.marketplace or "").lower().partition(".")[0] == "amazonpay":
        return "yes"
    how = outcome(case)
    if how == "granted_seller":
        return "yes" if is_funding_known(case) else "undetermined"
    return "yes" if how == "refunded_by_seller" else "no"


def _of_chargeback(case: "Claim", last: str) -> str:
    """Fraud never counts; one about service does, unless taken back; whether a won one does, nobody has said."""
    if case.chargeback_type == "fraud" or last == "withdrawn":
        return "no"
    return "yes" if case.chargeback_type == "service" and last in ("lost", "accepted") else "undetermined"


def odr_at(case: "Claim") -> datetime | None:
    """The instant (UTC) since when `counts_in_odr` is what it is, as far as the ledgers tell."""
    if case.odr_told is not None and not _is_outdated(case):
        return case.odr_told_at
    return case.endings[-1].at if case.endings else case.opened_at


def timeliness(case: "Claim") -> str:
    """Of an A-to-z claim: against the latest estimated delivery, where that is known (B-23)."""
    opened, until = case.opened_at, case.claimable_until
    if case.claim_kind != "a_to_z" or opened is None or until is None:
        return "undetermined"
    if opened >= until:
        return "late"
    delivered = case.delivered_at is not None and case.delivered_at <= opened
    if case.reason == "not_received" and not delivered and case.claimable_from and opened < case.claimable_from:
        return "early"
    return "in_time"
