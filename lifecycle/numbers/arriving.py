"""What the dock does with parcels: how soon they are scanned and their goods judged, and which nobody knows. UTC."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from lifecycle.numbers.rates import Rate
from lifecycle.numbers.spans import Spans, spans
from lifecycle.numbers.windows import Window
from lifecycle.returns.case import Return
from lifecycle.returns.quantities import is_graded

DAY = timedelta(hours=24)


class Lags(NamedTuple):
    """How long it took, and which share took 24 hours at most; what may still be in time stands aside."""

    time: Spans
    in_a_day: Rate


class Stray(NamedTuple):
    """A parcel that belongs to nothing we know, and since when it is here."""

    case_id: str
    since: datetime


def scan_lag(cases: Iterable[Return], span: Window) -> Lags:
    """From the carrier's delivery, in the window, to the first scan; a scan before it took no time."""
    ours = (case for case in cases if not case.tracking_only)
    return _lags([(case.delivered_at, case.received_at) for case in ours], span)


def inspection_time(cases: Iterable[Return], span: Window, inspected: Mapping[str, datetime]) -> Lags:
    """From the first scan, in the window, to the inspection after which nothing was left to grade.

    `inspected` is when the last inspection of a return was made, by case.
    """
    ours = (case for case in cases if not case.tracking_only)
    ends = [(case.received_at, inspected.get(case.id) if is_graded(case) else None) for case in ours]
    return _lags(ends, span)


def strays(cases: Iterable[Return]) -> tuple[Stray, ...]:
    """The parcels that wait for somebody to find out whose they are, the oldest first."""
    found = (Stray(case.id, case.received_at) for case in cases if case.state == "unexpected" and case.received_at)
    return tuple(sorted(found, key=lambda stray: (stray.since, stray.case_id)))


def overdue(found: Iterable[Stray], until: datetime, late_from: Callable[[datetime], datetime]) -> tuple[Stray, ...]:
    """Those that should have been identified by `until`."""
    return tuple(stray for stray in found if late_from(stray.since) <= until)


def _lags(told: Iterable[tuple[datetime | None, datetime | None]], span: Window) -> Lags:
    begun = [(begin, end) for begin, end in told if begin is not None and span.holds(begin)]
    waits = [end - begin for begin, end in begun if end is not None]
    late = sum(wait > DAY for wait in waits) + sum(end is None and span.until - begin > DAY for begin, end in begun)
    open_ = sum(end is None and span.until - begin <= DAY for begin, end in begun)
    in_time = sum(wait <= DAY for wait in waits)
    return Lags(spans(waits), Rate(count=in_time, of=in_time + late, undetermined=open_, aside=True))
