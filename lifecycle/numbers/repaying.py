"""How buyers get their money back: how soon, how often before their goods are here, how often too much. UTC."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from lifecycle.numbers.rates import Rate
from lifecycle.numbers.spans import Spans, spans
from lifecycle.numbers.tally import ZERO
from lifecycle.numbers.windows import Window
from lifecycle.returns.case import Return
from lifecycle.returns.payments import agreed
from lifecycle.returns.quantities import is_complete


class OverRefund(NamedTuple):
    """What a buyer got beyond what he was owed, in the currency of his return."""

    case_id: str
    amount: Decimal


def came_back_at(case: Return) -> datetime | None:
    """When the goods were back: as the carrier or as the dock says, whoever was first."""
    return min((at for at in (case.delivered_at, case.received_at) if at), default=None)


def refund_time(cases: Iterable[Return], span: Window) -> Spans:
    """From the goods' return, in the window, to the first refund (B-05, B-06); one made before is none of these."""
    return spans(_waits(cases, span))


def _waits(cases: Iterable[Return], span: Window) -> Iterator[timedelta]:
    for case in cases:
        back, paid = came_back_at(case), [refund.refunded_at for refund in case.refunds if refund.refunded_at]
        if back is not None and span.holds(back) and paid and min(paid) >= back:
            yield min(paid) - back


def refunded(cases: Iterable[Return], span: Window) -> tuple[Decimal, int]:
    """What was paid back in the window, in the currency of these returns, and in how many refunds."""
    made = [each for case in cases for each in case.refunds if each.refunded_at and span.holds(each.refunded_at)]
    return sum((each.paid for each in made), ZERO), len(made)


def early(cases: Iterable[Return], span: Window) -> Rate:
    """Refunds of the window that were made with no unit here yet; goods that the buyer may keep are not awaited."""
    made = [(case, at) for case in cases if not case.keep_item for at in _paid(case, span)]
    return Rate(count=sum(case.received_at is None or at < case.received_at for case, at in made), of=len(made))


def _paid(case: Return, span: Window) -> Iterator[datetime]:
    return (each.refunded_at for each in case.refunds if each.refunded_at and span.holds(each.refunded_at))


def over_refunds(cases: Iterable[Return], span: Window) -> tuple[OverRefund, ...]:
    """What was refunded beyond what was owed, of returns whose last refund lies in the window, the most first."""
    found = []
    for case in cases:
        last = max((refund.refunded_at for refund in case.refunds if refund.refunded_at), default=None)
        if span.holds(last) and case.requested_at is not None:
            found.append(OverRefund(case.id, max(ZERO, case.money.refunded - owed(case))))
    return tuple(sorted((each for each in found if each.amount), key=lambda each: (-each.amount, each.case_id)))


def owed(case: Return) -> Decimal:
    """What settles the return: what was agreed, else the price of what came, or of all while some is awaited."""
    fixed = agreed(case)
    if fixed is not None:
        return fixed
    return case.money.due if is_complete(case) and not case.claim_granted else case.money.paid
