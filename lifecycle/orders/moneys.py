"""What happens to the money: refunds of the order itself, and those that its returns and claims tell of.

Nothing here moves money. What we ask for never exceeds what was paid, less every refund that is known (L9); what
somebody paid is a fact, whatever the sum.
"""

from decimal import Decimal

from msgspec.structs import replace

from events.envelope import Event
from events.money import Refunded, RefundFailed, RefundRequested
from events.order_links import RefundState, RefundTold
from lifecycle.engine.kind import Parked, Rejected
from lifecycle.orders.case import Order
from lifecycle.orders.ending import reopen
from lifecycle.orders.refunds import ZERO, Refund, own_open, paid_back, spoken_for
from lifecycle.policy.pack import Market
from lifecycle.refunding import refuse_known


def refund_requested(case: Order, event: Event, _market: Market) -> Order:
    """Somebody asks for a refund without a return: one at a time, in the order's currency, within what was paid."""
    data: RefundRequested = event.data  # type: ignore[assignment]
    known = next((each for each in case.refunds if each.is_own and each.refund_id == data.refund_id), None)
    if known is not None:
        return _asked_again(case, known, data, event)
    _may_be_asked(case, data)
    name = f"order {case.id}"
    refund = Refund(
        case=name, refund_id=data.refund_id, amount=data.amount, due=name, issuer="seller", requested_at=event.since
    )
    return _with(case, refund)


def _asked_again(case: Order, known: Refund, data: RefundRequested, event: Event) -> Order:
    if not known.is_open or known.retry_at is None or known.amount != data.amount:
        raise Rejected(
            f"order {case.id}: refund {data.refund_id} was asked for already, {known.amount} {case.money.currency}; "
            "nothing changes",
            severity="info",
        )
    return _with(case, replace(known, requested_at=event.since, retry_at=None), known)


def _may_be_asked(case: Order, data: RefundRequested) -> None:
    currency, pending = case.money.currency, own_open(case.refunds)
    if data.currency != currency:
        raise Rejected(f"order {case.id} is in {currency}: a refund in {data.currency} cannot be asked for")
    if pending is not None:
        raise Rejected(f"order {case.id}: refund {pending.refund_id} is not confirmed yet, one refund at a time")
    paid, spoken = _known_to_be_paid(case), spoken_for(case.refunds)
    room = paid - spoken
    if data.amount > room:
        raise Rejected(
            f"order {case.id}: a refund of {data.amount} {currency} would exceed what was paid; paid {paid}, "
            f"refunded or asked for {spoken}, with its returns and claims; possible {max(room, ZERO)}",
            severity="critical",
        )


def _known_to_be_paid(case: Order) -> Decimal:
    """What the buyer paid at least: the goods, if nobody has told of the shipping."""
    if case.money.paid is not None:
        return case.money.paid
    return sum((line.unit_paid * line.ordered for line in case.lines), ZERO)


def refunded(case: Order, event: Event, _market: Market) -> Order:
    """The buyer got money. A fact, recorded whatever the sum; the very same one told twice changes nothing."""
    data: Refunded = event.data  # type: ignore[assignment]
    _addable(case, data.amount, data.currency)
    refuse_known(case, (refund for refund in case.refunds if refund.is_own), data)
    case, issuer = reopen(case, event), str(data.issuer_code)
    pending = own_open(case.refunds)
    if pending is None or not _answers(data, pending, issuer):
        name = f"order {case.id}"
        pending, asked = None, Refund(case=name, refund_id=data.refund_id, amount=data.amount, due=name)
    else:
        asked = pending
    paid = replace(
        asked,
        paid=data.amount,
        issuer=issuer,
        external_ref=data.external_ref,
        refunded_at=event.since,
        retry_at=None,
    )
    return _with(case, paid, pending)


def _addable(case: Order, amount: Decimal, currency: str) -> None:
    if currency != case.money.currency:
        raise Rejected(
            f"order {case.id} is in {case.money.currency}: {amount} {currency} were refunded, which cannot be added "
            "up; correct the event or the order",
            severity="critical",
        )


def _answers(data: Refunded, pending: Refund, issuer: str) -> bool:
    """Whether a payment confirms the open request: by its key, or paid by the seller without one."""
    if data.refund_id is not None:
        return data.refund_id == pending.refund_id
    return issuer == "seller"


def refund_failed(case: Order, event: Event, _market: Market) -> Order:
    """A refund could not be paid: to be tried again under the same key, or failed for good."""
    data: RefundFailed = event.data  # type: ignore[assignment]
    pending = own_open(case.refunds)
    if pending is None or pending.refund_id != data.refund_id:
        name = pending.refund_id if pending else "none"
        raise Parked(f"order {case.id}: refund {data.refund_id} is not open; open: {name}")
    if data.retryable:
        return _with(case, replace(pending, retry_at=event.since), pending)
    return _with(case, replace(pending, failed=True, retry_at=None), pending)


def refund_told(case: Order, event: Event, _market: Market) -> Order:
    """A return or claim of this order tells of a refund; one that was paid stays paid, unless it failed after all."""
    data: RefundTold = event.data  # type: ignore[assignment]
    _addable(case, data.amount, data.currency)
    teller, state = f"{data.case_kind} {data.case_id}", data.state_code
    known = next((each for each in case.refunds if (each.case, each.ref) == (teller, data.ref)), None)
    was_paid = known.refunded_at if known and state is not RefundState.FAILED else None
    paid_at = was_paid or (event.since if state is RefundState.PAID else None)
    told = Refund(
        case=teller,
        refund_id=data.ref if data.numbers is None else None,
        ref=data.ref,
        numbers=data.numbers or (),
        amount=data.amount,
        due=data.due,
        due_amount=data.due_amount if known is None or data.due_amount is not None else known.due_amount,
        issuer=data.issuer,
        requested_at=None if paid_at else event.since,
        refunded_at=paid_at,
        paid=data.amount if paid_at else ZERO,
        failed=state is RefundState.FAILED,
    )
    return _with(reopen(case, event) if state is RefundState.PAID and not was_paid else case, told, known)


def _with(case: Order, refund: Refund, instead_of: Refund | None = None) -> Order:
    """The case with one more refund, or with one of them retold."""
    kept = tuple(refund if each is instead_of else each for each in case.refunds)
    refunds = kept if instead_of is not None else (*kept, refund)
    return replace(case, refunds=refunds, money=replace(case.money, refunded=paid_back(refunds)))
