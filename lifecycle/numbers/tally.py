"""What the returns of one SKU at one marketplace in one currency add up to: units, money, and what is not known."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

ZERO = Decimal(0)
Sums = defaultdict[str, Decimal]


Place = tuple[str, str]
"""A marketplace and a currency."""


class Key(NamedTuple):
    """Whose figures they are; `sku` None stands for all goods of the marketplace in that currency."""

    marketplace: str
    currency: str
    sku: str | None

    @property
    def place(self) -> Place:
        """Where it is, in which money."""
        return self.marketplace, self.currency


def _sums() -> Sums:
    return defaultdict(Decimal)


@dataclass(slots=True)
class Goods:
    """Units of all returns, open or closed."""

    returns: int = 0
    open_returns: int = 0
    asked: int = 0
    returned: int = 0
    inspected: int = 0
    as_new: int = 0
    damaged_by_buyer: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    taken_back: Counter[str] = field(default_factory=Counter)
    """Reason → units that the marketplace itself took back (`AFN`)."""
    sold: Counter[str] = field(default_factory=Counter)
    """Channel → units sold again."""
    brought: Sums = field(default_factory=_sums)
    """Channel → what these sales brought, fees taken off."""


@dataclass(slots=True)
class Reworked:
    """Work on units, and what as many new units would cost to buy (S2-10)."""

    cost: Decimal = ZERO
    minutes: int = 0
    new_cost: Decimal = ZERO
    unknown: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Settled:
    """Money of closed returns: `sums` by what they are for, and what the goods cost that are not new any more."""

    returns: int = 0
    sums: Sums = field(default_factory=_sums)
    minutes: Counter[str] = field(default_factory=Counter)
    with_tax: int = 0
    """Units whose tax nobody told, so that their revenue is taken with it."""
    stock_cost: Decimal = ZERO
    unsold: int = 0
    """Units no longer new that nobody has bought yet, as far as we were told."""
    on_hand: int = 0
    """Units of which nobody told a sale or an end: on the shelf as new, unsold, or not even graded."""
    unknown: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Tally:
    """The sums of one key."""

    goods: Goods = field(default_factory=Goods)
    reworked: Reworked = field(default_factory=Reworked)
    settled: Settled = field(default_factory=Settled)
    remarks: list[str] = field(default_factory=list)
