"""The money ledger: what was paid, what is due, what was refunded, and when a return is settled.

The sum of the refunds we ask for never exceeds what was paid (limit L9). What somebody else refunded is a fact and
is recorded whatever the sum.
"""

from decimal import Decimal

from msgspec.structs import replace

from lifecycle.returns.case import ZERO, Refund, Return
from lifecycle.returns.quantities import is_complete


def counted(case: Return) -> Return:
    """The case with its money summary read off its refunds and lines."""
    paid = sum((line.unit_paid * line.requested for line in case.lines), ZERO)
    refunded = sum((refund.paid for refund in case.refunds), ZERO)
    return replace(case, money=replace(case.money, paid=paid, due=due(case), refunded=refunded))


def agreed(case: Return) -> Decimal | None:
    """The sum that a decision has fixed for the whole return, if one has."""
    sums = [refund.agreed for refund in case.refunds if refund.agreed is not None and not refund.failed]
    return sums[-1] if sums else None


def due(case: Return) -> Decimal:
    """What the buyer is owed as things stand: what was agreed, else the price of the announced units that came."""
    if case.claim_granted:
        return ZERO
    fixed = agreed(case)
    if fixed is not None:
        return fixed
    return sum((line.unit_paid * min(line.received, line.requested) for line in case.lines), ZERO)


def spoken_for(case: Return) -> Decimal:
    """What was asked for (failed requests excluded) or paid back: what a new request must leave room for."""
    return sum((r.paid if r.failed else max(r.paid, r.amount) for r in case.refunds), ZERO)


def is_settled(case: Return) -> bool:
    """Whether the buyer has what is due to him, and nothing more can become due by itself."""
    if case.claim_granted:
        return True
    fixed = agreed(case)
    if fixed is None:
        fixed = due(case) if is_complete(case) else case.money.paid
    return case.money.refunded > ZERO and case.money.refunded >= fixed


def is_over_refunded(case: Return) -> bool:
    """Whether the buyer got more than was agreed, or more than was ever paid."""
    limit = agreed(case)
    if limit is None:
        limit = case.money.paid
    return case.requested_at is not None and case.money.refunded > limit


def open_refund(case: Return) -> Refund | None:
    """The refund that was asked for and is not confirmed yet."""
    return next((refund for refund in case.refunds if refund.is_open), None)


def with_refund(case: Return, refund: Refund, instead_of: Refund | None = None) -> Return:
    """The case with one more movement in its money ledger, or one of them retold."""
    if instead_of is None:
        return counted(replace(case, refunds=(*case.refunds, refund)))
    return counted(replace(case, refunds=tuple(refund if r is instead_of else r for r in case.refunds)))
