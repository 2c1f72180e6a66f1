"""What the outcome of a decision means for the claim it decides: the state that it leads to.

About an appeal against a grant, `granted` and `denied` may speak of the claim or of the appeal: they say nothing then.
"""

from events.claim_codes import Funder, Verdict
from events.verdicts import Decided
from lifecycle.claims.case import Claim

_FOR_CLAIMANT = (Verdict.GRANTED, Verdict.LOST)
_GRANTS = ("granted_seller", "granted_amazon")
_APPEALS = ("appeal_won", "appeal_lost")
_OF_APPEAL = {Verdict.WON: "appeal_won", Verdict.LOST: "appeal_lost"}


def reading(case: Claim, data: Decided) -> str | None:
    """How the claim ends by this decision; None if its words leave that open."""
    if data.verdict is Verdict.OTHER:
        return None
    if case.claim_kind == "chargeback":
        return "lost" if data.verdict in _FOR_CLAIMANT else "won"
    last = case.endings[-1].how if case.endings else ""
    if last in _APPEALS:
        return _OF_APPEAL.get(data.verdict, last)
    return _of_safet(case, data) if case.is_safet else _of_a_to_z(case, data, last)


def _of_safet(case: Claim, data: Decided) -> str:
    """We are the claimant: what is granted or won is approved."""
    approved = data.verdict in (Verdict.GRANTED, Verdict.WON)
    if case.on_appeal:
        return "appeal_won" if approved else "appeal_lost"
    return "approved" if approved else "denied"


def _of_a_to_z(case: Claim, data: Decided, last: str) -> str | None:
    """The buyer is the claimant; after a grant or an appeal, `won` and `lost` are ours."""
    if data.verdict in _OF_APPEAL and (case.on_appeal or last in _GRANTS):
        return _OF_APPEAL[data.verdict]
    by_amazon = data.funder is Funder.AMAZON
    if case.on_appeal and last in _GRANTS:
        return "appeal_won" if data.verdict is Verdict.GRANTED and by_amazon else None
    if data.verdict not in _FOR_CLAIMANT:
        return "denied"
    if data.funder is None and last in _GRANTS:
        return last
    return "granted_amazon" if by_amazon else "granted_seller"
