"""`stats health`: what a marketplace measures an account by, and how buyers are served, ours beside its own (E).

A figure of the marketplace stands beside ours of the same metric, fulfilment and days. What it measures that nobody
else can (valid tracking, its rating) stands alone, and says so.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from events.account_codes import Metric
from handlers.stats import sales
from handlers.stats.books import Books
from handlers.stats.cells import Cell, Unknown, of_rate
from handlers.stats.figures import HANDLING, ORDER_DEFECTS, Figure, figures
from handlers.stats.places import Place, places
from handlers.stats.question import Question
from handlers.stats.report import Column, Report
from handlers.stats.told import Key, Reported, is_outdated, reported, usual_days
from lifecycle.numbers.rates import Rate

COLUMNS = (
    Column("marketplace", "text", "the marketplace"),
    Column("metric", "text", "what is measured"),
    Column("ships", "text", "who ships: MFN, AFN; empty for both together"),
    Column("days", "count", "over how many local days"),
    Column("ours", "share", "the share that is certain, as the log tells it"),
    Column("count", "count", "how many count"),
    Column("of", "count", "of how many"),
    Column("open", "count", "of how many nobody can say yet whether they count"),
    Column("time", "span", "how long an answer took"),
    Column("room", "count", "the headroom: how many more orders may become defects; below zero, too many have"),
    Column("theirs", "share", "the share that the marketplace tells"),
    Column("ours_less_theirs", "share", "the difference, where both are of about the same day"),
    Column("at_most", "share", "the share if all that are open count", spare=True),
    Column("least_room", "count", "the headroom if all that are open count", spare=True),
    Column("their_number", "amount", "the rating or number that it tells, where that is no share", spare=True),
    Column("told_at", "moment", "when the marketplace's figure was told", spare=True),
    Column("note", "list", "what else there is to say of it", spare=True),
)
ALONE = Unknown(("only the marketplace can measure it",))
NOTHING = Unknown(("nothing of these days is known here that could be counted",))


async def report(books: Books, question: Question) -> Report:
    """A row a figure: the account's metrics, then service, then what the marketplace alone has told."""
    rows: list[tuple[Cell, ...]] = []
    remarks: list[str] = []
    for place in await places(books, question):
        told = await reported(books, place, question)
        ours = await figures(books, place, question)
        rows += _rows(place, ours, told, question)
        remarks += [f"{place.shown}: handling time of {each.note}" for each in ours if each.metric == HANDLING]
        remarks += _numbers(place, told)
        remarks += await _remarks(books, place, question)
        remarks += _old(place, told, question)
    return Report(name="health", as_of=question.as_of, columns=COLUMNS, rows=rows, remarks=tuple(remarks))


def _rows(
    place: Place, own_figures: list[Figure], told: Mapping[Key, Reported], question: Question
) -> Iterator[tuple[Cell, ...]]:
    beside = dict(told)
    for figure in own_figures:
        theirs = beside.pop(Key(figure.metric, figure.fulfilment, figure.days), None)
        if theirs is None and not figure.says_something:
            continue
        difference = _difference(place, figure.rate, theirs, question)
        ours = of_rate(figure.rate) if figure.rate else None
        yield _row(place, figure, ours, _theirs(figure.metric, theirs, difference))
    for key, theirs in sorted(beside.items(), key=lambda item: (item[0].metric, item[0].fulfilment or "")):
        own = NOTHING if key.metric in RECKONED else ALONE
        figure = Figure(metric=key.metric, days=key.days, fulfilment=key.fulfilment)
        yield _row(place, figure, own, _theirs(key.metric, theirs))


class Theirs(NamedTuple):
    """What the marketplace says: a share, or a number; how far ours is off, and when it was told."""

    share: Decimal | None = None
    number: Decimal | int | None = None
    difference: Decimal | None = None
    at: datetime | None = None


def _theirs(metric: str, told: Reported | None, difference: Decimal | None = None) -> Theirs:
    if told is None:
        return Theirs()
    if metric.endswith("_rate") and told.value is not None:
        return Theirs(told.value, None, difference, told.at)
    return Theirs(None, told.count if told.value is None else told.value, None, told.at)


RECKONED = frozenset(
    metric.value
    for metric in (
        Metric.ORDER_DEFECT_RATE, Metric.NEGATIVE_FEEDBACK_RATE, Metric.CLAIM_RATE, Metric.CHARGEBACK_RATE,
        Metric.LATE_SHIPMENT_RATE, Metric.PRE_FULFILMENT_CANCEL_RATE,
    )
)  # fmt: skip
"""The metrics of an account that the log has the numbers for."""


def _row(place: Place, figure: Figure, ours: Cell, theirs: Theirs) -> tuple[Cell, ...]:
    rate = figure.rate
    return (
        place.shown,
        figure.metric,
        figure.fulfilment,
        figure.days,
        ours,
        rate.count if rate else None,
        rate.of if rate else None,
        rate.undetermined or None if rate else None,
        figure.time,
        figure.room,
        theirs.share,
        theirs.difference,
        rate.most if rate and rate.undetermined else None,
        figure.least_room,
        theirs.number,
        theirs.at,
        (figure.note,) if figure.note else (),
    )


def _difference(place: Place, rate: Rate | None, theirs: Reported | None, question: Question) -> Decimal | None:
    """Ours less theirs, of figures of about the same day."""
    if rate is None or rate.value is None or theirs is None or theirs.value is None:
        return None
    return None if is_outdated(theirs, place, question) else rate.value - theirs.value


async def _remarks(books: Books, place: Place, question: Question) -> list[str]:
    """What the rates by order date leave out."""
    days = usual_days(Metric.ORDER_DEFECT_RATE.value, place, question.as_of) or ORDER_DEFECTS
    undated = await sales.undated(books, place)
    strangers = await sales.strangers(books, place, place.window(question, days))
    told = []
    if undated:
        told.append(f"{place.shown}: of {undated} orders nobody knows when they were placed: they are in no rate")
    if strangers:
        told.append(
            f"{place.shown}: {strangers} negative feedbacks are about orders that nobody has told: they are in no rate"
        )
    return told


def _numbers(place: Place, told: Mapping[Key, Reported]) -> Iterator[str]:
    """The ratings and numbers that the marketplace tells, which have no place among shares."""
    for key, figure in told.items():
        number = _theirs(key.metric, figure).number
        if number is not None:
            yield f"{place.shown}: the marketplace says {key.metric} {Decimal(number):f} on {figure.at:%Y-%m-%d}"


def _old(place: Place, told: Mapping[Key, Reported], question: Question) -> Iterator[str]:
    old = sorted({key.metric for key, figure in told.items() if is_outdated(figure, place, question)})
    if old:
        names = ", ".join(old)
        yield f"{place.shown}: too old to be compared, so no difference is told: the marketplace's {names} (OWN-WATCH)"
