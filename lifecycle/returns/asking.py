"""What is asked and answered: the request, its authorization or refusal, withdrawal, objection, close and re-open."""

from decimal import Decimal

from msgspec.structs import replace

from events.envelope import Event
from events.returns import Authorized, Closed, Declined, Label, Reopened, Requested
from events.shipping import Payer
from lifecycle.engine.case import Link
from lifecycle.engine.kind import Decision, Rejected
from lifecycle.policy.days import end_of, start_of
from lifecycle.policy.pack import Market
from lifecycle.returns.case import Line, Money, Return
from lifecycle.returns.payments import counted, open_refund
from lifecycle.returns.quantities import laid_out
from lifecycle.returns.window import placed
from lifecycle.returns.worth import labelled


def requested(case: Return, event: Event, market: Market) -> Return:
    """The buyer asks to send goods back (S0-01); told once, whenever it is told."""
    data: Requested = event.data  # type: ignore[assignment]
    if case.requested_at is not None:
        raise Rejected(
            f"return {case.id} is {case.state} and was requested already; "
            "put it right with corrected, or open a new return that names this one as previous_case"
        )
    if case.close_reason == "written_off":
        case = reopen(case)
    previous = (Link("previous_case", data.previous_case),) if data.previous_case else ()
    known = replace(
        case,
        lines=_asked(data),
        money=Money(currency=data.currency),
        order_id=data.order_id,
        marketplace=data.marketplace,
        channel=data.channel,
        in_policy=data.in_policy,
        withdrawal=bool(data.withdrawal),
        keep_item=case.keep_item or data.resolution == "keep_item",
        wants_goods=data.resolution == "replacement",
        label_cost=data.return_shipping_cost if case.label_cost is None else case.label_cost,
        respond_by=end_of(data.respond_by, market),
        said_ordered_at=start_of(data.order_date, market),
        said_delivered_at=start_of(data.delivered_at, market),
        requested_at=event.since,
        links=(*case.links, *previous),
    )
    return counted(laid_out(placed(known, market)))


def _asked(data: Requested) -> tuple[Line, ...]:
    return tuple(
        Line(
            line=line.line,
            sku=line.sku,
            requested=line.quantity,
            unit_paid=line.unit_paid,
            unit_tax=line.unit_tax,
            reason=str(line.reason_code or ""),
        )
        for line in data.lines
    )


def authorized(case: Return, event: Event, market: Market) -> Return:
    """The buyer may send the goods back (S0-06); an authorization told again only adds its label."""
    data: Authorized = event.data  # type: ignore[assignment]
    first = case.authorized_at is None
    case = replace(
        case,
        authorized_at=event.since if first else case.authorized_at,
        answered_at=case.answered_at or event.since,
        ship_by=end_of(data.ship_by, market) or case.ship_by,
        rma=data.rma or case.rma,
        label_cost=_label_cost(case, data.label),
    )
    if data.label and data.label.cost is not None and (data.label.payer or "").strip().lower() == Payer.SELLER:
        case = labelled(case, data.label.cost, data.label.currency)
    return counted(laid_out(case)) if first and case.lines else case


def _label_cost(case: Return, label: Label | None) -> Decimal | None:
    """What the way back costs, as far as it is told in the currency of the return."""
    foreign = label is not None and label.currency not in (None, case.money.currency)
    return case.label_cost if label is None or label.cost is None or foreign else label.cost


def declined(case: Return, event: Event, _market: Market) -> Return:
    """The request is refused, with a reason and a note to the buyer (S0-14, S0-15)."""
    _data: Declined = event.data  # type: ignore[assignment]
    return replace(case, declined_at=event.since, answered_at=case.answered_at or event.since)


def withdrawn(case: Return, event: Event, _market: Market) -> Return:
    """The buyer gives the return up (S0-16); goods already shipped are still awaited (C.8-13)."""
    return replace(case, withdrawn_at=event.since, answered_at=case.answered_at or event.since)


def objected(case: Return, event: Event, _market: Market) -> Return:
    """The buyer does not accept the refusal: from now on a claim can follow (B-23)."""
    return replace(case, objected_at=event.since)


def closed(case: Return, event: Event, _market: Market) -> Return:
    """A person closes the case, with reason and note (S0-15); not while a refund is under way, nor into itself."""
    data: Closed = event.data  # type: ignore[assignment]
    if data.merged_into == case.id:
        raise Rejected(f"return {case.id} cannot be merged into itself; merged_into names the return it belongs to")
    pending = open_refund(case)
    if pending is not None:
        raise Rejected(f"return {case.id}: refund {pending.refund_id} is not confirmed yet, it cannot be closed")
    merged = (Link("merged_into", data.merged_into),) if data.merged_into else ()
    return replace(
        case,
        closed_at=event.since,
        close_reason=data.reason,
        held=False,
        answered_at=case.answered_at or event.since,
        links=(*case.links, *merged),
    )


def merge(target: str) -> Decision:
    """What closes a stray parcel that has found its return: from now on it only forwards."""
    data = {"reason": "merged", "note": f"belongs to return {target}", "merged_into": target}
    return Decision("closed", data, slot=f"merged {target}")


def reopened(case: Return, event: Event, _market: Market) -> Return:
    """A closed case is taken up again by a person."""
    _data: Reopened = event.data  # type: ignore[assignment]
    return reopen(case)


def reopen(case: Return) -> Return:
    """The case as it stood before it was closed, marked as reopened; a case that is open stays as it is."""
    if case.closed_at is None:
        return case
    return replace(case, closed_at=None, close_reason=None, reopened=True)
