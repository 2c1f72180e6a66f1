"""A product as a row of the sheet tells it. What the row leaves out is None, which means unknown and never none."""

from datetime import date
from decimal import Decimal
from typing import Literal

from msgspec import Struct


class Product(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is known of a SKU from `valid_from` on (included; None: since ever).

    `purchase_cost` is that of one new unit in `currency` (ISO 4217), `weight` is in kilograms. `repackaging` says
    whether the marketplace may repack what came back (S2-13), `packaging` whether that would hide a brand (S2-15).
    """

    sku: str
    valid_from: date | None = None
    asin: str | None = None
    brand: str | None = None
    supplier: str | None = None
    purchase_cost: Decimal | None = None
    currency: str | None = None
    packaging: Literal["branded", "generic"] | None = None
    repackaging: bool | None = None
    spare_parts: bool | None = None
    manual: str | None = None
    warranty_months: int | None = None
    category: str | None = None
    weight: Decimal | None = None

    def unknown(self, *fields: str) -> tuple[str, ...]:
        """The names of those of `fields` (all, if none is named) that the sheet says nothing about."""
        return tuple(field for field in fields or FIELDS if getattr(self, field) is None)


FIELDS = tuple(name for name in Product.__struct_fields__ if name not in ("sku", "valid_from"))
"""The columns of a sheet that say something of a product."""
COLUMNS = Product.__struct_fields__
"""All columns that a sheet may have."""
