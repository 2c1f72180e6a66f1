"""The cases behind a metric of an account, for a draft of a plan of action (S1-23)."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement

from events.account_codes import Metric
from handlers.readmodel import tables
from handlers.stats import sales
from handlers.stats.books import Books
from handlers.stats.cases import standing
from handlers.stats.figures import CANCELLED, HANDLING, LATE, ORDER_DEFECTS, Figure, figures
from handlers.stats.places import Place
from handlers.stats.question import Question
from handlers.stats.told import Key, reported, usual_days
from lifecycle.claims.case import Claim
from lifecycle.feedback.case import Feedback
from lifecycle.numbers.defects import PARTS
from lifecycle.numbers.drafting import Counted, Draft, draft
from lifecycle.numbers.requests import dissatisfied
from lifecycle.numbers.windows import Window
from lifecycle.orders.case import Order
from lifecycle.returns.case import Return

Gather = Callable[[Books, Question, Place, Window], Awaitable[list[Counted]]]
RETURNS: Final = 30
"""Days of returns that are looked at."""


async def plan(books: Books, question: Question, place: Place, metric: Metric) -> Draft:
    """A draft about one metric of one marketplace, as it stood at the moment of the question."""
    days, gather = _ways(metric)
    span = place.window(question, usual_days(metric.value, place, question.as_of) or days)
    counted = await gather(books, question, place, span) if gather else []
    ours = [each for each in await figures(books, place, question) if each.days == span.days]
    told = await reported(books, place, question)
    advice = [f"Handling time: {each.note}." for each in ours if each.metric == HANDLING and metric in _SHIPPING]
    words = _in_words(metric, span, [each for each in ours if each.metric == metric.value])
    theirs = [key for key in told if key.metric == metric.value]
    words += "".join(f" {_theirs(key, told[key].value, told[key].count)}" for key in theirs)
    return draft(metric.value, place.shown, words, sorted(counted, key=lambda each: (each.at, each.case)), advice)


_SHIPPING: Final = (Metric.LATE_SHIPMENT_RATE, Metric.ON_TIME_DELIVERY_RATE)


def _in_words(metric: Metric, span: Window, ours: list[Figure]) -> str:
    sides = [_side(each) for each in ours if each.rate is not None]
    name = metric.value.replace("_", " ")
    known = "; ".join(sides) if sides else "no figure of our own is known"
    return f"{name}, {span.days} days up to {span.until:%Y-%m-%d}: {known}."


def _side(figure: Figure) -> str:
    rate = figure.rate
    assert rate is not None
    value = "unknown" if rate.value is None else f"{rate.value:.2%}"
    more = f", and {rate.undetermined} undetermined" if rate.undetermined else ""
    return f"{figure.fulfilment or 'all orders'} {value} ({rate.count} of {rate.of}{more})"


def _theirs(key: Key, value: object, count: int | None) -> str:
    figure = value if value is not None else count
    return f"The marketplace says {figure}{f' for {key.fulfilment}' if key.fulfilment else ''}."


def _ways(metric: Metric) -> tuple[int, Gather | None]:
    """Over how many days a metric counts unless a rule says otherwise, and where its cases are found, if they are."""
    if metric.value in PARTS:
        return ORDER_DEFECTS, _of_defects(metric)
    ways: Mapping[Metric, tuple[int, Gather]] = {
        Metric.LATE_SHIPMENT_RATE: (LATE, _late),
        Metric.PRE_FULFILMENT_CANCEL_RATE: (CANCELLED, _cancelled),
        Metric.RETURN_DISSATISFACTION_RATE: (RETURNS, _dissatisfied),
    }
    return ways.get(metric, (LATE, None))


def _of_defects(metric: Metric) -> Gather:
    async def gather(books: Books, question: Question, place: Place, span: Window) -> list[Counted]:
        voices = await sales.voices(books, place, span)
        heard = [each for each in voices if PARTS[metric.value](each.sort) and each.counts != "no"]
        ids = {each.teller for each in heard}
        cases = {
            kind: await standing(books, kind, question, tables.cases.c.id.in_([name for of, name in ids if of == kind]))
            for kind in ("claim", "feedback")
        }
        sure = {each.teller for each in heard if each.counts == "yes"}
        found = [_claim(case) for case in cases["claim"]] + [_feedback(case) for case in cases["feedback"]]
        return [each._replace(sure=each.case in sure) for each in found]

    return gather


def _claim(case: Claim) -> Counted:
    skus = tuple(sorted({each.sku for each in case.claimed}))
    assert case.opened_at is not None
    return Counted(
        ("claim", case.id), case.order_id or "unknown", skus, case.reason, case.opened_at, case.outcome or ""
    )


def _feedback(case: Feedback) -> Counted:
    assert case.left_at is not None
    done = case.remedy or ("buyer contacted" if case.contacted_at else "")
    return Counted(("feedback", case.id), case.order_id or "unknown", (), case.cause or "", case.left_at, done)


async def _late(books: Books, question: Question, place: Place, span: Window) -> list[Counted]:
    return await _orders(books, question, sales.is_late(place, span), "late_shipment")


async def _cancelled(books: Books, question: Question, place: Place, span: Window) -> list[Counted]:
    return await _orders(books, question, sales.is_cancelled(place, span), "cancelled")


async def _orders(books: Books, question: Question, chosen: ColumnElement[bool], cause: str) -> list[Counted]:
    found: list[Order] = await standing(books, "order", question, chosen)
    return [_order(each, cause) for each in found if each.ordered_at]


def _order(case: Order, cause: str) -> Counted:
    assert case.ordered_at is not None
    done = "refunded" if case.is_refunded else "delivered" if case.delivered_at else "shipped" if case.parcels else ""
    skus = tuple(sorted({line.sku for line in case.lines}))
    return Counted(("order", case.id), case.order_id or case.id, skus, cause, case.ordered_at, done)


async def _dissatisfied(books: Books, question: Question, place: Place, span: Window) -> list[Counted]:
    asked = tables.returns.c
    within = [asked.marketplace == place.name, asked.requested_at <= span.until]
    chosen = sales.ids_of(tables.returns, *within, *([asked.requested_at > span.since] if span.since else []))
    found: list[Return] = await standing(books, "return", question, chosen)
    _, bad = dissatisfied(found, span, lambda case: _late_from(case, place))
    return [_return(case) for case in found if case.id in bad]


def _late_from(case: Return, place: Place) -> datetime:
    asked = case.requested_at
    assert asked is not None
    return place.market.ends("B-02", asked) or asked + timedelta(hours=48)


def _return(case: Return) -> Counted:
    assert case.requested_at is not None
    skus = tuple(sorted({line.sku for line in case.lines if line.requested}))
    cause = "return_refused" if case.declined_at else "late_answer"
    return Counted(
        ("return", case.id), case.order_id or "unknown", skus, cause, case.requested_at, case.close_reason or ""
    )
