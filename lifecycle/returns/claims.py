"""What comes from beside the return: claims that escalate it, SAFE-T, the carrier's answer, a report's status."""

from msgspec.structs import replace

from events.disputes import Deescalated, Escalated, StatusReported
from events.envelope import Event
from events.money import CarrierSettled, SafetDecided, SafetFiled
from lifecycle.engine.kind import Rejected
from lifecycle.policy.pack import Market
from lifecycle.returns.asking import reopen
from lifecycle.returns.case import Return
from lifecycle.returns.ledgers import Sum
from lifecycle.returns.payments import counted

PAID = frozenset({"lost", "accepted", "refunded_by_seller"})
"""Outcomes of a claim or chargeback, besides those that are granted, by which the buyer has got his money."""


def escalated(case: Return, event: Event, _market: Market) -> Return:
    """A claim or chargeback is open on the order: an overlay, the state underneath goes on (C.0-4)."""
    data: Escalated = event.data  # type: ignore[assignment]
    if data.claim_id in case.claims:
        raise Rejected(f"return {case.id}: claim {data.claim_id} is open already, nothing changes", severity="info")
    return replace(reopen(case), claims=(*case.claims, data.claim_id))


def deescalated(case: Return, event: Event, _market: Market) -> Return:
    """The claim is decided; if it gave the buyer his money, nothing is due from the return any more (C.8-14).

    Told again of a claim that was over already, its last word counts.
    """
    data: Deescalated = event.data  # type: ignore[assignment]
    if data.claim_id not in case.claims and data.claim_id not in case.settled_claims:
        raise Rejected(f"return {case.id}: claim {data.claim_id} is not open; open: {', '.join(case.claims) or 'none'}")
    granted = gives_money(data.outcome)
    left = tuple(claim for claim in case.claims if claim != data.claim_id)
    settled = {**case.settled_claims, data.claim_id: granted}
    return counted(replace(case, claims=left, settled_claims=settled, claim_granted=any(settled.values())))


def gives_money(outcome: str | None) -> bool:
    """Whether a claim with this outcome has given the buyer his money."""
    return (outcome or "").startswith("granted") or outcome in PAID


def status_reported(case: Return, event: Event, _market: Market) -> Return:
    """A report's word is kept and compared, it closes nothing (C.0-5, C.8-16); an unknown one is kept as it is."""
    data: StatusReported = event.data  # type: ignore[assignment]
    return replace(case, last_status=data.status.strip().lower().replace(" ", "_"))


def safet_filed(case: Return, event: Event, _market: Market) -> Return:
    """The seller claims from the marketplace (B-16, B-17: once an order)."""
    data: SafetFiled = event.data  # type: ignore[assignment]
    if case.safet_id is not None:
        raise Rejected(f"return {case.id}: SAFE-T claim {case.safet_id} was filed already, one an order (B-17)")
    return replace(case, safet_id=data.safet_id)


def safet_decided(case: Return, event: Event, _market: Market) -> Return:
    """The marketplace has answered the SAFE-T claim; what it awards stands for the money until that is told."""
    data: SafetDecided = event.data  # type: ignore[assignment]
    case = replace(case, safet_id=case.safet_id or data.safet_id)
    if data.amount is None:
        return case
    awarded = Sum(data.amount, data.currency or case.money.currency, data.safet_id)
    return replace(case, worth=replace(case.worth, awarded=awarded))


def carrier_settled(case: Return, event: Event, _market: Market) -> Return:
    """The carrier has answered for a lost parcel; the last sum he named counts."""
    data: CarrierSettled = event.data  # type: ignore[assignment]
    case = replace(case, carrier_settled_at=event.since)
    if data.amount is None:
        return case
    settled = Sum(data.amount, data.currency or case.money.currency)
    return replace(case, worth=replace(case.worth, settled=settled))
