"""What we do with the buyer, in the only order that is allowed: understand, solve, and only then ask (S1-15, L1)."""

from msgspec.structs import replace

from events.envelope import Event
from events.feedback import BuyerContacted, ChangeAsked, Classified, Resolved
from lifecycle.engine.case import Link
from lifecycle.engine.kind import Rejected
from lifecycle.feedback.case import Feedback
from lifecycle.policy.pack import Market

AT_MOST = 2
"""A buyer is asked once and reminded once; more would be pressure (D-36)."""


def classified(case: Feedback, event: Event, _market: Market) -> Feedback:
    """Somebody has read the comment: what it is about, and by what it could be removed; the last word holds."""
    data: Classified = event.data  # type: ignore[assignment]
    cause = data.cause_code
    return replace(
        case,
        classified_at=event.since,
        criteria=tuple(data.criteria),
        cause=case.cause if cause is None else str(cause),
    )


def buyer_contacted(case: Feedback, event: Event, _market: Market) -> Feedback:
    """We have written to the buyer; the conversation is named, once."""
    data: BuyerContacted = event.data  # type: ignore[assignment]
    link = Link("conversation", data.thread) if data.thread else None
    links = case.links if link is None or link in case.links else (*case.links, link)
    return replace(case, contacted_at=event.since, links=links)


def resolved(case: Feedback, event: Event, _market: Market) -> Feedback:
    """The buyer's problem is solved; from now on he may be told that he can change his feedback."""
    data: Resolved = event.data  # type: ignore[assignment]
    return replace(case, resolved_at=event.since, remedy=str(data.remedy))


def change_asked(case: Feedback, event: Event, _market: Market) -> Feedback:
    """The buyer is told that he may change it: once he has not done so yet, and at most twice."""
    _data: ChangeAsked = event.data  # type: ignore[assignment]
    if case.changes:
        raise Rejected(f"feedback {case.id}: the buyer has changed it, which he may do once (B-37); do not ask again")
    if case.asks >= AT_MOST:
        raise Rejected(f"feedback {case.id}: the buyer was asked {case.asks} times; more would be pressure (D-36)")
    return replace(case, asks=case.asks + 1)
