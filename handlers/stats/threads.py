"""Messages of buyers and promises to them, as the read model has them."""

from sqlalchemy import select

from handlers.readmodel import tables
from handlers.stats.books import Books
from handlers.stats.places import Place
from lifecycle.numbers.answering import Message, Promise
from lifecycle.numbers.windows import Window


async def messages(books: Books, place: Place, span: Window) -> list[Message]:
    """The messages that buyers wrote in a window, with what became of them since."""
    told = tables.messages.c
    wanted = select(told.case_id, told.at, told.due_at, told.answered_at, told.excluded_at)
    wanted = wanted.where(told.marketplace == place.name, told.at <= span.until)
    if span.since is not None:
        wanted = wanted.where(told.at > span.since)
    return [Message(*row) for row in await books.connection.execute(wanted)]


async def promises(books: Books, place: Place, span: Window) -> list[Promise]:
    """The promises that were made in a window, with what became of them since."""
    told = tables.promises.c
    wanted = select(told.at, told.promised_by, told.kept_at, told.broken_at)
    wanted = wanted.where(told.marketplace == place.name, told.at <= span.until)
    if span.since is not None:
        wanted = wanted.where(told.at > span.since)
    return [Promise(*row) for row in await books.connection.execute(wanted)]
