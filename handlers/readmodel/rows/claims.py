"""Claims: how they were answered, decided and paid."""

from handlers.readmodel.rows.common import Rows
from handlers.readmodel.tables import claims, refunds
from lifecycle.claims.case import Claim

SAME = (
    "order_id", "marketplace", "return_case", "amount", "currency", "opened_at", "respond_by", "answered_at",
    "decided_at", "ended_at", "outcome", "paid_by", "counts_in_odr", "odr_at", "mismatch", "appealed_at",
    "granted_amount", "closed_at",
)  # fmt: skip


def rows(case: Claim) -> Rows:
    """The rows of a claim."""
    told = {name: getattr(case, name) for name in SAME}
    number = case.claim_id or case.safet_id
    kind, reason = case.claim_kind or None, case.reason or None
    yield claims, {"id": case.id, "claim_kind": kind, "claim_id": number, "reason": reason, **told}
    same = ("refund_id", "amount", "paid", "currency", "external_ref", "requested_at", "refunded_at", "failed")
    for place, refund in enumerate(case.refunds):
        key = {"kind": case.kind, "case_id": case.id, "place": place}
        words = {"sort": refund.kind or None, "issuer": refund.issuer or None}
        yield refunds, {**key, **{name: getattr(refund, name) for name in same}, **words}
