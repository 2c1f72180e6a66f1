"""How a feedback is over: closed by a person, by its clock, or because it is good; and how it is taken up again."""

from msgspec.structs import replace

from events.envelope import Event
from events.feedback import Closed, Reopened
from lifecycle.engine.kind import Rejected
from lifecycle.feedback.case import Feedback
from lifecycle.policy.pack import Market


def closed(case: Feedback, event: Event, _market: Market) -> Feedback:
    """A person closes the case, with reason and note; what the marketplace decided must have been told before."""
    data: Closed = event.data  # type: ignore[assignment]
    decided = {"removed": case.removed_at, "struck_through": case.struck_at}
    if data.reason in decided and decided[data.reason] is None:
        raise Rejected(
            f"feedback {case.id} is {case.state}: it cannot be closed as {data.reason} before the marketplace "
            "has said so; tell that first, with removed or struck"
        )
    gone = case.removed_by_buyer_at
    if data.reason == "removed_by_buyer" and not case.is_gone:
        gone = event.since
    return replace(case, closed_at=event.since, close_reason=data.reason, removed_by_buyer_at=gone)


def reopened(case: Feedback, event: Event, _market: Market) -> Feedback:
    """A closed feedback is taken up again by a person."""
    _data: Reopened = event.data  # type: ignore[assignment]
    return reopen(case)


def reopen(case: Feedback) -> Feedback:
    """The case as it stood before it was closed, marked as reopened; one that is open stays as it is."""
    if case.closed_at is None:
        return case
    return replace(case, closed_at=None, close_reason=None, reopened=True)
