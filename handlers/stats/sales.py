"""Orders by the day they were placed, and what speaks against them: the whole and the parts of the order defect rate.

What claims and feedback say of an order stands in the log as `defect_told`, each dated by when it became true; the last
word of each by the end of the window is the one that counts.
"""

from collections.abc import Sequence

import msgspec
from sqlalchemy import ColumnElement, Integer, String, Table, and_, case, func, or_, select, type_coerce

from handlers.readmodel import tables
from handlers.stats.books import Books
from handlers.stats.places import Place
from lifecycle.numbers.defects import Voice
from lifecycle.numbers.rates import Rate
from lifecycle.numbers.windows import Window
from lifecycle.orders.case import Order

order, events, cases = tables.orders.c, tables.events.c, tables.cases.c
UNKNOWN = "unknown"
OURS = order.channel == "MFN"


async def orders(books: Books, place: Place, span: Window) -> dict[str, int]:
    """How many orders of the window there are, by who fulfils them; those merged into others are not counted twice."""
    wanted = select(order.channel, func.count()).where(*_placed(place, span)).group_by(order.channel)
    return {side or UNKNOWN: count for side, count in await books.connection.execute(wanted)}


async def undated(books: Books, place: Place) -> int:
    """The orders of which nobody knows when they were placed: they are in no window."""
    wanted = select(func.count()).where(order.marketplace == place.name, order.ordered_at.is_(None), _alone())
    return int((await books.connection.execute(wanted)).scalar_one())


async def voices(books: Books, place: Place, span: Window) -> list[Voice]:
    """The last word of every claim and feedback on the orders of the window."""
    wanted = (
        select(events.case_id, order.channel, events.data)
        .select_from(tables.events.join(tables.orders, order.id == events.case_id))
        .where(events.kind == "order", events.event == "defect_told", events.counts.is_(True))
        .where(events.time <= span.until, *_placed(place, span))
        .order_by(events.time, events.seq)
    )
    last = {}
    for order_id, side, data in await books.connection.execute(wanted):
        teller = data["case_kind"], data["case_id"]
        last[order_id, *teller] = Voice(order_id, side or UNKNOWN, _sort(data), data["counts"], teller)
    return list(last.values())


def _sort(data: dict[str, str]) -> str:
    return "feedback" if data["case_kind"] == "feedback" else data.get("reason", data["case_kind"])


async def strangers(books: Books, place: Place, span: Window) -> int:
    """Negative feedbacks of the window whose order nobody has told: they count in no rate."""
    told = tables.feedback.c
    known = select(cases.id).where(cases.kind == "order", cases.order_id == told.order_id).exists()
    wanted = select(func.count()).where(
        told.marketplace == place.name, told.rating_counted <= 2, told.left_at <= span.until, ~known
    )
    if span.since is not None:
        wanted = wanted.where(told.left_at > span.since)
    return int((await books.connection.execute(wanted)).scalar_one())


async def cancelled(books: Books, place: Place, span: Window) -> Rate:
    """Orders of the window that we cancelled before all was shipped, of the orders that we fulfil (B-33)."""
    found = await _ours(books, place, span, _lost(span))
    return Rate(count=found[0], of=found[1])


async def shipped_late(books: Books, place: Place, span: Window) -> Rate:
    """Orders of the window that went, or have not gone, after their day, of those that we fulfil (B-32).

    One without a day that was promised is undetermined.
    """
    found = await _ours(books, place, span, _late(span), order.ship_by.is_(None))
    return Rate(count=found[0], of=found[-1], undetermined=found[1])


def is_cancelled(place: Place, span: Window) -> ColumnElement[bool]:
    """The cases of orders that count as cancelled by us."""
    return ids_of(tables.orders, *_placed(place, span), OURS, _lost(span))


def is_late(place: Place, span: Window) -> ColumnElement[bool]:
    """The cases of orders that count as shipped late."""
    return ids_of(tables.orders, *_placed(place, span), OURS, _late(span))


def ids_of(table: Table, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """A condition on cases: those whose row in their own table meets these."""
    return cases.id.in_(select(table.c.id).where(*conditions))


def _lost(span: Window) -> ColumnElement[bool]:
    return and_(order.counts_as_cancelled == "yes", order.cancelled_at <= span.until)


def _late(span: Window) -> ColumnElement[bool]:
    missing = or_(order.shipped_at.is_(None), order.shipped_at > order.ship_by)
    gone = and_(order.cancelled_at.is_not(None), order.cancelled_at <= order.ship_by)
    return and_(order.ship_by <= span.until, missing, ~func.coalesce(gone, False))


async def shipped(books: Books, place: Place, span: Window) -> list[Order]:
    """Our orders of the window that had gone by its end, as the read model has them."""
    wanted = select(type_coerce(cases.body, String)).join_from(
        tables.orders, tables.cases, (cases.kind == "order") & (cases.id == order.id)
    )
    wanted = wanted.where(*_placed(place, span), OURS, order.shipped_at <= span.until)
    decoder = msgspec.json.Decoder(Order)
    return [decoder.decode(body) for (body,) in await books.connection.execute(wanted)]


async def _ours(books: Books, place: Place, span: Window, *conditions: ColumnElement[bool]) -> Sequence[int]:
    """How many of our orders meet each condition, and how many there are."""
    counted = [func.coalesce(func.sum(case((each, 1), else_=0).cast(Integer)), 0) for each in conditions]
    wanted = select(*counted, func.count()).where(*_placed(place, span), OURS)
    return [int(count) for count in (await books.connection.execute(wanted)).one()]


def _placed(place: Place, span: Window) -> list[ColumnElement[bool]]:
    told = [order.marketplace == place.name, order.ordered_at <= span.until, _alone()]
    return told if span.since is None else [*told, order.ordered_at > span.since]


def _alone() -> ColumnElement[bool]:
    """Not merged into another case."""
    other = tables.cases.alias().c
    merged = select(other.id).where(other.kind == "order", other.id == order.id, other.forwards_to.is_not(None))
    return ~merged.exists()
