"""Our own figures of service and account at one marketplace, each with the days that it counts (section E)."""

from collections.abc import AsyncIterator, Iterable
from datetime import timedelta

from msgspec import Struct

from events.account_codes import Metric
from handlers.stats import disputes, ratings, sales, threads
from handlers.stats.books import Books
from handlers.stats.places import Place
from handlers.stats.question import Question
from handlers.stats.told import usual_days
from lifecycle.accounts.limits import MEASURES, Limit
from lifecycle.accounts.rules import said
from lifecycle.numbers.answering import late_responses, promises_kept, response_time
from lifecycle.numbers.claiming import claim_figures
from lifecycle.numbers.defects import defects
from lifecycle.numbers.rates import Rate
from lifecycle.numbers.scoring import removals
from lifecycle.orders.handling import Handling, handling

HANDLING = "handling_time"
RESPONSES = (7, 30, 90)
"""Days over which Amazon counts late answers (B-40)."""
PROMISES = (30, 90)
CLAIMS = (90, 365)
REMOVALS = (365,)
ORDER_DEFECTS = 60
"""Days of the order defect rate where no rule says otherwise (B-31)."""
LATE = 30
CANCELLED = 7


class Figure(Struct, frozen=True, kw_only=True):
    """One figure: a rate, or a span of time; `room` is how much may still go wrong, `least_room` at the worst."""

    metric: str
    days: int | None
    fulfilment: str | None = None
    rate: Rate | None = None
    time: timedelta | None = None
    room: int | None = None
    least_room: int | None = None
    note: str = ""

    @property
    def says_something(self) -> bool:
        """Whether there was anything to count, or there is a reason why it cannot be told."""
        rate = self.rate
        counted = rate is not None and bool(rate.of or rate.undetermined or rate.unknown)
        return counted or self.time is not None or bool(self.note)


async def figures(books: Books, place: Place, question: Question) -> list[Figure]:
    """All that can be reckoned here, the account's own metrics first."""
    parts = (of_orders, _of_handling, _of_messages, _of_promises, _of_claims, _of_removals)
    return [figure for part in parts async for figure in part(books, place, question)]


def limit_of(metric: Metric, place: Place, question: Question) -> Limit | None:
    """The limit that the rules of the marketplace set a metric at the moment of the question."""
    measure = MEASURES.get(metric)
    value = said(measure.rule, question.as_of, place.market, measure.entry) if measure else None
    return None if measure is None or value is None else Limit(value, measure.rule, measure.better)


def _days(metric: Metric, place: Place, question: Question, otherwise: int) -> int:
    return usual_days(metric.value, place, question.as_of) or otherwise


def windows(days: Iterable[int], question: Question) -> Iterable[int]:
    """The windows of a metric; the one of the question alone, if it names one."""
    return days if question.days is None else (question.days,)


async def of_orders(books: Books, place: Place, question: Question) -> AsyncIterator[Figure]:
    """What the marketplace judges the account by, as far as it follows from orders; nothing where none is known."""
    span = place.window(question, _days(Metric.ORDER_DEFECT_RATE, place, question, ORDER_DEFECTS))
    orders, voices = await sales.orders(books, place, span), await sales.voices(books, place, span)
    if not orders and not voices:
        return
    for each in defects(orders, voices, limit_of(Metric.ORDER_DEFECT_RATE, place, question)):
        yield Figure(
            metric=each.metric,
            days=span.days,
            fulfilment=each.fulfilment,
            rate=each.rate,
            room=each.room,
            least_room=each.least_room,
        )
    span = place.window(question, _days(Metric.LATE_SHIPMENT_RATE, place, question, LATE))
    late = await sales.shipped_late(books, place, span)
    yield Figure(metric=Metric.LATE_SHIPMENT_RATE.value, days=span.days, fulfilment="MFN", rate=late)
    span = place.window(question, _days(Metric.PRE_FULFILMENT_CANCEL_RATE, place, question, CANCELLED))
    lost = await sales.cancelled(books, place, span)
    yield Figure(metric=Metric.PRE_FULFILMENT_CANCEL_RATE.value, days=span.days, fulfilment="MFN", rate=lost)


async def _of_handling(books: Books, place: Place, question: Question) -> AsyncIterator[Figure]:
    span = place.window(question, _days(Metric.LATE_SHIPMENT_RATE, place, question, LATE))
    told = handling(await sales.shipped(books, place, span), place.market, question.as_of)
    if told.orders:
        yield Figure(metric=HANDLING, days=span.days, fulfilment="MFN", note=_in_words(told))


def _in_words(told: Handling) -> str:
    """Working days of the middle order, and what would be needed (S1-24, S3-33)."""
    promised = "no promise is known" if told.promised is None else f"{told.promised} promised"
    said = f"{told.orders} orders: {told.usual} working days usual, {promised}"
    if told.needed is None:
        return f"{said}; no limit for late shipments is known here"
    advice = f"; add {told.to_add}" if told.to_add else ""
    return f"{said}, {told.needed} needed to keep the limit for late shipments{advice}"


async def _of_messages(books: Books, place: Place, question: Question) -> AsyncIterator[Figure]:
    told = await threads.messages(books, place, place.window(question, max(RESPONSES)))
    for days in windows(RESPONSES, question) if told else ():
        span = place.window(question, days)
        yield Figure(metric="late_response_rate", days=days, rate=late_responses(told, span))
        found = response_time(told, span)
        note = f"{found.answers} answers" if found.answers else ""
        yield Figure(metric="response_time", days=days, time=found.mean, note=note)


async def _of_promises(books: Books, place: Place, question: Question) -> AsyncIterator[Figure]:
    told = await threads.promises(books, place, place.window(question, max(PROMISES)))
    for days in windows(PROMISES, question) if told else ():
        yield Figure(metric="promise_kept_rate", days=days, rate=promises_kept(told, place.window(question, days)))


async def _of_claims(books: Books, place: Place, question: Question) -> AsyncIterator[Figure]:
    told = await disputes.claims(books, place, place.window(question, max(CLAIMS)))
    for days in windows(CLAIMS, question) if told else ():
        found = claim_figures(told, place.window(question, days))
        note = f"{found.answered} of {found.opened} answered" if found.opened else ""
        yield Figure(metric="claim_response_time", days=days, time=found.response, note=note)
        yield Figure(metric="claim_win_rate", days=days, rate=found.won)
        yield Figure(metric="appeal_win_rate", days=days, rate=found.appeals_won)
        yield Figure(metric="claim_mismatch_share", days=days, rate=found.mismatched)


async def _of_removals(books: Books, place: Place, question: Question) -> AsyncIterator[Figure]:
    for days in windows(REMOVALS, question):
        span = place.window(question, days)
        told = await ratings.asked(books, place, span)
        if told:
            yield Figure(metric="feedback_removal_success", days=days, rate=removals(told, span))
