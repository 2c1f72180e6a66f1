"""SAFE-T, what the marketplace refunded at our expense: the return owns the clock, the claim the paper (B-16, B-17).

A return that may be reimbursed opens a SAFE-T case as eligible; that it was filed and decided comes back to the return.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from lifecycle.claims.case import Claim
from lifecycle.engine.case import Case
from lifecycle.engine.reaction import Reaction, Telling
from lifecycle.reactions.saying import MOMENT, case_id
from lifecycle.returns import safet
from lifecycle.returns.case import Return

SAFET = "safet"


def offer(case: Return, others: Sequence[Case]) -> Iterator[Telling]:
    """What may be claimed; a chance that only a clock has made is not told. That it is gone is a decision of now."""
    since = safet.told_since(case)
    mine = next((each for each in others if isinstance(each, Claim) and each.id == case_id(SAFET, case.id)), None)
    if since is not None:
        amount = sum((refund.paid for refund in safet.of_the_marketplace(case)), start=case.money.paid * 0)
        data = {
            "return_case": case.id,
            "order_id": case.order_id,
            "marketplace": case.marketplace,
            "amount": str(amount),
            "currency": case.money.currency,
            "since": since.isoformat(),
        }
        yield Telling("claim", case_id(SAFET, case.id), "eligible", data, _when(mine, since, amount))
    elif mine is not None and mine.state == "eligible" and not case.safet_id:
        yield Telling("claim", mine.id, "not_eligible", {"reason": _why_not(case)}, None, f"{case.touched_at}")


def _when(mine: Claim | None, since: datetime, amount: Decimal) -> datetime:
    """When to say it: after what was said when less was known, or after the chance was thought to be gone."""
    if mine is None or mine.eligible_since is None:
        return since
    gone = mine.state == "closed" and mine.close_reason == "not_eligible"
    otherwise = (mine.eligible_since, mine.amount) != (since, amount) and mine.filed_at is None
    if (gone or otherwise) and mine.touched_at:
        return max(since, mine.touched_at + MOMENT)
    return since if mine.eligible_since <= since else mine.eligible_since + MOMENT


def _why_not(case: Return) -> str:
    if case.safet_lapsed:
        return "the time in which it could be filed is over (B-16)"
    if case.claims or case.claim_granted:
        return "a claim of the buyer lies over the order (B-17)"
    return "the return shows nothing any more that could be claimed"


def answer(claim: Claim, others: Sequence[Case]) -> Iterator[Telling]:
    """Filed, and decided: the return stops waiting."""
    known = any(isinstance(case, Return) and case.id == claim.return_case for case in others)
    if claim.claim_kind != SAFET or claim.filed_at is None or claim.return_case is None or not known:
        return
    safet_id = claim.safet_id or claim.id
    yield Telling("return", claim.return_case, "safet_filed", {"safet_id": safet_id}, claim.filed_at)
    if claim.decided_at is not None:
        data = {"safet_id": safet_id, "outcome": claim.outcome or "other", **_awarded(claim)}
        yield Telling("return", claim.return_case, "safet_decided", data, max(claim.decided_at, claim.filed_at))


def _awarded(claim: Claim) -> dict[str, str]:
    """What is paid, where the decision named it: the return counts it into what its goods are worth (S2-07)."""
    if claim.granted_amount is None or claim.granted_currency is None:
        return {}
    return {"amount": str(claim.granted_amount), "currency": claim.granted_currency}


_MOVED = ("refunded", "inspected", "lost", "escalated", "deescalated", "corrected", "deadline_missed")

OFFER = Reaction(
    name="safet-eligible",
    of="return",
    after={"return": _MOVED},
    tell=offer,
    has_to_say=lambda case: bool(safet.of_the_marketplace(case)),
)
ANSWER = Reaction(
    name="safet-answered",
    of="claim",
    after={"claim": ("filed", "decided", "corrected"), "return": ("requested", "corrected")},
    tell=answer,
)
