"""The figures of an account as they stood at the end of each of its days, published to its case like anyone else's.

A figure has one id a marketplace, metric, fulfilment, window and day: whoever publishes it again, after a restart or
beside another, tells what is known. What is published is what is certain; a marketplace without an account case gets
nothing. Days that nobody was there for are made up for, a week back.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

import orjson
from nats.aio.client import Client
from sqlalchemy import select

from events.account_codes import Metric
from handlers.operating.publishing import Ready, read_line, store
from handlers.readmodel.tables import cases, events
from handlers.stats.books import Books
from handlers.stats.figures import Figure, of_orders
from handlers.stats.places import Place, places
from handlers.stats.question import Question, end_of_day

SOURCE: Final = "/reso/figures"
ACTOR: Final = "rule:daily-figures"
BACK: Final = 7
"""Days that are made up for at most."""
DEFECTS: Final = frozenset(
    metric.value
    for metric in (
        Metric.ORDER_DEFECT_RATE, Metric.NEGATIVE_FEEDBACK_RATE, Metric.CLAIM_RATE, Metric.CHARGEBACK_RATE,
    )
)  # fmt: skip
"""Published even while claims are undecided: there always are some."""
WHOLE: Final = frozenset(metric.value for metric in (Metric.LATE_SHIPMENT_RATE, Metric.PRE_FULFILMENT_CANCEL_RATE))
"""Published only where everything is determined."""


class Account(NamedTuple):
    """The case of an account, and the ids of the figures that it has been told, which end with their day."""

    case_id: str
    told: frozenset[str]

    def knows_of(self, day: date) -> bool:
        """Whether it was told any figure of a day."""
        return any(each.endswith(f"/{day}") for each in self.told)


class Done(NamedTuple):
    """How many figures were stored, how many the log knew, the marketplaces without an account case, and the
    accounts that know all of a day.
    """

    stored: int
    known: int
    without: tuple[str, ...]
    settled: frozenset[tuple[str, date]]


async def publish(nc: Client, books: Books, now: datetime, settled: frozenset[tuple[str, date]] = frozenset()) -> Done:
    """Publish what the accounts have not been told of the days that are over; those `settled` are not looked at."""
    accounts, stored, known, without, done = await _accounts(books), 0, 0, [], set(settled)
    for place in await places(books, Question(as_of=now)):
        own = accounts.get(place.name or "", [])
        if place.name and not own:
            without.append(place.name)
        for account in own:
            days = [day for day in missing(account, place, now) if (account.case_id, day) not in settled]
            for day in days:
                new, old = await _tell(nc, books, place, account, day)
                stored, known = stored + new, known + old
                done |= {(account.case_id, day)} if new + old else set()
    return Done(stored, known, tuple(without), frozenset(done))


async def _tell(nc: Client, books: Books, place: Place, account: Account, day: date) -> tuple[int, int]:
    """Publish the figures of a day; answers how many were stored, and how many were known."""
    told = await _of_day(books, place, account, day)
    ready = [each for each in told if each.event.id not in account.told]
    stored = sum([not (await store(nc, each.message)).duplicate for each in ready])
    return stored, len(told) - stored


def missing(account: Account, place: Place, now: datetime) -> list[date]:
    """The last day that is over, and those before it of which the account was told nothing, the earliest first.

    An account that was never told anything has missed nothing before that day.
    """
    last = place.market.calendar.day_of(now) - timedelta(days=1)
    days = [last - timedelta(days=number) for number in range(BACK)]
    if not account.told:
        return days[:1]
    newest = next((number for number, day in enumerate(days) if account.knows_of(day)), BACK)
    return days[: max(newest, 1)][::-1]


async def _accounts(books: Books) -> Mapping[str, list[Account]]:
    """The open accounts by marketplace."""
    wanted = select(cases.c.id, cases.c.marketplace).where(
        cases.c.kind == "account", cases.c.is_open.is_(True), cases.c.marketplace.is_not(None)
    )
    found: dict[str, list[Account]] = {}
    for case_id, marketplace in (await books.connection.execute(wanted)).all():
        told = select(events.c.id).where(
            events.c.kind == "account", events.c.case_id == case_id, events.c.source == SOURCE
        )
        ids = frozenset(row[0] for row in await books.connection.execute(told))
        found.setdefault(marketplace, []).append(Account(case_id, ids))
    return found


async def _of_day(books: Books, place: Place, account: Account, day: date) -> list[Ready]:
    """The figures of an account as they stood when a day of its marketplace ended."""
    at = end_of_day(day, place.market)
    found = [each async for each in of_orders(books, place, Question(as_of=at, marketplace=place.name))]
    return [read_line(books.kinds, orjson.dumps(body)) for body in bodies(found, place, account, day)]


def bodies(found: Iterable[Figure], place: Place, account: Account, day: date) -> Iterator[dict[str, Any]]:
    """The figures that can be told, as CloudEvents dated to the end of the day."""
    at = end_of_day(day, place.market)
    for each in found:
        if _is_told(each):
            yield {
                "specversion": "1.0",
                "id": f"{place.name}/{each.metric}/{each.fulfilment or 'both'}/{each.days}/{day}",
                "source": SOURCE,
                "type": "account.metric_computed.v1",
                "time": at.isoformat(),
                "subject": account.case_id,
                "actor": ACTOR,
                "data": _data(each, place, day),
            }


def _is_told(figure: Figure) -> bool:
    rate = figure.rate
    if rate is None or rate.value is None or figure.fulfilment not in (None, "MFN", "AFN"):
        return False
    return figure.metric in DEFECTS or (figure.metric in WHOLE and not rate.undetermined)


def _data(figure: Figure, place: Place, day: date) -> dict[str, Any]:
    rate, days = figure.rate, figure.days
    assert rate is not None
    assert days is not None
    told = {
        "metric": figure.metric,
        "marketplace": place.name,
        "value": format(rate.value or 0, "f"),
        "count": rate.count,
        "orders": rate.of,
        "from": (day - timedelta(days=days - 1)).isoformat(),
        "to": day.isoformat(),
        "window_days": days,
    }
    return told | ({"fulfilment": figure.fulfilment} if figure.fulfilment else {})
