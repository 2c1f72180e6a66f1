"""What returned goods are worth, on paper: the condition of each part, what became of the units, what came and went."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from handlers.cli import paper
from handlers.cli.tables import Sheet
from lifecycle.engine.case import Case
from lifecycle.returns.case import Return, Units
from lifecycle.returns.ledgers import Cost, Resale
from lifecycle.returns.proceeds import costs, reimbursements, sku_of

PARTS = ("item", "accessories", "packaging")


def tables(case: Case) -> Iterator[Sheet]:
    """The tables of a return that have something to show; none for another kind of case."""
    if not isinstance(case, Return):
        return
    if any(getattr(units, part) or units.missing for units in case.graded for part in PARTS):
        columns = ("goods", ">units", "grade", *PARTS, ">photos", "~missing")
        yield paper.table(columns, map(_condition, case.graded), "Condition", ("photos",))
    if case.worth.units:
        yield paper.table(
            ("unit", "sku", ">units", "grade", "partner", "label"), _units(case), "Relabelled", ("label",)
        )
    money = [*map(_sale, case.worth.resales), *_paid(case), *map(_cost, costs(case))]
    if money:
        yield paper.table(("what", "unit or number", "by", ">amount", "~beside"), money, "Worth")


def _condition(units: Units) -> Sequence[object]:
    parts = (getattr(units, part) or "-" for part in PARTS)
    goods = units.sku or units.line or "-"
    return goods, units.quantity, units.grade, *parts, units.photos, ", ".join(units.missing)


def _units(case: Return) -> Iterator[Sequence[object]]:
    for unit in case.worth.units:
        yield unit.unit, sku_of(case, unit.unit) or "-", unit.quantity, unit.grade, unit.partner, unit.label


def _sale(sale: Resale) -> Sequence[object]:
    fee = f"fee {_sum(sale.fee, sale.currency)}" if sale.fee else ""
    return "resold", sale.unit, sale.channel, _sum(sale.amount, sale.currency), fee


def _paid(case: Return) -> Iterator[Sequence[object]]:
    told = {paid.ref for paid in case.worth.reimbursements}
    for paid in reimbursements(case):
        beside = paid.reason if paid.ref in told else "awarded, the payment is not told yet"
        yield "reimbursed", paid.ref, paid.payer, _sum(paid.amount, paid.currency), beside


def _cost(cost: Cost) -> Sequence[object]:
    amount: Any = "" if cost.amount is None else _sum(-cost.amount, cost.currency or "")
    return f"cost: {cost.what}", cost.unit or cost.ref, "", amount, f"{cost.minutes} minutes" if cost.minutes else ""


def _sum(amount: Decimal, currency: str) -> str:
    return f"{amount:f} {currency}"
