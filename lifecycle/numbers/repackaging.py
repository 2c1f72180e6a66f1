"""Which goods the marketplace should not repack (S2-13, S2-14, S2-15).

Its own carton looks like a fake or used product to the next buyer. Only where the packaging is generic does that not
matter; for a brand the option is switched off, and the seller packs anew himself.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal

from msgspec import Struct

from lifecycle.numbers.recovery import Figures
from lifecycle.products.product import Product
from lifecycle.products.sheet import Sheet

LIKE_USED = ("not_as_described", "quality_unacceptable")
"""Reasons of a return under which "used sold as new" comes back."""


class Repackaging(Struct, frozen=True, kw_only=True):
    """What to do with the option for a SKU; `complaints` are units that the marketplace took back as not as sold.

    `unknown` names the columns of the product sheet that would have to tell.
    """

    sku: str
    marketplace: str
    currency: str
    complaints: int
    advice: Literal["switch_off", "leave", "unknown"]
    unknown: tuple[str, ...] = ()


def repackaging(figures: Iterable[Figures], sheet: Sheet, on: date) -> tuple[Repackaging, ...]:
    """Advice on every SKU of which the marketplace took units back, by what the sheet says on that day."""
    return tuple(_each(figures, sheet, on))


def _each(figures: Iterable[Figures], sheet: Sheet, on: date) -> Iterator[Repackaging]:
    for each in figures:
        if each.key.sku is None or not sum(each.taken_back.values()):
            continue
        product = sheet.find(each.key.sku, on)
        missing = product.unknown("packaging", "repackaging") if product else ("sku",)
        yield Repackaging(
            sku=each.key.sku,
            marketplace=each.key.marketplace,
            currency=each.key.currency,
            complaints=sum(each.taken_back.get(reason, 0) for reason in LIKE_USED),
            advice=_advice(product),
            unknown=missing if _advice(product) == "unknown" else (),
        )


def _advice(product: Product | None) -> Literal["switch_off", "leave", "unknown"]:
    if product is None:
        return "unknown"
    if product.packaging == "generic" or product.repackaging is False:
        return "leave"
    return "switch_off" if product.packaging and product.repackaging else "unknown"
