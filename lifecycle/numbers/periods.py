"""Which returns a figure is about: those of a period by the day of the return, of the order, or of the close (E).

A return whose day is not known is in no period; it is told apart, so that whoever counts can say so. All instants UTC.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

from lifecycle.returns.case import Return

Dated = Callable[[Return], datetime | None]


class Period(NamedTuple):
    """The returns of a period, and those of which nobody knows the day."""

    returns: tuple[Return, ...]
    undated: tuple[Return, ...]


def by_return(case: Return) -> datetime | None:
    """When it was asked for; what nobody asked for, when it came."""
    return case.requested_at or case.received_at


def by_order(case: Return) -> datetime | None:
    """When the goods were ordered, as the order says, else as the request did."""
    return case.ordered_at or case.said_ordered_at


def by_close(case: Return) -> datetime | None:
    """When it was closed; one that is open has no such day."""
    return case.closed_at


def within(cases: Iterable[Return], dated: Dated, since: datetime, until: datetime) -> Period:
    """The returns with a day from `since` (included) to `until` (not)."""
    told = [(case, dated(case)) for case in cases]
    return Period(
        tuple(case for case, at in told if at is not None and since <= at < until),
        tuple(case for case, at in told if at is None),
    )
