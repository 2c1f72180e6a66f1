"""How requests to send something back are answered: how fast (S2-03), and what the marketplace holds against us (B-02).

An answer is the first decision: authorized, refused, refunded, closed. A request that the buyer gave up before any is
no longer one, unless it was late by then. Requests that the marketplace itself fulfils are not ours to answer. All as
it stood at the end of a window; all instants UTC.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from lifecycle.numbers.rates import Rate
from lifecycle.numbers.spans import Spans, spans
from lifecycle.numbers.windows import Window
from lifecycle.returns.case import Return
from lifecycle.returns.window import in_policy

DAY, TWO_DAYS = timedelta(hours=24), timedelta(hours=48)


class Answers(NamedTuple):
    """How long answers took, and which share of the requests had one within 24 and within 48 hours."""

    time: Spans
    in_a_day: Rate
    in_two: Rate


def requests(cases: Iterable[Return], span: Window) -> Iterator[Return]:
    """The requests of the window that are ours to answer."""
    return (case for case in cases if span.holds(case.requested_at) and not case.tracking_only)


def answers(cases: Iterable[Return], span: Window, untold: Collection[str] = ()) -> Answers:
    """How the requests of the window were answered.

    `untold` are cases that an importer told: where one has no answer, nobody said whether there was one, and it is left
    out.
    """
    asked = [case for case in requests(cases, span) if answered_at(case) or case.id not in untold]
    taken = (at - case.requested_at for case in asked if case.requested_at and (at := answered_at(case)))
    return Answers(spans(taken), _share(asked, DAY, span.until), _share(asked, TWO_DAYS, span.until))


def answered_at(case: Return) -> datetime | None:
    """When we first decided; None if the buyer gave up before, or nobody has."""
    return None if case.answered_at == case.withdrawn_at else case.answered_at


def dissatisfied(
    cases: Iterable[Return], span: Window, late_from: Callable[[Return], datetime], untold: Collection[str] = ()
) -> tuple[Rate, tuple[str, ...]]:
    """Valid requests answered late, or refused although in policy, among all valid ones, each once; and which they are.

    That is the least of the marketplace's Return Dissatisfaction Rate: what buyers answer when it asks them about a
    return is told to nobody. `late_from` says from when the answer to a request is late. A request out of policy is not
    valid; one of which nobody knows is.
    """
    valid = [case for case in requests(cases, span) if in_policy(case) is not False]
    judged = {case.id: _is_bad(case, late_from(case), span.until, untold) for case in valid}
    told = [verdict for verdict in judged.values() if verdict is not None]
    rate = Rate(count=sum(told), of=len(told), undetermined=len(judged) - len(told), aside=True)
    return rate, tuple(case_id for case_id, verdict in judged.items() if verdict)


def _is_bad(case: Return, late_from: datetime, until: datetime, untold: Collection[str]) -> bool | None:
    if case.declined_at and in_policy(case):
        return True
    answered = answered_at(case)
    if answered is None:
        given_up = case.withdrawn_at
        if given_up is None and case.id in untold:
            return None
        return True if min(given_up or until, until) > late_from else None if given_up is None else False
    return answered > late_from


def _share(asked: Iterable[Return], within: timedelta, until: datetime) -> Rate:
    """The share answered within a time; what still may be is undetermined and stands aside."""
    judged = [verdict for case in asked for verdict in _verdicts(case, within, until)]
    yes, no = judged.count(True), judged.count(False)
    return Rate(count=yes, of=yes + no, undetermined=judged.count(None), aside=True)


def _verdicts(case: Return, within: timedelta, until: datetime) -> Iterator[bool | None]:
    """Whether it was answered in time; nothing for a request that the buyer gave up in time."""
    assert case.requested_at is not None
    answered, given_up = answered_at(case), case.withdrawn_at
    if answered is not None:
        yield answered - case.requested_at <= within
    elif min(given_up or until, until) - case.requested_at > within:
        yield False
    elif given_up is None:
        yield None
