"""The money ledger of a claim: what is claimed, what was asked for, and what the buyer has got, from whom.

The sum of the refunds we ask for never exceeds what is claimed (limit L9). What somebody paid is a fact.
"""

from decimal import Decimal

from msgspec.structs import replace

from lifecycle.claims.case import Claim
from lifecycle.claims.ledgers import ZERO, Refund
from lifecycle.claims.standing import BUYER_PAID


def open_refund(case: Claim) -> Refund | None:
    """The refund that was asked for and is not confirmed yet."""
    return next((refund for refund in case.refunds if refund.is_open), None)


def spoken_for(case: Claim) -> Decimal:
    """What was asked for (failed requests excluded) or paid: what a new request must leave room for."""
    return sum((r.paid if r.failed else max(r.paid, r.amount) for r in case.refunds), ZERO)


def paid_by_us(case: Claim) -> Decimal:
    """What the seller has paid the buyer, before the claim or since."""
    return sum((refund.paid for refund in case.refunds if refund.ours), ZERO)


def is_settled(case: Claim) -> bool:
    """Whether the seller has paid all that is claimed; where nobody said how much that is, any refund settles it."""
    since_opened = any(refund.paid and refund.ours and not refund.early for refund in case.refunds)
    return since_opened and (case.amount is None or paid_by_us(case) >= case.amount)


def is_over_refunded(case: Claim) -> bool:
    """Whether the buyer got more than he claimed, by our refunds and a decision together."""
    if not case.is_known or case.is_safet:
        return False
    ours, decided = paid_by_us(case), _paid_by_decision(case)
    if case.amount is None:
        return bool(ours) and case.outcome in BUYER_PAID
    return ours + decided > case.amount


def _paid_by_decision(case: Claim) -> Decimal:
    """What a decision gave the buyer: as told, as others paid, else all that he claimed."""
    by_others = sum((refund.paid for refund in case.refunds if not refund.ours), ZERO)
    if case.outcome not in BUYER_PAID:
        return by_others
    told = case.granted_amount if case.granted_currency in (None, case.currency) else None
    granted = told if told is not None else case.amount or ZERO
    return max(by_others, granted)


def with_refund(case: Claim, refund: Refund, instead_of: Refund | None = None) -> Claim:
    """The case with one more movement in its money ledger, or one of them retold."""
    if instead_of is None:
        return replace(case, refunds=(*case.refunds, refund))
    return replace(case, refunds=tuple(refund if each is instead_of else each for each in case.refunds))
