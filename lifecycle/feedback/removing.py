"""What is asked of the marketplace, once a feedback and by a criterion (S1-11, S1-12), and what it decides."""

from typing import Literal

from msgspec.structs import replace

from events.envelope import Event
from events.feedback import RemovalDenied, RemovalRequested, Removed, Struck
from lifecycle.engine.kind import Parked, Rejected
from lifecycle.feedback.case import Feedback, Removal
from lifecycle.feedback.criteria import verdict
from lifecycle.policy.pack import Market


def removal_requested(case: Feedback, event: Event, market: Market) -> Feedback:
    """The marketplace is asked: once, in time (B-38), and by a criterion that was found and that holds."""
    data: RemovalRequested = event.data  # type: ignore[assignment]
    problem = _asked_before(case) or _unfounded(case, data.criterion) or _too_old(case, event, market)
    if problem:
        raise Rejected(
            f"feedback {case.id} is {case.state}: its removal for {data.criterion} cannot be asked for, {problem}"
        )
    return replace(case, removal=Removal(criterion=data.criterion, requested_at=event.since))


def _asked_before(case: Feedback) -> str | None:
    if case.removal is None:
        return None
    told = case.removal.outcome.replace("_", " ") or "not decided yet"
    return f"it was asked for once already, for {case.removal.criterion}, and that was {told}; once a feedback"


def _unfounded(case: Feedback, criterion: str) -> str | None:
    if criterion == "none":
        return "none is no criterion; possible are those it was classified with"
    if criterion not in case.criteria:
        return f"it was classified as: {', '.join(case.criteria) or 'not at all, classify it first'}"
    found = verdict(case, criterion)
    return None if found.possible else found.why


def _too_old(case: Feedback, event: Event, market: Market) -> str | None:
    until = market.ends("B-38", case.left_at) if case.left_at else None
    if until is None or event.at <= until:
        return None
    return f"it is too old: that was possible until {until:%Y-%m-%d %H:%M} UTC (B-38)"


def removal_denied(case: Feedback, event: Event, _market: Market) -> Feedback:
    """The marketplace leaves it as it is; the answer waits for the question if that was not told yet."""
    _data: RemovalDenied = event.data  # type: ignore[assignment]
    if case.removal is None:
        raise Parked(f"feedback {case.id}: nobody has asked for its removal yet, so nothing can be denied")
    if case.removal.outcome:
        told = case.removal.outcome.replace("_", " ")
        raise Rejected(f"feedback {case.id}: the request for its removal is settled ({told}), nothing changes", "info")
    return _settled(case, "denied")


def removed(case: Feedback, event: Event, _market: Market) -> Feedback:
    """The marketplace has removed it, asked or not: it does not count any more."""
    _data: Removed = event.data  # type: ignore[assignment]
    if case.removed_at:
        raise Rejected(f"feedback {case.id} is known to be removed, nothing changes", severity="info")
    return replace(_settled(case, "removed"), removed_at=event.since)


def struck(case: Feedback, event: Event, _market: Market) -> Feedback:
    """The marketplace has struck it through and answers for it: it stands, and does not count any more (S1-12)."""
    _data: Struck = event.data  # type: ignore[assignment]
    if case.struck_at:
        raise Rejected(f"feedback {case.id} is known to be struck through, nothing changes", severity="info")
    shown = replace(case, missing=(), removed_by_buyer_at=None)
    return replace(_settled(shown, "struck_through"), struck_at=event.since)


def _settled(case: Feedback, outcome: Literal["removed", "struck_through", "denied"]) -> Feedback:
    pending = case.removal if case.removal and not case.removal.outcome else None
    return replace(case, removal=replace(pending, outcome=outcome)) if pending else case
