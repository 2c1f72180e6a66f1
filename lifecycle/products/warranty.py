"""Goods under warranty (S4-23): small, cheap ones are sent anew, large or expensive ones repaired or paid in part."""

from calendar import monthrange
from datetime import date
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from lifecycle.products.product import Product


class Limits(Struct, frozen=True):
    """Up to which purchase cost (in `currency`) and weight (kilograms) a product is small and cheap, both included."""

    cost: Decimal
    currency: str
    weight: Decimal


class Remedy(Struct, frozen=True):
    """What to offer; `unknown` names the columns of the sheet that would have to tell it."""

    offer: Literal["send_new", "repair_or_part_refund", "unknown"]
    unknown: tuple[str, ...] = ()


def ends_on(product: Product, bought: date) -> date | None:
    """The last day of the warranty of what was bought on that day; None if the sheet does not say how long it runs."""
    if product.warranty_months is None:
        return None
    years, month = divmod(bought.month - 1 + product.warranty_months, 12)
    year = bought.year + years
    return date(year, month + 1, min(bought.day, monthrange(year, month + 1)[1]))


def remedy(product: Product, limits: Limits) -> Remedy:
    """A new one if the product is cheap and light (D-19), a repair or a part refund if it is either not (D-20)."""
    expensive = _above(product.purchase_cost, limits.cost) if product.currency == limits.currency else None
    heavy = _above(product.weight, limits.weight)
    if expensive or heavy:
        return Remedy("repair_or_part_refund")
    if expensive is False and heavy is False:
        return Remedy("send_new")
    missing = product.unknown("purchase_cost", "weight")
    if product.purchase_cost is not None and expensive is None:
        missing = (f"purchase_cost in {limits.currency}", *missing)
    return Remedy("unknown", missing)


def _above(value: Decimal | None, limit: Decimal) -> bool | None:
    return None if value is None else value > limit
