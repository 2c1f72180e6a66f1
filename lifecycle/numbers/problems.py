"""Problems and how they were solved, week by week or month by month: reasons of returns and how these ended (S4-01)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Literal, NamedTuple

from lifecycle.orders.days import day_of
from lifecycle.policy.pack import Market
from lifecycle.returns.case import Return

Span = Literal["week", "month"]


class Problem(NamedTuple):
    """Why units came back or were to, and what became of their returns: the reason of the close, `open` without one.

    `reason` is empty for units whose buyer gave none.
    """

    reason: str
    units: int
    solved: Mapping[str, int]


def problems(cases: Iterable[Return]) -> tuple[Problem, ...]:
    """The problems of these returns, the most frequent first."""
    solved: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for case in cases:
        for line in case.lines:
            if line.requested:
                solved[line.reason][case.close_reason or "open"] += line.requested
    found = (Problem(reason, ends.total(), dict(sorted(ends.items()))) for reason, ends in solved.items())
    return tuple(sorted(found, key=lambda problem: (-problem.units, problem.reason)))


def summed_up(cases: Iterable[Return], market: Market, span: Span) -> dict[date, tuple[Problem, ...]]:
    """The problems by the first local day of their week (a Monday) or month, in order.

    A return belongs to the day on which it was asked for; one that nobody has asked for to none.
    """
    begun: defaultdict[date, list[Return]] = defaultdict(list)
    for case in cases:
        if case.requested_at is not None:
            begun[_first(day_of(case.requested_at, market), span)].append(case)
    return {day: problems(begun[day]) for day in sorted(begun)}


def _first(day: date, span: Span) -> date:
    return day.replace(day=1) if span == "month" else day - timedelta(days=day.weekday())
