"""The money of a return as entries: what the goods sold for at first, what they brought since, and what they cost."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from lifecycle.numbers.tally import ZERO
from lifecycle.returns.case import Line, Return
from lifecycle.returns.proceeds import costs, reimbursements, sku_of

REVENUE, RESOLD, REIMBURSED = "revenue", "resold", "reimbursed"


class Entry(NamedTuple):
    """One sum for goods of one SKU; `sku` None where it is for several and nobody knows how much for each."""

    sku: str | None
    what: str
    amount: Decimal
    currency: str | None
    minutes: int = 0


def entries(case: Return) -> Iterator[Entry]:
    """All money of a return, in whatever currency it was told."""
    for line in (line for line in case.lines if line.requested):
        net = line.unit_paid - (line.unit_tax or ZERO)
        yield Entry(line.sku, REVENUE, net * _given_up(case, line), case.money.currency or None)
    for sale in case.worth.resales:
        yield Entry(sku_of(case, sale.unit), RESOLD, sale.net, sale.currency)
    for paid in reimbursements(case):
        yield Entry(sku_of(case, None), REIMBURSED, paid.amount, paid.currency)
    for cost in costs(case):
        yield Entry(sku_of(case, cost.unit), cost.what, cost.amount or ZERO, cost.currency, cost.minutes)


def in_currency(found: Iterable[Entry], currency: str) -> tuple[list[Entry], list[Entry]]:
    """The entries that can be added up in `currency`, and those that cannot; minutes alone have no currency."""
    told = list(found)
    return (
        [entry for entry in told if entry.currency in (currency, None)],
        [entry for entry in told if entry.currency not in (currency, None)],
    )


def untaxed(case: Return, sku: str | None) -> int:
    """Units whose revenue is known with tax only; of all SKUs if none is named."""
    return sum(_given_up(case, line) for line in case.lines if sku in (None, line.sku) and line.unit_tax is None)


def _given_up(case: Return, line: Line) -> int:
    """Units whose sale is undone: those that came back, or were lost on their way."""
    lost = case.lost_at is not None and not case.arrivals
    return line.requested if lost else min(line.received, line.requested)
