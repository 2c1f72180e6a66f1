"""What came of returned goods, read off the ledger of worth: what counts of it, once, and for which goods."""

from collections.abc import Iterator

from lifecycle.returns.case import Return
from lifecycle.returns.ledgers import Cost, Reimbursement, Resale, Sum


def reimbursements(case: Return) -> Iterator[Reimbursement]:
    """All that was paid to us for the goods; what was only awarded stands in until its payment is told.

    An award of the marketplace is replaced by a reimbursement under the number of the SAFE-T claim, the carrier's
    decision by any reimbursement of the carrier.
    """
    worth = case.worth
    yield from worth.reimbursements
    refs, payers = {paid.ref for paid in worth.reimbursements}, {paid.payer for paid in worth.reimbursements}
    if worth.awarded and worth.awarded.ref not in refs:
        yield _paid("marketplace", worth.awarded)
    if worth.settled and "carrier" not in payers:
        yield _paid("carrier", worth.settled)


def costs(case: Return) -> Iterator[Cost]:
    """All that the return cost us; the label as it was authorized stands in until its cost is booked."""
    yield from case.worth.costs
    label = case.worth.label
    if label and not any(cost.what == "label" for cost in case.worth.costs):
        yield Cost(what="label", amount=label.amount, currency=label.currency)


def sold_units(case: Return, sale: Resale) -> int:
    """How many units a sale was of, as far as the label tells; one if nothing does."""
    return next((unit.quantity for unit in case.worth.units if unit.unit == sale.unit), 1)


def skus_of(case: Return) -> tuple[str, ...]:
    """The SKUs that the return is about: those that were announced, else those that came."""
    announced = dict.fromkeys(line.sku for line in case.lines if line.requested)
    return tuple(announced or dict.fromkeys(line.sku for line in case.lines if line.sku))


def sku_of(case: Return, unit: str | None) -> str | None:
    """The SKU of a unit of ours: as its label says it of this return, else the only one there is; None if unknown."""
    told = next((each for each in case.worth.units if each.unit == unit), None)
    if told is not None:
        found = [line.sku for line in case.lines if line.line == told.line or (not told.line and line.sku == told.sku)]
        if found:
            return found[0]
    skus = skus_of(case)
    return skus[0] if len(skus) == 1 else None


def _paid(payer: str, award: Sum) -> Reimbursement:
    return Reimbursement(payer=payer, amount=award.amount, currency=award.currency, ref=award.ref)
