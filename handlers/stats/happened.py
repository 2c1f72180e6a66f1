"""When things happened that no case keeps: read off the events of the tables, as far as they count."""

from datetime import datetime

from sqlalchemy import func, select

from handlers.readmodel.tables import deadlines, events, returns
from handlers.stats.books import Books
from handlers.stats.question import Question


async def inspected(books: Books, question: Question) -> dict[str, datetime]:
    """When (UTC) the last inspection of each return was made, up to the moment of the question."""
    told = events.c
    wanted = (
        select(told.case_id, func.max(told.time, type_=told.time.type))
        .where(told.kind == "return", told.event == "inspected", told.counts.is_(True), told.time <= question.as_of)
        .group_by(told.case_id)
    )
    return {row[0]: row[1] for row in await books.connection.execute(wanted)}


async def told_by_importers(books: Books) -> frozenset[str]:
    """The returns whose request an importer told as history."""
    wanted = select(returns.c.id).where(returns.c.historical.is_(True))
    return frozenset((await books.connection.execute(wanted)).scalars())


async def lapsed_safet(books: Books, question: Question) -> frozenset[str]:
    """The returns whose time for a SAFE-T claim ran out unused, in the window by the day on which it did."""
    told = deadlines.c
    wanted = select(told.case_id, told.due_at, told.marketplace).where(
        told.kind == "return", told.timer == "T-SAFET", told.standing == "missed", told.due_at <= question.as_of
    )
    market = books.pack.market
    found = await books.connection.execute(wanted)
    return frozenset(case_id for case_id, due_at, place in found if question.covers(due_at, market(place)))
