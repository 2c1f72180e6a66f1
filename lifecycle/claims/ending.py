"""How a case ends by a person's hand, and how it is taken up again."""

from msgspec.structs import replace

from events.claims import Closed, Reopened
from events.envelope import Event
from lifecycle.claims.case import Claim
from lifecycle.claims.ledgers import Ending
from lifecycle.claims.payments import open_refund
from lifecycle.engine.kind import Parked, Rejected
from lifecycle.policy.pack import Market


def closed(case: Claim, event: Event, _market: Market) -> Claim:
    """A person closes the case, with reason and note; not while a refund is under way."""
    data: Closed = event.data  # type: ignore[assignment]
    pending = open_refund(case)
    if pending is not None:
        raise Rejected(f"claim {case.id}: refund {pending.refund_id} is not confirmed yet, it cannot be closed")
    return replace(case, closed_at=event.since, close_reason=data.reason)


def reopened(case: Claim, event: Event, _market: Market) -> Claim:
    """A closed case is taken up again by a person."""
    _data: Reopened = event.data  # type: ignore[assignment]
    return reopen(case)


def reopen(case: Claim) -> Claim:
    """The case as it stood before it was closed, marked as reopened; a case that is open stays as it is."""
    if case.closed_at is None:
        return case
    return replace(case, closed_at=None, close_reason=None, reopened=True)


def once_filed(case: Claim, event: Event) -> None:
    """Let an event wait that can only follow the filing of our own claim."""
    if case.is_safet and case.filed_at is None:
        raise Parked(f"claim {case.id} is {case.state}: the SAFE-T claim is not filed yet, {event.name} waits for that")


def ended(case: Claim, ending: Ending) -> Claim:
    """The case with one more ending: no question and no appeal is open any more."""
    return replace(case, endings=(*case.endings, ending), on_appeal=False, asked_at=None, asked_by=None)
