"""Units that were sent to buyers: the whole of which returns are a part (S2-07)."""

from collections import Counter
from collections.abc import Callable, Iterable

from lifecycle.numbers.counting import UNKNOWN
from lifecycle.numbers.tally import Key, Place
from lifecycle.orders.case import Order
from lifecycle.orders.parcels import Parcel


def sent_units(orders: Iterable[Order], counts: Callable[[Order, Parcel], bool]) -> dict[Key, int]:
    """Units in the parcels that count, by article, and (`sku` None) of all goods of a marketplace and currency.

    An article of which only other parcels are known has 0. Goods sent again in place of others are no further sale.
    """
    found: Counter[Key] = Counter()
    for order in orders:
        skus = {line.line: line.sku for line in order.lines}
        for parcel in (each for each in order.parcels if each.is_first):
            counted = counts(order, parcel)
            for units in parcel.holds:
                found[Key(*place_of(order), skus.get(units.line))] += units.quantity if counted else 0
    for key, units_sent in list(found.items()):
        if key.sku is not None:
            found[key._replace(sku=None)] += units_sent
    return dict(found)


def place_of(order: Order) -> Place:
    """Where an order is, in which money; `unknown` for what nobody has told."""
    return order.marketplace or UNKNOWN, order.money.currency or UNKNOWN
