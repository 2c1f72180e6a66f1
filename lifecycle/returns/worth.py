"""What becomes of returned goods: relabelled, resold, reimbursed, and what all that costs (S2-07, S2-10, S2-12).

These facts come in any state, also long after the case was closed: they neither reopen it nor keep it from its rest.
"""

from decimal import Decimal

from msgspec.structs import replace

from events.envelope import Event
from events.worth import CostBooked, Reimbursed, Resold, UnitRelabelled
from lifecycle.engine.kind import Rejected
from lifecycle.policy.days import start_of
from lifecycle.policy.pack import Market
from lifecycle.returns.case import Return
from lifecycle.returns.ledgers import Cost, Reimbursement, Relabelled, Resale, Sum, Worth

QUIET = frozenset({"unit_relabelled", "resold", "reimbursed", "cost_booked"})
"""Events that tell what the goods are worth: they do not touch a case that is about to rest."""


def unit_relabelled(case: Return, event: Event, _market: Market) -> Return:
    """Units got a label and a reference of ours (S2-12); told again otherwise, the last word counts."""
    data: UnitRelabelled = event.data  # type: ignore[assignment]
    told = Relabelled(
        unit=data.unit,
        relabelled_at=event.since,
        quantity=data.quantity or 1,
        line=data.line,
        sku=data.sku,
        grade=str(data.grade_code or ""),
        partner=data.partner,
        label=data.label,
    )
    worth = case.worth
    known = next((unit for unit in worth.units if unit.unit == data.unit), None)
    if known is not None and replace(known, relabelled_at=told.relabelled_at) == told:
        raise _known(case, f"unit {data.unit} was relabelled just so")
    units = (*(unit for unit in worth.units if unit is not known), told)
    return replace(case, worth=replace(worth, units=units))


def resold(case: Return, event: Event, market: Market) -> Return:
    """A unit was sold again, whether or not we have heard of its label; the same sale told twice counts once."""
    data: Resold = event.data  # type: ignore[assignment]
    _insist_on_currency(case, data.amount, data.currency, f"for unit {data.unit}")
    told = Resale(
        unit=data.unit,
        channel=data.channel.strip().lower(),
        amount=data.amount,
        currency=data.currency,
        sold_at=start_of(data.sold_at, market) or event.since,
        fee=data.fee or Decimal(0),
    )
    key = (told.unit, told.channel, told.sold_at)
    for sale in case.worth.resales:
        if (sale.unit, sale.channel, sale.sold_at) == key:
            what = f"unit {sale.unit} was sold through {sale.channel} at {sale.sold_at.isoformat()}"
            raise _known(case, f"{what} for {sale.amount} {sale.currency}", differs=sale != told)
    return replace(case, worth=replace(case.worth, resales=(*case.worth.resales, told)))


def reimbursed(case: Return, event: Event, _market: Market) -> Return:
    """Somebody paid us for the goods; his number counts once."""
    data: Reimbursed = event.data  # type: ignore[assignment]
    _insist_on_currency(case, data.amount, data.currency, f"under {data.ref}")
    told = Reimbursement(
        payer=str(data.payer_code), amount=data.amount, currency=data.currency, ref=data.ref, reason=data.reason
    )
    for paid in case.worth.reimbursements:
        if paid.ref == told.ref:
            what = f"{paid.amount} {paid.currency} by the {paid.payer} were told under {paid.ref}"
            raise _known(case, what, differs=(paid.payer, paid.amount) != (told.payer, told.amount))
    return replace(case, worth=replace(case.worth, reimbursements=(*case.worth.reimbursements, told)))


def cost_booked(case: Return, event: Event, _market: Market) -> Return:
    """The return has cost us something; with a reference it counts once for each purpose and unit."""
    data: CostBooked = event.data  # type: ignore[assignment]
    if data.amount is not None and data.currency is not None:
        _insist_on_currency(case, data.amount, data.currency, f"for {data.what}")
    told = Cost(
        what=str(data.what_code),
        amount=data.amount,
        currency=data.currency,
        minutes=data.minutes or 0,
        unit=data.unit,
        ref=data.ref,
    )
    for cost in case.worth.costs:
        if told.ref and (cost.what, cost.ref, cost.unit) == (told.what, told.ref, told.unit):
            raise _known(case, f"{cost.what} was booked under {cost.ref}", differs=cost != told)
    return replace(case, worth=replace(case.worth, costs=(*case.worth.costs, told)))


def labelled(case: Return, cost: Decimal, currency: str | None) -> Return:
    """The case with what its label costs us, as the authorization says, until the cost itself is booked."""
    return replace(case, worth=replace(case.worth, label=Sum(cost, currency or case.money.currency)))


def is_resold_twice(worth: Worth) -> bool:
    """Whether one unit was sold again more than once."""
    units = [sale.unit for sale in worth.resales]
    return len(set(units)) < len(units)


def is_in_other_currency(case: Return) -> bool:
    """Whether something was booked before the currency of the return was known, and in another one."""
    return bool(case.money.currency) and any(each != case.money.currency for each in case.worth.currencies())


def _insist_on_currency(case: Return, amount: Decimal, currency: str, what: str) -> None:
    """Money is added up in one currency: that of the return, or while it is unknown that of the first entry."""
    own = case.money.currency or next(case.worth.currencies(), currency)
    if currency != own:
        raise Rejected(
            f"return {case.id} is in {own}: {amount} {currency} {what} cannot be added up; tell it in {own}, "
            "as it was converted"
        )


def _known(case: Return, what: str, *, differs: bool = False) -> Rejected:
    """The refusal of what was told before; a warning if it is told otherwise now."""
    if differs:
        return Rejected(f"return {case.id}: {what} already; put that right with corrected")
    return Rejected(f"return {case.id}: {what} already, nothing changes", severity="info")
