"""What went wrong in the last week or month, product by product, how it was solved, and whether that held (S4-01)."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import ColumnElement, Table, select

from handlers.readmodel import tables
from handlers.stats.books import Books
from handlers.stats.cases import standing
from handlers.stats.cells import Cell
from handlers.stats.places import Place, places
from handlers.stats.question import Question
from handlers.stats.report import Column, Report
from handlers.stats.sales import ids_of
from lifecycle.numbers.solutions import (
    Period,
    Solved,
    Span,
    Trouble,
    last_period,
    of_claim,
    of_feedback,
    of_return,
    solved,
)

COLUMNS = (
    Column("marketplace", "text", "the marketplace"),
    Column("first_day", "text", "the first day of the week or month"),
    Column("sku", "text", "the article; several or unknown where the case does not tell it"),
    Column("problem", "text", "where it showed, and why"),
    Column("cases", "count", "how many cases had it"),
    Column("units", "count", "how many units were to come back"),
    Column("solutions", "list", "the solutions, with how often each was chosen"),
    Column("held", "count", "solved, and the buyer came with nothing more"),
    Column("failed", "count", "opened again, or followed by another case about the same goods"),
    Column("open", "count", "not solved yet"),
    Column("unsure", "count", "solved, but the order is not known, nor what followed", spare=True),
)
DATED: tuple[tuple[str, Table, str], ...] = (
    ("return", tables.returns, "requested_at"),
    ("claim", tables.claims, "opened_at"),
    ("feedback", tables.feedback, "left_at"),
)
"""The kinds of cases that tell of problems, each with its table and the instant at which a problem began."""
STEP = 400


class Chapter(NamedTuple):
    """The problems of one marketplace in one period."""

    marketplace: str
    period: Period
    problems: tuple[Solved, ...]


async def chapters(books: Books, question: Question, span: Span) -> list[Chapter]:
    """A chapter a marketplace that had problems in the last week or month before the moment of the question."""
    found = []
    for place in await places(books, question):
        period = last_period(span, question.as_of, place.market)
        problems = await _problems(books, question, place, period)
        if problems:
            found.append(Chapter(place.shown, period, problems))
    return found


def report(told: Iterable[Chapter], question: Question, span: Span) -> Report:
    """The chapters as one report."""
    rows = [_row(chapter, each) for chapter in told for each in chapter.problems]
    return Report(name=f"summary of the {span}", as_of=question.as_of, columns=COLUMNS, rows=rows)


def _row(chapter: Chapter, each: Solved) -> tuple[Cell, ...]:
    solutions = tuple(f"{how} {count}" for how, count in each.solutions.items())
    first = chapter.period.first.isoformat()
    counts = each.held, each.failed, each.open, each.unsure
    return chapter.marketplace, first, each.sku, each.problem, each.cases, each.units, solutions, *counts


async def _problems(books: Books, question: Question, place: Place, period: Period) -> tuple[Solved, ...]:
    begun = {kind: _begun(table, dated, place, period) for kind, table, dated in DATED}
    troubles = await _troubles(books, question, begun)
    orders = sorted({each.order for each in troubles if each.order})
    same = []
    for start in range(0, len(orders), STEP):
        part = orders[start : start + STEP]
        same += await _troubles(books, question, {kind: tables.cases.c.order_id.in_(part) for kind, *_ in DATED})
    return solved([each for each in troubles if question.sku in (None, each.sku)], same)


def _begun(table: Table, dated: str, place: Place, period: Period) -> ColumnElement[bool]:
    at = table.c[dated]
    return ids_of(table, table.c.marketplace == place.name, at >= period.since, at < period.until)


async def _troubles(books: Books, question: Question, wanted: dict[str, ColumnElement[bool]]) -> list[Trouble]:
    """The problems of the cases that meet the conditions, as they stood at the moment of the question."""
    cases = {kind: await standing(books, kind, question, condition) for kind, condition in wanted.items()}
    goods = await _goods(books, {each.order_id for each in (*cases["claim"], *cases["feedback"]) if each.order_id})
    found = [trouble for case in cases["return"] for trouble in of_return(case)]
    found += [trouble for case in cases["claim"] for trouble in of_claim(case, goods)]
    return found + [trouble for case in cases["feedback"] for trouble in of_feedback(case, goods)]


async def _goods(books: Books, orders: Iterable[str]) -> dict[str, frozenset[str]]:
    """The articles of orders: as the orders tell them, else as far as returns of them do."""
    wanted = sorted(orders)
    back = await _articles(books, "return", wanted)
    return back | await _articles(books, "order", wanted)


async def _articles(books: Books, kind: str, orders: list[str]) -> dict[str, frozenset[str]]:
    line, case = tables.lines.c, tables.cases.c
    found: defaultdict[str, set[str]] = defaultdict(set)
    joined = select(case.order_id, line.sku).join_from(
        tables.lines, tables.cases, (line.kind == case.kind) & (line.case_id == case.id)
    )
    for start in range(0, len(orders), STEP):
        part = orders[start : start + STEP]
        for order, sku in await books.connection.execute(joined.where(case.kind == kind, case.order_id.in_(part))):
            found[order].add(sku)
    return {order: frozenset(skus) for order, skus in found.items()}
