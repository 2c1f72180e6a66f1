"""What the marketplaces themselves say: the last figure of each metric, fulfilment and window, as of a moment."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from msgspec import Struct
from sqlalchemy import select

from events.account_codes import Metric
from handlers.readmodel.tables import metrics
from handlers.stats.books import Books
from handlers.stats.places import Place
from handlers.stats.question import Question
from lifecycle.accounts.limits import MEASURES
from lifecycle.accounts.measuring import SEVERAL
from lifecycle.accounts.rules import said

PART_OF = {
    metric.value: MEASURES[Metric.ORDER_DEFECT_RATE]
    for metric in (Metric.NEGATIVE_FEEDBACK_RATE, Metric.CLAIM_RATE, Metric.CHARGEBACK_RATE)
}
"""What an order defect rate is made of counts the same days."""


class Key(NamedTuple):
    """What is measured; figures of one key stand side by side. `fulfilment` None: both, or nobody said."""

    metric: str
    fulfilment: str | None
    days: int | None


class Reported(Struct, frozen=True):
    """A figure of the marketplace and when it was told (UTC)."""

    value: Decimal | None
    count: int | None
    of: int | None
    status: str | None
    at: datetime


async def reported(books: Books, place: Place, question: Question) -> dict[Key, Reported]:
    """The last figures that the marketplace had told by the moment of the question."""
    told = metrics.c
    wanted = (
        select(
            told.metric, told.raw, told.fulfilment, told.window_days, told.begins, told.ends, told.value, told.count,
            told.orders, told.status, told.at,
        )
        .where(told.marketplace == place.name, told.origin == "reported", told.at <= question.as_of)
        .order_by(told.at, told.seq)
    )  # fmt: skip
    found = {}
    for metric, raw, side, days, begins, ends, *figure in await books.connection.execute(wanted):
        name = raw if metric in SEVERAL and raw else metric
        counted = days or _counted(metric, begins, ends, place, question.as_of)
        found[Key(name, side, counted)] = Reported(*figure)
    return found


def _counted(metric: str, begins: datetime | None, ends: datetime | None, place: Place, at: datetime) -> int | None:
    """Over how many days a figure counts: those that it names if the rules have such a window, else the usual ones."""
    usual, short = usual_days(metric, place, at), usual_days(metric, place, at, "short")
    named = round((ends - begins) / timedelta(days=1)) if begins and ends else None
    return short if named is not None and named == short else usual


def usual_days(metric: str, place: Place, at: datetime, entry: str = "any") -> int | None:
    """Over how many days the rules say that a metric counts; None where they say nothing."""
    measure = MEASURES.get(Metric(metric)) or PART_OF.get(metric) if metric in set(Metric) else None
    days = said(measure.days, at, place.market, entry) if measure and measure.days else None
    return None if days is None else int(days)


def is_outdated(figure: Reported, place: Place, question: Question) -> bool:
    """Whether it is too old to stand beside a figure of the moment of the question (OWN-WATCH)."""
    until = place.market.ends("OWN-WATCH", figure.at)
    return until is not None and until < question.as_of
