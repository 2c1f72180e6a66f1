"""What happens to the money: asked for, paid, failed; and an exchange instead of it.

Nothing here moves money. A request is an intent under its own key; only a fact settles it (C.0-3).
"""

from collections.abc import Iterable
from decimal import Decimal

from msgspec.structs import replace

from events.envelope import Event
from events.money import (
    Refunded,
    RefundFailed,
    RefundRequested,
    ReplacementDelivered,
    ReplacementRequested,
    ReplacementSent,
)
from lifecycle.engine.kind import Parked, Rejected
from lifecycle.policy.days import end_of
from lifecycle.policy.pack import Market
from lifecycle.refunding import refuse_known
from lifecycle.returns.asking import reopen
from lifecycle.returns.case import Refund, Return
from lifecycle.returns.payments import agreed, is_settled, open_refund, spoken_for, with_refund
from lifecycle.returns.quantities import awaits_goods

EARLY = ("authorized", "in_transit", "requested", "delivered", "expired")


def refund_requested(case: Return, event: Event, _market: Market) -> Return:
    """Somebody asks for a refund: one at a time, in the currency of the return, never above what was paid (L9)."""
    data: RefundRequested = event.data  # type: ignore[assignment]
    if case.requested_at is None:
        raise Parked(f"return {case.id}: what was paid is not known before the request is")
    known = next((refund for refund in case.refunds if refund.refund_id == data.refund_id), None)
    if known is not None:
        return _asked_again(case, known, data, event)
    _may_be_asked(case, data)
    amount = Decimal(data.amount)
    settles = data.kind in ("full", "keep_item") or (data.kind == "partial" and not awaits_goods(case))
    refund = Refund(
        refund_id=data.refund_id,
        amount=amount,
        kind=data.kind,
        requested_at=event.since,
        agreed=spoken_for(case) + amount if settles else None,
    )
    keeps = case.keep_item or data.kind == "keep_item"
    return with_refund(replace(case, keep_item=keeps, answered_at=case.answered_at or event.since), refund)


def _asked_again(case: Return, known: Refund, data: RefundRequested, event: Event) -> Return:
    if not known.is_open or known.retry_at is None or known.amount != data.amount:
        raise Rejected(
            f"return {case.id}: refund {data.refund_id} was asked for already, {known.amount} {case.money.currency}; "
            "nothing changes",
            severity="info",
        )
    return with_refund(case, replace(known, requested_at=event.since, retry_at=None), known)


def _may_be_asked(case: Return, data: RefundRequested) -> None:
    money, pending = case.money, open_refund(case)
    if data.currency != money.currency:
        raise Rejected(f"return {case.id} is in {money.currency}: a refund in {data.currency} cannot be asked for")
    if case.held:
        raise Rejected(f"return {case.id} is on hold: decide with hold_released what happens to the wrong goods first")
    if pending is not None:
        raise Rejected(f"return {case.id}: refund {pending.refund_id} is not confirmed yet, one refund at a time")
    room = money.paid - spoken_for(case)
    if data.amount > room:
        raise Rejected(
            f"return {case.id}: a refund of {data.amount} {money.currency} would exceed what was paid; "
            f"paid {money.paid}, refunded or asked for {spoken_for(case)}, possible {max(room, Decimal(0))}",
            severity="critical",
        )


def refunded(case: Return, event: Event, _market: Market) -> Return:
    """The buyer got money. A fact, recorded whatever the sum; the very same one told twice changes nothing."""
    data: Refunded = event.data  # type: ignore[assignment]
    if case.money.currency and data.currency != case.money.currency:
        raise Rejected(
            f"return {case.id} is in {case.money.currency}: {data.amount} {data.currency} were refunded, "
            "which cannot be added up; correct the event or the return",
            severity="critical",
        )
    refuse_known(case, case.refunds, data)
    issuer = str(data.issuer_code)
    early = issuer if not case.arrivals and not case.keep_item and case.lost_at is None else None
    case = replace(
        reopen(case) if case.close_reason != "merged" else case,
        answered_at=case.answered_at or event.since,
        early_refund_by=case.early_refund_by or early,
    )
    confirmed = _confirms(case, data, issuer)
    if confirmed is None:
        return with_refund(case, _unasked(case, data, issuer, event))
    paid = replace(
        confirmed,
        paid=data.amount,
        issuer=issuer,
        external_ref=data.external_ref,
        refunded_at=event.since,
        retry_at=None,
    )
    return with_refund(case, paid, confirmed)


def _confirms(case: Return, data: Refunded, issuer: str) -> Refund | None:
    """The open request that this payment answers: by its key, or the only one open if the seller paid without a key."""
    pending = open_refund(case)
    if pending is None or (data.refund_id is not None and data.refund_id != pending.refund_id):
        return None
    return pending if data.refund_id is not None or issuer == "seller" else None


def _unasked(case: Return, data: Refunded, issuer: str, event: Event) -> Refund:
    """A payment nobody asked us for; the marketplace's own word settles the return unless it was settled already."""
    total = case.money.refunded + data.amount
    decides = issuer not in ("seller", "other") and not is_settled(case) and agreed(case) is None
    decides = decides or (data.kind in ("full", "keep_item") and agreed(case) is None)
    return Refund(
        refund_id=data.refund_id,
        amount=data.amount,
        kind=data.kind or "",
        issuer=issuer,
        external_ref=data.external_ref,
        refunded_at=event.since,
        paid=data.amount,
        agreed=total if decides and (not case.requested_at or total <= case.money.paid) else None,
    )


def refund_failed(case: Return, event: Event, _market: Market) -> Return:
    """A refund could not be paid: to be tried again under the same key, or failed for good."""
    data: RefundFailed = event.data  # type: ignore[assignment]
    pending = open_refund(case)
    if pending is None or pending.refund_id != data.refund_id:
        names: Iterable[str] = (str(refund.refund_id) for refund in case.refunds if refund.is_open)
        raise Parked(f"return {case.id}: refund {data.refund_id} is not open; open: {', '.join(names) or 'none'}")
    if data.retryable:
        return with_refund(case, replace(pending, retry_at=event.since), pending)
    failed = with_refund(case, replace(pending, failed=True, retry_at=None), pending)
    return replace(failed, keep_item=failed.keep_item and pending.kind != "keep_item")


def replacement_requested(case: Return, event: Event, market: Market) -> Return:
    """Goods instead of money; the promise to the buyer runs as its own clock."""
    data: ReplacementRequested = event.data  # type: ignore[assignment]
    promised = end_of(data.promised_by, market)
    return replace(
        case,
        replacement_at=event.since,
        promised_by=promised,
        replacement_lost=False,
        answered_at=case.answered_at or event.since,
    )


def replacement_sent(case: Return, event: Event, _market: Market) -> Return:
    """The replacement is on its way; the promise is kept only when it arrives."""
    _data: ReplacementSent = event.data  # type: ignore[assignment]
    return case


def replacement_delivered(case: Return, event: Event, _market: Market) -> Return:
    """The buyer has the replacement."""
    _data: ReplacementDelivered = event.data  # type: ignore[assignment]
    return replace(case, replaced_at=event.since)
