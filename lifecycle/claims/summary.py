"""The state and the flags of a claim, read off its ledgers. No event sets a state by itself."""

from lifecycle.claims.case import Claim
from lifecycle.claims.payments import is_over_refunded
from lifecycle.claims.standing import is_funding_known

DECIDED_STATUSES = frozenset(
    {"granted", "denied", "decided", "closed", "won", "lost", "refunded", "withdrawn", "approved", "reimbursed"}
)
AGAINST_US = ("granted_seller", "lost", "appeal_lost")
KNOWN_STATUSES = DECIDED_STATUSES | {
    "open",
    "opened",
    "pending",
    "new",
    "action_required",
    "awaiting_response",
    "awaiting_seller_response",
    "responded",
    "represented",
    "under_review",
    "under_investigation",
    "info_requested",
    "filed",
    "submitted",
    "appealed",
}


def state_of(case: Claim) -> str:
    """Where the claim stands: the first that holds, from closed to merely announced."""
    if case.closed_at:
        return "closed"
    if not case.is_known:
        return "announced"
    if case.endings and not case.on_appeal:
        return case.endings[-1].how
    if case.asked_at:
        return "info_requested"
    if case.on_appeal:
        return "appealed"
    return _waiting_state(case)


def _waiting_state(case: Claim) -> str:
    if case.is_safet:
        return "filed" if case.filed_at else "eligible"
    if case.answered_at:
        return "represented" if case.claim_kind == "chargeback" else "under_review"
    return "action_required" if case.action_required else "under_review"


def flags_of(case: Claim) -> tuple[str, ...]:
    """What deserves a person's eye, in a fixed order."""
    return tuple(name for name, holds in _FLAGS if holds(case))


def _is_in_breach(case: Claim) -> bool:
    """A term has passed unanswered, and whoever set it has not decided since."""
    if case.breached_at is None or not case.endings:
        return case.breached_at is not None
    return case.on_appeal and case.appealed_at is not None and case.breached_at >= case.appealed_at


def _is_debited_anyway(case: Claim) -> bool:
    """Money was taken after an end in our favour, and no decision against us has explained it since."""
    return any(debit.anyway for debit in case.debits) and case.endings[-1].how not in AGAINST_US


def _could_not_send(case: Claim, *, retryable: bool) -> bool:
    return any(reply.failed_at and reply.retryable is retryable for reply in case.replies)


def _refund_failed(case: Claim) -> bool:
    """The last refund we asked for failed for good, and the claim still waits for an end."""
    asked = [refund for refund in case.refunds if refund.requested_at]
    return bool(asked) and asked[-1].failed and not case.endings


def _paid_undecided(case: Claim) -> bool:
    by_others = any(refund.paid and not refund.ours and not refund.early for refund in case.refunds)
    return by_others and case.is_undecided


_FLAGS = (
    ("breach", _is_in_breach),
    ("send_failed", lambda c: _could_not_send(c, retryable=False)),
    ("send_delayed", lambda c: _could_not_send(c, retryable=True)),
    ("over_refunded", is_over_refunded),
    ("debited_anyway", _is_debited_anyway),
    ("debit_expected", lambda c: c.debit_due_at is not None and c.is_undecided and not c.answered_at),
    ("already_refunded", lambda c: any(refund.early and refund.paid for refund in c.refunds)),
    ("paid_undecided", _paid_undecided),
    ("refund_failed", _refund_failed),
    ("partly_refunded", lambda c: c.is_undecided and any(r.paid and r.ours and not r.early for r in c.refunds)),
    ("funding_unknown", lambda c: c.outcome == "granted_seller" and not is_funding_known(c)),
    ("unknown_outcome", lambda c: bool(c.unknown_outcome)),
    ("unknown_status", lambda c: c.last_status is not None and c.last_status not in KNOWN_STATUSES),
    ("discrepancy", lambda c: c.last_status in DECIDED_STATUSES and c.is_known and not c.endings and not c.closed_at),
    ("too_early", lambda c: c.timeliness == "early"),
    ("too_late", lambda c: c.timeliness == "late"),
    ("mismatch", lambda c: c.mismatch),
    ("reopened", lambda c: c.reopened),
)

FLAG_ALERTS = {
    "breach": ("critical", "no answer in time: we may be held liable (S3-16)"),
    "send_failed": ("critical", "the answer could not be sent: ask for it again, or send it by hand"),
    "send_delayed": ("warning", "the answer could not be sent yet: it may be tried again under the same key"),
    "over_refunded": ("critical", "the buyer got more than he claimed"),
    "debited_anyway": ("critical", "the marketplace took the money of a claim that had ended in our favour"),
    "debit_expected": ("warning", "no agreement and no answer: the marketplace is about to take the money (S4-19)"),
    "already_refunded": ("warning", "the buyer had money back before the claim: that is the evidence"),
    "paid_undecided": ("warning", "somebody else has paid the buyer, and no decision was told"),
    "refund_failed": ("warning", "the refund failed for good: ask for another, or answer the claim"),
    "funding_unknown": ("warning", "the claim was granted, nobody has said at whose cost"),
    "unknown_outcome": ("warning", "a decision came in words that leave open how it ends"),
    "unknown_status": ("warning", "a report shows a status we do not know"),
    "discrepancy": ("warning", "a report calls it decided, no decision was told"),
    "too_early": ("warning", "opened before its time: not received, and not yet three days late (B-23)"),
    "too_late": ("warning", "opened after the buyer's window was over (B-23)"),
    "reopened": ("warning", "it moved again after it was closed"),
}
"""Flags that raise an alert: how severe it is, and what it says."""
