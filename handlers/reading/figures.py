"""What came back of each SKU, reckoned from the returns and orders of the log: figures that advice leans on."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from nats.aio.client import Client

from handlers.reading.heads import keys, newest
from lifecycle.engine.kind import Kind
from lifecycle.numbers.recovery import Figures, recovery
from lifecycle.numbers.tally import Key
from lifecycle.products.sheet import Sheet

MOST = 5_000
"""Cases of a kind that are read at once; of more no figures are made here."""


async def figures(
    nc: Client, kinds: Mapping[str, Kind[Any]], sheet: Sheet | None, place: tuple[str, str]
) -> dict[str, Figures]:
    """The figures of one marketplace and currency by SKU; none where the log holds too many cases for a look."""
    returns, orders = await _cases(nc, kinds, "return"), await _cases(nc, kinds, "order")
    if returns is None or orders is None:
        return {}
    shipped = _shipped(orders)
    found = recovery(returns, sheet or Sheet(()), shipped or None)
    return {each.key.sku: each for each in found if each.key.sku and (each.key.marketplace, each.key.currency) == place}


async def _cases(nc: Client, kinds: Mapping[str, Kind[Any]], kind: str) -> list[Any] | None:
    wanted = await keys(nc, kinds, kind)
    if len(wanted) > MOST:
        return None
    return [found.case async for found in newest(nc, kinds, wanted) if found.case.forwards_to is None]


def _shipped(orders: list[Any]) -> dict[Key, int]:
    """Units sent out by marketplace, currency and SKU."""
    sent: Counter[Key] = Counter()
    for order in orders:
        for line in order.lines:
            sent[Key(order.marketplace or "", order.money.currency, line.sku)] += line.shipped
    return dict(sent)
