"""The marketplaces that a question is about; cases of which nobody knows the marketplace stand under `unknown`."""

from typing import NamedTuple

from sqlalchemy import select

from handlers.readmodel.tables import cases
from handlers.stats.books import Books
from handlers.stats.question import Question, window_start
from lifecycle.numbers.windows import Window
from lifecycle.policy.pack import Market

NAMELESS = "unknown"


class Place(NamedTuple):
    """A marketplace as the tables name it (None: not known), and its rules."""

    name: str | None
    market: Market

    @property
    def shown(self) -> str:
        """Its name for people."""
        return self.name or NAMELESS

    def window(self, question: Question, days: int | None) -> Window:
        """The window of so many of its days that ends at the moment of the question; None: since the beginning.

        A number of days that the question itself names goes before.
        """
        days = question.days or days
        since = None if days is None else window_start(question.as_of, days, self.market)
        return Window(days, since, question.as_of)


async def places(books: Books, question: Question) -> list[Place]:
    """Those of which there are cases, by name; the nameless last."""
    wanted = select(cases.c.marketplace).distinct()
    if question.marketplace is not None:
        wanted = wanted.where(cases.c.marketplace == question.marketplace)
    names = [row[0] for row in await books.connection.execute(wanted)]
    return [Place(name, books.pack.market(name)) for name in sorted(names, key=lambda name: (name is None, name or ""))]
