"""`stats deadlines`: of the deadlines that fell due, how many were met before, clock by clock (E)."""

from sqlalchemy import select

from handlers.readmodel import tables
from handlers.stats.books import Books
from handlers.stats.cells import Cell
from handlers.stats.places import Place, places
from handlers.stats.question import Question
from handlers.stats.report import Column, Report
from lifecycle.numbers.keeping import Due, kept_by_timer
from lifecycle.numbers.rates import Rate
from lifecycle.numbers.windows import Window

DAYS = 30
"""Local days that are looked back on, unless the question names others."""
COLUMNS = (
    Column("marketplace", "text", "the marketplace"),
    Column("timer", "text", "the clock"),
    Column("days", "count", "over how many local days, by the day on which it was due"),
    Column("hit_rate", "share", "deadlines met before they were due, of those that fell due"),
    Column("met", "count", "how many were met"),
    Column("missed", "count", "how many were not"),
    Column("severity", "text", "how bad a miss is; where it is info, the clock only ends a wait"),
    Column("open", "count", "due, and the log does not say yet how they ended"),
)


async def report(books: Books, question: Question) -> Report:
    """A row a clock of each marketplace."""
    rows: list[tuple[Cell, ...]] = []
    for place in await places(books, question):
        span = place.window(question, DAYS)
        rates = kept_by_timer(await due(books, place, span), span)
        rows += [_row(place, timer, span, rate) for timer, rate in rates.items()]
    return Report(name="deadlines", as_of=question.as_of, columns=COLUMNS, rows=rows)


async def due(books: Books, place: Place, span: Window) -> list[Due]:
    """The deadlines that fell due in a window."""
    told = tables.deadlines.c
    wanted = select(told.timer, told.due_at, told.standing, told.ended_at)
    wanted = wanted.where(told.marketplace == place.name, told.due_at <= span.until)
    if span.since is not None:
        wanted = wanted.where(told.due_at > span.since)
    return [Due(*row) for row in await books.connection.execute(wanted)]


def _row(place: Place, timer: str, span: Window, rate: Rate) -> tuple[Cell, ...]:
    missed = rate.of - rate.count
    return place.shown, timer, span.days, rate.value, rate.count, missed, _severity(place, timer), rate.undetermined


def _severity(place: Place, timer: str) -> str:
    """How bad it is to miss a clock by the rules of the marketplace; empty for one that they do not have."""
    return next((each.severity for each in place.market.terms.timers.get(timer, ())), "")
