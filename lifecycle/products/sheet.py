"""The product sheet as a whole: versioned by day like a rule pack, with a digest, read from the text of a CSV file."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from hashlib import blake2b

import msgspec

from lifecycle.products.product import Product


class SheetError(ValueError):
    """A product sheet cannot be used; `faults` holds one sentence for each thing that is wrong."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(dict.fromkeys(faults))
        super().__init__("\n".join(self.faults))


class Sheet:
    """All products of a sheet. `digest` (16 hex digits) covers every value: the same products, the same digest.

    In which order rows and columns stood, and by what they were separated, leaves no trace. `warnings` are sentences.
    """

    def __init__(self, products: Iterable[Product], warnings: Iterable[str] = ()) -> None:
        self.products = tuple(sorted(products, key=_place))
        self.warnings = tuple(warnings)
        self._json = msgspec.json.encode(self.products, order="deterministic")
        self.digest = blake2b(self._json, digest_size=8).hexdigest()

    @classmethod
    def from_json(cls, stored: bytes) -> "Sheet":
        """The sheet that `to_json` stored; raises `msgspec.ValidationError` if it is none."""
        return cls(msgspec.json.decode(stored, type=tuple[Product, ...]))

    def to_json(self) -> bytes:
        """Canonical JSON: the same sheet gives the same bytes."""
        return self._json

    @property
    def skus(self) -> tuple[str, ...]:
        """The SKUs of the sheet, in alphabetical order."""
        return tuple(self._by_sku)

    def find(self, sku: str, on: date) -> Product | None:
        """What held for `sku` on that day; None if the sheet does not know it, or not yet."""
        begun = (each for each in self._by_sku.get(sku, ()) if (each.valid_from or date.min) <= on)
        return max(begun, key=_place, default=None)

    def history(self, sku: str) -> tuple[Product, ...]:
        """All that the sheet says of `sku`, the oldest first."""
        return self._by_sku.get(sku, ())

    @cached_property
    def _by_sku(self) -> dict[str, tuple[Product, ...]]:
        found: dict[str, tuple[Product, ...]] = {}
        for product in self.products:
            found[product.sku] = (*found.get(product.sku, ()), product)
        return found


def _place(product: Product) -> tuple[str, date]:
    return product.sku, product.valid_from or date.min
