"""What came back of each SKU: figures that advice leans on, off the tables, or where these lag off the log itself."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from nats.aio.client import Client

from handlers.clock import Clock
from handlers.reading.heads import keys, newest
from handlers.readmodel.freshness import is_up_to_date
from handlers.readmodel.refusals import NoTables
from handlers.readmodel.store import Store
from handlers.stats.articles import figures_of
from handlers.stats.books import Books
from handlers.stats.question import Question
from lifecycle.engine.kind import Kind
from lifecycle.numbers.recovery import Figures, recovery
from lifecycle.numbers.tally import Key, Place
from lifecycle.policy.pack import Pack
from lifecycle.products.sheet import Sheet

MOST = 5_000
"""Cases of a kind that are read off the log at once; of more no figures are made without tables."""


@dataclass(frozen=True, slots=True)
class Reckoner:
    """Reckons the figures of articles, from `store` where it has all that the log has."""

    nc: Client
    kinds: Mapping[str, Kind[Any]]
    pack: Pack
    clock: Clock
    sheet: Sheet | None = None
    store: Store | None = None

    async def figures(self, place: Place, skus: Collection[str]) -> dict[str, Figures]:
        """The figures of these SKUs; none where there are too many cases for a look at the log."""
        if self.store is not None and await is_up_to_date(self.store, self.nc, self.clock):
            try:
                return await self._of_tables(self.store, place, skus)
            except NoTables:  # they were replaced in that very moment
                pass
        return await self._of_log(place, skus)

    async def _of_tables(self, store: Store, place: Place, skus: Collection[str]) -> dict[str, Figures]:
        question = Question(as_of=self.clock.now(), marketplace=place[0])
        async with store.reading() as connection:
            books = Books(connection=connection, kinds=self.kinds, pack=self.pack, sheet=self.sheet, nc=self.nc)
            return await figures_of(books, question, place, skus)

    async def _of_log(self, place: Place, skus: Collection[str]) -> dict[str, Figures]:
        returns, orders = await self._cases("return"), await self._cases("order")
        if returns is None or orders is None:
            return {}
        found = recovery(returns, self.sheet or Sheet(()), _shipped(orders) or None)
        return {sku: each for each in found if (sku := each.key.sku) and sku in skus and each.key.place == place}

    async def _cases(self, kind: str) -> list[Any] | None:
        wanted = await keys(self.nc, self.kinds, kind)
        if len(wanted) > MOST:
            return None
        return [found.case async for found in newest(self.nc, self.kinds, wanted) if found.case.forwards_to is None]


def _shipped(orders: list[Any]) -> dict[Key, int]:
    """Units sent out by marketplace, currency and SKU."""
    sent: Counter[Key] = Counter()
    for order in orders:
        for line in order.lines:
            sent[Key(order.marketplace or "", order.money.currency, line.sku)] += line.shipped
    return dict(sent)
