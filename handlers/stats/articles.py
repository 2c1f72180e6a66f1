"""The figures of a few articles at one marketplace, for who decides about one return: only their cases are read."""

from collections.abc import Collection

from sqlalchemy import func, select

from handlers.readmodel.tables import cases, lines
from handlers.stats.books import Books
from handlers.stats.cases import standing
from handlers.stats.question import Question
from lifecycle.numbers.recovery import Figures, recovery
from lifecycle.numbers.tally import Key, Place
from lifecycle.products.sheet import Sheet


async def figures_of(books: Books, question: Question, place: Place, skus: Collection[str]) -> dict[str, Figures]:
    """The figures by article as they stand now, of all returns and orders there are."""
    named = select(lines.c.case_id).where(lines.c.kind == "return", lines.c.sku.in_(skus))
    returns = await standing(books, "return", question, cases.c.id.in_(named))
    found = recovery(returns, books.sheet or Sheet(()), await _sent(books, place, skus) or None)
    return {sku: each for each in found if (sku := each.key.sku) and sku in skus and each.key.place == place}


async def _sent(books: Books, place: Place, skus: Collection[str]) -> dict[Key, int]:
    told = lines.c
    alone = select(cases.c.id).where(cases.c.kind == "order", cases.c.forwards_to.is_(None))
    wanted = (
        select(told.sku, func.sum(told.shipped))
        .where(told.kind == "order", told.sku.in_(skus), told.marketplace == place[0], told.currency == place[1])
        .where(told.case_id.in_(alone))
        .group_by(told.sku)
    )
    return {Key(*place, sku): units or 0 for sku, units in await books.connection.execute(wanted)}
