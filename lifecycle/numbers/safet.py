"""What SAFE-T claims bring back (B-16, B-17): of what was claimed, what the marketplace paid. Instants are UTC."""

from collections.abc import Iterable
from decimal import Decimal

from lifecycle.claims.case import Claim
from lifecycle.numbers.shares import Share
from lifecycle.numbers.tally import ZERO
from lifecycle.numbers.windows import Window

PAID = "approved"


def reimbursed(claims: Iterable[Claim], span: Window) -> tuple[Share, int]:
    """Paid of claimed, of the claims filed in the window that are decided; and how many are not decided yet.

    All of them are of one currency. A claim whose amount nobody told leaves the share unknown.
    """
    filed = [claim for claim in claims if claim.is_safet and span.holds(claim.filed_at)]
    decided = [claim for claim in filed if claim.outcome is not None]
    claimed = sum((claim.amount or ZERO for claim in decided), ZERO)
    paid = sum((_paid(claim) or ZERO for claim in decided), ZERO)
    unknown = {f"what was claimed in {claim.id}" for claim in decided if claim.amount is None}
    unknown |= {f"what was paid for {claim.id}" for claim in decided if _paid(claim) is None}
    return Share(paid, claimed, tuple(sorted(unknown))), len(filed) - len(decided)


def _paid(claim: Claim) -> Decimal | None:
    """What the marketplace paid for a decided claim; an approval without a sum leaves that open."""
    if claim.outcome != PAID:
        return ZERO
    return claim.granted_amount if claim.granted_currency in (None, claim.currency) else None
