"""A claim or chargeback lies over the returns of its order, and is lifted again once it is over (C.4, C.5).

SAFE-T never escalates: there it is the seller who claims.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from lifecycle.claims.case import Claim
from lifecycle.claims.standing import APPEALS
from lifecycle.engine.case import Case
from lifecycle.engine.reaction import Reaction, Telling, learnt
from lifecycle.reactions.saying import MOMENT
from lifecycle.returns.case import Return
from lifecycle.returns.claims import gives_money

AGAINST_US = frozenset({"a_to_z", "chargeback"})


def tell(claim: Claim, others: Sequence[Case]) -> Iterator[Telling]:
    """Every return of the order, or the one that the claim names; of its ends every one is told, the last counts."""
    if claim.claim_kind not in AGAINST_US or claim.opened_at is None:
        return
    returns = [case for case in others if isinstance(case, Return)]
    for case in returns:
        if claim.return_case in (None, case.id):
            yield from _of(claim, case, claim.opened_at)
        elif claim.id in case.claims:  # it was thought to be about this one, too
            yield _lifted(claim, case, "other", learnt(claim, claim.opened_at) + MOMENT)


def _of(claim: Claim, case: Return, opened_at: datetime) -> Iterator[Telling]:
    yield _escalated(claim, case, opened_at)
    ends = _ends(claim)
    for turn, (at, outcome) in enumerate(ends):
        yield _lifted(claim, case, outcome, learnt(claim, max(at, opened_at), turn))
    said = case.settled_claims.get(claim.id)
    if ends and claim.newest and said is not None and said != gives_money(ends[-1][1]):
        yield _lifted(claim, case, ends[-1][1], claim.newest[0] + MOMENT)  # it was told otherwise when less was known
    if claim.reopened and not ends and claim.touched_at:
        yield _escalated(claim, case, max(claim.touched_at, opened_at + MOMENT))


def _escalated(claim: Claim, case: Return, at: datetime) -> Telling:
    return Telling(case.kind, case.id, "escalated", {"claim_id": claim.id, "claim_kind": claim.claim_kind}, at)


def _lifted(claim: Claim, case: Return, outcome: str, at: datetime) -> Telling:
    return Telling(case.kind, case.id, "deescalated", {"claim_id": claim.id, "outcome": outcome}, at)


def _ends(claim: Claim) -> list[tuple[datetime, str]]:
    """When and how it was over for the buyer: an appeal is between us and the marketplace, he keeps what he has."""
    told = [(ending.at, ending.how) for ending in claim.endings if ending.how not in APPEALS]
    return told or ([(claim.closed_at, "other")] if claim.closed_at else [])


ESCALATION = Reaction(
    name="escalation",
    of="claim",
    after={
        "claim": ("opened", "withdrawn", "decided", "refunded", "debited", "closed", "reopened", "corrected"),
        "return": ("requested", "corrected"),
    },
    tell=tell,
)
