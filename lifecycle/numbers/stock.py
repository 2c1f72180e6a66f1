"""What returned units cost to buy, by the product sheet: those no longer new, and those that were worked on (S2-10)."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from lifecycle.numbers.tally import ZERO, Reworked, Settled
from lifecycle.products.sheet import Sheet
from lifecycle.returns.case import Return, Units
from lifecycle.returns.ledgers import Cost
from lifecycle.returns.proceeds import sku_of, sold_units

GONE = frozenset({"dispose", "liquidate", "supplier"})
"""Dispositions after which nobody waits for a sale of ours."""
OFF_THE_BOOKS = frozenset({"restock_new", "send_back"})
"""Dispositions that cost no value: as good as new, or the buyer's again."""


def add_stock(settled: Settled, case: Return, sku: str, sheet: Sheet) -> None:
    """Add what the units of `sku` cost that are no longer new, and how many of all that came wait for a buyer."""
    graded = tuple(_graded(case, sku))
    gone = sum(units.quantity for units in graded if units.disposition in GONE)
    kept = sum(units.quantity for units in graded if units.disposition not in OFF_THE_BOOKS | GONE)
    ended = gone + sum(units.quantity for units in graded if units.disposition == "send_back")
    sold = sum(sold_units(case, sale) for sale in case.worth.resales if sku_of(case, sale.unit) == sku)
    came = sum(line.received for line in case.lines if line.sku == sku)
    settled.on_hand += max(0, came - ended - sold)
    settled.unsold += max(0, kept - sold)
    if gone + kept:
        cost, unknown = purchase_cost(case, sku, sheet)
        settled.stock_cost += cost * (gone + kept)
        settled.unknown |= unknown


def add_rework(reworked: Reworked, case: Return, sku: str, sheet: Sheet) -> None:
    """Add what rework of units of `sku` cost, and what as many new units would have cost."""
    booked = [cost for cost in case.worth.costs if cost.what == "rework" and sku_of(case, cost.unit) == sku]
    if not booked:
        return
    count = _reworked_units(case, sku, booked)
    cost, unknown = purchase_cost(case, sku, sheet)
    reworked.cost += sum((each.amount or ZERO for each in booked), ZERO)
    reworked.minutes += sum(each.minutes for each in booked)
    reworked.new_cost += cost * (count or 0)
    reworked.unknown |= unknown if count else unknown | {f"how many units of {case.id} were reworked"}


def purchase_cost(case: Return, sku: str, sheet: Sheet) -> tuple[Decimal, set[str]]:
    """What a new unit cost when the goods came back, in the currency of the return; else what is not known."""
    on = case.received_at or case.requested_at
    product = sheet.find(sku, on.date() if on else date.max)
    if product is None:
        return ZERO, {f"{sku} in the product sheet"}
    if product.purchase_cost is None:
        return ZERO, {f"purchase_cost of {sku}"}
    if product.currency != case.money.currency:
        return ZERO, {f"purchase_cost of {sku} in {case.money.currency or 'the currency of the return'}"}
    return product.purchase_cost, set()


def _reworked_units(case: Return, sku: str, booked: Sequence[Cost]) -> int | None:
    """The units that the bookings name, else those that the inspection gave to rework; None if neither says."""
    if all(cost.unit for cost in booked):
        quantities = {unit.unit: unit.quantity for unit in case.worth.units}
        return sum(quantities.get(unit, 1) for unit in {cost.unit or "" for cost in booked})
    return sum(units.quantity for units in _graded(case, sku) if units.disposition == "rework") or None


def _graded(case: Return, sku: str) -> Iterator[Units]:
    """The inspected units of a SKU."""
    skus = {line.line: line.sku for line in case.lines}
    only = sku_of(case, None)
    for units in case.graded:
        if (skus.get(units.line) if units.line else units.sku or only) == sku:
            yield units
