"""`stats advice`: what the figures of goods advise, with the figure behind it, its limit, and the returns."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from handlers.stats.books import Books
from handlers.stats.cells import Cell
from handlers.stats.goods import Goods, goods
from handlers.stats.question import Question
from handlers.stats.report import Column, Report
from lifecycle.numbers.advice import Advised, Ground, advised, bounds_of
from lifecycle.numbers.counting import place_of
from lifecycle.numbers.recovery import Figures
from lifecycle.numbers.repackaging import repackaging
from lifecycle.numbers.tally import Place
from lifecycle.products.sheet import Sheet

COLUMNS = (
    Column("marketplace", "text", "the marketplace"),
    Column("currency", "text", "the currency of the money in this row"),
    Column("about", "text", "whether it is about a sku, a brand or a supplier"),
    Column("name", "text", "which one"),
    Column("advice", "text", "what to do, as a code"),
    Column("words", "list", "what to do"),
    Column("figure", "text", "the figure that says so"),
    Column("value", "amount", "its value; a share is of 1"),
    Column("limit", "amount", "the limit that it breaks, if there is one"),
    Column("returns", "count", "how many returns are behind it"),
    Column("cases", "list", "which ones"),
)


async def report(books: Books, question: Question) -> Report:
    """A row a piece of advice."""
    found = await goods(books, question)
    figures = found.figures
    rows = [_row(place, piece) for place, piece in pieces(found, figures)]
    remarks = tuple(_unknown(figures, books.sheet or Sheet(()), question))
    return Report(name="advice", as_of=question.as_of, columns=COLUMNS, rows=rows, remarks=remarks)


def pieces(found: Goods, figures: Sequence[Figures]) -> Iterator[tuple[Place, Advised]]:
    """The advice of every marketplace and currency."""
    at, pack = found.question.as_of, found.books.pack
    ordered = sorted(figures, key=lambda each: each.key.place)
    for place, group in groupby(ordered, key=lambda each: each.key.place):
        here, closed = ([case for case in each if place_of(case) == place] for each in (found.of_window, found.closed))
        bounds = bounds_of(pack.market(place[0]), at)
        ground = Ground(list(group), here, closed, found.books.sheet or Sheet(()), bounds, at)
        yield from ((place, piece) for piece in advised(ground))


def _row(place: Place, piece: Advised) -> tuple[Cell, ...]:
    told = (piece.by, piece.name, piece.advice, (piece.words,), piece.figure, piece.value, piece.limit)
    return *place, *told, len(piece.cases), piece.cases


def _unknown(figures: Sequence[Figures], sheet: Sheet, question: Question) -> Iterator[str]:
    for each in repackaging(figures, sheet, question.as_of.date()):
        if each.advice == "unknown":
            lacking = ", ".join(each.unknown)
            yield f"whether to switch repackaging off for {each.sku} is unknown: the product sheet lacks its {lacking}"
