"""The returns and orders that a question is about, with the figures of `lifecycle.numbers` over them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from handlers.stats.books import Books
from handlers.stats.cases import standing
from handlers.stats.happened import inspected
from handlers.stats.question import Question
from handlers.stats.sent import place_of as place_of_order
from handlers.stats.sent import sent_units
from lifecycle.numbers.counting import place_of, unscanned
from lifecycle.numbers.dated import by_their_days
from lifecycle.numbers.periods import by_close, by_order, by_return
from lifecycle.numbers.recovery import Figures, recovery
from lifecycle.numbers.tally import Key, Place
from lifecycle.numbers.wages import hour_cost
from lifecycle.orders.case import Order
from lifecycle.orders.parcels import Parcel
from lifecycle.products.sheet import Sheet
from lifecycle.returns.case import Return


@dataclass(frozen=True)
class Goods:
    """Returns and orders as they stood at the moment of a question, wherever their windows lie."""

    books: Books
    question: Question
    returns: tuple[Return, ...]
    orders: tuple[Order, ...]
    unseen: frozenset[Place]
    """Where nobody ever tells what came back."""
    inspected: Mapping[str, datetime]
    """When (UTC) the last inspection of a return was made."""

    @cached_property
    def of_window(self) -> tuple[Return, ...]:
        """The returns of the window by their own day; without a window, all."""
        return self._within(by_return) if self.question.days else self.returns

    @cached_property
    def closed(self) -> tuple[Return, ...]:
        """Those that were closed in the window, of which the money counts; without a window, all."""
        return self._within(by_close) if self.question.days else self.returns

    @property
    def undated(self) -> tuple[Return, ...]:
        """Those of which nobody knows when they were ordered."""
        return tuple(case for case in self.returns if by_order(case) is None)

    @cached_property
    def sent(self) -> Mapping[Key, int]:
        """Units that were sent in the window, by article."""
        return self._sent(lambda _, parcel: parcel.shipped_at)

    @cached_property
    def figures(self) -> tuple[Figures, ...]:
        """The figures by article of the window, each by the day it counts by, of what was sent in it."""
        returned = self._figures(self.of_window, self.sent)
        if self.question.days is None:
            return returned
        judged = self._figures(self._within(lambda case: self.inspected.get(case.id)), self.sent)
        return by_their_days(returned, judged, self._figures(self.closed, self.sent), self.sent or None)

    @cached_property
    def figures_by_order(self) -> Mapping[Key, Figures]:
        """The same of the orders of the window, whenever their goods were sent and came back."""
        sent = self._sent(lambda order, _: order.ordered_at)
        return {each.key: each for each in self._figures(self._within(by_order), sent)}

    def _sent(self, dated: Callable[[Order, Parcel], datetime | None]) -> dict[Key, int]:
        market, asked = self.books.pack.market, self.question
        about = (order for order in self.orders if asked.is_about(*place_of_order(order)))
        return sent_units(about, lambda order, parcel: asked.covers(dated(order, parcel), market(order.marketplace)))

    def _figures(self, returns: Sequence[Return], sent: Mapping[Key, int]) -> tuple[Figures, ...]:
        sheet = self.books.sheet or Sheet(())
        found = recovery(returns, sheet, sent or None, self._hourly(returns), self.unseen)
        return tuple(each for each in found if self.question.sku in (None, each.key.sku))

    def _hourly(self, returns: Sequence[Return]) -> dict[Place, Decimal]:
        """What an hour of work costs, where the rules say so."""
        told = ((place, self._hour_cost(*place)) for place in {place_of(case) for case in returns})
        return {place: cost for place, cost in told if cost is not None}

    def _hour_cost(self, marketplace: str, currency: str) -> Decimal | None:
        return hour_cost(self.books.pack.market(marketplace), currency, self.question.as_of)

    def _within(self, dated: Callable[[Return], datetime | None]) -> tuple[Return, ...]:
        market = self.books.pack.market
        return tuple(case for case in self.returns if self.question.covers(dated(case), market(case.marketplace)))


async def goods(books: Books, question: Question) -> Goods:
    """All that the question is about."""
    every = await standing(books, "return", question)
    returns = tuple(case for case in every if is_about(case, question))
    orders = tuple(await standing(books, "order", question))
    return Goods(books, question, returns, orders, unscanned(every), await inspected(books, question))


def is_about(case: Return, question: Question) -> bool:
    """Whether a return is asked for: by its marketplace, its currency, and the articles it names."""
    about = question.is_about(*place_of(case))
    return about and (question.sku is None or question.sku in {line.sku for line in case.lines})
