"""`stats sku`: each article, and all goods together, of a marketplace in a currency (S2-07 … S2-10, section E)."""

from collections.abc import Iterator

from handlers.stats.books import Books
from handlers.stats.cells import Cell, Unknown, of_share
from handlers.stats.counsel import pieces
from handlers.stats.goods import Goods, goods
from handlers.stats.question import Question
from handlers.stats.report import Column, Report
from lifecycle.numbers.recovery import UNSEEN, Figures
from lifecycle.numbers.tally import Key

COLUMNS = (
    Column("marketplace", "text", "the marketplace"),
    Column("currency", "text", "the currency of the money in this row"),
    Column("sku", "text", "the article; null for all goods of the marketplace and currency", empty="all"),
    Column("returns", "count", "returns that name it", spare=True),
    Column("asked", "count", "units that were asked to come back"),
    Column("returned", "count", "units that came back"),
    Column("sent", "count", "units sent to buyers"),
    Column("request_rate", "share", "units asked to come back, of the units sent"),
    Column("return_rate", "share", "units that came back, of the units sent"),
    Column("request_rate_by_order", "share", "the same of the orders of these days alone", spare=True),
    Column("return_rate_by_order", "share", "the same of the orders of these days alone", spare=True),
    Column("grade_a", "share", "units graded new, of the units inspected", spare=True),
    Column("damaged_by_buyer", "share", "units that the buyer damaged, of the units that came back", spare=True),
    Column("recovery", "share", "what the goods brought again, less costs, of what they sold for at first"),
    Column("cost_per_return", "amount", "what a closed return cost"),
    Column("rework_ratio", "share", "what rework cost, of what new units would have cost; above 1: do not", spare=True),
    Column("main_reason", "text", "why most of them came back", spare=True),
    Column("best_channel", "text", "where a unit brought most when it was sold again", spare=True),
    Column("advice", "list", "what the figures advise; `stats advice` tells why", spare=True),
    Column("remarks", "list", "what the figures of this row leave out", spare=True),
)


async def report(books: Books, question: Question) -> Report:
    """A row an article, all goods of a marketplace first, then what is asked back most."""
    found = await goods(books, question)
    figures = sorted(found.figures, key=lambda each: (each.key.place, each.key.sku is not None, -each.asked, each.key))
    return Report(
        name="sku",
        as_of=question.as_of,
        columns=COLUMNS,
        rows=list(_rows(found, figures)),
        remarks=tuple(_remarks(found, figures)),
    )


def _rows(found: Goods, figures: list[Figures]) -> Iterator[tuple[Cell, ...]]:
    advice: dict[Key, list[str]] = {}
    for place, piece in pieces(found, figures):
        if piece.by == "sku":
            advice.setdefault(Key(*place, piece.name), []).append(piece.advice)
    for each in figures:
        yield _row(
            each,
            found.sent.get(each.key),
            found.figures_by_order.get(each.key),
            tuple(dict.fromkeys(advice.get(each.key, ()))),
        )


def _row(each: Figures, sent: int | None, ordered: Figures | None, advice: tuple[str, ...]) -> tuple[Cell, ...]:
    return (
        *each.key,
        each.returns,
        each.asked,
        Unknown((UNSEEN,)) if UNSEEN in each.return_rate.unknown else each.returned,
        sent,
        of_share(each.request_rate),
        of_share(each.return_rate),
        of_share(ordered.request_rate) if ordered else None,
        of_share(ordered.return_rate) if ordered else None,
        of_share(each.grade_a),
        of_share(each.damaged_by_buyer),
        of_share(each.recovery),
        of_share(each.cost_per_return),
        of_share(each.rework_ratio),
        each.main_reason,
        each.best_channel,
        advice,
        each.remarks,
    )


def _remarks(found: Goods, figures: list[Figures]) -> Iterator[str]:
    for each in figures:
        if each.key.sku == found.question.sku:
            yield from (f"{each.key.marketplace} {each.key.currency}: {remark}" for remark in each.remarks)
    undated = sum(line.requested for case in found.undated for line in case.lines)
    if undated:
        yield f"{undated:,} units that were asked back count in no order: nobody knows when they were ordered"
    silent = len({key for key in found.sent if key.sku} - {each.key for each in figures})
    if silent and found.question.sku is None:
        yield f"of {silent:,} articles that were sent nothing was asked back: they have no row"
