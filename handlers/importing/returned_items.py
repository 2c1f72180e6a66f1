"""The items of returns as rows of Amazon's report tell them, their names as ids, their prices on their units."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal
from hashlib import blake2b
from typing import Any, NamedTuple

from handlers.importing.cells import money_text
from handlers.importing.headers import Row
from handlers.importing.statements import When
from lifecycle.reactions.saying import LONGEST

LABELS = {"amazonunpaidlabel": "unpaid", "amazonprepaidlabel": "prepaid"}
RESOLUTIONS = {
    "standardrefund": "refund",
    "manualrefund": "refund",
    "refundatfirstscan": "refund",
    "returnlessrefund": "keep_item",
    "replacement": "replacement",
    "replacementissued": "replacement",
    "exchange": "replacement",
}
WHOLE = frozenset({"JPY"})
"""Currencies without cents."""
SECOND = "#2"
"""What the second of two lines of one item is called beside its name."""
_SIGNS = re.compile(r"[^A-Za-z0-9_-]+")


class RmaId(NamedTuple):
    """The number of a return, as the id of its case; `rma` is empty where the report names none."""

    case_id: str
    rma: str

    @classmethod
    def of(cls, rma: str, order_id: str, sku: str) -> "RmaId":
        """The number in the signs of a case id; without one, the order with a digest of the item."""
        if not rma:
            return cls(f"{token(order_id)[:40]}-{_digest(sku)}", "")
        return cls(token(rma), rma)


def token(name: str) -> str:
    """A name in the signs of a case id; one that loses something by that, or is too long, ends in a digest."""
    bare = _SIGNS.sub("-", name).strip("-")
    return bare if bare == name and len(bare) <= LONGEST else f"{bare[:40]}-{_digest(name)}"


def _digest(name: str) -> str:
    return blake2b(name.encode(), digest_size=6).hexdigest()


@dataclass(frozen=True)
class Item:
    """One row: an item of a return. `days`, `sums` and `flags` are by column, as far as they were told."""

    rma: RmaId
    row: Row
    order_id: str
    requested: When
    sku: str
    returned: int
    asked: int
    ordered: int
    amount: Decimal
    currency: str
    days: Mapping[str, When]
    sums: Mapping[str, Decimal]
    flags: Mapping[str, bool]

    @property
    def rows(self) -> tuple[int, ...]:
        """The number of its row."""
        return (self.row.number,)

    @property
    def line(self) -> str:
        """What the line is called: by the item of the order, else by the SKU."""
        return self.row["Order Item ID"] or self.sku

    @property
    def status(self) -> str:
        """The status in small letters."""
        return self.row["Return request status"].casefold()

    @property
    def resolution(self) -> str:
        """The resolution in small letters."""
        return self.row["Resolution"].casefold()

    @property
    def unknown_words(self) -> Iterator[str]:
        """Coded words that have no meaning here."""
        for column, known in (("Label type", LABELS), ("Resolution", RESOLUTIONS)):
            if self.row[column] and self.row[column].casefold() not in known:
                yield self.row[column]

    def lines(self, name: str) -> Iterator[dict[str, Any]]:
        """The lines of the request: one, or two where the price does not divide by the units to the cent."""
        told = {
            "sku": self.sku,
            "asin": self.row["ASIN"],
            "order_item_id": self.row["Order Item ID"],
            "reason": self.row["Return Reason"],
        }
        said = {member: value for member, value in told.items() if value}
        for place, (units, price) in enumerate(shares(self.amount, self.ordered, self.returned, self.currency)):
            line = name if not place else name + SECOND
            yield {"line": line, "quantity": units, "unit_paid": money_text(price), **said}


def shares(amount: Decimal, ordered: int, returned: int, currency: str) -> list[tuple[int, Decimal]]:
    """How the price of the units that come back is laid on them: units and what one of them cost, to the cent."""
    cent = Decimal(1) if currency in WHOLE else Decimal("0.01")
    price = (amount * returned / ordered).quantize(cent, ROUND_HALF_EVEN)
    unit = (price / returned).quantize(cent, ROUND_DOWN)
    dearer = int((price - unit * returned) / cent)
    return [(units, each) for units, each in ((returned - dearer, unit), (dearer, unit + cent)) if units]
