"""What comes from beside the return: claims that escalate it, SAFE-T, the carrier's answer, a report's status."""

from msgspec.structs import replace

from events.disputes import Deescalated, Escalated, StatusReported
from events.envelope import Event
from events.money import CarrierSettled, SafetDecided, SafetFiled
from lifecycle.engine.kind import Rejected
from lifecycle.policy.pack import Market
from lifecycle.returns.asking import reopen
from lifecycle.returns.case import Return
from lifecycle.returns.payments import counted


def escalated(case: Return, event: Event, _market: Market) -> Return:
    """A claim or chargeback is open on the order: an overlay, the state underneath goes on (C.0-4)."""
    data: Escalated = event.data  # type: ignore[assignment]
    if data.claim_id in case.claims:
        raise Rejected(f"return {case.id}: claim {data.claim_id} is open already, nothing changes", severity="info")
    return replace(reopen(case), claims=(*case.claims, data.claim_id))


def deescalated(case: Return, event: Event, _market: Market) -> Return:
    """The claim is decided; if it gave the buyer his money, nothing is due from the return any more (C.8-14)."""
    data: Deescalated = event.data  # type: ignore[assignment]
    if data.claim_id not in case.claims:
        raise Rejected(f"return {case.id}: claim {data.claim_id} is not open; open: {', '.join(case.claims) or 'none'}")
    granted = (data.outcome or "").startswith("granted") or data.outcome == "lost"
    left = tuple(claim for claim in case.claims if claim != data.claim_id)
    return counted(replace(case, claims=left, claim_granted=case.claim_granted or granted))


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
    """The marketplace has answered the SAFE-T claim."""
    data: SafetDecided = event.data  # type: ignore[assignment]
    return replace(case, safet_id=case.safet_id or data.safet_id)


def carrier_settled(case: Return, event: Event, _market: Market) -> Return:
    """The carrier has answered for a lost parcel."""
    _data: CarrierSettled = event.data  # type: ignore[assignment]
    return replace(case, carrier_settled_at=event.since)
