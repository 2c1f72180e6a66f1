"""What happens to the money: a refund is asked for, paid, or fails. Nothing here moves money (C.0-3)."""

from collections.abc import Iterable
from decimal import Decimal

from msgspec.structs import replace

from events.envelope import Event
from events.money import Refunded, RefundFailed, RefundRequested
from lifecycle.claims.case import Claim
from lifecycle.claims.ending import ended, reopen
from lifecycle.claims.ledgers import Ending, Refund
from lifecycle.claims.payments import is_settled, open_refund, spoken_for, with_refund
from lifecycle.claims.standing import BUYER_PAID
from lifecycle.engine.kind import Parked, Rejected
from lifecycle.policy.pack import Market
from lifecycle.refunding import refuse_known


def refund_requested(case: Claim, event: Event, _market: Market) -> Claim:
    """We want to pay the buyer: one refund at a time, in the claim's currency, never above what is claimed (L9)."""
    data: RefundRequested = event.data  # type: ignore[assignment]
    known = next((refund for refund in case.refunds if refund.refund_id == data.refund_id), None)
    if known is not None:
        return _asked_again(case, known, data, event)
    _may_be_paid(case)
    _may_be_asked(case, data)
    asked = Refund(
        refund_id=data.refund_id,
        amount=data.amount,
        currency=data.currency,
        kind=data.kind,
        requested_at=event.since,
    )
    return with_refund(case, asked)


def _asked_again(case: Claim, known: Refund, data: RefundRequested, event: Event) -> Claim:
    if not known.is_open or known.retry_at is None or known.amount != data.amount:
        raise Rejected(
            f"claim {case.id}: refund {data.refund_id} was asked for already, {known.amount} {known.currency}; "
            "nothing changes",
            severity="info",
        )
    _may_be_paid(case)
    return with_refund(case, replace(known, requested_at=event.since, retry_at=None), known)


def _may_be_paid(case: Claim) -> None:
    """Whether the buyer may still be paid by us at all."""
    if case.is_safet:
        raise Rejected(f"claim {case.id} is our SAFE-T claim: a refund to the buyer belongs to his return")
    if case.outcome in BUYER_PAID:
        raise Rejected(f"claim {case.id} is {case.state}: a decision has paid the buyer, a refund would pay him twice")


def _may_be_asked(case: Claim, data: RefundRequested) -> None:
    if case.amount is None or case.currency is None:
        raise Rejected(
            f"claim {case.id}: how much is claimed is not known, so a refund of {data.amount} {data.currency} cannot "
            "be checked; put amount and currency into opened with corrected, and it counts"
        )
    if data.currency != case.currency:
        raise Rejected(f"claim {case.id} is in {case.currency}: a refund in {data.currency} cannot be asked for")
    pending = open_refund(case)
    if pending is not None:
        raise Rejected(f"claim {case.id}: refund {pending.refund_id} is not confirmed yet, one refund at a time")
    room = case.amount - spoken_for(case)
    if data.amount > room:
        raise Rejected(
            f"claim {case.id}: a refund of {data.amount} {case.currency} would exceed what is claimed; "
            f"claimed {case.amount}, refunded or asked for {spoken_for(case)}, possible {max(room, Decimal(0))}",
            severity="critical",
        )


def refunded(case: Claim, event: Event, _market: Market) -> Claim:
    """The buyer got money. A fact, recorded whatever the sum; our own settles an open claim once it reaches it."""
    data: Refunded = event.data  # type: ignore[assignment]
    if case.currency and data.currency != case.currency:
        raise Rejected(
            f"claim {case.id} is in {case.currency}: {data.amount} {data.currency} were refunded, "
            "which cannot be added up; correct the event or the claim",
            severity="critical",
        )
    refuse_known(case, case.refunds, data)
    asked = _confirms(case, data)
    paid = _paid(case, data, event, asked)
    case = with_refund(case, paid, asked)
    return _settled(case, event) if paid.ours and not case.is_safet else case


def _paid(case: Claim, data: Refunded, event: Event, asked: Refund | None) -> Refund:
    issuer = str(data.issuer_code)
    blank = Refund(refund_id=data.refund_id, amount=data.amount, currency=data.currency, kind=data.kind or "")
    return replace(
        asked or blank,
        paid=data.amount,
        issuer=issuer,
        external_ref=data.external_ref,
        refunded_at=event.since,
        retry_at=None,
        ours=asked is not None or issuer == "seller",
        early=case.opened_at is not None and event.at < case.opened_at,
    )


def _settled(case: Claim, event: Event) -> Claim:
    """Our own money moved: a closed case is taken up again, one that nobody has decided may end by it."""
    case = reopen(case)
    if case.endings or not is_settled(case):
        return case
    how = "accepted" if case.claim_kind == "chargeback" else "refunded_by_seller"
    return ended(case, Ending(how, event.since, funded_by="seller"))


def _confirms(case: Claim, data: Refunded) -> Refund | None:
    """The open request that this payment answers: by its key, or the only one open if the seller paid without a key."""
    pending = open_refund(case)
    if pending is None or (data.refund_id is not None and data.refund_id != pending.refund_id):
        return None
    return pending if data.refund_id is not None or data.issuer_code == "seller" else None


def refund_failed(case: Claim, event: Event, _market: Market) -> Claim:
    """A refund could not be paid: to be tried again under the same key, or failed for good."""
    data: RefundFailed = event.data  # type: ignore[assignment]
    pending = open_refund(case)
    if pending is None or pending.refund_id != data.refund_id:
        names: Iterable[str] = (str(refund.refund_id) for refund in case.refunds if refund.is_open)
        raise Parked(f"claim {case.id}: refund {data.refund_id} is not open; open: {', '.join(names) or 'none'}")
    if data.retryable:
        return with_refund(case, replace(pending, retry_at=event.since), pending)
    return with_refund(case, replace(pending, failed=True, retry_at=None), pending)
